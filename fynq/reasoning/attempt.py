"""A model's answer to a problem, and what the checks say of it."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.domain.chat import Usage
from fynq.domain.doubt import Witness
from fynq.reasoning.model_route import Proposed
from fynq.reasoning.solved import Report
from fynq.reasoning.verification.units_checked import NO_UNITS, Units
from fynq.reasoning.verification.worked import Worked

NO_ANSWER = "It gave no answer."
_MOST_OBJECTIONS = 5


@dataclass(frozen=True, slots=True)
class Attempt:
    """report: of the result, against the question. worked: of the calculations in its steps.
    units: of the units that they carry.

    program: that a program computes the same; program_differs: a sentence when it does not.
    opinions: of other models that agree; doubted: a sentence when they do not.
    """

    proposed: Proposed
    report: Report
    worked: Worked
    units: Units = NO_UNITS
    program: Witness | None = None
    program_differs: str = ""
    opinions: tuple[Witness, ...] = ()
    doubted: str = ""

    @property
    def contradicted(self) -> bool:
        checks = self.report, self.worked, self.units
        return any(check.contradicted for check in checks)

    @property
    def rejected(self) -> bool:
        differs = self.program_differs or self.doubted
        return self.contradicted or bool(differs) or not self.proposed.final

    @property
    def right(self) -> bool | None:
        """What the model is rated by; None when no check can judge.

        Calculations that are all right, or units that agree with their numbers in every line, and
        lead to the result count as right, although they do not tell whether the problem was set up
        rightly.
        """
        if self.rejected:
            return False
        sure = self.report.agreed or self.worked.supported or self.units.supported
        return True if sure else None

    @property
    def objections(self) -> tuple[str, ...]:
        """Plain sentences: which check failed, with the numbers."""
        if not self.proposed.final:
            return (NO_ANSWER,)
        found = [said for _, said in self.of_steps]
        if self.units.result_objection:
            found.append(self.of_result)
        if self.report.contradicted:
            why = self.report.objection or "The check of the result failed."
            found.append(f"The result {self.proposed.final} does not fit the question. {why}")
        if self.program_differs:
            found.append(f"The result is {self.proposed.final}. {self.program_differs}")
        if self.doubted:
            found.append(self.doubted)
        return tuple(found)

    @property
    def of_steps(self) -> tuple[tuple[int, str], ...]:
        """Steps that do not hold, from 0, each with its objection; where the calculation of one is
        wrong its units are not spoken of."""
        wrong = self.worked.wrong
        found = [(each.step, said) for each, said in zip(wrong, self.worked.objections(len(wrong)), strict=True)]  # fmt: skip
        steps = {step for step, _ in found}
        found += [
            (each.step, each.objection) for each in self.units.wrong if each.step not in steps
        ]
        return tuple(sorted(found, key=lambda each: each[0])[:_MOST_OBJECTIONS])

    @property
    def of_result(self) -> str:
        """What the unit of the result is objected to, '' for nothing."""
        said = self.units.result_objection
        return f"The result is {self.proposed.final}. {said}" if said else ""

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        program = (self.program,) if self.program is not None else ()
        others = (*program, *self.opinions)
        others = (*self._of_units(), *others)
        if not self.worked.supported:
            return (*self.report.witnesses, *others)
        count = sum(each.holds is True for each in self.worked.calculations)
        calculations = "the calculation" if count == 1 else f"all {count} calculations"
        detail = f"Done again with exact numbers: {calculations} of the steps, down to the result."
        return (*self.report.witnesses, Witness("recomputation", detail), *others)

    def _of_units(self) -> tuple[Witness, ...]:
        if not self.units.supported:
            return ()
        count = len(self.units.lines)
        lines = "the line" if count == 1 else f"all {count} lines"
        detail = f"Units and numbers were carried through {lines} of the working that have units, down to the result."
        return (Witness("units", detail),)

    @property
    def bad_steps(self) -> frozenset[int]:
        """Of which a calculation or a unit is wrong, from 0."""
        calculations = {each.step for each in self.worked.wrong}
        return frozenset(calculations | {each.step for each in self.units.wrong})

    def checked(self, step: int) -> bool:
        """Whether what can be checked of the step, from 0, holds."""
        holds = self.worked.checked(step) or self.units.checked(step)
        return holds and step not in self.bad_steps

    @property
    def first_bad_step(self) -> int | None:
        """From 0; None when no step is known to be wrong."""
        return min(self.bad_steps, default=None)

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
