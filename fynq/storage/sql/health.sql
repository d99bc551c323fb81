-- name: server
-- The server's version and the schema's.
select current_setting('server_version') as version,
    (select version_num from fynq.alembic_version) as schema
