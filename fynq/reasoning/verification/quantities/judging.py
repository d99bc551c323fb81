"""Two sides of an equals sign: the same quantity or not, and is that sure?

Everyday sums use units as labels: '5 hours × $12 = $60'. So a wrong dimension is called wrong only
where the units are meant as units, as in kg·m/s², and no number without a unit may stand for a
quantity.
"""

from __future__ import annotations

from itertools import combinations

from fynq.reasoning.verification.quantities.amount import Amount
from fynq.reasoning.verification.quantities.facts import kelvins, times
from fynq.reasoning.verification.quantities.kinds import called, is_money
from fynq.reasoning.verification.quantities.names import MONEY

_EXACT = 1e-9
_NEARLY = 0.005
"""A relative difference that rounded numbers further up may explain."""
_DECIMALS = 0.03
_ROUNDED = 0.01
_ROUNDED_BEFORE = 5e-4
_FACTORS = (
    3.6,
    60.0,
    3600.0,
    24.0,
    86400.0,
    7.0,
    12.0,
    3.0,
    36.0,
    16.0,
    2.2,
    2.54,
    1.6,
    1000 / 3600,
)
_USUAL = frozenset((0.5, 1.0, 2.0, 3.0, 4.0))
_ROUND = (3.1416, 4.1888, 6.2832)
_POUNDS = frozenset(("pound", "force_pound"))
Verdict = tuple[bool | None, str]
"""Whether the line holds, None for open; why not."""


def judge(left: Amount, right: Amount, about: bool, scaled: bool) -> Verdict | None:
    """None where nothing is claimed of units."""
    if not left.has_unit:
        return None
    if not right.has_unit and (left.dimension or not right.single):
        return None
    if left.dimension != right.dimension:
        return _of_dimensions(left, right)
    return _of_values(left, right, about, scaled)


def _of_dimensions(left: Amount, right: Amount) -> Verdict:
    both = (*left.units, *right.units)
    names = {each.base for each in both}
    soft = left.angular or right.angular or _calendar(left, right) or names & _POUNDS
    if soft or (left.single and right.single) or (is_money(left.dimension) and is_money(right.dimension)):  # fmt: skip
        return None, ""
    meant = left.physical or right.physical
    if not meant:
        return (False, _why(left, right)) if _length_times_length(left, right) else (None, "")
    if _rate_left_out(left, right) or right.bares or not _coefficients(left):
        return None, ""
    return False, _why(left, right)


def _rate_left_out(left: Amount, right: Amount) -> bool:
    """'$22/week - $20/week = $2': a time that everybody adds in thought."""
    everyday = left.calendar or right.calendar or any(n in MONEY for n, _ in right.dimension)  # fmt: skip
    quotient = times(left.dimension, right.dimension, -1)
    return bool(everyday) and [name for name, _ in quotient] == ["time"]


def _coefficients(left: Amount) -> bool:
    """Its numbers without a unit are factors of a formula such as ½mv², and stand for nothing
    else."""
    if not left.bares:
        return True
    usual = all(each in _USUAL or any(abs(each - value) < 0.05 for value in _ROUND) for each in left.bares)  # fmt: skip
    return usual and not left.late and left.quantities > 1


def _why(left: Amount, right: Amount) -> str:
    return f"the left side is {called(left.dimension)}, the right side {called(right.dimension)}"


def _length_times_length(left: Amount, right: Amount) -> bool:
    """'4 m × 3 m = 12 m'."""
    quantities = [each for each in left.factors if not each.bare]
    alike = {each.names for each in quantities}
    return (
        len(quantities) > 1
        and len(alike) == 1
        and all(each.power == 1 for each in quantities)
        and [name for name, _ in left.dimension] == ["length"]
        and [name for name, _ in right.dimension] == ["length"]
        and not left.bares
        and {each.name for each in right.units} == set(alike.pop())
    )


def _calendar(left: Amount, right: Amount) -> bool:
    """Days with hours, weeks with months: how many of which is not said."""
    if not left.calendar | right.calendar:
        return False
    times = {each.base for each in (*left.units, *right.units) if each.base in ("second", "minute", "hour")}  # fmt: skip
    return len(left.calendar | right.calendar | times) > 1


def _of_values(left: Amount, right: Amount, about: bool, scaled: bool) -> Verdict:
    if (left.thermal or right.thermal) and not (left.compound or right.compound):
        return _of_temperatures(left, right, about)
    if _close(left, right, about):
        return True, ""
    same_number = _near(left.number, right.number, _EXACT)
    if same_number and left.bares and left.factors:
        converted = _converted(left, right)
        if converted is not None:
            return converted
        return None, ""
    if left.angular or right.angular or _calendar(left, right):
        return None, ""
    rounded = {each.rounded for each in (*left.units, *right.units)}
    names = {each.name for each in (*left.units, *right.units)}
    loose = max(
        _NEARLY,
        min(_DECIMALS, left.slack + right.slack) if left.decimals or right.decimals else 0.0,
        0.03 if True in rounded and len(names) > 1 else 0.0,
        0.02 if about else 0.0,
    )
    if _near(left.value, right.value, loose):
        return None, ""
    if left.single and right.single and scaled:
        return None, ""
    return False, _by_how_much(left, right)


def _of_temperatures(left: Amount, right: Amount, about: bool) -> Verdict:
    """A temperature, or a difference of two: both may be meant, except where one is converted."""
    if _close(left, right, about) and not _converts(left, right):
        return True, ""
    if not (left.single and right.single):
        return None, ""
    one, other = (kelvins(each.units[0].name, each.number) for each in (left, right))
    if abs(one - other) <= max(right.digit * right.unit, 0.5 * right.unit) * 1.001:
        return True, ""
    return (False, "the two are not the same temperature") if abs(one - other) > 1 else (None, "")


def _converts(left: Amount, right: Amount) -> bool:
    return left.single and right.single and left.units[0].name != right.units[0].name


def _converted(left: Amount, right: Amount) -> Verdict | None:
    """'72 km/h ÷ 3.6 = 20 m/s': a bare factor stands for the conversion; here 20 km/h becomes
    20 m/s, so that the number must be what converts the one unit to the other."""
    if not left.value or not right.value:
        return None
    needed = right.value / left.value
    bare = [each.number**each.power for each in left.factors if each.bare and each.number]
    if len(bare) > 6:
        return None
    for count in range(1, len(bare) + 1):
        for chosen in combinations(bare, count):
            factor = 1.0
            for each in chosen:
                factor *= each
            if _near(factor * needed, 1.0, 0.02):
                return True, ""
            if _near(factor, needed, 0.02) and not _near(needed, 1.0, 0.02):
                return False, "the conversion goes the other way round"
    return None


def _by_how_much(left: Amount, right: Amount) -> str:
    told = f"the left side is {_told(left.value / right.unit)} in the unit of the right side" if right.single and right.unit else "the two sides differ"  # fmt: skip
    ratio = right.value / left.value if left.value else 0.0
    for factor in (*_FACTORS, 10.0, 100.0, 1000.0, 1e4, 1e6):
        for power in (1, -1, 2, -2):
            if _near(ratio, factor**power, 1e-3):
                return f"{told}, so it is off by a factor of {_told(factor ** abs(power))}"
    return told


def _told(value: float) -> str:
    return f"{value:.6g}"


def _near(one: float, other: float, relative: float) -> bool:
    return abs(one - other) <= relative * max(abs(one), abs(other))


def _close(left: Amount, right: Amount, about: bool) -> bool:
    """Equal, or rounded to the digits that the right side shows; to a whole number only where the
    two are said to be about equal, or numbers were rounded before."""
    found, claimed = left.value, right.value
    if _near(found, claimed, _EXACT):
        return True
    if not right.single:
        return False
    gap = abs(found - claimed)
    if right.digit:
        half = right.digit * right.unit
        return gap <= half * 1.0001 or (gap < 2 * half and abs(claimed) < abs(found))
    rounded = _ROUNDED if about else _ROUNDED_BEFORE if left.decimals else 0.0
    return gap <= 0.5 * right.unit and _near(found, claimed, rounded)
