"""A learner, as rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.learner import Learner, RuledOut, SkillState
from fynq.domain.misconceptions import MisconceptionState, Passed
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
        misconceptions={
            part[0]: _misconception(*part) for part in json.loads(overall["misconceptions"] or "[]")
        },
        ruled_out={
            skill: RuledOut(*part)
            for skill, part in json.loads(overall["ruled_out"] or "{}").items()
        },
    )
    return learner, overall["waiting"]


_SKILL = 10
"""The first column of a skill."""


def _misconception(
    slug: str,
    skills: list[str],
    shown: int,
    first: str,
    last: str,
    open_: bool,
    disputed: bool,
    questions: list[str],
    kinds: list[str],
    moments: list[str],
    closed: str | None,
) -> MisconceptionState:
    passed = zip(questions, kinds, map(_moment, moments), strict=True)
    return MisconceptionState(
        slug=slug,
        skills=tuple(skills),
        shown=shown,
        first_at=_moment(first),
        last_at=_moment(last),
        open=open_,
        disputed=disputed,
        passed=tuple(Passed(*each) for each in passed),
        closed_at=_moment(closed) if closed else None,
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


async def save_learner(
    tenant: Tenant, connection: Connection, student: UUID, before: Learner, learner: Learner
) -> None:
    """Only what changed. before: as it is stored."""
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
        json.dumps({skill: [r.known, r.unaided] for skill, r in learner.ruled_out.items()}),
    )
    changed = [
        state for skill, state in learner.skills.items() if before.skills.get(skill) != state
    ]
    if changed:
        await connection.execute(sql["save_states"], tenant, student, *_columns(changed))
    if learner.misconceptions != before.misconceptions:
        await _save_misconceptions(tenant, connection, student, before, learner)
    skills, others = learner.skills.keys(), learner.misconceptions.keys()
    if not (skills >= before.skills.keys() and others >= before.misconceptions.keys()):
        await drop_others(tenant, connection, student, learner)


async def drop_others(
    tenant: Tenant, connection: Connection, student: UUID, learner: Learner
) -> None:
    """What is stored of the student beyond this."""
    skills, misconceptions = list(learner.skills), list(learner.misconceptions)
    await connection.execute(statements("learning")["drop_states"], tenant, student, skills)
    await connection.execute(
        statements("opinions")["drop_misconceptions"], tenant, student, misconceptions
    )


async def _save_misconceptions(
    tenant: Tenant, connection: Connection, student: UUID, before: Learner, learner: Learner
) -> None:
    await connection.executemany(
        statements("opinions")["save_misconceptions"],
        [
            (
                tenant,
                student,
                slug,
                list(state.skills),
                state.shown,
                state.first_at,
                state.last_at,
                state.open,
                state.disputed,
                [passed.question for passed in state.passed],
                [passed.kind for passed in state.passed],
                [passed.at for passed in state.passed],
                state.closed_at,
            )
            for slug, state in learner.misconceptions.items()
            if before.misconceptions.get(slug) != state
        ],
    )


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
        [s.confirmed for s in states],
    )
