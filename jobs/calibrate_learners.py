"""Calibrates a school's learner model from its answers, with Ray Data: nightly.

    FYNQ_DATABASE_URL=postgresql://… python jobs/calibrate_learners.py --tenant demo

Difficulties of items and skills, knowledge tracing of each skill, the blend, and the weights of
forgetting are fitted to four students in five. They are published only if they foresee the fifth better
than what holds now, each part for itself, and the last of its answers no worse; otherwise nothing changes. Killed at any point it has
changed nothing. Schools that share calibrations tell each other what they found. Prints one JSON
object; ends with 1 when the job could not be done. See docs/jobs.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import math
import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from fynq.deployments import calibrating, judging
from fynq.deployments.batch import (
    application_url,
    connected,
    find_tenant,
    ray_of_its_own,
    translated,
    unusable,
)
from fynq.deployments.calibrating import Part, Prior
from fynq.deployments.judging import Candidate
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.personalization.blend import usual
from fynq.personalization.foresight import Calibration
from fynq.personalization.memory_fit import LEAST_ANSWERS as LEAST_LOOKS
from fynq.personalization.pooling import content_hash, tellable
from fynq.personalization.ports import Edition
from fynq.personalization.recalibration import LEAST_ANSWERS, LEAST_HELD_OUT, Difficulties
from fynq.settings import Settings, load_settings
from fynq.storage.answer_log import PostgresAnswerLog, Report
from fynq.storage.calibrations import PostgresCalibrations
from fynq.storage.database import Database
from fynq.storage.rollups import PostgresRollups
from fynq.storage.sharing import PostgresSharing


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenant", required=True, help="the school's short name")
    parser.add_argument("--range-size", type=int, default=50, help="students that are read at once")
    parser.add_argument(
        "--least-new", type=int, default=200, help="answers since the last time, or nothing is done"
    )
    parser.add_argument("--dry-run", action="store_true", help="publishes and notes nothing")
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
    return 0


@dataclass(frozen=True)
class Work:
    """What there is to work on. new: answers since the last calibration."""

    tenant: Tenant
    parts: Sequence[Part]
    answers: int
    new: int


def run(settings: Settings, given: argparse.Namespace) -> dict[str, Any]:
    started = time.monotonic()
    url = application_url(settings)
    with connected(url) as connection:
        tenant = find_tenant(connection, given.tenant)
    work = asyncio.run(prepared(url, settings, tenant, max(given.range_size, 1)))
    told: dict[str, Any] = {"published": None}
    if work.answers < LEAST_ANSWERS:
        told["why"] = f"There are {work.answers} answers; it takes {LEAST_ANSWERS}."
    elif work.new < given.least_new:
        told["why"] = f"There are {work.new} new answers; it takes {given.least_new}."
    else:
        if sys.stderr.isatty():
            os.environ["RAY_DATA_ENABLE_RICH_PROGRESS_BARS"] = "1"
        with ray_of_its_own(), translated():
            told = calibrate(work, dry=given.dry_run)
    return {
        "tenant": given.tenant,
        "answers": work.answers,
        **told,
        "seconds": round(time.monotonic() - started, 2),
    }


async def prepared(url: str, settings: Settings, tenant: Tenant, size: int) -> Work:
    database = Database(url, replace(settings.storage, pool_max=1))
    try:
        log = PostgresAnswerLog(database)
        last = await log.last_report(tenant)
        answers = await log.count(tenant)
        firsts = await PostgresRollups(database).ranges(tenant, size, all_=True)
    finally:
        await database.close()
    following = [str(each) for each in firsts[1:]] + [""]
    parts = [{"first": str(f), "before": b} for f, b in zip(firsts, following, strict=False)]
    return Work(tenant, parts, answers, answers - (last.answers if last else 0))


def calibrate(work: Work, *, dry: bool) -> dict[str, Any]:
    """Answers and inputs stay with the workers; parameters of skills, sums and measures reach the
    driver."""
    import ray
    import ray.data

    # Its errors come back by exception; the log would add the whole traceback.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    ray.data.DataContext.get_current().enable_progress_bars = sys.stderr.isatty()
    tenant = work.tenant
    ranges = ray.data.from_items(list(work.parts), override_num_blocks=len(work.parts))
    counts = _summed(ranges.map(lambda part: calibrating.counted(tenant, part)))
    if counts["answers"] < LEAST_ANSWERS or counts["held_answers"] < LEAST_HELD_OUT:
        return {
            "published": None,
            "why": f"{counts['answers']} answers without help and {counts['held_answers']} of students "
            f"held out are too few; it takes {LEAST_ANSWERS} and {LEAST_HELD_OUT}.",
        }
    task = ray.remote(num_cpus=1)
    now: Edition = ray.get(task(calibrating.current).remote(tenant))
    prior: Prior = ray.get(task(calibrating.prior_of).remote(tenant))
    learn = task(calibrating.difficulties_of)
    once, *halved = (learn.remote(tenant, work.parts, left_out) for left_out in (-1, 0, 1))
    again = task(calibrating.difficulties_again).remote(tenant, work.parts, prior)
    skills = list(
        ranges.flat_map(lambda part: calibrating.sequences(tenant, part))
        .groupby("skill")
        .map_groups(
            lambda group: _one(calibrating.traced(group, prior.tracing)), batch_format="numpy"
        )
        .iter_rows()
    )
    start = {**now.tracing, **prior.tracing}
    tracing = {**start, **calibrating.skills_of(skills, "all")}
    halves = {
        half: {**start, **calibrating.skills_of(skills, f"without_{half}")} for half in (0, 1)
    }
    known = task(_calibrations).remote(*halved)
    share = min(1.0, calibrating.MOST_ROWS / counts["answers"])
    weights = _only(
        ranges.flat_map(
            lambda part: calibrating.blend_rows(
                tenant, part, calibrating.held(known), halves, share
            )
        )
        .repartition(1)
        .map_batches(
            lambda rows: calibrating.blended(rows, now.blend), batch_size=None, batch_format="numpy"
        )
    )["weights"]
    blend = tuple(float(each) for each in weights)
    old = now.blend or tuple(usual().weights)
    candidates = [
        Candidate(name, which, way, mix)
        for which, first in (("once", ()), ("again", ("difficulties",)))
        for name, way, mix in (
            ("+".join(first), now.tracing, old),
            ("+".join((*first, "tracing")), tracing, old),
            ("+".join((*first, "blend")), now.tracing, blend),
            ("+".join((*first, "tracing", "blend")), tracing, blend),
        )
    ]
    both = task(_named).remote(once, again)
    share = min(1.0, calibrating.MOST_ROWS / counts["held_answers"])
    examined = _only(
        ranges.flat_map(
            lambda part: calibrating.examined(
                tenant, part, calibrating.held(both), candidates, share
            )
        )
        .repartition(1)
        .map_batches(judging.measures, batch_size=None, batch_format="numpy")
    )
    share = min(1.0, calibrating.MOST_LOOKS / max(counts["looks"], 1))
    memory = _only(
        ranges.flat_map(lambda part: calibrating.looks(tenant, part, tracing, share))
        .repartition(1)
        .map_batches(
            lambda rows: calibrating.remembered(rows, now.memory),
            batch_size=None,
            batch_format="numpy",
        )
    )
    return _decided(work, now, candidates, examined, memory, counts, skills, prior, dry=dry)


def _decided(
    work: Work,
    now: Edition,
    candidates: Sequence[Candidate],
    examined: Mapping[str, Any],
    memory: Mapping[str, Any] | None,
    counts: Mapping[str, int],
    skills: Sequence[Mapping[str, Any]],
    prior: Prior,
    *,
    dry: bool,
) -> dict[str, Any]:
    """Publishes the best of what is no worse than what holds: chosen by the first answers of students
    held out, unless it foresees their last ones worse."""
    import ray

    first, last = _table(examined["measures"]), _table(examined["last"])
    best = judging.best(candidates, [each["logloss"] for each in first])
    found = [part for part in candidates[best].name.split("+") if part]
    worse = round(last[best]["logloss"], 5) > round(last[0]["logloss"], 5)
    chosen, parts = (candidates[0], []) if worse else (candidates[best], found)
    report: dict[str, Any] = {
        "before": _rounded(last[0]),
        "after": _rounded(last[best]),
        "parts": parts,
        "rejected": found if worse else [],
        "candidates": {
            each.name or "as it is": round(first[at]["logloss"], 5)
            for at, each in enumerate(candidates)
        },
        "students": counts["students"],
        "held_out": {
            "students": counts["held_students"],
            "answers": int(examined["answers"]),
            "last": int(examined["last_answers"]),
        },
        "skills_traced": sum(float(row["all"][0]) >= 0 for row in skills),
        "forgetting": None,
    }
    weights = now.memory
    if memory is not None:
        before, after = map(float, memory["losses"])
        report["forgetting"] = {
            "answers": int(memory["counts"][0]),
            "students": int(memory["counts"][1]),
            "held_out_answers": int(memory["counts"][2]),
            "least_answers": LEAST_LOOKS,
            "before": None if math.isnan(before) else round(before, 5),
            "after": None if math.isnan(after) else round(after, 5),
        }
        if round(after, 5) < round(before, 5):
            weights = tuple(float(each) for each in memory["weights"])
            report["parts"] = [*parts, "forgetting"]
    edition = Edition(
        tracing=chosen.tracing,
        blend=tuple(chosen.blend) if "blend" in parts else now.blend,
        memory=weights,
    )
    if dry:
        return {"published": None, "why": "It was a dry run.", **report}
    task = ray.remote(num_cpus=1)(_published)
    told = task.remote(work, edition, prior, report)
    done: dict[str, Any] = ray.get(told)
    return done


def _published(
    work: Work, edition: Edition, prior: Prior, report: dict[str, Any]
) -> dict[str, Any]:
    """In a worker, where the difficulties are. The edition and the difficulties are published in one
    transaction; what is told to others follows it, and is made again the next night."""
    tenant, parts, version = work.tenant, report["parts"], None
    with calibrating.opened(tenant) as log:
        sharing = PostgresSharing(log.database)
        shares = log.done(sharing.shares(tenant))
        found = None
        if shares or "difficulties" in parts:
            found = calibrating.difficulties_again(tenant, work.parts, prior, everyone=True)
        named = found.named() if found else {}
        if parts:
            difficulties = named if "difficulties" in parts else {}
            report["difficulties"] = len(difficulties)
            book = PostgresCalibrations(log.database)
            version = log.done(book.publish(tenant, edition, difficulties)).version
        else:
            report["why"] = _WORSE if report["rejected"] else _NOTHING
        notes = PostgresAnswerLog(log.database)
        if shares and found:
            contents = log.done(notes.contents(tenant))
            hashes = {slug: content_hash(*words) for slug, *words in contents}
            told = tellable(named, found.counts, edition.tracing, hashes)
            report["shared"] = log.done(sharing.lay_open(tenant, told))
        log.done(notes.add_report(tenant, Report(version, work.answers, report)))
    return {"published": version, **report}


_NOTHING = "Nothing was found that foresees students better."
_WORSE = "What was found foresees the last answers of students held out worse than what holds."


def _table(rows: Any) -> list[dict[str, float]]:
    """A row for each candidate."""
    return [dict(zip(("auc", "logloss", "ece"), map(float, row), strict=True)) for row in rows]


def _calibrations(without_0: Difficulties, without_1: Difficulties) -> dict[int, Calibration]:
    return {0: without_0.calibration, 1: without_1.calibration}


def _named(once: Difficulties, again: Difficulties) -> dict[str, Calibration]:
    return {"once": once.calibration, "again": again.calibration}


def _one(row: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {name: [value] for name, value in row.items()}


def _summed(rows: Any) -> dict[str, int]:
    totals: dict[str, int] = {}
    for row in rows.iter_rows():
        for name, value in row.items():
            totals[name] = totals.get(name, 0) + int(value)
    return totals


def _only(rows: Any) -> Any:
    """The one row; None where there was nothing to make it of."""
    return next(iter(rows.iter_rows()), None)


def _rounded(figures: Mapping[str, float]) -> dict[str, float | None]:
    return {name: None if math.isnan(value) else round(value, 5) for name, value in figures.items()}


if __name__ == "__main__":
    sys.exit(main())
