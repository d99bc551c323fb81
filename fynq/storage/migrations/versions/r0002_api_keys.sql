-- hash: SHA-256 of the key's secret. used_at is coarse: it is written every five minutes at most.
create table fynq.api_keys (
    tenant uuid not null,
    id uuid not null,
    user_id uuid not null,
    name text not null,
    hash bytea not null check (length(hash) = 32),
    models text[] not null default '{}',
    delivery text not null default '' check (delivery in ('', 'live', 'buffered')),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    used_at timestamptz,
    revoked_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, user_id) references fynq.users (tenant, id)
);
create index api_keys_of_user on fynq.api_keys (tenant, user_id, id);

alter table fynq.api_keys enable row level security;
alter table fynq.api_keys force row level security;
create policy own_tenant on fynq.api_keys
    using (tenant = nullif(current_setting('fynq.tenant', true), '')::uuid)
    with check (tenant = nullif(current_setting('fynq.tenant', true), '')::uuid);
