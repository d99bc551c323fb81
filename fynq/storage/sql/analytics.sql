-- name: cells_since
-- What students did from a day on.
select student, day, skill, events, doubts, answered, correct, unaided, credit
from fynq.activity where tenant = $1 and student = any($2::uuid[]) and day >= $3

-- name: ends_since
-- How the skills of a student stood from a day on, and of each the last time before.
select skill, day, ability, variance, known, mastered
from fynq.mastery_days m
where m.tenant = $1 and m.student = $2 and m.day >= coalesce((
    select max(f.day) from fynq.mastery_days f
    where f.tenant = $1 and f.student = $2 and f.skill = m.skill and f.day < $3
), $3)

-- name: asked_since
-- Doubts of students by UTC day.
select student, (asked_at at time zone 'UTC')::date as day, count(*) as asked
from fynq.doubts
where tenant = $1 and student = any($2::uuid[]) and asked_at >= $3
group by student, day

-- name: active_moments
-- The quarters of an hour since the epoch in which a student did something.
select distinct floor(extract(epoch from e.at) / 900)::bigint as quarter from (
    select at from fynq.learning_events
    where tenant = $1 and student = $2 and at >= $3 and kind <> 'corrected'
    union all
    select asked_at from fynq.doubts where tenant = $1 and student = $2 and asked_at >= $3
) as e

-- name: learners
-- What is believed of students; a row for each skill, one without a skill for who has none.
select l.student, l.turn, l.ability as overall, l.variance as overall_variance,
    l.successes as all_successes, l.failures as all_failures, l.recent as all_recent,
    s.skill, s.ability, s.variance, s.attempts, s.updated_at, s.chances, s.successes, s.failures,
    s.recent, s.run, s.known, s.unaided, s.stability, s.hardness, s.answered_at, s.confirmed
from fynq.learners l
left join fynq.learner_states s on s.tenant = $1 and s.student = l.student
where l.tenant = $1 and l.student = any($2::uuid[])

-- name: last_active
-- When students did something last, and whether events of theirs wait to be applied.
select w.student, greatest(
        (select e.at from fynq.learning_events e
         where e.tenant = $1 and e.student = w.student and e.kind <> 'corrected'
         order by e.at desc limit 1),
        (select max(d.asked_at) from fynq.doubts d where d.tenant = $1 and d.student = w.student)
    ) as last_active,
    exists (
        select from fynq.learning_events e
        where e.tenant = $1 and e.student = w.student and e.applied_at is null
    ) as waiting
from unnest($2::uuid[]) as w (student)

-- name: unresolved
-- Doubts of students from a time on that nobody has helped with, newest first. A teacher's word helps,
-- unless it took the answer back and put none in its place.
select d.id, d.student, d.question, d.asked_at, d.skills,
    case when d.needs_teacher then 'needs_teacher'
         when d.status in ('refused', 'failed') then d.status
         when u.kind = 'recall' then 'recalled'
         else 'disliked' end as why, coalesce(f.reason, '') as reason
from fynq.doubts d
left join fynq.feedback f on f.tenant = $1 and f.student = d.student and f.doubt = d.id
left join fynq.ruled_doubts r on r.tenant = $1 and r.doubt = d.id
left join fynq.rulings u on u.tenant = $1 and u.id = r.ruling
where d.tenant = $1 and d.student = any($2::uuid[]) and d.asked_at >= $3
    and (d.needs_teacher or d.status in ('refused', 'failed') or f.rating = -1 or u.kind = 'recall')
    and (u.kind is null or u.kind = 'recall')
    and not exists (
        select from fynq.doubts later
        where later.tenant = $1 and later.thread = d.thread and later.id > d.id
            and later.status <> 'cancelled'
    )
order by d.asked_at desc, d.id desc limit $4

-- name: skill_names
-- Of those of these skills that there are.
select slug, name from fynq.skills where tenant = $1 and slug = any($2::text[])

-- name: active_students
-- Students who did something from a day on, before another.
select count(*) as active from fynq.users u
where u.tenant = $1 and (
    exists (
        select from fynq.activity a
        where a.tenant = $1 and a.student = u.id and a.day >= $2 and a.day < $3 and a.skill = ''
    ) or exists (
        select from fynq.doubts d
        where d.tenant = $1 and d.student = u.id
            and d.asked_at >= ($2::date)::timestamp at time zone 'UTC'
            and d.asked_at < ($3::date)::timestamp at time zone 'UTC'
    )
)
