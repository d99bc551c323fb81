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
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Call, Name, Negative, Operation, Tree, names_in, walk
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

_DEFINITION = re.compile(r"\s*(?:(?P<f>[A-Za-z])\s?\(\s?(?P<x>[A-Za-z])\s?\)|(?P<y>[A-Za-z]))\s*=\s*(?P<body>[^=]+)")  # fmt: skip
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
    found = [(sentence, at, match) for sentence in page.sentences for at, text in enumerate(sentence.formulas) if (match := _DEFINITION.fullmatch(text))]  # fmt: skip
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
    if set(names) != {variable} and goal not in ("start", "value"):
        raise NotUnderstood(REFUSAL)
    return _Asked(body, variable, name, goal, number, page.places)


def _require_plain_calls(page: Page, name: str, definition: str) -> None:
    """The function stands alone in a formula, 'f(3)', or has the value that is asked about; it is not
    a part of more, and nothing else is given of it."""
    call = rf"(?<![A-Za-z]){name}\s?\("
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
        final = _written(value, asked.places)
        return Worked(final, shown, [(f"Put {asked.variable} = {latex(at)} into the formula", f"$${asked.name}({latex(at)}) = {final}$$")], "The formula gives the value when the variable has one.")  # fmt: skip
    if asked.goal == "limit":
        value = sp.limit(formula, x, sp.oo)
        if not value.is_finite:
            raise CannotSolve("The quantity has no limit.")
        final = _written(value, asked.places)
        return Worked(final, shown, [("Let the variable grow without end", f"$$\\lim_{{{asked.variable} \\to \\infty}} {asked.name}({asked.variable}) = {final}$$")], "In the long run the exponential term vanishes.")  # fmt: skip
    goal = _goal_value(asked, formula, x)
    roots = [root for root in _times(asked, goal) if root.is_real and root >= 0]
    if len(roots) != 1:
        raise CannotSolve("The value is not reached at exactly one time.")
    final = _written(roots[0], asked.places)
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


def _written(value: Any, places: int | None) -> str:
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


def _read_account(page: Page) -> tuple[Tree, str]:
    """A = P(1 + r/n)^{nt} with numbers, and what of it is asked."""
    found = {match["body"]: match for text in page.formulas if (match := _DEFINITION.fullmatch(text)) and re.search(r"\d", match["body"])}  # fmt: skip
    asked = page.asked.words
    wanted = next((key for key, pattern in _ACCOUNT.items() if re.search(pattern, asked)), "")
    words = " ".join(sentence.words for sentence in page.sentences)
    if len(found) != 1 or not wanted or not re.search(r"account|invest|compound|interest|deposit", words):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if wanted == "value" and page.places is None:
        raise NotUnderstood(REFUSAL)
    if re.search(r"\d", re.sub(r"exercise|□", "", words)) or len(page.formulas) != 1:
        raise NotUnderstood(REFUSAL)
    (match,) = found.values()
    tree = tree_of(match["body"])
    if names_in(tree):
        raise NotUnderstood(REFUSAL)
    _terms(tree)
    return tree, f"{wanted} {page.places}" if wanted == "value" else wanted


_ACCOUNT = {
    "deposit": r"\binitial (?:deposit|investment|amount|value)|\bprincipal\b|\bdeposited\b",
    "rate": r"\binterest rate|\brate of interest|\bapr\b|\bannual rate",
    "compounded": r"\bhow (?:many times|often)",
    "years": r"\bhow many years|\bhow long",
    "value": r"\b(?:value of the account|account worth|worth now|current value|final value)",
}


def _terms(tree: Tree) -> tuple[Any, Any, Any, Any]:
    """P, r, n, t of P(1 + r/n)^{nt}. Raises NotUnderstood for another form."""
    match tree:
        case Operation(
            "*", start, Operation("^", Operation("+", one, Operation("/", rate, times)), power)
        ):
            values = [exact(part) for part in (start, one, rate, times, power)]
            if None in values or values[1] != 1:
                raise NotUnderstood(REFUSAL)
            return values[0], values[2], values[3], values[4] / values[3]  # type: ignore[operator]
        case Operation("^", Operation("*", start, base), power):
            return _terms(Operation("*", start, Operation("^", base, power)))
    raise NotUnderstood(REFUSAL)


def _work_account(asked: tuple[Tree, str]) -> Worked:
    from fynq.reasoning.chapters.presenting import fraction

    tree, wanted = asked
    start, rate, times, years = _terms(tree)
    shown = f"A = {show(tree)}"
    steps = [("Compare with the formula of compound interest", "$$A = P\\left(1 + \\frac{r}{n}\\right)^{nt}$$")]  # fmt: skip
    name, _, places = wanted.partition(" ")
    if name == "value":
        final = rounded(evaluate(tree, {}), int(places))
        return Worked(final, shown, [("Compute", f"$${show(tree)} \\approx {final}$$")], "The formula gives what the account is worth.")  # fmt: skip
    value = {"deposit": start, "rate": 100 * rate, "compounded": times, "years": years}[name]
    final = fraction(value) + ("\\%" if name == "rate" else "")
    steps.append(("Read off", f"$$P = {fraction(start)}, \\; r = {fraction(100 * rate)}\\%, \\; n = {fraction(times)}, \\; t = {fraction(years)}$$"))  # fmt: skip
    return Worked(final, shown, steps, "Each number of the formula has its meaning.")


def _account_holds(asked: tuple[Tree, str], final: str) -> str:
    """The formula is written again with the answer in it and has the same value."""
    from fractions import Fraction

    tree, wanted = asked
    start, rate, times, years = _terms(tree)
    value = exact(parse(final.replace("\\%", "")))
    if value is None:
        return ""
    name, _, rounding = wanted.partition(" ")
    if name == "value":
        factor, worth = 1 + rate / times, start
        for _ in range(int(times * years)):
            worth *= factor
        half = Fraction(500001, 1000000) / 10 ** int(rounding)
        return "The interest was added period by period." if abs(worth - value) <= half else ""
    parts = {"deposit": start, "rate": rate, "compounded": times, "years": years}
    parts[name] = value / 100 if name == "rate" else value
    start, rate, times, years = (mpmath.mpf(Fraction(part).numerator) / Fraction(part).denominator for part in parts.values())  # fmt: skip
    again = start * (1 + rate / times) ** (times * years)
    return "The formula with this number has the same value." if abs(again - evaluate(tree, {})) < mpmath.mpf(10) ** -9 * again else ""  # fmt: skip


_FORMULA = re.compile(r"\s*(?P<left>[A-Za-z])\s*=\s*(?P<body>[^=]+)")
_DECIBELS = "10\\log\\left(\\frac{I}{10^{-12}}\\right)"


def _read_intensity(page: Page) -> tuple[Tree, str, Tree, int | None]:
    """The level of a sound in decibels: the formula, its letter and the value that is put in."""
    words = " ".join(sentence.words for sentence in page.sentences)
    asked = page.asked.words
    if not re.search(r"decibel level", asked) or not re.search(r"intensity (?:of |is )?□", words):
        raise NotUnderstood(REFUSAL)
    values, bodies = [], []
    for text in page.formulas:
        found = _FORMULA.fullmatch(text)
        if found and names_in(tree := tree_of(found["body"])):
            bodies.append(tree)
        else:
            values.append(tree_of(found["body"] if found else text))
    if len(values) != 1 or len(bodies) > 1 or names_in(values[0]) or re.search(r"\d|\b(?:compare|times|louder|difference)\b", words):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if not bodies and "watt" not in words:
        raise NotUnderstood(REFUSAL)
    body = bodies[0] if bodies else tree_of(_DECIBELS)
    if len(names_in(body)) != 1:
        raise NotUnderstood(REFUSAL)
    return body, names_in(body)[0], values[0], page.places


def _work_intensity(asked: tuple[Tree, str, Tree, int | None]) -> Worked:
    body, letter, value, places = asked
    found = sp.simplify(sp.expand_log(build(body).subs(symbol(letter), build(value)), force=True))
    if places is None and not found.is_Rational:
        raise CannotSolve("Say to which place I should round.")
    final = _written(found, places)
    return Worked(final, f"D = {show(body)}", [("Put the intensity into the formula", f"$${letter} = {show(value)}: \\quad D = {final}$$")], "The decibel level is ten times the logarithm of a ratio of intensities.")  # fmt: skip


def _intensity_holds(asked: tuple[Tree, str, Tree, int | None], final: str) -> str:
    body, letter, value, places = asked
    half = mpmath.mpf(10) ** -12 if places is None else mpmath.mpf(10) ** -places * mpmath.mpf("0.500001")  # fmt: skip
    gap = abs(evaluate(body, {letter: evaluate(value, {})}) - evaluate(parse(final), {}))
    return "The level was computed again in decimals." if gap <= half else ""


_KINDS = (
    Kind("account", "interest", _read_account, _work_account, _account_holds),
    Kind("decibels", "logarithms", _read_intensity, _work_intensity, _intensity_holds),
    Kind("model", "exponential-functions", _read, _work, _holds),
)


def solve(question: str) -> SolvedProblem:
    return solve_page("models", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
