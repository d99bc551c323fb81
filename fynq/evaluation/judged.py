"""Disagreements between fynq and a source of problems that a person has judged, with the proof.

A file of them has one JSON object a line: {"id", "answer", "verdict", "proof"}. `answer` is the
answer of fynq's that was judged, so a verdict says nothing of any other answer to the problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fynq.evaluation.records import fault, read_jsonl, text_of

RIGHT = ("source", "both")
_VERDICTS = (*RIGHT, "fynq")


@dataclass(frozen=True, slots=True)
class Judged:
    """verdict: who is wrong. 'source': the source, as `proof` shows; 'both': nobody, the question
    allows both answers; 'fynq': fynq."""

    answer: str
    verdict: str
    proof: str


def read_judged(path: Path) -> Mapping[str, Judged]:
    """By the problem's id. Raises InvalidInput naming the line, ConfigurationError."""
    found: dict[str, Judged] = {}
    for line, entry in read_jsonl(path):
        verdict = text_of(path, line, entry, "verdict")
        if verdict not in _VERDICTS:
            raise fault(path, line, f"'verdict' must be one of {', '.join(_VERDICTS)}")
        name = text_of(path, line, entry, "id")
        if name in found:
            raise fault(path, line, "this problem was judged before")
        answer, proof = (text_of(path, line, entry, key) for key in ("answer", "proof"))
        found[name] = Judged(answer, verdict, proof)
    return found
