"""Names of substances to their formulas: common names, and systematic names of salts, bases, acids
and binary molecular compounds (IUPAC Nomenclature of Inorganic Chemistry, 2005, and older school
names of the ions)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from math import lcm

from fynq.reasoning.chemistry.elements import DIATOMIC, NAMES, SYMBOLS
from fynq.reasoning.chemistry.formulas import Formula, read_formula
from fynq.reasoning.problem import NotUnderstood

UNKNOWN = "I do not know this substance."
_COMMON = """
water H2O|ammonia NH3|methane CH4|ethane C2H6|propane C3H8|butane C4H10|pentane C5H12|hexane C6H14
heptane C7H16|octane C8H18|ethanol C2H5OH|ethyl alcohol C2H5OH|methanol CH3OH|glucose C6H12O6|fructose C6H12O6
sucrose C12H22O11|table sugar C12H22O11|benzene C6H6|toluene C7H8|acetylene C2H2|ethyne C2H2|ethylene C2H4
ethene C2H4|propene C3H6|hydrogen peroxide H2O2|ozone O3|table salt NaCl|baking soda NaHCO3|caffeine C8H10N4O2
aspirin C9H8O4|urea CO(NH2)2|acetone C3H6O|nitrous oxide N2O|nitric oxide NO|glycerol C3H8O3
ethylene glycol C2H6O2|naphthalene C10H8|chloroform CHCl3|ascorbic acid C6H8O6|vitamin c C6H8O6
cyclohexane C6H12|limestone CaCO3|quicklime CaO|steam H2O|ice H2O|liquid water H2O|water vapor H2O
water vapour H2O|acetic acid CH3COOH|formic acid HCOOH|citric acid C6H8O7|oxalic acid H2C2O4|benzoic acid C7H6O2
hydrochloric acid HCl|hydrobromic acid HBr|hydroiodic acid HI|hydrofluoric acid HF|sulfuric acid H2SO4
sulphuric acid H2SO4|sulfurous acid H2SO3|nitric acid HNO3|nitrous acid HNO2|phosphoric acid H3PO4
carbonic acid H2CO3|perchloric acid HClO4|chloric acid HClO3|hypochlorous acid HClO|hydrocyanic acid HCN
hydrogen cyanide HCN|boric acid H3BO3|calcium carbide CaC2|phosphine PH3|silane SiH4|hydrazine N2H4
diborane B2H6|silica SiO2|magnetite Fe3O4|hematite Fe2O3|epsom salt MgSO4·7H2O|dry ice CO2|salicylic acid C7H6O3
ethanoic acid CH3COOH|isopropyl alcohol C3H8O|methylamine CH3NH2|aniline C6H5NH2|pyridine C5H5N
"""
_ANIONS = {
    **{"fluoride": "F^-", "chloride": "Cl^-", "bromide": "Br^-", "iodide": "I^-", "oxide": "O^2-", "sulfide": "S^2-", "sulphide": "S^2-", "selenide": "Se^2-", "nitride": "N^3-", "phosphide": "P^3-", "hydride": "H^-"},
    **{"hydroxide": "OH^-", "nitrate": "NO3^-", "nitrite": "NO2^-", "sulfate": "SO4^2-", "sulphate": "SO4^2-", "sulfite": "SO3^2-", "hydrogen sulfate": "HSO4^-", "bisulfate": "HSO4^-", "carbonate": "CO3^2-", "hydrogen carbonate": "HCO3^-", "bicarbonate": "HCO3^-"},
    **{"phosphate": "PO4^3-", "hydrogen phosphate": "HPO4^2-", "dihydrogen phosphate": "H2PO4^-", "permanganate": "MnO4^-", "chromate": "CrO4^2-", "dichromate": "Cr2O7^2-", "perchlorate": "ClO4^-", "chlorate": "ClO3^-", "chlorite": "ClO2^-", "hypochlorite": "ClO^-"},
    **{"cyanide": "CN^-", "thiocyanate": "SCN^-", "acetate": "C2H3O2^-", "oxalate": "C2O4^2-", "thiosulfate": "S2O3^2-", "peroxide": "O2^2-", "bromate": "BrO3^-", "iodate": "IO3^-"},
}  # fmt: skip
_MOLECULAR = {"fluoride": "F", "chloride": "Cl", "bromide": "Br", "iodide": "I", "oxide": "O", "sulfide": "S", "nitride": "N"}  # fmt: skip
_CHARGES = {
    **dict.fromkeys(("H", "Li", "Na", "K", "Rb", "Cs", "Ag"), 1),
    **dict.fromkeys(("Be", "Mg", "Ca", "Sr", "Ba", "Zn", "Cd"), 2),
    **dict.fromkeys(("Al", "Ga", "Sc"), 3),
}
_OLD_CATIONS = {"ferrous": ("Fe", 2), "ferric": ("Fe", 3), "cuprous": ("Cu", 1), "cupric": ("Cu", 2), "stannous": ("Sn", 2), "stannic": ("Sn", 4)}  # fmt: skip
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7}
_PREFIXES = {"mono": 1, "di": 2, "tri": 3, "tetra": 4, "penta": 5, "hexa": 6, "hepta": 7, "octa": 8, "nona": 9, "deca": 10, "mon": 1, "tetr": 4, "pent": 5, "hex": 6, "hept": 7, "oct": 8, "dec": 10}  # fmt: skip
_NONMETALS = frozenset(("H", "B", "C", "N", "O", "F", "Si", "P", "S", "Cl", "As", "Se", "Br", "I", "Xe", "Kr", "Te"))  # fmt: skip
_HYDRATE = re.compile(
    r"(?P<salt>.+) (?P<n>mono|di|tri|tetra|penta|hexa|hepta|octa|nona|deca)hydrate"
)
MOST_WORDS = 5
"""The longest name in words: 'ammonium dihydrogen phosphate hexahydrate' and a gas."""


def _common() -> dict[str, str]:
    found = {}
    for entry in _COMMON.strip().replace("\n", "|").split("|"):
        name, formula = entry.rsplit(" ", 1)
        found[name] = formula
    return found


_BY_NAME = _common()


@cache
def named(name: str) -> Formula:
    """Of a name in any case; 'oxygen gas' is O2, 'copper' Cu. Raises NotUnderstood, also for the bare
    name of an element whose molecules have two atoms."""
    text = re.sub(r"\s+", " ", name.strip().lower())
    text = re.sub(r"^(?:solid|aqueous|gaseous|liquid|anhydrous|pure|molten|molecular) ", "", text)
    gas = text.endswith(" gas")
    text = text.removesuffix(" gas").removesuffix(" metal").removesuffix(" vapor")
    if text in _BY_NAME:
        return read_formula(_BY_NAME[text])
    if text in SYMBOLS:
        symbol = SYMBOLS[text]
        if symbol in DIATOMIC:
            if not gas and not name.lower().startswith("molecular"):
                raise NotUnderstood(UNKNOWN)
            return read_formula(f"{symbol}2")
        return read_formula(symbol)
    if found := _HYDRATE.fullmatch(text):
        salt = named(found["salt"])
        number = _PREFIXES[found["n"]]
        return read_formula(f"{salt.text()}·{number if number > 1 else ''}H2O")
    return _salt(text) or _molecular(text)


def element(name: str) -> str | None:
    """The symbol of an element's name."""
    return SYMBOLS.get(name.lower())


def elemental(name: str) -> Formula | None:
    """The substance that a bare element's name means beside other substances: oxygen is O2."""
    symbol = SYMBOLS.get(name.lower())
    if symbol is None:
        return None
    return read_formula(f"{symbol}2" if symbol in DIATOMIC else symbol)


def _salt(text: str) -> Formula | None:
    for anion in sorted(_ANIONS, key=len, reverse=True):
        if not text.endswith(f" {anion}"):
            continue
        cation = _cation(text.removesuffix(f" {anion}").strip())
        if cation is None:
            return None
        symbol, charge = cation
        ion = read_formula(_ANIONS[anion])
        each = lcm(charge, -ion.charge)
        return read_formula(_times(symbol, each // charge) + _times(ion.text().split("^")[0], each // -ion.charge))  # fmt: skip
    return None


def _cation(text: str) -> tuple[str, int] | None:
    if text == "ammonium":
        return "NH4", 1
    if text in _OLD_CATIONS:
        return _OLD_CATIONS[text]
    if found := re.fullmatch(r"([a-z]+) ?\(([ivx]+)\)", text):
        symbol, charge = SYMBOLS.get(found[1]), _ROMAN.get(found[2])
        return (symbol, charge) if symbol and charge else None
    symbol = SYMBOLS.get(text)
    return (symbol, _CHARGES[symbol]) if symbol in _CHARGES else None


def _times(ion: str, number: int) -> str:
    if number == 1:
        return ion
    return f"{ion}{number}" if ion in NAMES else f"({ion}){number}"


def _molecular(text: str) -> Formula:
    """'dinitrogen pentoxide', 'carbon dioxide', 'sulfur hexafluoride'."""
    first, _, second = text.partition(" ")
    front = (first, 1) if first in SYMBOLS else _counted(first, SYMBOLS)
    last = _counted(second, _MOLECULAR)
    if front is None or last is None:
        raise NotUnderstood(UNKNOWN)
    symbol, own = SYMBOLS[front[0]], _MOLECULAR[last[0]]
    if symbol not in _NONMETALS or symbol == own:
        raise NotUnderstood(UNKNOWN)
    return read_formula(_times(symbol, front[1]) + _times(own, last[1]))


def _counted(text: str, known: Mapping[str, str]) -> tuple[str, int] | None:
    """'pentoxide' as ('oxide', 5); a known word with its prefix."""
    for prefix, count in _PREFIXES.items():
        if text.startswith(prefix) and text.removeprefix(prefix) in known:
            return text.removeprefix(prefix), count
    return None
