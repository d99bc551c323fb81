-- model: 'provider/model'. number: 1, 2, … without a gap for each model of a school, in the order
-- in which the outcomes were folded into model_ratings, which can so be recomputed to the last bit.
create table fynq.model_outcomes (
    tenant uuid not null references fynq.tenants (id),
    model text not null,
    number bigint not null,
    skills text[] not null,
    correct boolean not null,
    difficulty double precision not null,
    at timestamptz not null default now(),
    primary key (tenant, model, number)
);

-- skill: '' for the overall ability, else the offset from it. Only what outcomes say: what ops
-- believe of a model beforehand stands in the routing options.
create table fynq.model_ratings (
    tenant uuid not null references fynq.tenants (id),
    model text not null,
    skill text not null,
    ability double precision not null,
    variance double precision not null,
    outcomes bigint not null,
    primary key (tenant, model, skill)
);

do $$
declare
    name text;
begin
    foreach name in array array['model_outcomes', 'model_ratings']
    loop
        execute format('alter table fynq.%I enable row level security', name);
        execute format('alter table fynq.%I force row level security', name);
        execute format(
            'create policy own_tenant on fynq.%I
             using (tenant = nullif(current_setting(''fynq.tenant'', true), '''')::uuid)
             with check (tenant = nullif(current_setting(''fynq.tenant'', true), '''')::uuid)',
            name
        );
    end loop;
end
$$;
