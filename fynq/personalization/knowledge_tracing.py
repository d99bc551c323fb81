"""Bayesian knowledge tracing: is a skill known, and when did that happen.

Corbett and Anderson 1995, "Knowledge tracing: modeling the acquisition of procedural knowledge",
User Modeling and User-Adapted Interaction 4: a hidden skill is known or not, is never forgotten
here (forgetting.py does that), and answers slip and are guessed. Fitted by expectation
maximization with the exact smoothing of a two-state chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tracing:
    """Probabilities of one skill. known: before the first chance; learn: at each chance; slip: a
    wrong answer of who knows it; guess: a right one of who does not."""

    known: float = 0.4
    learn: float = 0.1
    slip: float = 0.1
    guess: float = 0.2

    def success(self, known: float) -> float:
        """P(right answer) of who knows the skill with probability `known`."""
        return known * (1.0 - self.slip) + (1.0 - known) * self.guess

    def after(self, known: float, outcome: float, guess: float = 0.0) -> float:
        """P(known) after an answer and the chance to learn from it. outcome in [0, 1]: between
        the ends it is the mixture of both. guess: of the item, where it is easier to guess than
        usual."""
        seen = self.told(known, outcome, guess)
        return seen + (1.0 - seen) * self.learn

    def told(self, known: float, outcome: float, guess: float = 0.0) -> float:
        """P(known) by what was seen, without anything learned from it."""
        guess = max(guess, self.guess)
        right = known * (1.0 - self.slip)
        wrong = known * self.slip
        return outcome * right / (right + (1.0 - known) * guess) + (1.0 - outcome) * wrong / (
            wrong + (1.0 - known) * (1.0 - guess)
        )


_MOST_SLIP, _MOST_GUESS = 0.4, 0.5
"""Beyond these a wrong answer would speak for knowing (Baker, Corbett and Aleven 2008, "More accurate
student modeling through contextual estimation of slip and guess probabilities")."""


def fitted(
    answers: Sequence[Sequence[float]], prior: Tracing = Tracing(), rounds: int = 12
) -> Tracing:
    """The parameters of a skill from its students' answers (0 or 1), each student's in order.

    prior: what ten chances' worth of evidence would say; with little data it stays.
    """
    found = prior
    for _ in range(rounds):
        counts = _Counts()
        for sequence in answers:
            if sequence:
                counts.add(sequence, found)
        found = counts.maximized(prior)
    return found


_WORTH = 10.0


@dataclass(slots=True)
class _Counts:
    """Expected counts of one round."""

    first_known: float = 0.0
    firsts: float = 0.0
    learned: float = 0.0
    chances: float = 0.0
    slips: float = 0.0
    known: float = 0.0
    guesses: float = 0.0
    unknown: float = 0.0

    def add(self, sequence: Sequence[float], now: Tracing) -> None:
        before: list[float] = []
        after: list[float] = []
        known = now.known
        for outcome in sequence:
            before.append(known)
            right = known * ((1.0 - now.slip) if outcome else now.slip)
            wrong = (1.0 - known) * (now.guess if outcome else 1.0 - now.guess)
            after.append(right / (right + wrong))
            known = after[-1] + (1.0 - after[-1]) * now.learn
        smoothed = after[-1]
        self._seen(smoothed, sequence[-1])
        for at in range(len(sequence) - 2, -1, -1):
            earlier = smoothed * after[at] / before[at + 1] if before[at + 1] else 0.0
            self.learned += smoothed - earlier
            self.chances += 1.0 - earlier
            smoothed = earlier
            self._seen(smoothed, sequence[at])
        self.first_known += smoothed
        self.firsts += 1.0

    def _seen(self, known: float, outcome: float) -> None:
        self.known += known
        self.unknown += 1.0 - known
        self.slips += known * (1.0 - outcome)
        self.guesses += (1.0 - known) * outcome

    def maximized(self, prior: Tracing) -> Tracing:
        def share(count: float, of: float, start: float) -> float:
            return (count + _WORTH * start) / (of + _WORTH)

        return Tracing(
            known=share(self.first_known, self.firsts, prior.known),
            learn=share(self.learned, self.chances, prior.learn),
            slip=min(share(self.slips, self.known, prior.slip), _MOST_SLIP),
            guess=min(share(self.guesses, self.unknown, prior.guess), _MOST_GUESS),
        )
