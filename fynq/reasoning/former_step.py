"""'Why did you divide by 2?': the step of the former solution that a student asks about."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fynq.domain.doubt import Answer, Doubt, Hint, Step, Verification, Witness
from fynq.domain.errors import CannotSolve
from fynq.domain.policy import Help
from fynq.reasoning import followup
from fynq.reasoning.escalating import BUILTIN
from fynq.reasoning.hinting import Hinting
from fynq.reasoning.hints.request import Request, problem_of
from fynq.reasoning.ports import Hints, Solve, Verify

_MODEL = BUILTIN + "solver"


@dataclass(frozen=True)
class FormerStep:
    solve: Solve
    verify: Verify
    hints: Hints | None
    seconds: float

    async def answer(self, doubt: Doubt, request: Request) -> Answer | None:
        """Worked out and checked again; after a hint, only why the step is allowed. None when it
        cannot be told which step is meant, or nothing is known of it."""
        last = doubt.turns[-1]
        former = problem_of(replace(doubt, question=last.question, turns=doubt.turns[:-1]))
        try:
            solved = await self.solve(former, self.seconds)
        except CannotSolve:
            return None
        index = followup.step_meant(doubt.question, solved)
        if index is None:
            return None
        given = last.rung or request.rung
        if given not in (None, Help.SOLUTION):
            if self.hints is None:
                return None
            hint = Hint(given or Help.RESTATE, not request.last)
            hinting = Hinting(self.hints, self.seconds)
            return await hinting.about_step(former, solved, index, model=_MODEL, hint=hint)
        step = solved.steps[index]
        why = followup.reason_for(step)
        report = await self.verify(former, solved, self.seconds)
        if not why or report.contradicted:
            return None
        text = f"You ask about step {index + 1} of the solution, **{step.title}**:\n\n{step.text}\n\n{why}\n"
        checked = index < len(report.checked) and report.checked[index]
        again = Witness("numeric", "This step was checked again by numbers.", 1)
        return Answer(
            text=text,
            final=step.title,
            status=Verification.VERIFIED if checked and report.agreed else Verification.LIKELY,
            model=_MODEL,
            steps=(Step(1, step.title, step.text, checked),),
            witnesses=(again,) if checked else (),
            subject=solved.subject,
            skills=solved.skills,
        )
