-- name: answers_in_range
-- Answers of students from $2 on, before $3 if that is given, and what was ruled out; in order.
select id, student, kind, skills, outcome, at, doubt, item, hints, solution_seen, guess, misconceptions,
    tested, correction
from fynq.learning_events
where tenant = $1 and student >= $2 and ($3::uuid is null or student < $3) and turn is not null
    and kind in ('item_answered', 'corrected')
order by student, turn

-- name: count_answers
-- How many answers are applied.
select count(*) as answers from fynq.learning_events
where tenant = $1 and kind = 'item_answered' and turn is not null

-- name: add_report
-- What a calibration found.
insert into fynq.calibration_reports (tenant, id, version, answers, content)
values ($1, $2, $3, $4, $5)

-- name: last_report
-- The newest one.
select version, answers, content from fynq.calibration_reports
where tenant = $1 order by id desc limit 1

-- name: item_contents
-- What makes an item the same elsewhere.
select slug, question, answer, kind, choices from fynq.practice_items where tenant = $1

-- name: shares
-- Whether a school shares.
select calibrations from fynq.sharing where tenant = $1

-- name: set_sharing
-- Shares, or does not.
insert into fynq.sharing (tenant, calibrations) values ($1, $2)
on conflict (tenant) do update set calibrations = excluded.calibrations, changed_at = now()

-- name: hold_sharing
-- Whoever changes it meanwhile waits.
select calibrations from fynq.sharing where tenant = $1 for update

-- name: drop_shared
-- All that a school laid open.
delete from fynq.shared_calibrations where tenant = $1

-- name: add_shared
-- Lays open.
insert into fynq.shared_calibrations
    (tenant, kind, key, mean, variance, answers, students, tracing)
select $1, s.kind, s.key, s.mean, s.variance, s.answers, s.students,
    case when s.known is null then null else array[s.known, s.learn, s.slip, s.guess] end
from unnest($2::text[], $3::text[], $4::double precision[], $5::double precision[], $6::bigint[],
    $7::bigint[], $8::double precision[], $9::double precision[], $10::double precision[],
    $11::double precision[])
    as s (kind, key, mean, variance, answers, students, known, learn, slip, guess)

-- name: own_shared
-- What a school lays open.
select kind, key, mean, variance, answers, students, tracing
from fynq.shared_calibrations where tenant = $1 order by kind, key

-- name: put_imported
-- From a file; a later one replaces the same things.
insert into fynq.imported_calibrations
    (tenant, kind, key, mean, variance, answers, students, tracing)
select $1, s.kind, s.key, s.mean, s.variance, s.answers, s.students,
    case when s.known is null then null else array[s.known, s.learn, s.slip, s.guess] end
from unnest($2::text[], $3::text[], $4::double precision[], $5::double precision[], $6::bigint[],
    $7::bigint[], $8::double precision[], $9::double precision[], $10::double precision[],
    $11::double precision[])
    as s (kind, key, mean, variance, answers, students, known, learn, slip, guess)
on conflict (tenant, kind, key) do update
set mean = excluded.mean, variance = excluded.variance, answers = excluded.answers,
    students = excluded.students, tracing = excluded.tracing, at = now()

-- name: told_by_others
-- What a file said, and what other schools that share lay open, of these things. Without sharing
-- oneself one sees none of the others'.
select kind, key, mean, variance, answers, students, tracing
from fynq.imported_calibrations
where tenant = $1 and (kind, key) in (select * from unnest($2::text[], $3::text[]))
union all
select kind, key, mean, variance, answers, students, tracing
from fynq.shared_calibrations
where tenant <> $1 and (kind, key) in (select * from unnest($2::text[], $3::text[]))

-- name: count_shared
-- How many items and skills a school lays open, and has from a file.
select (select count(*) from fynq.shared_calibrations where tenant = $1) as shared,
    (select count(*) from fynq.imported_calibrations where tenant = $1) as imported
