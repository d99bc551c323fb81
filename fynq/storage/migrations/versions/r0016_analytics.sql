-- A class: students with those who teach them. join_code: with it a student of the school may join;
-- '' while nobody may.
create table fynq.classes (
    tenant uuid not null references fynq.tenants (id),
    id uuid not null,
    name text not null,
    description text not null default '',
    join_code text not null default '',
    created_at timestamptz not null default now(),
    primary key (tenant, id)
);
create unique index classes_by_code on fynq.classes (tenant, join_code) where join_code <> '';

create table fynq.class_members (
    tenant uuid not null,
    class uuid not null,
    user_id uuid not null,
    teaches boolean not null,
    added_at timestamptz not null default now(),
    primary key (tenant, class, user_id),
    foreign key (tenant, class) references fynq.classes (tenant, id) on delete cascade,
    foreign key (tenant, user_id) references fynq.users (tenant, id)
);
create index class_members_of_user on fynq.class_members (tenant, user_id, class);

-- How far each student's log is in `activity` and `mastery_days`: up to this turn, by these rules. A row
-- that is not at the student's turn is behind, and is made anew from the log.
create table fynq.rollups (
    tenant uuid not null,
    student uuid not null,
    turn bigint not null,
    rules integer not null,
    primary key (tenant, student),
    foreign key (tenant, student) references fynq.users (tenant, id)
);

-- What a student did on a UTC day, by skill; skill '' is the day as a whole. credit: the sum of the
-- outcomes in millionths, a whole number so that no order of adding makes a difference.
create table fynq.activity (
    tenant uuid not null,
    student uuid not null,
    day date not null,
    skill text not null,
    events integer not null,
    doubts integer not null,
    answered integer not null,
    correct integer not null,
    unaided integer not null,
    credit bigint not null,
    primary key (tenant, student, day, skill),
    foreign key (tenant, student) references fynq.users (tenant, id)
);
create index activity_by_day on fynq.activity (tenant, day) where skill = '';

-- A skill as it stood after the last event of a day that changed it. ability, variance: as they show.
create table fynq.mastery_days (
    tenant uuid not null,
    student uuid not null,
    skill text not null,
    day date not null,
    ability double precision not null,
    variance double precision not null,
    known double precision not null,
    mastered boolean not null,
    primary key (tenant, student, skill, day),
    foreign key (tenant, student) references fynq.users (tenant, id)
);

-- What the nightly calibration found. version: what it published, null for nothing.
create table fynq.calibration_reports (
    tenant uuid not null references fynq.tenants (id),
    id uuid not null,
    at timestamptz not null default now(),
    version integer,
    answers bigint not null,
    content json not null,
    primary key (tenant, id)
);

-- Whether a school shares calibrations with the other schools that do. No row: it does not.
create table fynq.sharing (
    tenant uuid primary key references fynq.tenants (id),
    calibrations boolean not null,
    changed_at timestamptz not null default now()
);

-- Difficulties of items (key: the hash of the content) and skills (key: the slug) from many students,
-- coarsely: what a school lays open to those that share, and what it has from others. Nothing in it
-- is of one student. tracing: known, learn, slip, guess; of skills alone.
create table fynq.shared_calibrations (
    tenant uuid not null references fynq.tenants (id),
    kind text not null check (kind in ('item', 'skill')),
    key text not null,
    mean double precision not null check (mean between -20 and 20),
    variance double precision not null check (variance > 0 and variance <= 20),
    answers bigint not null check (answers > 0),
    students bigint not null check (students >= 20),
    tracing double precision[] check (cardinality(tracing) = 4),
    at timestamptz not null default now(),
    primary key (tenant, kind, key)
);
create index shared_calibrations_by_key on fynq.shared_calibrations (kind, key);

create table fynq.imported_calibrations (
    tenant uuid not null references fynq.tenants (id),
    kind text not null check (kind in ('item', 'skill')),
    key text not null,
    mean double precision not null check (mean between -20 and 20),
    variance double precision not null check (variance > 0 and variance <= 20),
    answers bigint not null check (answers > 0),
    students bigint not null check (students >= 20),
    tracing double precision[] check (cardinality(tracing) = 4),
    at timestamptz not null default now(),
    primary key (tenant, kind, key)
);

create index doubts_by_time on fynq.doubts (tenant, asked_at);
create index doubts_of_student_by_time on fynq.doubts (tenant, student, asked_at);
create index feedback_by_time on fynq.feedback (tenant, at);
create index learning_events_checks on fynq.learning_events (tenant, at)
    where kind = 'item_answered' and doubt is not null;
create index learning_events_checks_of_doubt on fynq.learning_events (tenant, doubt, at)
    where kind = 'item_answered' and doubt is not null;

do $$
declare
    name text;
begin
    foreach name in array array[
        'classes', 'class_members', 'rollups', 'activity', 'mastery_days', 'calibration_reports',
        'sharing', 'shared_calibrations', 'imported_calibrations'
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

-- Who shares sees what others share: the subquery shows the school's own row and no other.
create policy schools_that_share on fynq.shared_calibrations for select
    using (exists (select from fynq.sharing s where s.calibrations));
