-- name: add_class
-- A new class, unless the school has $6 already.
insert into fynq.classes (tenant, id, name, description, join_code)
select $1, $2, $3, $4, $5
where (select count(*) from fynq.classes where tenant = $1) < $6
returning created_at

-- name: class_of
-- One class with the number of its people.
select c.id, c.name, c.description, c.join_code, c.created_at,
    (select count(*) from fynq.class_members m
     where m.tenant = $1 and m.class = c.id and not m.teaches) as students,
    (select count(*) from fynq.class_members m
     where m.tenant = $1 and m.class = c.id and m.teaches) as teachers
from fynq.classes c where c.tenant = $1 and c.id = $2

-- name: list_classes
-- Oldest first; with $2 those that this user is in, with $5 only as a teacher.
select c.id, c.name, c.description, c.join_code, c.created_at,
    (select count(*) from fynq.class_members m
     where m.tenant = $1 and m.class = c.id and not m.teaches) as students,
    (select count(*) from fynq.class_members m
     where m.tenant = $1 and m.class = c.id and m.teaches) as teachers
from fynq.classes c
where c.tenant = $1 and ($3::uuid is null or c.id > $3)
    and ($2::uuid is null or exists (
        select from fynq.class_members m
        where m.tenant = $1 and m.class = c.id and m.user_id = $2 and (m.teaches or not $5)
    ))
order by c.id limit $4

-- name: change_class
-- What is not null changes.
update fynq.classes
set name = coalesce($3, name), description = coalesce($4, description),
    join_code = coalesce($5, join_code)
where tenant = $1 and id = $2 returning id

-- name: remove_class
-- With its members.
delete from fynq.classes where tenant = $1 and id = $2 returning id

-- name: hold_class
-- Makes others who change the members wait.
select id from fynq.classes where tenant = $1 and id = $2 for update

-- name: members
-- Teachers first, then by name.
select m.user_id, u.display_name, u.email, m.teaches, m.added_at
from fynq.class_members m
join fynq.users u on u.tenant = m.tenant and u.id = m.user_id
where m.tenant = $1 and m.class = $2
order by not m.teaches, lower(u.display_name), m.user_id

-- name: membership
-- Whether a user teaches in a class; no row for who is not in it.
select teaches from fynq.class_members where tenant = $1 and class = $2 and user_id = $3

-- name: people
-- Active people by ids or addresses.
select id, email, role from fynq.users
where tenant = $1 and active and (id = any($2::uuid[]) or email = any($3::text[]))

-- name: add_members
-- Those who are in already stay as they are.
insert into fynq.class_members (tenant, class, user_id, teaches)
select $1, $2, p.* from unnest($3::uuid[], $4::boolean[]) as p
on conflict (tenant, class, user_id) do nothing

-- name: count_members
-- How many a class has.
select count(*) from fynq.class_members where tenant = $1 and class = $2

-- name: remove_member
-- Takes a user out of a class.
delete from fynq.class_members where tenant = $1 and class = $2 and user_id = $3 returning user_id

-- name: class_by_code
-- The class that a code opens.
select id from fynq.classes where tenant = $1 and join_code = $2 and join_code <> ''
