-- name: thumb
-- A student's rating as it is now.
select f.id, f.rating, f.reason
from fynq.feedback f join fynq.doubts d on d.tenant = f.tenant and d.id = f.doubt and d.student = f.student
where f.tenant = $1 and f.doubt = $2

-- name: next_item
-- An answered item that came of a doubt, with what it met, and whether the student had answered the
-- item, or another after this doubt, before.
select e.id, e.student, e.skills, e.outcome, e.hints, e.solution_seen, e.guess, e.doubt, e.at,
    e.item, e.kind, e.misconceptions, e.tested, e.correction, e.turn, e.version, e.amount, e.item_mean, e.item_variance, e.item_answers,
    e.skill_means, e.skill_variances, e.skill_answers, e.side_mean, e.side_variance,
    not exists (
        select from fynq.learning_events o
        where o.tenant = e.tenant and o.student = e.student and o.kind = 'item_answered' and o.id <> e.id
            and (o.at, o.id) < (e.at, e.id) and (o.item = e.item or o.doubt = e.doubt)
    ) as first
from fynq.learning_events e
where e.tenant = $1 and e.id = $2 and e.kind = 'item_answered' and e.doubt is not null

-- name: asked
-- What a student's log has of their asking a doubt.
select id, student, skills, outcome, hints, solution_seen, guess, doubt, at, item, kind, misconceptions,
    tested, correction, turn, version, amount, item_mean, item_variance, item_answers, skill_means, skill_variances, skill_answers,
    side_mean, side_variance
from fynq.learning_events
where tenant = $1 and student = (select d.student from fynq.doubts d where d.tenant = $1 and d.id = $2)
    and doubt = $2 and kind = 'doubt_asked'
order by id limit 1

-- name: seen
-- How much of a kind was counted of an answer, and came from a student within a day.
select
    (select count(*) from fynq.evidence
     where tenant = $1 and answer = $3 and kind = $2 and doubt <> $5 and voided_by is null) as of_answer,
    (select count(*) from fynq.evidence
     where tenant = $1 and student = $4 and kind = $2 and at > now() - interval '1 day') as of_student

-- name: add_evidence
-- Once.
insert into fynq.evidence (tenant, kind, id, doubt, student, answer, value, expected, amount, passages,
    styles, reason, model, voided_by, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::json, $12, $13, $14, $15)
on conflict (tenant, kind, id) do nothing returning true

-- name: number_evidence
-- Which outcome of the model's log it is.
update fynq.evidence set number = $4 where tenant = $1 and kind = $2 and id = $3

-- name: evidence_on_doubt
-- What counts.
select kind, id, doubt, student, answer, value, expected, amount, passages, styles, reason, model,
    number, voided_by, at
from fynq.evidence where tenant = $1 and doubt = $2 and voided_by is null order by at, id

-- name: evidence_on_answer
-- What counts of one kind.
select kind, id, doubt, student, answer, value, expected, amount, passages, styles, reason, model,
    number, voided_by, at
from fynq.evidence where tenant = $1 and answer = $2 and kind = $3 and voided_by is null
order by at, id limit 1000

-- name: void_evidence
-- It counts nothing any more.
update fynq.evidence set voided_by = $4
where tenant = $1 and kind = $2 and id = $3 and voided_by is null returning true

-- name: doubts_with_evidence
-- In which a ruling shows, while what became of their answers still counts.
select distinct m.doubt, d.student
from fynq.ruled_doubts m
join fynq.evidence e on e.tenant = m.tenant and e.doubt = m.doubt
join fynq.doubts d on d.tenant = m.tenant and d.id = m.doubt
where m.tenant = $1 and m.ruling = $2 and e.voided_by is null and e.kind <> 'ruling'
order by m.doubt

-- name: typical
-- The mean of the school's models.
select avg(ability) from fynq.model_ratings where tenant = $1 and skill = '' and outcomes > 0

-- name: open_passages
-- In order, so that two steps never wait for each other.
insert into fynq.passage_worth (tenant, digest)
select $1, d from unnest($2::bytea[]) as d order by d
on conflict (tenant, digest) do nothing

-- name: hold_passages
-- Until the transaction ends nobody else counts these.
select digest, good, bad, at from fynq.passage_worth
where tenant = $1 and digest = any($2::bytea[]) order by digest for no key update

-- name: put_passages
-- Their tallies.
update fynq.passage_worth p set good = t.good, bad = t.bad, at = t.at
from unnest($2::bytea[], $3::double precision[], $4::double precision[], $5::timestamptz[])
    as t (digest, good, bad, at)
where p.tenant = $1 and p.digest = t.digest

-- name: open_styles
-- In order, as above.
insert into fynq.explanation_styles (tenant, student, style)
select $1, s.student, s.style from unnest($2::uuid[], $3::text[]) as s (student, style)
order by s.student, s.style
on conflict (tenant, student, style) do nothing

-- name: hold_styles
-- Until the transaction ends nobody else counts these.
select student, style, good, bad, at from fynq.explanation_styles
where tenant = $1 and (student, style) in (select * from unnest($2::uuid[], $3::text[]))
order by student, style for no key update

-- name: put_styles
-- Their tallies.
update fynq.explanation_styles e set good = t.good, bad = t.bad, at = t.at
from unnest($2::uuid[], $3::text[], $4::double precision[], $5::double precision[], $6::timestamptz[])
    as t (student, style, good, bad, at)
where e.tenant = $1 and e.student = t.student and e.style = t.style

-- name: add_updates
-- What the evidence changed.
insert into fynq.updates (tenant, id, target, name, label, skills, student, before, after,
    evidence_kind, evidence, doubt, taken_back, at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)

-- name: complain
-- One waiting review for an answer, with the most urgent reason. What a teacher let stand waits for three
-- other students.
insert into fynq.reviews as r (tenant, id, answer, doubt, band, reasons)
select $1, $2, $3, $4, $5, array[$6::text]
where not exists (
    select from fynq.reviews o
    where o.tenant = $1 and o.answer = $3 and o.resolution in ('confirmation', 'note', 'dismissed')
        and (select count(distinct e.student) from fynq.evidence e
             where e.tenant = $1 and e.answer = $3 and e.kind in ('thumb', 'next_item')
                 and e.value < 0.5 and e.voided_by is null and e.at > o.resolved_at) < 3
)
on conflict (tenant, answer) where resolution is null do update
set band = least(r.band, excluded.band),
    reasons = case when r.reasons @> excluded.reasons then r.reasons
                   else r.reasons || excluded.reasons end

-- name: known_events
-- Which of these are in the student's log.
select id, skills from fynq.learning_events
where tenant = $1 and student = $2 and id = any($3::uuid[]) order by id

-- name: teacher_of
-- Who made a ruling.
select teacher from fynq.rulings where tenant = $1 and id = $2

-- name: worths
-- Passages of which something is known, what is known best first.
select digest, good, bad, at from fynq.passage_worth
where tenant = $1 and good + bad > 0 order by good + bad desc limit $2

-- name: tried_styles
-- Of a student and of the school, and whether the student said what they want.
select student, style, good, bad, at, exists (
    select from fynq.stated_styles s where s.tenant = $1 and s.student = $2
) as stated
from fynq.explanation_styles
where tenant = $1 and student in ($2, '00000000-0000-0000-0000-000000000000') and at is not null

-- name: state_style
-- The student said in which detail they want explanations.
insert into fynq.stated_styles (tenant, student) values ($1, $2)
on conflict (tenant, student) do nothing

-- name: updates_of_doubt
-- What its evidence changed, oldest first.
select id, target, name, label, skills, student, before, after, evidence_kind, evidence, doubt,
    taken_back, at
from fynq.updates where tenant = $1 and doubt = $2 order by id limit $3

-- name: updates_of_target
-- Newest first.
select id, target, name, label, skills, student, before, after, evidence_kind, evidence, doubt,
    taken_back, at
from fynq.updates
where tenant = $1 and target = $2 and ($3::text is null or name = $3) and ($4::uuid is null or id < $4)
order by id desc limit $5

-- name: all_evidence_on_doubt
-- Also what is void.
select kind, id, doubt, student, answer, value, expected, amount, passages, styles, reason, model,
    number, voided_by, at
from fynq.evidence where tenant = $1 and doubt = $2 order by at, id limit 1000
