"""Help with a practice item: hints one after another, and the worked solution.

Hints that were written for the item come first, in their order; an item without gets fynq's own
ladder. The school's `most_help` limits both. A written hint that says the answer is a look at the
solution, whatever its author calls it. What the school allows is looked up for this moment and this
student at each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fynq.answering.as_shown import LADDER, as_shown, most_hints
from fynq.answering.practice_books import AttemptBook, Desk
from fynq.answering.practising import Practice
from fynq.domain.errors import CannotSolve, Conflict, Forbidden
from fynq.domain.identifiers import Tenant
from fynq.domain.policy import NO_HELP_NOW, Help, SchoolPolicy
from fynq.domain.practice import Attempt, AttemptStatus, ItemHint
from fynq.reasoning.hints.hinted import PLAINEST
from fynq.reasoning.school_notation import written

_PLAIN = 2
"""Hints to an item that the solver cannot solve."""
NO_SOLUTION = "Your school does not show solutions."


@dataclass(frozen=True, slots=True)
class HintGiven:
    """number: from 1. rung: of fynq's own hints; None of written ones."""

    attempt: Attempt
    number: int
    text: str
    more: bool
    rung: Help | None = None


@dataclass(frozen=True, slots=True)
class SolutionShown:
    """text: Markdown; '' where nobody wrote a solution and the solver finds none."""

    attempt: Attempt
    answer: str
    text: str
    by_author: bool


@dataclass(frozen=True)
class PracticeHelp:
    practice: Practice
    attempts: AttemptBook
    desk: Desk

    async def hint(self, tenant: Tenant, student: UUID, attempt: UUID) -> HintGiven:
        """The next one; after the last that one again. Raises Conflict when the attempt is over,
        Forbidden when the next hint says more than the school allows now."""
        found = await self.practice.attempt(tenant, student, attempt)
        if found.status is not AttemptStatus.OPEN:
            raise Conflict("This attempt is over.", field="attempt_id")
        policy = await self._allowed(tenant, student)
        most = most_hints(found, policy)
        number = min(found.hints + 1, most)
        rung: Help | None = None
        solution = False
        if found.item.hints:
            text = found.item.hints[number - 1]
            solution = await self.desk.gives_away(tenant, student, found.item, text)
            if solution and policy.most_help is not Help.SOLUTION:
                raise Forbidden(NO_SOLUTION)
        else:
            given, most = await self._own(tenant, student, found, number, most)
            rung, text, number = given.rung, given.text, min(number, most)
        after = await self.attempts.help_given(tenant, student, attempt, number, solution=solution)
        shown = as_shown(after, policy)
        return HintGiven(shown, number, written(text, policy), number < most, rung)

    async def _own(
        self, tenant: Tenant, student: UUID, attempt: Attempt, number: int, most: int
    ) -> tuple[ItemHint, int]:
        """fynq's own hint, and how many there are as far as that is known now."""
        wanted = LADDER[number - 1]
        try:
            given = await self.desk.item_hint(tenant, student, attempt.item, wanted)
        except CannotSolve:
            plain = number < _PLAIN
            hint = ItemHint(Help.RESTATE, PLAINEST.text) if plain else _about(attempt)
            return hint, min(most, _PLAIN)
        return given, most if given.rung is wanted else number

    async def solution(self, tenant: Tenant, student: UUID, attempt: UUID) -> SolutionShown:
        """Seen from now on. Raises Forbidden where the school shows none, or none now."""
        found = await self.practice.attempt(tenant, student, attempt)
        policy = await self._allowed(tenant, student)
        if policy.most_help is not Help.SOLUTION:
            raise Forbidden(NO_SOLUTION)
        text = found.item.solution
        if not text:
            try:
                text = await self.desk.worked(tenant, student, found.item)
            except CannotSolve:
                text = ""
        after = await self.attempts.help_given(tenant, student, attempt, found.hints, solution=True)
        return SolutionShown(
            as_shown(after, policy),
            written(found.item.answer, policy),
            written(text, policy),
            bool(found.item.solution),
        )

    async def _allowed(self, tenant: Tenant, student: UUID) -> SchoolPolicy:
        """Raises Forbidden while the school gives no help at all."""
        policy = await self.practice.allowed(tenant, student)
        if policy.closed:
            raise Forbidden(NO_HELP_NOW)
        return policy


def _about(attempt: Attempt) -> ItemHint:
    names = [attempt.chosen.names.get(slug, slug) for slug in attempt.item.skills]
    told = f"It belongs to: {', '.join(names)}. Write down the rule or formula of it that connects"
    return ItemHint(Help.CONCEPT, f"{told} what is given with what is asked.")
