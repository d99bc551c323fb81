"""Schools are kept apart: by the database, and by the shape of the code."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psycopg
import pytest

import fynq.storage
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import PUBLIC, new_id
from fynq.storage.accounts import PostgresAccounts
from fynq.storage.database import Database
from fynq.storage.options import StorageOptions
from tests.schools import account, enrol

PACKAGE = Path(inspect.getfile(fynq.storage)).parent

WITHOUT_TENANT = {
    ("deltas", "seen"): "a process that searches serves every school",
    ("deltas", "gone"): "the same",
    ("schools", "find_school"): "the directory, before a tenant is known",
    ("schools", "found_school"): "the school brings its tenant with it",
    ("people", "find_school"): "its twin",
    ("people", "found_school"): "its twin",
    ("generations", "claim_writer"): "one index writer serves all schools",
    ("knowledge", "claim_writer"): "its twin",
    ("cancellations", "heard"): "a gateway hears the cancellations of every school",
    ("requests", "heard"): "its twin",
    ("probes", "check"): "asks after the server, not after data",
    ("requests", "check"): "its twin",
    ("jobs", "run_jobs"): "the worker; each job carries its tenant",
    ("stores", "close"): "no data",
    ("stores", "check"): "asks after the role, not after data",
    ("database", "close"): "no data",
    ("database", "check"): "asks after the role, not after data",
    ("privileges", "refuse_privileged"): "asks after the role, not after data",
    ("cache", "run"): "the door to Redis; its callers' keys begin with the tenant",
    ("cache", "close"): "no data",
    ("cache", "check_cache"): "no data",
    ("purse", "reserve"): "the payer brings the tenant with it, if there is one",
    ("purse", "settle"): "the payer brings the tenant with it, if there is one",
    ("purse", "close"): "no data",
    ("ledger", "close"): "writes what waits, each row for the tenant that it came with",
    ("scripts", "run"): "its callers' keys begin with the tenant",
    ("rests", "rest"): "providers are the same for every school",
    ("rests", "resting"): "providers are the same for every school",
    ("purse", "rest"): "its twin",
    ("purse", "resting"): "its twin",
    ("pinned", "resolved"): "names of the public web",
    ("pinned", "connect_tcp"): "the public web",
    ("pinned", "connect_unix_socket"): "refuses",
    ("pinned", "sleep"): "no data",
    ("inflating", "inflated"): "bytes on their way to one tenant's blob",
    ("migrate", "migrate"): "before any tenant is served",
    ("migrate", "application_url"): "no data",
}


def asynchronous() -> Iterator[tuple[str, ast.AsyncFunctionDef, bool]]:
    """(module, function, whether it is a method) for every public coroutine of the package."""
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text())
        methods = {
            item for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for item in node.body
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_"):
                inner = node.name == "run" and path.stem == "jobs"
                if not inner:
                    yield path.stem, node, node in methods


def test_the_tenant_comes_first_in_every_function_of_storage():
    seen = set()
    for module, function, is_method in asynchronous():
        names = [argument.arg for argument in function.args.args][1 if is_method else 0 :]
        if names[:1] == ["tenant"]:
            assert ast.unparse(function.args.args[1 if is_method else 0].annotation) == "Tenant"
            continue
        assert (module, function.name) in WITHOUT_TENANT, f"{module}.{function.name}"
        seen.add((module, function.name))
    assert seen == set(WITHOUT_TENANT)


def test_every_table_of_a_tenant_forces_row_level_security(admin_url):
    with psycopg.connect(admin_url) as connection:
        rows = connection.execute(
            """
            select c.relname, c.relrowsecurity, c.relforcerowsecurity,
                (select array_agg(p.polname::text) from pg_policy p where p.polrelid = c.oid),
                (select array_agg(a.attname::text order by k.at) from pg_index i,
                     unnest(i.indkey) with ordinality as k (attribute, at)
                     join pg_attribute a on a.attnum = k.attribute
                 where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'fynq' and c.relkind in ('r', 'p')
                and (c.relname = 'tenants' or exists (
                    select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant'))
            """
        ).fetchall()
        without = connection.execute(
            """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'fynq' and c.relkind in ('r', 'p') and not c.relrowsecurity
            """
        ).fetchall()
    assert len(rows) >= 20
    for table, enabled, forced, policies, key in rows:
        assert enabled, table
        assert forced, table
        assert "own_tenant" in policies, table
        assert key[0] == ("id" if table == "tenants" else "tenant"), table
    assert {name for (name,) in without} == {
        "alembic_version",
        "index_writer",
        "pgqueuer",
        "pgqueuer_log",
        "pgqueuer_schedules",
        "pgqueuer_statistics",
        "replicas",
    }


def test_foreign_keys_between_tables_of_a_tenant_include_it(admin_url):
    with psycopg.connect(admin_url) as connection:
        keys = connection.execute(
            """
            select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint
            where contype = 'f' and connamespace = 'fynq'::regnamespace
            """
        ).fetchall()
    assert len(keys) > 20
    for table, definition in keys:
        assert definition.startswith("FOREIGN KEY (tenant"), (table, definition)


def test_no_statement_reads_or_writes_a_tenants_table_without_naming_the_tenant():
    exempt = {
        "find_school",
        "school",
        "add_school",
        "claim_writer",
        "hold_epoch",
        "server",
        "grants",
    }
    exempt |= {
        "drop_job_log",
        "drop_job_statistics",
        "drop_failed_jobs",
        "drop_replicas",
        "seen",
        "gone",
    }  # of no tenant
    exempt |= {"be_patient"}
    for path in (PACKAGE / "sql").glob("*.sql"):
        for statement in re.split(r"^-- name: ", path.read_text(), flags=re.MULTILINE)[1:]:
            name = statement.split()[0]
            if name not in exempt and "fynq." in statement.replace("fynq.school", ""):
                assert re.search(r"\btenant\b", statement), f"{path.name}: {name}"
                assert "$1" in statement, f"{path.name}: {name}"


def test_every_table_that_a_statement_names_is_known(admin_url):
    named = {
        table
        for path in (PACKAGE / "sql").glob("*.sql")
        for table in re.findall(r"\bfynq\.([a-z_]+)", path.read_text())
    } - {"school", "student_stamps"}
    with psycopg.connect(admin_url) as connection:
        known = connection.execute(
            """
            select c.relname, c.relforcerowsecurity from pg_class c
            join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'fynq'
            """
        ).fetchall()
    forced = {name for name, force in known if force}
    shared = {"alembic_version", "index_writer", "replicas"}
    assert {name for name in named if not name.startswith("pgqueuer")} - shared <= forced


def test_all_sql_is_in_files():
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text()
        code = re.sub(r"(?m)^(from|import) .*$", "", text)
        assert not re.search(r"(?i)\b(from|into|update|table)\s+fynq\.", code), path


@pytest.fixture
async def one_connection(database_url):
    database = Database(database_url, StorageOptions(pool_max=1))
    yield database
    await database.close()


async def test_ten_thousand_alternating_requests_over_one_connection_never_cross(
    one_connection, stores
):
    schools = [await enrol(stores), await enrol(stores)]
    whose = [{s.owner, s.student, s.other} for s in schools]

    async def request(n: int) -> None:
        own, foreign = schools[n % 2], schools[1 - n % 2]
        async with one_connection.transaction(own.tenant) as connection:
            if n % 10 == 0:
                written = await connection.execute("update fynq.users set grade = 1 + $1", n % 2)
                assert written == "UPDATE 3"
            else:
                rows = await connection.fetch("select tenant, id, grade from fynq.users")
                assert {row["id"] for row in rows} == whose[n % 2]
                assert {row["tenant"] for row in rows} == {own.tenant}
                assert {row["grade"] for row in rows} <= {None, 1 + n % 2}
            if n % 100 == 0:
                reach = await connection.fetch(
                    "select from fynq.users where tenant = $1", foreign.tenant
                )
                assert reach == []

    for start in range(0, 10_000, 100):
        await asyncio.gather(*(request(n) for n in range(start, start + 100)))


async def test_nothing_shows_without_a_tenant(one_connection, school):
    async with one_connection.transaction(PUBLIC) as connection:
        assert await connection.fetch("select from fynq.users") == []
        assert await connection.fetch("select from fynq.tenants") == []
    pool = await one_connection._ready()
    assert await pool.fetch("select from fynq.users") == []
    assert await pool.fetch("select from fynq.tenants") == []


async def test_a_failed_transaction_leaves_no_tenant_behind(one_connection, school):
    with pytest.raises(ZeroDivisionError):
        async with one_connection.transaction(school.tenant):
            raise ZeroDivisionError
    pool = await one_connection._ready()
    assert not await pool.fetchval("select current_setting('fynq.tenant', true)")


async def test_no_row_can_be_written_for_another_tenant(one_connection, stores, school):
    other = await enrol(stores)
    with pytest.raises(FynqError):
        async with one_connection.transaction(school.tenant) as connection:
            await connection.execute(
                "insert into fynq.outbox (tenant, id, kind, payload) values ($1, $2, 'x', '{}')",
                other.tenant,
                new_id(),
            )
    with pytest.raises(FynqError):
        async with one_connection.transaction(school.tenant) as connection:
            await connection.execute("update fynq.users set tenant = $1", other.tenant)


async def test_the_same_id_in_another_school_is_unknown(stores, school):
    other = await enrol(stores)
    accounts: PostgresAccounts = stores.accounts
    assert await accounts.account(other.tenant, school.student) is None
    await accounts.add_account(other.tenant, account(school.student))
    assert (await accounts.account(other.tenant, school.student)).id == school.student


@pytest.mark.parametrize(
    "statement",
    [
        "create table fynq.mine (id int)",
        "create table public.mine (id int)",
        "alter table fynq.users disable row level security",
        "drop policy own_tenant on fynq.users",
        "truncate fynq.users",
        "set role postgres",
        "delete from fynq.tenants",
        "delete from fynq.doubts",
        "update fynq.answers set text = ''",
        "update fynq.usage_ledger set cost_micros = 0",
        "delete from fynq.usage_ledger",
    ],
)
async def test_the_application_may_do_no_more_than_it_needs(one_connection, statement):
    pool = await one_connection._ready()
    with pytest.raises(asyncpg.PostgresError):
        await pool.execute(statement)


async def test_the_applications_role_has_no_privileges(one_connection):
    pool = await one_connection._ready()
    row = await pool.fetchrow(
        "select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as powers"
        " from pg_roles where rolname = current_user"
    )
    assert tuple(row) == ("fynq_app", False)
