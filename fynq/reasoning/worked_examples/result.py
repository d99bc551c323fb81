"""The result of a method that was done again, written as the example writes its own."""

from __future__ import annotations

import re
from fractions import Fraction

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import Operation
from fynq.reasoning.verification.unit_table import unit
from fynq.reasoning.worked_examples.method import Worked, decimals
from fynq.reasoning.worked_examples.statement import spelling
from fynq.reasoning.worked_examples.values import OTHERWISE, exactly

_SHOWN = re.compile(
    r"(?P<before>[-−]?\s*(?:\\?[$€£₹])?\s*[-−]?\s*)(?P<number>\\[dt]?frac\s*(?:\{\d+\}|\d)\s*(?:\{\d+\}|\d)|\d[\d,]*(?:\.\d+)?(?:\s*/\s*\d+)?)(?P<unit>.*)",
    re.DOTALL,
)
_MONEY = re.compile(r"\\?[$€£₹]\s*$")
_WORDS = re.compile(r"\s*(?P<unit>(?:(?:square|cubic)\s+)?[A-Za-zµΩ°%²³]+(?:\s*/\s*[A-Za-z]+[²³]?|\^[23]|\s+per\s+[a-z]+)?)")  # fmt: skip
_SAID = re.compile(r"\\(?:text|mathrm|mbox|textrm|operatorname|rm)\s*\{|[{}]|\\[,;: !]|\\(?=\s)|~")
_COUNTED = frozenset(["units"])
MOST_PLACES = 4


def written(last: Worked, before: str = "", after: str = "") -> str:
    """As LaTeX with its unit. before, after: what stands around the result where it is said again. Raises NotUnderstood where the example's result is whole, as of things
    that are counted, and this one is not."""
    chain = last.own
    found = _SHOWN.fullmatch(chain.shown)
    if found is None:
        raise NotUnderstood(OTHERWISE)
    money = re.sub(r"[-−\s]", "", found["before"]) or "".join(_MONEY.findall(before))
    behind = _unit_behind(found["unit"], chain.after) or _unit_behind("", after)
    own = exact(chain.result)
    if own is None:
        return _of_pi(last)
    value = exactly(last.new)
    if isinstance(chain.result, Operation) or isinstance(getattr(chain.result, "of", None), Operation):  # fmt: skip
        if value is None:
            raise NotUnderstood(OTHERWISE)
        return _signed(_fraction(abs(value)), value < 0, money, behind)
    if not stays_whole(last, money, behind):
        raise NotUnderstood(OTHERWISE)
    places = decimals(chain.result) or 0
    return _signed(_decimal(last, value, places), mp.re(last.value) < 0, money, behind)


def _of_pi(last: Worked) -> str:
    """'36π' with another number in front. Raises NotUnderstood where that is none."""
    with mp.workdps(40):
        times = mp.re(last.value) / mp.pi
        near = Fraction(int(mp.nint(times * 360)), 360)
        if abs(times * near.denominator - near.numerator) > mp.mpf(10) ** -20:
            raise NotUnderstood(OTHERWISE)
    return _signed(_fraction(abs(near)) if abs(near) != 1 else "", near < 0, "", r"\pi")


def stays_whole(each: Worked, money: str = "", behind: str = "") -> bool:
    """Things that are counted come in whole numbers; what is measured need not."""
    own, new = exact(each.own.result), exactly(each.new)
    if own is None or own.denominator != 1 or each.rounded or (new is not None and new.denominator == 1):  # fmt: skip
        return True
    if money or behind:
        return bool(money) or _is_measured(behind)
    found = _SHOWN.fullmatch(each.own.shown)
    if found is None:
        return False
    return bool(_MONEY.search(found["before"])) or _is_measured(
        _unit_behind(found["unit"], each.own.after)
    )


def bare(last: Worked) -> str:
    """Without unit."""
    found = exactly(last.new)
    if found is not None:
        return ("-" if found < 0 else "") + _fraction(abs(found))
    return str(mp.nstr(last.value, 15))


def _decimal(last: Worked, value: Fraction | None, places: int) -> str:
    if not last.rounded and value is not None:
        for count in range(MOST_PLACES + 1):
            if (value * 10**count).denominator == 1:
                return _with_places(abs(value), max(count, places if count else 0))
    near = Fraction(str(mp.nstr(abs(last.value), 25)))
    return _with_places(near, places if last.rounded else max(places, 2))


def _with_places(value: Fraction, places: int) -> str:
    scaled = value * 10**places
    units, rest = divmod(scaled.numerator, scaled.denominator)
    units += 2 * rest >= scaled.denominator
    digits = str(units).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def is_rounded(last: Worked) -> bool:
    """What is written is not the whole value."""
    found = exactly(last.new)
    ends = found is not None and (found * 10**MOST_PLACES).denominator == 1
    kept = isinstance(last.own.result, Operation) or exact(last.own.result) is None
    return last.rounded or not (ends or kept)


def _fraction(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return rf"\frac{{{value.numerator}}}{{{value.denominator}}}"


def _signed(number: str, negative: bool, money: str, behind: str) -> str:
    sign = "-" if negative else ""
    mark = "\\$" if money.endswith("$") else money
    return f"{sign}{mark}{number}{behind}"


def _unit_behind(written: str, after: str) -> str:
    """LaTeX; '' where no unit is written."""
    if written.strip(" .,;"):
        text = written.strip(" .,;")
        if text.startswith(("^", "°", "%", "\\%")):
            return text
        return rf"\ {text}" if "\\" in text else rf"\ \text{{{text}}}"
    found = _WORDS.match(after)
    if found is None or spelling(found["unit"]) is None:
        return ""
    return rf"\ \text{{{found['unit']}}}"


def _is_measured(behind: str) -> bool:
    """It measures something that has parts."""
    text = _SAID.sub(" ", behind).strip()
    if text.strip("^ ") in ("°", "\\circ", "%", "\\%", "degrees", "degree", "percent"):
        return True
    found = unit(text) if text else None
    return found is not None and text not in _COUNTED
