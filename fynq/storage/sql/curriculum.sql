-- name: skills
-- The skill graph, prerequisites in their order.
select s.slug, s.name, s.subject, s.level, s.description,
    array(select p.prerequisite from fynq.skill_prerequisites p
          where p.tenant = s.tenant and p.skill = s.slug order by p.ordinal) as prerequisites
from fynq.skills s where s.tenant = $1 order by s.slug

-- name: put_skills
-- Adds or renews skills.
insert into fynq.skills (tenant, slug, name, subject, level, description)
select $1, s.slug, s.name, s.subject, s.level, s.description
from unnest($2::text[], $3::text[], $4::text[], $5::integer[], $6::text[])
    as s (slug, name, subject, level, description)
on conflict (tenant, slug) do update
set name = excluded.name, subject = excluded.subject, level = excluded.level,
    description = excluded.description

-- name: drop_prerequisites
-- The former edges of these skills.
delete from fynq.skill_prerequisites where tenant = $1 and skill = any($2::text[])

-- name: add_prerequisites
-- Edges of the skill graph.
insert into fynq.skill_prerequisites (tenant, skill, ordinal, prerequisite)
select $1, e.skill, e.ordinal, e.prerequisite
from unnest($2::text[], $3::integer[], $4::text[]) as e (skill, ordinal, prerequisite)

-- name: put_item
-- Adds or renews a practice item of fynq's own; its slug keeps the id that it had first. What the
-- school rewrote or retired stays so.
insert into fynq.practice_items
    (tenant, id, slug, question, answer, kind, skills, difficulty, choices, hints, solution, tolerance)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (tenant, slug) do update
set question = excluded.question, answer = excluded.answer, kind = excluded.kind,
    skills = excluded.skills, difficulty = excluded.difficulty, choices = excluded.choices,
    hints = excluded.hints, solution = excluded.solution, tolerance = excluded.tolerance
where not fynq.practice_items.own

-- name: items
-- Practice items by slug, all or those of one skill, but for those that are retired.
select id, slug, question, answer, kind, skills, difficulty, choices, hints, solution, tolerance
from fynq.practice_items
where tenant = $1 and ($2::text is null or skills @> array[$2::text]) and retired_at is null
order by slug
