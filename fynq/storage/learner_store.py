"""What is believed about students, the observations behind it, and their replay."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fynq.analytics.gathering import Gathering
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.learner import EventKind, Learner, LearnerProfile, LearningEvent
from fynq.personalization.claims import Void, voids
from fynq.personalization.folding import folded
from fynq.personalization.learner_model import things, unmet
from fynq.personalization.ports import (
    Edition,
    Meeting,
    Replay,
    Stamp,
    StudentRecord,
    Update,
)
from fynq.personalization.replay import replayed
from fynq.storage.calibrations import (
    edition_in,
    hold_difficulties,
    save_difficulties,
    version_in,
)
from fynq.storage.curriculum import skill_of, skills_of
from fynq.storage.database import Connection, Database
from fynq.storage.learner_rows import drop_others, learner_of, save_learner
from fynq.storage.learning_events import add_events, event_of, mark_applied, met_of
from fynq.storage.profiles import profile_of
from fynq.storage.rollups import add_turns
from fynq.storage.statements import statements
from fynq.storage.students import PostgresStudents


@dataclass(frozen=True)
class PostgresLearnerStore:
    database: Database

    async def student(self, tenant: Tenant, student: UUID) -> StudentRecord:
        """The stamp is read first: what is written between the two statements is in the record
        already, and its stamp is another one."""
        async with self.database.transaction(tenant, read_only=True) as connection:
            row = await connection.fetchrow(statements("contexts")["profile"], tenant, student)
            rows = await connection.fetch(statements("learning")["learner"], tenant, student)
        learner, waiting = learner_of(rows)
        profile = profile_of(row) if row["language"] is not None else None
        return StudentRecord(learner, profile, row["stamp"], row["graph"], waiting)

    async def stamps(self, tenant: Tenant, students: Collection[UUID]) -> Mapping[UUID, Stamp]:
        statement = statements("contexts")["student_stamps"]
        rows = await self.database.at_once(tenant, statement, list(students))
        return {row[0]: row[1] for row in rows}

    async def graph(self, tenant: Tenant) -> tuple[int, Sequence[Skill]]:
        """The version is read first, as the stamp of a student is."""
        sql = statements("contexts")
        async with self.database.transaction(tenant, read_only=True) as connection:
            version = await connection.fetchval(sql["skill_graph"], tenant)
            rows = await connection.fetch(sql["usable_skills"], tenant)
        return version or 0, [skill_of(row) for row in rows]

    async def learner(self, tenant: Tenant, student: UUID) -> tuple[Learner, bool]:
        rows = await self.database.rows(tenant, statements("learning")["learner"], tenant, student)
        return learner_of(rows)

    async def apply_pending(self, tenant: Tenant, student: UUID, update: Update) -> Learner:
        sql = statements("learning")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["hold_student"], tenant, student)
            stored = await connection.fetch(sql["learner"], tenant, student)
            learner, waiting = learner_of(stored)
            if not waiting:
                return learner
            rows = await connection.fetch(sql["pending_events"], tenant, student)
            events = [event_of(row) for row in rows if row["turn"] is None]
            told = [event_of(row) for row in rows if row["kind"] == EventKind.CORRECTED]
            void = voids(told)
            before = learner
            corrected = stored[0]["stale"] or any(e.kind is EventKind.CORRECTED for e in events)
            if corrected:
                learner = await _replayed(tenant, connection, student, void)
            edition = await edition_in(tenant, connection, await version_in(tenant, connection))
            touched = dict.fromkeys(thing for event in events for thing in things(event))
            difficulties = await hold_difficulties(
                tenant, connection, {thing: unmet(thing) for thing in touched}, edition.version
            )
            gathering = Gathering()
            learner, applied = folded(
                learner, events, void, update, difficulties, edition, gathering.see
            )
            await save_learner(tenant, connection, student, before, learner)
            await save_difficulties(tenant, connection, difficulties)
            await mark_applied(tenant, connection, applied)
            if not corrected:
                await add_turns(tenant, connection, student, before.turn, learner.turn, gathering)
        return learner

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None:
        return await PostgresStudents(self.database).profile(tenant, student)

    async def skills(self, tenant: Tenant) -> Sequence[Skill]:
        return await skills_of(tenant, self.database)


@dataclass(frozen=True)
class PostgresLearningLog:
    database: Database

    async def record(self, tenant: Tenant, events: Sequence[LearningEvent]) -> None:
        async with self.database.transaction(tenant) as connection:
            await add_events(tenant, connection, events)

    async def history(
        self, tenant: Tenant, student: UUID
    ) -> Sequence[tuple[LearningEvent, Meeting]]:
        rows = await self.database.rows(tenant, statements("learning")["history"], tenant, student)
        return [met_of(row) for row in rows]

    async def restore(self, tenant: Tenant, student: UUID, replay: Replay) -> Learner:
        sql = statements("learning")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["hold_student"], tenant, student)
            history, editions = await history_in(tenant, connection, student)
            learner = replay(history, editions)
            await drop_others(tenant, connection, student, learner)
            if history:
                await save_learner(tenant, connection, student, Learner(), learner)
        return learner


async def history_in(
    tenant: Tenant, connection: Connection, student: UUID
) -> tuple[list[tuple[LearningEvent, Meeting]], dict[int, Edition]]:
    """A student's log in the open transaction, with the calibrations that it met."""
    rows = await connection.fetch(statements("learning")["history"], tenant, student)
    history = [met_of(row) for row in rows]
    versions = {meeting.version for _, meeting in history}
    return history, {each: await edition_in(tenant, connection, each) for each in versions}


async def _replayed(
    tenant: Tenant, connection: Connection, student: UUID, void: Mapping[UUID, Void]
) -> Learner:
    """In a thread: the log of some years would stop whatever else this process does."""
    history, editions = await history_in(tenant, connection, student)
    return await asyncio.to_thread(replayed, history, editions, void)
