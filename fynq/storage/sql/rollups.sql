-- name: add_turns
-- Adds what a fold applied, if all before it is in already; $3 and $4: the student's turn before and
-- after the fold.
with held as (
    insert into fynq.rollups (tenant, student, turn, rules)
    select $1, $2, $4, $5 where $3 = 0 or exists (
        select from fynq.rollups where tenant = $1 and student = $2
    )
    on conflict (tenant, student) do update set turn = excluded.turn
    where rollups.turn = $3 and rollups.rules = excluded.rules
    returning true
), counted as (
    insert into fynq.activity
        (tenant, student, day, skill, events, doubts, answered, correct, unaided, credit)
    select $1, $2, c.* from held, unnest(
        $6::date[], $7::text[], $8::integer[], $9::integer[], $10::integer[], $11::integer[],
        $12::integer[], $13::bigint[]
    ) as c
    on conflict (tenant, student, day, skill) do update
    set events = activity.events + excluded.events, doubts = activity.doubts + excluded.doubts,
        answered = activity.answered + excluded.answered,
        correct = activity.correct + excluded.correct,
        unaided = activity.unaided + excluded.unaided, credit = activity.credit + excluded.credit
)
insert into fynq.mastery_days (tenant, student, skill, day, ability, variance, known, mastered)
select $1, $2, e.* from held, unnest(
    $14::text[], $15::date[], $16::double precision[], $17::double precision[],
    $18::double precision[], $19::boolean[]
) as e
on conflict (tenant, student, skill, day) do update
set ability = excluded.ability, variance = excluded.variance, known = excluded.known,
    mastered = excluded.mastered

-- name: behind
-- Students whose rollups are not at the end of their logs.
select l.student from fynq.learners l
left join fynq.rollups r on r.tenant = l.tenant and r.student = l.student
where l.tenant = $1 and l.student = any($2::uuid[])
    and (r.turn is distinct from l.turn or r.rules is distinct from $3)

-- name: ranges
-- The first student of every $3 of those that have a log, or with $4 of those that are behind.
select b.student from (
    select l.student, row_number() over (order by l.student) as place from fynq.learners l
    left join fynq.rollups r on r.tenant = l.tenant and r.student = l.student
    where l.tenant = $1
        and (not $4 or r.turn is distinct from l.turn or r.rules is distinct from $2)
) as b
where (b.place - 1) % $3 = 0 order by b.student

-- name: students_in_range
-- The same students from $3 on, before $5 if that is given.
select l.student from fynq.learners l
left join fynq.rollups r on r.tenant = l.tenant and r.student = l.student
where l.tenant = $1 and l.student >= $3 and ($5::uuid is null or l.student < $5)
    and (not $4 or r.turn is distinct from l.turn or r.rules is distinct from $2)
order by l.student

-- name: history_after
-- What was applied of a student after a turn, in order, $4 events at most.
select id, student, kind, skills, outcome, at, doubt, item, hints, solution_seen, guess, misconceptions,
    tested, correction, turn, version, amount, item_mean, item_variance, item_answers, skill_means, skill_variances, skill_answers,
    side_mean, side_variance
from fynq.learning_events
where tenant = $1 and student = $2 and turn > $3 order by turn limit $4

-- name: corrections
-- Those of a student that are applied, in order.
select id, student, kind, skills, outcome, at, doubt, item, hints, solution_seen, guess, misconceptions,
    tested, correction
from fynq.learning_events
where tenant = $1 and student = $2 and kind = 'corrected' and turn is not null order by turn

-- name: cells_of
-- All counts of a student.
select day, skill, events, doubts, answered, correct, unaided, credit
from fynq.activity where tenant = $1 and student = $2

-- name: ends_of
-- All ends of days of a student.
select skill, day, ability, variance, known, mastered
from fynq.mastery_days where tenant = $1 and student = $2

-- name: position
-- How far the rollups of a student are.
select turn, rules from fynq.rollups where tenant = $1 and student = $2

-- name: drop_cells
-- Counts that the log does not give.
delete from fynq.activity where tenant = $1 and student = $2
    and (day, skill) in (select * from unnest($3::date[], $4::text[]))

-- name: drop_ends
-- Ends of days that the log does not give.
delete from fynq.mastery_days where tenant = $1 and student = $2
    and (skill, day) in (select * from unnest($3::text[], $4::date[]))

-- name: put_position
-- The rollups of a student are at this turn.
insert into fynq.rollups (tenant, student, turn, rules) values ($1, $2, $3, $4)
on conflict (tenant, student) do update set turn = excluded.turn, rules = excluded.rules

-- name: put_cells
-- Counts as the log gives them.
insert into fynq.activity
    (tenant, student, day, skill, events, doubts, answered, correct, unaided, credit)
select $1, $2, c.* from unnest(
    $3::date[], $4::text[], $5::integer[], $6::integer[], $7::integer[], $8::integer[], $9::integer[],
    $10::bigint[]
) as c
on conflict (tenant, student, day, skill) do update
set events = excluded.events, doubts = excluded.doubts, answered = excluded.answered,
    correct = excluded.correct, unaided = excluded.unaided, credit = excluded.credit

-- name: put_ends
-- Ends of days as the log gives them.
insert into fynq.mastery_days (tenant, student, skill, day, ability, variance, known, mastered)
select $1, $2, e.* from unnest(
    $3::text[], $4::date[], $5::double precision[], $6::double precision[], $7::double precision[],
    $8::boolean[]
) as e
on conflict (tenant, student, skill, day) do update
set ability = excluded.ability, variance = excluded.variance, known = excluded.known,
    mastered = excluded.mastered
