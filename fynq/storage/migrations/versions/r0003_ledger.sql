-- One row per request to a provider, written once and never changed. No reference to users, keys or
-- tenants: a bill outlives what it is for. user_id and api_key are '' where there is none.
create table fynq.usage_ledger (
    tenant uuid not null,
    id uuid not null,
    reservation uuid not null,
    user_id text not null,
    api_key text not null,
    provider text not null,
    model text not null,
    outcome text not null
        check (outcome in ('answered', 'failed', 'aborted', 'hedged', 'shadow')),
    input_tokens bigint not null,
    output_tokens bigint not null,
    cached_tokens bigint not null,
    reasoning_tokens bigint not null,
    estimated boolean not null,
    cost_micros bigint not null,
    milliseconds double precision not null,
    at timestamptz not null,
    primary key (tenant, id)
);
create index usage_ledger_by_time on fynq.usage_ledger (tenant, at);
create index usage_ledger_of_user on fynq.usage_ledger (tenant, user_id, at) where user_id <> '';
create index usage_ledger_of_key on fynq.usage_ledger (tenant, api_key, at) where api_key <> '';

alter table fynq.usage_ledger enable row level security;
alter table fynq.usage_ledger force row level security;
create policy own_tenant on fynq.usage_ledger
    using (tenant = nullif(current_setting('fynq.tenant', true), '')::uuid)
    with check (tenant = nullif(current_setting('fynq.tenant', true), '')::uuid);
