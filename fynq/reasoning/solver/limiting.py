"""The steps of a limit of the form 0/0 or infinity over infinity."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.reasoning.solved import SolvedStep
from fynq.reasoning.solver.writing import display, latex, same, step

MAX_ROUNDS = 3


def lhopital(of: Any, x: Any, point: Any) -> list[SolvedStep]:
    """Highest powers for rational functions at infinity; else L'Hôpital's rule while it applies.

    [] for what neither fits, and for rational functions at a point, where cancelling is simpler.
    """
    top, bottom = sp.fraction(sp.together(of))
    if of.is_rational_function(x):
        return _highest_power(top, bottom, x) if point in (sp.oo, -sp.oo) else []
    if of.has(sp.Abs, sp.floor, sp.ceiling):
        return []
    steps: list[SolvedStep] = []
    for _ in range(MAX_ROUNDS):
        if not bottom.has(x) or not top.has(x) or _form(top, bottom, x, point) is None:
            break
        above, below = sp.diff(top, x), sp.diff(bottom, x)
        if below == 0 or sp.count_ops(above / below) > 2 * sp.count_ops(top / bottom) + 4:
            break
        whole = f"\\lim \\frac{{{latex(top)}}}{{{latex(bottom)}}} = \\lim \\frac{{{latex(above)}}}{{{latex(below)}}}"
        form = _form(top, bottom, x, point)
        steps.append(step("Apply L'Hôpital's rule", f"Top and bottom have the form ${form}$, so differentiate both: {display(whole)}"))  # fmt: skip
        top, bottom = above, below
    return steps


def _form(top: Any, bottom: Any, x: Any, point: Any) -> str | None:
    try:
        values = {sp.limit(top, x, point), sp.limit(bottom, x, point)}
    except (NotImplementedError, ValueError, TypeError):
        return None
    if values == {sp.Integer(0)}:
        return "\\frac{0}{0}"
    return "\\frac{\\infty}{\\infty}" if values <= {sp.oo, -sp.oo} else None


def _highest_power(top: Any, bottom: Any, x: Any) -> list[SolvedStep]:
    degree = int(sp.degree(bottom, x))
    if degree == 0:
        return []
    above, below = (sp.expand(part / x**degree) for part in (sp.expand(top), sp.expand(bottom)))
    before, after = latex(top / bottom), f"\\frac{{{latex(above)}}}{{{latex(below)}}}"
    text = f"Divide top and bottom by ${latex(x**degree)}$; terms with ${latex(x)}$ in the denominator go to zero: {display(f'{before} = {after}')}"
    return [step("Compare the highest powers", text, same(before, after))]
