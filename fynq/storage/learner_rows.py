"""A learner, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.learner import Learner, SkillState
from fynq.storage.database import Connection
from fynq.storage.statements import statements


def learner_of(rows: Sequence[Any]) -> tuple[Learner, bool]:
    """The learner, and whether events wait. rows: of the statement `learner`."""
    overall = rows[0]
    if overall["turn"] is None:
        return Learner(), overall["waiting"]
    learner = Learner(
        turn=overall["turn"],
        ability=overall["overall"],
        variance=overall["overall_variance"],
        successes=overall["all_successes"],
        failures=overall["all_failures"],
        recent=overall["all_recent"],
        skills={
            row["skill"]: SkillState(*row[_SKILL:]) for row in rows if row["skill"] is not None
        },
    )
    return learner, overall["waiting"]


_SKILL = 7
"""The first column of a skill."""


async def save_learner(
    tenant: Tenant, connection: Connection, student: UUID, before: Learner, learner: Learner
) -> None:
    """Only what changed."""
    sql = statements("learning")
    await connection.execute(
        sql["save_learner"],
        tenant,
        student,
        learner.turn,
        learner.ability,
        learner.variance,
        learner.successes,
        learner.failures,
        learner.recent,
    )
    changed = [
        state for skill, state in learner.skills.items() if before.skills.get(skill) != state
    ]
    if changed:
        await connection.execute(sql["save_states"], tenant, student, *_columns(changed))


def _columns(states: Sequence[SkillState]) -> tuple[list[Any], ...]:
    """One list for each field, in the order of save_states."""
    return (
        [s.skill for s in states],
        [s.ability for s in states],
        [s.variance for s in states],
        [s.attempts for s in states],
        [s.updated_at for s in states],
        [s.chances for s in states],
        [s.successes for s in states],
        [s.failures for s in states],
        [s.recent for s in states],
        [s.run for s in states],
        [s.known for s in states],
        [s.unaided for s in states],
        [s.stability for s in states],
        [s.hardness for s in states],
        [s.answered_at for s in states],
    )
