-- name: next_version
-- Of a school's skill graph. Others who change it wait until the transaction ends.
insert into fynq.skill_graphs as graph (tenant, version) values ($1, 1)
on conflict (tenant) do update set version = graph.version + 1 returning version

-- name: all_edges
-- The whole graph.
select skill, prerequisite, source from fynq.skill_prerequisites where tenant = $1
order by skill, ordinal

-- name: known_skills
-- Which of these are there.
select slug from fynq.skills where tenant = $1 and slug = any($2::text[])

-- name: count_skills
-- How many there are.
select count(*) from fynq.skills where tenant = $1

-- name: note_edits
-- The school has taken these in hand.
insert into fynq.skill_edits (tenant, skill)
select $1, slug from unnest($2::text[]) as s (slug) order by slug
on conflict (tenant, skill) do update set at = now()

-- name: edited
-- Skills that the school has changed or removed.
select skill from fynq.skill_edits where tenant = $1 and skill = any($2::text[])

-- name: set_edges
-- Edges of the skill graph with where they come from.
insert into fynq.skill_prerequisites (tenant, skill, ordinal, prerequisite, source)
select $1, e.skill, e.ordinal, e.prerequisite, e.source
from unnest($2::text[], $3::integer[], $4::text[], $5::text[])
    as e (skill, ordinal, prerequisite, source)

-- name: skill_entry
-- A skill with what it needs, what needs it, and how many items practise it.
select s.slug, s.name, s.subject, s.level, s.description,
    array(select p.prerequisite from fynq.skill_prerequisites p
          where p.tenant = s.tenant and p.skill = s.slug order by p.ordinal) as prerequisites,
    array(select p.skill from fynq.skill_prerequisites p
          where p.tenant = s.tenant and p.prerequisite = s.slug order by p.skill) as needed_by,
    (select count(*) from fynq.practice_items i
     where i.tenant = s.tenant and i.skills @> array[s.slug]) as items
from fynq.skills s where s.tenant = $1 and s.slug = $2

-- name: items_of_this_alone
-- How many items practise a skill and nothing else.
select count(*) from fynq.practice_items where tenant = $1 and skills = array[$2::text]

-- name: untag_items
-- Items no longer practise a skill.
update fynq.practice_items set skills = array_remove(skills, $2::text)
where tenant = $1 and skills @> array[$2::text]

-- name: drop_edges_of
-- Edges to and from a skill.
delete from fynq.skill_prerequisites where tenant = $1 and (skill = $2 or prerequisite = $2)

-- name: drop_skill
-- A skill that nothing refers to.
delete from fynq.skills where tenant = $1 and slug = $2 returning true

-- name: edges
-- Edges with what the students' answers say of them, a page in the order of skills.
select p.skill, s.name as skill_name, p.prerequisite, n.name as prerequisite_name, p.source,
    c.verdict, c.content, c.at
from fynq.skill_prerequisites p
join fynq.skills s on s.tenant = p.tenant and s.slug = p.skill
join fynq.skills n on n.tenant = p.tenant and n.slug = p.prerequisite
left join fynq.edge_checks c
    on c.tenant = p.tenant and c.skill = p.skill and c.prerequisite = p.prerequisite
where p.tenant = $1 and ($2::text is null or coalesce(c.verdict, 'unchecked') = $2)
    and ($3::text is null or p.skill = $3 or p.prerequisite = $3)
    and ($4::text is null or p.skill collate "C" > $4
         or (p.skill = $4 and p.prerequisite collate "C" > $5::text))
order by p.skill collate "C", p.prerequisite collate "C" limit $6
