-- name: hold_source
-- Makes other writers of the same source wait.
select pg_advisory_xact_lock(hashtextextended($1, 0))

-- name: stored_document
-- What is stored of a source; whoever removes it waits.
select id, revision, text, title, skills, media_type, audience, stripped, marks
from fynq.documents
where tenant = $1 and collection = $2 and source = $3 for update

-- name: ensure_collection
-- A collection that is not there yet. Under an old name it goes on where the log of the old one ends.
insert into fynq.collections (tenant, name, title, position)
select $1, $2, $2, coalesce(max(position), 0) from fynq.knowledge_log
where tenant = $1 and collection = $2
on conflict do nothing

-- name: log_one
-- What happened to a document: the next position of its collection.
with moved as (
    update fynq.collections set position = position + 1 where tenant = $1 and name = $2
    returning position
)
insert into fynq.knowledge_log (tenant, collection, position, act, document, revision)
select $1, $2, moved.position, $3, $4, $5 from moved
returning position

-- name: last_revision
-- Of a document that is not there any more: what cited it must not fit what comes back.
select greatest(
    (select coalesce(max(revision), 0) from fynq.knowledge_log where tenant = $1 and document = $2),
    (select coalesce(max(revision), 0) from fynq.deletions where tenant = $1 and document = $2)
)

-- name: add_document
-- A new document.
insert into fynq.documents (
    tenant, id, collection, source, title, text, revision, skills, media_type, audience, stripped,
    marks, bytes
)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, octet_length($6))

-- name: revise_document
-- A document as it is now; its id and source stay.
update fynq.documents set title = $3, text = $4, revision = $5, skills = $6, media_type = $7,
    audience = $8, stripped = $9, marks = $10, bytes = octet_length($4), updated_at = now()
where tenant = $1 and id = $2

-- name: stored_chunks
-- What tells the chunks of a document from others.
select id, ordinal, start_at, end_at, kind, parent_start, parent_end, audience, digest
from fynq.chunks where tenant = $1 and document = $2 order by ordinal

-- name: drop_chunks
-- The former chunks of a document.
delete from fynq.chunks where tenant = $1 and document = $2

-- name: add_chunks
-- A revision's chunks.
insert into fynq.chunks (
    tenant, document, revision, id, ordinal, start_at, end_at, text, heading, kind, parent_start,
    parent_end, audience, digest, marks
)
select $1, $2, $3, c.* from unnest(
    $4::uuid[], $5::integer[], $6::integer[], $7::integer[], $8::text[], $9::text[], $10::text[],
    $11::integer[], $12::integer[], $13::text[], $14::bytea[], $15::json[]
) as c

-- name: named_document
-- Where a document came from.
select collection, source from fynq.documents where tenant = $1 and id = $2

-- name: hold_document
-- A document that is about to go; whoever revises or removes it meanwhile waits.
select collection, source, revision from fynq.documents
where tenant = $1 and id = $2 for update

-- name: drop_document
-- A document; its chunks are gone already.
delete from fynq.documents where tenant = $1 and id = $2

-- name: add_deletion
-- The receipt of a removal.
insert into fynq.deletions (
    tenant, id, document, collection, source, position, requested_by, revision
)
values ($1, $2, $3, $4, $5, $6, $7, $8)
returning at

-- name: titled_chunks
-- Chunks by id with the title of their document.
select c.id, c.document, c.revision, c.ordinal, c.start_at, c.end_at, c.text, c.heading, c.kind,
    c.parent_start, c.parent_end, c.audience, d.title, c.marks
from fynq.chunks c join fynq.documents d on d.tenant = c.tenant and d.id = c.document
where c.tenant = $1 and c.id = any($2::uuid[])

-- name: collection_chunks
-- Every chunk of a collection, by id.
select c.id, c.document, c.revision, c.ordinal, c.start_at, c.end_at, c.text, c.heading, c.kind,
    c.parent_start, c.parent_end, c.audience
from fynq.chunks c join fynq.documents d on d.tenant = c.tenant and d.id = c.document
where c.tenant = $1 and d.collection = $2 order by c.id

-- name: collections
-- The collections that hold a document.
select distinct collection from fynq.documents where tenant = $1 order by collection

-- name: document
-- A document by id.
select id, collection, source, title, text, revision, skills, media_type, audience, stripped,
    marks
from fynq.documents where tenant = $1 and id = $2

-- name: log_after
-- What happened to a collection after a position, and how far its log is cut: a row without an entry
-- where nothing happened.
select coalesce(c.cut, 0) as cut, l.position, l.act, l.document, l.revision
from (values (true)) as asked (it)
left join fynq.collections c on c.tenant = $1 and c.name = $2
left join lateral (
    select position, act, document, revision from fynq.knowledge_log
    where tenant = $1 and collection = $2 and position > $3 order by position limit $4
) l on true
order by l.position

-- name: known_vectors
-- The vectors of texts that one model has embedded already.
select digest, vector from fynq.vectors
where tenant = $1 and model = $2 and digest = any($3::bytea[])

-- name: keep_vectors
-- Vectors by the digest of their text.
insert into fynq.vectors (tenant, model, digest, vector)
select $1, $2, v.* from unnest($3::bytea[], $4::bytea[]) as v
on conflict do nothing

-- name: claim_writer
-- A new epoch: whoever held an earlier one can no longer publish.
update fynq.index_writer set epoch = epoch + 1 returning epoch

-- name: hold_epoch
-- The epoch now, which stays until the transaction ends.
select epoch from fynq.index_writer for share

-- name: publish
-- A generation, if its number is above every other of the collection.
insert into fynq.index_generations (tenant, collection, number, path, manifest, epoch)
select $1, $2, $3, $4, $5::json, $6
where not exists (
    select from fynq.index_generations where tenant = $1 and collection = $2 and number >= $3
)
returning true

-- name: current
-- The generation that a collection serves.
select collection, number, path, manifest from fynq.index_generations
where tenant = $1 and collection = $2 order by number desc limit 1

-- name: history
-- The generations that a collection served, the present one first.
select collection, number, path, manifest from fynq.index_generations
where tenant = $1 and collection = $2 order by number desc limit 20

-- name: fingerprint
-- How far each collection is and which generation it serves, as one text.
select coalesce(
    string_agg(c.name || '=' || c.position || '.' || coalesce(g.number, 0), ';' order by c.name), ''
)
from fynq.collections c
left join (
    select collection, max(number) as number from fynq.index_generations
    where tenant = $1 group by collection
) g on g.collection = c.name
where c.tenant = $1

-- name: changed
-- A citation that does not stand: of a document that is gone, at another revision or for staff
-- alone, or of a passage that students may not see. Sent as text: $1 stands for the tenant, $2 for
-- (id, revision, start, end), ...
select cited.id from (values $2) as cited (id, revision, start_at, end_at)
left join fynq.documents d
    on d.tenant = '$1' and d.id = cited.id and d.audience = 'everyone'
left join fynq.collections c
    on c.tenant = '$1' and c.name = d.collection and c.audience = 'everyone'
where d.revision is distinct from cited.revision or c.name is null or exists (
    select from fynq.chunks k
    where k.tenant = '$1' and k.document = d.id
        and k.start_at < cited.end_at and k.end_at > cited.start_at
        and (k.audience = 'staff'
             or (c.hide_solutions and k.kind in ('solution', 'answer_key')))
)
limit 1

-- name: count_chunks
-- How many chunks a source has.
select count(*) from fynq.chunks c join fynq.documents d on d.tenant = c.tenant and d.id = c.document
where d.tenant = $1 and d.collection = $2 and d.source = $3

-- name: sources
-- The documents of a collection by their sources.
select id, source from fynq.documents where tenant = $1 and collection = $2 order by source
