"""What every batch job needs: a Ray of its own or the cluster's, and a school in the database."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg

from fynq.deployments.environment import loopback_address, private, quiet, short_folder
from fynq.domain.errors import ConfigurationError, FynqError, NotFound, RoomUnavailable
from fynq.domain.identifiers import Tenant
from fynq.settings import Settings
from fynq.storage.address import Address
from fynq.storage.privileges import ROLE, refuse

if TYPE_CHECKING:
    from fynq.retrieval.indexer import Indexer

URL = "FYNQ_DATABASE_URL"
_OBJECT_STORE_BYTES = 200_000_000
_PATIENCE = 10
"""Seconds for a connection to the database."""


@contextmanager
def ray_of_its_own() -> Iterator[None]:
    """The cluster that Ray Jobs names, else one of this process alone, which ends with it.

    Ray reads its variables when it is imported, so they are set before.
    """
    os.environ.setdefault("RAY_DATA_DEFAULT_MIN_PARALLELISM", "4")
    if os.environ.get("RAY_ADDRESS"):
        import ray

        ray.init(log_to_driver=False)
        try:
            yield
        finally:
            ray.shutdown()
        return
    key = f"job {uuid4()}"
    folder = short_folder(key)
    try:
        for name, value in {**quiet(), **private(), "OMP_NUM_THREADS": "1"}.items():
            os.environ.setdefault(name, value)
        import ray

        ray.init(
            address="local",
            num_cpus=max(2, os.cpu_count() or 2),
            object_store_memory=_OBJECT_STORE_BYTES,
            include_dashboard=False,
            log_to_driver=False,
            _temp_dir=str(folder),
            _node_ip_address=loopback_address(key),
        )
        try:
            yield
        finally:
            ray.shutdown()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def connected(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, connect_timeout=_PATIENCE, prepare_threshold=None)


def unusable(error: Exception) -> ConfigurationError:
    first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
    return ConfigurationError(
        URL,
        f"the database cannot be used ({first})",
        "Check host, port, user, password and database name, and that the server runs",
    )


@contextmanager
def translated() -> Iterator[None]:
    """What fails in a worker is told in one line."""
    from ray.exceptions import RayError

    try:
        yield
    except RayError as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, psycopg.Error):
            raise unusable(cause) from None
        if isinstance(cause, FynqError):
            raise cause from None
        kind = type(cause or error).__name__
        raise RoomUnavailable(f"A worker of the job failed ({kind}).") from None


def find_tenant(connection: psycopg.Connection[Any], slug: str) -> Tenant:
    connection.execute("select set_config('fynq.school', %s, true)", (slug,))
    row = connection.execute("select id from fynq.tenants where slug = %s", (slug,)).fetchone()
    connection.rollback()
    if row is None:
        raise NotFound(f"No school has the short name {slug}.")
    return Tenant(row[0])


def application_url(settings: Settings) -> str:
    """Raises ConfigurationError when it is not set, or its role would see every school."""
    if settings.database_url is None:
        raise ConfigurationError(URL, "it is not set", "Set it to the application's URL.")
    url = Address.parse(settings.database_url.get_secret_value()).url
    with connected(url) as connection:
        refuse(*(connection.execute(ROLE).fetchone() or ("", False, False)))
        connection.rollback()
    return url


@asynccontextmanager
async def indexing(settings: Settings, url: str) -> AsyncIterator[Indexer]:
    """The service's own way to publish: fenced, manifest last, embedding what has no vector."""
    from fynq.retrieval.embedder import MiniLM
    from fynq.retrieval.generations.files import Shape
    from fynq.retrieval.indexer import Indexer
    from fynq.storage.database import Database
    from fynq.storage.deltas import PostgresDeltas
    from fynq.storage.generations import PostgresGenerations
    from fynq.storage.vector_store import PostgresVectorStore
    from fynq.wiring import index_shelf

    database = Database(url, settings.storage)
    embedder = MiniLM(settings.retrieval)
    try:
        yield Indexer(
            embedder,
            PostgresDeltas(database),
            PostgresVectorStore(database),
            PostgresGenerations(database),
            shelf=index_shelf(settings),
            shape=Shape(threads=settings.retrieval.build_threads),
        )
    finally:
        await embedder.close()
        await database.close()
