"""A problem of the same kind with other numbers, whose solution takes the same steps."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.solved import Report, SolvedProblem, kind_of_task
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.equivalence import equivalent
from fynq.reasoning.verification.points import generator

SolveNow = Callable[[str], SolvedProblem]
CheckNow = Callable[[str, SolvedProblem], Report]

TRIES = 80
SECONDS = 2.5
_FROM_ANSWERS = 12
_MANY, _MOST_NUMBERS = 8, 40
_AS_LONG, _LONGER = 1, 4
"""Characters that another answer may be longer: as nice first, less nice if there is none."""
_NUMBER = re.compile(
    r"(?<![\w.^_])(?<!\^\{)(?<!\^\{-)(?<!\^\()(?<!\^\(-)(?<!\^-)(?<!\*\*)(?<!_\{)(?<!sqrt\[)"
    r"\d+(?:\.\d+)?(?!\d|\.\d|\s*\^|(?:st|nd|rd|th)\b|,\d{3})"
)
_ANY = re.compile(
    r"(?<![\w._])(?<!_\{)(?<!sqrt\[)\d+(?:\.\d+)?(?!\d|\.\d|(?:st|nd|rd|th)\b|,\d{3})"
)
_LABEL = re.compile(r"(?i)(?:step|part|figure|table|question|problem|exercise|item|no\.?|#)\s*$")


@dataclass(frozen=True, slots=True)
class Neighbour:
    question: str
    solved: SolvedProblem


def neighbours(
    question: str, solved: SolvedProblem, solve: SolveNow, check: CheckNow
) -> Iterator[Neighbour]:
    """Solved and confirmed ones with another answer that is about as long, the likeliest first to
    come; ends after TRIES or SECONDS. The same ones for the same question."""
    chance = generator(question)
    until = time.monotonic() + SECONDS
    seen = {question}
    longer: list[Neighbour] = []
    for other in _variants(question, solved, chance):
        if time.monotonic() > until:
            break
        if other in seen:
            continue
        seen.add(other)
        found = _solved_alike(other, solved, solve, check)
        if found is None:
            continue
        if len(found.final) <= len(solved.final) + _AS_LONG:
            yield Neighbour(other, found)
        else:
            longer.append(Neighbour(other, found))
    yield from longer


def _variants(question: str, solved: SolvedProblem, chance: Random) -> Iterator[str]:
    """Other answers first where the problem can be made from its answer: random numbers would
    seldom factor. Then other numbers, then other exponents too, then all in proportion, which alone
    keeps a list of data in its order."""
    for _ in range(_FROM_ANSWERS):
        made = from_answer(solved, chance)
        if made is None:
            break
        yield made
    many = len(_spots(question, exponents=False)) > _MANY
    for at in range(TRIES):
        mode = 2 if many else 0 if at < TRIES // 2 else 1 + at % 2
        other = proportional(question, chance) if mode == 2 else varied(question, chance, exponents=mode == 1)  # fmt: skip
        if other is not None:
            yield other


def varied(question: str, chance: Random, *, exponents: bool = False) -> str | None:
    """The question with its numbers changed; None where there is none to change."""
    spots = _spots(question, exponents=exponents)
    # The same number twice is the same quantity.
    changed = {
        number: _near(number, chance) for number in dict.fromkeys(found[0] for found in spots)
    }
    return _put(question, spots, changed) if spots else None


def proportional(question: str, chance: Random) -> str | None:
    """All whole numbers times the same."""
    spots = _spots(question, exponents=False)
    times = chance.randint(2, 7)
    changed = {found[0]: str(int(found[0]) * times) for found in spots if "." not in found[0]}
    return _put(question, spots, changed) if changed else None


def _spots(question: str, *, exponents: bool) -> list[re.Match[str]]:
    spots = [
        found
        for found in (_ANY if exponents else _NUMBER).finditer(question)
        if found[0] not in ("0", "1") and not _LABEL.search(question[: found.start()])
    ]
    return spots if len(spots) <= _MOST_NUMBERS else []


def _put(question: str, spots: Sequence[re.Match[str]], changed: Mapping[str, str]) -> str:
    text, end = "", 0
    for found in spots:
        text += question[end : found.start()] + changed.get(found[0], found[0])
        end = found.end()
    return text + question[end:]


def from_answer(solved: SolvedProblem, chance: Random) -> str | None:
    """A factoring problem, or a polynomial equation, made from another answer of the same form."""
    kind = kind_of_task(solved.task)
    if kind == "factor":
        answer = varied(solved.final, chance)
        return None if answer is None else _multiplied_out("Factor", answer, "")
    roots = [value for row in solved.result.values for value in row]
    if kind != "solve" or solved.result.form != "roots" or len(roots) < 2:
        return None
    if not all(re.fullmatch(r"-?\d{1,2}", root) for root in roots):
        return None
    unknown = solved.result.variables[0] if solved.result.variables else "x"
    chosen = chance.sample([n for n in range(-9, 10) if n], len(roots))
    product = "".join(f"({unknown} {'-' if root > 0 else '+'} {abs(root)})" for root in chosen)
    return _multiplied_out("Solve", product, " = 0")


def _multiplied_out(verb: str, product: str, end: str) -> str | None:
    try:
        return f"{verb} ${latex(sp.expand(build(parse(product))))}{end}$"
    except (CannotSolve, ArithmeticError, ValueError, TypeError):
        return None


def _near(number: str, chance: Random) -> str:
    if "." in number:
        whole, _, digits = number.partition(".")
        size = 10 ** len(digits)
        value = max(1, round(int(whole + digits) * chance.uniform(0.6, 1.6)))
        return f"{value // size}.{value % size:0{len(digits)}d}"
    value = int(number)
    if value <= 12:
        return str(chance.choice([n for n in range(2, 13) if n != value]))
    step = next((size for size in (1000, 100, 10, 5) if value % size == 0), 1)
    low, high = max(2, value // step // 2), value // step * 2
    return str(step * chance.randint(low, max(low, high)))


def _solved_alike(
    question: str, model: SolvedProblem, solve: SolveNow, check: CheckNow
) -> SolvedProblem | None:
    try:
        found = solve(question)
    except (CannotSolve, ArithmeticError, ValueError):
        return None
    titles = [step.title for step in found.steps]
    if kind_of_task(found.task) != kind_of_task(model.task) or titles != [
        step.title for step in model.steps
    ]:
        return None
    if len(found.final) > len(model.final) + _LONGER or equivalent(model.final, found.final):
        return None
    report = check(question, found)
    return found if report.agreed and not report.contradicted else None
