-- name: save_misconceptions
-- Those that a fold changed.
insert into fynq.learner_misconceptions (tenant, student, slug, skills, shown, first_at, last_at, open,
    disputed, passed_questions, passed_kinds, passed_at, closed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
on conflict (tenant, student, slug) do update
set skills = excluded.skills, shown = excluded.shown, first_at = excluded.first_at,
    last_at = excluded.last_at, open = excluded.open, disputed = excluded.disputed,
    passed_questions = excluded.passed_questions, passed_kinds = excluded.passed_kinds,
    passed_at = excluded.passed_at, closed_at = excluded.closed_at

-- name: drop_misconceptions
-- Those that a replay of the log does not know.
delete from fynq.learner_misconceptions
where tenant = $1 and student = $2 and slug <> all ($3::text[])
