"""From a question to a worked answer: every model reads it; those that can answer must agree."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.domain.errors import CannotSolve
from fynq.reasoning.physics.models import MODELS
from fynq.reasoning.physics.reading import Case, read_case
from fynq.reasoning.physics.search import NO_CHAIN, Link, chain_of
from fynq.reasoning.physics.told import REFUSAL, Told, told, with_references, without_earlier_parts
from fynq.reasoning.problem import NotUnderstood

_LIKELY = re.compile(r"\d")
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Answer:
    case: Case
    links: tuple[Link, ...]

    @property
    def value(self) -> float:
        value = self.links[-1].value
        return abs(value) if self.case.model.symbols[self.case.asked].magnitude else value


def answers(question: str) -> list[Answer]:
    """Of the largest part of the text that some model accounts for. Raises NotUnderstood."""
    if not _LIKELY.search(question) or len(question) > 4000:
        raise NotUnderstood(REFUSAL)
    whole = with_references(told(question))
    refusal: CannotSolve = NotUnderstood(REFUSAL)
    for part in without_earlier_parts(whole):
        found: list[Answer] = []
        for model in MODELS:
            try:
                case = read_case(model, part, whole)
            except NotUnderstood:
                continue
            try:
                found.append(Answer(case, chain_of(case)))
            except CannotSolve as error:
                refusal = error
        if found:
            return found
    raise NotUnderstood(refusal.detail)


def answer(question: str) -> Answer:
    """Raises NotUnderstood, and CannotSolve when two models disagree."""
    found = answers(question)
    first = found[0]
    for other in found[1:]:
        size = max(abs(first.value), abs(other.value))
        if first.case.model.symbols[first.case.asked].dimension != other.case.model.symbols[other.case.asked].dimension or abs(first.value - other.value) > _SAME * size:  # fmt: skip
            raise CannotSolve("This problem can be read in more than one way.")
    return first


__all__ = ["NO_CHAIN", "Answer", "Told", "answer", "answers"]
