"""A school uploaded a book; a student asks what only the book can answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fynq.answering.answer_doubt import AnswerDoubt
from fynq.domain.doubt import (
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    Progress,
    StepFound,
    Verification,
)
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Found, Passage, Search
from fynq.domain.policy import SchoolPolicy
from fynq.reasoning.reasoner import Reasoner
from fynq.reasoning.worked_examples.found import LookedUp
from fynq.reasoning.worked_examples.look_up import look_up
from tests.answering.test_answer_doubt import TENANT, Log, Rooms, doubt
from tests.reasoning.test_reasoner import builtin, solving, verifying

BOOK = """# Pulling and pushing

A body speeds up by the force that is left when friction is taken off.

### Example 3

A 20 kg crate is pushed with 70 N while friction holds it back with 30 N. Find its acceleration.

**Solution.** What is left is $70 - 30 = 40$ N. So $a = \\frac{F}{m} = \\frac{40}{20} = 2\\ \\mathrm{m/s^2}$.
"""
ALIKE = "A 25 kg sled is pushed with 90 N while friction holds it back with 40 N. Find its acceleration."


@dataclass
class Library(Rooms):
    book: str = BOOK

    async def look_up(self, tenant: Tenant, search: Search) -> Found:
        found = Passage(UUID(int=1), UUID(int=2), 1, "Physics 9", "Forces", 0, len(self.book), self.book, 0.5)  # fmt: skip
        return Found((found,) if self.book else (), b"vector")

    async def policy(self, tenant: Tenant) -> SchoolPolicy:
        return SchoolPolicy()


async def looking(question: str, texts: Sequence[str], seconds: float) -> LookedUp:
    return look_up(question, texts)


async def run(library: Library, question: str) -> tuple[Log, list[AnswerEvent]]:
    log = Log()
    reasoner = Reasoner(solving, verifying, builtin(), look_up=looking)
    answer = AnswerDoubt(log, library, library, reasoner, library, library)
    return log, [event async for event in answer(TENANT, doubt(question))]


async def test_a_doubt_is_answered_like_an_example_of_the_book_and_says_so() -> None:
    library = Library()
    log, found = await run(library, ALIKE)
    last = found[-1]
    assert isinstance(last, AnswerReady)
    answer = last.answer
    assert answer.final == r"2\ \mathrm{m/s^2}"
    assert answer.status is Verification.LIKELY
    (citation,) = answer.citations
    assert BOOK[citation.start : citation.end] == citation.quote
    assert citation.title == "Physics 9" and "20 kg crate" in citation.quote
    assert [type(event) for event in found if isinstance(event, StepFound)] == [StepFound] * 2
    assert "".join(e.text for e in found if isinstance(e, AnswerText)) == answer.text
    assert Progress("solving", "reading worked examples") in found
    assert log.closed[0][0] == last
    assert library.kept == [], "only what is verified is kept for others"


async def test_without_the_book_it_is_refused_with_what_would_help() -> None:
    _, found = await run(Library(book=""), ALIKE)
    assert isinstance(found[-1], AnswerRefused)


async def test_a_condition_that_changes_the_method_is_refused_and_the_text_still_shown() -> None:
    stuck = ALIKE.replace("90 N", "30 N")
    _, found = await run(Library(), stuck)
    assert isinstance(found[-1], AnswerRefused)
