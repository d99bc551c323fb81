"""Numbers of answers: significant figures as the data justify them, and how they are written.

A number's figures are those written, final zeros of whole numbers included; '20 kPa' has three, as it
does not say which of its zeros counts. Numbers of one figure ('2 mol', '0.5 L') are taken as exact,
as schoolbooks mean them; where nothing limits the figures an answer has three. Where all data are
whole or of one figure and give a short exact result, it stays exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from fynq.reasoning.chemistry.page import Amount, Page
from fynq.reasoning.chemistry.units import Unit

_DEFAULT, _MOST = 3, 6


def figures_of(amounts: Iterable[Amount]) -> int:
    """Of a product or quotient of these."""
    limits = [_limit(amount) for amount in amounts if amount.figures > 1]
    return min([*limits, _MOST]) if limits else _DEFAULT


def _limit(amount: Amount) -> int:
    """A temperature in °C gets its figures in kelvin: 25 °C is 298 K."""
    if amount.unit.sign == "°C":
        decimals = amount.figures - len(str(abs(int(amount.value))))
        return max(3, 3 + decimals)
    if amount.whole and amount.value % 10 == 0:
        return max(_DEFAULT, amount.figures)
    return amount.figures


def rounded(value: Fraction, figures: int) -> Fraction:
    """Half away from zero."""
    if not value:
        return value
    return Fraction(_decimal(value, figures))


def _decimal(value: Fraction, figures: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(exact.adjusted() - figures + 1), ROUND_HALF_UP)


def written(value: Fraction, figures: int) -> str:
    """LaTeX: '0.0250', '1.20 \\\\times 10^{24}'."""
    if not value:
        return "0"
    short = _decimal(value, figures)
    if short.adjusted() != _decimal(value, 20).adjusted():
        short = short.quantize(Decimal(1).scaleb(short.adjusted() - figures + 1))
    exponent = short.adjusted()
    if -4 <= exponent <= min(figures, 4) or 4 < exponent < min(figures, 7):
        return f"{short:f}"
    mantissa = f"{short.scaleb(-exponent):f}"
    return f"{mantissa} \\times 10^{{{exponent}}}"


def to_places(value: Fraction, places: int) -> str:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def short_exact(value: Fraction) -> str | None:
    """The exact decimal where it has at most six figures."""
    below = value.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    if below != 1:
        return None
    with localcontext() as context:
        context.prec = 60
        exact = (Decimal(value.numerator) / Decimal(value.denominator)).normalize()
    if len(exact.as_tuple().digits) > _MOST or not -4 <= exact.adjusted() <= _MOST:
        return None
    return f"{exact:f}"


def answer_number(page: Page, value: Fraction, amounts: Iterable[Amount], *, standard: bool) -> str:
    """The number of an answer. standard: whether constants beside the data (atomic weights, R) went
    into it."""
    listed = list(amounts)
    if page.places is not None:
        return to_places(value, page.places)
    if page.figures is not None:
        return written(value, page.figures)
    if not standard and all(
        amount.whole or amount.figures == 1 or amount.name for amount in listed
    ):
        exact = short_exact(value)
        if exact is not None:
            return exact
    return written(value, figures_of(listed))


_LONG_SIGNS = {"d": "days", "y": "years", "wk": "weeks"}


def with_unit(number: str, unit: Unit | str) -> str:
    """LaTeX; a raised unit stands in \\mathrm, as text has no powers."""
    sign = unit if isinstance(unit, str) else unit.sign
    if not sign:
        return number
    if sign == "%":
        return f"{number}\\%"
    sign = _LONG_SIGNS.get(sign, sign)
    return f"{number}\\ \\mathrm{{{sign}}}" if "^" in sign else f"{number}\\text{{ {sign}}}"
