"""What a replica holds open, within a budget of memory.

hot   mapped, with everything that happened since the generation in memory
warm  mapped; what happened since is read again when somebody asks
cold  closed
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from fynq.domain.identifiers import Tenant
from fynq.retrieval.view import View, opened

Key = tuple[Tenant, str]


@dataclass(slots=True, eq=False)
class Held:
    """A collection. view: None until it is opened; the one reference that a swap changes. refused:
    the path of a generation whose files could not be used. asked_at: when the indexer was asked for
    a new generation."""

    view: View | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    warming: asyncio.Task[None] | None = None
    refused: str = ""
    refused_at: float = 0.0
    asked_at: float = float("-inf")

    @property
    def nbytes(self) -> int:
        return self.view.private_bytes + self.view.mapped_bytes if self.view else 0

    @property
    def hot(self) -> bool:
        view = self.view
        return view is not None and (
            view.base is None or bool(view.strata) or view.position > view.base.position
        )


class Holdings:
    """The collections that are open, the one asked last at the end.

    cooled: told the key of each that leaves the hot ones.
    """

    def __init__(self, memory_bytes: int, collections: int, cooled: Callable[[Key], None]) -> None:
        self._memory = memory_bytes
        self._collections = max(collections, 1)
        self._cooled = cooled
        self._held: OrderedDict[Key, Held] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: Key) -> bool:
        return key in self._held

    def __iter__(self) -> Iterator[tuple[Key, Held]]:
        return iter(tuple(self._held.items()))

    @property
    def nbytes(self) -> int:
        return sum(held.nbytes for held in self._held.values())

    def get(self, key: Key) -> Held:
        """What is held of a collection, which becomes the last to be closed."""
        held = self._held.setdefault(key, Held())
        self._held.move_to_end(key)
        return held

    def peek(self, key: Key) -> Held | None:
        return self._held.get(key)

    def drop(self, key: Key) -> None:
        if self._held.pop(key, None) is not None:
            self._cooled(key)

    def trim(self) -> None:
        """Makes hot collections warm, then closes them, the least lately asked first. The one asked
        last stays as it is; searches under way keep what they hold."""
        while len(self._held) > self._collections:
            self.drop(next(iter(self._held)))
        excess = self.nbytes - self._memory
        if excess <= 0:
            return
        others = list(self._held.items())[:-1]
        for key, held in others:
            view = held.view
            if excess > 0 and held.hot and view is not None and view.base is not None:
                excess -= view.private_bytes
                held.view = opened(view.base)
                self._cooled(key)
        for key, held in others:
            if excess > 0:
                excess -= held.nbytes
                self.drop(key)
