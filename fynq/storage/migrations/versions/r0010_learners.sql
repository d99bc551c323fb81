-- hints, solution_seen, guess: how the answer came about. turn: the event is the student's turn-th
-- that was applied, and what follows is what it met: the calibration's version, how much it counted
-- (0: not at all), difficulties before it (mean, variance, number of answers), the student's side.
alter table fynq.learning_events
    add column hints integer not null default 0 check (hints >= 0),
    add column solution_seen boolean not null default false,
    add column guess double precision not null default 0,
    add column turn bigint,
    add column version integer,
    add column amount double precision,
    add column item_mean double precision,
    add column item_variance double precision,
    add column item_answers integer,
    add column skill_means double precision[],
    add column skill_variances double precision[],
    add column skill_answers integer[],
    add column side_mean double precision,
    add column side_variance double precision;
create unique index learning_events_by_turn on fynq.learning_events (tenant, student, turn)
    where turn is not null;
create index learning_events_of_item on fynq.learning_events (tenant, item, version)
    where item is not null;

create table fynq.learners (
    tenant uuid not null,
    student uuid not null,
    turn bigint not null,
    ability double precision not null,
    variance double precision not null,
    successes double precision not null,
    failures double precision not null,
    recent double precision not null,
    primary key (tenant, student),
    foreign key (tenant, student) references fynq.users (tenant, id)
);

-- What was believed by the former model cannot go on: it is made anew from the log, each student's
-- when the student is next looked at. The owner of the tables may be a plain role, which forced
-- security would show no rows.
alter table fynq.learner_states no force row level security;
alter table fynq.learning_events no force row level security;
delete from fynq.learner_states;
update fynq.learning_events set applied_at = null where applied_at is not null;
alter table fynq.learner_states force row level security;
alter table fynq.learning_events force row level security;

alter table fynq.learner_states
    add column chances integer not null default 0,
    add column successes double precision not null default 0,
    add column failures double precision not null default 0,
    add column recent double precision not null default 0.6,
    add column run integer not null default 0,
    add column known double precision not null default 0.4,
    add column unaided boolean not null default false,
    add column stability double precision not null default 0,
    add column hardness double precision not null default 0,
    add column answered_at timestamptz;

-- A school's calibrations; the newest holds. content: knowledge tracing by skill, the blend's weights.
create table fynq.calibrations (
    tenant uuid not null references fynq.tenants (id),
    version integer not null,
    content json not null,
    at timestamptz not null default now(),
    primary key (tenant, version)
);

-- Of items and skills, in logits. start_*: where the calibration `version` let it start.
create table fynq.difficulties (
    tenant uuid not null references fynq.tenants (id),
    kind text not null check (kind in ('item', 'skill')),
    name text not null,
    mean double precision not null,
    variance double precision not null,
    answers integer not null default 0,
    start_mean double precision not null,
    start_variance double precision not null,
    version integer not null default 0,
    primary key (tenant, kind, name)
);

do $$
declare
    name text;
begin
    foreach name in array array['learners', 'calibrations', 'difficulties']
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
