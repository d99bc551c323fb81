"""Rebuilds the index of one collection with Ray Data.

    FYNQ_DATABASE_URL=postgresql://… python jobs/rebuild_collection.py --tenant demo --collection starter

Ranges of chunk ids are read in parallel, embedded by a pool of actors, and published by the
indexer's own path. FYNQ_DATA_DIR names the folder that the service searches. Prints one JSON
object; ends with 1 when the job could not be done, or when what came out is not what went in.
See docs/jobs.md.
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
from uuid import UUID

import numpy as np
import psycopg

from fynq.deployments.batch import (
    URL,
    application_url,
    connected,
    find_tenant,
    indexing,
    ray_of_its_own,
    unusable,
)
from fynq.domain.errors import FynqError, NotFound, RoomUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk
from fynq.retrieval.embedder import MiniLM
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.vectors import digest, embedded_text
from fynq.settings import Settings, load_settings

_CHUNKS = (
    "from fynq.chunks c join fynq.documents d on d.tenant = c.tenant and d.id = c.document"
    " where c.tenant = %s and d.collection = %s"
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenant", required=True, help="the school's short name")
    parser.add_argument("--collection", required=True)
    parser.add_argument("--workers", type=int, default=1, help="actors that embed")
    parser.add_argument("--range-size", type=int, default=512, help="chunks read at once")
    given = parser.parse_args(arguments)
    try:
        settings = load_settings()
        summary = run(settings, given.tenant, given.collection, given.workers, given.range_size)
    except FynqError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except psycopg.Error as error:
        sys.stderr.write(f"{unusable(error)}\n")
        return 1
    sys.stdout.write(json.dumps(summary) + "\n")
    return 0 if summary["embedded"] == summary["read"] else 1


def run(
    settings: Settings, slug: str, collection: str, workers: int, range_size: int
) -> dict[str, Any]:
    started = time.monotonic()
    url = application_url(settings)
    with connected(url) as connection:
        tenant = find_tenant(connection, slug)
        ids = chunk_ids(connection, tenant, collection)
    if not ids:
        raise NotFound(f"The school {slug} has no text in a collection {collection}.")
    with ray_of_its_own():
        embedded, vectors = embed_all(tenant, collection, ranges(ids, range_size), workers)
    generation = asyncio.run(publish(settings, url, tenant, collection, vectors))
    return {
        "tenant": slug,
        "collection": collection,
        "read": len(ids),
        "embedded": embedded,
        "indexed": generation.manifest["count"],
        "generation": generation.number,
        "seconds": round(time.monotonic() - started, 2),
    }


def chunk_ids(connection: psycopg.Connection[Any], tenant: Tenant, collection: str) -> list[UUID]:
    """Of every live chunk, in order."""
    connection.execute("select set_config('fynq.tenant', %s, true)", (str(tenant),))
    rows = connection.execute(
        f"select c.id {_CHUNKS} order by c.id",
        (tenant, collection),
    ).fetchall()
    connection.rollback()
    return [row[0] for row in rows]


def ranges(ids: Sequence[UUID], size: int) -> list[dict[str, str]]:
    """First and last id of each run of `size` ids; every id is in exactly one range."""
    size = max(size, 1)
    return [
        {"first": str(ids[start]), "last": str(ids[min(start + size, len(ids)) - 1])}
        for start in range(0, len(ids), size)
    ]


def read_range(tenant: Tenant, collection: str, part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The texts to embed of one range of ids, with what names them.

    Runs in a worker, which takes the URL from its own environment: no secret travels in a task.
    """
    with connected(os.environ[URL]) as connection:
        connection.execute("select set_config('fynq.tenant', %s, true)", (str(tenant),))
        rows = connection.execute(
            "select c.id, c.document, c.revision, c.ordinal, c.start_at, c.end_at, c.text,"
            f" c.heading, d.title {_CHUNKS} and c.id between %s and %s order by c.id",
            (tenant, collection, part["first"], part["last"]),
        ).fetchall()
    for row in rows:
        text = embedded_text(row[8], Chunk(*row[:8]))
        yield {"id": str(row[0]), "text": text, "length": len(text)}


class Embed:
    """An actor of the pool: texts in, vectors out, in batches of like length."""

    def __init__(self) -> None:
        self._embedder = MiniLM(RetrievalOptions())

    def __call__(self, batch: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        texts = [str(text) for text in batch["text"]]
        vectors = asyncio.run(self._embedder.embed_passages(texts))
        return {
            "id": batch["id"],
            "digest": np.array([digest(text).hex() for text in texts]),
            "vector": vectors,
        }


def embed_all(
    tenant: Tenant, collection: str, parts: Sequence[dict[str, str]], workers: int
) -> tuple[int, dict[bytes, np.ndarray]]:
    """How many chunks were embedded, and the vectors by the digest of their text."""
    import ray.data
    from ray.exceptions import RayError

    # Its errors come back by exception; the log would add the whole traceback.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)

    embedded = (
        ray.data.from_items(list(parts), override_num_blocks=len(parts))
        .flat_map(lambda part: read_range(tenant, collection, part))
        .map_batches(
            Embed,
            batch_size=64,
            batch_format="numpy",
            compute=ray.data.ActorPoolStrategy(size=max(workers, 1)),
        )
    )
    seen: set[str] = set()
    vectors: dict[bytes, np.ndarray] = {}
    try:
        for batch in embedded.iter_batches(batch_format="numpy"):
            seen.update(batch["id"].tolist())
            for name, vector in zip(batch["digest"], batch["vector"], strict=True):
                vectors[bytes.fromhex(str(name))] = np.array(vector, np.float32)
    except RayError as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, psycopg.Error):
            raise unusable(cause) from None
        kind = type(cause or error).__name__
        raise RoomUnavailable(f"A worker of the job failed ({kind}).") from None
    return len(seen), vectors


async def publish(
    settings: Settings, url: str, tenant: Tenant, collection: str, vectors: dict[bytes, Any]
) -> Any:
    """What changed meanwhile is embedded here."""
    async with indexing(settings, url) as indexer:
        return await indexer.publish_vectors(tenant, collection, vectors)


if __name__ == "__main__":
    sys.exit(main())
