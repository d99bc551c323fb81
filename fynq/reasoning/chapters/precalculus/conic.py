"""A conic with axes along x and y, from its equation or from its points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.tree import Relation
from fynq.reasoning.solver.writing import latex

Point = tuple[Any, Any]
_X, _Y = symbol("x"), symbol("y")


@dataclass(frozen=True, slots=True)
class Conic:
    """(x - h)²/p + (y - k)²/q = 1; or, with q or p None, the parabola (x - h)² = 4·focal·(y - k) or
    (y - k)² = 4·focal·(x - h). relation: as given, or None."""

    h: Any
    k: Any
    p: Any = None
    q: Any = None
    focal: Any = None
    upright: bool = False
    relation: Relation | None = None

    @property
    def name(self) -> str:
        if self.focal is not None:
            return "parabola"
        if self.p * self.q < 0:
            return "hyperbola"
        return "circle" if self.p == self.q else "ellipse"

    @property
    def along_y(self) -> bool:
        """Whether the axis with the foci is parallel to the y-axis."""
        if self.focal is not None:
            return self.upright
        return bool(self.q > 0) if self.name == "hyperbola" else bool(self.q > self.p)

    def at(self, along: Any, across: Any = 0) -> tuple[Any, Any]:
        """The point so far from the centre along the axis and across it."""
        return (self.h + across, self.k + along) if self.along_y else (self.h + along, self.k + across)  # fmt: skip

    @property
    def main(self) -> Any:
        """a²."""
        return self.q if self.along_y else self.p

    @property
    def other(self) -> Any:
        return self.p if self.along_y else self.q

    @property
    def half_distance(self) -> Any:
        """c: from the centre to a focus."""
        return sp.sqrt(self.main - self.other)


def conic_of(relation: Relation) -> Conic:
    """Raises NotUnderstood for what is no conic with axes along x and y."""
    gap = sp.expand(build(relation.left) - build(relation.right))
    if relation.op != "=" or not gap.is_polynomial(_X, _Y) or gap.free_symbols != {_X, _Y}:
        raise NotUnderstood(REFUSAL)
    poly = sp.Poly(gap, _X, _Y)
    a, c, d, e, f, cross = (poly.coeff_monomial(term) for term in (_X**2, _Y**2, _X, _Y, 1, _X * _Y))  # fmt: skip
    if poly.total_degree() != 2 or cross != 0:
        raise NotUnderstood(REFUSAL)
    if a and c:
        h, k = -d / (2 * a), -e / (2 * c)
        size = a * h**2 + c * k**2 - f
        if size == 0 or (size / a < 0 and size / c < 0):
            raise CannotSolve("The equation has no curve of this kind.")
        return Conic(h, k, size / a, size / c, relation=relation)
    if a and e:
        h = -d / (2 * a)
        return Conic(h, (a * h**2 - f) / e, focal=-e / (4 * a), upright=True, relation=relation)
    if c and d:
        k = -e / (2 * c)
        return Conic((c * k**2 - f) / d, k, focal=-d / (4 * c), relation=relation)
    raise NotUnderstood(REFUSAL)


def standard(conic: Conic) -> str:
    x, y = _shifted("x", conic.h), _shifted("y", conic.k)
    if conic.focal is not None:
        squared, plain = (x, y) if conic.upright else (y, x)
        factor = latex(4 * conic.focal)
        inside = plain if not plain.startswith("(") else f"\\left{plain[:-1]}\\right)"
        factor = {"1": "", "-1": "-"}.get(factor, factor)
        return f"{squared}^2 = {factor}{inside}"
    if conic.name == "circle":
        return f"{x}^2 + {y}^2 = {latex(conic.p)}"
    first, second = (y, x) if conic.p < 0 else (x, y)
    p, q = (conic.q, conic.p) if conic.p < 0 else (conic.p, conic.q)
    sign = "-" if q < 0 else "+"
    return f"\\frac{{{first}^2}}{{{latex(p)}}} {sign} \\frac{{{second}^2}}{{{latex(abs(q))}}} = 1"


def _shifted(letter: str, by: Any) -> str:
    if by == 0:
        return letter
    return f"({letter} {'-' if by > 0 else '+'} {latex(abs(by))})"


def conic_through(kind: str, data: dict[str, tuple[Point, ...]]) -> Conic:
    """data: points by what they are: vertices, foci, co-vertices, center, directrix (letter, value).
    Raises NotUnderstood when they do not fix a conic, CannotSolve when they contradict."""
    vertices, foci, ends = (data.get(name, ()) for name in ("vertices", "foci", "co-vertices"))
    if kind == "parabola":
        return _parabola(vertices, foci, data.get("directrix", ()))
    pair = next((points for points in (vertices, foci, ends) if len(points) == 2), None)
    if "directrix" in data or ("center" not in data and pair is None):
        raise NotUnderstood(REFUSAL)
    h, k = data["center"][0] if "center" in data else tuple((a + b) / 2 for a, b in zip(*pair, strict=True))  # type: ignore[misc]  # fmt: skip
    along_y = {bool(x == h) for x, y in (*vertices, *foci)} | {bool(y == k) for x, y in ends}
    if len(along_y) != 1 or len(data) - ("center" in data) < 2:
        raise NotUnderstood(REFUSAL)
    upright = along_y.pop()
    a2, c2 = (_squared(points, (h, k), upright) for points in (vertices, foci))
    b2 = _squared(ends, (h, k), not upright)
    if kind == "ellipse":
        a2, b2 = (b2 + c2 if a2 is None else a2), (a2 - c2 if b2 is None else b2)
    else:
        a2, b2 = (c2 - b2 if a2 is None else a2), (c2 - a2 if b2 is None else b2)
    fits = c2 is None or sp.simplify(a2 - b2 - c2 if kind == "ellipse" else a2 + b2 - c2) == 0
    if not (fits and a2 > 0 and b2 > 0 and (kind == "hyperbola" or a2 > b2)):
        raise CannotSolve("The points do not belong to one curve of this kind.")
    b2 = b2 if kind == "ellipse" else -b2
    return Conic(h, k, b2, a2) if upright else Conic(h, k, a2, b2)


def _squared(points: tuple[tuple[Any, Any], ...], center: tuple[Any, Any], upright: bool) -> Any:
    """The square of the common distance from the centre, which lies on the axis with them."""
    if not points:
        return None
    gaps = {sp.expand((x - center[0]) ** 2 + (y - center[1]) ** 2) for x, y in points}
    if len(gaps) != 1 or any((x != center[0]) if upright else (y != center[1]) for x, y in points):
        raise CannotSolve("The points are not symmetric about the centre.")
    return gaps.pop()


def _parabola(vertices: Any, foci: Any, directrix: Any) -> Conic:
    if sum(bool(item) for item in (vertices, foci, directrix)) < 2 or max(len(vertices), len(foci), len(directrix)) > 1:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if directrix:
        letter, value = directrix[0]
        upright = letter == _Y
        if vertices:
            h, k = vertices[0]
            focal = (k if upright else h) - value
        else:
            x, y = foci[0]
            focal = ((y if upright else x) - value) / 2
            h, k = (x, y - focal) if upright else (x - focal, y)
    else:
        (h, k), (x, y) = vertices[0], foci[0]
        upright = h == x
        if not upright and y != k:
            raise NotUnderstood(REFUSAL)
        focal = y - k if upright else x - h
    if focal == 0:
        raise CannotSolve("The focus is on the directrix.")
    return Conic(h, k, focal=focal, upright=upright)
