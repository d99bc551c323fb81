-- name: add_events
-- Observations of a student; one that is there already stays as it is.
insert into fynq.learning_events (tenant, id, student, kind, skills, outcome, at, doubt, item)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
on conflict (tenant, id) do nothing

-- name: states
-- What is believed about a student.
select skill, ability, variance, attempts, updated_at
from fynq.learner_states where tenant = $1 and student = $2 order by skill

-- name: hold_student
-- Makes other folds of this student wait; inserts that refer to the student go on.
select true from fynq.users where tenant = $1 and id = $2 for no key update

-- name: pending_events
-- Observations that are not in the states yet, oldest first.
select id, student, kind, skills, outcome, at, doubt, item
from fynq.learning_events
where tenant = $1 and student = $2 and applied_at is null order by at, id

-- name: mark_applied
-- These observations are in the states now.
update fynq.learning_events set applied_at = now()
where tenant = $1 and id = any($2::uuid[])

-- name: save_states
-- The states after a fold.
insert into fynq.learner_states (tenant, student, skill, ability, variance, attempts, updated_at)
select $1, $2, s.skill, s.ability, s.variance, s.attempts, s.updated_at
from unnest($3::text[], $4::double precision[], $5::double precision[], $6::integer[],
            $7::timestamptz[])
    as s (skill, ability, variance, attempts, updated_at)
on conflict (tenant, student, skill) do update
set ability = excluded.ability, variance = excluded.variance, attempts = excluded.attempts,
    updated_at = excluded.updated_at

-- name: drop_states
-- Skills that a fold no longer mentions.
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
