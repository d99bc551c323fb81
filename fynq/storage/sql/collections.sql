-- name: count_collections
-- How many a school has.
select count(*) from fynq.collections where tenant = $1

-- name: add_collection
-- A collection. Under an old name it goes on where the log of the old one ends.
insert into fynq.collections (tenant, name, title, audience, hide_solutions, position)
select $1, $2, $3, $4, $5, coalesce(max(position), 0) from fynq.knowledge_log
where tenant = $1 and collection = $2
on conflict do nothing
returning true

-- name: collection_sheets
-- Collections with what is in them; the one named $3, or all. $2: also what is kept from students.
select c.name, c.title, c.audience, c.hide_solutions, c.position, c.created_at,
    d.documents, d.chunks, d.bytes, i.pending, i.rejected, g.number as generation, g.manifest
from fynq.collections c
cross join lateral (
    select count(*) as documents, coalesce(sum(d.bytes), 0)::bigint as bytes,
        coalesce(sum((
            select count(*) from fynq.chunks k where k.tenant = $1 and k.document = d.id
                and ($2 or (k.audience = 'everyone'
                    and not (c.hide_solutions and k.kind in ('solution', 'answer_key'))))
        )), 0)::bigint as chunks
    from fynq.documents d
    where d.tenant = $1 and d.collection = c.name and ($2 or d.audience = 'everyone')
) d
cross join lateral (
    select count(*) filter (where i.status in ('queued', 'reading', 'embedding')) as pending,
        count(*) filter (where i.status = 'rejected') as rejected
    from fynq.ingestions i
    where i.tenant = $1 and i.collection = c.name and i.created_at >= c.created_at and $2
) i
left join lateral (
    select number, manifest from fynq.index_generations g
    where g.tenant = $1 and g.collection = c.name order by number desc limit 1
) g on true
where c.tenant = $1 and ($2 or c.audience = 'everyone') and ($3::text is null or c.name = $3)
order by c.name

-- name: change_collection
-- What is null stays.
update fynq.collections set title = coalesce($3, title), audience = coalesce($4, audience),
    hide_solutions = coalesce($5, hide_solutions)
where tenant = $1 and name = $2
returning true

-- name: reject_of_collection
-- Uploads that wait go with their collection.
update fynq.ingestions set status = 'rejected', code = 'removed', updated_at = now(),
    reason = 'The collection was removed before the file was read.'
where tenant = $1 and collection = $2 and status in ('queued', 'reading', 'embedding')

-- name: hold_documents
-- Nobody revises or removes them meanwhile.
select id from fynq.documents where tenant = $1 and collection = $2 order by id for update

-- name: hold_collection
-- Nobody puts or removes a document meanwhile.
select name from fynq.collections where tenant = $1 and name = $2 for update

-- name: drop_chunks_of_collection
-- All chunks.
delete from fynq.chunks c using fynq.documents d
where c.tenant = $1 and d.tenant = $1 and d.id = c.document and d.collection = $2

-- name: drop_documents_of_collection
-- All documents, each with its entry in the log and its receipt. $3: an id for each, $4: who asks.
with gone as (
    delete from fynq.documents where tenant = $1 and collection = $2
    returning id, source, revision
), numbered as (
    select id, source, revision, row_number() over (order by id) as n from gone
), moved as (
    update fynq.collections set position = position + (select count(*) from gone)
    where tenant = $1 and name = $2
    returning position - (select count(*) from gone) as position
), logged as (
    insert into fynq.knowledge_log (tenant, collection, position, act, document, revision)
    select $1, $2, moved.position + n, 'remove', id, revision from numbered, moved
)
insert into fynq.deletions (
    tenant, id, document, collection, source, position, requested_by, revision
)
select $1, ($3::uuid[])[n], id, $2, source, moved.position + n, $4, revision from numbered, moved
returning id, document, collection, source, position, at, requested_by

-- name: drop_collection
-- A collection without documents.
delete from fynq.collections where tenant = $1 and name = $2

-- name: document_sheets
-- Documents without their texts, above $4; the one of the id $5, or those of the collection $2.
select d.id, d.collection, d.source, d.title, d.revision, d.media_type, d.audience, d.bytes,
    (
        select count(*) from fynq.chunks k where k.tenant = $1 and k.document = d.id
            and ($3 or (k.audience = 'everyone'
                and not (c.hide_solutions and k.kind in ('solution', 'answer_key'))))
    ) as chunks,
    d.skills, d.stripped, d.updated_at
from fynq.documents d
join fynq.collections c on c.tenant = d.tenant and c.name = d.collection
where d.tenant = $1 and ($2::text is null or d.collection = $2)
    and ($3 or (d.audience = 'everyone' and c.audience = 'everyone'))
    and ($4::uuid is null or d.id > $4) and ($5::uuid is null or d.id = $5)
order by d.id limit $6

-- name: open_document
-- A document, if a reader may see it, with the spans that students may not see. $3: one who may see
-- everything.
select d.id, d.collection, d.source, d.title, d.text, d.revision, d.skills, d.media_type,
    d.audience, d.stripped, d.marks, (
        select coalesce(json_agg(json_build_array(k.start_at, k.end_at)), '[]')
        from fynq.chunks k
        where k.tenant = $1 and k.document = d.id and not $3 and (
            k.audience = 'staff' or (c.hide_solutions and k.kind in ('solution', 'answer_key'))
        )
    ) as withheld
from fynq.documents d
join fynq.collections c on c.tenant = d.tenant and c.name = d.collection
where d.tenant = $1 and d.id = $2
    and ($3 or (d.audience = 'everyone' and c.audience = 'everyone'))

-- name: deletion
-- The receipt of a removal.
select id, document, collection, source, position, at, requested_by
from fynq.deletions where tenant = $1 and id = $2

-- name: confirmations
-- When each living replica that holds collection $2 had applied position $3 of its log. Who does not
-- hold it reads the log before it searches; nobody searches a collection that is gone.
select r.replica, r.room, case when p.position >= $3 then p.at end as at
from fynq.collections c
join fynq.replica_positions p on p.tenant = c.tenant and p.collection = c.name
join fynq.replicas r on r.replica = p.replica
where c.tenant = $1 and c.name = $2 and r.seen_at > now() - make_interval(secs => $4)
order by r.started_at, r.replica

-- name: be_patient
-- Statements of this transaction may take five minutes.
select set_config('statement_timeout', '300000', true)
