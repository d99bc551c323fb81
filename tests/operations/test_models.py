"""`fynq models`: the rows of the configuration, and the ratings of a school's database."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fynq.cli import app
from fynq.operations.model_table import models_shown
from fynq.routing.options import ModelRow, ProviderRow
from fynq.routing.ratings import ModelOutcome, folded
from fynq.storage.stores import Stores
from tests.schools import Enrolled

ROWS = """
providers:
  - name: near
    base_url: http://127.0.0.1:1/v1
    models:
      - {name: small, input_price: 0.1, output_price: 0.4, context: 128000, capabilities: [tools]}
      - {name: large, quality: 1.5}
"""


@pytest.fixture(autouse=True)
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "models.yaml"
    file.write_text(ROWS)
    monkeypatch.setenv("FYNQ_ROUTING__FILE", str(file))
    monkeypatch.delenv("FYNQ_DATABASE_URL", raising=False)


def test_without_an_instance_the_rows_are_shown(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["models", "--json", "--data-dir", str(tmp_path / "none")])
    assert told.exit_code == 0, told.output
    facts = json.loads(told.stdout)
    assert facts["school"] is None
    small, large, builtin = facts["models"]
    assert (small["name"], small["provider"], small["model"]) == ("near/small", "near", "small")
    assert (small["input_price"], small["context"], small["capabilities"]) == (
        0.1,
        128000,
        ["tools"],
    )
    assert (large["input_price"], large["context"], large["capabilities"]) == (None, None, None)
    assert (large["quality"], large["rating"]["ability"], large["rating"]["outcomes"]) == (
        1.5,
        1.5,
        0,
    )
    assert builtin["name"] == "builtin/solver"
    assert builtin["input_price"] == 0
    drawn = CliRunner().invoke(app, ["models", "--data-dir", str(tmp_path / "none")])
    assert drawn.exit_code == 0
    assert "near/small" in drawn.stdout and "128,000" in drawn.stdout


@pytest.mark.parametrize("role", ["database_url", "admin_url"])
async def test_ratings_come_from_the_schools_database(
    stores: Stores,
    school: Enrolled,
    role: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for at in range(20):
        await stores.ratings.observe(school.tenant, "near/small", ("fractions",), at % 5 > 0)
    await stores.ratings.observe(school.tenant, "gone/model", (), True)
    monkeypatch.setenv("FYNQ_DATABASE_URL", request.getfixturevalue(role))
    slug = school.school.slug
    common = ["models", "--data-dir", str(tmp_path / "none")]

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, app, [*common, *arguments])

    told = await run("--school", slug, "--json")
    assert told.exit_code == 0, told.output
    facts = json.loads(told.stdout)
    assert facts["school"] == slug
    by_name = {each["name"]: each for each in facts["models"]}
    assert by_name["near/small"]["rating"]["outcomes"] == 20
    (skill,) = by_name["near/small"]["skills"]
    assert (skill["skill"], skill["outcomes"]) == ("fractions", 20)
    assert 0.6 < skill["probability"] < 0.9
    assert skill["deviation"] < 1.0
    assert not by_name["gone/model"]["configured"]
    drawn = await run("--school", slug)
    assert "fractions" in drawn.stdout
    unknown = await run("--school", "none-such")
    assert unknown.exit_code == 1
    assert "none-such" in unknown.stderr


def test_a_database_that_is_away_costs_only_the_ratings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FYNQ_DATABASE_URL", "postgresql://x:secret-word@127.0.0.1:1/none")
    told = CliRunner().invoke(app, ["models", "--data-dir", str(tmp_path / "none")])
    assert told.exit_code == 0
    assert "near/small" in told.stdout
    assert "cannot be read" in told.stderr
    assert "secret-word" not in told.output


def test_the_health_that_an_instance_tells_is_shown() -> None:
    row, model = ProviderRow("p"), ModelRow("m")
    known = folded([ModelOutcome(1, ("a",), True)])
    (shown,) = models_shown([(row, model)], {"p/m": known}, {"p/m": "degraded"})
    assert shown.facts()["health"] == "degraded"
    assert [each.skill for each in shown.skills] == ["a"]
