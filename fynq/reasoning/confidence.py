"""How sure fynq may be of an answer, from how often answers of that kind turned out right.

The kinds go from coarse to fine: the route, its status, its witnesses, the task. Each rate is pulled
towards the coarser one by as much as _WEIGHT outcomes, so that a kind seen twice says little. The
rates are a data file that `python -m fynq.evaluation.calibration` writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fynq.domain.errors import ConfigurationError

_WEIGHT = 10.0
_MOST = 0.999
"""However many were right: the next may be of a kind that none of them was."""
_FILE = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True, slots=True)
class Kind:
    """witnesses: their kinds, without repetition, sorted."""

    route: str
    status: str
    witnesses: tuple[str, ...]
    task: str

    def names(self) -> tuple[str, ...]:
        """Coarse to fine."""
        path = (self.route, self.status, "+".join(self.witnesses) or "none", self.task)
        return tuple("/".join(path[:length]) for length in range(1, 5))


@dataclass(frozen=True, slots=True)
class Calibration:
    """counts: (right, total) for each name of Kind.names()."""

    counts: Mapping[str, tuple[int, int]]
    date: str = ""
    command: str = ""

    def probability(self, kind: Kind) -> float | None:
        """None for a route whose outcomes were never measured."""
        coarse, *finer = kind.names()
        right, total = self.counts.get(coarse, (0, 0))
        if not total:
            return None
        rate = (right + 1) / (total + 2)
        for name in finer:
            right, total = self.counts.get(name, (0, 0))
            rate = (right + _WEIGHT * rate) / (total + _WEIGHT)
        return min(rate, _MOST)


def fitted(outcomes: Iterable[tuple[Kind, bool]], date: str, command: str) -> Calibration:
    counts: dict[str, tuple[int, int]] = {}
    for kind, right in outcomes:
        for name in kind.names():
            before = counts.get(name, (0, 0))
            counts[name] = before[0] + right, before[1] + 1
    return Calibration(counts, date, command)


def to_json(calibration: Calibration) -> str:
    facts = {
        "date": calibration.date,
        "command": calibration.command,
        "counts": {name: list(pair) for name, pair in sorted(calibration.counts.items())},
    }
    return json.dumps(facts, indent=1) + "\n"


def from_json(text: str) -> Calibration:
    """Raises ConfigurationError."""
    try:
        facts = json.loads(text)
        counts = {str(name): (int(a), int(b)) for name, (a, b) in facts["counts"].items()}
        return Calibration(counts, str(facts["date"]), str(facts["command"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(
            "confidence.json",
            "it is no calibration",
            "Write it anew with fynq.evaluation.calibration.",
        ) from None


@lru_cache(maxsize=1)
def shipped() -> Calibration:
    """The calibration that comes with the package."""
    return from_json(_FILE.read_text(encoding="utf-8"))
