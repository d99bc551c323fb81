"""Physics: quantities with units, the law between them. See fynq/reasoning/physics."""

from __future__ import annotations

from dataclasses import replace

from fynq.reasoning.chapters.presenting import presented
from fynq.reasoning.physics.checking import check_answer
from fynq.reasoning.physics.solving import answer
from fynq.reasoning.physics.writing import answer_unit, is_exact, number, steps_of, with_unit
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.verification.form import form_of


def solve(question: str) -> SolvedProblem:
    found = answer(question)
    case = found.case
    own = case.model.symbols[case.asked]
    unit = answer_unit(case)
    places = form_of(question).places
    if case.scale == 1:
        final = with_unit(found.value, unit, places=places, whole=is_exact(case, found.links))
    else:
        final = number(found.value / float(unit.factor) / case.scale, places=places)
    steps = steps_of(case, found.links)
    steps.append(("State the answer", f"$${own.latex} = {final}$$"))
    asked = f"{own.latex} = \\,?"
    solved = presented("physics", case.model.name, asked, final, steps, case.model.skills, case.model.concept)  # fmt: skip
    return replace(solved, subject="physics")


def check(question: str, solved: SolvedProblem) -> Report:
    return check_answer(question, solved)
