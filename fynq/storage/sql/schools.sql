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
select most_help, least_confidence, exam_phrases, decimal_comma, times, windows, time_zone, syllabuses
from fynq.school_policies where tenant = $1

-- name: change_policy
-- Changes what is given of what a school allows, null leaves it; the whole policy comes back.
insert into fynq.school_policies as policy
    (tenant, most_help, least_confidence, exam_phrases, decimal_comma, times, windows, time_zone,
     syllabuses)
values ($1, coalesce($2::text, 'full_solution'), coalesce($3::double precision, 0),
        coalesce($4::text[], '{}'), coalesce($5::boolean, false), coalesce($6::text, 'dot'),
        coalesce($7::json, '[]'), coalesce($8::text, 'UTC'), coalesce($9::text[], '{}'))
on conflict (tenant) do update
set most_help = coalesce($2::text, policy.most_help),
    least_confidence = coalesce($3::double precision, policy.least_confidence),
    exam_phrases = coalesce($4::text[], policy.exam_phrases),
    decimal_comma = coalesce($5::boolean, policy.decimal_comma),
    times = coalesce($6::text, policy.times), windows = coalesce($7::json, policy.windows),
    time_zone = coalesce($8::text, policy.time_zone),
    syllabuses = coalesce($9::text[], policy.syllabuses), changed_at = now()
returning most_help, least_confidence, exam_phrases, decimal_comma, times, windows, time_zone, syllabuses
