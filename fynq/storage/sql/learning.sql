-- name: add_events
-- Observations of a student; one that is there already stays as it is.
insert into fynq.learning_events
    (tenant, id, student, kind, skills, outcome, at, doubt, item, hints, solution_seen, guess,
     misconceptions, tested, correction)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::jsonb)
on conflict (tenant, id) do nothing

-- name: learner
-- A student overall with every skill, the misconceptions (in the first row), and whether observations
-- wait to be applied, or the log has to be replayed (stale); one statement, so that no fold comes between. Without any skill one row whose skill is null.
select l.turn, l.ability as overall, l.variance as overall_variance,
    l.successes as all_successes, l.failures as all_failures, l.recent as all_recent, exists (
        select from fynq.learning_events e
        where e.tenant = $1 and e.student = $2 and e.applied_at is null
    ) or (l.turn is not null and l.ruled_out is null) as waiting,
    l.turn is not null and l.ruled_out is null as stale, l.ruled_out,
    case row_number() over (order by s.skill) when 1 then (
        select json_agg(json_build_array(m.slug, m.skills, m.shown, m.first_at, m.last_at, m.open,
                                         m.disputed, m.passed_questions, m.passed_kinds, m.passed_at,
                                         m.closed_at) order by m.slug)
        from fynq.learner_misconceptions m where m.tenant = $1 and m.student = $2
    ) end as misconceptions,
    s.skill, s.ability, s.variance, s.attempts, s.updated_at, s.chances, s.successes, s.failures,
    s.recent, s.run, s.known, s.unaided, s.stability, s.hardness, s.answered_at, s.confirmed
from (select) as one
left join fynq.learners l on l.tenant = $1 and l.student = $2
left join fynq.learner_states s on s.tenant = $1 and s.student = $2
order by s.skill

-- name: hold_student
-- Makes other folds of this student wait, and new calibrations; inserts that refer to the student go on.
select pg_advisory_xact_lock_shared(hashtextextended('fynq.calibrations of tenant ' || $1::uuid::text, 0))
from fynq.users where tenant = $1 and id = $2 for no key update

-- name: hold_calibrations
-- Waits for the folds of this tenant that run, and lets no other begin.
select pg_advisory_xact_lock(hashtextextended('fynq.calibrations of tenant ' || $1::uuid::text, 0))

-- name: version
-- The calibration that holds.
select coalesce(max(version), 0) as version from fynq.calibrations where tenant = $1

-- name: edition
-- One calibration.
select content from fynq.calibrations where tenant = $1 and version = $2

-- name: add_edition
-- A new calibration.
insert into fynq.calibrations (tenant, version, content) values ($1, $2, $3)

-- name: pending_events
-- Observations that are not in the states yet, oldest first; before them all corrections that are.
select id, student, kind, skills, outcome, at, doubt, item, hints, solution_seen, guess, misconceptions,
    tested, correction, turn
from fynq.learning_events
where tenant = $1 and student = $2 and (applied_at is null or kind = 'corrected')
order by turn nulls last, at, id

-- name: add_difficulties
-- Of what nobody answered before. In order, so that two folds never wait for each other.
insert into fynq.difficulties (tenant, kind, name, mean, variance, start_mean, start_variance, version)
select $1, d.kind, d.name, d.mean, d.variance, d.mean, d.variance, $6
from unnest($2::text[], $3::text[], $4::double precision[], $5::double precision[])
    as d (kind, name, mean, variance)
order by d.kind, d.name
on conflict (tenant, kind, name) do nothing

-- name: hold_difficulties
-- Until the transaction ends nobody else moves these.
select kind, name, mean, variance, answers from fynq.difficulties
where tenant = $1 and (kind, name) in (select * from unnest($2::text[], $3::text[]))
order by kind, name for no key update

-- name: save_difficulties
-- After a fold.
update fynq.difficulties f set mean = d.mean, variance = d.variance, answers = d.answers
from unnest($2::text[], $3::text[], $4::double precision[], $5::double precision[], $6::integer[])
    as d (kind, name, mean, variance, answers)
where f.tenant = $1 and f.kind = d.kind and f.name = d.name

-- name: start_difficulties
-- Where a calibration lets them start.
insert into fynq.difficulties
    (tenant, kind, name, mean, variance, answers, start_mean, start_variance, version)
select $1, d.kind, d.name, d.mean, d.variance, 0, d.mean, d.variance, $6
from unnest($2::text[], $3::text[], $4::double precision[], $5::double precision[])
    as d (kind, name, mean, variance)
on conflict (tenant, kind, name) do update
set mean = excluded.mean, variance = excluded.variance, answers = 0,
    start_mean = excluded.start_mean, start_variance = excluded.start_variance,
    version = excluded.version

-- name: standings
-- All difficulties, and where they started.
select kind, name, mean, variance, answers, start_mean, start_variance, version
from fynq.difficulties where tenant = $1

-- name: mark_applied
-- This observation is in the states now, and met this.
update fynq.learning_events
set applied_at = now(), turn = $3, version = $4, amount = $5, item_mean = $6, item_variance = $7,
    item_answers = $8, skill_means = $9, skill_variances = $10, skill_answers = $11,
    side_mean = $12, side_variance = $13
where tenant = $1 and id = $2

-- name: history
-- What was applied of a student, in order.
select id, student, kind, skills, outcome, at, doubt, item, hints, solution_seen, guess, misconceptions,
    tested, correction, turn, version, amount, item_mean, item_variance, item_answers, skill_means, skill_variances, skill_answers,
    side_mean, side_variance
from fynq.learning_events
where tenant = $1 and student = $2 and turn is not null order by turn

-- name: answers_to_item
-- The answers to an item that counted since a calibration, in order.
select id, student, kind, skills, outcome, at, doubt, item, hints, solution_seen, guess, misconceptions,
    tested, correction, turn, version, amount, item_mean, item_variance, item_answers, skill_means, skill_variances, skill_answers,
    side_mean, side_variance
from fynq.learning_events
where tenant = $1 and item = $2 and version >= $3 and item_answers is not null
order by item_answers

-- name: answers_on_skill
-- The answers that counted for a skill since a calibration.
select id, student, kind, skills, outcome, at, doubt, item, hints, solution_seen, guess, misconceptions,
    tested, correction, turn, version, amount, item_mean, item_variance, item_answers, skill_means, skill_variances, skill_answers,
    side_mean, side_variance
from fynq.learning_events
where tenant = $1 and $2 = any (skills) and version >= $3 and amount > 0 and kind = 'item_answered'

-- name: save_learner
-- A student overall, after a fold.
insert into fynq.learners (tenant, student, turn, ability, variance, successes, failures, recent,
    ruled_out)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (tenant, student) do update
set turn = excluded.turn, ability = excluded.ability, variance = excluded.variance,
    successes = excluded.successes, failures = excluded.failures, recent = excluded.recent,
    ruled_out = excluded.ruled_out

-- name: save_states
-- The skills that a fold changed.
insert into fynq.learner_states (tenant, student, skill, ability, variance, attempts, updated_at, chances,
    successes, failures, recent, run, known, unaided, stability, hardness, answered_at, confirmed)
select $1, $2, s.*
from unnest($3::text[], $4::double precision[], $5::double precision[], $6::integer[],
            $7::timestamptz[], $8::integer[], $9::double precision[], $10::double precision[],
            $11::double precision[], $12::integer[], $13::double precision[], $14::boolean[],
            $15::double precision[], $16::double precision[], $17::timestamptz[],
            $18::boolean[]) as s
on conflict (tenant, student, skill) do update
set ability = excluded.ability, variance = excluded.variance, attempts = excluded.attempts,
    updated_at = excluded.updated_at, chances = excluded.chances, successes = excluded.successes,
    failures = excluded.failures, recent = excluded.recent, run = excluded.run,
    known = excluded.known, unaided = excluded.unaided, stability = excluded.stability,
    hardness = excluded.hardness, answered_at = excluded.answered_at, confirmed = excluded.confirmed

-- name: drop_states
-- Skills that a replay of the log does not know.
delete from fynq.learner_states where tenant = $1 and student = $2 and skill <> all ($3::text[])

-- name: counts
-- How many doubts a student asked, had answered, and had verified.
select count(*) as asked,
    count(*) filter (where d.status = 'answered') as answered,
    count(*) filter (where a.verification = 'verified') as verified
from fynq.doubts d
left join fynq.answers a on a.tenant = d.tenant and a.doubt = d.id
where d.tenant = $1 and d.student = $2

-- name: rated_doubt
-- The skills of the doubt that a rating by its student is about.
select skills from fynq.doubts where tenant = $1 and id = $2 and student = $3

-- name: put_feedback
-- A rating; a second one by the same student replaces the first.
insert into fynq.feedback (tenant, id, student, doubt, rating, reason, comment)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (tenant, student, doubt) do update
set id = excluded.id, rating = excluded.rating, reason = excluded.reason,
    comment = excluded.comment, at = now()
