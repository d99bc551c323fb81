"""A bridge is offered after the answer, and never instead of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from fynq.answering.bridging import Bridging, Material, without_quotes
from fynq.domain.bridge import Bridge, Gap, GapKind, TryThis
from fynq.domain.doubt import AnswerFailed, AnswerReady, BridgeFound, Doubt, Hint
from fynq.domain.errors import RoomUnavailable, StorageUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help, HelpWindow, SchoolPolicy
from tests.answering.test_answer_doubt import ANSWER, TENANT, Log, Rooms, build, doubt

GAP = Gap("fractions", "F", GapKind.WEAK, "linear", "L", ("fractions", "linear"), 4, 1.0, 0.3)
CITED = Citation(UUID(int=1), UUID(int=2), 1, "F", 0, 4, "Half")
MATERIAL = Material("Parts.", CITED, TryThis("half", "1/2?"))


@dataclass
class House:
    """Gaps and BridgeBook."""

    found: Gap | None = GAP
    away: str = ""
    asked: list[tuple[str, ...]] = field(default_factory=list)
    kept: list[Bridge] = field(default_factory=list)
    keeps: bool = True

    async def gap(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> Gap | None:
        self.asked.append(tuple(skills))
        if self.away == "gap":
            raise RoomUnavailable("away")
        return self.found

    async def material(self, tenant: Tenant, skill: str) -> Material:
        if self.away == "material":
            raise StorageUnavailable("away")
        return MATERIAL

    async def keep_bridge(self, tenant: Tenant, doubt: Doubt, bridge: Bridge) -> bool:
        if self.away == "keep":
            raise StorageUnavailable("away")
        self.kept.append(bridge)
        return self.keeps


async def test_what_is_missing_is_offered_with_what_the_school_has_on_it() -> None:
    house = House()
    bridge = await Bridging(house, house)(TENANT, doubt(), ANSWER)
    assert bridge is not None and bridge.gap == GAP
    assert (bridge.explanation, bridge.passage, bridge.practice) == (
        "Parts.",
        CITED,
        MATERIAL.practice,
    )
    assert "Of 4 exercises" in bridge.why
    assert house.asked == [("linear-equations",)] and house.kept == [bridge]


async def test_no_gap_no_skill_and_what_was_said_already() -> None:
    for house in (House(found=None), House(keeps=False)):
        assert await Bridging(house, house)(TENANT, doubt(), ANSWER) is None
    house = House()
    assert await Bridging(house, house)(TENANT, doubt(), replace(ANSWER, skills=())) is None
    assert house.asked == []


async def test_an_outage_costs_the_bridge_and_nothing_else() -> None:
    for away in ("gap", "material", "keep"):
        house = House(away=away)
        assert await Bridging(house, house)(TENANT, doubt(), ANSWER) is None


async def test_with_a_hint_nothing_is_quoted() -> None:
    house = House()
    hinted = replace(ANSWER, hint=Hint(Help.CONCEPT, True))
    bridge = await Bridging(house, house)(TENANT, doubt(), hinted)
    assert bridge is not None and bridge == without_quotes(bridge)
    assert (bridge.explanation, bridge.passage.quote, bridge.practice.question) == ("", "", "")  # type: ignore[union-attr]
    whole = replace(ANSWER, hint=Hint(Help.SOLUTION, False))
    bridge = await Bridging(house, house)(TENANT, doubt(), whole)
    assert bridge is not None and bridge.passage == CITED


async def test_it_comes_after_the_terminal_event_and_after_the_learning() -> None:
    log, rooms, house = Log(), Rooms(), House()
    learned_first = []

    async def offer(tenant: Tenant, asked: Doubt, answer: object) -> Bridge | None:
        learned_first.append(list(rooms.observed))
        return await Bridging(house, house)(tenant, asked, ANSWER)

    answer = replace(build(log, rooms), bridge=offer)
    asked = doubt()
    events = [e async for e in answer(TENANT, asked)]
    assert events[-2] == AnswerReady(ANSWER)
    assert isinstance(events[-1], BridgeFound)
    assert learned_first == [[asked.student]]


async def test_a_doubt_that_was_cancelled_or_failed_gets_none() -> None:
    house = House()
    for log, rooms in ((Log(still_open=False), Rooms()), (Log(), Rooms((RoomUnavailable("x"),)))):
        answer = replace(build(log, rooms), bridge=Bridging(house, house))
        events = [e async for e in answer(TENANT, doubt())]
        assert isinstance(events[-1], AnswerFailed)
    assert house.asked == []


async def test_the_policy_is_that_of_the_moment_and_of_the_students_grade() -> None:
    """With the personalizer away the grade is unknown, and a window for grades holds."""

    class School(Rooms):
        async def policy(self, tenant: Tenant) -> SchoolPolicy:
            return SchoolPolicy(windows=(HelpWindow("w", Help.RESTATE, grades=(10,)),))

        async def context(self, *_: object) -> LearnerContext:  # type: ignore[override]
            if self.down:
                raise RoomUnavailable
            return LearnerContext(grade=self.grade)

        grade = 9

    rooms = School()
    for grade, down, most in (
        (9, False, Help.SOLUTION),
        (10, False, Help.RESTATE),
        (9, True, Help.RESTATE),
    ):
        rooms.grade, rooms.down = grade, down
        _ = [e async for e in build(Log(), rooms)(TENANT, doubt())]
        assert rooms.learner is not None
        assert rooms.learner.policy == SchoolPolicy(most)
