-- name: add_serving
-- What a doubt got; with rulings that may be about it, and the student's doubts that may ask the same.
with served as (
    insert into fynq.servings (tenant, doubt, student, key, result, answer, model, style, passages)
    values ($1, $2, $3, $4, $5, $6, $7, $8, array(
        select distinct k.digest from fynq.chunks k
        where k.tenant = $1 and k.id = any($9::uuid[]) and k.digest is not null order by k.digest
    ))
)
select
    array(select r.id from fynq.rulings r
          where r.tenant = $1 and r.key = $4 and r.replaced_by is null and r.kind <> 'note') as rulings,
    array(select s.doubt from fynq.servings s
          where s.tenant = $1 and s.student = $3 and s.key = $4 and s.at > now() - interval '1 day'
              and s.result is not null and s.model <> ''
          order by s.at desc limit 8) as former

-- name: add_old_serving
-- Of a doubt that was answered before servings were kept.
insert into fynq.servings (tenant, doubt, student, key, result, answer, model, passages, at)
select $1, $2, d.student, $3, $4, $5, $6, array(
    select distinct k.digest from fynq.answer_citations c
    join fynq.chunks k on k.tenant = c.tenant and k.id = c.chunk
    where c.tenant = $1 and c.doubt = $2 and k.digest is not null order by k.digest
), coalesce(d.finished_at, d.asked_at)
from fynq.doubts d where d.tenant = $1 and d.id = $2
on conflict (tenant, doubt) do nothing

-- name: former
-- Doubts whose answer the student had read for a while before asking again.
select d.id, d.question, d.subject, s.at
from fynq.servings s join fynq.doubts d on d.tenant = s.tenant and d.id = s.doubt
where s.tenant = $1 and s.doubt = any($2::uuid[]) and s.result is not null and s.model <> ''
    and s.at < $3::timestamptz - make_interval(secs => $4) and s.at > $3::timestamptz - interval '1 day'
    and not exists (select from fynq.ruled_doubts r where r.tenant = s.tenant and r.doubt = s.doubt)
order by s.at desc

-- name: serving
-- An answer as a doubt got it, with what it cites and whether a teacher ruled it out.
select s.doubt, s.student, s.answer, s.model, s.style, d.skills, s.result is null as hint,
    (select r.id from fynq.ruled_doubts m join fynq.rulings r on r.tenant = m.tenant and r.id = m.ruling
     where m.tenant = s.tenant and m.doubt = s.doubt and r.kind in ('correction', 'recall'))
        as ruled_out,
    array(
        select json_build_array(encode(p.digest, 'hex'), coalesce((
            select k.title from fynq.chunks c
            join fynq.documents k on k.tenant = c.tenant and k.id = c.document
            where c.tenant = s.tenant and c.digest = p.digest limit 1
        ), '')) from unnest(s.passages) as p (digest) order by p.digest
    ) as passages
from fynq.servings s join fynq.doubts d on d.tenant = s.tenant and d.id = s.doubt
where s.tenant = $1 and s.doubt = $2
