-- name: surroundings
-- What stands around chunks, with the spans of it that a reader may see. $3: one who may see
-- everything; $4: how many chunks before and behind may belong to a parent.
select c.id, c.revision, c.parent_start, c.start_at, c.end_at,
    substr(d.text, c.parent_start + 1, c.parent_end - c.parent_start) as text,
    near.seen, near.marks
from fynq.chunks c
join fynq.documents d on d.tenant = c.tenant and d.id = c.document
join fynq.collections l on l.tenant = d.tenant and l.name = d.collection
cross join lateral (
    select coalesce(json_agg(json_build_array(k.start_at, k.end_at)), '[]') as seen,
        coalesce(json_agg(k.marks), '[]') as marks
    from fynq.chunks k
    where k.tenant = $1 and k.document = c.document
        and k.ordinal between c.ordinal - $4 and c.ordinal + $4
        and k.start_at < c.parent_end and k.end_at > c.parent_start
        and ($3 or (k.audience = 'everyone'
            and not (l.hide_solutions and k.kind in ('solution', 'answer_key'))))
) near
where c.tenant = $1 and c.id = any($2::uuid[]) and c.parent_end > c.parent_start
    and ($3 or (d.audience = 'everyone' and l.audience = 'everyone'))
