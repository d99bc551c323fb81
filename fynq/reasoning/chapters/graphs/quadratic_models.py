"""A quantity that a quadratic formula models: the height of what is thrown, a revenue, an area.

Its greatest value and where it is reached, when it is zero again, its value at a time. Checked by the
symmetry of the values around the vertex, or by putting the answer into the formula.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.given import (
    Equation,
    Function,
    Given,
    Value,
    as_function,
    read_given,
)
from fynq.reasoning.chapters.graphs.page import REFUSAL, Page, read_page, require_known
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Relation, Tree, names_in
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex, rounded
from fynq.reasoning.verification.points import close

_CHAPTER = "graphs.quadratic_models"
_WORDS = frozenset(
    words("""the a an of is it will does do did be take takes took for to when how long many seconds second minutes minute
    what find determine maximum minimum greatest highest height reach reaches reached its ground hit hits strike strikes
    land lands return returns water ocean earth floor above level after at in and then object ball rock stone
    projectile rocket time until before from this that by with as on they he she high can point value initial launched
    thrown dropped released fired base feet foot meters meter answer your round nearest tenth hundredth whole number
    decimal place places one two three was are have been there year each would give gives yield yields produce produces
    maximize maximizes maximise minimize minimizes minimise revenue profit cost area income price number units items
    should sold charged order amount possible largest smallest must or using use formula equation function model models""")
)
_EXTREME = r"(?P<kind>maximum|minimum|greatest|highest|largest|smallest|lowest)"
_HEIGHT = rf"(?:{_EXTREME} (?:height|point|altitude|value|revenue|profit|cost|area|income))"
_TIME = r"(?:when|how long|how many (?:seconds|minutes|units|items)|at what (?:time|point)|after how (?:many seconds|long)|what (?:time|price|number)|find the (?:time|price|number))"
_GOALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("place", re.compile(rf"{_TIME}\b.*\b(?:{_HEIGHT}|maximi[sz]es?|minimi[sz]es?|(?P<top>highest))\b")),
    ("value", re.compile(rf"\b{_HEIGHT}\b|how high (?:does|will|did) .* (?:go|get|reach|travel|rise)")),
    ("zero", re.compile(rf"{_TIME}\b.*\b(?:hits?|strikes?|reach(?:es)?|returns? to|lands?(?: on| in)?|touch(?:es)?)(?: the| back to the)? (?:ground|water|ocean|earth|floor|lake|land|surface)\b|how long (?:is|was|will) .* (?:in the air|in flight)")),
    ("start", re.compile(r"\binitial height\b|from what height")),
    ("at", re.compile(rf"\b(?:height|high|far above)\b.*\b(?:after|at|when)\b.*{HOLE}|(?:after|at) {HOLE} seconds?.*\bheight\b")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """goal: 'place' or 'value' of the vertex, 'zero', 'start', or the value 'at' `at`."""

    body: Tree
    variable: str
    name: str
    goal: str
    at: Tree | None
    turn: tuple[Any, Any, Any]
    places: int | None


def _read(question: str) -> _Asked:
    page = read_page(question)
    functions = list(dict.fromkeys(function for line in page.lines for text in line.formulas if (function := _model(text)) is not None))  # fmt: skip
    if len(functions) != 1:
        raise NotUnderstood(REFUSAL)
    function = functions[0]
    sentence, formulas, context = _last(page)
    goal, found = next(((goal, found) for goal, pattern in _GOALS if (found := pattern.search(sentence))), ("", None))  # fmt: skip
    if found is None:
        raise NotUnderstood(REFUSAL)
    require_known(sentence, _WORDS, frozenset(re.findall(r"[a-z]+(?:['-][a-z]+)*", context)))
    if not re.search(r"height|above|revenue|profit|cost|area|income|altitude", f"{context} {sentence}"):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    own = [given for text in formulas if _model(text) is None for given in read_given(text)]
    at = _time(own, function.variable) if goal == "at" else None
    if goal != "at" and own:
        raise NotUnderstood(REFUSAL)
    a, b, c = sp.Poly(build(function.body), symbol(function.variable)).all_coeffs()
    kind = (found.groupdict().get("kind") or "") if goal in ("place", "value") else ""
    if (kind in ("minimum", "smallest", "lowest") and a < 0) or (kind and kind not in ("minimum", "smallest", "lowest") and a > 0):  # fmt: skip
        raise CannotSolve("The parabola opens the other way.")
    if ("minimi" in sentence and a < 0) or ("maximi" in sentence and a > 0):
        raise CannotSolve("The parabola opens the other way.")
    return _Asked(function.body, function.variable, function.name, goal, at, (a, b, c), page.places)


def _model(text: str) -> Function | None:
    """A quadratic formula with a name."""
    try:
        given = read_given(text)
    except CannotSolve:
        return None
    function = as_function(given[0]) if given and not isinstance(given[0], Value) else None
    if function is None or names_in(function.body) != (function.variable,):
        return None
    letter = symbol(function.variable)
    formula = build(function.body)
    if not formula.is_polynomial(letter) or sp.Poly(formula, letter).degree() != 2:
        return None
    return function


def _last(page: Page) -> tuple[str, tuple[str, ...], str]:
    """The sentence that asks, its formulas, and the words before it."""
    line = page.lines[-1]
    parts = [part for part in re.split(r"(?<=[.?!])\s+", line.words) if part.strip(" .?!")]
    while len(parts) > 1 and re.match(r"\(?(?:round|give|express|write)\b", parts[-1]):
        parts.pop()
    asked = parts[-1]
    before = line.words.find(asked)
    skipped = line.words[:before].count(HOLE)
    context = " ".join([*(other.words for other in page.lines[:-1]), line.words[:before]])
    return asked, line.formulas[skipped : skipped + asked.count(HOLE)], context


def _time(own: list[Given], variable: str) -> Tree:
    match own:
        case [Value(tree)] if not names_in(tree):
            return tree
        case [Equation(Relation("=", left, tree))] if names_in(left) == (variable,) and not names_in(tree):  # fmt: skip
            return tree
    raise NotUnderstood(REFUSAL)


def _value(asked: _Asked) -> Any:
    a, b, c = asked.turn
    place = -b / (2 * a)
    if asked.goal in ("place", "value"):
        if place < 0:
            raise CannotSolve("The vertex is before the start.")
        return place if asked.goal == "place" else c - b**2 / (4 * a)
    if asked.goal == "start":
        return c
    if asked.goal == "at":
        assert asked.at is not None
        return sp.nsimplify(build(asked.body).subs(symbol(asked.variable), build(asked.at)))
    roots = [root for root in sp.roots(sp.Poly(build(asked.body), symbol(asked.variable))) if root.is_real and root > 0]  # fmt: skip
    if len(roots) != 1:
        raise CannotSolve("The quantity is zero more than once, or never.")
    return roots[0]


def solve(question: str) -> SolvedProblem:
    asked = _read(question)
    value = _value(asked)
    final = rounded(value, asked.places) if asked.places is not None else latex(value)
    x = asked.variable
    shown = f"{asked.name}({x}) = {show(asked.body)}"
    a, b = (latex(item) for item in asked.turn[:2])
    steps: list[tuple[str, str]] = []
    if asked.goal in ("place", "value"):
        place = latex(-asked.turn[1] / (2 * asked.turn[0]))
        steps.append(("The parabola turns at its vertex", f"With $a = {a}$, $b = {b}$: $${x} = -\\frac{{b}}{{2a}} = {place}$$"))  # fmt: skip
        if asked.goal == "value":
            steps.append(("Put it into the formula", f"$${asked.name}\\left({place}\\right) = {final}$$"))  # fmt: skip
    elif asked.goal == "zero":
        steps.append(("Set the formula equal to 0", f"$${show(asked.body)} = 0$$"))
        steps.append(("Keep the solution after the start", f"$${x} = {final}$$"))
    else:
        at = show(asked.at) if asked.at is not None else "0"
        steps.append((f"Put {x} = {at} into the formula", f"$${asked.name}\\left({at}\\right) = {final}$$"))  # fmt: skip
    return presented(_CHAPTER, asked.goal, shown, final, steps, ("quadratic-functions",), "A quadratic quantity has its greatest or least value at the vertex.")  # fmt: skip


def check(question: str, solved: SolvedProblem) -> Report:
    asked = _read(question)
    answer = evaluate(parse(solved.final), {})
    slack = mp.mpf(10) ** -15 if asked.places is None else mp.mpf("0.500001") * mp.mpf(10) ** -asked.places  # fmt: skip

    def at(t: Any) -> Any:
        return evaluate(asked.body, {asked.variable: t})

    one, two, three = at(0), at(1), at(2)
    a = (three - 2 * two + one) / 2
    place = -(two - one - a) / (2 * a)
    if asked.goal in ("place", "value"):
        near = abs((place if asked.goal == "place" else at(place)) - answer) <= slack * max(1, abs(answer))  # fmt: skip
        even = all(close(at(place + d), at(place - d)) for d in (1, 3))
        return judged(solved, near and even, "The values on both sides of the vertex are the same.")
    if asked.goal == "zero":
        low, high = at(answer - slack - mp.mpf("1e-9")), at(answer + slack + mp.mpf("1e-9"))
        return judged(solved, low * high <= 0 < answer, "The formula changes its sign there.", "substitution")  # fmt: skip
    spot = evaluate(asked.at, {}) if asked.at is not None else mp.mpf(0)
    return judged(solved, abs(at(spot) - answer) <= slack * max(1, abs(answer)), "The formula was evaluated again.", "numeric")  # fmt: skip
