"""The indexer: the single writer of index generations. It borrows the retriever's embedder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.deployments.calls import answered
from fynq.deployments.coalesce import outcome
from fynq.deployments.failures import FOREIGN, translated
from fynq.deployments.replica import Replica, settings_of
from fynq.deployments.retriever import RemoteRetriever
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.retrieval.ports import Generation

ROOM = "indexer"


class IndexerReplica(Replica[wiring.Indexer]):
    async def __init__(  # type: ignore[misc]
        self, overrides: Mapping[str, Any], retriever: DeploymentHandle[Any] | None
    ) -> None:
        settings = settings_of(overrides)
        embedder: wiring.Built[Any]
        if retriever is None:
            embedder = await wiring.build_retriever(settings)
        else:
            remote = await RemoteRetriever.connect(retriever)
            embedder = wiring.Built(remote, remote.aclose)
        indexer = await wiring.build_indexer(settings, embedder.room)

        async def close() -> None:
            await indexer.close()
            await embedder.close()

        self._built = wiring.Built(indexer.room, close, indexer.healthy)

    async def rebuild(self, tenant: Tenant, collection: str) -> Generation | FynqError:
        return await outcome(ROOM, self.room.rebuild(tenant, collection))

    async def ensure(self, tenant: Tenant, collection: str) -> Generation | FynqError:
        return await outcome(ROOM, self.room.ensure(tenant, collection))

    async def roll_back(
        self, tenant: Tenant, collection: str, number: int | None
    ) -> Generation | FynqError:
        return await outcome(ROOM, self.room.roll_back(tenant, collection, number))


class RemoteIndexer:
    """The port wiring.Indexer over a handle. Nothing is repeated by itself."""

    def __init__(self, handle: DeploymentHandle[Any]) -> None:
        self._handle = handle

    async def rebuild(self, tenant: Tenant, collection: str) -> Generation:
        return await self._call(self._handle.rebuild, tenant, collection)

    async def ensure(self, tenant: Tenant, collection: str) -> Generation:
        return await self._call(self._handle.ensure, tenant, collection)

    async def roll_back(
        self, tenant: Tenant, collection: str, number: int | None = None
    ) -> Generation:
        return await self._call(self._handle.roll_back, tenant, collection, number)

    async def _call(self, method: Any, *arguments: object) -> Generation:
        try:
            generation: Generation | FynqError = await answered(method.remote(*arguments))
        except FOREIGN as error:
            raise translated(error, ROOM) from None
        if isinstance(generation, FynqError):
            raise generation
        return generation
