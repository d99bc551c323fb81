-- name: material
-- What a school has on a skill for its students: the text that is most about it, and an easy item.
select s.description, t.document, t.chunk, t.revision, t.title, t.start_at, t.text, t.marks,
    i.slug as item, i.question
from fynq.skills s
left join lateral (
    select k.document, k.id as chunk, k.revision, d.title, k.start_at, k.text, k.marks
    from fynq.documents d
    join fynq.collections c on c.tenant = d.tenant and c.name = d.collection
    join fynq.chunks k on k.tenant = d.tenant and k.document = d.id and k.revision = d.revision
    where d.tenant = s.tenant and d.skills @> array[s.slug] and c.audience = 'everyone'
        and d.audience = 'everyone' and k.audience = 'everyone'
        and k.kind in ('definition', 'text', 'summary', 'glossary')
    order by cardinality(d.skills), d.title, d.id, k.ordinal limit 1
) t on true
left join lateral (
    select p.slug, p.question from fynq.practice_items p
    where p.retired_at is null and p.tenant = s.tenant and p.skills @> array[s.slug]
    order by cardinality(p.skills), p.difficulty, p.slug limit 1
) i on true
where s.tenant = $1 and s.slug = $2

-- name: keep_bridge
-- Unless the doubt has one, or its thread has had one to the same skill.
insert into fynq.bridges (tenant, doubt, thread, skill, content) values ($1, $2, $3, $4, $5::json)
on conflict do nothing returning true

-- name: bridge
-- What was offered with an answer.
select content from fynq.bridges where tenant = $1 and doubt = $2
