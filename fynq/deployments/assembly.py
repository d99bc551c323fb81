"""The rooms that one process uses: a Remote where the room has an actor, else built right here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Any

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.deployments.indexer import RemoteIndexer
from fynq.deployments.personalizer import RemotePersonalizer
from fynq.deployments.reasoner import RemoteReasoner
from fynq.deployments.retriever import RemoteRetriever
from fynq.deployments.router import RemoteRouter
from fynq.personalization.freshness import Freshness
from fynq.settings import Settings
from fynq.storage.stores import Stores

Handles = Mapping[str, DeploymentHandle[Any]]


async def assembled(
    settings: Settings, handles: Handles, student_buckets: int, shared: Stores
) -> wiring.Built[wiring.Rooms]:
    """handles: by room name; a room without one is built in this process, over `shared`."""
    stack = AsyncExitStack()
    watched: list[Callable[[], bool]] = []

    def keep(built: wiring.Built[Any]) -> Any:
        stack.push_async_callback(built.close)
        watched.append(built.healthy)
        return built.room

    async def near(room: str, build: Callable[[], Awaitable[wiring.Built[Any]]]) -> Any:
        return keep(await build()) if room not in handles else None

    try:
        personalizer = await near(
            "personalizer", lambda: wiring.build_personalizer(settings, shared)
        )
        if personalizer is None:
            freshness = Freshness(shared.learners) if shared is not None else None
            remote = RemotePersonalizer(handles["personalizer"], student_buckets, freshness)
            personalizer = keep(wiring.Built(remote, remote.aclose))
        retriever = await near("retriever", lambda: wiring.build_retriever(settings, shared))
        if retriever is None:
            search = await RemoteRetriever.connect(handles["retriever"])
            retriever = keep(wiring.Built(search, search.aclose))
        router = await near("router", lambda: wiring.build_router(settings, shared))
        if router is None:
            router = RemoteRouter(handles["router"])
        reasoner = await near("reasoner", lambda: wiring.build_reasoner(settings, router, shared))
        if reasoner is None:
            reasoner = RemoteReasoner(handles["reasoner"])
        indexer = await near("indexer", lambda: wiring.build_indexer(settings, retriever, shared))
        if indexer is None:
            indexer = RemoteIndexer(handles["indexer"])
    except BaseException:
        await stack.aclose()
        raise
    rooms = wiring.Rooms(personalizer, retriever, reasoner, router, indexer)
    return wiring.Built(rooms, stack.aclose, lambda: all(well() for well in watched))
