from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from fynq.answering.delivery import Delivery, Message, log_message
from fynq.domain.errors import Unavailable
from fynq.domain.identifiers import Tenant, new_id

TENANT = Tenant(new_id())


class Waiting:
    """An outbox of numbered messages."""

    def __init__(self, count: int) -> None:
        self.messages = [Message(new_id(), str(n), {}, datetime.now(UTC)) for n in range(count)]

    async def waiting(self, tenant: Tenant, limit: int) -> list[Message]:
        return self.messages[:limit]

    async def delivered(self, tenant: Tenant, messages: list[UUID]) -> None:
        self.messages = [each for each in self.messages if each.id not in messages]


class Sink:
    def __init__(self, failing: str = "") -> None:
        self.got: list[str] = []
        self.failing = failing

    async def __call__(self, tenant: Tenant, message: Message) -> None:
        if message.kind == self.failing:
            self.failing = ""
            raise Unavailable
        self.got.append(message.kind)


async def test_every_message_reaches_every_sink_oldest_first() -> None:
    outbox, one, two = Waiting(25), Sink(), Sink()
    assert await Delivery(outbox, (one, two, log_message), batch=10)(TENANT) == 25
    assert one.got == two.got == [str(n) for n in range(25)]
    assert outbox.messages == []


async def test_a_sink_that_fails_gets_the_message_again_and_nothing_overtakes_it() -> None:
    outbox, first, second = Waiting(5), Sink(), Sink(failing="3")
    delivery = Delivery(outbox, (first, second))
    with pytest.raises(Unavailable):
        await delivery(TENANT)
    assert second.got == ["0", "1", "2"]
    assert [each.kind for each in outbox.messages] == ["3", "4"]
    assert await delivery(TENANT) == 2
    assert second.got == ["0", "1", "2", "3", "4"]
    assert first.got == ["0", "1", "2", "3", "3", "4"]
