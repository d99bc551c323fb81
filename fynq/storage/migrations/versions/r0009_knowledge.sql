-- position: how many documents were put or removed so far. It never goes back: a collection that is
-- made anew under an old name goes on where the log of the old one ends.
create table fynq.collections (
    tenant uuid not null references fynq.tenants (id),
    name text not null,
    title text not null,
    audience text not null default 'everyone' check (audience in ('everyone', 'staff')),
    hide_solutions boolean not null default false,
    position bigint not null default 0,
    created_at timestamptz not null default now(),
    primary key (tenant, name)
);

-- What happened to a collection, in the order in which it was committed. Nothing references the
-- documents, because the log outlives them.
create table fynq.knowledge_log (
    tenant uuid not null references fynq.tenants (id),
    collection text not null,
    position bigint not null,
    act text not null check (act in ('put', 'remove')),
    document uuid not null,
    revision integer not null,
    at timestamptz not null default now(),
    primary key (tenant, collection, position)
);
create index knowledge_log_of_document on fynq.knowledge_log (tenant, document);

-- bytes: of the text in UTF-8. stripped: hidden text that was taken out, counts by kind.
alter table fynq.documents
    add column media_type text not null default 'text/markdown',
    add column audience text not null default 'everyone' check (audience in ('everyone', 'staff')),
    add column bytes bigint not null default 0,
    add column stripped json not null default '{}';
create index documents_by_id on fynq.documents (tenant, collection, id);

-- parent_start, parent_end: the part of the document around the chunk that a reader needs; 0, 0 is
-- the chunk itself. digest: SHA-256 of the embedded text; null in rows older than this table.
alter table fynq.chunks
    add column kind text not null default 'text',
    add column parent_start integer not null default 0,
    add column parent_end integer not null default 0,
    add column audience text not null default 'everyone' check (audience in ('everyone', 'staff')),
    add column digest bytea;
create index chunks_by_digest on fynq.chunks (tenant, digest);

-- vector: float16, little-endian, length 1.
create table fynq.vectors (
    tenant uuid not null references fynq.tenants (id),
    model text not null,
    digest bytea not null,
    vector bytea not null,
    at timestamptz not null default now(),
    primary key (tenant, model, digest)
);

-- An uploaded file on its way into a collection, and what became of it. Rejected rows are the
-- quarantine: code and reason say why. blob: the file's name in the object store; '' once purged.
-- No reference to users: an upload outlives an account.
create table fynq.ingestions (
    tenant uuid not null references fynq.tenants (id),
    id uuid not null,
    collection text not null,
    source text not null,
    media_type text not null,
    bytes bigint not null,
    blob text not null,
    settings json not null default '{}',
    status text not null default 'queued'
        check (status in ('queued', 'reading', 'embedding', 'searchable', 'rejected')),
    code text not null default '',
    reason text not null default '',
    attempts integer not null default 0,
    chunks integer not null default 0,
    embedded integer not null default 0,
    document uuid,
    requested_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (tenant, id)
);
create index ingestions_of_collection on fynq.ingestions (tenant, collection, id desc);
create index ingestions_of_source on fynq.ingestions (tenant, collection, source, id);
create index ingestions_of_document on fynq.ingestions (tenant, document);

-- The receipt of a removal.
create table fynq.deletions (
    tenant uuid not null references fynq.tenants (id),
    id uuid not null,
    document uuid not null,
    collection text not null,
    source text not null,
    position bigint not null,
    requested_by uuid,
    at timestamptz not null default now(),
    primary key (tenant, id)
);
create index deletions_of_document on fynq.deletions (tenant, document);

-- Processes that search. Of no tenant: a replica serves every school.
create table fynq.replicas (
    replica uuid primary key,
    room text not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now()
);

-- How far each replica has applied the log of a collection.
create table fynq.replica_positions (
    tenant uuid not null references fynq.tenants (id),
    collection text not null,
    replica uuid not null,
    position bigint not null,
    at timestamptz not null default now(),
    primary key (tenant, collection, replica)
);

-- The owner of the tables may be a plain role, which forced security would show no rows.
alter table fynq.documents no force row level security;
insert into fynq.collections (tenant, name, title, position)
select tenant, collection, collection, count(*) from fynq.documents group by tenant, collection;
insert into fynq.knowledge_log (tenant, collection, position, act, document, revision)
select tenant, collection, row_number() over (partition by tenant, collection order by id),
    'put', id, revision
from fynq.documents;
alter table fynq.documents force row level security;
alter table fynq.documents add foreign key (tenant, collection)
    references fynq.collections (tenant, name);

do $$
declare
    name text;
begin
    foreach name in array array[
        'collections', 'knowledge_log', 'vectors', 'ingestions', 'deletions', 'replica_positions'
    ]
    loop
        execute format('alter table fynq.%I enable row level security', name);
        execute format('alter table fynq.%I force row level security', name);
        execute format(
            'create policy own_tenant on fynq.%I
             using (tenant = nullif(current_setting(''fynq.tenant'', true), '''')::uuid)
             with check (tenant = nullif(current_setting(''fynq.tenant'', true), '''')::uuid)',
            name
        );
    end loop;
end
$$;
