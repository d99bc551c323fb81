"""`fynq practice import`"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fynq.cli import app
from fynq.storage.stores import Stores
from tests.answering.test_item_files import PROBLEM
from tests.schools import Enrolled

CSV = "slug,question,answer,skills\nc1,One?,1,signs\nc2,Two?,((,signs\nc3,Three?,3,other\n"


async def test_files_come_in_and_what_is_wrong_is_told(
    stores: Stores,
    school: Enrolled,
    admin_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FYNQ_DATABASE_URL", admin_url)
    problems = tmp_path / "problems.jsonl"
    problems.write_text(json.dumps(PROBLEM) + "\n")
    table = tmp_path / "items.csv"
    table.write_text(CSV)

    async def run(*arguments: str) -> Result:
        given = ["practice", "import", "--school", school.school.slug, *arguments]
        given += ["--data-dir", str(tmp_path / "none")]
        return await asyncio.to_thread(CliRunner().invoke, app, given)

    told = await run(str(problems))
    assert told.exit_code == 1, told.output
    assert "has no such skill" in told.stdout
    told = await run(str(problems), "--add-skills", "--json")
    assert told.exit_code == 0, told.output
    facts = json.loads(told.stdout)
    assert (facts["added"], facts["renewed"], facts["skills_added"]) == (2, 0, 3)
    assert [at for at, _ in facts["faults"]] == ["line 1, steps/2/skills", "line 1, steps/3/answer", "line 1, steps/4"]  # fmt: skip
    first = await stores.items.item(school.tenant, "p1a")
    assert first is not None
    assert (first.item.answer, len(first.item.hints)) == ("$4$", 2)
    names = {skill.slug: skill.name for skill in await stores.curriculum.skills(school.tenant)}
    assert names["signs"] == "Signs"

    told = await run(str(table), "--all-or-none")
    assert told.exit_code == 1
    assert await stores.items.item(school.tenant, "c1") is None
    told = await run(str(table))
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("1 items added, 0 renewed; 2 left out:\n  line 3, answer: the")
    assert (await run(str(tmp_path / "none.csv"))).exit_code == 78
    assert (await run(str(table), "--format", "oatutor")).exit_code == 1
    assert (await run(str(table), "--school", "nowhere")).exit_code == 1
