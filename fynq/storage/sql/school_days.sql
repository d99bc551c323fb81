-- name: uncounted_days
-- Days from $2 on, before $3, that may be kept (schema 0019) and are not, or not as they are now.
select days.day::date as day
from generate_series(
    $2::date, least($3::date, (now() at time zone 'UTC')::date - 2) - 1, interval '1 day'
) as days (day)
where not exists (
        select from fynq.school_days s where s.tenant = $1 and s.day = days.day::date
    ) or exists (
        select from fynq.changed_days c where c.tenant = $1 and c.day = days.day::date
    )
order by days.day

-- name: hold_school_days
-- Makes others who count days of this school wait.
select pg_advisory_xact_lock(hashtextextended('fynq.school_days of tenant ' || $1::uuid::text, 0))

-- name: take_changes
-- What is counted after this has all that these changes were.
delete from fynq.changed_days where tenant = $1 and day >= $2 and day < $3

-- name: forget_changed_days
-- Days that changed, with the notes of it, $2 notes at most; who looks counts them anew.
with noted as (
    delete from fynq.changed_days where tenant = $1 and id in (
        select c.id from fynq.changed_days c where c.tenant = $1 order by c.id limit $2
    ) returning day
)
delete from fynq.school_days s using noted where s.tenant = $1 and s.day = noted.day

-- name: put_day
-- A day as it was counted.
insert into fynq.school_days (tenant, day, active, asked, answered, refused, failed, cancelled, needs_teacher, verified, likely,
    unverified, hints, liked, disliked, exercises, correct, checked, check_right, requests,
    cost_micros)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
    $21)
on conflict (tenant, day) do update
set active = excluded.active, asked = excluded.asked, answered = excluded.answered,
    refused = excluded.refused, failed = excluded.failed, cancelled = excluded.cancelled,
    needs_teacher = excluded.needs_teacher, verified = excluded.verified,
    likely = excluded.likely, unverified = excluded.unverified, hints = excluded.hints,
    liked = excluded.liked, disliked = excluded.disliked, exercises = excluded.exercises,
    correct = excluded.correct, checked = excluded.checked,
    check_right = excluded.check_right, requests = excluded.requests,
    cost_micros = excluded.cost_micros

-- name: kept_days
-- Days that are kept, from $2 on, before $3.
select day, active, asked, answered, refused, failed, cancelled, needs_teacher, verified, likely,
    unverified, hints, liked, disliked, exercises, correct, checked, check_right, requests,
    cost_micros
from fynq.school_days where tenant = $1 and day >= $2 and day < $3 order by day

-- name: ends
-- The first day that is kept, and the day after the last.
select min(day) as first, max(day) + 1 as before from fynq.school_days where tenant = $1

-- name: count_days
-- What a school did from a day on, before another; a row for each UTC day.
with asked as (
    select (d.asked_at at time zone 'UTC')::date as day, count(*) as asked,
        count(*) filter (where d.status = 'answered') as answered,
        count(*) filter (where d.status = 'refused') as refused,
        count(*) filter (where d.status = 'failed') as failed,
        count(*) filter (where d.status = 'cancelled') as cancelled,
        count(*) filter (where d.needs_teacher) as needs_teacher,
        count(*) filter (where a.verification = 'verified') as verified,
        count(*) filter (where a.verification = 'likely') as likely,
        count(*) filter (where a.verification = 'unverified') as unverified,
        count(*) filter (where a.rung is not null) as hints
    from fynq.doubts d
    left join fynq.answers a on a.tenant = $1 and a.doubt = d.id
    where d.tenant = $1 and d.asked_at >= ($2::date)::timestamp at time zone 'UTC'
        and d.asked_at < ($3::date)::timestamp at time zone 'UTC'
    group by 1
), rated as (
    select (f.at at time zone 'UTC')::date as day, count(*) filter (where f.rating = 1) as liked,
        count(*) filter (where f.rating = -1) as disliked
    from fynq.feedback f
    where f.tenant = $1 and f.at >= ($2::date)::timestamp at time zone 'UTC'
        and f.at < ($3::date)::timestamp at time zone 'UTC'
    group by 1
), seen as (
    select day, count(distinct student) as active, sum(answered) as exercises, sum(correct) as correct
    from (
        select day, student, answered, correct from fynq.activity
        where tenant = $1 and skill = '' and day >= $2 and day < $3
        union all
        select (d.asked_at at time zone 'UTC')::date, d.student, 0, 0 from fynq.doubts d
        where d.tenant = $1 and d.asked_at >= ($2::date)::timestamp at time zone 'UTC'
            and d.asked_at < ($3::date)::timestamp at time zone 'UTC'
    ) as both_of_them group by day
), tries as (
    select distinct on (e.doubt) (e.at at time zone 'UTC')::date as day, e.doubt, e.outcome, e.hints,
        e.solution_seen
    from fynq.learning_events e
    where e.tenant = $1 and e.kind = 'item_answered' and e.doubt is not null
        and e.outcome is not null and e.at >= ($2::date)::timestamp at time zone 'UTC'
        and e.at < ($3::date)::timestamp at time zone 'UTC'
    order by e.doubt, e.at, e.id
), checks as (
    select t.day, count(*) as checked, count(*) filter (
            where t.outcome >= 0.5 and t.hints = 0 and not t.solution_seen
        ) as check_right
    from tries t
    where not exists (
        select from fynq.learning_events e
        where e.tenant = $1 and e.doubt = t.doubt and e.kind = 'item_answered'
            and e.doubt is not null and e.outcome is not null
            and e.at < ($2::date)::timestamp at time zone 'UTC'
    )
    group by t.day
), billed as (
    select (l.at at time zone 'UTC')::date as day, count(distinct l.reservation) as requests,
        sum(l.cost_micros)::bigint as cost_micros
    from fynq.usage_ledger l
    where l.tenant = $1 and l.at >= ($2::date)::timestamp at time zone 'UTC'
        and l.at < ($3::date)::timestamp at time zone 'UTC'
    group by 1
)
select days.day::date, coalesce(seen.active, 0) as active, coalesce(asked.asked, 0) as asked,
    coalesce(answered, 0) as answered, coalesce(refused, 0) as refused,
    coalesce(failed, 0) as failed, coalesce(cancelled, 0) as cancelled,
    coalesce(needs_teacher, 0) as needs_teacher, coalesce(verified, 0) as verified,
    coalesce(likely, 0) as likely, coalesce(unverified, 0) as unverified,
    coalesce(hints, 0) as hints, coalesce(liked, 0) as liked, coalesce(disliked, 0) as disliked,
    coalesce(exercises, 0)::bigint as exercises, coalesce(correct, 0)::bigint as correct,
    coalesce(checked, 0) as checked, coalesce(check_right, 0) as check_right,
    coalesce(requests, 0) as requests, coalesce(cost_micros, 0) as cost_micros
from generate_series($2::date, $3::date - 1, interval '1 day') as days (day)
left join asked on asked.day = days.day::date
left join rated on rated.day = days.day::date
left join seen on seen.day = days.day::date
left join checks on checks.day = days.day::date
left join billed on billed.day = days.day::date
order by days.day
