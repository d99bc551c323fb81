"""pH, pOH, [H+] and [OH−]: strong acids and bases, and weak ones with their constant, at 25 °C.

A weak acid of concentration c has x²/(c − x) = Ka, which is solved without leaving x out. Decimals of
a pH are the significant figures of the concentration.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.constants import WATER_PRODUCT
from fynq.reasoning.chemistry.figures import figures_of, to_places, with_unit, written
from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page, Substance
from fynq.reasoning.chemistry.reading import AMOUNT, Reader
from fynq.reasoning.chemistry.units import MOLARITY, NUMBER, TEMPERATURE
from fynq.reasoning.chemistry.worked import Exercise, Worked, agrees, number_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

_VOCABULARY = frozenset(
    words("""solution aqueous concentration ion ions hydrogen hydronium hydroxide acid base strong weak monoprotic ph poh
    molar molarity has acidic basic solution's completely dissociates ionizes dissociation constant ionization equilibrium
    water pure lemon juice vinegar stomach blood gastric rainwater rain milk coffee soil cleaner household cola - approximately is measured""")
)  # fmt: skip
_ACIDS = {"HCl": 1, "HBr": 1, "HI": 1, "HNO3": 1, "HClO4": 1, "HClO3": 1}
_BASES = {"NaOH": 1, "KOH": 1, "LiOH": 1, "RbOH": 1, "CsOH": 1, "Ba(OH)2": 2, "Ca(OH)2": 2, "Sr(OH)2": 2}  # fmt: skip
_SKILLS = ("logarithms", "scientific-notation")
_LIMIT = Fraction(1, 10**6)
"""mol/L; below it water's own ions count."""


def read(page: Page) -> Exercise:
    if page.reactions or not page.amounts or not re.search(r"\bp_?oh\b|\bph\b|\bconcentration\b|\[", page.template):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    reader = Reader(page)
    for n in reader.left_amounts(TEMPERATURE):
        if abs(page.amounts[n].si - Fraction("298.15")) > Fraction(1, 5):
            raise NotUnderstood("The ion product of water is that of 25 °C.")
        reader.must_take(rf"\(? ?at <A{n}>(?: \))?")
    constant = _constant(reader)
    given, amount = _given(reader)
    asked = _asked(reader)
    protons = 1
    acid: bool | None = None
    name = ""
    if given == "c":
        acid, protons, name = _substance(reader, constant)
    elif constant is not None:
        raise NotUnderstood(REFUSAL)
    reader.settle(_VOCABULARY | {"k_a", "k_b", "ka", "kb", "ha", "hx"}, substances=given != "c")
    if asked == given:
        raise NotUnderstood(REFUSAL)
    return _Acid(page, given, amount, asked, acid, protons, constant[1] if constant else None, name)


def _ion(page: Page, text: str) -> str:
    """'H' or 'OH' for a pattern's match."""
    low = text.lower()
    if "hydroxide" in low:
        return "OH"
    if "hydr" in low:
        return "H"
    for n in re.findall(r"<S(\d+)>", text):
        found = page.substance(n).formula
        if page.substance(n).said == "hydrogen":
            return "H"
        own = {("H",): "H", ("H", "O"): "H", ("O", "H"): "OH"}.get(tuple(found.counts()), "")
        if own == "H" and found.charge == 1 and dict(found.counts()) in ({"H": 1}, {"H": 3, "O": 1}):  # fmt: skip
            return "H"
        if own == "OH" and found.charge == -1:
            return "OH"
    return ""


_ION = r"(?:\[ <S\d+> \]|(?:the )?(?:hydrogen|hydronium|hydroxide|<S\d+>)(?:[ -](?:ion|ions))?(?:[ -])concentration|(?:the )?(?:molar )?concentration of (?:the )?(?:hydrogen|hydronium|hydroxide|<S\d+>)(?: ions?| <U\d+>)?|(?:hydrogen|hydronium|hydroxide)-ion concentration|(?:<S\d+>|hydronium|hydroxide) <U\d+> concentration)"


def _constant(reader: Reader) -> tuple[str, Amount] | None:
    found = reader.take(rf"\( (?P<k>k_?a|k_?b|k_?A|k_?B) (?:=|of|is|for <S\d+> (?:is|=)) {AMOUNT} \)") or reader.take(rf"(?:and |with |the |a |its )*(?P<k>k_?a|k_?b)(?: (?:value|for(?: the)? (?:<S\d+>|acid|base)|of(?: the)? <S\d+>|of(?! <A)))*(?: (?:=|is|of))+ {AMOUNT}")  # fmt: skip
    if found is None:
        return None
    amount = reader.page.amount(found[2])
    if amount.dimension != NUMBER or not 0 < amount.value < 1:
        raise NotUnderstood(REFUSAL)
    return ("a" if found["k"].lower().endswith("a") else "b"), amount


def _given(reader: Reader) -> tuple[str, Amount]:
    """What is given, 'pH', 'pOH', 'H', 'OH' or 'c', and its amount."""
    page = reader.page
    if found := reader.take(rf"(?:a |the |its |with a )?(?P<p>ph|poh)(?: of (?:a|the|this|an) (?:\w+ )?(?:solution|sample|water|juice|milk|coffee|rain|soil|blood))?(?: (?:of|is|was|=|equals|equal to|value of|:))* <A(?P<n>{_numbers(page)})>"):  # fmt: skip
        amount = page.amount(found["n"])
        if not -2 <= amount.value <= 16:
            raise NotUnderstood(REFUSAL)
        return ("pH" if found["p"] == "ph" else "pOH"), amount
    if found := reader.take(rf"(?:a |the |an )?(?P<ion>{_ION})(?: (?:in|of) (?:a|the) solution)?(?: (?:of|is|=|equal to))+ {AMOUNT}"):  # fmt: skip
        ion, amount = _ion(page, found["ion"]), page.amount(found.groups()[-1])
        if not ion or amount.dimension != MOLARITY or amount.value <= 0:
            raise NotUnderstood(REFUSAL)
        return ion, amount
    concentrations = reader.left_amounts(MOLARITY)
    if len(concentrations) != 1 or len(reader.left("A")) != 1:
        raise NotUnderstood(REFUSAL)
    return "c", reader.amount(concentrations[0])


def _numbers(page: Page) -> str:
    """Numbers of the amounts without a unit, as a pattern."""
    found = [str(n) for n, item in enumerate(page.amounts) if item.dimension == NUMBER and not item.is_percent]  # fmt: skip
    return "|".join(found) or "none"


def _asked(reader: Reader) -> str:
    page = reader.page
    for n in reader.left("U"):
        if page.units[n].dimension != MOLARITY and page.units[n].sign != "ions":
            raise NotUnderstood(REFUSAL)
    found = reader.take(r"(?P<p>ph|poh)(?: value)?")
    if found:
        if reader.has(r"(?:ph|poh)") or reader.has(_ION):
            raise NotUnderstood("I answer one question at a time.")
        return "pH" if found["p"] == "ph" else "pOH"
    ion = reader.must_take(_ION)
    for n in reader.left("U"):
        reader.drop("U", n)
    if reader.has(_ION):
        raise NotUnderstood("I answer one question at a time.")
    return _ion(page, ion[0]) or _refuse()


def _refuse() -> str:
    raise NotUnderstood(REFUSAL)


def _substance(reader: Reader, constant: tuple[str, Amount] | None) -> tuple[bool, int, str]:
    """Whether it is an acid, how many ions a particle gives, its LaTeX."""
    page = reader.page
    listed = [page.substances[n] for n in reader.left("S")]
    listed = [item for item in listed if dict(item.formula.counts()) != {"H": 2, "O": 1}]
    for n in reader.left("S"):
        reader.drop("S", n)
    if constant is not None:
        if len({item.formula.bare().text() for item in listed}) > 1:
            raise NotUnderstood(REFUSAL)
        names = {item.formula.bare().text() for item in listed}
        if names & (set(_ACIDS) | set(_BASES) | {"H2SO4", "H3PO4", "H2CO3"}):
            raise NotUnderstood(REFUSAL)
        if listed and not _fits(listed[0], constant[0]):
            raise NotUnderstood("The constant does not belong to this substance.")
        return constant[0] == "a", 1, listed[0].formula.bare().latex() if listed else "\\text{HA}" if constant[0] == "a" else "\\text{B}"  # fmt: skip
    if not listed or any(item.formula.counts() != listed[0].formula.counts() for item in listed):
        raise NotUnderstood(REFUSAL)
    formula = listed[0].formula.bare()
    text = formula.text()
    if text in _ACIDS:
        return True, _ACIDS[text], formula.latex()
    if text in _BASES:
        return False, _BASES[text], formula.latex()
    if text in ("H2SO4", "H3PO4"):
        raise CannotSolve("Its second proton is not given off completely.")
    raise NotUnderstood("Of a weak acid or base I need the constant.")


_METALS = frozenset(("Li", "Na", "K", "Rb", "Cs", "Mg", "Ca", "Sr", "Ba", "Al", "Zn", "Fe", "Cu", "Ag", "Pb"))  # fmt: skip


def _fits(substance: Substance, letter: str) -> bool:
    """Whether it is a neutral acid, or a neutral base with nitrogen; no salt."""
    formula = substance.formula.bare()
    if formula.charge or set(formula.counts()) & _METALS or formula.text().startswith("NH4"):
        return False
    if letter == "b":
        return "N" in formula.counts()
    return substance.said.endswith("acid") or formula.text().startswith("H") or formula.text().endswith(("COOH", "CO2H", "OH"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Acid:
    """acid: None where ions or a pH are given. ions: that a particle of a strong one gives."""

    page: Page
    given: str
    amount: Amount
    asked: str
    acid: bool | None
    ions: int
    constant: Amount | None
    name: str

    def _first(self) -> tuple[str, float]:
        """The quantity that follows at once: 'H' or 'OH' in mol/L, 'pH' or 'pOH'."""
        if self.given in ("pH", "pOH"):
            return self.given, float(self.amount.value)
        c = float(self.amount.si / 1000)
        if self.given in ("H", "OH"):
            return self.given, c
        ion = "H" if self.acid else "OH"
        if self.constant is None:
            if self.amount.si / 1000 < _LIMIT:
                raise CannotSolve("So thin a solution has the water's own ions too.")
            return ion, c * self.ions
        k = float(self.constant.value)
        x = (-k + math.sqrt(k * k + 4 * k * c)) / 2
        if x < 1e-6:
            raise CannotSolve("So few ions come from the water as well.")
        return ion, x

    def _all(self) -> dict[str, float]:
        kind, value = self._first()
        log = value if kind.startswith("p") else -math.log10(value)
        acidity = log if kind in ("pH", "H") else 14 - log
        return {"pH": acidity, "pOH": 14 - acidity, "H": 10**-acidity, "OH": 10 ** (acidity - 14)}

    def _figures(self) -> int:
        if self.given in ("pH", "pOH"):
            decimals = len(self.amount.written.partition(".")[2].split()[0]) if "." in self.amount.written else 0  # fmt: skip
            return max(2, decimals) if decimals else 1 if not self.asked.startswith("p") else 2
        return figures_of([item for item in (self.amount, self.constant) if item])

    def _final(self) -> str:
        value = Fraction(self._all()[self.asked])
        page = self.page
        if self.asked.startswith("p"):
            if self.given in ("pH", "pOH"):
                decimals = len(self.amount.written.partition(".")[2])
                return to_places(Fraction(14) - self.amount.value, page.places if page.places is not None else max(decimals, 1 if self.amount.value.denominator > 1 else 0))  # fmt: skip
            places = page.places if page.places is not None else max(2, min(3, self._figures()))
            return to_places(value, places)
        figures = page.figures or self._figures()
        if value >= Fraction(1, 10**4) and figures > 1:
            return with_unit(written(value, figures), "M")
        return with_unit(_power(value, figures), "M")

    def work(self) -> Worked:
        kind, value = self._first()
        first = Fraction(value)
        all_values = self._all()
        steps: list[tuple[str, str]] = []
        ion = {"H": "[\\mathrm{H^{+}}]", "OH": "[\\mathrm{OH^{-}}]"}
        if self.given == "c" and self.constant is None:
            front = f"{self.ions} \\cdot " if self.ions > 1 else ""
            steps.append(("It gives off all its ions", f"$${ion[kind]} = {front}{written(self.amount.si / 1000, 3)} = {written(first, 3)}\\text{{ M}}$$"))  # fmt: skip
        elif self.given == "c":
            assert self.constant is not None
            k, c = written(self.constant.value, max(2, self.constant.figures)), written(self.amount.si / 1000, max(2, self.amount.figures))  # fmt: skip
            letter = "a" if self.acid else "b"
            steps.append(
                ("Set up the equilibrium", f"$$K_{letter} = \\frac{{x^2}}{{{c} - x}} = {k}$$")
            )
            steps.append(("Solve the quadratic equation", f"$$x = {ion[kind]} = {written(first, 4)}\\text{{ M}}$$"))  # fmt: skip
        final = self._final()
        p_of = {"H": "pH", "OH": "pOH"}
        if not kind.startswith("p") and self.asked != kind:
            log = Fraction(all_values[p_of[kind]])
            if {kind, self.asked} == {"H", "OH"}:
                steps.append(("Use the ion product of water", f"$${ion[self.asked]} = \\frac{{1.0 \\times 10^{{-14}}}}{{{written(first, 4)}}} = {final}$$"))  # fmt: skip
            else:
                steps.append(("Take the logarithm", f"$$\\text{{{p_of[kind]}}} = -\\log {ion[kind]} = {to_places(log, 3)}$$"))  # fmt: skip
                if self.asked != p_of[kind]:
                    steps.append(("pH and pOH make 14", f"$$\\text{{{self.asked}}} = 14 - {to_places(log, 3)} = {final}$$"))  # fmt: skip
        elif kind.startswith("p"):
            if self.asked.startswith("p"):
                steps.append(("pH and pOH make 14", f"$$\\text{{{self.asked}}} = 14 - {self.amount.written} = {final}$$"))  # fmt: skip
            else:
                own = all_values["pH" if self.asked == "H" else "pOH"]
                steps.append(("Undo the logarithm", f"$${ion[self.asked]} = 10^{{-{own:.6g}}} = {final}$$"))  # fmt: skip
        given = f"{self.amount.written} {self.name}" if self.given == "c" else f"{self.given} = {self.amount.written}"  # fmt: skip
        return Worked(
            "acidity",
            f"\\text{{{self.asked}: {given.split(chr(92), maxsplit=1)[0].strip()}}}",
            final,
            tuple(steps) or (("Read it off", f"$${final}$$"),),
            _SKILLS,
            "The pH is minus the logarithm of the concentration of hydrogen ions in mol/L.",
        )

    def confirm(self, final: str) -> str:
        """Back from the answer to the concentration, and for a weak acid to its constant."""
        number, _ = number_of(final)
        value = float(number)
        acidity = {"pH": value, "pOH": 14 - value}.get(self.asked)
        if acidity is None:
            acidity = -math.log10(value) if self.asked == "H" else 14 + math.log10(value)
        h = 10**-acidity
        oh = float(WATER_PRODUCT) / h
        kind = self.given
        if kind in ("pH", "pOH"):
            back = acidity if kind == "pH" else 14 - acidity
            good = abs(back - float(self.amount.value)) < (0.02 if not self.asked.startswith("p") and self._figures() > 1 else 0.25 if not self.asked.startswith("p") else 0.006)  # fmt: skip
            return "The logarithm of the answer gives the data back." if good else ""
        x = h if kind == "H" or (kind == "c" and self.acid) else oh
        c = float(self.amount.si) / 1000
        if self.constant is not None:
            back, wanted = x * x / (c - x), float(self.constant.value)
        else:
            back, wanted = x, c * (self.ions if kind == "c" else 1)
        good = abs(math.log(back / wanted)) < 0.06 and agrees(final, _again(self))
        return "The answer gives the concentration back." if good else ""


def _again(acid: _Acid) -> float:
    """The asked quantity through natural logarithms and, for a weak acid, by iterating."""
    kind = acid.given
    c = float(acid.amount.si) / 1000
    if kind == "c":
        kind = "H" if acid.acid else "OH"
        if acid.constant is not None:
            k, x = float(acid.constant.value), 0.0
            low, high = 0.0, c
            for _ in range(200):
                x = (low + high) / 2
                low, high = (x, high) if x * x < k * (c - x) else (low, x)
            c = x
        else:
            c *= acid.ions
    own = -math.log(c) / math.log(10)
    acidity = own if kind == "H" else 14 - own
    return {"pH": acidity, "pOH": 14 - acidity, "H": math.exp(-acidity * math.log(10)), "OH": math.exp((acidity - 14) * math.log(10))}[acid.asked]  # fmt: skip


def _power(value: Fraction, figures: int) -> str:
    """In scientific notation."""
    exponent = math.floor(math.log10(value))
    mantissa = written(value / Fraction(10) ** exponent, figures)
    if mantissa.startswith("10"):
        mantissa, exponent = written(Fraction(1), figures), exponent + 1
    return f"{mantissa} \\times 10^{{{exponent}}}"
