-- name: book
-- Attempts of one tenant; one that is booked already stays as it is.
insert into fynq.usage_ledger
    (tenant, id, reservation, user_id, api_key, provider, model, outcome, input_tokens,
     output_tokens, cached_tokens, reasoning_tokens, estimated, cost_micros, milliseconds, at)
select $1, r.* from unnest(
    $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::boolean[], $14::bigint[],
    $15::double precision[], $16::timestamptz[]
) as r
on conflict (tenant, id) do nothing

-- name: spent_by_tenant
-- What counts against the school's limits from $2 on, up to $3.
select count(distinct reservation) filter
        (where outcome <> 'failed' or input_tokens + output_tokens > 0) as requests,
    coalesce(sum(input_tokens + output_tokens), 0)::bigint as tokens,
    coalesce(sum(cost_micros), 0)::bigint as cost_micros
from fynq.usage_ledger
where tenant = $1 and at >= $2 and at < $3 and outcome <> 'shadow'

-- name: spent_by_user
-- The same of the user $4.
select count(distinct reservation) filter
        (where outcome <> 'failed' or input_tokens + output_tokens > 0) as requests,
    coalesce(sum(input_tokens + output_tokens), 0)::bigint as tokens,
    coalesce(sum(cost_micros), 0)::bigint as cost_micros
from fynq.usage_ledger
where tenant = $1 and at >= $2 and at < $3 and outcome <> 'shadow'
    and user_id = $4 and user_id <> ''

-- name: spent_by_key
-- The same of the API key $4.
select count(distinct reservation) filter
        (where outcome <> 'failed' or input_tokens + output_tokens > 0) as requests,
    coalesce(sum(input_tokens + output_tokens), 0)::bigint as tokens,
    coalesce(sum(cost_micros), 0)::bigint as cost_micros
from fynq.usage_ledger
where tenant = $1 and at >= $2 and at < $3 and outcome <> 'shadow'
    and api_key = $4 and api_key <> ''

-- name: usage_of
-- Sums from $2 on, up to $3, by what $4 names: first the total of all, then at most $5 groups, days
-- in order and others by cost.
select grouping(each.name) = 1 as is_total, coalesce(each.name, '') as name,
    count(distinct each.reservation) as requests, count(*) as attempts,
    coalesce(sum(each.input_tokens), 0)::bigint as input_tokens,
    coalesce(sum(each.output_tokens), 0)::bigint as output_tokens,
    coalesce(sum(each.cached_tokens), 0)::bigint as cached_tokens,
    coalesce(sum(each.reasoning_tokens), 0)::bigint as reasoning_tokens,
    coalesce(sum(each.cost_micros), 0)::bigint as cost_micros,
    coalesce(bool_or(each.estimated), false) as estimated
from (
    select case $4
            when 'model' then provider || '/' || model
            when 'user' then user_id
            when 'key' then api_key
            else to_char(at at time zone 'UTC', 'YYYY-MM-DD')
        end as name, l.*
    from fynq.usage_ledger l
    where l.tenant = $1 and l.at >= $2 and l.at < $3
) as each
group by rollup (each.name)
order by is_total desc, case when $4 = 'day' then each.name end, cost_micros desc, name
limit $5 + 1
