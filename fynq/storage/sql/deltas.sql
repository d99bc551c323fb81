-- name: standings
-- How far each collection is, who may see it, and the generation that it serves.
select c.name, c.position, c.audience, c.hide_solutions, coalesce(g.number, 0),
    coalesce(g.path, ''), c.cut
from fynq.collections c
left join lateral (
    select number, path from fynq.index_generations
    where tenant = c.tenant and collection = c.name order by number desc limit 1
) g on true
where c.tenant = $1 order by c.name

-- name: rows_of_documents
-- What is searched of some documents of a collection, with the vectors that are there.
select c.id, c.document, c.ordinal, c.kind,
    case when d.audience = 'staff' then d.audience else c.audience end,
    d.title, c.heading, c.text, d.skills, v.vector
from fynq.documents d
join fynq.chunks c on c.tenant = d.tenant and c.document = d.id
left join fynq.vectors v on v.tenant = c.tenant and v.model = $2 and v.digest = c.digest
where d.tenant = $1 and d.collection = $3 and d.id = any($4::uuid[])
order by c.document, c.ordinal, c.id

-- name: page
-- What is searched of a collection, in order of document and place, after one chunk.
select c.id, c.document, c.ordinal, c.kind,
    case when d.audience = 'staff' then d.audience else c.audience end,
    d.title, c.heading, c.text, d.skills, v.vector
from fynq.documents d
join fynq.chunks c on c.tenant = d.tenant and c.document = d.id
left join fynq.vectors v on v.tenant = c.tenant and v.model = $2 and v.digest = c.digest
where d.tenant = $1 and d.collection = $3 and d.id >= $4
    and (c.document, c.ordinal, c.id) > ($4, $5, $6)
order by c.document, c.ordinal, c.id limit $7

-- name: seen
-- A process that searches is there.
insert into fynq.replicas (replica, room) values ($1, $2)
on conflict (replica) do update set seen_at = now()

-- name: gone
-- A process that searches has ended.
delete from fynq.replicas where replica = $1

-- name: applied
-- How far one process has applied the logs of some collections.
insert into fynq.replica_positions (tenant, collection, replica, position)
select $1, p.collection, $2, p.position
from unnest($3::text[], $4::bigint[]) as p (collection, position)
on conflict (tenant, collection, replica) do update
    set position = greatest(fynq.replica_positions.position, excluded.position), at = now()

-- name: forget_positions
-- Positions of processes that are no longer there.
delete from fynq.replica_positions p
where p.tenant = $1 and not exists (select from fynq.replicas r where r.replica = p.replica)

-- name: released
-- Collections that one process holds no longer.
delete from fynq.replica_positions
where tenant = $1 and replica = $2 and collection = any($3::text[])
