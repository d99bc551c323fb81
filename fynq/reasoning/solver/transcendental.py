"""Candidates for equations with roots, absolute values, logarithms and exponentials."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.solved import SolvedStep
from fynq.reasoning.solver.writing import display, equation, step

MAX_CANDIDATES = 12


def candidates(left: Any, right: Any, x: Any) -> tuple[list[Any], list[SolvedStep]]:
    """Numbers among which all real solutions are; some may be extraneous.

    Raises CannotSolve when there is no finite, closed list.
    """
    if (left - right).has(sp.Abs):
        return _by_cases(left, right, x)
    if (left - right).has(sp.log):
        single = _one_logarithm(left - right, x)
        if single is not None:
            return single
    try:
        found = sp.solveset(left - right, x, sp.S.Reals)
    except (NotImplementedError, TypeError, ValueError, AttributeError, RecursionError):
        raise CannotSolve("I do not know a method for this equation.") from None
    found = _finite(found)
    shown = ", ".join(f"${equation(x, root)}$" for root in found) or "none"
    return found, [
        step(_title(left - right), f"{display(equation(left, right))} Candidates: {shown}.")
    ]


def _one_logarithm(difference: Any, x: Any) -> tuple[list[Any], list[SolvedStep]] | None:
    """A·ln f + B = 0 gives f = e^(-B/A); None when the logarithms do not combine to one."""
    combined = sp.logcombine(sp.expand(difference), force=True)
    logs = [item for item in combined.atoms(sp.log) if item.has(x)]
    if len(logs) != 1:
        scale = next((item for item in sp.preorder_traversal(difference) if isinstance(item, sp.log) and not item.has(x)), None)  # fmt: skip
        if scale is None:
            return None
        combined = sp.logcombine(sp.expand(difference * scale), force=True)
        logs = [item for item in combined.atoms(sp.log) if item.has(x)]
    if len(logs) != 1:
        return None
    mark = sp.Dummy()
    line = sp.expand(combined.subs(logs[0], mark))
    if not line.is_polynomial(mark) or sp.degree(line, mark) != 1 or line.has(x):
        return None
    inside = logs[0].args[0]
    value = sp.simplify(sp.exp(-line.coeff(mark, 0) / line.coeff(mark, 1)))
    top = sp.fraction(sp.together(inside - value))[0]
    if not top.is_polynomial(x):
        return None
    from fynq.reasoning.solver.polynomial import roots_of

    roots = [root for root in roots_of(sp.Poly(sp.expand(top), x))[0] if root.is_real]
    text = f"Together the logarithms say {display(equation(inside, value))}"
    return roots, [step("Combine the logarithms and undo them", text)]


def _finite(found: Any) -> list[Any]:
    if found is sp.S.EmptySet:
        return []
    if isinstance(found, sp.Complement | sp.Intersection | sp.ConditionSet):
        inner = next((part for part in found.args if isinstance(part, sp.FiniteSet)), None)
        if inner is None or isinstance(found, sp.ConditionSet):
            raise CannotSolve("I do not know a method for this equation.")
        found = inner
    if not isinstance(found, sp.FiniteSet):
        raise CannotSolve("This equation has infinitely many solutions, or none that I can write.")
    if len(found) > MAX_CANDIDATES:
        raise CannotSolve("There are too many candidates.")
    roots = list(found)
    if any(root.has(sp.LambertW) or root.atoms(sp.RootOf) for root in roots):
        raise CannotSolve("The solutions of this equation have no simple closed form.")
    return roots


def _title(expression: Any) -> str:
    if expression.has(sp.log):
        return "Undo the logarithm"
    if expression.has(sp.exp) or any(power.exp.free_symbols for power in expression.atoms(sp.Pow)):
        return "Take logarithms"
    return "Isolate the root and raise to its power"


def _by_cases(left: Any, right: Any, x: Any) -> tuple[list[Any], list[SolvedStep]]:
    """Each absolute value is replaced by its inside, then by the opposite."""
    insides = sorted((left - right).atoms(sp.Abs), key=str)
    if len(insides) > 3:
        raise CannotSolve("There are too many absolute values.")
    found: list[Any] = []
    lines = []
    for signs in range(2 ** len(insides)):
        values = {part: part.args[0] * (-1 if signs >> place & 1 else 1) for place, part in enumerate(insides)}  # fmt: skip
        case = sp.expand((left - right).subs(values))
        if not case.is_polynomial(x) or not case.has(x):
            if case == 0:
                raise CannotSolve("This equation has infinitely many solutions.")
            if case.is_number:
                continue
            raise CannotSolve("I do not know a method for this equation.")
        from fynq.reasoning.solver.polynomial import roots_of

        roots = [root for root in roots_of(sp.Poly(case, x))[0] if root.is_real]
        found.extend(roots)
        text = equation(left.subs(values), right.subs(values))
        gives = " \\text{ or } ".join(equation(x, root) for root in roots) or "\\text{nothing}"
        lines.append(display(f"{text} \\quad\\text{{gives}}\\quad {gives}"))
    return list(dict.fromkeys(found)), [step("Treat the cases", " ".join(lines))]
