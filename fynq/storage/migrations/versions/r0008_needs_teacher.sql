-- needs_teacher: fynq tried and failed, or was not as sure as the school asks, so a person should
-- look at it.
alter table fynq.doubts add column needs_teacher boolean not null default false;
create index doubts_for_teachers on fynq.doubts (tenant, id desc) where needs_teacher;
