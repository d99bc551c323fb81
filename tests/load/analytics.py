"""Do the job and the real-time figures agree, and what do both cost as events grow?

    python -m tests.load.analytics --events 100000 1000000

Makes up a school of one student for every 500 events, in classes of 40: half a year of answers, doubts
(with their answers and some ratings), ratings and corrections over 30 of 120 skills, some late, some
repeated, several skills each. The events are recorded and folded as the service does it, which adds
them to the figures. What the figures say is put aside, emptied, and made again by
`jobs/rollup_analytics.py` from the log; then every row of both is compared. The reads behind the pages
are timed on the full tables, with what EXPLAIN says of their plans.

The database does not wait for the disk here, which is not what is measured. Prints JSON; ends with 1 when a row differs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import psycopg

from fynq.domain.corrections import Claim, Correction
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import EventKind, LearningEvent
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.personalization.learner_model import apply
from fynq.personalization.options import PersonalizationOptions
from fynq.storage.analytics_book import PostgresAnalyticsBook
from fynq.storage.database import Database
from fynq.storage.learner_store import PostgresLearnerStore, PostgresLearningLog
from fynq.storage.migrate import migrate
from fynq.storage.rollups import PostgresRollups
from fynq.storage.statements import statements

JOB = Path(__file__).parents[2] / "jobs" / "rollup_analytics.py"
EVENTS_EACH, SKILLS, SKILLS_EACH, CLASS, DAYS, FOLD = 500, 120, 30, 40, 180, 50
TABLES = ("activity", "mastery_days")


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class MadeUp:
    """A school. folds: what is recorded and folded at once."""

    tenant: Tenant
    slug: str
    students: Sequence[UUID]


def log_of(student: UUID, seed: int, count: int, end: datetime) -> Iterator[LearningEvent]:
    """One student's events as they reach fynq: mostly in order of time."""
    r = Random(seed)
    own = r.sample(range(SKILLS), SKILLS_EACH)
    able = {skill: r.gauss(0.6, 1.0) for skill in own}
    now = end - timedelta(days=DAYS * r.uniform(0.7, 1.0))
    step = (end - now) / (count + 1)
    given: list[UUID] = []
    for number in range(count):
        now += step * r.uniform(0.2, 1.7)
        late = timedelta(days=r.uniform(0.1, 4)) if r.random() < 0.02 else timedelta(0)
        skills = tuple(f"skill-{s}" for s in r.sample(own, r.choice((1, 1, 1, 2, 3))))
        id_ = new_id()
        kind = r.random()
        event = LearningEvent(
            id_, student, EventKind.ITEM_ANSWERED, skills, None, min(now, end) - late
        )
        if kind < 0.1:
            event = replace(event, kind=EventKind.DOUBT_ASKED, doubt=id_)
        elif kind < 0.13:
            event = replace(event, kind=EventKind.RATING)
        elif kind < 0.1305 and given:
            ruled_out = Correction(Claim.NOT_ME, student, events=(r.choice(given),))
            event = replace(event, kind=EventKind.CORRECTED, skills=(), correction=ruled_out)
        else:
            skill = int(skills[0].removeprefix("skill-"))
            right = r.random() < 1 / (1 + 2.718 ** -(able[skill] + 0.02 * number / SKILLS_EACH))
            event = replace(
                event,
                outcome=float(right) if r.random() < 0.9 else r.choice((1 / 3, 0.5, 0.7)),
                item=f"{skills[0]}/{r.randrange(40)}",
                hints=r.choice((0, 0, 0, 0, 1, 2)),
                solution_seen=r.random() < 0.04,
                guess=r.choice((0.0, 0.0, 0.25)),
                doubt=given[-1] if given and r.random() < 0.05 else None,
            )
            given.append(id_)
        yield event


async def enrolled(url: str, count: int) -> MadeUp:
    ids = Random(count)
    people = [UUID(int=ids.getrandbits(128)) for _ in range(count)]
    made = MadeUp(Tenant(new_id()), f"made-up-{count}", people)
    database = Database(url)
    async with database.transaction(made.tenant) as connection:
        await connection.execute(
            "insert into fynq.tenants (id, slug, name, registration) values ($1, $2, $2, 'open')",
            made.tenant,
            made.slug,
        )
        await connection.executemany(
            "insert into fynq.users (tenant, id, email, display_name, role, password_hash)"
            " values ($1, $2, $3, '', 'student', '')",
            [(made.tenant, student, f"{student}@made-up.example") for student in made.students],
        )
    await database.close()
    return made


async def live(url: str, made: MadeUp, events: int, end: datetime, fold: int = FOLD) -> int:
    """Records and folds every student's log; returns how many events there are."""
    database = Database(url)
    log, learners = PostgresLearningLog(database), PostgresLearnerStore(database)
    update = partial(apply, PersonalizationOptions())
    share, rest = divmod(events, len(made.students))
    done = 0
    for number, student in enumerate(made.students):
        own = list(log_of(student, number, share + (number < rest), end))
        for start in range(0, len(own), fold):
            part = own[start : start + fold]
            again = own[max(start - 2, 0) : start]
            await log.record(made.tenant, [*part, *again])
            await learners.apply_pending(made.tenant, student, update)
        done += len(own)
        if (number + 1) % 200 == 0:
            say(f"{done:,} events")
    await database.close()
    return done


def add_doubts(admin: psycopg.Connection[Any], made: MadeUp) -> int:
    """A doubt for every event of one, most of them answered, and some ratings."""
    given = {"t": made.tenant}
    admin.execute(
        "insert into fynq.doubts (tenant, id, student, question, thread, skills, asked_at, status,"
        " needs_teacher, finished_at) select tenant, id, student, 'Why is that so?', id, skills, at,"
        " case when n %% 12 = 0 then 'refused' else 'answered' end, n %% 24 = 0, at from"
        " (select *, row_number() over (order by id) as n from fynq.learning_events"
        " where tenant = %(t)s and kind = 'doubt_asked') as e",
        given,
    )
    admin.execute(
        "insert into fynq.answers (tenant, doubt, text, final, verification, model, subject, skills)"
        " select tenant, id, 'Because.', 'x', 'verified', 'builtin', 'mathematics', skills"
        " from fynq.doubts where tenant = %(t)s and status = 'answered'",
        given,
    )
    admin.execute(
        "insert into fynq.feedback (tenant, id, student, doubt, rating, reason, comment, at)"
        " select tenant, gen_random_uuid(), student, id, case when n %% 5 = 0 then -1 else 1 end, '',"
        " '', asked_at from (select *, row_number() over (order by id) as n from fynq.doubts"
        " where tenant = %(t)s and status = 'answered') as d where n %% 3 = 0",
        given,
    )
    admin.commit()
    row = admin.execute("select count(*) from fynq.doubts where tenant = %(t)s", given).fetchone()
    return row[0] if row else 0


def put_aside(admin: psycopg.Connection[Any], made: MadeUp) -> int:
    """What the figures say; returns how many rows of them there are. Afterwards they are empty."""
    rows = 0
    for table in TABLES:
        admin.execute(f"drop table if exists public.live_{table}")
        admin.execute(
            f"create table public.live_{table} as select * from fynq.{table} where tenant = %s",
            (made.tenant,),
        )
        rows += admin.execute(
            f"delete from fynq.{table} where tenant = %s", (made.tenant,)
        ).rowcount
    admin.execute("delete from fynq.rollups where tenant = %s", (made.tenant,))
    admin.commit()
    return rows


def unequal_rows(admin: psycopg.Connection[Any], made: MadeUp) -> int:
    """Rows that the one has and the other has not, to the last bit."""
    found = 0
    for table in TABLES:
        both = (
            f"select * from public.live_{table}",
            f"select * from fynq.{table} where tenant = '{made.tenant}'",
        )
        for one, other in (both, both[::-1]):
            row = admin.execute(f"select count(*) from ({one} except {other}) as d").fetchone()
            found += row[0] if row else 0
        admin.rollback()
    return found


def run_job(url: str, slug: str, *options: str) -> dict[str, Any]:
    """What the job prints."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FYNQ_", "RAY_"))}
    done = subprocess.run(
        [sys.executable, str(JOB), "--tenant", slug, *options],
        env={**kept, "PYTHONPATH": str(JOB.parents[1]), "FYNQ_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


async def reads(url: str, made: MadeUp, now: datetime) -> dict[str, Any]:
    """Milliseconds of the reads behind the pages, the median of nine."""
    database = Database(url)
    book, rollups = PostgresAnalyticsBook(database), PostgresRollups(database)
    tenant, pupils, one = made.tenant, made.students[:CLASS], made.students[0]
    today = now.date()
    fortnight, month = today - timedelta(days=13), today - timedelta(days=29)
    tomorrow = today + timedelta(days=1)
    asked: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
        "class_of_40": lambda: book.class_facts(tenant, pupils, fortnight, 100),
        "class_behind": lambda: rollups.behind(tenant, pupils),
        "student_30_days": lambda: book.history(tenant, one, month),
        "student_366_days": lambda: book.history(tenant, one, today - timedelta(days=365)),
        "student_streak": lambda: book.active_moments(tenant, one, now - timedelta(days=400)),
        "school_30_days": lambda: book.school_days(tenant, month, tomorrow),
        "school_366_days": lambda: book.school_days(tenant, today - timedelta(days=365), tomorrow),
        "school_active_366_days": lambda: book.active_students(
            tenant, today - timedelta(days=365), tomorrow
        ),
    }
    found: dict[str, Any] = {}
    for name, ask in asked.items():
        took = []
        for _ in range(9):
            begun = time.perf_counter()
            await ask()
            took.append(1000 * (time.perf_counter() - begun))
        found[name] = round(statistics.median(took), 2)
    facts = await book.class_facts(tenant, pupils, fortnight, 100)
    found["class_skills"] = sum(len(each.skills) for each in facts.learners.values())
    await database.close()
    return found


def plans(url: str, made: MadeUp, now: datetime) -> dict[str, list[str]]:
    """Which scans the reads use."""
    ids, start = list(made.students[:CLASS]), now - timedelta(days=14)
    wanted: dict[str, tuple[object, ...]] = {
        "cells_since": (made.tenant, ids, start.date()),
        "learners": (made.tenant, ids),
        "asked_since": (made.tenant, ids, start),
        "unresolved": (made.tenant, ids, start, 100),
        "last_active": (made.tenant, ids),
        "ends_since": (made.tenant, ids[0], start.date()),
        "active_moments": (made.tenant, ids[0], now - timedelta(days=400)),
        "count_days": (made.tenant, start.date(), now.date()),
    }
    found: dict[str, list[str]] = {}
    with psycopg.connect(url) as connection, psycopg.RawCursor(connection) as cursor:
        cursor.execute("select set_config('fynq.tenant', $1, false)", (str(made.tenant),))
        for name, arguments in wanted.items():
            found_in = "school_days" if name == "count_days" else "analytics"
            cursor.execute(f"explain {statements(found_in)[name]}", arguments)
            lines = [row[0].strip().removeprefix("->  ") for row in cursor.fetchall()]
            found[name] = [line.split("  (")[0] for line in lines if "Scan" in line]
    return found


async def measured(admin_url: str, url: str, events: int) -> dict[str, Any]:
    end = datetime.now(UTC)
    made = await enrolled(url, max(events // EVENTS_EACH, 1))
    begun = time.monotonic()
    count = await live(url, made, events, end)
    seconds = time.monotonic() - begun
    with psycopg.connect(admin_url) as admin:
        doubts = add_doubts(admin, made)
        admin.execute("analyze")
        admin.commit()
        admin.execute("select 1")
        say(f"{count:,} events are in; the job runs")
        behind = await asyncio.to_thread(run_job, url, made.slug)
        rows = put_aside(admin, made)
        job = await asyncio.to_thread(run_job, url, made.slug)
        different = unequal_rows(admin, made)
        again = await asyncio.to_thread(run_job, url, made.slug)
        admin.execute("analyze")
        admin.commit()
        timed = await reads(url, made, end)
        scans = plans(url, made, end)
        size = admin.execute("select pg_total_relation_size('fynq.learning_events')").fetchone()
    return {
        "events": count,
        "students": len(made.students),
        "doubts": doubts,
        "log_mb": round(size[0] / 1e6) if size else None,
        "live": {"seconds": round(seconds, 1), "us_per_event": round(1e6 * seconds / count, 1)},
        "after_corrections": behind,
        "rows": rows,
        "different_rows": different,
        "job": job,
        "job_again": again,
        "reads_ms": timed,
        "scans": scans,
    }


async def measure(sizes: Sequence[int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for events in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = lock_data_folder(Path(name) / "data")
            postgres = EmbeddedPostgres(folder, {"fsync": "off"})
            await postgres.start()
            try:
                url = await migrate(postgres.url, b"analytics")
                found[str(events)] = await measured(postgres.url, url, events)
            finally:
                await postgres.stop()
                folder.release()
    first, last = str(sizes[0]), str(sizes[-1])
    if first != last:
        one, other = found[first]["job"], found[last]["job"]
        found["growth"] = {
            "events": round(found[last]["events"] / found[first]["events"], 2),
            "seconds": round(other["seconds"] / one["seconds"], 2),
            "processor_seconds": round(other["processor_seconds"] / one["processor_seconds"], 2),
            **{
                f"{who}_mb": round(other["peak_mb"][who] / one["peak_mb"][who], 2)
                for who in ("driver", "worker")
            },
        }
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[100_000, 1_000_000])
    given = parser.parse_args()
    found = asyncio.run(measure(given.events))
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return int(any(found[str(events)]["different_rows"] for events in given.events))


if __name__ == "__main__":
    sys.exit(main())
