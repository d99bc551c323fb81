"""First-order kinetics: radioactive decay and first-order reactions, by half-life or rate constant.

N = N₀ · (1/2)^(t/T) = N₀ e^(−kt), with kT = ln 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

import mpmath as mp

from fynq.reasoning.chemistry.figures import (
    answer_number,
    figures_of,
    short_exact,
    with_unit,
    written,
)
from fynq.reasoning.chemistry.moles import shown
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.reading import AMOUNT, UNIT, Reader
from fynq.reasoning.chemistry.units import AMOUNT as MOLE
from fynq.reasoning.chemistry.units import (
    MASS,
    MOLARITY,
    NUMBER,
    PARTICLES,
    RATE,
    TIME,
    Unit,
    unit,
)
from fynq.reasoning.chemistry.worked import Exercise, Worked, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_VOCABULARY = frozenset(
    words("""half-life half life radioactive isotope sample decay decays decayed decaying substance element nuclide radioisotope
    remains remain remaining left after initially initial original originally mass grams reaction first-order order first decomposition
    decomposes concentration constant rate time long take takes until fall falls drop decrease decreases reduced amount
    percent percentage fraction undecayed unchanged disintegrate disintegrates iodine cobalt carbon strontium starts start starting
    medical tracer hospital patient is kinetics reactant still present be known follows via by process old received later
    isotope's nuclide - elapsed pass passes passed must before go goes""")
)  # fmt: skip
_SKILLS = ("radioactivity", "exponential-functions")
_STUFF = frozenset((MASS, MOLARITY, MOLE, PARTICLES))


def read(page: Page) -> Exercise:
    if page.reactions or not re.search(r"half-life|half life|first-order|first order|decay", page.template):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if re.search(r"second[- ]order|zero[- ]order|zeroth", page.template):
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    half = _half_life(reader)
    constant = _rate_constant(reader)
    if half is not None and constant is not None:
        raise NotUnderstood(REFUSAL)
    what, target = _asked(reader)
    share, gone = _share(reader)
    start = end = time = None
    for n in reader.left("A"):
        amount = page.amounts[n]
        if amount.dimension == TIME and time is None:
            time = amount
        elif amount.dimension in _STUFF and start is None:
            start = amount
        elif amount.dimension in _STUFF and end is None:
            end = amount
        else:
            raise NotUnderstood(REFUSAL)
        if amount.value <= 0:
            raise NotUnderstood(REFUSAL)
        reader.drop("A", n)
    if end is not None and start is not None:
        if end.dimension != start.dimension or end.si >= start.si or share is not None:
            raise NotUnderstood(REFUSAL)
    elif start is not None and what not in ("left", "start") and share is None:
        raise NotUnderstood(REFUSAL)
    own_name = re.findall(r"(?:sample|half-life|isotope|amount) of ([a-z]{4,})(?= )", page.template)
    reader.settle(_VOCABULARY | frozenset(own_name), substances=True)
    ratio = share if share is not None else (end.si / start.si if start is not None and end is not None else None)  # fmt: skip
    known = {"rate": half or constant, "time": time, "ratio": ratio}
    needed = {"left": ("rate", "time"), "share": ("rate", "time"), "gone": ("rate", "time"), "start": ("rate", "time"), "time": ("rate", "ratio"), "half": ("time", "ratio"), "constant": ("time", "ratio"), "of_constant": (), "of_half": ()}[what]  # fmt: skip
    if what == "half" and constant is not None and time is None and ratio is None:
        what, needed = "of_constant", ("rate",)
    elif what == "constant" and half is not None and time is None and ratio is None:
        what, needed = "of_half", ("rate",)
    if {name for name, item in known.items() if item is not None} != set(needed):
        raise NotUnderstood(REFUSAL)
    if what in ("left", "start") and (start is None or end is not None):
        raise NotUnderstood(REFUSAL)
    if what in ("share", "gone") and start is not None:
        raise NotUnderstood(REFUSAL)
    target = target or _usual(what, half, constant, time, start)
    dimension = {"left": start.dimension if start else None, "start": start.dimension if start else None, "time": TIME, "half": TIME, "of_constant": TIME, "constant": RATE, "of_half": RATE}.get(what, NUMBER)  # fmt: skip
    if target.dimension != dimension:
        raise NotUnderstood(REFUSAL)
    return _Decay(page, what, half, constant, time, ratio, start, end, target, gone)


def _half_life(reader: Reader) -> Amount | None:
    found = reader.take(rf"(?:(?:a|the|its|with|has|and) )*(?:half-life|half life)(?: (?:of|for) (?:the |this |a )?(?:<S\d+>|nuclide|isotope|\w+ isotope|reaction|first-order reaction|substance|sample))?(?: (?:is|of|=|equal to|about|was))+ {AMOUNT}") or reader.take(rf"{AMOUNT} (?:half-life|half life)")  # fmt: skip
    if found is None:
        return None
    amount = reader.page.amount(found.groups()[-1])
    if amount.dimension != TIME or amount.value <= 0:
        raise NotUnderstood(REFUSAL)
    return amount


def _rate_constant(reader: Reader) -> Amount | None:
    page = reader.page
    rates = [n for n in reader.left("A") if page.amounts[n].dimension == RATE]
    if not rates:
        return None
    if len(rates) != 1 or not reader.take(rf"(?:(?:a|the|its|with|has|and) )*(?:(?:first-order )?rate constant|decay constant|k)(?: (?:of|for) (?:the |this |a )?(?:reaction|decomposition|decay|nuclide|isotope|substance|<S\d+>|first-order reaction))?(?: (?:k|λ))?(?: (?:is|of|=|,))* <A{rates[0]}>|(?:\( )?k = <A{rates[0]}>(?: \))?"):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return page.amounts[rates[0]]


def _asked(reader: Reader) -> tuple[str, Unit | None]:
    page = reader.page
    left = r"(?:(?:will|would|is|are|of it|of the \w+|<S\d+>) )*(?:be )?(?:remains?|remaining|left|undecayed|present|still)"
    patterns = (
        (rf"how many {UNIT} (?:of )?(?:the |this )?(?:<S\d+>|nuclide|sample|isotope|it|substance|original sample)?(?=.* (?:remain|left|remains|remaining|undecayed)\b)", "left"),
        (rf"how many {UNIT} (?:does|did|will|would|must|until|before|are needed|for)(?: it)?(?: take| elapse| pass)?", "time"),
        (r"(?:how long(?: (?:will|does|would|did|must|it|take|takes|the|sample))*(?: for)?|how old|after how long|what time)", "time"),
        (r"(?:what|calculate|find|determine|compute)(?: (?:is|the|its))*(?: (?:half-life|half life))(?: (?:of|for) (?:the |this )?(?:<S\d+>|nuclide|isotope|reaction|substance|sample))?", "half"),
        (r"(?:what|calculate|find|determine|compute)(?: (?:is|the|its|first-order))*(?: (?:rate constant|decay constant))(?: (?:of|for) (?:the |this )?(?:<S\d+>|nuclide|isotope|reaction|substance|decay))?", "constant"),
        (rf"(?:what|calculate|find)(?: (?:is|the))* ?(?:percent|percentage|fraction)(?: of (?:the |a |this )?(?:original |initial )?(?:<S\d+>|nuclide|sample|isotope|amount|it|substance|reactant))?(?: of [a-z]+)?(?: \x00)* {left}", "share"),
        (r"(?:what|calculate|find)(?: (?:is|the))* ?(?:percent|percentage|fraction)(?: of (?:the |a |this )?(?:original |initial )?(?:<S\d+>|nuclide|sample|isotope|amount|it|substance|reactant))?(?: of [a-z]+)?(?: \x00)*(?: (?:has|have|will have|is))* (?:decayed|decomposed|reacted)", "gone"),
        (r"(?:how much|what mass|what amount|the mass|the amount|what concentration|the concentration)(?: (?:of|the|this|it|a|<S\d+>|nuclide|sample|isotope|substance))*(?: (?:will|would|is|be|that))* (?:remains?|remaining|left|present)", "left"),
        (r"(?:what|find|calculate)(?: (?:is|was|will be|the))* (?:final )?(?:concentration|mass|amount)(?: of <S\d+>)?(?= after| ,| at)", "left"),
    )  # fmt: skip
    for pattern, what in patterns:
        found = reader.take(pattern)
        if found is None:
            continue
        units = re.findall(r"<U(\d+)>", found[0])
        if not units and (later := reader.take(rf"(?:\( )?in {UNIT}(?: \))?")):
            units = [later[1]]
        own = page.units[int(units[0])] if units else page.wanted
        if "fraction" in found[0] and own is None:
            own = Unit("", Fraction(1), NUMBER, "")
        return what, own
    raise NotUnderstood(REFUSAL)


def _share(reader: Reader) -> tuple[Fraction | None, bool]:
    """The share that is left, and whether the question told the share that is gone."""
    page = reader.page
    share = [n for n in reader.left("A") if page.amounts[n].is_percent]
    if not share:
        if found := reader.take(rf"(?:to )?{AMOUNT}(?: of)? (?:its|the) (?:original|initial) (?:amount|value|concentration|mass|activity)"):  # fmt: skip
            amount = page.amount(found[1])
            if amount.dimension != NUMBER or not 0 < amount.value < 1:
                raise NotUnderstood(REFUSAL)
            return amount.value, False
        return None, False
    if len(share) != 1:
        raise NotUnderstood(REFUSAL)
    (n,) = share
    value = page.amounts[n].si
    if not 0 < value < 1:
        raise NotUnderstood(REFUSAL)
    of = r"(?: of)?(?: (?:the|a|its|this|it|initial|original))*(?: (?:<S\d+>|nuclide|sample|isotope|substance|reactant|amount|concentration|value|activity|mass))?(?: (?:of|the|a|sample|original|substance|isotope))*"
    if reader.take(rf"<A{n}>{of}(?: (?:has|have|to have|had|is|to|will))*(?: (?:decay|decayed|decompose|decomposed|reacted|react|disintegrated|be decomposed))\b|for <A{n}>{of} to (?:decay|decompose|react|decayed)"):  # fmt: skip
        return 1 - value, True
    if reader.take(rf"(?:to |only |until )*<A{n}>{of}(?: (?:remains?|is left|left|remaining|to remain|undecayed|is present|is still present))?"):  # fmt: skip
        return value, False
    raise NotUnderstood(REFUSAL)


def _usual(what: str, half: Amount | None, constant: Amount | None, time: Amount | None, start: Amount | None) -> Unit:  # fmt: skip
    if what in ("left", "start"):
        assert start is not None
        return start.unit
    if what in ("share", "gone"):
        return Unit("%", Fraction(1, 100), NUMBER, "")
    rate = half or constant
    if what in ("time", "of_constant"):
        assert rate is not None
        if half is not None:
            return half.unit
        return _of_sign(rate.unit.sign.replace("^{-1}", ""))
    if what == "half":
        assert time is not None
        return time.unit
    source = half or time
    assert source is not None
    return _of_sign(f"{source.unit.sign}^-1")


def _of_sign(sign: str) -> Unit:
    found = unit(sign)
    if found is None:
        raise NotUnderstood(REFUSAL)
    return found


@dataclass(frozen=True, slots=True)
class _Decay:
    """ratio: the share that is left. gone: whether the question told the share that is gone."""

    page: Page
    what: str
    half: Amount | None
    constant: Amount | None
    time: Amount | None
    ratio: Fraction | None
    start: Amount | None
    end: Amount | None
    target: Unit
    gone: bool

    def _halves(self) -> mp.mpf:
        """Half-lives that pass."""
        if self.ratio is not None:
            return -mp.log(_mp(self.ratio), 2)
        assert self.time is not None
        if self.half is not None:
            return _mp(self.time.si / self.half.si)
        assert self.constant is not None
        return _mp(self.time.si * self.constant.si) / mp.log(2)

    def _half(self) -> mp.mpf:
        """In seconds."""
        if self.half is not None:
            return _mp(self.half.si)
        if self.constant is not None:
            return mp.log(2) / _mp(self.constant.si)
        assert self.time is not None
        return _mp(self.time.si) / self._halves()

    def _value(self) -> mp.mpf:
        """In SI units."""
        what = self.what
        if what in ("half", "of_constant"):
            return self._half()
        if what in ("constant", "of_half"):
            return mp.log(2) / self._half()
        if what == "time":
            return self._halves() * self._half()
        left = mp.mpf(2) ** -self._halves()
        if what in ("left", "start"):
            assert self.start is not None
            return _mp(self.start.si) * (left if what == "left" else 1 / left)
        return 1 - left if what == "gone" else left

    def _answer(self) -> Fraction:
        return Fraction(str(mp.nstr(self._value() / _mp(self.target.factor), 30)))

    def work(self) -> Worked:
        value = self._answer()
        used = [item for item in (self.half, self.constant, self.time, self.start, self.end) if item]  # fmt: skip
        shares = [item for item in self.page.amounts if item.is_percent]
        whole = self.half is not None and abs(self._halves() - mp.nint(self._halves())) < mp.mpf(10) ** -12 if self.what not in ("of_constant", "of_half") else False  # fmt: skip
        exact = short_exact(value) if whole and self.page.places is None and self.page.figures is None else None  # fmt: skip
        number = exact if exact is not None and (self.start is None or self.start.whole or len(exact) <= figures_of(used) + 3) else answer_number(self.page, value, [*used, *shares], standard=True)  # fmt: skip
        final = with_unit(number, self.target)
        steps: list[tuple[str, str]] = []
        if self.what in ("of_constant", "of_half"):
            law = "T_{1/2} = \\frac{\\ln 2}{k}" if self.what == "of_constant" else "k = \\frac{\\ln 2}{T_{1/2}}"  # fmt: skip
            steps.append(("Half-life and rate constant", f"$${law} = {final}$$"))
            return self._worked(final, steps, used)
        halves = mp.nstr(self._halves(), 6)
        if self.ratio is not None:
            steps.append(("Find the share that is left", f"$$\\frac{{N}}{{N_0}} = {written(self.ratio, 5)}$$"))  # fmt: skip
            steps.append(("Count the half-lives", f"$$\\frac{{t}}{{T_{{1/2}}}} = \\log_2 \\frac{{N_0}}{{N}} = {halves}$$"))  # fmt: skip
        elif self.half is not None:
            assert self.time is not None
            steps.append(("Count the half-lives", f"$$\\frac{{t}}{{T_{{1/2}}}} = \\frac{{{with_unit(shown(self.time), self.time.unit)}}}{{{with_unit(shown(self.half), self.half.unit)}}} = {halves}$$"))  # fmt: skip
        else:
            steps.append(("Use the rate constant", f"$$\\frac{{N}}{{N_0}} = e^{{-kt}} = {mp.nstr(mp.mpf(2) ** -self._halves(), 5)}$$"))  # fmt: skip
        closing = {
            "left": "N = N_0 \\cdot \\left(\\tfrac12\\right)^{t/T_{1/2}}",
            "start": "N_0 = N \\cdot 2^{t/T_{1/2}}",
            "share": "\\frac{N}{N_0} = \\left(\\tfrac12\\right)^{t/T_{1/2}}",
            "gone": "1 - \\frac{N}{N_0}",
            "time": f"t = {halves} \\cdot T_{{1/2}}",
            "half": f"T_{{1/2}} = \\frac{{t}}{{{halves}}}",
            "constant": "k = \\frac{\\ln (N_0/N)}{t}",
        }[self.what]
        steps.append(("Find what is asked", f"$${closing} = {final}$$"))
        return self._worked(final, steps, used)

    def _worked(self, final: str, steps: list[tuple[str, str]], used: list[Amount]) -> Worked:
        return Worked(
            "decay",
            ", ".join(with_unit(shown(item), item.unit) for item in used),
            final,
            tuple(steps),
            _SKILLS,
            "In each half-life half of what is there disappears.",
        )

    def confirm(self, final: str) -> str:
        """By N = N₀ e^(−kt) with the answer put in; k and the half-life by their product, ln 2."""
        number, half = number_of(final)
        shown_value, slack = _mp(number * self.target.factor), _mp(half * self.target.factor)
        if shown_value <= 0:
            return ""
        names = {"time": "t", "half": "T", "of_constant": "T", "constant": "k", "of_half": "k"}
        given = {
            "t": _mp(self.time.si) if self.time else None,
            "T": _mp(self.half.si) if self.half else None,
            "k": _mp(self.constant.si) if self.constant else None,
            "x": _mp(self.ratio) if self.ratio is not None else None,
        }

        def gap(value: mp.mpf) -> mp.mpf:
            now = dict(given)
            if self.what in ("left", "start"):
                assert self.start is not None
                ratio = value / _mp(self.start.si)
                now["x"] = ratio if self.what == "left" else 1 / ratio
            elif self.what in ("share", "gone"):
                now["x"] = 1 - value if self.what == "gone" else value
            else:
                now[names[self.what]] = value
            if self.what in ("of_constant", "of_half"):
                assert now["T"] is not None and now["k"] is not None
                return now["k"] * now["T"] - mp.log(2)
            k = now["k"] if now["k"] is not None else mp.log(2) / now["T"]
            return mp.e ** (-k * now["t"]) - now["x"]

        low, high = gap(shown_value - slack * 1.02), gap(shown_value + slack * 1.02)
        exact = abs(gap(shown_value)) < mp.mpf(10) ** -9
        return "The answer satisfies N = N₀ e^(−kt)." if low * high <= 0 or exact else ""


def _mp(value: Fraction) -> mp.mpf:
    return mp.mpf(value.numerator) / value.denominator
