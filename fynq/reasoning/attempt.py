"""A model's answer to a problem, and what the checks say of it."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.domain.chat import Usage
from fynq.domain.doubt import Witness
from fynq.reasoning.model_route import Proposed
from fynq.reasoning.solved import Report
from fynq.reasoning.verification.worked import Worked

NO_ANSWER = "It gave no answer."


@dataclass(frozen=True, slots=True)
class Attempt:
    """report: of the result, against the question. worked: of the calculations in its steps.

    program: that a program computes the same; program_differs: a sentence when it does not.
    opinions: of other models that agree; doubted: a sentence when they do not.
    """

    proposed: Proposed
    report: Report
    worked: Worked
    program: Witness | None = None
    program_differs: str = ""
    opinions: tuple[Witness, ...] = ()
    doubted: str = ""

    @property
    def contradicted(self) -> bool:
        return self.report.contradicted or self.worked.contradicted

    @property
    def rejected(self) -> bool:
        differs = self.program_differs or self.doubted
        return self.contradicted or bool(differs) or not self.proposed.final

    @property
    def right(self) -> bool | None:
        """What the model is rated by; None when no check can judge.

        Calculations that are all right and lead to the result count as right, although they do not
        tell whether the problem was set up rightly.
        """
        if self.rejected:
            return False
        return True if self.report.agreed or self.worked.supported else None

    @property
    def objections(self) -> tuple[str, ...]:
        """Plain sentences: which check failed, with the numbers."""
        if not self.proposed.final:
            return (NO_ANSWER,)
        found = list(self.worked.objections())
        if self.report.contradicted:
            why = self.report.objection or "The check of the result failed."
            found.append(f"The result {self.proposed.final} does not fit the question. {why}")
        if self.program_differs:
            found.append(f"The result is {self.proposed.final}. {self.program_differs}")
        if self.doubted:
            found.append(self.doubted)
        return tuple(found)

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        program = (self.program,) if self.program is not None else ()
        others = (*program, *self.opinions)
        if not self.worked.supported:
            return (*self.report.witnesses, *others)
        count = sum(each.holds is True for each in self.worked.calculations)
        calculations = "the calculation" if count == 1 else f"all {count} calculations"
        detail = f"Done again with exact numbers: {calculations} of the steps, down to the result."
        return (*self.report.witnesses, Witness("recomputation", detail), *others)

    @property
    def text(self) -> str:
        """The answer as it stands, for whoever is to do better."""
        steps = [
            f"{at}. {title}\n{text}" for at, (title, text) in enumerate(self.proposed.steps, 1)
        ]
        return "\n".join([*steps, f"Result: {self.proposed.final or 'none'}"])


def together(one: Usage, other: Usage) -> Usage:
    return Usage(
        one.input_tokens + other.input_tokens,
        one.output_tokens + other.output_tokens,
        one.cached_tokens + other.cached_tokens,
        one.reasoning_tokens + other.reasoning_tokens,
        one.cost_micros + other.cost_micros,
        one.estimated or other.estimated,
    )
