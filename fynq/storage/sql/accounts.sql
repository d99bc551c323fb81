-- name: find_account
-- An account by its address.
select id, email, display_name, role, password_hash, active
from fynq.users where tenant = $1 and email = $2

-- name: account
-- An account by its id.
select id, email, display_name, role, password_hash, active
from fynq.users where tenant = $1 and id = $2

-- name: add_account
-- A new account.
insert into fynq.users (tenant, id, email, display_name, role, password_hash, active)
values ($1, $2, $3, $4, $5, $6, $7)

-- name: list_accounts
-- Accounts by id, after the last one seen.
select id, email, display_name, role, password_hash, active
from fynq.users where tenant = $1 and ($2::uuid is null or id > $2) order by id limit $3
