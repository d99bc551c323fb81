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

-- name: policy
-- What a school allows.
select most_help, least_confidence, exam_phrases, decimal_comma, times
from fynq.school_policies where tenant = $1

-- name: put_policy
-- Replaces what a school allows.
insert into fynq.school_policies (tenant, most_help, least_confidence, exam_phrases, decimal_comma, times)
values ($1, $2, $3, $4, $5, $6)
on conflict (tenant) do update
set most_help = excluded.most_help, least_confidence = excluded.least_confidence,
    exam_phrases = excluded.exam_phrases, decimal_comma = excluded.decimal_comma,
    times = excluded.times, changed_at = now()
returning true
