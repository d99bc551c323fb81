-- name: list_reviews
-- The most urgent first, after the one that ended the page before, wherever that stands now.
with counted as (
    select r.id, r.band, r.answer, (
        select count(distinct s.student) from fynq.servings s
        where s.tenant = r.tenant and s.answer = r.answer
    ) as students
    from fynq.reviews r join fynq.doubts d on d.tenant = r.tenant and d.id = r.doubt
    where r.tenant = $1 and (r.id = $7 or (
        (r.resolution is not null) = ($3 = 'resolved')
        and ($3 <> 'mine' or (r.claimed_by = $2 and r.claimed_until > now()))
        and ($3 <> 'free' or r.claimed_by is null or r.claimed_by = $2 or r.claimed_until <= now())
        and ($4::text is null or $4 = any(r.reasons))
        and ($5::text is null or d.topic = $5)
        and ($6::text is null or d.skills @> array[$6::text])
    ))
), chosen as (
    select c.id, c.band, c.students from counted c
    where $7::uuid is null or (c.band, -c.students, c.id) > (
        select o.band, -o.students, o.id from counted o where o.id = $7
    )
    order by c.band, c.students desc, c.id limit $8
)
select c.students, r.id, r.doubt, r.answer, r.reasons, r.opened_at, r.claimed_by, r.claimed_until,
    r.resolution, r.note, r.ruling, r.resolved_by, r.resolved_at, d.question,
    coalesce(d.topic, 'general') as subject, d.skills, a.text, a.final, a.model, a.verification,
    (select json_agg(json_build_array(t.reason, t.thumbs)) from (
        select f.reason, count(*) as thumbs from fynq.servings s
        join fynq.feedback f on f.tenant = s.tenant and f.doubt = s.doubt
        where s.tenant = r.tenant and s.answer = r.answer and f.rating < 0 group by f.reason order by f.reason
    ) t) as thumbs,
    array(
        select f.comment from fynq.servings s
        join fynq.feedback f on f.tenant = s.tenant and f.doubt = s.doubt
        where s.tenant = r.tenant and s.answer = r.answer and f.rating < 0 and f.comment <> ''
        order by f.at desc limit 5
    ) as comments,
    (select json_build_array(count(*), coalesce(sum(e.value), 0)) from fynq.evidence e
     where e.tenant = r.tenant and e.answer = r.answer and e.kind = 'next_item' and e.amount > 0)
        as next_items
from chosen c
join fynq.reviews r on r.tenant = $1 and r.id = c.id
join fynq.doubts d on d.tenant = r.tenant and d.id = r.doubt
left join fynq.answers a on a.tenant = r.tenant and a.doubt = r.doubt
order by c.band, c.students desc, c.id

-- name: review
-- One, as above.
select (
        select count(distinct s.student) from fynq.servings s
        where s.tenant = r.tenant and s.answer = r.answer
    ) as students, r.id, r.doubt, r.answer, r.reasons, r.opened_at, r.claimed_by, r.claimed_until,
    r.resolution, r.note, r.ruling, r.resolved_by, r.resolved_at, d.question,
    coalesce(d.topic, 'general') as subject, d.skills, a.text, a.final, a.model, a.verification,
    (select json_agg(json_build_array(t.reason, t.thumbs)) from (
        select f.reason, count(*) as thumbs from fynq.servings s
        join fynq.feedback f on f.tenant = s.tenant and f.doubt = s.doubt
        where s.tenant = r.tenant and s.answer = r.answer and f.rating < 0 group by f.reason order by f.reason
    ) t) as thumbs,
    array(
        select f.comment from fynq.servings s
        join fynq.feedback f on f.tenant = s.tenant and f.doubt = s.doubt
        where s.tenant = r.tenant and s.answer = r.answer and f.rating < 0 and f.comment <> ''
        order by f.at desc limit 5
    ) as comments,
    (select json_build_array(count(*), coalesce(sum(e.value), 0)) from fynq.evidence e
     where e.tenant = r.tenant and e.answer = r.answer and e.kind = 'next_item' and e.amount > 0)
        as next_items
from fynq.reviews r
join fynq.doubts d on d.tenant = r.tenant and d.id = r.doubt
left join fynq.answers a on a.tenant = r.tenant and a.doubt = r.doubt
where r.tenant = $1 and r.id = $2

-- name: claim
-- Unless another teacher looks at it.
update fynq.reviews
set claimed_by = $3, claimed_until = now() + make_interval(secs => $4)
where tenant = $1 and id = $2 and resolution is null
    and (claimed_by is null or claimed_by = $3 or claimed_until <= now())
returning true

-- name: release
-- Only the own claim.
update fynq.reviews set claimed_by = null, claimed_until = null
where tenant = $1 and id = $2 and claimed_by = $3 and resolution is null

-- name: dismiss
-- Unless another teacher looks at it.
update fynq.reviews
set resolution = 'dismissed', note = $4, resolved_by = $3, resolved_at = now()
where tenant = $1 and id = $2 and resolution is null
    and (claimed_by is null or claimed_by = $3 or claimed_until <= now())
returning true
