-- name: add_upload
-- An uploaded file, if its collection is there.
insert into fynq.ingestions (
    tenant, id, collection, source, media_type, bytes, blob, settings, requested_by
)
select $1, $2, $3, $4, $5, $6, $7, $8, $9 from fynq.collections c
where c.tenant = $1 and c.name = $3
for key share of c
returning true

-- name: upload
-- One upload.
select id, collection, source, media_type, bytes, blob, settings, status, code, reason, attempts,
    chunks, embedded, document, requested_by, created_at, updated_at
from fynq.ingestions where tenant = $1 and id = $2

-- name: list_uploads
-- Newest first, ids below $4, of collection $2 and in status $3 where these are given.
select i.id, i.collection, i.source, i.media_type, i.bytes, i.blob, i.settings, i.status, i.code,
    i.reason, i.attempts, i.chunks, i.embedded, i.document, i.requested_by, i.created_at,
    i.updated_at
from fynq.ingestions i
join fynq.collections c
    on c.tenant = i.tenant and c.name = i.collection and i.created_at >= c.created_at
where i.tenant = $1 and ($2 = '' or i.collection = $2)
    and (cardinality($3::text[]) = 0 or i.status = any($3)) and ($4::uuid is null or i.id < $4)
order by i.id desc limit $5

-- name: begin_upload
-- One attempt more, unless it is settled.
update fynq.ingestions set status = 'reading', attempts = attempts + 1, updated_at = now()
where tenant = $1 and id = $2 and status in ('queued', 'reading', 'embedding')
returning id, collection, source, media_type, bytes, blob, settings, status, code, reason,
    attempts, chunks, embedded, document, requested_by, created_at, updated_at

-- name: note_file
-- The file's bytes lie in the object store.
update fynq.ingestions set media_type = $3, bytes = $4, blob = $5, updated_at = now()
where tenant = $1 and id = $2

-- name: note_progress
-- How many of its chunks are embedded.
update fynq.ingestions
set status = 'embedding', chunks = $3, embedded = $4, updated_at = now()
where tenant = $1 and id = $2 and status in ('reading', 'embedding')

-- name: postpone_upload
-- Back in the queue; $3: what the try counts.
update fynq.ingestions set status = 'queued', attempts = attempts - 1 + $3, updated_at = now()
where tenant = $1 and id = $2 and status in ('queued', 'reading', 'embedding')
returning true

-- name: stalled_uploads
-- Those whose job was lost.
select id from fynq.ingestions
where tenant = $1 and status in ('queued', 'reading', 'embedding')
    and updated_at < now() - interval '1 hour'

-- name: reject_upload
-- Why it was not taken in, unless it is settled.
update fynq.ingestions set status = 'rejected', code = $3, reason = $4, updated_at = now()
where tenant = $1 and id = $2 and status in ('queued', 'reading', 'embedding')

-- name: hold_upload
-- One that is not settled; whoever removes its collection waits.
select collection, source from fynq.ingestions
where tenant = $1 and id = $2 and status in ('queued', 'reading', 'embedding') for update

-- name: overtaken
-- Has a later upload of the same source arrived first?
select exists (
    select from fynq.ingestions
    where tenant = $1 and collection = $2 and source = $3 and id > $4 and status = 'searchable'
)

-- name: collection_stands
-- Until the end of the transaction.
select true from fynq.collections where tenant = $1 and name = $2 for key share

-- name: finish_upload
-- Searchable.
update fynq.ingestions
set status = 'searchable', code = $5, document = $3, chunks = $4, embedded = $4, updated_at = now()
where tenant = $1 and id = $2
returning id, collection, source, media_type, bytes, blob, settings, status, code, reason,
    attempts, chunks, embedded, document, requested_by, created_at, updated_at

-- name: is_busy
-- Are more uploads of a collection on their way?
select exists (
    select from fynq.ingestions
    where tenant = $1 and collection = $2 and status in ('queued', 'reading', 'embedding')
)

-- name: reject_of_source
-- Uploads of a source that wait go with its document.
update fynq.ingestions set status = 'rejected', code = 'removed', updated_at = now(),
    reason = 'The document was removed before this file was read.'
where tenant = $1 and collection = $2 and source = $3
    and status in ('queued', 'reading', 'embedding')

-- name: idle_files
-- Files that nobody needs any more: rejected, revised since, or of a document that is gone.
select i.id from fynq.ingestions i
where i.tenant = $1 and i.blob <> '' and (
    i.status = 'rejected'
    or (i.status = 'searchable' and (
        not exists (select from fynq.documents d where d.tenant = $1 and d.id = i.document)
        or exists (
            select from fynq.ingestions later
            where later.tenant = $1 and later.document = i.document and later.id > i.id
                and later.status = 'searchable'
        )
    ))
)
limit $2

-- name: forget_files
-- Their bytes are gone from the object store.
update fynq.ingestions set blob = '', updated_at = now()
where tenant = $1 and id = any($2::uuid[])

-- name: kept_files
-- Those of some uploads whose bytes are still wanted or not yet cleared.
select id from fynq.ingestions where tenant = $1 and id = any($2::uuid[]) and blob <> ''

-- name: record_outcome
-- What a job made of a file; what a job said of the same source before goes.
with former as (
    delete from fynq.ingestions
    where tenant = $1 and collection = $3 and source = $4 and requested_by is null
        and blob = '' and settings::text = '{}' and status in ('searchable', 'rejected')
)
insert into fynq.ingestions (
    tenant, id, collection, source, media_type, bytes, blob, status, code, reason, chunks, embedded,
    document
)
values ($1, $2, $3, $4, $5, $6, '', $7, $8, $9, $10, $10, $11)
