"""`fynq keys` over stores in memory, and its way to a real database."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager

import pytest
from typer.testing import CliRunner

from fynq.cli import app
from fynq.cli.telling import EX_CONFIG
from fynq.identity.check_key import CheckKey
from fynq.operations.api_keys import KeyDesk, keys_app
from fynq.storage.memory.stores import memory_stores
from fynq.storage.migrate import application_url
from tests.schools import enrol

RUNNER = CliRunner()


@pytest.fixture
async def stores():
    return memory_stores()


@pytest.fixture
async def school(stores):
    return await enrol(stores)


@pytest.fixture
def run(stores, school, monkeypatch):
    @asynccontextmanager
    async def desk(data_dir):
        yield KeyDesk(stores.schools, stores.accounts, stores.api_keys)

    app = keys_app(desk)

    def invoke(*arguments):
        # The command brings its own event loop, which cannot run inside the test's.
        import concurrent.futures

        words = [*arguments, "--school", school.school.slug]
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            return pool.submit(RUNNER.invoke, app, words).result()

    return invoke


async def test_a_key_is_made_for_the_owner_and_works(run, stores, school):
    done = run("create", "--name", "bench", "--json")
    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    held = await CheckKey(stores.api_keys)(made["key"])
    assert held.principal.user == school.owner
    assert made["name"] == "bench"


async def test_a_key_may_be_narrowed(run, stores):
    words = ("--name", "x", "--model", "lab/a", "--model", "cheap", "--days", "2", "--json")
    made = json.loads(run("create", *words, "--delivery", "buffered").stdout)
    held = await CheckKey(stores.api_keys)(made["key"])
    assert held.key.models == ("lab/a", "cheap")
    assert held.key.delivery == "buffered"
    assert made["expires_at"]


async def test_without_json_the_key_alone_is_on_stdout(run):
    done = run("create", "--name", "x")
    assert done.stdout.startswith("fynq-")
    assert done.stdout.count("\n") == 1


async def test_keys_are_listed_without_secrets_and_revoked(run):
    made = json.loads(run("create", "--name", "x", "--json").stdout)
    listed = run("list", "--json").stdout
    assert made["key"] not in listed
    assert [each["id"] for each in json.loads(listed)["keys"]] == [made["id"]]
    assert "x" in run("list").stdout
    assert run("revoke", made["id"]).exit_code == 0
    assert json.loads(run("list", "--json").stdout)["keys"][0]["revoked_at"]
    unknown = run("revoke", "01a214c5-ecb5-7617-8ce3-68edaba544c1", "--json")
    assert unknown.exit_code == 1
    assert json.loads(unknown.stdout)["code"] == "not_found"


async def test_nobody_makes_a_key_for_a_student_or_a_stranger(run, stores, school):
    student = await stores.accounts.account(school.tenant, school.student)
    for email in (student.email, "nobody@example.org"):
        done = run("create", "--name", "x", "--user", email)
        assert done.exit_code == 1
    assert run("create", "--name", "x", "--delivery", "restart").exit_code == 2
    assert run("create").exit_code == 2


async def test_the_applications_url_is_found_again(admin_url, database_url):
    assert await application_url(admin_url, b"tests") == database_url
    assert await application_url(database_url, b"tests") == database_url


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("providers: [{name: lab, kind: openay}]", "FYNQ_ROUTING__FILE: providers.0.kind"),
        ("provider: []", "FYNQ_ROUTING__FILE: provider"),
        ("providers: [{name: lab, key_variables: NO_SUCH_KEY}]", "NO_SUCH_KEY"),
        ("[", "FYNQ_ROUTING__FILE"),
    ],
)
def test_a_wrong_models_file_ends_the_start(tmp_path, monkeypatch, text, place):
    monkeypatch.setenv("FYNQ_ROUTING__FILE", "")
    file = tmp_path / "models.yaml"
    file.write_text(text)
    words = ["up", "--models", str(file), "--data-dir", str(tmp_path / "data"), "--json"]
    done = RUNNER.invoke(app, words)
    assert done.exit_code == EX_CONFIG
    assert json.loads(done.stdout)["variable"] == place
    assert not (tmp_path / "data").exists()
