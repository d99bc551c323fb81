"""A steady load of short chats while something else happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Said:
    """model: which one answered."""

    model: str
    text: str


@dataclass
class Load:
    """`at_once` chats at any time. ask: one chat, by number; whatever it raises is a failure."""

    ask: Callable[[int], Awaitable[Said]]
    at_once: int = 3
    replies: list[Said] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _stopping: bool = False

    async def __aenter__(self) -> Load:
        self._tasks = [asyncio.create_task(self._go_on(n)) for n in range(self.at_once)]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        await asyncio.gather(*self._tasks)

    async def _go_on(self, number: int) -> None:
        while not self._stopping:
            try:
                self.replies.append(await self.ask(number))
            except Exception as error:  # noqa: BLE001
                self.failures.append(error)
                await asyncio.sleep(0.1)
            number += self.at_once

    async def more(self, count: int) -> list[Said]:
        """The next `count` replies."""
        start = len(self.replies)
        async with asyncio.timeout(180):
            while len(self.replies) < start + count:
                await asyncio.sleep(0.05)
        return self.replies[start : start + count]
