-- misconceptions: that showed in the work; tested: that could have shown, null where nobody looked.
-- correction: of kind 'corrected'; read and written whole.
alter table fynq.learning_events
    add column misconceptions text[] not null default '{}',
    add column tested text[],
    add column correction jsonb;
create index learning_events_corrected on fynq.learning_events (tenant, student, at, id)
    where kind = 'corrected';

-- A student and what the student wrongly believes. passed_*: work in which it did not show since.
create table fynq.learner_misconceptions (
    tenant uuid not null,
    student uuid not null,
    slug text not null,
    skills text[] not null,
    shown integer not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    open boolean not null,
    disputed boolean not null,
    passed_questions text[] not null,
    passed_kinds text[] not null,
    passed_at timestamptz[] not null,
    closed_at timestamptz,
    primary key (tenant, student, slug),
    foreign key (tenant, student) references fynq.users (tenant, id)
);
create index learner_misconceptions_open on fynq.learner_misconceptions (tenant, slug) where open;

alter table fynq.learner_misconceptions enable row level security;
alter table fynq.learner_misconceptions force row level security;
create policy own_tenant on fynq.learner_misconceptions
    using (tenant = nullif(current_setting('fynq.tenant', true), '')::uuid)
    with check (tenant = nullif(current_setting('fynq.tenant', true), '')::uuid);
