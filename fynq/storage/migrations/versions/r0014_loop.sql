-- An answer, or a refusal that a teacher should look at, as a doubt got it. key: of the question, null
-- where it means nothing without its thread; result: of the answer, null for a hint; answer: equal
-- for doubts that got the same. model: '' for a refusal; style: the detail of the explanation, '' where
-- it is not known. passages: digests of the embedded texts that were cited.
create table fynq.servings (
    tenant uuid not null,
    doubt uuid not null,
    student uuid not null,
    key bytea,
    result bytea,
    answer bytea not null,
    model text not null,
    style text not null default '',
    passages bytea[] not null default '{}',
    at timestamptz not null default now(),
    primary key (tenant, doubt),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);
create index servings_by_key on fynq.servings (tenant, key) where key is not null;
create index servings_by_answer on fynq.servings (tenant, answer);
create index servings_of_student on fynq.servings (tenant, student, at);

-- A teacher's word on an answer. The newest on a question that is no note and not replaced holds.
-- No reference to users: a ruling outlives its teacher's account.
create table fynq.rulings (
    tenant uuid not null,
    id uuid not null,
    kind text not null check (kind in ('correction', 'recall', 'confirmation', 'note')),
    doubt uuid not null,
    teacher uuid not null,
    teacher_name text not null,
    at timestamptz not null,
    question text not null,
    key bytea,
    subject text,
    topic text not null,
    result bytea,
    text text not null,
    final text not null,
    skills text[] not null,
    note text not null,
    barred bytea[] not null,
    models text[] not null,
    checked text not null check (checked in ('agreed', 'contradicted', 'open')),
    insisted boolean not null,
    replaced_by uuid,
    primary key (tenant, id),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);
create index rulings_that_hold on fynq.rulings (tenant, key)
    where key is not null and replaced_by is null and kind <> 'note';

-- Which ruling shows in a doubt.
create table fynq.ruled_doubts (
    tenant uuid not null,
    doubt uuid not null,
    ruling uuid not null,
    at timestamptz not null default now(),
    primary key (tenant, doubt),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id),
    foreign key (tenant, ruling) references fynq.rulings (tenant, id)
);
create index doubts_of_ruling on fynq.ruled_doubts (tenant, ruling);

-- What became of answers, each observation once, with what it said (answering/evidence.py).
-- model, number: the outcome in fynq.model_outcomes. voided_by: a ruling, or the later rating.
create table fynq.evidence (
    tenant uuid not null,
    kind text not null check (kind in ('thumb', 'reask', 'next_item', 'ruling')),
    id uuid not null,
    doubt uuid not null,
    student uuid not null,
    answer bytea not null,
    value double precision not null,
    expected double precision not null,
    amount double precision not null,
    passages double precision not null,
    styles json not null,
    reason text not null,
    model text not null,
    number bigint,
    voided_by uuid,
    at timestamptz not null,
    primary key (tenant, kind, id),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);
create index evidence_on_doubt on fynq.evidence (tenant, doubt);
create index evidence_on_answer on fynq.evidence (tenant, answer, kind);
create index evidence_of_student on fynq.evidence (tenant, student, kind, at);

-- What the evidence changed. Only read by people.
create table fynq.updates (
    tenant uuid not null,
    id uuid not null,
    target text not null check (target in ('learner', 'model', 'passage', 'style')),
    name text not null,
    label text not null,
    skills text[] not null,
    student uuid,
    before double precision not null,
    after double precision not null,
    evidence_kind text not null,
    evidence uuid not null,
    doubt uuid not null,
    taken_back boolean not null,
    at timestamptz not null,
    primary key (tenant, id),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);
create index updates_of_doubt on fynq.updates (tenant, doubt, id);
create index updates_of_target on fynq.updates (tenant, target, name, id desc);

-- Tallies that fade; at: when they were last brought up to date. digest: as in fynq.chunks, so that a
-- passage that comes back in another revision keeps what is known of it.
create table fynq.passage_worth (
    tenant uuid not null references fynq.tenants (id),
    digest bytea not null,
    good double precision not null default 0,
    bad double precision not null default 0,
    at timestamptz,
    primary key (tenant, digest)
);

-- student: all zeros for the whole school.
create table fynq.explanation_styles (
    tenant uuid not null references fynq.tenants (id),
    student uuid not null,
    style text not null,
    good double precision not null default 0,
    bad double precision not null default 0,
    at timestamptz,
    primary key (tenant, student, style)
);

-- Students who said in which detail they want explanations.
create table fynq.stated_styles (
    tenant uuid not null,
    student uuid not null,
    at timestamptz not null default now(),
    primary key (tenant, student),
    foreign key (tenant, student) references fynq.users (tenant, id)
);

-- Answers that a teacher should look at. band: 0 is the most urgent. doubt: one that got the answer.
create table fynq.reviews (
    tenant uuid not null,
    id uuid not null,
    answer bytea not null,
    doubt uuid not null,
    band smallint not null,
    reasons text[] not null,
    opened_at timestamptz not null default now(),
    claimed_by uuid,
    claimed_until timestamptz,
    resolution text check (resolution in ('correction', 'recall', 'confirmation', 'note', 'dismissed')),
    note text not null default '',
    ruling uuid,
    resolved_by uuid,
    resolved_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);
create unique index reviews_that_wait on fynq.reviews (tenant, answer) where resolution is null;
create index reviews_of_answer on fynq.reviews (tenant, answer, id desc);

-- amount: how much an outcome counts of a checked answer, in [0, 1]; 0 where it is void.
alter table fynq.model_outcomes add column amount double precision not null default 1;

do $$
declare
    name text;
begin
    foreach name in array array[
        'servings', 'rulings', 'ruled_doubts', 'evidence', 'updates', 'passage_worth',
        'explanation_styles', 'stated_styles', 'reviews'
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
