"""Quantities with units and one law of physics between them."""

from __future__ import annotations

import re

from fynq.domain.doubt import Witness
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.laws.choose import Solution, constants, solution
from fynq.reasoning.laws.formula import is_consistent, residual, sides, value
from fynq.reasoning.laws.situation import Situation, situation
from fynq.reasoning.laws.store import BY_KEY
from fynq.reasoning.laws.symbols import CONSTANTS, SYMBOLS
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.quantities.quantity import product
from fynq.reasoning.quantities.units import Unit
from fynq.reasoning.quantities.writing import figures, unit_latex, with_unit
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep

_PLACES = re.compile(r"round\w*(?: your answer)?(?: off)? to (?:the )?(?:nearest )?(whole|tenth|hundredth|thousandth|integer)|(one|two|three|1|2|3) decimal places?", re.IGNORECASE)  # fmt: skip
_COUNT = {"whole": 0, "integer": 0, "tenth": 1, "hundredth": 2, "thousandth": 3, "one": 1, "two": 2, "three": 3, "1": 1, "2": 2, "3": 3}  # fmt: skip


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood unless exactly one reading of the givens fits the laws."""
    found = situation(question)
    solved = solution(found)
    unit = _unit(found, solved)
    shown = _shown(question, found, solved.value / unit.factor - unit.zero / unit.factor)
    final = with_unit(shown, unit)
    unknown = SYMBOLS[solved.unknown]
    given = ", ".join(_given_lines(found, solved))
    return SolvedProblem(
        task=task_of("physics", solved.law.key),
        asked=rf"{unknown.latex}\ \text{{from}}\ {given}" if given else unknown.latex,
        final=final,
        result=Result("expression", ((final, f"{solved.value:.15g}", solved.unknown),)),
        steps=_steps(found, solved, final),
        skills=("physics",),
        concept=f"{solved.law.name}: ${_law_latex(solved)}$.",
        subject="physics",
    )


def check(question: str, solved: SolvedProblem) -> Report:
    """Reads the question again, then substitutes the answer into the law with its own evaluator,
    and compares the dimensions of both sides."""
    found = situation(question)
    law = BY_KEY[solved.task.split("/")[2]]
    final, exact, unknown = solved.result.values[0]
    number = float(exact)
    given = {role: item.value for role, item in found.givens.items()}
    if unknown.endswith("2") and unknown[:-1] in given:
        given[unknown[:-1] + "1"] = given.pop(unknown[:-1])
    at = {**constants(found), **given, unknown: number}
    dimensions = {name: symbol.dimension for name, symbol in SYMBOLS.items()} | {
        name: constant.dimension for name, constant in CONSTANTS.items()
    }
    if not is_consistent(law.formula, dimensions):
        return Report(False, objection="The dimensions of the law do not agree.")
    if residual(law.formula, at) > 1e-6:
        return Report(False, objection="The result does not satisfy the law.", contradicted=True)
    if not abs(number) < SYMBOLS[unknown].most:
        return Report(False, objection="The size of the result is not believable.")
    if solved.final != final:
        return Report(False, objection="The answer is not the one that was found.")
    left = value(sides(law.formula)[0], at)
    witnesses = (
        Witness("substitution", f"Put back into the law, both sides are {left:.4g} (SI units)."),
        Witness("units", "The dimensions of both sides agree."),
    )
    return Report(True, witnesses, (True,) * len(solved.steps))


def _unit(found: Situation, solved: Solution) -> Unit:
    wanted = SYMBOLS[solved.unknown].unit
    if found.unit is not None:
        if found.unit.dimension.physical != wanted.dimension.physical:
            raise NotUnderstood("")
        return found.unit
    if solved.law.key == "speed":
        return _everyday(found, solved.unknown) or wanted
    return wanted


def _everyday(found: Situation, unknown: str) -> Unit | None:
    """Hours and miles stay hours and miles."""
    units = {role: item.quantity.unit for role, item in found.givens.items() if item.quantity}
    far, long = units.get("d"), units.get("t")
    if unknown == "u" and far is not None and long is not None:
        return product(far, long, -1)
    return None


def _shown(question: str, found: Situation, number: float) -> str:
    places = _PLACES.search(question)
    digits = [item.quantity.digits for item in found.givens.values() if item.quantity]
    asked = _COUNT[(places[1] or places[2]).lower()] if places else None
    return figures(number, min(digits, default=3), asked)


def _given_lines(found: Situation, solved: Solution) -> list[str]:
    lines = []
    for role, item in found.givens.items():
        if role not in solved.law.symbols:
            continue
        unit = item.quantity.unit if item.quantity else SYMBOLS[role].unit
        number = figures(item.quantity.value if item.quantity else item.value, 6)
        lines.append(f"{SYMBOLS[role].latex} = {number}{unit_latex(unit)}")
    return lines


def _steps(found: Situation, solved: Solution, final: str) -> tuple[SolvedStep, ...]:
    import sympy

    unknown = SYMBOLS[solved.unknown].latex
    names = _names(solved)
    rearranged = sympy.latex(solved.rearranged, symbol_names=names)
    given = "\n".join(f"- ${line}$" for line in _given_lines(found, solved))
    used = [CONSTANTS[s.name] for s in solved.rearranged.free_symbols if s.name in CONSTANTS]
    numbers = [f"{names[s]} = {figures(solved.at[s.name], 6)}{unit_latex(SYMBOLS[s.name].unit)}"
               for s in sorted(solved.rearranged.free_symbols, key=str) if s.name in SYMBOLS]  # fmt: skip
    numbers += [
        f"{c.latex} = {figures(found.gravity, 3)}{unit_latex(SYMBOLS['a'].unit)}"
        if c.latex == "g" and found.gravity is not None
        else f"{c.latex} = {c.text}"
        for c in used
    ]
    base = figures(solved.value, 5) + unit_latex(SYMBOLS[solved.unknown].unit)
    result = f"$${unknown} = {base}$$" + ("" if base == final else f"\n\nAsked for: $${final}$$")
    return (
        SolvedStep("What is given", given),
        SolvedStep("The law", f"{solved.law.name}: $${_law_latex(solved)}$$"),
        SolvedStep("Solve for what is asked", f"$${unknown} = {rearranged}$$"),
        SolvedStep("The numbers in SI units", ", ".join(f"${line}$" for line in numbers)),
        SolvedStep("The result", result),
    )


def _names(solved: Solution) -> dict[object, str]:
    latex = {name: symbol.latex for name, symbol in SYMBOLS.items()}
    latex |= {name: constant.latex for name, constant in CONSTANTS.items()}
    return {symbol: latex[symbol.name] for symbol in solved.rearranged.free_symbols}


def _law_latex(solved: Solution) -> str:
    from fynq.reasoning.laws.formula import latex

    return latex(solved.law.formula)
