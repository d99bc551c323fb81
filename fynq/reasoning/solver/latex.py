"""SymPy expressions as a teacher writes them: sin 2x, ln|x|, sin^2 x, c - b rather than -b + c."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.printing.latex import LatexPrinter

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.compact import compact
from fynq.reasoning.reading.parse import parse

_SETTINGS = {
    "ln_notation": True,
    "inv_trig_style": "full",
    "mul_symbol": None,
    "mat_str": "pmatrix",
    "mat_delim": "",
}
_POWERED = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_NAMES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}
_OWN_SIGN = frozenset({"factorial", "Abs", "exp", "floor", "ceiling"})


class _Careful(LatexPrinter):  # type: ignore[misc]
    """Every argument in brackets."""

    bare = False

    def _print_Add(self, expr: Any, order: Any = None) -> str:  # noqa: N802
        terms = self._as_ordered_terms(expr, order=order)
        if terms[0].could_extract_minus_sign() and not _falling(expr):
            lead = next((t for t in terms if not t.could_extract_minus_sign()), terms[0])
            terms = [lead, *(term for term in terms if term is not lead)]
        pieces = [self._print(terms[0])]
        for term in terms[1:]:
            minus = term.could_extract_minus_sign()
            part = -term if minus else term
            inner = self._print(part)
            inner = f"\\left({inner}\\right)" if self._needs_add_brackets(part) else inner
            pieces.append((" - " if minus else " + ") + inner)
        return "".join(pieces)

    def _print_Function(self, expr: Any, exp: Any = None) -> str:  # noqa: N802
        name = _NAMES.get(expr.func.__name__, expr.func.__name__)
        if len(expr.args) != 1 or name in _OWN_SIGN:
            return str(super()._print_Function(expr, exp))
        return self._applied(self._hprint_Function(name), expr.args[0], exp, name in _POWERED)

    def _print_log(self, expr: Any, exp: Any = None) -> str:
        if len(expr.args) != 1:
            return str(super()._print_log(expr, exp))
        return self._applied("\\ln", expr.args[0], exp, False)

    def _applied(self, head: str, argument: Any, exp: Any, powered: bool) -> str:
        inside = self._print(argument)
        power = "" if exp is None else f"^{{{exp}}}"
        if not (self.bare and _simple(argument)):
            inside = f"\\left({inside}\\right)"
        elif not isinstance(argument, sp.Abs):
            inside = f" {inside}"
        if power and not powered:
            return f"\\left({head}{inside}\\right){power}"
        return f"{head}{power}{inside}"


class _Pleasant(_Careful):
    """Simple arguments stand without brackets."""

    bare = True


def _falling(expr: Any) -> bool:
    """A polynomial in one letter is read from its highest power down, whatever its sign."""
    return len(expr.free_symbols) == 1 and bool(expr.is_polynomial(*expr.free_symbols))


def _simple(argument: Any) -> bool:
    """x, 5, pi, 2x, 3 pi, |…|: what cannot be misread without brackets."""
    if argument.is_Symbol or argument is sp.pi or isinstance(argument, sp.Abs):
        return True
    if argument.is_Integer:
        return bool(argument > 0)
    if argument.is_Mul and len(argument.args) == 2:
        factor, rest = argument.args
        return bool(factor.is_Integer and factor > 1 and (rest.is_Symbol or rest is sp.pi))
    return False


def written(expression: Any) -> str:
    """LaTeX that reads back to the same value: pleasant where that is certain, else in brackets."""
    pleasant = compact(str(_Pleasant(_SETTINGS).doprint(expression)))
    if _reads_back(pleasant, expression):
        return pleasant
    return compact(str(_Careful(_SETTINGS).doprint(expression)))


def _reads_back(text: str, expression: Any) -> bool:
    if isinstance(expression, sp.MatrixBase):
        return all(_reads_back(written(cell), cell) for cell in expression)
    if not isinstance(expression, sp.Basic):
        return True
    named = expression.xreplace({item: symbol(item.name) for item in expression.free_symbols})
    try:
        back = build(parse(text))
    except CannotSolve:
        return False
    if back == named:
        return True
    if back.free_symbols - named.free_symbols or not hasattr(named, "expand"):
        return False
    return bool(sp.expand(back - named) == 0)
