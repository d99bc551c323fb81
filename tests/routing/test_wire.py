"""The router over real providers and real sockets: a failing primary and a good fallback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from fynq.domain.chat import ChatReply, Delivery, StopReason
from fynq.domain.collected import collected
from fynq.domain.errors import ModelError, ModelRefused
from fynq.providers.build import build_providers
from fynq.routing.compose import compose
from fynq.routing.free import FreePurse, OwnRests
from fynq.routing.options import ModelRow, PolicyRow, ProviderKind, ProviderRow, RoutingOptions
from fynq.routing.ports import Outcome
from fynq.routing.router import Router
from tests.routing.scripted import GOOD, Scripted, question
from tests.wire.fault_server import FaultServer, fault_server
from tests.wire.faults import Fault
from tests.wire.wire_formats import FormatName

KEYS = {"FIRST_KEY": "first", "SECOND_KEY": "second", "GOOD_KEY": "good"}
SAID = "One two three four five six seven eight nine ten."
GOOD_SAID = "The fallback says so: four."
PLAIN = {
    Fault.OK,
    Fault.LATE,
    Fault.SLOW,
    Fault.SLOW_START,
    Fault.NO_USAGE,
    Fault.UNICODE,
    Fault.COMMENTS,
    Fault.CRLF,
}
REFUSALS = {Fault.REFUSED_REQUEST, Fault.REFUSED_ANSWER, Fault.REFUSED_WORDS, Fault.REFUSED_LATE}
LATE = {
    Fault.RESET_LATE,
    Fault.STALL_LATE,
    Fault.CUT_LATE,
    Fault.BAD_JSON_LATE,
    Fault.ERROR_EVENT_LATE,
}
KEY_FAULTS = {
    Fault.RATE_LIMIT,
    Fault.RATE_LIMIT_DATE,
    Fault.RATE_LIMIT_MS,
    Fault.RATE_LIMIT_BARE,
    Fault.QUOTA_GONE,
    Fault.BAD_KEY,
    Fault.FORBIDDEN,
}
BROKEN = sorted(set(Fault) - PLAIN - REFUSALS)


@pytest.fixture
async def server() -> AsyncIterator[FaultServer]:
    async with fault_server() as running:
        running.says.update({"main": SAID, "good": GOOD_SAID})
        yield running


class House:
    def __init__(
        self,
        server: FaultServer,
        *,
        kind: ProviderKind = "openai-compatible",
        fallback: bool = True,
        keys: int = 1,
    ) -> None:
        limits = {
            "connect_seconds": 1.0,
            "first_token_seconds": 1.2,
            "silence_seconds": 0.8,
            "total_seconds": 5.0,
        }
        main = ProviderRow(
            "main",
            kind=kind,
            base_url=server.url(WIRES.get(kind, "openai")),
            key_variables=("FIRST_KEY", "SECOND_KEY")[:keys],
            models=(ModelRow("main", context=100, input_price=1.0, output_price=1.0),),
            **limits,  # type: ignore[arg-type]
        )
        good = ProviderRow(
            "good",
            base_url=server.url(),
            key_variables=("GOOD_KEY",),
            models=(ModelRow("good", context=1000),),
            connect_seconds=10.0,
            first_token_seconds=30.0,
            silence_seconds=30.0,
            total_seconds=60.0,
        )
        names = ("main", "good") if fallback else ("main",)
        self.options = RoutingOptions(
            providers=(main, good),
            order=names,
            policies=(PolicyRow("open", elsewhere=True),),
        )
        self.purse = FreePurse()
        self.providers = build_providers(self.options, Scripted(GOOD), KEYS)
        self.router: Router = compose(self.options, self.providers.routes, self.purse, OwnRests())

    async def __aenter__(self) -> House:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.providers.close()

    async def ask(self, way: str, delivery: Delivery, model: str = "", **more: float) -> ChatReply:
        request = question(model, delivery, max_tokens=0, **more)
        if way == "complete":
            return await self.router.complete(request)
        return await collected(self.router.stream(request))


WIRES: dict[ProviderKind, FormatName] = {
    "anthropic": "anthropic",
    "gemini": "gemini",
    "mistral": "mistral",
    "vllm": "vllm",
}


def attempts(server: FaultServer, model: str) -> int:
    return sum(each.model == model for each in server.seen.attempts)


@pytest.mark.parametrize("delivery", [Delivery.BUFFERED, Delivery.RESTART])
@pytest.mark.parametrize("way", ["stream", "complete"])
@pytest.mark.parametrize("fault", BROKEN)
async def test_a_good_fallback_makes_the_answer_whole(
    server: FaultServer, fault: Fault, way: str, delivery: Delivery
) -> None:
    if way == "complete" and delivery is Delivery.RESTART:
        delivery = Delivery.LIVE
    server.plan("main", [fault] * 5)
    async with House(server) as house:
        reply = await house.ask(way, delivery)
    assert reply.text == GOOD_SAID
    assert reply.stop is StopReason.END
    assert reply.model == "good/good"
    assert reply.routed is not None
    assert reply.routed.attempts == len(server.seen.attempts) <= 3
    assert attempts(server, "main") <= 2
    (booked,) = house.purse.booked.values()
    assert [a.outcome for a in booked][-1] is Outcome.ANSWERED
    assert len(booked) == len(server.seen.attempts)


@pytest.mark.parametrize("way", ["stream", "complete"])
@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize("kind", ["openai", *WIRES])
async def test_so_it_is_for_every_vendor(
    server: FaultServer, kind: ProviderKind, fault: Fault, way: str
) -> None:
    server.plan("main", [fault] * 5)
    async with House(server, kind=kind) as house:
        reply = await house.ask(way, Delivery.BUFFERED)
    assert (reply.text, reply.stop, reply.model) == (GOOD_SAID, StopReason.END, "good/good")
    assert attempts(server, "main") <= 2
    (booked,) = house.purse.booked.values()
    assert len(booked) == len(server.seen.attempts) <= 3


@pytest.mark.parametrize("fault", sorted(LATE))
async def test_live_ends_in_a_typed_error_after_content(server: FaultServer, fault: Fault) -> None:
    server.plan("main", [fault] * 5)
    told = []
    async with House(server) as house:
        with pytest.raises(ModelError):
            async for chunk in house.router.stream(question(max_tokens=0)):
                told.append(chunk)
    assert "".join(c.text for c in told)
    assert SAID.startswith("".join(c.text for c in told))
    assert not any(c.stop for c in told)
    assert attempts(server, "good") == 0


@pytest.mark.parametrize("way", ["stream", "complete"])
@pytest.mark.parametrize("fault", sorted(PLAIN))
async def test_what_is_no_failure_is_passed_on(server: FaultServer, fault: Fault, way: str) -> None:
    server.plan("main", [fault])
    async with House(server) as house:
        reply = await house.ask(way, Delivery.LIVE)
    assert reply.model == "main/main"
    assert reply.usage.output_tokens > 0
    assert reply.usage.estimated == (fault is Fault.NO_USAGE)
    assert len(server.seen.attempts) == 1


@pytest.mark.parametrize("way", ["stream", "complete"])
@pytest.mark.parametrize("fault", sorted(REFUSALS))
async def test_refused_content_goes_elsewhere_only_by_policy(
    server: FaultServer, fault: Fault, way: str
) -> None:
    server.plan("main", [fault] * 2)
    async with House(server) as house:
        try:
            reply = await house.ask(way, Delivery.BUFFERED)
        except ModelRefused:
            pass
        else:
            assert reply.stop is StopReason.REFUSAL
        assert attempts(server, "good") == 0
        assert (await house.ask(way, Delivery.BUFFERED, "open")).text == GOOD_SAID


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        ("rate-limit@0.6", 0.6),
        ("rate-limit-ms@0.4", 0.4),
        ("overloaded-wait@0.5", 0.5),
    ],
)
@pytest.mark.parametrize("way", ["stream", "complete"])
async def test_waits_are_what_the_provider_asked_for(
    server: FaultServer, fault: str, wait: float, way: str
) -> None:
    server.plan("main", [fault])
    async with House(server, fallback=False) as house:
        assert (await house.ask(way, Delivery.LIVE)).text == SAID
    first, second = (each.at for each in server.seen.attempts)
    assert wait <= second - first <= wait * 1.2


@pytest.mark.parametrize("fault", BROKEN)
async def test_keys_change_only_for_a_keys_fault(server: FaultServer, fault: Fault) -> None:
    server.plan("main", [fault])
    async with House(server, fallback=False, keys=2) as house:
        try:
            reply = await house.ask("stream", Delivery.BUFFERED)
        except ModelError:
            reply = None
    used = [each.key for each in server.seen.attempts]
    if fault in KEY_FAULTS:
        assert reply is not None
        assert reply.text == SAID
        assert sorted(used) == ["first", "second"]
    else:
        assert len(set(used)) == 1


@pytest.mark.parametrize("way", ["stream", "complete"])
async def test_nothing_is_sent_after_the_caller_has_left(server: FaultServer, way: str) -> None:
    server.plan("main", [Fault.SILENT] * 3)
    async with House(server) as house:
        task = asyncio.create_task(house.ask(way, Delivery.LIVE))
        async with asyncio.timeout(5):
            while not server.seen.attempts:
                await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(2):
            while server.seen.attempts[0].left is None:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
    assert len(server.seen.attempts) == 1
    ((booked,),) = house.purse.booked.values()
    assert booked.outcome is Outcome.ABORTED


async def test_the_ledger_is_what_the_provider_counted(server: FaultServer) -> None:
    async with House(server) as house:
        for fault in ("ok", "late@0.05", "slow@0.01", "unicode", "crlf"):
            server.plan("main", [fault])
            for way in ("stream", "complete"):
                await house.ask(way, Delivery.LIVE)
    booked = [a for attempts in house.purse.booked.values() for a in attempts]
    billed = server.seen.billed()
    assert sum(a.usage.input_tokens for a in booked) == billed.input
    assert sum(a.usage.output_tokens for a in booked) == billed.output
