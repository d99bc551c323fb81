"""Servers that are not ours, played by a second PostgreSQL over TCP with passwords."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import alembic.command
import psycopg
import pytest
from psycopg import sql

from fynq.domain.corrections import Claim, Correction
from fynq.domain.errors import ConfigurationError
from fynq.domain.identifiers import new_id
from fynq.domain.learner import Learner
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.storage.address import Address
from fynq.storage.correction_codec import encode_correction
from fynq.storage.migrate import migrate
from fynq.storage.options import StorageOptions
from fynq.storage.stores import connect_stores
from tests.schools import enrol

SECRET = b"secret"


@pytest.fixture(scope="module")
def external(tmp_path_factory):
    """The address of the server's superuser."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = lock_data_folder(tmp_path_factory.mktemp("external") / "data")
    server = EmbeddedPostgres(
        folder, {"listen_addresses": "127.0.0.1", "port": str(port), "fsync": "off"}
    )
    asyncio.run(server.start())
    own = Address.parse(server.url)
    yield Address("postgres", own.password, f"127.0.0.1:{port}", "postgres")
    asyncio.run(server.stop())
    folder.release()


@pytest.fixture
def fresh(external):
    """(superuser's address of a new database, its name); no role fynq_app."""
    name = f"db{socket.socket().fileno()}_{id(object())}"
    run(external, sql.SQL("create database {}").format(sql.Identifier(name)))
    yield replace(external, database=name)
    run(external, sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
    with psycopg.connect(external.url, autocommit=True) as connection:
        roles = connection.execute(
            "select rolname from pg_roles where rolname in ('fynq_app', 'plain', 'maker', 'sly')"
        ).fetchall()
        for (role,) in roles:
            connection.execute(sql.SQL("drop owned by {} cascade").format(sql.Identifier(role)))
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))


def run(address: Address, *statements) -> None:
    with psycopg.connect(address.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


async def works(url: str) -> None:
    stores = connect_stores(url, "redis://127.0.0.1:1")
    school = await enrol(stores)
    assert await stores.schools.find_school(school.school.slug) == school.school
    await stores.close()


async def test_a_superuser_gives_the_application_a_role_without_privileges(fresh):
    url = await migrate(fresh.url, SECRET)
    app = Address.parse(url)
    assert app.user == "fynq_app"
    assert app.password not in {"", fresh.password}
    assert (app.hosts, app.database) == (fresh.hosts, fresh.database)
    await works(url)
    assert await migrate(fresh.url, SECRET) == url
    await works(url)


async def test_a_role_that_creates_roles_is_enough_even_if_it_bypasses(fresh):
    database = sql.Identifier(fresh.database)
    run(
        fresh,
        "create role maker login createrole bypassrls password 'pw'",
        sql.SQL("alter database {} owner to maker").format(database),
    )
    maker = fresh.with_user("maker", "pw")
    url = await migrate(maker.url, SECRET)
    assert Address.parse(url).user == "fynq_app"
    await works(url)
    assert await migrate(maker.url, SECRET) == url
    run(fresh, sql.SQL("drop schema fynq cascade"), "drop owned by fynq_app", "drop role fynq_app")
    run(fresh, sql.SQL("alter database {} owner to postgres").format(database))


async def test_two_databases_of_one_server_share_the_role_in_peace(fresh, external):
    run(external, "create database neighbour")
    one = await migrate(fresh.url, SECRET)
    two = await migrate(replace(external, database="neighbour").url, SECRET)
    await works(one)
    await works(two)
    run(external, "drop database neighbour with (force)")


async def test_a_plain_owner_serves_itself(fresh):
    run(
        fresh,
        "create role plain login password 'p@ss/w:rd'",
        sql.SQL("alter database {} owner to plain").format(sql.Identifier(fresh.database)),
    )
    plain = fresh.with_user("plain", "p@ss/w:rd")
    url = await migrate(plain.url, SECRET)
    assert Address.parse(url) == plain
    await works(url)
    with psycopg.connect(url) as connection:
        assert connection.execute("select 1 from fynq.users").fetchall() == []
    run(
        fresh, sql.SQL("alter database {} owner to postgres").format(sql.Identifier(fresh.database))
    )


async def test_a_plain_role_without_rights_is_told_what_to_do(fresh):
    run(fresh, "create role plain login password 'pw'")
    with pytest.raises(ConfigurationError) as caught:
        await migrate(fresh.with_user("plain", "pw").url, SECRET)
    assert caught.value.variable == "FYNQ_DATABASE_URL"
    assert "CREATE SCHEMA fynq AUTHORIZATION plain" in caught.value.remedy
    run(fresh, "create schema fynq authorization plain")
    await works(await migrate(fresh.with_user("plain", "pw").url, SECRET))


async def test_a_role_that_only_bypasses_is_refused(fresh):
    run(fresh, "create role sly login bypassrls password 'pw'")
    with pytest.raises(ConfigurationError) as caught:
        await migrate(fresh.with_user("sly", "pw").url, SECRET)
    assert "NOBYPASSRLS" in caught.value.remedy


@pytest.mark.parametrize("power", ["superuser", "bypassrls"])
async def test_an_application_role_with_powers_is_refused(fresh, power):
    run(fresh, sql.SQL("create role fynq_app login {}").format(sql.SQL(power)))
    with pytest.raises(ConfigurationError) as caught:
        await migrate(fresh.url, SECRET)
    assert caught.value.variable == "FYNQ_DATABASE_URL"
    assert "ALTER ROLE fynq_app" in caught.value.remedy


async def test_a_changed_password_reaches_the_applications_role(fresh):
    first = await migrate(fresh.url, SECRET)
    run(fresh, "alter role fynq_app password 'something else'")
    assert await migrate(fresh.url, SECRET) == first
    await works(first)


async def test_a_role_that_someone_else_made_is_told(fresh):
    run(
        fresh,
        "create role fynq_app login password 'theirs'",
        "create role maker login createrole password 'pw'",
        sql.SQL("alter database {} owner to maker").format(sql.Identifier(fresh.database)),
    )
    with pytest.raises(ConfigurationError) as caught:
        await migrate(fresh.with_user("maker", "pw").url, SECRET)
    assert "made by someone else" in caught.value.problem
    run(
        fresh, sql.SQL("alter database {} owner to postgres").format(sql.Identifier(fresh.database))
    )


async def test_of_two_starters_one_migrates_and_the_other_waits(fresh):
    one, two, three = await asyncio.gather(*(migrate(fresh.url, SECRET) for _ in range(3)))
    assert one == two == three
    with psycopg.connect(fresh.url) as connection:
        versions = connection.execute("select version_num from fynq.alembic_version").fetchall()
    assert len(versions) == 1
    await works(one)


async def test_a_migration_that_breaks_leaves_nothing(fresh, monkeypatch):
    run(fresh, "create schema fynq", "create table fynq.usage (id int)")
    with pytest.raises(ConfigurationError):
        await migrate(fresh.url, SECRET)
    with psycopg.connect(fresh.url) as connection:
        tables = connection.execute(
            "select tablename from pg_tables where schemaname = 'fynq'"
        ).fetchall()
    assert tables == [("usage",)]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://u:p@h/d",
        "postgresql://",
        "postgresql://host/db",
        "postgresql://u:p@host",
        "postgresql://u:p@host:99999999/db",
        "postgresql://u:p@[::1/db",
        "postgresql://u:p%00@host/db",
        "postgresql+asyncpg://u:p@h/d",
        "postgresql://u:p@127.0.0.1:1/db",
        "postgresql://u:hush@/db?host=/nowhere",
        "postgresql://u:hush@no-such-host.invalid/db",
    ],
)
async def test_a_bad_address_is_told_without_its_password(url):
    with pytest.raises(ConfigurationError) as caught:
        await migrate(url, SECRET, StorageOptions(connect_seconds=2.0))
    assert caught.value.variable == "FYNQ_DATABASE_URL"
    assert "hush" not in str(caught.value)


async def test_a_wrong_password_is_told(fresh):
    with pytest.raises(ConfigurationError):
        await migrate(replace(fresh, password="wrong").url, SECRET)


def test_an_address_keeps_what_both_drivers_know():
    address = Address.parse(
        "postgres://postgres.abc:p%40ss@db.example.com:6543/post%20gres?pgbouncer=true&sslmode=require"
    )
    assert address.user == "postgres.abc"
    assert address.password == "p@ss"
    assert address.database == "post gres"
    assert address.parameters == (("sslmode", "require"),)
    assert Address.parse(address.url) == address


async def test_documents_that_were_there_before_collections_get_them(fresh, monkeypatch):
    """With tables that belong to a plain role, which forced row-level security binds as well."""
    real = alembic.command.upgrade
    monkeypatch.setattr(alembic.command, "upgrade", lambda config, _: real(config, "0008"))
    grants = {"grants": "select 1"}
    monkeypatch.setattr("fynq.storage.migrate.statements", lambda _: grants)
    role = sql.Identifier("maker")
    run(
        fresh,
        sql.SQL("create role {} login createrole password 'x'").format(role),
        sql.SQL("grant create on database {} to {}").format(sql.Identifier(fresh.database), role),
    )
    maker = replace(fresh, user="maker", password="x")
    await migrate(maker.url, SECRET)
    tenant, other = new_id(), new_id()
    with psycopg.connect(fresh.url, autocommit=True) as connection:
        for school in (tenant, other):
            connection.execute(
                "insert into fynq.tenants (id, slug, name, registration) values (%s, %s, '', 'open')",
                (school, school.hex),
            )
        for n, owner in enumerate((tenant, tenant, other)):
            connection.execute(
                "insert into fynq.documents (tenant, id, collection, source, title, text, revision,"
                " skills) values (%s, %s, 'notes', %s, '', '', %s, '{}')",
                (owner, new_id(), str(n), n + 1),
            )
    monkeypatch.undo()
    url = await migrate(maker.url, SECRET)
    stores = connect_stores(url, "redis://127.0.0.1:1")
    for school, entries in ((tenant, 2), (other, 1)):
        sheet = await stores.collections.collection(school, "notes", staff=False)
        assert (sheet.documents, sheet.collection.position) == (entries, entries)
        log = await stores.knowledge.log_after(school, "notes", 0, 9)
        assert [(entry.position, entry.act) for entry in log] == [
            (n + 1, "put") for n in range(entries)
        ]
    await stores.close()


async def test_learners_of_the_former_model_are_made_anew_from_the_log(fresh, monkeypatch):
    """With tables that belong to a plain role, which forced row-level security binds as well."""
    real = alembic.command.upgrade
    monkeypatch.setattr(alembic.command, "upgrade", lambda config, _: real(config, "0009"))
    run(
        fresh,
        sql.SQL("create role owner login password 'x'"),
        sql.SQL("grant create on database {} to owner").format(sql.Identifier(fresh.database)),
    )
    owner = replace(fresh, user="owner", password="x")
    await migrate(owner.url, SECRET)
    tenant, student = new_id(), new_id()
    with psycopg.connect(fresh.url, autocommit=True) as connection:
        connection.execute(
            "insert into fynq.tenants (id, slug, name, registration) values (%s, 'a', '', 'open')",
            (tenant,),
        )
        connection.execute(
            "insert into fynq.users (tenant, id, email, display_name, role, password_hash)"
            " values (%s, %s, 'a', '', 'student', '')",
            (tenant, student),
        )
        for outcome in (1.0, 0.0, 1.0):
            connection.execute(
                "insert into fynq.learning_events (tenant, id, student, kind, skills, outcome, at,"
                " applied_at) values (%s, %s, %s, 'item_answered', '{a}', %s, now(), now())",
                (tenant, new_id(), student, outcome),
            )
        connection.execute(
            "insert into fynq.learner_states values (%s, %s, 'a', 9.0, 0.1, 3, now())",
            (tenant, student),
        )
    monkeypatch.undo()
    stores = connect_stores(await migrate(owner.url, SECRET), "redis://127.0.0.1:1")
    assert await stores.learners.learner(tenant, student) == (Learner(), True)
    personalizer = Personalizer(stores.learners, PersonalizationOptions())
    found = await personalizer.context(tenant, student, ("a",))
    assert 0 < found.abilities["a"] < 1
    learner, waiting = await stores.learners.learner(tenant, student)
    assert (learner.turn, learner.skills["a"].attempts, waiting) == (3, 3, False)
    await stores.close()


async def test_learners_of_students_who_ruled_something_out_are_replayed(fresh, monkeypatch):
    """With tables that belong to a plain role, which forced row-level security binds as well."""
    real = alembic.command.upgrade
    monkeypatch.setattr(alembic.command, "upgrade", lambda config, _: real(config, "0017"))
    run(
        fresh,
        sql.SQL("create role holder login password 'x'"),
        sql.SQL("grant create on database {} to holder").format(sql.Identifier(fresh.database)),
    )
    owner = replace(fresh, user="holder", password="x")
    await migrate(owner.url, SECRET)
    tenant, struck, other = new_id(), new_id(), new_id()
    with psycopg.connect(fresh.url, autocommit=True) as connection:
        connection.execute(
            "insert into fynq.tenants (id, slug, name, registration) values (%s, 'a', '', 'open')",
            (tenant,),
        )
        for student in (struck, other):
            connection.execute(
                "insert into fynq.users (tenant, id, email, display_name, role, password_hash)"
                " values (%s, %s, %s, '', 'student', '')",
                (tenant, student, str(student)),
            )
            wrong = new_id()
            connection.execute(
                "insert into fynq.learning_events (tenant, id, student, kind, skills, outcome, at,"
                " applied_at, turn, version, amount, skill_means, skill_variances, skill_answers,"
                " side_mean, side_variance) values (%s, %s, %s, 'item_answered', '{a}', 0, now(),"
                " now(), 1, 0, 1, '{0}', '{0.6}', '{0}', 0, 1.4)",
                (tenant, wrong, student),
            )
            said = Correction(Claim.NOT_ME, student, student == other, events=(wrong,))
            connection.execute(
                "insert into fynq.learning_events (tenant, id, student, kind, skills, at, applied_at,"
                " turn, version, amount, skill_means, skill_variances, skill_answers, correction) values"
                " (%s, %s, %s, 'corrected', '{a}', now(), now(), 2, 0, 0, '{}', '{}', '{}', %s)",
                (tenant, new_id(), student, encode_correction(said)),
            )
            connection.execute(
                "insert into fynq.learners values (%s, %s, 2, 0, 0.8, 0, 0, 0.6)",
                (tenant, student),
            )
            connection.execute("insert into fynq.rollups values (%s, %s, 2, 1)", (tenant, student))
    monkeypatch.undo()
    stores = connect_stores(await migrate(owner.url, SECRET), "redis://127.0.0.1:1")
    assert (await stores.learners.learner(tenant, struck))[1]
    assert not (await stores.learners.learner(tenant, other))[1]
    assert await stores.rollups.behind(tenant, [struck, other]) == [struck]
    personalizer = Personalizer(stores.learners, PersonalizationOptions())
    await personalizer.context(tenant, struck, ())
    learner, waiting = await stores.learners.learner(tenant, struck)
    assert (learner.turn, list(learner.ruled_out), waiting) == (2, ["a"], False)
    assert 0.0 < learner.ruled_out["a"].known < 0.4
    await stores.close()
