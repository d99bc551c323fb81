"""Which symbol a quantity of the text stands for: by its dimension, and by the words beside it."""

from __future__ import annotations

import re

from fynq.reasoning.laws.symbols import SYMBOLS
from fynq.reasoning.quantities.dimension import Dimension, dimension
from fynq.reasoning.quantities.quantity import Quantity

_END = re.compile(r"[.?!;](?=\s|$)|\n")

_LENGTH = (
    (r"radius|radii", "r"),
    (r"diameter", "D"),
    (r"wavelength", "lam"),
    (r"lever arm|(?:from|to) (?:the |its )?(?:hinges?|pivot|fulcrum)|sits", "s"),
    (r"axis", "r"),
    (r"stretch\w*|compress\w*|extension", "x"),
    (r"height|altitude|\bhigh\b|\btall\b|vertical\w*|lift\w*|climb\w*|rais\w*|hoist\w*|dropped|drops?\b|falls?\b|fell\b|cliff|above|depth|deep", "h"),
    (r"\blong\b|\blength", "L"),
)  # fmt: skip
_SPRINGY = re.compile(r"spring|stretch|elastic|rubber", re.IGNORECASE)
_FORCE = ((r"friction\w*|drag|resist\w*|opposing", "f"), (r"weigh\w*", "weight"))
_ENERGY = ((r"kinetic", "KE"), (r"potential", "PE"), (r"\bwork\b", "W"), (r"\bheat\b", "Q"))
_SPEED = (
    (r"initial\w*|\bfrom\b|start\w*|original\w*", "v0"),
    (r"final\w*|\bto\b|reach\w*|attain\w*|giving|until", "v"),
)
_SPIN = tuple((cue, {"v0": "w0", "v": "w"}[role]) for cue, role in _SPEED)
_TEMPERATURE = ((r"\bby\b|rise|change|increas\w*|warm\w*", "dT"),)
_NUMBER = ((r"coefficient of (?:static |kinetic |sliding )?friction|μ", "mu"),)
_ACCELERATION = ((r"centripetal", "ac"),)

_BY_DIMENSION: dict[Dimension, tuple[tuple[tuple[str, str], ...], str]] = {
    dimension("m"): (_LENGTH, "d"),
    dimension("kg m s^-2"): (_FORCE, "F"),
    dimension("kg m^2 s^-2"): (_ENERGY, "E"),
    dimension("m s^-1"): (_SPEED, "u"),
    dimension("rad s^-1"): (_SPIN, "w"),
    dimension("K"): (_TEMPERATURE, "temp"),
    dimension("s"): (((r"\bperiod\b(?! of)", "T"),), "t"),
    dimension("m s^-2"): (_ACCELERATION, "a"),
    dimension("rad"): ((), "theta"),
    dimension(""): (_NUMBER, ""),
}
for _role in ("m", "alpha", "P", "k", "I", "freq", "rho", "V", "A", "pr", "flow", "c", "Lf", "n", "i", "volt", "R", "q", "cap", "field", "B", "mdot", "p"):  # fmt: skip
    _BY_DIMENSION.setdefault(SYMBOLS[_role].dimension, ((), _role))


def role_of(quantity: Quantity, text: str, previous: int, following: int) -> str:
    """'' when the words do not tell. previous, following: where the neighbours end and begin."""
    found = _BY_DIMENSION.get(quantity.dimension)
    if found is None:
        return ""
    if quantity.unit is not None and quantity.unit.symbol in ("N·m", "m·N"):
        return "tau"
    if quantity.unit is not None and quantity.unit.symbol.endswith("·s") and quantity.dimension == SYMBOLS["p"].dimension:  # fmt: skip
        return "J"
    cues, default = found
    before = text[previous : quantity.start].lower()
    before = re.split(r"[.?!;]\s", before)[-1][-70:]
    ending = _END.search(text, quantity.end)
    after = text[quantity.end : min(following, ending.start() if ending else len(text))].lower()[:36]  # fmt: skip
    last = (-1, "")
    for cue, role in cues:
        for match in re.finditer(cue, before):
            last = max(last, (match.start(), role))
    if default in ("u", "w"):
        return _motion(before, last, default)
    if last[1]:
        return "d" if last[1] == "x" and not _SPRINGY.search(text) else last[1]
    ahead = re.split(r"[,]| and | in | if | when ", after)[0]
    first = min(
        ((m.start(), role) for cue, role in cues if (m := re.search(cue, ahead))), default=(0, "")
    )
    return first[1] or default


def _motion(before: str, last: tuple[int, str], default: str) -> str:
    """'to 40 m/s' tells of a change only in the words right before the value."""
    near = before[-30:]
    if re.search(r"(?:initial|original|starting)\b[^,]*$|\bfrom (?:a |an )?(?:\w+ )?(?:of )?$", before[-45:]):  # fmt: skip
        return "v0" if default == "u" else "w0"
    if re.search(r"\bfinal\b[^,]*$|\bto (?:a |an )?(?:\w+ )?(?:\w+ )?(?:of )?$|\breach\w* (?:a )?(?:\w+ )?(?:of )?$", near) or re.search(r"\bfinal\b[^,]*$|accelerate it to", before[-45:]):  # fmt: skip
        return "v" if default == "u" else "w"
    return default


_ASKED: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"kinetic energy", ("KE",)),
    (r"potential energy", ("PE",)),
    (r"centripetal acceleration", ("ac",)),
    (r"(?:angular|rotational) (?:velocity|speed)", ("w",)),
    (r"angular acceleration", ("alpha",)),
    (r"angular momentum", ("ang",)),
    (r"(?:moment of|rotational) inertia", ("I",)),
    (r"(?<!an )angle", ("theta",)),
    (r"torque", ("tau",)),
    (r"(?:initial|original) (?:speed|velocity)", ("v0",)),
    (r"final (?:speed|velocity)", ("v",)),
    (r"speed|velocity|how fast", ("u", "v")),
    (r"deceleration|acceleration", ("a", "ac")),
    (r"how far[^,?]* from (?:the |its )?(?:axis|center)", ("r",)),
    (r"how far[^,?]* from (?:the |its )?pivot", ("s",)),
    (r"how far|distance", ("d",)),
    (r"how high|height|altitude", ("h",)),
    (r"how long|\btime\b|how many (?:seconds|minutes|hours)", ("t",)),
    (r"\bperiod\b", ("T",)),
    (r"frequency", ("freq",)),
    (r"wavelength", ("lam",)),
    (r"(?:spring|force) constant", ("k",)),
    (r"coefficient", ("mu",)),
    (r"friction\w* force|force of friction", ("f",)),
    (r"\bforce\b|tension|thrust", ("F",)),
    (r"\bweight\b|\bweigh\b", ("weight",)),
    (r"\bmass\b", ("m",)),
    (r"\bwork\b", ("W",)),
    (r"\bheat\b", ("Q",)),
    (r"\bpower\b", ("P",)),
    (r"impulse", ("J",)),
    (r"momentum", ("p",)),
    (r"pressure", ("pr",)),
    (r"density", ("rho",)),
    (r"volume", ("V",)),
    (r"\barea\b", ("A",)),
    (r"flow rate", ("flow",)),
    (r"\bcurrent\b", ("i",)),
    (r"voltage|potential difference", ("volt",)),
    (r"resistance", ("R",)),
    (r"\bcharge\b", ("q",)),
    (r"capacitance", ("cap",)),
    (r"electric field", ("field",)),
    (r"how many moles|number of moles|amount of (?:gas|substance)", ("n",)),
    (r"temperature (?:rise|change)|change (?:of|in) temperature", ("dT",)),
    (r"temperature", ("temp",)),
    (r"\benergy\b", ("E", "Q", "PE")),
    (r"radius", ("r",)),
    (r"compressed|stretched", ("x",)),
)  # fmt: skip


def asked_for(clause: str) -> tuple[str, ...]:
    """The symbols that the first quantity named in the clause may stand for; () when none is."""
    best: tuple[int, int, tuple[str, ...]] | None = None
    for pattern, roles in _ASKED:
        match = re.search(pattern, clause)
        if match and (best is None or (match.start(), -match.end()) < best[:2]):
            best = (match.start(), -match.end(), roles)
    return best[2] if best else ()
