from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from fynq.cli import app
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent
from fynq.personalization.learner_model import apply
from fynq.personalization.options import PersonalizationOptions
from fynq.storage.stores import Stores
from tests.schools import Enrolled


async def test_learners_are_compared_with_their_logs_and_made_anew(
    stores: Stores,
    school: Enrolled,
    admin_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = datetime.now(UTC)
    answered = LearningEvent(
        new_id(), school.student, EventKind.ITEM_ANSWERED, ("a",), 1.0, now, None, "i"
    )
    await stores.learning.record(school.tenant, [answered])
    model = partial(apply, PersonalizationOptions())
    learner = await stores.learners.apply_pending(school.tenant, school.student, model)
    monkeypatch.setenv("FYNQ_DATABASE_URL", admin_url)

    async def run(*arguments: str) -> Result:
        given = ["learners", "--data-dir", str(tmp_path / "none"), *arguments]
        return await asyncio.to_thread(CliRunner().invoke, app, given)

    slug = school.school.slug
    told = await run("--school", slug)
    assert (told.exit_code, told.stdout) == (0, "1 learners, 1 events: all as their logs say\n")
    spoiled = replace(learner, ability=3.0)
    await stores.learning.restore(school.tenant, school.student, lambda *_: spoiled)
    told = await run("--school", slug, "--json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["otherwise"] == [str(school.student)]
    told = await run("--school", slug, "--rebuild")
    assert told.exit_code == 0, told.output
    assert await stores.learners.learner(school.tenant, school.student) == (learner, False)
    assert (await run("--school", "nowhere")).exit_code == 1
