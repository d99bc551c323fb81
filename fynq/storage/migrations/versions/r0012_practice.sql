-- own: as the school wrote it; the starter knowledge leaves it alone. tolerance: in the answer's unit.
alter table fynq.practice_items
    add column choices text[] not null default '{}',
    add column hints text[] not null default '{}',
    add column solution text not null default '',
    add column tolerance double precision not null default 0 check (tolerance >= 0),
    add column own boolean not null default false,
    add column retired_at timestamptz,
    add column updated_at timestamptz not null default now();

-- A student at an item, as it was posed: what becomes of the item in the bank changes nothing here.
-- made: the item was made for this doubt and is in no bank. chosen: why this item. said: the answers
-- that counted as tries. outcome, unaided: of the first of them; its learning event has the same id.
create table fynq.practice_attempts (
    tenant uuid not null,
    id uuid not null,
    student uuid not null,
    item text not null,
    item_id uuid not null,
    made boolean not null default false,
    question text not null,
    answer text not null,
    kind text not null,
    skills text[] not null,
    difficulty integer not null,
    choices text[] not null,
    item_hints text[] not null,
    solution text not null,
    tolerance double precision not null,
    purpose text not null check (purpose in ('practice', 'placement', 'check')),
    chosen json not null,
    doubt uuid check ((doubt is not null) = (purpose = 'check')),
    status text not null default 'open' check (status in ('open', 'done', 'skipped')),
    said text[] not null default '{}',
    hints integer not null default 0,
    solution_seen boolean not null default false,
    outcome double precision check (outcome between 0 and 1),
    unaided boolean,
    misconceptions text[] not null default '{}',
    opened_at timestamptz not null,
    answered_at timestamptz,
    primary key (tenant, id),
    foreign key (tenant, student) references fynq.users (tenant, id),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id),
    constraint answered_is_whole
        check ((outcome is null) = (answered_at is null) and (outcome is null) = (unaided is null))
);
create unique index practice_attempts_open on fynq.practice_attempts (tenant, student)
    where status = 'open' and purpose <> 'check';
create unique index practice_attempts_of_doubt on fynq.practice_attempts (tenant, doubt)
    where doubt is not null;
create index practice_attempts_of_student on fynq.practice_attempts (tenant, student, id desc);
create index practice_checks on fynq.practice_attempts (tenant, opened_at) where purpose = 'check';

-- Of students whose placement is over. Without a row it is under way, or was not needed.
create table fynq.placements (
    tenant uuid not null,
    student uuid not null,
    ended text not null check (ended in ('done', 'skipped')),
    at timestamptz not null default now(),
    primary key (tenant, student),
    foreign key (tenant, student) references fynq.users (tenant, id)
);

-- Grows with every change of a school's items, so that who holds them in memory sees that they changed.
create table fynq.practice_banks (
    tenant uuid primary key references fynq.tenants (id),
    version bigint not null
);

do $$
declare
    name text;
begin
    foreach name in array array['practice_attempts', 'placements', 'practice_banks']
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
