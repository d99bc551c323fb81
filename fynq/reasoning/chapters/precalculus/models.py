"""A quantity given as a function of time by a formula: its value, when it reaches one, its start.

'The population after t years is P(t) = 1000/(1 + 9e^{-0.6t}). When will there be 500?' The check puts
the answer back into the formula, or brackets it where it was rounded.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.logarithm_laws import base_of
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    HOLE,
    PLAIN,
    REFUSAL,
    Page,
    Sentence,
    tree_of,
    vocabulary,
)
from fynq.reasoning.chapters.precalculus.writing import rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Call, Name, Negative, Operation, Tree, names_in, walk
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

DEFINITION = re.compile(r"\s*(?:(?P<f>[A-Za-z])\s?\(\s?(?P<x>[A-Za-z])\s?\)|(?P<y>[A-Za-z]))\s*=\s*(?P<body>[^=]+)")  # fmt: skip
_UNIT = r"(?P<unit>years?|days?|hours?|minutes?|months?|weeks?|seconds?)"
_NUMBER = r"(?P<number>-?\d[\d,]*(?:\.\d+)?)"
_NOT_MODELLED = re.compile(
    r"\b(?:percent|average|between|difference|faster|more than|less than|instantaneous|derivative|slope|ratio|per|domain|range|inverse|"
    r"more|fewer|than|factor|change|growth rate|tangent|equation of the|line|curve|vertex|zeros?|roots?|x-intercepts?|asymptotes?|limit of|inverse|composition|transform\w*|shift\w*|reflect\w*|times|half|triple|twice|graph|table|maximum height|integral|standard deviation|error|interest)\b|%"
)
_QUANTITIES = re.compile(r"\b(area|volume|circumference|perimeter|radius|diameter|velocity|speed|acceleration|profit|revenue|cost|income|distance|height|depth|mass|weight|length)\b")  # fmt: skip
_STORY = rf"\b(?:{_UNIT.split('>')[1].rstrip(')')})\b|\bmodel(?:s|ed)?\b|\bpopulation\b"
_PLAIN_WORDS = PLAIN | vocabulary("function value values evaluate at when let exponential logistic logarithmic growth using without calculator y-intercept f g x t initial approximate nearest so does for")  # fmt: skip
_WHEN = re.compile(rf"\b(?:how (?:many {_UNIT}|long|soon)|when|in (?:what|which) year|after how (?:many {_UNIT.replace('unit', 'second')}|long))\b")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """goal: 'value' at `number`, 'time' when the value is `number`, 'doubling', 'start', 'limit'."""

    body: Tree
    variable: str
    name: str
    goal: str
    number: Tree | None
    places: int | None


def _read(page: Page) -> _Asked:
    found = [(sentence, at, match) for sentence in page.sentences for at, text in enumerate(sentence.formulas) if (match := DEFINITION.fullmatch(text))]  # fmt: skip
    bodies = {match["body"].strip(): match for _, _, match in found if re.search(r"[a-zA-Z]", match["body"])}  # fmt: skip
    if len(bodies) != 1:
        raise NotUnderstood(REFUSAL)
    (match,) = bodies.values()
    body = tree_of(match["body"])
    names = names_in(body)
    variable = match["x"] or (names[0] if len(names) == 1 else "")
    if not variable or variable not in names:
        raise NotUnderstood(REFUSAL)
    name = match["f"] or match["y"]
    words = " ".join(_inline(sentence, match[0]) for sentence in page.sentences)
    whole = isinstance(body, Operation) and body.op == "/"
    if "logistic" in f"{page.heading} {words}" and not whole:
        raise NotUnderstood("A logistic formula is a fraction.")
    if _NOT_MODELLED.search(f"{page.heading} {words}"):
        raise NotUnderstood(REFUSAL)
    told = " ".join(sentence.words for sentence in page.sentences if match[0] in sentence.formulas and not sentence.asks)  # fmt: skip
    if set(_QUANTITIES.findall(page.asked.words)) - set(_QUANTITIES.findall(told)):
        raise NotUnderstood("The formula gives another quantity.")
    if not re.search(_STORY, words):
        page.require(_PLAIN_WORDS)
    _require_plain_calls(page, name, match[0])
    goal, number = _goal(page, name, variable, match[0])
    if goal == "limit" and build(body).is_polynomial(symbol(variable)):
        raise NotUnderstood("A polynomial grows without limit.")
    spoken = f"{page.heading} {words}"
    if goal == "time" and not re.search(_STORY, spoken) and build(body).is_polynomial(symbol(variable)):  # fmt: skip
        raise NotUnderstood("Without a time a negative solution counts as well.")
    if set(names) != {variable} and goal not in ("start", "value"):
        raise NotUnderstood(REFUSAL)
    return _Asked(body, variable, name, goal, number, page.places)


def _require_plain_calls(page: Page, name: str, definition: str) -> None:
    """The function stands alone in a formula, 'f(3)', or has the value that is asked about; it is not
    a part of more, and nothing else is given of it."""
    call = rf"(?<![A-Za-z]){name}\s?\("
    nested = rf"(?<![A-Za-z])[A-Za-z]\s?\(\s?{name}\s?\("
    if any(re.search(nested, _inline(sentence, definition)) for sentence in page.sentences):
        raise NotUnderstood(REFUSAL)
    for sentence in page.sentences:
        for text in sentence.formulas:
            if text == definition or not re.search(call, text):
                continue
            plain = re.fullmatch(rf"\s*{name}\s?\([^()=]*\)\s*(=.*)?", text)
            if plain is None or (plain[1] and sentence != page.asked):
                raise NotUnderstood(REFUSAL)


def _inline(sentence: Sentence, definition: str) -> str:
    """The words with the formulas in them, except the definition."""
    words = sentence.words
    for text in sentence.formulas:
        words = words.replace(HOLE, "" if text == definition else f" {text} ", 1)
    return re.sub(r"\s+", " ", words).strip()


def _goal(page: Page, name: str, variable: str, definition: str) -> tuple[str, Tree | None]:
    """Every number of the question has to be used."""
    asked = _inline(page.asked, definition)
    others = [_inline(item, definition) for item in page.sentences if item != page.asked]
    calls = re.findall(rf"(?<![A-Za-z]){name}\s?\(\s?([^()]+)\)", asked)
    if len({text.strip() for text in calls} - {variable}) > 1:
        raise NotUnderstood("Several values are asked.")
    call = re.search(rf"(?<![A-Za-z]){name}\s?\(\s?([^()]+)\)(?!\s*=)", asked)
    given = [text for text in others if not re.search(r"^(?:find|what|use|using|given|evaluate)", text) or re.search(r"\d", text)]  # fmt: skip
    loose = [number for text in given for number in _numbers(re.sub(rf"(?<![A-Za-z]){name}\s?\([^()]*\)", "", text))]  # fmt: skip
    equal = re.search(rf"(?<![A-Za-z]){name}\s?\(\s?{variable}\s?\)\s*=\s*([\d.,]+)", asked)
    wanted: tuple[str, Tree | None]
    if equal:
        wanted, consumed = ("time", tree_of(equal[1])), [equal[1]]
    elif call and call[1].strip() != variable:
        wanted, consumed = ("value", tree_of(call[1])), _numbers(call[1])
    else:
        wanted, consumed = _goal_in_words(asked, variable)
    if wanted[0] in ("doubling", "start"):
        loose = [number for number in loose if number not in consumed]
    rest = list(_numbers(re.sub(rf"(?<![A-Za-z]){name}\s?\([^()]*\)", "", asked))) if not call else []  # fmt: skip
    for number in consumed:
        if number in rest:
            rest.remove(number)
    if rest or (loose and wanted[0] != "doubling"):
        raise NotUnderstood(REFUSAL)
    return wanted


def _numbers(text: str) -> list[str]:
    return [item.replace(",", "").rstrip(".") for item in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def _goal_in_words(asked: str, variable: str) -> tuple[tuple[str, Tree | None], list[str]]:
    if re.search(r"doubl", asked):
        size = re.search(rf"initial (?:size|value|population|amount|number) (?:is|of) {_NUMBER}", asked)  # fmt: skip
        if not re.search(r"doubling time|how long|how many|when", asked):
            raise NotUnderstood(REFUSAL)
        return ("doubling", tree_of(size["number"].replace(",", "")) if size else None), _numbers(size[0]) if size else []  # fmt: skip
    if re.search(r"y-intercept|\binitial(?:ly)?\b|at the (?:start|beginning)", asked) and not _numbers(asked):  # fmt: skip
        return ("start", None), []
    if re.search(r"carrying capacity|limiting value|long (?:period of )?time|in the long run|maximum (?:number|population|value)", asked):  # fmt: skip
        return ("limit", None), _numbers(asked)
    if _WHEN.search(asked):
        goal = re.search(rf"(?:reach(?:es)?|there (?:are|be|is|were)|be|equal|become|becomes|exceed|drops? to|falls? to|grow to|is|until|before|to) (?:\$ ?)?(?:only |about |at least |approximately )?{_NUMBER}", asked)  # fmt: skip
        if goal is None or re.search(rf"{re.escape(goal['number'])} {_UNIT}", asked):
            raise NotUnderstood(REFUSAL)
        number = goal["number"].replace(",", "")
        return ("time", tree_of(number)), [number]
    after = re.search(rf"(?:after|in|at) (?:{variable} ?= ?)?{_NUMBER} ?{_UNIT}|{_NUMBER.replace('number', 'late')} {_UNIT.replace('unit', 'ago')} (?:after|later)|(?:when|if|at) {variable} ?= ?{_NUMBER.replace('number', 'at')}", asked)  # fmt: skip
    if after and re.search(r"\b(?:what|how|find|estimate|predict|approximate|determine)\b", asked):
        number = (after["number"] or after["late"] or after["at"]).replace(",", "")
        return ("value", tree_of(number)), [number]
    raise NotUnderstood(REFUSAL)


def _work(asked: _Asked) -> Worked:
    formula, x = build(asked.body), symbol(asked.variable)
    shown = f"{asked.name}({asked.variable}) = {show(asked.body)}"
    if asked.goal in ("value", "start"):
        at = build(asked.number) if asked.number is not None else sp.Integer(0)
        value = sp.nsimplify(sp.simplify(formula.subs(x, at))) if asked.places is None else formula.subs(x, at)  # fmt: skip
        if value.has(sp.zoo, sp.oo, sp.nan):
            raise CannotSolve("The formula has no value there.")
        if (
            not value.free_symbols
            and value.is_real is False
            and not formula.has(sp.I)
            and not at.has(sp.I)
        ):
            raise CannotSolve("The formula has no real value there.")
        final = written(value, asked.places)
        return Worked(final, shown, [(f"Put {asked.variable} = {latex(at)} into the formula", f"$${asked.name}({latex(at)}) = {final}$$")], "The formula gives the value when the variable has one.")  # fmt: skip
    if asked.goal == "limit":
        value = sp.limit(formula, x, sp.oo)
        if not value.is_finite:
            raise CannotSolve("The quantity has no limit.")
        final = written(value, asked.places)
        return Worked(final, shown, [("Let the variable grow without end", f"$$\\lim_{{{asked.variable} \\to \\infty}} {asked.name}({asked.variable}) = {final}$$")], "In the long run the exponential term vanishes.")  # fmt: skip
    goal = _goal_value(asked, formula, x)
    roots = [root for root in _times(asked, goal) if root.is_real and root >= 0]
    if len(roots) != 1:
        raise CannotSolve("The value is not reached at exactly one time.")
    final = written(roots[0], asked.places)
    return Worked(
        final,
        f"{shown} = {latex(goal)}",
        [
            ("Set the formula equal to the value", f"$${show(asked.body)} = {latex(goal)}$$"),
            ("Isolate the power and take logarithms", f"$${asked.variable} = {latex(roots[0])}$$"),
            ("Give the number", f"$${asked.variable} {'=' if asked.places is None else chr(92) + 'approx'} {final}$$"),
        ],
        "A logarithm brings the unknown down from the exponent.",
    )  # fmt: skip


def _times(asked: _Asked, goal: Any) -> list[Any]:
    """Where the formula has this value: first the power is found, then its exponent."""
    x = symbol(asked.variable)
    inner = [node for node in walk(asked.body) if asked.variable in names_in(node) and _is_transcendental(node)]  # fmt: skip
    if not inner:
        formula = sp.together(build(asked.body) - goal)
        if not formula.is_rational_function(x) or sp.degree(sp.numer(formula), x) > 2:
            raise CannotSolve("I solve formulas with one power, or of second degree.")
        return list(sp.solve(sp.Eq(build(asked.body), goal), x))
    if len(set(inner)) != 1:
        raise CannotSolve("The formula has several powers or logarithms.")
    node, w = inner[0], symbol("w")
    found = sp.solve(sp.Eq(build(_replaced(asked.body, node)), goal), w)
    if len(found) != 1:
        raise CannotSolve("The value is not reached at exactly one time.")
    if isinstance(node, Call):
        argument, value = node.args[0], build(base_of(node)) ** found[0]
    else:
        assert isinstance(node, Operation)
        if not found[0].is_positive:
            raise CannotSolve("A power of a positive base is never this number.")
        argument, value = node.right, sp.log(found[0]) / sp.log(build(node.left))
    linear = sp.Poly(build(argument), x)
    if linear.degree() != 1:
        raise CannotSolve("The exponent is not linear.")
    return [(value - linear.nth(0)) / linear.nth(1)]


def _is_transcendental(node: Tree) -> bool:
    match node:
        case Operation("^", left, right):
            return bool(names_in(right)) and not names_in(left)
        case Call("ln" | "log"):
            return True
    return False


def _replaced(tree: Tree, node: Tree) -> Tree:
    if tree == node:
        return Name("w")
    match tree:
        case Operation(op, left, right):
            return Operation(op, _replaced(left, node), _replaced(right, node))
        case Negative(of):
            return Negative(_replaced(of, node))
        case Call(name, args):
            return Call(name, tuple(_replaced(part, node) for part in args))
    return tree


def _goal_value(asked: _Asked, formula: Any, x: Any) -> Any:
    if asked.goal == "time":
        assert asked.number is not None
        return build(asked.number)
    start = formula.subs(x, 0)
    if asked.number is not None and build(asked.number) != start:
        raise CannotSolve("The formula starts with another value.")
    return 2 * start


def written(value: Any, places: int | None) -> str:
    if places is not None and value.is_number:
        return rounded(mpmath.mpf(str(sp.N(value, 40))), places)
    return latex(value)


def _holds(asked: _Asked, final: str) -> str:
    answer = parse(final)
    half = mpmath.mpf(0) if asked.places is None else mpmath.mpf(10) ** -asked.places * mpmath.mpf("0.500001")  # fmt: skip
    if asked.goal in ("value", "start"):
        at = evaluate(asked.number, {}) if asked.number is not None else mpmath.mpf(0)
        free = {name: mpmath.mpf("1.3") + k for k, name in enumerate(names_in(asked.body))}
        gap = abs(evaluate(asked.body, {**free, asked.variable: at}) - evaluate(answer, free))
        return "The value was computed again in decimals." if gap <= half + mpmath.mpf(10) ** -15 else ""  # fmt: skip
    value = evaluate(answer, {})
    if asked.goal == "limit":
        gaps = []
        for far in (100, 1000, 10_000):
            with contextlib.suppress(CannotSolve):
                gaps.append(abs(_at(asked, mpmath.mpf(far)) - value))
        return "Far out the values come close to it." if gaps and gaps[-1] <= half + mpmath.mpf(10) ** -9 else ""  # fmt: skip
    goal = evaluate(asked.number, {}) if asked.goal == "time" and asked.number is not None else 2 * _at(asked, mpmath.mpf(0))  # fmt: skip
    if asked.places is None:
        good = abs(_at(asked, value) - goal) < mpmath.mpf(10) ** -9 * (1 + abs(goal))
    else:
        ends = sorted((_at(asked, value - half), _at(asked, value + half)))
        good = ends[0] <= goal <= ends[1]
    return "At this time the formula gives the value." if good else ""


def _at(asked: _Asked, value: Any) -> Any:
    try:
        return evaluate(asked.body, {asked.variable: value})
    except Undefined:
        raise CannotSolve("The formula has no value here.") from None


_KINDS = (Kind("model", "exponential-functions", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("models", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
