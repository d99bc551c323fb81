"""Learning under trouble: writers that repeat, reorder and die, and what is believed afterwards.

    python -m tests.load.learners --events 10000 --students 500 --writers 8

Each writer is a process with a personalizer of its own, so that a student's replica moves with every
event. Of its share of the events it records a few at once, in no order, one in ten again that another
writer has too, and folds them in. It is killed between the two, or in the middle of a fold, and started
again; it repeats what was not acknowledged. Afterwards a new personalizer looks at every student, and
every learner and every difficulty is compared with the replay of the log, to the last bit.

Prints JSON, with what one event costs without storage; `--events 0` prints that alone.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from fynq.domain.corrections import Claim, Correction
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import EventKind, Learner, LearningEvent
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.personalization.audit import audit
from fynq.personalization.learner_model import apply, things, unmet
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.personalization.ports import Calibrations, Edition, LearnerStore, LearningLog
from fynq.personalization.replay import refolded
from fynq.storage.calibrations import PostgresCalibrations
from fynq.storage.database import Database
from fynq.storage.learner_store import PostgresLearnerStore, PostgresLearningLog
from fynq.storage.migrate import migrate

START = datetime(2026, 1, 1, tzinfo=UTC)
_DIED = 17
_BETWEEN, _INSIDE = 0.02, 0.01
"""How often a writer dies after it recorded, and while it folds."""


@dataclass(frozen=True)
class House:
    learners: LearnerStore
    log: LearningLog
    calibrations: Calibrations


@dataclass(frozen=True)
class Outcome:
    """recorded: different events; lost, twice: of them in no fold or in more than one. unequal:
    learners or difficulties that the replay gives otherwise."""

    recorded: int
    applied: int
    lost: int
    twice: int
    learners: int
    unequal_learners: int
    difficulties: int
    unequal_difficulties: int


def made_up(count: int, students: Sequence[UUID], seed: int) -> list[LearningEvent]:
    """Answers, some of them helped, doubts, slips, and corrections that name events before them."""
    r = Random(seed)
    skills = [f"s{number}" for number in range(40)]
    events: list[LearningEvent] = []
    for _ in range(count):
        if events and r.random() < 0.05:
            events.append(_correction(r, events))
            continue
        doubt = r.random() < 0.1
        events.append(
            LearningEvent(
                id=new_id(),
                student=r.choice(students),
                kind=EventKind.DOUBT_ASKED if doubt else EventKind.ITEM_ANSWERED,
                skills=tuple(r.sample(skills, r.choice((1, 1, 2, 3)))),
                outcome=None if doubt else float(r.random() < 0.65),
                at=START + timedelta(seconds=r.randrange(5_000_000)),
                item=None if doubt else f"i{r.randrange(300)}",
                hints=r.choice((0, 0, 0, 1, 2)),
                solution_seen=r.random() < 0.05,
                guess=r.choice((0.0, 0.0, 0.25)),
                misconceptions=(f"m{r.randrange(4)}",) if r.random() < 0.1 else (),
            )
        )
    return events


def plain(events: Sequence[LearningEvent]) -> list[LearningEvent]:
    """Without the corrections."""
    return [event for event in events if event.kind is not EventKind.CORRECTED]


def _correction(r: Random, events: Sequence[LearningEvent]) -> LearningEvent:
    """Of the student of one of the last events."""
    about = r.choice(events[-50:])
    own = [event.id for event in events if event.student == about.student]
    claim = r.choice(tuple(Claim))
    correction = Correction(
        claim,
        about.student,
        staff=r.random() < 0.3,
        events=tuple(r.sample(own, min(2, len(own)))) if claim is Claim.NOT_ME else (),
        misconception=f"m{r.randrange(4)}" if claim is Claim.NO_LONGER else "",
        takes_back=r.choice(own) if claim is Claim.TAKEN_BACK else None,
    )
    return LearningEvent(
        id=new_id(),
        student=about.student,
        kind=EventKind.CORRECTED,
        skills=about.skills[:1] if claim is not Claim.NO_LONGER else (),
        outcome=None,
        at=START + timedelta(seconds=r.randrange(5_000_000)),
        correction=correction,
    )


def shares(events: Sequence[LearningEvent], writers: int, seed: int) -> list[list[LearningEvent]]:
    """A part of the events for each writer in an order of its own, and some of the others'."""
    r = Random(seed)
    parts = [list(events[at::writers]) for at in range(writers)]
    for part in parts:
        part.extend(r.sample(list(events), len(part) // 10))
        r.shuffle(part)
    return parts


async def write(
    house: House,
    tenant: Tenant,
    share: Sequence[LearningEvent],
    done: int,
    acknowledged: Callable[[int], None],
    dies: Callable[[float], None],
) -> None:
    """Records and folds from the done-th event on. dies: with this probability."""

    class Mortal:
        """The store of a process that may end within a fold."""

        learner = staticmethod(house.learners.learner)
        profile = staticmethod(house.learners.profile)
        skills = staticmethod(house.learners.skills)

        @staticmethod
        async def apply_pending(tenant: Tenant, student: UUID, update: Any) -> Learner:
            def risky(*given: Any) -> Any:
                dies(_INSIDE)
                return update(*given)

            return await house.learners.apply_pending(tenant, student, risky)

    personalizer = Personalizer(Mortal(), PersonalizationOptions())
    while done < len(share):
        batch = share[done : done + 3]
        await house.log.record(tenant, batch)
        dies(_BETWEEN)
        for event in batch:
            await personalizer.observe(tenant, event.student)
        done += len(batch)
        acknowledged(done)


async def compare(
    house: House, tenant: Tenant, students: Sequence[UUID], recorded: set[UUID]
) -> Outcome:
    """What the house believes, and what its log says."""
    personalizer = Personalizer(house.learners, PersonalizationOptions())
    applied: list[UUID] = []

    async def looked_at() -> AsyncIterator[UUID]:
        for student in students:
            await personalizer.context(tenant, student, ())
            history = await house.log.history(tenant, student)
            applied.extend(event.id for event, _ in history)
            yield student

    found = await audit(tenant, looked_at(), house.learners, house.log, house.calibrations)
    standings = await house.calibrations.standings(tenant)
    otherwise = 0
    for thing, standing in standings.items():
        met = await house.calibrations.met(tenant, thing, standing.version)
        otherwise += refolded(thing, standing.start, met) != standing.now
    return Outcome(
        recorded=len(recorded),
        applied=len(applied),
        lost=len(recorded - set(applied)),
        twice=len(applied) - len(set(applied)),
        learners=found.learners,
        unequal_learners=len(found.otherwise),
        difficulties=len(standings),
        unequal_difficulties=otherwise,
    )


def step_cost(skills: int, count: int = 20_000) -> float:
    """Microseconds of processor time that one event of one student takes, without storage."""
    r = Random(1)
    names = [f"s{number}" for number in range(skills)]
    events = [
        LearningEvent(
            id=new_id(),
            student=UUID(int=1),
            kind=EventKind.ITEM_ANSWERED,
            skills=tuple(r.sample(names, r.choice((1, 1, 1, 2)))),
            outcome=float(r.random() < 0.7),
            at=START + timedelta(minutes=at),
            item=f"i{r.randrange(1000)}",
        )
        for at in range(count)
    ]
    difficulties = {thing: unmet(thing) for event in events for thing in things(event)}
    options, edition, learner = PersonalizationOptions(), Edition(), Learner()
    started = time.process_time()
    for event in events:
        learner, _ = apply(options, learner, event, difficulties, edition)
    return 1e6 * (time.process_time() - started) / count


def house_of(database: Database) -> House:
    return House(
        PostgresLearnerStore(database),
        PostgresLearningLog(database),
        PostgresCalibrations(database),
    )


def _writer(url: str, tenant: Tenant, share: list[LearningEvent], mark: Path, seed: int) -> None:
    r = Random(seed)

    def dies(chance: float) -> None:
        if r.random() < chance:
            os._exit(_DIED)

    done = int(mark.read_text()) if mark.exists() else 0

    async def run() -> None:
        database = Database(url)
        await write(house_of(database), tenant, share, done, lambda n: _marked(mark, n), dies)
        await database.close()

    asyncio.run(run())


def _marked(mark: Path, done: int) -> None:
    part = mark.with_suffix(".part")
    part.write_text(str(done))
    part.replace(mark)


async def _enrol(url: str, count: int) -> tuple[Tenant, list[UUID]]:
    tenant, students = Tenant(new_id()), [new_id() for _ in range(count)]
    database = Database(url)
    async with database.transaction(tenant) as connection:
        await connection.execute(
            "insert into fynq.tenants (id, slug, name, registration)"
            " values ($1, 'storm', 'Storm', 'open')",
            tenant,
        )
        await connection.executemany(
            "insert into fynq.users (tenant, id, email, display_name, role, password_hash)"
            " values ($1, $2, $3, '', 'student', '')",
            [(tenant, student, f"{student}@storm.example") for student in students],
        )
    await database.close()
    return tenant, students


async def _storm(events: int, students: int, writers: int, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        folder = lock_data_folder(Path(name) / "data")
        postgres = EmbeddedPostgres(folder)
        await postgres.start()
        try:
            url = await migrate(postgres.url, b"storm")
            tenant, people = await _enrol(url, students)
            happened = made_up(events, people, seed)
            parts = shares(happened, writers, seed)
            context = multiprocessing.get_context("spawn")
            started = time.monotonic()
            deaths = 0

            async def live(at: int) -> None:
                nonlocal deaths
                for life in range(10_000):
                    given = (
                        url,
                        tenant,
                        parts[at],
                        Path(name) / f"{at}",
                        seed * 1000 + at * 100_000 + life,
                    )
                    process = context.Process(target=_writer, args=given)
                    process.start()
                    while process.is_alive():
                        await asyncio.sleep(0.02)
                    if process.exitcode == 0:
                        return
                    if process.exitcode != _DIED:
                        raise RuntimeError(f"a writer ended with {process.exitcode}")
                    deaths += 1

            await asyncio.gather(*(live(at) for at in range(writers)))
            seconds = time.monotonic() - started
            database = Database(url)
            outcome = await compare(
                house_of(database), tenant, people, {event.id for event in happened}
            )
            await database.close()
        finally:
            await postgres.stop()
            folder.release()
    return {
        "events": events,
        "sent": sum(map(len, parts)),
        "writers": writers,
        "deaths": deaths,
        "seconds": round(seconds, 1),
        **asdict(outcome),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--students", type=int, default=500)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found: dict[str, Any] = {f"us_per_event_{n}_skills": round(step_cost(n), 1) for n in (20, 200)}
    if not given.events:
        sys.stdout.write(json.dumps(found) + "\n")
        return 0
    found |= asyncio.run(_storm(given.events, given.students, given.writers, given.seed))
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    wrong = ("lost", "twice", "unequal_learners", "unequal_difficulties")
    return int(any(found[name] for name in wrong))


if __name__ == "__main__":
    sys.exit(main())
