"""`fynq eval hints`: are leaking hints found, and clean ones left alone?"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fynq.domain.errors import InvalidInput
from fynq.evaluation.lines import objects, text
from fynq.evaluation.table import table
from fynq.reasoning.options import ReasoningOptions
from fynq.reasoning.sandbox.pool import SolverPool


@dataclass(frozen=True, slots=True)
class HintsScore:
    """precision and recall of 'this hint leaks'; failures: line numbers from 1."""

    total: int
    precision: float
    recall: float
    f1: float
    failures: tuple[int, ...] = ()

    def table(self) -> str:
        return table([(name, value) for name, value in self.as_json().items()])

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        del found["failures"]
        return found


async def evaluate_hints(path: Path, options: ReasoningOptions | None = None) -> HintsScore:
    """Each line {"question", "gold", "hint", "leaks": bool}. Raises InvalidInput."""
    pool = SolverPool(options or ReasoningOptions(solvers=1))
    hits = said = true = total = 0
    failures: list[int] = []
    try:
        for number, entry in enumerate(objects(path), 1):
            leaks = entry.get("leaks")
            if not isinstance(leaks, bool):
                raise InvalidInput(f"Case {number} has no 'leaks'.", field="leaks")
            found = await pool.leaks(
                text(entry, "question"), text(entry, "gold"), text(entry, "hint"), 5.0
            )
            total += 1
            hits += found and leaks
            said += found
            true += leaks
            if found is not leaks:
                failures.append(number)
    finally:
        await pool.close()
    precision = hits / said if said else 0.0
    recall = hits / true if true else 0.0
    both = precision + recall
    f1 = 2 * precision * recall / both if both else 0.0
    return HintsScore(total, precision, recall, f1, tuple(failures))
