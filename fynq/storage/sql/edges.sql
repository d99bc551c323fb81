-- name: learners_by_turn
-- Who has a log, and how long it is.
select student, turn from fynq.learners where tenant = $1 and turn > 0 order by student

-- name: evidence
-- What the logs of these students were found to say, and as of when.
select student, turn, graph, content from fynq.edge_evidence
where tenant = $1 and student = any($2::uuid[])

-- name: keep_evidence
-- What a student's log says of the edges; what was counted from a longer log stays.
insert into fynq.edge_evidence as kept (tenant, student, turn, graph, content)
values ($1, $2, $3, $4, $5::json)
on conflict (tenant, student) do update
set turn = excluded.turn, graph = excluded.graph, content = excluded.content
where kept.turn <= excluded.turn or kept.graph <> excluded.graph

-- name: verdicts
-- As they are stored.
select skill, prerequisite, verdict from fynq.edge_checks where tenant = $1

-- name: keep_checks
-- What all students together say of edges.
insert into fynq.edge_checks (tenant, skill, prerequisite, verdict, content)
select $1, c.skill, c.prerequisite, c.verdict, c.content::json
from unnest($2::text[], $3::text[], $4::text[], $5::text[])
    as c (skill, prerequisite, verdict, content)
on conflict (tenant, skill, prerequisite) do update
set verdict = excluded.verdict, content = excluded.content, at = now()

-- name: drop_checks
-- Of edges that are gone.
delete from fynq.edge_checks c
where c.tenant = $1 and not exists (
    select from fynq.skill_prerequisites p
    where p.tenant = c.tenant and p.skill = c.skill and p.prerequisite = c.prerequisite)
