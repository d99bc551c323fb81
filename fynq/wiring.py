"""The composition root: settings in, built objects out.

Each builder imports its room when it is called, so a process pays only for what it holds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from fynq.answering.ports import Personalizer, Reasoner, Retriever
from fynq.domain.chat import ChatModel
from fynq.domain.identifiers import Tenant
from fynq.retrieval.ports import Embedder, Generation
from fynq.settings import Settings

T_co = TypeVar("T_co", covariant=True)

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]


async def _nothing() -> None:
    return None


def _well() -> bool:
    return True


@dataclass(frozen=True)
class Built(Generic[T_co]):
    """A room and its end. healthy: looks at this process only, never at a dependency."""

    room: T_co
    close: Callable[[], Awaitable[None]] = _nothing
    healthy: Callable[[], bool] = _well


class SearchRoom(Retriever, Embedder, Protocol):
    """The retriever with its embedder, which other rooms borrow."""


class Indexer(Protocol):
    async def rebuild(self, tenant: Tenant, collection: str) -> Generation:
        """Publishes a new generation of a collection's index from the stored chunks."""
        ...


class Worker(Protocol):
    async def run(self) -> None:
        """Does background jobs until it is cancelled."""
        ...


@dataclass(frozen=True)
class Rooms:
    personalizer: Personalizer
    retriever: SearchRoom
    reasoner: Reasoner
    router: ChatModel
    indexer: Indexer


async def build_personalizer(settings: Settings) -> Built[Personalizer]:
    raise NotImplementedError


async def build_retriever(settings: Settings) -> Built[SearchRoom]:
    raise NotImplementedError


async def build_router(settings: Settings) -> Built[ChatModel]:
    raise NotImplementedError


async def build_reasoner(settings: Settings, model: ChatModel) -> Built[Reasoner]:
    raise NotImplementedError


async def build_indexer(settings: Settings, embedder: Embedder) -> Built[Indexer]:
    raise NotImplementedError


async def build_worker(settings: Settings, rooms: Rooms) -> Built[Worker]:
    raise NotImplementedError


async def build_gateway(settings: Settings, rooms: Rooms) -> Built[Asgi]:
    raise NotImplementedError
