-- name: begin
-- Holds a key, unless someone holds it already.
insert into fynq.idempotency as held (tenant, scope, key, request, expires_at)
values ($1, $2, $3, $4, now() + make_interval(secs => $5))
on conflict (tenant, scope, key) do update
set request = excluded.request, status = null, headers = null, body = null, doubt = null,
    expires_at = excluded.expires_at
where held.expires_at <= now()
returning true

-- name: held
-- What is known of a key that someone holds.
select request, status, headers, body, doubt,
    extract(epoch from expires_at - now())::double precision as left_seconds
from fynq.idempotency where tenant = $1 and scope = $2 and key = $3

-- name: finish
-- Keeps the reply for a repetition.
update fynq.idempotency
set status = $4, headers = $5::json, body = $6, expires_at = now() + make_interval(secs => $7),
    doubt = $8
where tenant = $1 and scope = $2 and key = $3

-- name: abandon
-- Frees a key whose request came to nothing.
delete from fynq.idempotency where tenant = $1 and scope = $2 and key = $3 and status is null

-- name: sweep
-- Removes keys that are past their time.
delete from fynq.idempotency where tenant = $1 and expires_at <= now()
