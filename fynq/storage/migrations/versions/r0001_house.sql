-- Every table with a tenant column has composite keys that begin with it, and forced row-level
-- security. Ids are made by the client, so any PostgreSQL from 15 on will do.

create table fynq.tenants (
    id uuid primary key,
    slug text not null unique,
    name text not null,
    registration text not null check (registration in ('open', 'code', 'closed')),
    join_code text not null default '',
    created_at timestamptz not null default now()
);

create table fynq.users (
    tenant uuid not null references fynq.tenants (id),
    id uuid not null,
    email text not null,
    display_name text not null,
    role text not null check (role in ('student', 'teacher', 'admin', 'owner')),
    password_hash text not null,
    active boolean not null default true,
    grade smallint,
    language text not null default 'en',
    detail text not null default 'normal',
    created_at timestamptz not null default now(),
    primary key (tenant, id),
    unique (tenant, email)
);

create table fynq.sessions (
    tenant uuid not null,
    id uuid not null,
    user_id uuid not null,
    refresh_hash bytea not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    created_at timestamptz not null default now(),
    primary key (tenant, id),
    foreign key (tenant, user_id) references fynq.users (tenant, id)
);
create index sessions_of_user on fynq.sessions (tenant, user_id);

create table fynq.skills (
    tenant uuid not null references fynq.tenants (id),
    slug text not null,
    name text not null,
    subject text not null,
    level integer not null,
    description text not null default '',
    primary key (tenant, slug)
);

create table fynq.skill_prerequisites (
    tenant uuid not null,
    skill text not null,
    ordinal integer not null,
    prerequisite text not null,
    primary key (tenant, skill, ordinal),
    unique (tenant, skill, prerequisite),
    foreign key (tenant, skill) references fynq.skills (tenant, slug),
    foreign key (tenant, prerequisite) references fynq.skills (tenant, slug)
);
create index skills_that_need on fynq.skill_prerequisites (tenant, prerequisite);

create table fynq.practice_items (
    tenant uuid not null references fynq.tenants (id),
    id uuid not null,
    slug text not null,
    question text not null,
    answer text not null,
    kind text not null,
    skills text[] not null,
    difficulty integer not null,
    primary key (tenant, id),
    unique (tenant, slug)
);
create index practice_items_by_skill on fynq.practice_items using gin (skills);

-- topic: the answer's subject, or before that the one the student named.
-- skills: a copy of the answer's, so that lists need no join.
create table fynq.doubts (
    tenant uuid not null,
    id uuid not null,
    student uuid not null,
    question text not null,
    thread uuid not null,
    follows uuid,
    subject text,
    topic text,
    skills text[] not null default '{}',
    asked_at timestamptz not null,
    status text not null default 'open'
        check (status in ('open', 'answered', 'refused', 'failed', 'cancelled')),
    reason text not null default '',
    advice text not null default '',
    failure text not null default '',
    finished_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, student) references fynq.users (tenant, id),
    foreign key (tenant, thread) references fynq.doubts (tenant, id),
    foreign key (tenant, follows) references fynq.doubts (tenant, id)
);
create index doubts_of_student on fynq.doubts (tenant, student, id desc);
create index doubts_by_status on fynq.doubts (tenant, status, id desc);
create index doubts_by_topic on fynq.doubts (tenant, topic, id desc);
create index doubts_by_skill on fynq.doubts using gin (skills);
create index doubts_of_thread on fynq.doubts (tenant, thread, id);
create index doubts_that_follow on fynq.doubts (tenant, follows) where follows is not null;

create table fynq.answers (
    tenant uuid not null,
    doubt uuid not null,
    text text not null,
    final text not null,
    verification text not null check (verification in ('verified', 'likely', 'unverified')),
    model text not null,
    subject text not null,
    skills text[] not null,
    confidence double precision,
    primary key (tenant, doubt),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);

create table fynq.answer_steps (
    tenant uuid not null,
    doubt uuid not null,
    ordinal integer not null,
    index integer not null,
    title text not null,
    text text not null,
    checked boolean not null,
    primary key (tenant, doubt, ordinal),
    foreign key (tenant, doubt) references fynq.answers (tenant, doubt)
);

create table fynq.answer_witnesses (
    tenant uuid not null,
    doubt uuid not null,
    ordinal integer not null,
    kind text not null,
    detail text not null,
    step integer,
    primary key (tenant, doubt, ordinal),
    foreign key (tenant, doubt) references fynq.answers (tenant, doubt)
);

-- A refusal cites too, so these hang on the doubt. The quoted document may be revised or removed
-- later; the quotation stays, so nothing references it.
create table fynq.answer_citations (
    tenant uuid not null,
    doubt uuid not null,
    ordinal integer not null,
    document uuid not null,
    chunk uuid not null,
    revision integer not null,
    title text not null,
    start_at integer not null,
    end_at integer not null,
    quote text not null,
    primary key (tenant, doubt, ordinal),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);

create table fynq.usage (
    tenant uuid not null,
    id uuid not null,
    student uuid not null,
    doubt uuid not null,
    model text not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cached_tokens bigint not null,
    reasoning_tokens bigint not null,
    cost_micros bigint not null,
    at timestamptz not null default now(),
    primary key (tenant, id),
    foreign key (tenant, student) references fynq.users (tenant, id),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);
create index usage_of_doubt on fynq.usage (tenant, doubt);
create index usage_by_time on fynq.usage (tenant, at);

create table fynq.feedback (
    tenant uuid not null,
    id uuid not null,
    student uuid not null,
    doubt uuid not null,
    rating smallint not null check (rating in (-1, 1)),
    reason text not null,
    comment text not null,
    at timestamptz not null default now(),
    primary key (tenant, id),
    unique (tenant, student, doubt),
    foreign key (tenant, student) references fynq.users (tenant, id),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);
create index feedback_on_doubt on fynq.feedback (tenant, doubt);

create table fynq.learning_events (
    tenant uuid not null,
    id uuid not null,
    student uuid not null,
    kind text not null,
    skills text[] not null,
    outcome double precision,
    at timestamptz not null,
    doubt uuid,
    item text,
    applied_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, student) references fynq.users (tenant, id)
);
create index learning_events_pending on fynq.learning_events (tenant, student, at, id)
    where applied_at is null;
create index learning_events_of_student on fynq.learning_events (tenant, student, at);

create table fynq.learner_states (
    tenant uuid not null,
    student uuid not null,
    skill text not null,
    ability double precision not null,
    variance double precision not null,
    attempts integer not null,
    updated_at timestamptz not null,
    primary key (tenant, student, skill),
    foreign key (tenant, student) references fynq.users (tenant, id)
);

create table fynq.documents (
    tenant uuid not null references fynq.tenants (id),
    id uuid not null,
    collection text not null,
    source text not null,
    title text not null,
    text text not null,
    revision integer not null,
    skills text[] not null,
    updated_at timestamptz not null default now(),
    primary key (tenant, id),
    unique (tenant, collection, source)
);

create table fynq.chunks (
    tenant uuid not null,
    id uuid not null,
    document uuid not null,
    revision integer not null,
    ordinal integer not null,
    start_at integer not null,
    end_at integer not null,
    text text not null,
    heading text not null,
    primary key (tenant, id),
    foreign key (tenant, document) references fynq.documents (tenant, id)
);
create index chunks_of_document on fynq.chunks (tenant, document, ordinal);

create table fynq.index_writer (
    only_row boolean primary key default true check (only_row),
    epoch bigint not null
);
insert into fynq.index_writer (epoch) values (0);

create table fynq.index_generations (
    tenant uuid not null references fynq.tenants (id),
    collection text not null,
    number integer not null,
    path text not null,
    manifest json not null,
    epoch bigint not null,
    published_at timestamptz not null default now(),
    primary key (tenant, collection, number)
);

create table fynq.outbox (
    tenant uuid not null references fynq.tenants (id),
    id uuid not null,
    kind text not null,
    payload jsonb not null,
    created_at timestamptz not null default now(),
    delivered_at timestamptz,
    primary key (tenant, id)
);
create index outbox_waiting on fynq.outbox (tenant, id) where delivered_at is null;

-- No reference to tenants: requests before a log-in use the tenant of all zeros.
create table fynq.idempotency (
    tenant uuid not null,
    scope bytea not null,
    key bytea not null,
    request bytea not null,
    status smallint,
    headers json,
    body bytea,
    expires_at timestamptz not null,
    primary key (tenant, scope, key)
);
create index idempotency_by_expiry on fynq.idempotency (tenant, expires_at);

alter table fynq.tenants enable row level security;
alter table fynq.tenants force row level security;
create policy own_tenant on fynq.tenants
    using (id = nullif(current_setting('fynq.tenant', true), '')::uuid)
    with check (id = nullif(current_setting('fynq.tenant', true), '')::uuid);
-- A log-in names its school before any tenant is known: exactly that one row shows itself. A
-- policy rather than a SECURITY DEFINER function, which forced security would bind as well where
-- the owner of the tables is a plain role.
create policy named_school on fynq.tenants for select
    using (slug = nullif(current_setting('fynq.school', true), ''));

do $$
declare
    name text;
begin
    foreach name in array array[
        'users', 'sessions', 'skills', 'skill_prerequisites', 'practice_items', 'doubts',
        'answers', 'answer_steps', 'answer_witnesses', 'answer_citations', 'usage', 'feedback',
        'learning_events', 'learner_states', 'documents', 'chunks', 'index_generations',
        'outbox', 'idempotency'
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
