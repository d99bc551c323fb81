"""Replica and Remote together, over Serve's handles in one process."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from uuid import uuid4

import pytest

from fynq import wiring
from fynq.domain.chat import (
    ChatMessage,
    ChatRequest,
    ChatRole,
    EmbeddingRequest,
    Listed,
    StopReason,
    TextPart,
)
from fynq.domain.doubt import AnswerReady, AnswerText, Doubt
from fynq.domain.errors import (
    CannotSolve,
    InvalidInput,
    ModelRequestInvalid,
    NotFound,
    RoomUnavailable,
)
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem, Search
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help
from fynq.domain.practice import (
    Chosen,
    Graded,
    Lack,
    PlacementSoFar,
    PlacementStanding,
    Purpose,
    Verdict,
    Wish,
)
from fynq.retrieval.parts import PARTS
from tests.ray import standins

TENANT = Tenant(uuid4())


@pytest.fixture
def rewired(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """fynq.wiring with stand-ins that answer at once."""
    standins.replace(wiring, monkeypatch)
    return wiring


@pytest.fixture
async def rooms(rewired: ModuleType) -> AsyncIterator[wiring.Rooms]:
    from ray import serve

    from fynq.deployments.assembly import assembled
    from fynq.deployments.indexer import IndexerReplica
    from fynq.deployments.personalizer import PersonalizerReplica
    from fynq.deployments.reasoner import ReasonerReplica
    from fynq.deployments.retriever import RetrieverReplica
    from fynq.deployments.router import RouterReplica
    from fynq.settings import Settings

    def handle(replica: type, name: str, *arguments: object) -> object:
        application = serve.deployment(replica, name=name).bind({}, *arguments)
        return serve.run(application, name=name, route_prefix=None, _local_testing_mode=True)

    router = handle(RouterReplica, "router")
    retriever = handle(RetrieverReplica, "retriever")
    handles = {
        "router": router,
        "retriever": retriever,
        "personalizer": handle(PersonalizerReplica, "personalizer"),
        "reasoner": handle(ReasonerReplica, "reasoner", None),
        "indexer": handle(IndexerReplica, "indexer", None),
    }
    built = await assembled(Settings(), handles, 4, None)  # type: ignore[arg-type]
    yield built.room
    await built.close()


async def test_every_port_over_its_remote(rooms: wiring.Rooms) -> None:
    student = uuid4()
    context = await rooms.personalizer.context(TENANT, student, ("algebra",))
    assert context == LearnerContext(detail=f"{os.getpid()}", weak_prerequisites=("algebra",))
    assert await rooms.personalizer.observe(TENANT, student) is None
    found = await rooms.retriever.look_up(TENANT, Search("ice", 4))
    assert (len(found.passages), found.vector) == (4, b"\x00<")
    assert (rooms.retriever.name, rooms.retriever.dimension) == ("standin", 4)
    assert (await rooms.retriever.embed(["x"] * 150)).shape == (150, 4)
    assert (await rooms.retriever.embed([])).shape == (0, 4)
    assert (await rooms.retriever.embed_passages(["x"] * 150)).shape == (150, 4 * (1 + PARTS))
    assert (await rooms.retriever.embed_passages([])).shape == (0, 4 * (1 + PARTS))
    assert (await rooms.indexer.rebuild(TENANT, "notes")).collection == "notes"
    assert (await rooms.indexer.roll_back(TENANT, "notes", 7)).path == "restores 7"


async def test_practice_over_its_remotes(rooms: wiring.Rooms) -> None:
    student = uuid4()
    wish = Wish(Purpose.CHECK, about=("a",), seed="seed")
    found = await rooms.personalizer.suggest(TENANT, student, wish)
    assert (found.slug, found.purpose) == ("item", Purpose.CHECK)
    assert found.chosen == Chosen("a", "learn", "seed", 0.75, {"worth": 1.0}, {"a": "A"})
    with pytest.raises(NotFound) as missing:
        await rooms.personalizer.suggest(TENANT, student, Wish(skill="none"))
    assert missing.value.field == "skill"
    standing = await rooms.personalizer.standing(TENANT, student)
    assert standing == PlacementStanding(True, PlacementSoFar(None, ("one",), 1))

    item = PracticeItem(uuid4(), "i", "q", "4", "number", ("a",), solution="So.")
    desk = rooms.reasoner
    graded = await desk.grade(TENANT, student, item, "4")
    assert graded == Graded(Verdict.PARTLY, 0.5, "4", Lack.UNIT)
    with pytest.raises(RoomUnavailable) as busy:
        await desk.grade(TENANT, student, item, "busy")
    assert busy.value.retry_after == 7.0
    with pytest.raises(CannotSolve):
        await desk.item_hint(TENANT, student, item, Help.CONCEPT)
    assert await desk.gives_away(TENANT, student, item, "4") is True
    assert await desk.gives_away(TENANT, student, item, "5") is False
    assert await desk.worked(TENANT, student, item) == "So."
    assert (await desk.variant(TENANT, student, "q?")).question == "q?"
    items = [replace(item, answer="" if at in (3, 95) else "4") for at in range(100)]
    assert [fault.row for fault in await desk.faults(TENANT, student, items)] == [3, 95]


async def test_errors_keep_their_type(rooms: wiring.Rooms) -> None:
    good, bad = await asyncio.gather(
        rooms.retriever.look_up(TENANT, Search("ice", 2)),
        rooms.retriever.look_up(TENANT, Search("bad", 2)),
        return_exceptions=True,
    )
    assert not isinstance(good, BaseException)
    assert isinstance(bad, InvalidInput)
    assert bad.field == "query"


async def test_streams_end_with_their_last_item(rooms: wiring.Rooms) -> None:
    request = ChatRequest(
        (ChatMessage(ChatRole.USER, (TextPart("hello"),)),), metadata={"chunks": "40"}
    )
    chunks = [chunk async for chunk in rooms.router.stream(request)]
    assert "".join(chunk.text for chunk in chunks) == "".join(f"{n} " for n in range(40))
    assert chunks[-1].stop is StopReason.END
    doubt = Doubt(uuid4(), uuid4(), "25", uuid4(), datetime.now(UTC))
    events = [each async for each in rooms.reasoner.reason(TENANT, doubt, LearnerContext(), ())]
    assert isinstance(events[-1], AnswerReady)
    assert "".join(each.text for each in events if isinstance(each, AnswerText)) == (
        events[-1].answer.text
    )


def asked(model: str = "") -> ChatRequest:
    return ChatRequest((ChatMessage(ChatRole.USER, (TextPart("hello"),)),), model=model)


async def test_the_router_answers_whole_in_one_message(rooms: wiring.Rooms) -> None:
    assert (await rooms.router.complete(asked())).text == "whole"
    reply = await rooms.router.embed(EmbeddingRequest(("a", "b")))
    assert reply.vectors == ((1.0,), (1.0,))
    assert await rooms.router.catalog() == [Listed("standin/one", context=9)]
    with pytest.raises(ModelRequestInvalid) as caught:
        await rooms.router.complete(asked("bad"))
    assert caught.value.field == "model"


async def test_leaving_a_whole_answer_cancels_it_and_no_other(rooms: wiring.Rooms) -> None:
    slow = asyncio.create_task(rooms.router.complete(asked("slow")))
    await asyncio.to_thread(standins.STARTED.wait, 10)
    assert (await rooms.router.complete(asked())).text == "whole"
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow


async def test_a_room_that_cannot_be_built_closes_the_others(
    rewired: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fynq.deployments.assembly import assembled
    from fynq.settings import Settings

    closed: list[str] = []

    async def close() -> None:
        closed.append("personalizer")

    async def personalizer(settings: Settings, shared: object = None) -> wiring.Built[object]:
        return wiring.Built(object(), close)

    async def retriever(settings: Settings, shared: object = None) -> wiring.Built[object]:
        raise RoomUnavailable("no")

    monkeypatch.setattr(wiring, "build_personalizer", personalizer)
    monkeypatch.setattr(wiring, "build_retriever", retriever)
    with pytest.raises(RoomUnavailable):
        await assembled(Settings(), {}, 1, None)
    assert closed == ["personalizer"]


async def test_a_new_policy_takes_over_and_running_streams_keep_the_old(
    rewired: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fynq.deployments.replica import Replica
    from fynq.deployments.router import RouterReplica
    from fynq.domain.chat import ChatChunk
    from fynq.domain.errors import ConfigurationError
    from fynq.settings import Settings

    built: list[int] = []
    closed: list[int] = []
    gate = asyncio.Event()
    closing = asyncio.Event()

    class Model:
        def __init__(self, attempts: int) -> None:
            self.attempts = attempts

        async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
            yield ChatChunk(text=str(self.attempts))
            await gate.wait()
            yield ChatChunk(stop=StopReason.END)

    async def router(settings: Settings) -> wiring.Built[Model]:
        attempts = settings.routing.max_attempts
        built.append(attempts)

        async def close() -> None:
            closed.append(attempts)
            closing.set()

        return wiring.Built(Model(attempts), close)

    monkeypatch.setattr(wiring, "build_router", router)
    monkeypatch.delattr(Replica, "__del__")
    replica = RouterReplica.__new__(RouterReplica)
    await replica.__init__({})  # type: ignore[misc]
    request = ChatRequest(())
    old = replica.stream(request)
    assert (await anext(old)).items[0].text == "3"
    await replica.reconfigure({"max_attempts": 5})
    assert closed == []
    new = replica.stream(request)
    assert (await anext(new)).items[0].text == "5"
    gate.set()
    assert [batch.ended async for batch in old][-1]
    await closing.wait()
    assert closed == [3]
    with pytest.raises(ConfigurationError):
        await replica.reconfigure({"attempts": 1})
    assert built == [3, 5]
    await new.aclose()
