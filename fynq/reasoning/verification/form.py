"""In which form a question wants its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.sentences import read


@dataclass(frozen=True, slots=True)
class Form:
    """What the question asks of the form of its answer."""

    places: int | None = None
    factored: bool = False
    expanded: bool = False
    simplified: bool = False
    lowest: bool = False
    percent: bool = False


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
    )
