"""Gathers a school's learning events into its figures, with Ray Data.

    FYNQ_DATABASE_URL=postgresql://… python jobs/rollup_analytics.py --tenant demo

The service adds every event to the figures as it is applied. The job gathers the logs of students whose
figures are behind: from before the figures were there, after a correction, or after a release that
counts otherwise. `--all` gathers every log anew and puts right what differs, `--check` only counts it.
Students are gathered in parallel, each in a transaction of its own, so the job may be killed, run again, and
run while the service runs. Then the days of the school that are over are counted, those that changed anew. Prints one JSON
object; ends with 1 when the job could not be done, or when a check found a difference. See docs/jobs.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from fynq.deployments.batch import (
    application_url,
    connected,
    find_tenant,
    ray_of_its_own,
    translated,
    unusable,
)
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.settings import Settings, load_settings
from fynq.storage.database import Database
from fynq.storage.rollups import PostgresRollups
from fynq.storage.school_days import PostgresSchoolDays

_COUNTS = ("students", "events", "cells", "different")
_YEAR = timedelta(days=366)
_LONG = 120
"""Seconds for one statement: a year is counted at once where nothing is kept yet."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenant", required=True, help="the school's short name")
    parser.add_argument("--all", action="store_true", help="every student, not those behind alone")
    parser.add_argument("--check", action="store_true", help="every student; writes nothing")
    parser.add_argument("--range-size", type=int, default=25, help="students that one task gathers")
    given = parser.parse_args(arguments)
    try:
        summary = run(load_settings(), given)
    except FynqError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except psycopg.Error as error:
        sys.stderr.write(f"{unusable(error)}\n")
        return 1
    sys.stdout.write(json.dumps(summary) + "\n")
    wrong = summary["different"] or summary["days"]["different"]
    return 1 if given.check and wrong else 0


def run(settings: Settings, given: argparse.Namespace) -> dict[str, Any]:
    started = time.monotonic()
    url = application_url(settings)
    with connected(url) as connection:
        tenant = find_tenant(connection, given.tenant)
    everyone = given.all or given.check
    parts = asyncio.run(ranges(url, settings, tenant, max(given.range_size, 1), everyone))
    counts, worker, processor = dict.fromkeys(_COUNTS, 0), 0.0, 0.0
    if parts:
        if sys.stderr.isatty():
            os.environ["RAY_DATA_ENABLE_RICH_PROGRESS_BARS"] = "1"
        with ray_of_its_own():
            counts, worker, processor = gather_all(tenant, parts, everyone, write=not given.check)
    days = asyncio.run(school_days(url, settings, tenant, write=not given.check))
    return {
        "tenant": given.tenant,
        **counts,
        "days": days,
        "peak_mb": {"driver": peak_mb(), "worker": worker},
        "processor_seconds": round(processor, 2),
        "seconds": round(time.monotonic() - started, 2),
    }


async def school_days(
    url: str, settings: Settings, tenant: Tenant, *, write: bool
) -> dict[str, int]:
    """Days of the school: counted, those of a year that were not kept as they are; kept, and of them
    different from what they are counted as now."""
    options = replace(settings.storage, pool_max=1, statement_seconds=_LONG)
    database = Database(url, options)
    book, tomorrow = PostgresSchoolDays(database), datetime.now(UTC).date() + timedelta(days=1)
    try:
        counted = await book.keep(tenant, tomorrow - _YEAR, tomorrow) if write else 0
        kept, different = await book.different(tenant)
    finally:
        await database.close()
    return {"counted": counted, "kept": kept, "different": different}


async def ranges(
    url: str, settings: Settings, tenant: Tenant, size: int, everyone: bool
) -> list[dict[str, str]]:
    """The first student of each range, and the first of the next."""
    database = Database(url, replace(settings.storage, pool_max=1))
    try:
        firsts = await PostgresRollups(database).ranges(tenant, size, all_=everyone)
    finally:
        await database.close()
    following = [str(each) for each in firsts[1:]] + [""]
    return [
        {"first": str(first), "before": before}
        for first, before in zip(firsts, following, strict=False)
    ]


def gather_all(
    tenant: Tenant, parts: Sequence[dict[str, str]], everyone: bool, *, write: bool
) -> tuple[dict[str, int], float, float]:
    """Counts, the most memory that a worker took, and the processor's time of all of them. One row for each range reaches the driver."""
    import ray.data

    # Its errors come back by exception; the log would add the whole traceback.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    ray.data.DataContext.get_current().enable_progress_bars = sys.stderr.isatty()
    counts, worker, processor = dict.fromkeys(_COUNTS, 0), 0.0, 0.0
    with translated():
        rows = ray.data.from_items(list(parts), override_num_blocks=len(parts)).map(
            lambda part: gather(tenant, part, everyone, write=write)
        )
        for row in rows.iter_rows():
            for name in _COUNTS:
                counts[name] += int(row[name])
            worker = max(worker, float(row["peak_mb"]))
            processor += float(row["processor"])
    return counts, worker, processor


def gather(tenant: Tenant, part: dict[str, Any], everyone: bool, *, write: bool) -> dict[str, Any]:
    """The students of one range, one after the other. Runs in a worker, which takes the URL from its
    own environment: no secret travels in a task."""
    began = time.process_time()
    found = asyncio.run(_gather(tenant, part, everyone, write))
    return {**found, "processor": time.process_time() - began}


async def _gather(
    tenant: Tenant, part: dict[str, Any], everyone: bool, write: bool
) -> dict[str, Any]:
    settings = load_settings()
    database = Database(application_url(settings), replace(settings.storage, pool_max=1))
    rollups = PostgresRollups(database)
    counts = dict.fromkeys(_COUNTS, 0)
    try:
        before = UUID(part["before"]) if part["before"] else None
        for student in await rollups.students_in(
            tenant, UUID(part["first"]), before, all_=everyone
        ):
            found = await rollups.catch_up(tenant, student, write=write)
            counts["students"] += 1
            counts["events"] += found.events
            counts["cells"] += found.cells
            counts["different"] += found.different
    finally:
        await database.close()
    return {**counts, "peak_mb": peak_mb()}


def peak_mb() -> float:
    """The most memory that this process had, in millions of bytes."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6, 1)


if __name__ == "__main__":
    sys.exit(main())
