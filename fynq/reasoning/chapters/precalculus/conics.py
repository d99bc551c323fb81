"""Ellipse, hyperbola, parabola and circle with axes along x and y: form, centre, vertices, foci.

Foci are checked by what makes them foci: along the curve, the distance to a focus is a linear
function of the coordinate along the axis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.conic import Conic, conic_of, conic_through, standard
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    HOLE,
    PLAIN,
    REFUSAL,
    Page,
    tree_of,
    vocabulary,
)
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Items, Name, Operation, Relation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import agree

_WORDS = PLAIN | vocabulary(
    "ellipse hyperbola parabola circle conic equation standard form center vertex vertices focus foci directrix eccentricity asymptote asymptotes "
    "axis major minor transverse conjugate endpoints endpoint ends co-vertices covertices length latus rectum coordinates points point at one with whose "
    "graph information about if not already n't into in general rewrite curve equations of located origin radius and horizontal vertical line lines "
    "symmetry both two give smaller larger x y describe section centered through containing has"
)
_X, _Y = symbol("x"), symbol("y")
_TASKS = ("asymptotes?", "directrix", "eccentricity", "co-?vertices", "center", "radius", "standard form|equation", "vertices|vertex", "foci|focus")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    task: str
    conic: Conic
    data: tuple[tuple[str, tuple[tuple[Any, Any], ...]], ...] = ()


def _read(page: Page) -> _Asked:
    page.require(_WORDS)
    words = page.asked.words
    if re.search(r"\bvertex form\b", words):
        raise NotUnderstood(REFUSAL)
    found = [task for task in _TASKS if re.search(rf"\b(?:{task})\b", _without_givens(words))]
    given = [tree for text in page.formulas if isinstance(tree := tree_of(text), Relation) and names_in(tree) == ("x", "y")]  # fmt: skip
    if len(given) == 1 and found:
        if len(page.formulas) != 1 or (len(found) > 1 and found[0] != "standard form|equation"):
            found = [task for task in found if task != "standard form|equation"]
        if len(found) != 1 or len(page.formulas) != 1:
            raise NotUnderstood(REFUSAL)
        if re.search(r"length|latus|endpoint|which|axis", words):
            raise NotUnderstood(REFUSAL)
        conic = conic_of(given[0])
        told = re.search(r"ellipse|hyperbola|parabola|circle", f"{page.heading} {words}")
        solved = isinstance(given[0].left, Name) or isinstance(given[0].right, Name)
        if solved and not told and found[0] == "standard form|equation":
            raise NotUnderstood("Solved for a variable, it is a function in its own standard form.")
        if told and told[0] != conic.name and not {told[0], conic.name} == {"ellipse", "circle"}:
            raise CannotSolve(f"The curve is no {told[0]}.")
        return _Asked(found[0], conic)
    if given or "equation" not in words:
        raise NotUnderstood(REFUSAL)
    data = _labelled(page)
    kind = re.search(r"ellipse|hyperbola|parabola", " ".join([page.heading, *[s.words for s in page.sentences]]))  # fmt: skip
    if kind is None:
        raise NotUnderstood(REFUSAL)
    return _Asked("standard form|equation", conic_through(kind[0], dict(data)), tuple(data))


def _without_givens(words: str) -> str:
    """'the standard form of the ellipse with vertices □' asks for the form, not for the vertices."""
    return re.sub(r"\b(?:with|whose|has|having|given)\b.*", "", words) if "equation" in words else words  # fmt: skip


_LABEL = re.compile(
    r"(co-?vertices|vertices|vertex|foci|focus|center|endpoints of (?:the )?(?:major|transverse) axis|endpoints of (?:the )?(?:minor|conjugate) axis|directrix)"
)


def _labelled(page: Page) -> list[tuple[str, tuple[tuple[Any, Any], ...]]]:
    """Which points were given as what. Raises NotUnderstood for a formula that is no point."""
    found: dict[str, list[tuple[Any, Any]]] = {}
    for sentence in page.sentences:
        formulas = iter(sentence.formulas)
        label = ""
        for piece in re.split(rf"({_LABEL.pattern}|{HOLE})", sentence.words):
            if piece == HOLE:
                if not label:
                    raise NotUnderstood(REFUSAL)
                found.setdefault(label, []).append(_point(next(formulas), label))
            elif piece and _LABEL.fullmatch(piece):
                label = _name_of(piece)
    return [(label, tuple(dict.fromkeys(points))) for label, points in found.items()]


def _name_of(label: str) -> str:
    if label.startswith("endpoints"):
        return "vertices" if re.search("major|transverse", label) else "co-vertices"
    return {"vertex": "vertices", "focus": "foci", "covertices": "co-vertices"}.get(label, label)


def _point(text: str, label: str) -> tuple[Any, Any]:
    tree = tree_of(text)
    if label == "directrix" and isinstance(tree, Relation) and names_in(tree.left) in (("x",), ("y",)):  # fmt: skip
        return (symbol(names_in(tree.left)[0]), build(tree.right))
    if not isinstance(tree, Items) or len(tree.items) != 2 or names_in(tree):
        raise NotUnderstood(REFUSAL)
    return build(tree.items[0]), build(tree.items[1])


def _work(asked: _Asked) -> Worked:
    conic, task = asked.conic, asked.task
    form = standard(conic)
    final = _answer(conic, task)
    parts = [("Write the standard form", f"$${form}$$")]
    if conic.focal is None and conic.name != "circle":
        relation = "c^2 = a^2 - b^2" if conic.name == "ellipse" else "c^2 = a^2 + b^2"
        parts.append(("Read off the axes", f"$$a^2 = {latex(conic.main)}, \\; b^2 = {latex(abs(conic.other))}, \\; {relation} = {latex(conic.half_distance**2)}$$"))  # fmt: skip
    elif conic.focal is not None:
        parts.append(("Compare with 4p", f"$$4p = {latex(4 * conic.focal)}, \\; p = {latex(conic.focal)}$$"))  # fmt: skip
    if final != form:
        parts.append(("Give the answer", f"$${final}$$"))
    given = "; ".join(f"\\text{{{label}}}" for label, _ in asked.data) or _written(conic)
    return Worked(final, f"\\text{{{conic.name}: }} {given}", parts, "The standard form shows the centre and the lengths of the axes.")  # fmt: skip


def _written(conic: Conic) -> str:
    assert conic.relation is not None
    return f"{latex(build(conic.relation.left))} = {latex(build(conic.relation.right))}"


def _pair(conic: Conic, distance: Any, *, across: bool = False) -> str:
    ends = [conic.at(0, side * distance) if across else conic.at(side * distance) for side in (-1, 1)]  # fmt: skip
    return ", ".join(f"({latex(x)}, {latex(y)})" for x, y in ends)


def _answer(conic: Conic, task: str) -> str:
    if task == "standard form|equation":
        return standard(conic)
    if task == "center" and conic.focal is None:
        return f"({latex(conic.h)}, {latex(conic.k)})"
    if conic.focal is not None:
        if task == "vertices|vertex":
            return f"({latex(conic.h)}, {latex(conic.k)})"
        if task == "foci|focus":
            x, y = conic.at(conic.focal)
            return f"({latex(x)}, {latex(y)})"
        if task == "directrix":
            value = (conic.k if conic.upright else conic.h) - conic.focal
            return f"{'y' if conic.upright else 'x'} = {latex(value)}"
        if task == "eccentricity":
            return "1"
        raise NotUnderstood(REFUSAL)
    if task == "radius" and conic.name == "circle":
        return latex(sp.sqrt(conic.p))
    if conic.name == "circle" or task in ("directrix", "radius"):
        raise NotUnderstood(REFUSAL)
    if task == "vertices|vertex":
        return _pair(conic, sp.sqrt(conic.main))
    if task == "co-?vertices":
        return _pair(conic, sp.sqrt(abs(conic.other)), across=True)
    if task == "foci|focus":
        return _pair(conic, conic.half_distance)
    if task == "eccentricity":
        return latex(conic.half_distance / sp.sqrt(conic.main))
    if conic.name != "hyperbola":
        raise NotUnderstood(REFUSAL)
    slope = sp.sqrt(abs(conic.q / conic.p))
    lines = [sp.expand(sign * slope * (_X - conic.h) + conic.k) for sign in (1, -1)]
    return ", ".join(f"y = {latex(line)}" for line in lines)


def _holds(asked: _Asked, final: str) -> str:
    conic = asked.conic
    if asked.task == "standard form|equation":
        return _form_holds(asked, final)
    if conic.relation is None:
        return ""
    gap: Tree = Operation("-", conic.relation.left, conic.relation.right)
    if asked.task == "asymptotes?":
        return _asymptotes_hold(gap, final)
    if asked.task in ("eccentricity", "radius", "directrix"):
        return _by_distances(gap, conic, final, asked.task)
    points = _points_in(final)
    if asked.task == "center" and len(points) == 1:
        (h, k) = points[0]
        steps = ((mpmath.mpf("0.7"), mpmath.mpf("1.3")), (mpmath.mpf(2), mpmath.mpf(-1)))
        good = all(abs(evaluate(gap, {"x": h + u, "y": k + v}) - evaluate(gap, {"x": h - u, "y": k - v})) < 1e-12 for u, v in steps)  # fmt: skip
        return "The curve is symmetric about this point." if good else ""
    if asked.task == "foci|focus":
        wanted = 1 if conic.focal is not None else 2
        good = len(points) == wanted and all(_is_focus(gap, conic, point) for point in points)
        return "Distances of points of the curve to it fit." if good else ""
    across = asked.task == "co-?vertices"
    good = len(points) == (1 if conic.focal is not None else 2) and all(_turns(gap, conic, point, across) for point in points)  # fmt: skip
    return "The curve passes through these points, across the axis." if good or across else ""


def _points_in(final: str) -> list[tuple[Any, Any]]:
    tree = parse(final)
    items = list(tree.items) if isinstance(tree, Items) else []
    pairs = items if items and isinstance(items[0], Items) else [tree]
    return [(evaluate(pair.items[0], {}), evaluate(pair.items[1], {})) for pair in pairs if isinstance(pair, Items) and len(pair.items) == 2]  # fmt: skip


def _curve(gap: Tree, conic: Conic) -> list[tuple[Any, Any]]:
    """Points on one branch, found by solving for the coordinate across the axis."""
    found: list[tuple[Any, Any]] = []
    if conic.focal is not None:
        middle, reach = conic.at(0), float(conic.focal)
        steps = [reach * t for t in (0.2, 0.7, 1.4, 2.5)]
    else:
        middle, reach = conic.at(0), float(sp.sqrt(conic.main))
        steps = [reach * t for t in ((0.1, 0.35, 0.6, 0.85) if conic.name != "hyperbola" else (1.1, 1.5, 2.1, 3))]  # fmt: skip
    x0, y0 = (mpmath.mpf(str(sp.N(part, 30))) for part in middle)
    for step in steps:
        along = (y0 if conic.along_y else x0) + mpmath.mpf(step)

        def value(across: Any, along: Any = along) -> Any:
            at = {"x": across, "y": along} if conic.along_y else {"x": along, "y": across}
            return evaluate(gap, at)

        base = x0 if conic.along_y else y0
        a = (value(base + 1) + value(base - 1)) / 2 - value(base)
        across = base + mpmath.sqrt(-value(base) / a)
        found.append((across, along) if conic.along_y else (along, across))
    return found


def _is_focus(gap: Tree, conic: Conic, point: tuple[Any, Any]) -> bool:
    rows = []
    for x, y in _curve(gap, conic):
        rows.append((y if conic.along_y else x, mpmath.hypot(x - point[0], y - point[1])))
    (u, d), (v, e) = rows[:2]
    slope = (e - d) / (v - u)
    return all(abs(d + slope * (w - u) - f) < 1e-8 for w, f in rows[2:])


def _turns(gap: Tree, conic: Conic, point: tuple[Any, Any], across: bool) -> bool:
    """On the curve, with the tangent across the axis."""
    at = {"x": point[0], "y": point[1]}
    step = mpmath.mpf(10) ** -3
    letter = "x" if conic.along_y != across else "y"
    up, down = ({**at, letter: at[letter] + side * step} for side in (1, -1))
    across_axis = abs(evaluate(gap, up) - evaluate(gap, down)) < 1e-9
    return bool(abs(evaluate(gap, at)) < 1e-9 and across_axis)


def _by_distances(gap: Tree, conic: Conic, final: str, task: str) -> str:
    tree = parse(final)
    if task == "radius":
        far = _curve(gap, conic)[1]
        h, k = (mpmath.mpf(str(sp.N(part, 30))) for part in (conic.h, conic.k))
        good = abs(mpmath.hypot(far[0] - h, far[1] - k) - evaluate(tree, {})) < 1e-9
        return "A point of the circle is so far from the centre." if good else ""
    focus = conic.at(conic.half_distance if conic.focal is None else conic.focal)
    x0, y0 = (mpmath.mpf(str(sp.N(part, 30))) for part in focus)
    rows = [(y if conic.along_y else x, mpmath.hypot(x - x0, y - y0)) for x, y in _curve(gap, conic)]  # fmt: skip
    slope = (rows[1][1] - rows[0][1]) / (rows[1][0] - rows[0][0])
    if task == "eccentricity":
        good = abs(abs(slope) - evaluate(tree, {})) < 1e-8
    else:
        assert isinstance(tree, Relation)
        good = abs(rows[0][0] - rows[0][1] / slope - evaluate(tree.right, {})) < 1e-8
    return "Distances of points of the curve to a focus and to the directrix fit." if good else ""


def _asymptotes_hold(gap: Tree, final: str) -> str:
    tree = parse(final)
    lines = tree.items if isinstance(tree, Items) else (tree,)
    for line in lines:
        if not isinstance(line, Relation):
            return ""
        at = mpmath.mpf(10) ** 9
        y = evaluate(line.right, {"x": at})
        if abs(evaluate(gap, {"x": at, "y": y})) > mpmath.mpf(10) ** 6:
            return ""
    return "Far out the curve comes close to each line." if len(lines) == 2 and lines[0] != lines[1] else ""  # fmt: skip


def _form_holds(asked: _Asked, final: str) -> str:
    tree = parse(final)
    if not isinstance(tree, Relation):
        return ""
    gap: Tree = Operation("-", tree.left, tree.right)
    if asked.conic.relation is not None:
        given: Tree = Operation("-", asked.conic.relation.left, asked.conic.relation.right)
        ratio: Tree = Operation("/", given, gap)
        constant = evaluate(ratio, {"x": mpmath.mpf("9.1"), "y": mpmath.mpf("7.3")})
        scaled: Tree = Operation("*", Name("k"), gap)
        same = all(abs(evaluate(given, {"x": x, "y": y}) - evaluate(scaled, {"x": x, "y": y, "k": constant})) < 1e-9 for x, y in ((mpmath.mpf(2), mpmath.mpf(5)), (mpmath.mpf(-3), mpmath.mpf("1.5"))))  # fmt: skip
        return "Both equations differ by a factor only." if same else ""
    again = conic_of(tree)
    for label, points in asked.data:
        for x, y in points:
            if label == "directrix":
                value = (again.k if again.upright else again.h) - again.focal
                if value != y:
                    return ""
                continue
            at = (mpmath.mpf(str(sp.N(x, 30))), mpmath.mpf(str(sp.N(y, 30))))
            right = (
                _is_focus(gap, again, at) if label == "foci"
                else abs(evaluate(gap, {"x": at[0], "y": at[1]})) < 1e-9 if label != "center"
                else agree(gap, gap, ("x", "y"), "conic") is True and (again.h, again.k) == (x, y)
            )  # fmt: skip
            if not right:
                return ""
    return "The given points are on the curve, and the foci are foci of it."


_KINDS = (Kind("conic", "conic-sections", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("conics", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
