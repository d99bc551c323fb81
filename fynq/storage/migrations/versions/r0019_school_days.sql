-- What a school did on a UTC day that is over, as the statement `count_days` counts it: kept so that a
-- year need not be counted each time. No row: not counted yet.
create table fynq.school_days (
    tenant uuid not null references fynq.tenants (id),
    day date not null,
    active bigint not null,
    asked bigint not null,
    answered bigint not null,
    refused bigint not null,
    failed bigint not null,
    cancelled bigint not null,
    needs_teacher bigint not null,
    verified bigint not null,
    likely bigint not null,
    unverified bigint not null,
    hints bigint not null,
    liked bigint not null,
    disliked bigint not null,
    exercises bigint not null,
    correct bigint not null,
    checked bigint not null,
    check_right bigint not null,
    requests bigint not null,
    cost_micros bigint not null,
    primary key (tenant, day)
);

-- Days that have to be counted again. Rows are only added, so that writers never wait for each other, and
-- taken by who counts.
create table fynq.changed_days (
    tenant uuid not null,
    id bigint generated always as identity,
    day date not null,
    primary key (tenant, id)
);
create index changed_days_by_day on fynq.changed_days (tenant, day);

do $$
declare
    name text;
begin
    foreach name in array array['school_days', 'changed_days']
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

-- Changes of days before this one are noted. Only days before the day before it are kept, so a
-- transaction that began while its day was not noted has ended long before anybody keeps that day.
create function fynq.noted_before() returns date language sql stable
as $$ select (now() at time zone 'UTC')::date - 1 $$;

create function fynq.note_doubts() returns trigger language plpgsql as $$
begin
    insert into fynq.changed_days (tenant, day)
    select distinct c.tenant, (c.asked_at at time zone 'UTC')::date from changed c
    where (c.asked_at at time zone 'UTC')::date < fynq.noted_before();
    return null;
end
$$;
create trigger note_added after insert on fynq.doubts
    referencing new table as changed for each statement execute function fynq.note_doubts();
create trigger note_changed after update on fynq.doubts
    referencing new table as changed for each statement execute function fynq.note_doubts();

create function fynq.note_answers() returns trigger language plpgsql as $$
begin
    insert into fynq.changed_days (tenant, day)
    select distinct d.tenant, (d.asked_at at time zone 'UTC')::date
    from changed c join fynq.doubts d on d.tenant = c.tenant and d.id = c.doubt
    where (d.asked_at at time zone 'UTC')::date < fynq.noted_before();
    return null;
end
$$;
create trigger note_added after insert on fynq.answers
    referencing new table as changed for each statement execute function fynq.note_answers();

-- Ratings and the bill, by their time. A second rating leaves the day of the first.
create function fynq.note_moments() returns trigger language plpgsql as $$
begin
    insert into fynq.changed_days (tenant, day)
    select distinct c.tenant, (c.at at time zone 'UTC')::date from changed c
    where (c.at at time zone 'UTC')::date < fynq.noted_before();
    return null;
end
$$;
create trigger note_added after insert on fynq.feedback
    referencing new table as changed for each statement execute function fynq.note_moments();
create trigger note_changed after update on fynq.feedback
    referencing old table as changed for each statement execute function fynq.note_moments();
create trigger note_added after insert on fynq.usage_ledger
    referencing new table as changed for each statement execute function fynq.note_moments();

-- The first try at a check item counts, so one that comes late takes another's place.
create function fynq.note_tries() returns trigger language plpgsql as $$
begin
    insert into fynq.changed_days (tenant, day)
    select distinct e.tenant, (e.at at time zone 'UTC')::date
    from changed c join fynq.learning_events e on e.tenant = c.tenant and e.doubt = c.doubt
    where c.kind = 'item_answered' and c.doubt is not null and c.outcome is not null
        and (c.at at time zone 'UTC')::date < fynq.noted_before()
        and e.kind = 'item_answered' and e.doubt is not null
        and (e.at at time zone 'UTC')::date < fynq.noted_before();
    return null;
end
$$;
create trigger note_added after insert on fynq.learning_events
    referencing new table as changed for each statement execute function fynq.note_tries();

create function fynq.note_activity() returns trigger language plpgsql as $$
begin
    insert into fynq.changed_days (tenant, day)
    select distinct c.tenant, c.day from changed c
    where c.skill = '' and c.day < fynq.noted_before();
    return null;
end
$$;
create trigger note_added after insert on fynq.activity
    referencing new table as changed for each statement execute function fynq.note_activity();
create trigger note_changed after update on fynq.activity
    referencing new table as changed for each statement execute function fynq.note_activity();
create trigger note_gone after delete on fynq.activity
    referencing old table as changed for each statement execute function fynq.note_activity();
