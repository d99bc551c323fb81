"""The rational roots of a quadratic that is written out."""

from __future__ import annotations

import math
from fractions import Fraction

from fynq.reasoning.misconceptions.pieces import is_sum
from fynq.reasoning.reading.tree import Name, Tree, names_in
from fynq.reasoning.verification.polynomials import ratio


def rational_roots(tree: Tree) -> tuple[Name, Fraction, tuple[Fraction, Fraction]] | None:
    """Letter, leading coefficient, roots; None for anything but a written-out quadratic."""
    names = names_in(tree)
    if len(names) != 1 or not is_sum(tree):
        return None
    form = ratio(tree, names[0])
    if form is None or len(form.bottom) != 1 or len(form.top) != 3:
        return None
    c, b, a = (value / form.bottom[0] for value in form.top)
    if a == 0:
        return None
    discriminant = b * b - 4 * a * c
    if discriminant < 0:
        return None
    top, bottom = math.isqrt(discriminant.numerator), math.isqrt(discriminant.denominator)
    if top * top != discriminant.numerator or bottom * bottom != discriminant.denominator:
        return None
    root = Fraction(top, bottom)
    return Name(names[0]), a, ((-b - root) / (2 * a), (-b + root) / (2 * a))
