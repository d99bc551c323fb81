-- name: name_school
-- Lets the directory show the one school that has this slug.
select set_config('fynq.school', $1, true)

-- name: find_school
-- The school that was named.
select id, slug, name, registration, join_code from fynq.tenants where slug = $1

-- name: school
-- A school by its tenant.
select id, slug, name, registration, join_code from fynq.tenants where id = $1

-- name: add_school
-- A new tenant.
insert into fynq.tenants (id, slug, name, registration, join_code) values ($1, $2, $3, $4, $5)
