-- name: open_session
-- A log-in.
insert into fynq.sessions (tenant, id, user_id, refresh_hash, expires_at) values ($1, $2, $3, $4, $5)

-- name: lock_session
-- A live session, held until the transaction ends.
select user_id, refresh_hash, expires_at from fynq.sessions
where tenant = $1 and id = $2 and ended_at is null and expires_at > now() for update

-- name: rotate_session
-- The next refresh token.
update fynq.sessions set refresh_hash = $3, expires_at = $4 where tenant = $1 and id = $2

-- name: end_session
-- A log-out.
update fynq.sessions set ended_at = now() where tenant = $1 and id = $2 and ended_at is null
