"""How sure fynq is of an answer, in three bands."""

from __future__ import annotations

from enum import StrEnum

SURE, LIKELY = 0.97, 0.85
"""The least probability of being right that a band stands for."""


class Sureness(StrEnum):
    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"


def band(probability: float) -> Sureness:
    if probability >= SURE:
        return Sureness.SURE
    return Sureness.LIKELY if probability >= LIKELY else Sureness.UNSURE
