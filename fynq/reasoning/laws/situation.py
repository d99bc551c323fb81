"""What a question of physics gives, what it asks, and the words that may change the matter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.reasoning.laws.roles import asked_for, role_of
from fynq.reasoning.laws.symbols import SYMBOLS
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.quantities.dimension import dimension
from fynq.reasoning.quantities.notation import plain
from fynq.reasoning.quantities.quantity import Quantity, quantities, unit_at
from fynq.reasoning.quantities.units import Unit

_TRIGGER = re.compile(
    r"\b(?:what (?:is|was|are|were|will|would|must|should|does|did|can|minimum|average|force|torque|power|work|pressure|distance|mass|speed|angle)\b|through what|at what|how (?:far|fast|long|high|much|many)|find|calculate|determine|compute|evaluate|estimate|by how much)\b"
)
_HARMLESS = re.compile(
    r"\(?\b(?:ignor\w+|neglect\w*|assum\w+ no|assum\w+ that there is no|without|disregard\w*|(?:assum\w+ )?negligible)(?: any| the| all)? (?:(?:effects? of )?(?:the )?(?:air resistance|air friction|friction|gravitation)(?: and | or )?)+\b\)?|\b(?:air resistance|friction) (?:is |can be |may be )?(?:negligible|ignored|neglected)|assum\w+ (?:that )?friction is negligible|when no other forces act"
)
WEIGHTY = re.compile(
    r"\b(?:friction\w*|angles?|inclin\w*|slopes?|ramps?|hill|pulleys?|springs?|relative\w*|figures?|graphs?|tables?|each|both|two|three|four|five|six|ten|second (?:child|mass|object|force)|other|another|collid\w*|collisions?|elastic\w*|inelastic\w*|rebound\w*|bounc\w*|ratio|factors?|times|doubl\w*|half|twice|tripl\w*|components?|percent\w*|additional\w*|remain\w*|total|combined|escape\w*|orbit\w*|satellites?|lens\w*|mirrors?|buoy\w*|float\w*|submerg\w*|viscos\w*|expan[ds]\w*|isotherm\w*|adiabatic\w*|revers\w*|entrop\w*|enthalp\w*|ropes?|cables?|tension|projectiles?|launch\w*|thrown|kick\w*|fuel|exhaust|rockets?|efficien\w*|gauge|drag|resist\w*|strings?|rolling|disks?|discs?|hoops?|cylinders?|rods?|rings?|shells?|series|parallel|compar\w*|direction|vectors?|north\w*|south\w*|east\w*|west\w*|then|after(?:wards?)?|until|moon|mars|jupiter|planets?|stars?|electrons?|protons?|neutrons?|nucle\w*|alpha|meson|atoms?|molecul\w*|per|change in|rate of change|difference|explain|uncertain\w*|error|reaction time|more than|less than|as much|increas\w*|decreas\w*|reduc\w*|loses?|lost|upward|uphill|downhill|airplane|aboard|elevator|orthogonal|tangent\w*|gravitational|static|kinetic|maximum|minimum|least|most|average|hang\w*|suspend\w*|beams?|ladder|muscle|expand\w*|isobaric|mixture|van der waals|compression factor|probability|recoil\w*|explo\w*|perpendicular\w*|charges?|plates?|series|capacitor\w*|inductor\w*|transformer|coils?|loop|slits?|diffract\w*|refract\w*|index|glass|metal|redshift|relativistic|half-life|decay\w*)\b"
)
_ALWAYS = re.compile(r"(?:average|direction|combined|per|after|fuel|launch\w*|then|kick\w*|thrown|atoms?|exhaust|other|airplane|lost|loses?)$")  # fmt: skip
_LABEL = re.compile(r"^(?:\s*\(?[a-d]\)\s+|step \d+:?\s*|part [a-d\d]:?\s*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Given:
    role: str
    value: float
    quantity: Quantity | None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """givens: by symbol, values in SI. gravity: g where the text gives it. asked: the symbols that
    the unknown may be. unit: the one asked for. text: lower-case words. weights: words that a law
    must account for."""

    givens: dict[str, Given]
    asked: tuple[str, ...]
    unit: Unit | None
    gravity: float | None
    text: str
    weights: tuple[str, ...]


def situation(question: str) -> Situation:
    """Raises NotUnderstood."""
    lines = [_LABEL.sub("", plain(line)).strip() for line in question.splitlines() if line.strip()]
    if not lines or len(question) > 1500 or "##" in question or "\\" in " ".join(lines):
        raise NotUnderstood("")
    text = "\n".join(lines)
    lowered = text.lower()
    triggers = [m for m in _TRIGGER.finditer(lowered) if m.start() >= len(text) - len(lines[-1])]
    if not triggers:
        triggers = list(_TRIGGER.finditer(lowered))[-1:]
    if len(triggers) != 1:
        raise NotUnderstood("")
    start = triggers[0].start()
    stop = re.search(r"[.?](?=\s|$)", lowered[start:])
    clause = lowered[start : start + stop.start() if stop else len(lowered)]
    asked = asked_for(re.sub(r"\b(?:assuming|given|if|when|taking)\b.*", "", clause)) or asked_for(clause)  # fmt: skip
    if not asked:
        raise NotUnderstood("")
    unit = _unit_asked(text, start)
    givens, gravity = _givens(text, lowered, lines)
    told = _HARMLESS.sub(" ", lowered)
    _implied(told, givens, asked)
    weights = tuple(sorted({w for w in WEIGHTY.findall(told) if not _ALWAYS.match(w)}))
    return Situation(givens, asked, unit, gravity, told, weights)


def _unit_asked(text: str, start: int) -> Unit | None:
    found: Unit | None = None
    for match in re.finditer(r"\(?\b(?:in|In)(?: units of)? |\(|[Hh]ow many ", text[start:]):
        at = start + match.end()
        known = unit_at(text, at)
        if known is None:
            continue
        after = text[known[1] : known[1] + 1]
        if after.isalnum():
            continue
        found = known[0]
    return found


def _givens(text: str, lowered: str, lines: list[str]) -> tuple[dict[str, Given], float | None]:
    gravity: float | None = None
    givens: dict[str, Given] = {}
    listed = quantities(text)
    asks = _earlier_asks(text, lines)
    for index, item in enumerate(listed):
        previous = listed[index - 1].end if index else 0
        following = listed[index + 1].start if index + 1 < len(listed) else len(text)
        before = lowered[max(0, item.start - 25) : item.start]
        if item.dimension == dimension("m s^-2") and re.search(r"\bg ?= ?$|gravity,? (?:is |of |= ?)?$", before):  # fmt: skip
            gravity = item.si
            continue
        if any(a <= item.start < b for a, b in asks):
            raise NotUnderstood("")
        role = role_of(item, text, previous, following)
        if not role:
            raise NotUnderstood("")
        value = item.si if role != "dT" or item.unit is None else item.value * item.unit.factor
        if role == "a" and re.search(r"decelerat|slow|brak", before):
            value = -value
        _add(givens, Given(role, value, item))
    return givens, gravity


def _earlier_asks(text: str, lines: list[str]) -> list[tuple[int, int]]:
    """Earlier steps that ask with numbers of their own: whether these still hold is not said."""
    spans, at = [], 0
    for line in lines[:-1]:
        if _TRIGGER.search(line.lower()) and line.rstrip().endswith("?"):
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _add(givens: dict[str, Given], given: Given) -> None:
    """The same quantity told twice counts once; two of a kind are numbered in their order."""
    role = given.role
    if role in givens:
        if abs(givens[role].value - given.value) <= 1e-9 * abs(given.value):
            return
        first = givens.pop(role)
        givens[role + "1"] = Given(role + "1", first.value, first.quantity)
        givens[role + "2"] = Given(role + "2", given.value, given.quantity)
    elif role + "1" in givens:
        raise NotUnderstood("")
    else:
        givens[role] = given


_FROM_REST = re.compile(r"\bfrom rest\b|\binitially at rest\b|velocity is zero|starts? (?:a|the) race")  # fmt: skip
_TO_REST = re.compile(r"\bto (?:a )?(?:full |complete )?(?:rest|stop|halt)\b|\bfull stop\b|\bstops?\b|\bstopping\b|\bbrakes are applied\b")  # fmt: skip


def _implied(text: str, givens: dict[str, Given], asked: tuple[str, ...]) -> None:
    """'from rest' and 'to a stop' are speeds of zero; a plain speed becomes the other end."""
    spinning = "w" in givens or "w" in asked or "w0" in givens
    rest = _FROM_REST.search(text)
    stops = _TO_REST.search(text)
    first, last, plain_one = ("w0", "w", "w") if spinning else ("v0", "v", "u")
    if rest and first not in givens:
        givens[first] = Given(first, 0.0, None)
        if plain_one in givens and not spinning:
            moved = givens.pop("u")
            if "v" in givens:
                raise NotUnderstood("")
            givens["v"] = Given("v", moved.value, moved.quantity)
    elif stops:
        if last in givens and plain_one in givens and not spinning:
            raise NotUnderstood("")
        if plain_one in givens:
            moved = givens.pop(plain_one)
            givens.setdefault(first, Given(first, moved.value, moved.quantity))
        givens[last] = Given(last, 0.0, None)
    elif "u" in givens and ("v" in givens) != ("v0" in givens):
        moved = givens.pop("u")
        missing = "v0" if "v" in givens else "v"
        givens[missing] = Given(missing, moved.value, moved.quantity)
    for role in givens:
        if role not in SYMBOLS:
            raise NotUnderstood("")
