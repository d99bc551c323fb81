-- name: hold_source
-- Makes other writers of the same source wait.
select pg_advisory_xact_lock(hashtextextended($1, 0))

-- name: stored_document
-- What is stored of a source.
select id, revision, text, title, skills from fynq.documents
where tenant = $1 and collection = $2 and source = $3

-- name: add_document
-- A new document.
insert into fynq.documents (tenant, id, collection, source, title, text, revision, skills)
values ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: revise_document
-- The next revision of a document.
update fynq.documents set title = $3, text = $4, revision = $5, skills = $6, updated_at = now()
where tenant = $1 and id = $2

-- name: drop_chunks
-- The former revision's chunks.
delete from fynq.chunks where tenant = $1 and document = $2

-- name: add_chunks
-- A revision's chunks.
insert into fynq.chunks (tenant, id, document, revision, ordinal, start_at, end_at, text, heading)
select $1, c.id, $2, $3, c.ordinal, c.start_at, c.end_at, c.text, c.heading
from unnest($4::uuid[], $5::integer[], $6::integer[], $7::integer[], $8::text[], $9::text[])
    as c (id, ordinal, start_at, end_at, text, heading)

-- name: titled_chunks
-- Chunks by id with the title of their document.
select c.id, c.document, c.revision, c.ordinal, c.start_at, c.end_at, c.text, c.heading, d.title
from fynq.chunks c join fynq.documents d on d.tenant = c.tenant and d.id = c.document
where c.tenant = $1 and c.id = any($2::uuid[])

-- name: collection_chunks
-- Every chunk of a collection, by id.
select c.id, c.document, c.revision, c.ordinal, c.start_at, c.end_at, c.text, c.heading
from fynq.chunks c join fynq.documents d on d.tenant = c.tenant and d.id = c.document
where c.tenant = $1 and d.collection = $2 order by c.id

-- name: collections
-- The collections that hold a document.
select distinct collection from fynq.documents where tenant = $1 order by collection

-- name: document
-- A document by id.
select id, collection, source, title, text, revision, skills
from fynq.documents where tenant = $1 and id = $2

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

-- name: fingerprint
-- Which generation of which collection is served, as one text.
select coalesce(string_agg(collection || '=' || number, ';' order by collection), '')
from (
    select collection, max(number) as number from fynq.index_generations
    where tenant = $1 group by collection
) as served

-- name: changed
-- A document that is gone or at another revision. Sent as text: $1 stands for the tenant, $2 for
-- (id, revision), ...
select cited.id from (values $2) as cited (id, revision)
left join fynq.documents d
    on d.tenant = '$1' and d.id = cited.id
where d.revision is distinct from cited.revision
limit 1
