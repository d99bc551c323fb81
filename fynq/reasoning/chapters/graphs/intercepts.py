"""Where a graph meets the axes, and the zeros of functions.

The core solves the equation that is left when the other variable is 0, and the core's witness
confirms that these are all of its solutions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.domain.errors import CannotSolve
from fynq.reasoning.builders.equations import solving
from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import Equation, Function, as_function, as_relation
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood, Problem
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Name, Relation, Tree, names_in, number
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import SolvedProblem

_MORE = frozenset(
    words("""x-intercept y-intercept x-intercepts y-intercepts point points crosses zeros coordinates
    real both there crosses ordered pair pairs""")
)
_BEST = {
    "positive": lambda values: [item for item in values if item[0] > 0],
    "negative": lambda values: [item for item in values if item[0] < 0],
    "larger": lambda values: [max(values)],
    "greater": lambda values: [max(values)],
    "largest": lambda values: [max(values)],
    "greatest": lambda values: [max(values)],
    "smaller": lambda values: [min(values)],
    "smallest": lambda values: [min(values)],
    "lesser": lambda values: [min(values)],
    "least": lambda values: [min(values)],
}


@dataclass(frozen=True, slots=True)
class _Crossing:
    """axis: 'x', 'y', '0' for zeros, or '+' for the sum of both intercepts. which: '' or a word of
    _BEST. only: what the question calls single must be single."""

    relation: Relation
    axis: str
    which: str
    as_points: bool
    variables: tuple[str, str]
    real: bool = False


def _read(asked: Asked) -> _Crossing:
    axis = asked.found["axis"] if asked.found["axis"] else "0"
    return _crossing(asked, axis)


def _crossing(asked: Asked, axis: str) -> _Crossing:
    groups = asked.found.groupdict()
    which = groups.get("which") or ""
    points = bool(re.search(r"\bpoints?\b|coordinates\b|ordered pairs?", asked.words)) and axis in "xy"  # fmt: skip
    if groups.get("part") and re.match(r"[xy]-", groups["part"] or ""):
        points = False
    if axis == "0":
        if (equation := _own_equation(asked)) is not None:
            return _Crossing(equation, "0", which, False, (names_in(equation)[0], ""), asked.says(r"\breal\b"))  # fmt: skip
        function = _named(asked)
        if which and function.variable not in names_in(function.body):
            raise NotUnderstood(REFUSAL)
        return _Crossing(Relation("=", function.body, number(0)), "0", which, False, (function.variable, ""), asked.says(r"\breal\b"))  # fmt: skip
    relation = _relation(asked)
    names = set(names_in(relation))
    letters = ("x", "y")
    if not names <= {"x", "y"}:
        others = sorted(names - {"y"})
        if len(others) != 1:
            raise NotUnderstood(REFUSAL)
        letters = (others[0], "y")
    return _Crossing(relation, axis, which, points, letters)


def _own_equation(asked: Asked) -> Relation | None:
    """'Find all zeros: x^3 - x = 0' has the equation itself."""
    found = [given.relation for row in asked.rows[:1] for given in row if isinstance(given, Equation)]  # fmt: skip
    if len(found) == 1 and len(names_in(found[0])) == 1 and not isinstance(found[0].left, Name):
        return found[0]
    return None


def _named(asked: Asked) -> Function:
    """The function; a factor of it may be given beside it."""
    functions = list(dict.fromkeys(asked.pick(as_function)))
    named = [function for function in functions if function.name]
    if len(named) == 1 and asked.says(r"\bfactor\b"):
        return named[0]
    if len(functions) != 1:
        raise NotUnderstood(REFUSAL)
    return functions[0]


def _relation(asked: Asked) -> Relation:
    def curve(given: object) -> Relation | None:
        relation = as_relation(given)  # type: ignore[arg-type]
        if relation is None and isinstance(given, Function):
            return None
        return relation

    return asked.only(curve)


def _read_sum(asked: Asked) -> _Crossing:
    return _crossing(asked, "+")


def _problem(crossing: _Crossing, axis: str) -> Problem:
    if axis == "0":
        return solving(crossing.relation, (crossing.variables[0],))
    x, y = crossing.variables
    kept, other = (x, y) if axis == "x" else (y, x)
    relation = substitute(crossing.relation, {other: number(0)}, {})
    if kept not in names_in(relation):
        raise CannotSolve("The graph does not cross this axis in single points.")
    return solving(relation, (kept,))


def _solved(crossing: _Crossing, axis: str) -> SolvedProblem:
    from fynq.reasoning.solver.solve import solve

    return solve(_problem(crossing, axis))


def _real(solved: SolvedProblem) -> list[tuple[float, str]]:
    """Real solutions: their size and their LaTeX."""
    if solved.result.form not in ("roots", "none"):
        raise CannotSolve("The graph does not cross this axis in single points.")
    found = []
    for (text,) in solved.result.values:
        value = evaluate(parse(text), {})
        if value.imag == 0 or abs(value.imag) < 1e-18:
            found.append((float(value.real), text))
    return sorted(found)


def _values(crossing: _Crossing, axis: str) -> list[tuple[float, str]]:
    solved = _solved(crossing, axis)
    if axis == "0" and not crossing.which and not crossing.real and solved.result.form == "roots":
        return [(0.0, text) for (text,) in solved.result.values]
    values = _real(solved)
    if crossing.which:
        values = _BEST[crossing.which](values) if values else []
        if len(values) != 1:
            raise CannotSolve("There is no such intercept, or more than one.")
    return values


def _work(crossing: _Crossing) -> Worked:
    asked = show(crossing.relation)
    if crossing.axis == "+":
        return _summed(crossing, asked)
    x, y = crossing.variables
    kept, other = (y, x) if crossing.axis == "y" else (x, y)
    values = [text for _, text in _values(crossing, crossing.axis)]
    if not values:
        final = "\\text{none}"
    elif crossing.as_points:
        final = ", ".join(f"({text}, 0)" if crossing.axis == "x" else f"(0, {text})" for text in values)  # fmt: skip
    else:
        final = " \\text{ or } ".join(f"{kept} = {text}" for text in values)
    problem = _problem(crossing, crossing.axis)
    first = ("Set the function equal to 0", f"$${show(problem.tree)}$$") if crossing.axis == "0" else (f"Put ${other} = 0$", f"$${show(problem.tree)}$$")  # fmt: skip
    solved = _solved(crossing, crossing.axis)
    steps = [first, *[(step.title, step.text) for step in solved.steps], ("Answer", f"$${final}$$")]
    concept = "A zero is where the value is 0." if crossing.axis == "0" else f"On the {kept}-axis the other coordinate is 0."  # fmt: skip
    return Worked(asked, final, steps, concept)


def _summed(crossing: _Crossing, asked: str) -> Worked:
    from fynq.reasoning.reading.build import build
    from fynq.reasoning.solver.writing import latex

    across, up = (_values(crossing, axis) for axis in "xy")
    if len(across) != 1 or len(up) != 1:
        raise CannotSolve("There is more than one intercept on an axis, or none.")
    final = latex(build(parse(across[0][1])) + build(parse(up[0][1])))
    steps = [
        ("Put $y = 0$", f"$$x = {across[0][1]}$$"),
        ("Put $x = 0$", f"$$y = {up[0][1]}$$"),
        ("Add", f"$${final}$$"),
    ]
    return Worked(asked, final, steps, "On an axis the other coordinate is 0.")


def _holds(crossing: _Crossing, final: str) -> str:
    """The core's witness for all solutions, and the answer's values put into the equation."""
    from fynq.reasoning.verification.verify import verify

    axes = "xy" if crossing.axis == "+" else crossing.axis
    for axis in axes:
        if not verify(_problem(crossing, axis), _solved(crossing, axis), "intercepts").agreed:
            return ""
    if crossing.axis == "+":
        total = sum(value for axis in axes for value, _ in _values(crossing, axis))
        return "Both intercepts satisfy the equation." if abs(float(evaluate(parse(final), {}).real) - total) < 1e-12 else ""  # fmt: skip
    shown = [_shown(part) for part in re.split(r" \\text\{ or \} |, (?=\()", final)]
    if final == "\\text{none}":
        return "" if _values(crossing, crossing.axis) else "The equation has no real solution."
    problem = _problem(crossing, crossing.axis)
    assert isinstance(problem.tree, Relation)
    for tree in shown:
        at = {problem.variables[0]: evaluate(tree, {})}
        if abs(evaluate(problem.tree.left, at) - evaluate(problem.tree.right, at)) > 1e-15:
            return ""
    return "Each value satisfies the equation, and there are no others." if len(shown) == len(_values(crossing, crossing.axis)) else ""  # fmt: skip


def _shown(text: str) -> Tree:
    pair = re.fullmatch(r"\((.+), (.+)\)", text)
    if pair:
        return parse(pair[1] if pair[2] == "0" and pair[1] != "0" else pair[2])
    return parse(text.partition("=")[2])


_WHICH = r"(?:(?P<which>positive|negative|larger|smaller|greater|lesser|largest|smallest|greatest|least) )?"
_PART = r"(?:(?P<part>[xy]-(?:value|coordinate)s?|coordinates|values?|point|points) (?:for|of|at) (?:the |each )?(?:two )?)?"
INTERCEPT = Kind(
    "intercept",
    re.compile(rf"{_WHICH}{_PART}(?:the )?(?P<axis>[xy])-intercepts?\b(?! (?:and|at □))"),
    _read,
    _work,
    _holds,
    ("intercepts", "linear-functions"),
    _MORE - {"x-intercept", "y-intercept", "x-intercepts", "y-intercepts"} | {"y-value", "x-value", "x-coordinate", "y-coordinate"},
)  # fmt: skip
ZEROS = Kind(
    "zeros",
    re.compile(rf"{_WHICH}(?:real |complex )?(?P<axis>)\b(?:zeros?|roots)\b(?! (?:of )?□)(?: (?:of|for) (?:the |each |this )?(?:following )?(?:given )?(?:quadratic |polynomial |rational |linear )?(?:function|polynomial|equation)s?)?"),
    _read,
    _work,
    _holds,
    ("zeros", "polynomials"),
    frozenset(words("theorem factor one rational zero algebra fundamental given")) | _MORE - {"x-intercept", "y-intercept", "x-intercepts", "y-intercepts"},
)  # fmt: skip
SUM = Kind(
    "sum of intercepts",
    re.compile(r"sum of the x-(?:value|coordinate) of the (?P<axis>x)-intercept and the y-(?:value|coordinate) of the y-intercept"),
    _read_sum,
    _work,
    _holds,
    ("intercepts", "linear-functions"),
)  # fmt: skip
