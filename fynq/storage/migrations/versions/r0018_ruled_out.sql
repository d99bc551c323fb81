-- ruled_out: by skill, P(knows it) and whether the last chance was without help, with what the student
-- alone ruled out; null where the log has to be replayed to know.
alter table fynq.learners add column ruled_out json default '{}';
-- confirmed: mastery does not rest on what the student alone ruled out.
alter table fynq.learner_states add column confirmed boolean not null default true;

-- Learners and figures from before are made anew where students ruled something out. The owner of the
-- tables may be without a superuser's rights, and forced row level security would show no rows.
alter table fynq.learning_events no force row level security;
alter table fynq.learners no force row level security;
alter table fynq.rollups no force row level security;
update fynq.learners l set ruled_out = null from fynq.learning_events e
where e.tenant = l.tenant and e.student = l.student and e.kind = 'corrected'
    and e.correction ->> 'claim' = 'not_me' and not (e.correction ->> 'staff')::boolean;
delete from fynq.rollups r using fynq.learners l
where l.tenant = r.tenant and l.student = r.student and l.ruled_out is null;
alter table fynq.learning_events force row level security;
alter table fynq.learners force row level security;
alter table fynq.rollups force row level security;
