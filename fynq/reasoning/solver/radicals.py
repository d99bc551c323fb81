"""Square, fourth … roots of monomials: whole powers leave the root, with |x| where a sign could be lost."""

from __future__ import annotations

from typing import Any

import sympy as sp


def extracted(expression: Any) -> Any:
    """sqrt(75 a^9) → 5 a^4 sqrt(3a). Variables are real, so sqrt(x^2) → |x|; where the root itself
    only exists for x >= 0, as in sqrt(x^3), no bars are needed."""
    return expression.replace(_is_even_root, _taken_out)


def _is_even_root(node: Any) -> bool:
    if not (node.is_Pow and node.exp.is_Rational and node.exp.q % 2 == 0 and node.exp.q <= 8):
        return False
    return bool(node.free_symbols) and all(
        part.is_positive or (part.is_Pow and part.base.is_Symbol and part.exp.is_Integer and part.exp > 0) or part.is_Symbol
        for part in sp.Mul.make_args(node.base)
    )  # fmt: skip


def _taken_out(node: Any) -> Any:
    index, times = node.exp.q, node.exp.p
    coefficient, rest = node.base.as_coeff_Mul()
    powers = [part.as_base_exp() for part in sp.Mul.make_args(rest)]
    odd = [base for base, power in powers if base.is_Symbol and power % 2 == 1]
    outside, inside = sp.Integer(1), coefficient
    for base, power in powers:
        if not base.is_Symbol:
            inside *= base**power
            continue
        whole, left = divmod(int(power), index)
        settled = whole % 2 == 0 or odd == [base]
        outside *= base**whole if settled else sp.Abs(base) ** whole
        inside *= base**left
    return outside**times * sp.root(inside, index) ** times
