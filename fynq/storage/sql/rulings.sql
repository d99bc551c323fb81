-- name: hold_rulings
-- Waits for the answers and the weighings of this school that run, and lets no other begin.
select pg_advisory_xact_lock(hashtextextended('fynq.rulings of tenant ' || $1::uuid::text, 0))

-- name: let_no_ruling
-- Makes rulings wait until the transaction ends.
select pg_advisory_xact_lock_shared(hashtextextended('fynq.rulings of tenant ' || $1::uuid::text, 0))

-- name: any_ruling
-- Whether a school has any that holds.
select from fynq.rulings
where tenant = $1 and key is not null and replaced_by is null and kind <> 'note' limit 1

-- name: rulings_on
-- Those that hold and may be about a question.
select id, kind, doubt, teacher, teacher_name, at, question, key, subject, topic, result, text, final,
    skills, note, barred, models, checked, insisted
from fynq.rulings
where tenant = $1 and key = $2 and replaced_by is null and kind <> 'note'

-- name: rulings
-- By their ids.
select id, kind, doubt, teacher, teacher_name, at, question, key, subject, topic, result, text, final,
    skills, note, barred, models, checked, insisted
from fynq.rulings where tenant = $1 and id = any($2::uuid[])

-- name: ruled_doubt
-- A doubt that a teacher looks at, with what it got.
select d.id, d.student, d.question, d.thread, d.follows, d.subject, d.asked_at, d.status,
    coalesce(d.topic, 'general') as topic, d.skills, a.text, a.final, a.model, a.rung,
    s.key, s.result, s.answer, t.question as began, exists (
        select from fynq.ruled_doubts m
        join fynq.rulings r on r.tenant = m.tenant and r.id = m.ruling
        where m.tenant = d.tenant and m.doubt = d.id and r.kind in ('correction', 'recall')
    ) as ruled_out
from fynq.doubts d
left join fynq.answers a on a.tenant = d.tenant and a.doubt = d.id
left join fynq.servings s on s.tenant = d.tenant and s.doubt = d.id
left join fynq.doubts t on t.tenant = d.tenant and t.id = d.thread
where d.tenant = $1 and d.id = $2

-- name: old_doubts
-- The same question word for word, answered before servings were kept.
select d.id, d.student, d.question, d.thread, d.follows, d.subject, d.asked_at, d.status,
    a.text, a.final, a.model, a.rung
from fynq.doubts d
left join fynq.answers a on a.tenant = d.tenant and a.doubt = d.id
where d.tenant = $1 and d.question = $2 and (d.status = 'answered' or d.needs_teacher) and not exists (
    select from fynq.servings s where s.tenant = d.tenant and s.doubt = d.id
)
limit 10000

-- name: copies
-- Doubts that may have got one of these results, or something of these models, for a question.
select s.doubt, s.answer, d.question, d.subject, d.follows is null as first
from fynq.servings s join fynq.doubts d on d.tenant = s.tenant and d.id = s.doubt
where s.tenant = $1 and s.key = $2
    and (s.result = any($3::bytea[]) or (s.model = any($4::text[]) and s.result is not null))

-- name: add_ruling
-- A teacher's word.
insert into fynq.rulings (tenant, id, kind, doubt, teacher, teacher_name, at, question, key, subject,
    topic, result, text, final, skills, note, barred, models, checked, insisted)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)

-- name: replace_rulings
-- A newer one on the same question holds.
update fynq.rulings set replaced_by = $3 where tenant = $1 and id = any($2::uuid[])

-- name: show_ruling
-- In these doubts, from now on: the transaction may have begun long before, waiting for its lock.
insert into fynq.ruled_doubts (tenant, doubt, ruling, at)
select $1, d, $3, clock_timestamp() from unnest($2::uuid[]) as d
on conflict (tenant, doubt) do update set ruling = excluded.ruling, at = excluded.at

-- name: move_doubts
-- What showed a ruling shows the one that took its place.
update fynq.ruled_doubts set ruling = $3, at = clock_timestamp()
where tenant = $1 and ruling = any($2::uuid[]) and not (doubt = any($4::uuid[]))
returning doubt

-- name: students_of
-- Whose doubts these are.
select id, student from fynq.doubts where tenant = $1 and id = any($2::uuid[])

-- name: shown_in
-- The doubts that a ruling shows in.
select doubt from fynq.ruled_doubts where tenant = $1 and ruling = $2 order by doubt

-- name: settled_by_teacher
-- A teacher has answered them.
update fynq.doubts
set needs_teacher = false, status = case when status = 'refused' then 'answered' else status end
where tenant = $1 and id = any($2::uuid[]) and status in ('answered', 'refused')
    and (needs_teacher or status = 'refused')

-- name: resolve_reviews
-- Of answers that a ruling is about.
update fynq.reviews
set resolution = $3, ruling = $4, resolved_by = $5, resolved_at = now(), note = $6
where tenant = $1 and answer = any($2::bytea[]) and resolution is null
returning id
