"""Checks the edges of a school's skill graph against its students' answers, with Ray Data.

    FYNQ_DATABASE_URL=postgresql://… python jobs/check_prerequisites.py --tenant demo

Each student's log is read by one task and becomes a small sum, which is kept; the next run reads only the
logs that have grown since, and all of them after a change of the graph. The sums of all students are
added up and each edge is judged. Killed at any point it goes on from there, and it may run while the
service runs. Prints one JSON object; ends with 1 when the job could not be done. See docs/jobs.md.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import blake2b
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row

from fynq.deployments.batch import (
    URL,
    application_url,
    connected,
    find_tenant,
    ray_of_its_own,
    unusable,
)
from fynq.domain.errors import FynqError, RoomUnavailable
from fynq.domain.identifiers import Tenant
from fynq.personalization.edge_check import EdgeCheck, Pair, Tally, both_ways, evidence, judged
from fynq.personalization.ports import Edition
from fynq.settings import Settings, load_settings
from fynq.storage.calibrations import edition_of
from fynq.storage.learning_events import met_of
from fynq.storage.statements import statements


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenant", required=True, help="the school's short name")
    parser.add_argument("--range-size", type=int, default=200, help="students of one task")
    given = parser.parse_args(arguments)
    try:
        summary = run(load_settings(), given.tenant, max(given.range_size, 1))
    except FynqError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except psycopg.Error as error:
        sys.stderr.write(f"{unusable(error)}\n")
        return 1
    sys.stdout.write(json.dumps(summary) + "\n")
    return 0


def run(settings: Settings, slug: str, range_size: int) -> dict[str, Any]:
    started = time.monotonic()
    url = application_url(settings)
    with connected(url) as connection:
        tenant = find_tenant(connection, slug)
        edges = edges_of(connection, tenant)
        rows = _asked(connection, tenant, "edges", "learners_by_turn", tenant)
        turns = {row["student"]: row["turn"] for row in rows}
        connection.rollback()
    counted: list[dict[str, Any]] = []
    if edges and turns:
        with ray_of_its_own():
            counted = count_all(tenant, edges, turns, range_size)
    checks = check(edges, (each["sums"] for each in counted))
    with connected(url) as connection:
        changed = store(connection, tenant, checks)
    verdicts = [found.verdict.value for found in checks.values()]
    return {
        "tenant": slug,
        "edges": len(edges),
        "students": len(turns),
        "counted": sum(each["counted"] for each in counted),
        "answers": sum(each["answers"] for each in counted),
        **{name: verdicts.count(name) for name in _VERDICTS},
        "changed": changed,
        "seconds": round(time.monotonic() - started, 2),
    }


_VERDICTS = ("supported", "doubtful", "reversed", "too_little")


def edges_of(connection: psycopg.Connection[Any], tenant: Tenant) -> list[Pair]:
    rows = _asked(connection, tenant, "skills", "all_edges", tenant)
    return sorted((row["skill"], row["prerequisite"]) for row in rows)


def count_all(
    tenant: Tenant, edges: Sequence[Pair], turns: Mapping[UUID, int], range_size: int
) -> list[dict[str, Any]]:
    import ray.data
    from ray.exceptions import RayError

    # Its errors come back by exception; the log would add the whole traceback.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    people = sorted(turns.items())
    parts = [
        {"students": [[str(student), turn] for student, turn in people[at : at + range_size]]}
        for at in range(0, len(people), range_size)
    ]
    try:
        return list(
            ray.data.from_items(
                [{"part": json.dumps(each)} for each in parts], override_num_blocks=len(parts)
            )
            .map(lambda row: count(tenant, edges, json.loads(row["part"])["students"]))
            .iter_rows()
        )
    except RayError as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, psycopg.Error):
            raise unusable(cause) from None
        kind = type(cause or error).__name__
        raise RoomUnavailable(f"A worker of the job failed ({kind}).") from None


def count(
    tenant: Tenant, edges: Sequence[Pair], students: Sequence[tuple[str, int]]
) -> dict[str, Any]:
    """The sums of a range of students; what was counted before is taken as it is. Runs in a worker,
    which takes the URL from its own environment: no secret travels in a task."""
    graph, pairs = digest(edges), both_ways(edges)
    sums: dict[Pair, Tally] = {}
    counted = answers = 0
    editions: dict[int, Edition] = {0: Edition()}
    with connected(os.environ[URL]) as connection:
        ids = [UUID(student) for student, _ in students]
        kept = {
            row["student"]: row
            for row in _asked(connection, tenant, "edges", "evidence", tenant, ids)
        }
        connection.rollback()
        for student, turn in zip(ids, (turn for _, turn in students), strict=True):
            former = kept.get(student)
            if former is not None and former["turn"] >= turn and former["graph"] == graph:
                found = _decoded(former["content"])
            else:
                rows = _asked(connection, tenant, "learning", "history", tenant, student)
                history = [met_of(row) for row in rows]
                for version in {meeting.version for _, meeting in history} - editions.keys():
                    given = _asked(connection, tenant, "learning", "edition", tenant, version)
                    editions[version] = edition_of(version, given[0]["content"])
                found = evidence(history, editions, pairs)
                latest = history[-1][1].turn if history else turn
                _asked(
                    connection, tenant, "edges", "keep_evidence",
                    tenant, student, latest, graph, json.dumps(_encoded(found)),
                )  # fmt: skip
                connection.commit()
                counted += 1
                answers += len(history)
            for pair, tally in found.items():
                sums.setdefault(pair, Tally()).add(tally)
    return {"counted": counted, "answers": answers, "sums": json.dumps(_encoded(sums))}


def check(edges: Iterable[Pair], sums: Iterable[str]) -> dict[Pair, EdgeCheck]:
    total: dict[Pair, Tally] = {}
    for each in sums:
        for pair, tally in _decoded(json.loads(each)).items():
            total.setdefault(pair, Tally()).add(tally)
    return {
        (skill, prerequisite): judged(
            total.get((skill, prerequisite), Tally()), total.get((prerequisite, skill), Tally())
        )
        for skill, prerequisite in edges
    }


def store(
    connection: psycopg.Connection[Any], tenant: Tenant, checks: Mapping[Pair, EdgeCheck]
) -> list[str]:
    """All at once; the edges whose verdict is another than before. Edges that were removed meanwhile
    are passed over. Every replica learns of it with its next lookup."""
    rows = _asked(connection, tenant, "edges", "verdicts", tenant)
    former = {(row["skill"], row["prerequisite"]): row["verdict"] for row in rows}
    there = set(edges_of(connection, tenant))
    kept = {pair: found for pair, found in checks.items() if pair in there}
    changed = sorted(
        pair for pair, found in kept.items() if former.get(pair) != found.verdict.value
    )
    if changed:
        _asked(connection, tenant, "skills", "next_version", tenant)
    if kept:
        _asked(
            connection,
            tenant,
            "edges",
            "keep_checks",
            tenant,
            [skill for skill, _ in kept],
            [prerequisite for _, prerequisite in kept],
            [found.verdict.value for found in kept.values()],
            [json.dumps(_figures(found)) for found in kept.values()],
        )
    _asked(connection, tenant, "edges", "drop_checks", tenant)
    connection.commit()
    return [f"{skill} needs {prerequisite}" for skill, prerequisite in changed]


def digest(edges: Sequence[Pair]) -> int:
    """Of the edges; below 2^63."""
    text = json.dumps([list(pair) for pair in edges])
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


def _figures(found: EdgeCheck) -> dict[str, Any]:
    return {k: v for k, v in asdict(found).items() if k not in ("verdict", "at")}


def _encoded(sums: Mapping[Pair, Tally]) -> list[list[Any]]:
    return [[skill, prerequisite, tally.to_json()] for (skill, prerequisite), tally in sums.items()]


def _decoded(data: Iterable[Sequence[Any]]) -> dict[Pair, Tally]:
    return {(skill, prerequisite): Tally.from_json(each) for skill, prerequisite, each in data}


def _asked(
    connection: psycopg.Connection[Any], tenant: Tenant, file: str, name: str, *arguments: object
) -> list[dict[str, Any]]:
    """The rows of one of the service's own statements, in this tenant's transaction."""
    with psycopg.RawCursor(connection, row_factory=dict_row) as cursor:
        cursor.execute("select set_config('fynq.tenant', $1, true)", (str(tenant),))
        cursor.execute(statements(file)[name], arguments)
        return cursor.fetchall() if cursor.description else []


if __name__ == "__main__":
    sys.exit(main())
