-- A school without a row allows everything.
create table fynq.school_policies (
    tenant uuid primary key references fynq.tenants (id),
    most_help text not null
        check (most_help in ('restate', 'concept', 'next_step', 'worked_neighbour', 'full_solution')),
    least_confidence double precision not null
        check (least_confidence >= 0 and least_confidence <= 1),
    exam_phrases text[] not null,
    decimal_comma boolean not null,
    times text not null check (times in ('dot', 'cross')),
    changed_at timestamptz not null default now()
);

alter table fynq.school_policies enable row level security;
alter table fynq.school_policies force row level security;
create policy own_tenant on fynq.school_policies
    using (tenant = nullif(current_setting('fynq.tenant', true), '')::uuid)
    with check (tenant = nullif(current_setting('fynq.tenant', true), '')::uuid);
