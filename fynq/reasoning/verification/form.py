"""In which form a question wants its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.sentences import read
from fynq.reasoning.verification.unit_table import Unit, unit

_EVALUATED = re.compile(
    r"\b(?:compute|calculate|evaluate|simplify|find|divide|multiply|add|subtract|work out|perform|"
    r"what is|how many|how much|determine|reduce)\b"
)


@dataclass(frozen=True, slots=True)
class Form:
    """What the question asks of the form of its answer."""

    places: int | None = None
    factored: bool = False
    expanded: bool = False
    simplified: bool = False
    lowest: bool = False
    percent: bool = False
    evaluated: bool = False
    degrees: bool = False
    unit: Unit | None = None


def form_of(question: str) -> Form:
    lowered = question.lower()
    try:
        places = read(question).places
    except CannotSolve:
        places = None
    return Form(
        places=places,
        factored=bool(re.search(r"\bfactor", lowered)) and "common factor" not in lowered,
        expanded=bool(re.search(r"\bexpand\b|\bmultiply\b|\bfoil\b", lowered)),
        simplified=bool(re.search(r"\bsimplif|\breduce", lowered)),
        lowest=bool(re.search(r"\bsimplif|\breduce|lowest terms|simplest form", lowered)),
        percent="percent" in lowered,
        evaluated=bool(_EVALUATED.search(lowered)),
        degrees=bool(re.search(r"\bdegrees?\b", lowered)),
        unit=_unit(question),
    )


def _unit(question: str) -> Unit | None:
    """The one of 'in centimetres'."""
    for found in re.finditer(
        r"\b(?:in|into|to)\s+((?:square |cubic )?[A-Za-zµ]{1,15})\b", question
    ):
        read = unit(found[1]) if found[1].lower() not in ("a", "m", "in") else None
        if read is not None:
            return read
    return None
