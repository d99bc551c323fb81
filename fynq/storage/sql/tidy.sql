-- name: drop_messages
-- Delivered messages that nobody will ask for again; at most $2 at once.
delete from fynq.outbox where tenant = $1 and id in (
    select id from fynq.outbox
    where tenant = $1 and delivered_at < now() - interval '7 days'
    limit $2 for update skip locked
)

-- name: drop_sessions
-- Log-ins that ended or expired.
delete from fynq.sessions where tenant = $1 and id in (
    select id from fynq.sessions
    where tenant = $1 and (expires_at < now() or ended_at is not null)
    limit $2 for update skip locked
)

-- name: drop_api_keys
-- Keys that have been revoked or expired for a quarter of a year.
delete from fynq.api_keys where tenant = $1 and id in (
    select id from fynq.api_keys
    where tenant = $1 and least(revoked_at, expires_at) < now() - interval '90 days'
    limit $2 for update skip locked
)

-- name: drop_keys
-- Idempotency keys that are past their time.
delete from fynq.idempotency where tenant = $1 and (scope, key) in (
    select scope, key from fynq.idempotency
    where tenant = $1 and expires_at <= now()
    limit $2 for update skip locked
)

-- name: drop_vectors
-- Of texts that no chunk has any more, while no file is read that may bring one back.
delete from fynq.vectors where tenant = $1 and (model, digest) in (
    select v.model, v.digest from fynq.vectors v
    where v.tenant = $1 and v.at < now() - interval '1 day' and not exists (
        select from fynq.chunks k where k.tenant = $1 and k.digest = v.digest
    ) and not exists (
        select from fynq.ingestions i
        where i.tenant = $1 and i.status in ('queued', 'reading', 'embedding')
    )
    limit $2 for update skip locked
)

-- name: drop_uploads
-- Settled a month ago, and without a file that is still to be cleared or kept.
delete from fynq.ingestions where tenant = $1 and id in (
    select id from fynq.ingestions
    where tenant = $1 and status in ('searchable', 'rejected') and blob = ''
        and updated_at < now() - interval '30 days'
    limit $2 for update skip locked
)

-- name: cut_logs
-- How far the logs of collections may be cut: what happened $2 seconds ago or earlier, which the last
-- generations have, and every process that lives and holds the collection. The last entry stays,
-- for its position.
update fynq.collections c set cut = found.until
from (
    select o.name, least(
        o.position - 1,
        (select min((g.manifest ->> 'position')::bigint) from (
            select manifest from fynq.index_generations
            where tenant = $1 and collection = o.name order by number desc limit 5
        ) g),
        (select max(l.position) from fynq.knowledge_log l
         where l.tenant = $1 and l.collection = o.name and l.at < now() - make_interval(secs => $2)),
        (select min(p.position) from fynq.replica_positions p
         join fynq.replicas r on r.replica = p.replica
         where p.tenant = $1 and p.collection = o.name and r.seen_at > now() - interval '1 hour')
    ) as until
    from fynq.collections o
    where o.tenant = $1 and exists (
        select from fynq.index_generations g where g.tenant = $1 and g.collection = o.name
    ) and exists (
        select from fynq.knowledge_log l where l.tenant = $1 and l.collection = o.name
            and l.at < now() - make_interval(secs => $2)
    )
) found
where c.tenant = $1 and c.name = found.name and c.cut < found.until

-- name: drop_log
-- Entries that are cut off, but for the last put of each document that is there, and for removals
-- whose receipt does not tell the revision.
delete from fynq.knowledge_log where tenant = $1 and (collection, position) in (
    select l.collection, l.position
    from fynq.collections c
    join fynq.knowledge_log l on l.tenant = c.tenant and l.collection = c.name
    where c.tenant = $1 and l.position <= c.cut
        and not (exists (
            select from fynq.documents d where d.tenant = $1 and d.id = l.document
        ) and not exists (
            select from fynq.knowledge_log later
            where later.tenant = $1 and later.document = l.document
                and later.collection = l.collection and later.position > l.position
        ))
        and not exists (
            select from fynq.deletions x
            where x.tenant = $1 and x.document = l.document and x.revision is null
        )
    limit $2 for update of l skip locked
)

-- name: drop_attempts
-- At practice items, half a year old and never answered; check items are counted on.
delete from fynq.practice_attempts where tenant = $1 and id in (
    select id from fynq.practice_attempts
    where tenant = $1 and outcome is null and purpose <> 'check'
        and opened_at < now() - interval '180 days'
    limit $2 for update skip locked
)

-- name: drop_replica_positions
-- Of replicas that are gone.
delete from fynq.replica_positions where tenant = $1 and (collection, replica) in (
    select p.collection, p.replica from fynq.replica_positions p
    where p.tenant = $1 and not exists (
        select from fynq.replicas r where r.replica = p.replica
    ) and p.at < now() - interval '1 day'
    limit $2 for update skip locked
)

-- name: drop_replicas
-- Not seen for a day; whoever lives says so again.
delete from fynq.replicas where replica in (
    select replica from fynq.replicas where seen_at < now() - interval '1 day'
    limit $1 for update skip locked
)

-- name: drop_job_log
-- What happened to jobs a week ago. These tables have no tenant: any school's tidying serves all.
delete from fynq.pgqueuer_log where id in (
    select id from fynq.pgqueuer_log where created < now() - interval '7 days'
    order by created limit $1 for update skip locked
)

-- name: drop_job_statistics
-- Counts of jobs a week ago.
delete from fynq.pgqueuer_statistics where id in (
    select id from fynq.pgqueuer_statistics where created < now() - interval '7 days'
    limit $1 for update skip locked
)

-- name: drop_failed_jobs
-- Jobs that were given up a month ago.
delete from fynq.pgqueuer where id in (
    select id from fynq.pgqueuer where status = 'failed' and updated < now() - interval '30 days'
    limit $1 for update skip locked
)
