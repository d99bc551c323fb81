-- name: open_doubt
-- A doubt that is being worked on.
insert into fynq.doubts (tenant, id, student, question, thread, follows, subject, topic, asked_at)
values ($1, $2, $3, $4, $5, $6, $7, $7, $8)

-- name: cancel_doubt
-- The student or the client stopped it.
update fynq.doubts set status = 'cancelled', finished_at = now()
where tenant = $1 and id = $2 and status = 'open' returning true

-- name: close_doubt
-- The outcome, unless the doubt is no longer open. From here on rulings wait for this transaction.
update fynq.doubts
set status = $3, reason = $4, advice = $5, failure = $6, finished_at = now(),
    topic = coalesce($7, topic), skills = $8, needs_teacher = $9
where tenant = $1 and id = $2 and status = 'open'
returning pg_advisory_xact_lock_shared(hashtextextended('fynq.rulings of tenant ' || $1::uuid::text, 0))

-- name: settle_abandoned
-- Doubts that are open long after their time. One that is being closed just now is left alone.
update fynq.doubts set status = 'failed', failure = $3, finished_at = now()
where tenant = $1 and id in (
    select id from fynq.doubts
    where tenant = $1 and status = 'open' and asked_at < now() - make_interval(secs => $2)
    order by id for update skip locked
)
returning id

-- name: add_answer
-- The answer with its steps, witnesses, citations and what it cost.
with answer as (
    insert into fynq.answers
        (tenant, doubt, text, final, verification, model, subject, skills, confidence, rung, more_help,
         work)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $24, $25, $26::jsonb)
), steps as (
    insert into fynq.answer_steps (tenant, doubt, ordinal, index, title, text, checked)
    select $1, $2, s.ordinal, s.index, s.title, s.text, s.checked
    from unnest($10::integer[], $11::text[], $12::text[], $13::boolean[])
        with ordinality as s (index, title, text, checked, ordinal)
), witnesses as (
    insert into fynq.answer_witnesses (tenant, doubt, ordinal, kind, detail, step)
    select $1, $2, w.ordinal, w.kind, w.detail, w.step
    from unnest($14::text[], $15::text[], $16::integer[])
        with ordinality as w (kind, detail, step, ordinal)
)
insert into fynq.usage
    (tenant, id, student, doubt, model, input_tokens, output_tokens, cached_tokens,
     reasoning_tokens, cost_micros)
values ($1, $17, $18, $2, $6, $19, $20, $21, $22, $23)

-- name: add_citations
-- What an answer or a refusal quotes.
insert into fynq.answer_citations
    (tenant, doubt, ordinal, document, chunk, revision, title, start_at, end_at, quote, place)
select $1, $2, c.ordinal, c.document, c.chunk, c.revision, c.title, c.start_at, c.end_at, c.quote,
    c.place
from unnest($3::uuid[], $4::uuid[], $5::integer[], $6::text[], $7::integer[], $8::integer[],
            $9::text[], $10::text[])
    with ordinality as c
        (document, chunk, revision, title, start_at, end_at, quote, place, ordinal)

-- name: doubt
-- A doubt with everything that belongs to it; the parts as JSON arrays in order.
select d.id, d.student, d.question, d.thread, d.follows, d.subject, d.asked_at, d.status, d.reason,
    d.advice, d.failure, d.finished_at, d.needs_teacher,
    a.text, a.final, a.verification, a.model, a.subject as answer_subject,
    a.skills as answer_skills, a.confidence, a.rung, a.more_help, a.work,
    u.input_tokens, u.output_tokens, u.cached_tokens, u.reasoning_tokens, u.cost_micros,
    (select json_agg(json_build_array(s.index, s.title, s.text, s.checked) order by s.ordinal)
     from fynq.answer_steps s where s.tenant = d.tenant and s.doubt = d.id) as steps,
    (select json_agg(json_build_array(w.kind, w.detail, w.step) order by w.ordinal)
     from fynq.answer_witnesses w where w.tenant = d.tenant and w.doubt = d.id) as witnesses,
    (select json_agg(json_build_array(c.document, c.chunk, c.revision, c.title, c.start_at,
                                      c.end_at, c.quote,
                                      case when k.id is null then 'removed'
                                           when k.revision <> c.revision then 'revised'
                                           else 'current' end, c.place) order by c.ordinal)
     from fynq.answer_citations c
     left join fynq.documents k on k.tenant = c.tenant and k.id = c.document
     where c.tenant = d.tenant and c.doubt = d.id) as citations,
    array(select c.quote from fynq.answer_citations c
          where c.tenant = d.tenant and c.doubt = d.id and not exists (
              select from fynq.documents k where k.tenant = c.tenant and k.id = c.document
          )) as removed,
    m.ruling,
    (select row_to_json(p) from fynq.practice_attempts p
     where p.tenant = d.tenant and p.doubt = d.id) as check_item,
    b.content as bridge, exists (
        select from fynq.documents k
        where k.tenant = b.tenant and k.id = (b.content -> 'passage' ->> 'document')::uuid
            and k.revision = (b.content -> 'passage' ->> 'revision')::integer
    ) as passage_stands,
    w.doubt as built_on, w.kind as built_on_kind, w.at as built_on_at
from fynq.doubts d
left join fynq.answers a on a.tenant = d.tenant and a.doubt = d.id
left join fynq.usage u on u.tenant = d.tenant and u.id = d.id
left join fynq.ruled_doubts m on m.tenant = d.tenant and m.doubt = d.id
left join fynq.bridges b on b.tenant = d.tenant and b.doubt = d.id
left join lateral (
    select former.id as doubt, r.kind, shown.at
    from fynq.doubts former
    join fynq.answers told on told.tenant = former.tenant and told.doubt = former.id
    join fynq.ruled_doubts shown on shown.tenant = former.tenant and shown.doubt = former.id
    join fynq.rulings r on r.tenant = shown.tenant and r.id = shown.ruling
    where former.tenant = d.tenant and former.thread = d.thread and former.id <= d.follows
        and d.status = 'answered' and r.kind in ('correction', 'recall') and d.asked_at < shown.at
        and not exists (
            select from fynq.rulings c
            where c.tenant = d.tenant and c.doubt = d.id and c.kind = 'confirmation'
                and c.at > shown.at
        )
    order by former.id desc
    limit 1
) w on true
where d.tenant = $1 and d.id = $2

-- name: list_doubts
-- Newest first, filtered; answers without their parts.
select d.id, d.student, d.question, d.thread, d.follows, d.subject, d.asked_at, d.status, d.reason,
    d.advice, d.failure, d.finished_at, d.needs_teacher,
    a.text, a.final, a.verification, a.model, a.subject as answer_subject,
    a.skills as answer_skills, a.confidence, a.rung, a.more_help,
    u.input_tokens, u.output_tokens, u.cached_tokens, u.reasoning_tokens, u.cost_micros,
    array(select c.quote from fynq.answer_citations c
          where c.tenant = d.tenant and c.doubt = d.id and not exists (
              select from fynq.documents k where k.tenant = c.tenant and k.id = c.document
          )) as removed,
    m.ruling
from fynq.doubts d
left join fynq.answers a on a.tenant = d.tenant and a.doubt = d.id
left join fynq.usage u on u.tenant = d.tenant and u.id = d.id
left join fynq.ruled_doubts m on m.tenant = d.tenant and m.doubt = d.id
where d.tenant = $1
    and ($2::uuid is null or d.student = $2)
    and ($3::text is null or d.status = $3)
    and ($4::text is null or d.topic = $4)
    and ($5::text is null or d.skills @> array[$5::text])
    and ($6::uuid is null or d.id < $6)
    and ($8::boolean is null or d.needs_teacher = $8)
    and ($9::boolean is null or $9 = (m.ruling is not null and exists (
        select from fynq.rulings r
        where r.tenant = m.tenant and r.id = m.ruling and r.kind <> 'confirmation')))
order by d.id desc
limit $7

-- name: turns
-- The last resolved turns of a doubt's thread, up to and including it.
select d.question, a.rung,
    case when r.kind = 'correction' and (a.rung is null or a.final <> '') then r.text
         when r.kind in ('correction', 'recall') then $4
         else coalesce(a.text, d.reason) end as answer,
    array(select c.quote from fynq.answer_citations c
          where c.tenant = d.tenant and c.doubt = d.id and not exists (
              select from fynq.documents k where k.tenant = c.tenant and k.id = c.document
          )) as removed
from fynq.doubts asked
join fynq.doubts d on d.tenant = asked.tenant and d.thread = asked.thread and d.id <= asked.id
left join fynq.answers a on a.tenant = d.tenant and a.doubt = d.id
left join fynq.ruled_doubts m on m.tenant = d.tenant and m.doubt = d.id
left join fynq.rulings r on r.tenant = m.tenant and r.id = m.ruling
where asked.tenant = $1 and asked.id = $2 and d.status in ('answered', 'refused')
order by d.id desc
limit $3
