-- name: add
-- A message for the world outside, in the transaction of what it tells.
insert into fynq.outbox (tenant, id, kind, payload) values ($1, $2, $3, $4::jsonb)

-- name: waiting
-- Messages that are not delivered yet, oldest first.
select id, kind, payload, created_at from fynq.outbox
where tenant = $1 and delivered_at is null order by id limit $2

-- name: delivered
-- These messages arrived.
update fynq.outbox set delivered_at = now() where tenant = $1 and id = any($2::uuid[])
