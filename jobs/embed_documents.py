"""Takes a folder of documents into a collection with Ray Data.

    FYNQ_DATABASE_URL=postgresql://… python jobs/embed_documents.py --tenant demo --collection biology --path books/biology

Files are read and cut in parallel, what is not embedded yet is embedded by a pool of actors, and
each document is stored in one transaction; then the indexer's own path publishes. Killed at any
point it goes on from there when it is run again. Prints one JSON object; ends with 1 when the job could
not be done, or when what came out is not what went in. See docs/jobs.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import psycopg

from fynq.deployments.batch import (
    application_url,
    connected,
    find_tenant,
    ray_of_its_own,
    translated,
    unusable,
)
from fynq.deployments.taking_in import Batch, Embed, Plan, Read, Store, listed, prune, publish
from fynq.domain.errors import FynqError, NotFound
from fynq.settings import Settings, load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenant", required=True, help="the school's short name")
    parser.add_argument("--collection", required=True)
    parser.add_argument("--path", required=True, help="a file, a folder, or s3://bucket/prefix")
    parser.add_argument("--audience", choices=("everyone", "staff"), default="everyone")
    parser.add_argument("--workers", type=int, default=1, help="actors that embed")
    parser.add_argument("--gpus", type=float, default=0.0, help="of each actor that embeds")
    parser.add_argument("--readers", type=int, default=1, help="actors that read files")
    parser.add_argument("--prune", action="store_true", help="remove what the path lacks")
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
    whole = summary["files"] == summary["documents"] + summary["rejected"]
    return 0 if whole and summary["chunks"] == summary["stored"] else 1


def run(settings: Settings, given: argparse.Namespace) -> dict[str, Any]:
    started = time.monotonic()
    url = application_url(settings)
    with connected(url) as connection:
        tenant = find_tenant(connection, given.tenant)
    files = listed(given.path)
    if not files:
        raise NotFound(f"There is no file that could be a document in {given.path}.")
    plan = Plan(tenant, given.collection, given.path, given.audience)
    if sys.stderr.isatty():
        os.environ["RAY_DATA_ENABLE_RICH_PROGRESS_BARS"] = "1"
    with ray_of_its_own():
        counts = take_in(plan, files, given)
        number = publish_in_a_task(plan)
    removed = prune(plan, settings, url, {file.source for file in files}) if given.prune else 0
    return {
        "tenant": given.tenant,
        "collection": given.collection,
        "files": len(files),
        **counts,
        "removed": removed,
        "generation": number,
        "seconds": round(time.monotonic() - started, 2),
    }


def take_in(plan: Plan, files: Sequence[Any], given: argparse.Namespace) -> dict[str, Any]:
    """Counts of what was read, embedded and stored. Documents and vectors never reach the driver."""
    import ray.data

    # Its errors come back by exception; the log would add the whole traceback.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = sys.stderr.isatty()
    pool = ray.data.ActorPoolStrategy
    rows = [{"source": f.source, "path": f.path, "bytes": f.bytes} for f in files]
    with translated():
        read = (
            ray.data.from_items(rows, override_num_blocks=min(len(rows), 64))
            .map_batches(
                bound(Read, plan),
                batch_size=8,
                batch_format="numpy",
                compute=pool(size=max(given.readers, 1)),
            )
            .materialize()
        )
        began = time.monotonic()
        embedded = read.flat_map(missing).map_batches(
            bound(Embed, plan, "cuda" if given.gpus else "cpu"),
            batch_size=512,
            batch_format="numpy",
            compute=pool(size=max(given.workers, 1)),
            num_gpus=given.gpus or None,
        )
        made = summed(embedded, ("embedded",))
        took = time.monotonic() - began
        stored = read.map_batches(
            bound(Store, plan),
            batch_size=8,
            batch_format="numpy",
            compute=pool(size=1),
        )
        counts = summed(stored, ("documents", "rejected", "changed", "chunks", "stored"))
    counts["embedded"] = made["embedded"]
    counts["embedding_seconds"] = round(took, 2)
    return counts


def bound(stage: type[Any], *arguments: Any) -> type[Any]:
    """The stage with its arguments in it: constructor arguments of an actor would lie in the
    object store, and whoever restarts the actor may find them lost."""

    class Bound(stage):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__(*arguments)

    Bound.__name__ = Bound.__qualname__ = stage.__name__
    return Bound


def missing(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The texts of a document that its model has no vector of yet."""
    for item in json.loads(str(row["missing"])):
        yield {"digest": item["digest"], "text": item["text"]}


def summed(rows: Any, names: Sequence[str]) -> dict[str, Any]:
    totals: dict[str, Any] = dict.fromkeys(names, 0)
    for batch in rows.iter_batches(batch_format="numpy"):
        counted: Batch = batch
        for name in names:
            totals[name] += int(np.sum(counted[name]))
    return totals


def publish_in_a_task(plan: Plan) -> int:
    import ray

    with translated():
        task = ray.remote(num_cpus=1)(lambda: asyncio.run(publish(plan)))
        number: int = ray.get(task.remote())
    return number


if __name__ == "__main__":
    sys.exit(main())
