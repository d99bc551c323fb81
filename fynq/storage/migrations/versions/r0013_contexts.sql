-- What a student, or the school of the student, has told of how and for what the student learns.
-- session_*: for what and until when, null without one. by_school: fields that the school has set.
alter table fynq.users
    add column syllabus text not null default '',
    add column reading text not null default '',
    add column exam_on date,
    add column minutes_a_day integer,
    add column telling_order text not null default 'usual',
    add column telling_steps text not null default 'normal',
    add column telling_tone text not null default 'plain',
    add column needs text[] not null default '{}',
    add column session_until timestamptz,
    add column session_goal text,
    add column session_minutes integer,
    add column by_school text[] not null default '{}';

alter table fynq.school_policies
    add column windows json not null default '[]',
    add column time_zone text not null default 'UTC',
    add column syllabuses text[] not null default '{}';

-- source: somebody said so, or only the order of lessons in a course.
alter table fynq.skill_prerequisites
    add column source text not null default 'stated' check (source in ('stated', 'course_order'));

-- Grows with every change of a school's skills and their edges, in the same transaction.
create table fynq.skill_graphs (
    tenant uuid primary key references fynq.tenants (id),
    version bigint not null
);

-- Skills that the school has changed or removed: the starter knowledge leaves them alone.
create table fynq.skill_edits (
    tenant uuid not null references fynq.tenants (id),
    skill text not null,
    at timestamptz not null default now(),
    primary key (tenant, skill)
);

-- What one student's log says of the edges. turn, graph: as of which it was counted.
create table fynq.edge_evidence (
    tenant uuid not null,
    student uuid not null,
    turn bigint not null,
    graph bigint not null,
    content json not null,
    primary key (tenant, student),
    foreign key (tenant, student) references fynq.users (tenant, id)
);

-- What all students together say of an edge.
create table fynq.edge_checks (
    tenant uuid not null references fynq.tenants (id),
    skill text not null,
    prerequisite text not null,
    verdict text not null check (verdict in ('supported', 'doubtful', 'reversed', 'too_little')),
    content json not null,
    at timestamptz not null default now(),
    primary key (tenant, skill, prerequisite)
);

-- What was offered with an answer. content: the bridge, without words that may be withdrawn.
create table fynq.bridges (
    tenant uuid not null,
    doubt uuid not null,
    thread uuid not null,
    skill text not null,
    content json not null,
    at timestamptz not null default now(),
    primary key (tenant, doubt),
    unique (tenant, thread, skill),
    foreign key (tenant, doubt) references fynq.doubts (tenant, id)
);

do $$
declare
    name text;
begin
    foreach name in array array[
        'skill_graphs', 'skill_edits', 'edge_evidence', 'edge_checks', 'bridges'
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

-- A text for each student that is another one whenever something was written that a lookup of the
-- student depends on: the student's row, what is believed, events that wait, the skill graph. A
-- statement by itself, which sets its tenant first: one round trip instead of three. It runs as its
-- caller, so row-level security holds. Subselects, because a join may be planned as a scan of the school.
create function fynq.student_stamps(tenant uuid, students uuid[])
returns table (student uuid, stamp text) language plpgsql as $$
begin
    perform set_config('fynq.tenant', student_stamps.tenant::text, true);
    return query
    select asked.id, concat_ws('.',
        coalesce((select u.xmin::text from fynq.users u
                  where u.tenant = student_stamps.tenant and u.id = asked.id), ''),
        coalesce((select l.xmin::text from fynq.learners l
                  where l.tenant = student_stamps.tenant and l.student = asked.id), ''),
        coalesce((select g.version from fynq.skill_graphs g where g.tenant = student_stamps.tenant), 0)::text,
        case when exists (
            select from fynq.learning_events e
            where e.tenant = student_stamps.tenant and e.student = asked.id and e.applied_at is null
        ) then 'waiting' end)
    from unnest(students) as asked (id);
end
$$;

create index documents_by_skill on fynq.documents using gin (skills);
