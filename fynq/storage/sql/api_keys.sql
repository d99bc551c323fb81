-- name: add_key
-- A new key.
insert into fynq.api_keys (tenant, id, user_id, name, hash, models, delivery, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: list_keys
-- Keys by id, after the last one seen; of one user, or of all.
select id, user_id, name, hash, created_at, models, delivery, expires_at, used_at, revoked_at
from fynq.api_keys
where tenant = $1 and ($2::uuid is null or user_id = $2) and ($3::uuid is null or id > $3)
order by id limit $4

-- name: revoke_key
-- Ends a key for good; the time of the first revocation stays.
update fynq.api_keys set revoked_at = coalesce(revoked_at, now())
where tenant = $1 and id = $2 and ($3::uuid is null or user_id = $3) returning true

-- name: key_holder
-- A key with its user's role and its school.
select k.id, k.user_id, k.name, k.hash, k.created_at, k.models, k.delivery, k.expires_at, k.used_at,
    k.revoked_at, u.role, u.active, t.slug
from fynq.api_keys k
join fynq.users u on u.tenant = k.tenant and u.id = k.user_id
join fynq.tenants t on t.id = k.tenant
where k.tenant = $1 and k.id = $2

-- name: key_used
-- The key is in use.
update fynq.api_keys set used_at = now()
where tenant = $1 and id = $2 and (used_at is null or used_at < now() - interval '5 minutes')
