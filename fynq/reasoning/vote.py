"""A vote: the same problem asked several times, until the outcome is clear.

Votes of one model go together, for it makes the same mistake again; so a vote never makes an answer
`verified`, and a model that is outvoted by itself is not contradicted, only doubted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from math import comb

from fynq.domain.chat import ChatModel, Usage
from fynq.domain.doubt import Witness
from fynq.domain.errors import ModelError, QuotaExceeded
from fynq.domain.learner import LearnerContext
from fynq.reasoning.attempt import together
from fynq.reasoning.model_route import Asker, propose

VOTE = "vote"
MOST_VOTES = 5
SURE_ENOUGH = 0.88
"""Reached by three alike, or four of five."""
_TEMPERATURE = 0.7

Same = Callable[[str, str], Awaitable[bool]]
"""Whether two results are the same, as answers to the problem."""


@dataclass(frozen=True, slots=True)
class Vote:
    """agreed and asked count ballots with a result, that of the answer itself among them."""

    agreed: int
    asked: int
    usage: Usage

    @property
    def witness(self) -> Witness | None:
        """None unless most ballots say the same, and it is likely that most others would."""
        if self.agreed < 2 or majority(self.agreed, self.asked - self.agreed) < SURE_ENOUGH:
            return None
        detail = (
            f"Asked anew, the model came to the same result {self.agreed} times of {self.asked}."
        )
        return Witness(VOTE, detail)


async def vote(
    model: ChatModel,
    question: str,
    final: str,
    name: str,
    learner: LearnerContext,
    seconds: float,
    asker: Asker,
    same: Same,
) -> Vote:
    """One ballot after the other, at most MOST_VOTES, until the majority is clear or cannot become
    so. name: 'provider/model' of the model that answered `final`."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + seconds
    found = Vote(1, 1, Usage())
    while found.asked < MOST_VOTES and not _decided(found):
        left = deadline - clock()
        if left <= 0:
            break
        try:
            async with asyncio.timeout(left):
                ballot = await propose(
                    model, question, learner, left, asker, pinned=name, temperature=_TEMPERATURE
                )
                agrees = bool(ballot.final) and await same(final, ballot.final)
        except (ModelError, QuotaExceeded, TimeoutError):
            break
        found = replace(found, usage=together(found.usage, ballot.usage))
        if ballot.refused:
            break
        found = replace(found, agreed=found.agreed + agrees, asked=found.asked + 1)
    return found


def _decided(found: Vote) -> bool:
    against = found.asked - found.agreed
    left = MOST_VOTES - found.asked
    clear = majority(found.agreed, against) >= SURE_ENOUGH
    return clear or majority(found.agreed + left, against) < SURE_ENOUGH


def majority(agreed: int, against: int) -> float:
    """The probability that the answer is the majority's, of two, after these ballots:
    P(p > 1/2) for p ~ Beta(agreed + 1, against + 1), the stopping rule of Aggarwal et al. 2023,
    "Let's Sample Step by Step", section 3. For whole numbers it is a binomial tail."""
    total = agreed + against + 1
    return float(sum(comb(total, k) for k in range(agreed + 1)) / 2**total)
