-- name: profile
-- What the student told us, the version of the skill graph, and the stamp of both with what is believed.
select u.display_name, u.grade, u.language, u.detail, u.syllabus, u.reading, u.exam_on, u.minutes_a_day,
    u.telling_order, u.telling_steps, u.telling_tone, u.needs, u.session_until, u.session_goal,
    u.session_minutes, u.by_school, coalesce(g.version, 0) as graph,
    concat_ws('.', coalesce(u.xmin::text, ''), coalesce(l.xmin::text, ''),
              coalesce(g.version, 0)::text) as stamp
from (select) as one
left join fynq.users u on u.tenant = $1 and u.id = $2
left join fynq.learners l on l.tenant = $1 and l.student = $2
left join fynq.skill_graphs g on g.tenant = $1

-- name: hold_profile
-- The same; until the transaction ends nobody else changes it.
select display_name, grade, language, detail, syllabus, reading, exam_on, minutes_a_day,
    telling_order, telling_steps, telling_tone, needs, session_until, session_goal, session_minutes,
    by_school
from fynq.users where tenant = $1 and id = $2 for no key update

-- name: save_profile
-- Replaces what the student told us.
update fynq.users
set display_name = $3, grade = $4, language = $5, detail = $6, syllabus = $7, reading = $8,
    exam_on = $9, minutes_a_day = $10, telling_order = $11, telling_steps = $12, telling_tone = $13,
    needs = $14, session_until = $15, session_goal = $16, session_minutes = $17, by_school = $18
where tenant = $1 and id = $2 returning true

-- name: student_stamps
-- The stamps of students as they are now.
select student, stamp from fynq.student_stamps(tenant => $1::uuid, students => $2::uuid[])

-- name: skill_graph
-- How often the school's skills and edges have changed.
select version from fynq.skill_graphs where tenant = $1

-- name: usable_skills
-- The skill graph, prerequisites in their order, without edges that only a course's order spoke for and
-- that the students' answers speak against.
select s.slug, s.name, s.subject, s.level, s.description,
    array(select p.prerequisite from fynq.skill_prerequisites p
          where p.tenant = s.tenant and p.skill = s.slug and not (
              p.source = 'course_order' and exists (
                  select from fynq.edge_checks c
                  where c.tenant = p.tenant and c.skill = p.skill and c.prerequisite = p.prerequisite
                      and c.verdict in ('doubtful', 'reversed')))
          order by p.ordinal) as prerequisites
from fynq.skills s where s.tenant = $1 order by s.slug
