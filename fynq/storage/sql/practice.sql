-- name: item
-- One practice item, also a retired one.
select id, slug, question, answer, kind, skills, difficulty, choices, hints, solution, tolerance, own,
    retired_at, updated_at
from fynq.practice_items where tenant = $1 and slug = $2

-- name: list_items
-- By slug, filtered, after the item with a certain id.
select id, slug, question, answer, kind, skills, difficulty, choices, hints, solution, tolerance, own,
    retired_at, updated_at
from fynq.practice_items
where tenant = $1
    and ($2::text is null or skills @> array[$2::text])
    and ($3::text is null or kind = $3)
    and (retired_at is not null) = $4
    and ($5::uuid is null
         or slug > (select slug from fynq.practice_items where tenant = $1 and id = $5))
order by slug
limit $6

-- name: renew_item
-- Adds or renews one of the school's own; says whether it is new.
insert into fynq.practice_items
    (tenant, id, slug, question, answer, kind, skills, difficulty, choices, hints, solution, tolerance,
     own)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, true)
on conflict (tenant, slug) do update
set question = excluded.question, answer = excluded.answer, kind = excluded.kind,
    skills = excluded.skills, difficulty = excluded.difficulty, choices = excluded.choices,
    hints = excluded.hints, solution = excluded.solution, tolerance = excluded.tolerance,
    own = true, retired_at = null, updated_at = now()
returning xmax = 0 as added

-- name: retire_item
-- It is suggested no more.
update fynq.practice_items
set retired_at = coalesce(retired_at, now()), updated_at = now()
where tenant = $1 and slug = $2 returning true

-- name: change_bank
-- The items are others than before.
insert into fynq.practice_banks (tenant, version) values ($1, 1)
on conflict (tenant) do update set version = fynq.practice_banks.version + 1

-- name: bank_version
-- Grows with every change of the items.
select coalesce((select version from fynq.practice_banks where tenant = $1), 0) as version

-- name: bank
-- What may be suggested, with what answers told of how hard it is.
select i.id, i.slug, i.kind, i.skills, i.difficulty, i.choices, d.mean, d.variance, d.answers
from fynq.practice_items i
left join fynq.difficulties d on d.tenant = i.tenant and d.kind = 'item' and d.name = i.slug
where i.tenant = $1 and i.retired_at is null order by i.slug

-- name: skill_difficulties
-- How hard skills are, as far as answers told.
select name, mean, variance, answers from fynq.difficulties where tenant = $1 and kind = 'skill'

-- name: history
-- What a student did with the items, in one row: how each was answered last, when and how often; those that
-- were posed last, newest first; how far the placement is; the version of the items; and of today the
-- minutes spent on items and the skills of doubts, the newest first.
select
    coalesce((select version from fynq.practice_banks where tenant = $1), 0) as version,
    (select json_agg(json_build_array(s.item, s.outcome, s.hints, s.solution_seen, s.at, s.times))
     from (
         select distinct on (item) item, outcome, hints, solution_seen, at,
             count(*) over (partition by item) as times
         from fynq.learning_events
         where tenant = $1 and student = $2 and kind = 'item_answered' and item is not null
             and outcome is not null
         order by item, at desc, id desc
     ) as s) as seen,
    (select json_agg(json_build_array(l.item, l.skills) order by l.id desc)
     from (
         select id, item, skills from fynq.practice_attempts
         where tenant = $1 and student = $2 and not made order by id desc limit $3
     ) as l) as lately,
    (select ended from fynq.placements where tenant = $1 and student = $2) as ended,
    array(select item from fynq.practice_attempts
          where tenant = $1 and student = $2 and purpose = 'placement' order by id) as asked,
    (select count(*) from fynq.practice_attempts
     where tenant = $1 and student = $2 and purpose = 'placement' and outcome is not null) as answered,
    (select coalesce(sum(least(greatest(extract(epoch from answered_at - opened_at) / 60, 0), $5::float8)), 0)
     from fynq.practice_attempts
     where tenant = $1 and student = $2 and opened_at >= $4::timestamptz and answered_at is not null
    )::float8 as minutes,
    array(select skill
          from fynq.learning_events as e, unnest(e.skills) with ordinality as s (skill, place)
          where e.tenant = $1 and e.student = $2 and e.at >= $4::timestamptz and e.kind = 'doubt_asked'
          group by skill order by max(e.at) desc, (array_agg(s.place order by e.at desc))[1], skill limit $6
    ) as asked_about

-- name: placement
-- How far a student's placement is.
select p.ended,
    array(select item from fynq.practice_attempts
          where tenant = $1 and student = $2 and purpose = 'placement' order by id) as asked,
    (select count(*) from fynq.practice_attempts
     where tenant = $1 and student = $2 and purpose = 'placement' and outcome is not null) as answered
from (select) as one
left join fynq.placements p on p.tenant = $1 and p.student = $2

-- name: end_placement
-- The first end stays.
insert into fynq.placements (tenant, student, ended) values ($1, $2, $3)
on conflict (tenant, student) do nothing

-- name: skip_placement_item
-- An open question of the placement is set aside.
update fynq.practice_attempts set status = 'skipped'
where tenant = $1 and student = $2 and status = 'open' and purpose = 'placement'

-- name: open_attempt
-- Poses an item of the bank as it is now, unless an attempt is open.
insert into fynq.practice_attempts
    (tenant, id, student, item, item_id, question, answer, kind, skills, difficulty, choices, item_hints,
     solution, tolerance, purpose, chosen, opened_at)
select $1, $2, $3, i.slug, i.id, i.question, i.answer, i.kind, i.skills, i.difficulty, i.choices, i.hints,
    i.solution, i.tolerance, $5, $6::json, $7
from fynq.practice_items i where i.tenant = $1 and i.slug = $4 and i.retired_at is null
on conflict do nothing
returning *

-- name: add_check
-- A check item as it is given, unless the doubt has one.
insert into fynq.practice_attempts
    (tenant, item_id, item, question, answer, kind, skills, difficulty, choices, item_hints, solution,
     tolerance, id, student, made, purpose, chosen, doubt, opened_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'check', $16::json, $17, $18)
on conflict do nothing
returning id

-- name: current
-- The open attempt that is no check item.
select * from fynq.practice_attempts
where tenant = $1 and student = $2 and status = 'open' and purpose <> 'check'

-- name: attempt
-- One attempt of a student.
select * from fynq.practice_attempts where tenant = $1 and student = $2 and id = $3

-- name: hold_attempt
-- The same; whoever else wants to change it waits.
select * from fynq.practice_attempts where tenant = $1 and student = $2 and id = $3 for no key update

-- name: list_attempts
-- Newest first.
select * from fynq.practice_attempts
where tenant = $1 and student = $2 and ($3::uuid is null or id < $3) order by id desc limit $4

-- name: save_attempt
-- After an answer.
update fynq.practice_attempts
set status = $3, said = $4, outcome = $5, unaided = $6, answered_at = $7, misconceptions = $8
where tenant = $1 and id = $2

-- name: help_given
-- Hints that were taken, and whether the solution was seen.
update fynq.practice_attempts
set hints = greatest(hints, $4), solution_seen = solution_seen or $5
where tenant = $1 and student = $2 and id = $3 returning *

-- name: skip_attempt
-- An open one is set aside.
update fynq.practice_attempts set status = case when status = 'open' then 'skipped' else status end
where tenant = $1 and student = $2 and id = $3 returning *

-- name: check_outcomes
-- What came of check items, in all (skill null) and by skill.
select c.skill, count(*) as offered, count(p.outcome) as answered,
    count(*) filter (where p.outcome = 1 and p.unaided) as "right"
from fynq.practice_attempts p
cross join lateral (select null::text union all select unnest(p.skills)) as c (skill)
where p.tenant = $1 and p.purpose = 'check' and p.opened_at >= $2 and p.opened_at < $3
group by c.skill
order by answered desc, offered desc, c.skill
