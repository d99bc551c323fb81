"""What is built: rooms, and their ends."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from uuid import UUID

from fynq.answering.bridging import Gaps
from fynq.answering.ports import (
    AnswerChecker,
    ModelGateway,
    Personalizer,
    Reasoner,
    Retriever,
)
from fynq.answering.practice_books import Desk, Recommender
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Found, Search
from fynq.personalization.lookups import Lookups
from fynq.retrieval.ports import Embedder, Generation, Vectors

if TYPE_CHECKING:
    from fynq.personalization.personalizer import Recalled
    from fynq.personalization.ports import Stamp


T_co = TypeVar("T_co", covariant=True)

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
Close = Callable[[], Awaitable[None]]


async def nothing() -> None:
    return None


def _well() -> bool:
    return True


@dataclass(frozen=True)
class Built(Generic[T_co]):
    """A room and its end. healthy: looks at this process only, never at a dependency."""

    room: T_co
    close: Close = nothing
    healthy: Callable[[], bool] = _well


class SearchRoom(Retriever, Embedder, Protocol):
    """The retriever with its embedder, which other rooms borrow."""


class LearnerRoom(Personalizer, Recommender, Gaps, Protocol):
    """The personalizer, which also says what to practise and what is missing."""


class ReasonRoom(Reasoner, Desk, AnswerChecker, Protocol):
    """The reasoner, which also grades and helps with practice items, and looks at teachers' answers."""


class Indexer(Protocol):
    async def rebuild(self, tenant: Tenant, collection: str) -> Generation:
        """Publishes a new generation of a collection's index from the stored chunks."""
        ...

    async def ensure(self, tenant: Tenant, collection: str) -> Generation:
        """The present generation if it is whole and up to date; else a new one."""
        ...

    async def roll_back(
        self, tenant: Tenant, collection: str, number: int | None = None
    ) -> Generation:
        """Serves an earlier generation again, the one before the present where none is named."""
        ...


class Worker(Protocol):
    async def run(self) -> None:
        """Does background jobs until it is cancelled."""
        ...


class RecallingRoom(LearnerRoom, Protocol):
    """With what a replica of it does for its Remotes."""

    @property
    def lookups(self) -> Lookups: ...

    async def recall(
        self, tenant: Tenant, student: UUID, skills: Sequence[str], stamp: Stamp | None = None
    ) -> Recalled: ...


@dataclass(frozen=True)
class Rooms:
    personalizer: LearnerRoom
    retriever: SearchRoom
    reasoner: ReasonRoom
    router: ModelGateway
    indexer: Indexer


@dataclass(frozen=True)
class SearchAndEmbed:
    """A searcher together with the embedder that it uses."""

    searcher: Retriever
    embedder: Embedder

    @property
    def name(self) -> str:
        return self.embedder.name

    @property
    def dimension(self) -> int:
        return self.embedder.dimension

    async def look_up(self, tenant: Tenant, search: Search) -> Found:
        return await self.searcher.look_up(tenant, search)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self.embedder.embed(texts)

    async def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return await self.embedder.embed_passages(texts)
