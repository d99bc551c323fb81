"""Recomputes the ratings of models from the log of their outcomes, with Ray Data.

    FYNQ_DATABASE_URL=postgresql://… python jobs/rate_models.py --tenant demo

Each model's log is read range by range and folded in order, models in parallel. The result replaces
what is stored, together with the outcomes that came meanwhile, so the job may run while the service
runs, and twice. Prints one JSON object; ends with 1 when the job could not be done. See docs/jobs.md.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

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
from fynq.routing.ratings import OVERALL_VARIANCE, ModelOutcome, Standing, folded
from fynq.settings import Settings, load_settings
from fynq.storage.statements import statements


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenant", required=True, help="the school's short name")
    parser.add_argument("--range-size", type=int, default=10_000, help="outcomes read at once")
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
        models = [row[0] for row in _asked(connection, tenant, "models", tenant)]
        connection.rollback()
    rated: list[dict[str, Any]] = []
    if models:
        with ray_of_its_own():
            rated = rate_all(tenant, models, range_size)
    return {
        "tenant": slug,
        "models": len(models),
        "outcomes": sum(each["outcomes"] for each in rated),
        "changed": sorted(each["model"] for each in rated if each["changed"]),
        "seconds": round(time.monotonic() - started, 2),
    }


def rate_all(tenant: Tenant, models: Sequence[str], range_size: int) -> list[dict[str, Any]]:
    import ray.data
    from ray.exceptions import RayError

    # Its errors come back by exception; the log would add the whole traceback.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    parts = [{"model": model} for model in models]
    try:
        return list(
            ray.data.from_items(parts, override_num_blocks=len(parts))
            .map(lambda part: rate(tenant, part["model"], range_size))
            .iter_rows()
        )
    except RayError as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, psycopg.Error):
            raise unusable(cause) from None
        kind = type(cause or error).__name__
        raise RoomUnavailable(f"A worker of the job failed ({kind}).") from None


def rate(tenant: Tenant, model: str, range_size: int) -> dict[str, Any]:
    """Folds one model's log and stores the result. Runs in a worker, which takes the URL from its
    own environment: no secret travels in a task.

    The long fold holds no lock. The last transaction makes new outcomes wait while it folds in
    those that came meanwhile, so what it stores is whole.
    """
    with connected(os.environ[URL]) as connection:
        standings: dict[str, Standing] = {}
        last = 0
        while outcomes := list(_outcomes(connection, tenant, model, last, range_size)):
            connection.rollback()
            standings = folded(outcomes, standings)
            last = outcomes[-1].number
        connection.rollback()
        _asked(connection, tenant, "open_standing", tenant, model, OVERALL_VARIANCE)
        _asked(connection, tenant, "hold_model", tenant, model)
        while outcomes := list(_outcomes(connection, tenant, model, last, range_size)):
            standings = folded(outcomes, standings)
            last = outcomes[-1].number
        rows = _asked(connection, tenant, "all_standings", tenant)
        former = {row[1]: Standing(*row[2:]) for row in rows if row[0] == model}
        if former != standings:
            skills = list(standings)
            kept = list(standings.values())
            _asked(connection, tenant, "drop_standings", tenant, model, skills)
            _asked(
                connection,
                tenant,
                "save_standings",
                tenant,
                model,
                skills,
                [each.ability for each in kept],
                [each.variance for each in kept],
                [each.outcomes for each in kept],
            )
        connection.commit()
    return {"model": model, "outcomes": last, "changed": former != standings}


def _outcomes(
    connection: psycopg.Connection[Any], tenant: Tenant, model: str, after: int, most: int
) -> Iterator[ModelOutcome]:
    for row in _asked(connection, tenant, "outcomes", tenant, model, after, most):
        yield ModelOutcome(row[0], tuple(row[1]), *row[2:])


def _asked(
    connection: psycopg.Connection[Any], tenant: Tenant, name: str, *arguments: object
) -> list[Any]:
    """The rows of one of the service's own statements, in this tenant's transaction."""
    with psycopg.RawCursor(connection) as cursor:
        cursor.execute("select set_config('fynq.tenant', $1, true)", (str(tenant),))
        cursor.execute(statements("ratings")[name], arguments)
        return cursor.fetchall() if cursor.description else []


if __name__ == "__main__":
    sys.exit(main())
