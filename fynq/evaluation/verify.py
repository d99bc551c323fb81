"""`fynq eval verify`: does the equivalence checker accept what it should, and nothing else?"""

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
class VerifyScore:
    """false_accept: share of the wrong answers that were accepted; false_reject: share of the right
    ones that were not. failures: the line numbers of both, from 1."""

    total: int
    accuracy: float
    false_accept: float
    false_reject: float
    failures: tuple[int, ...] = ()

    def table(self) -> str:
        return table([(name, value) for name, value in self.as_json().items()])

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        del found["failures"]
        return found


async def evaluate_verify(path: Path, options: ReasoningOptions | None = None) -> VerifyScore:
    """Each line {"question"?, "gold", "answer", "accept": bool}. Raises InvalidInput."""
    pool = SolverPool(options or ReasoningOptions(solvers=1))
    counts = {True: [0, 0], False: [0, 0]}
    failures: list[int] = []
    try:
        for number, entry in enumerate(objects(path), 1):
            accept = entry.get("accept")
            if not isinstance(accept, bool):
                raise InvalidInput(f"Case {number} has no 'accept'.", field="accept")
            said = await pool.equivalent(
                text(entry, "gold"), text(entry, "answer"), text(entry, "question"), 5.0
            )
            counts[accept][0] += 1
            counts[accept][1] += said is not accept
            if said is not accept:
                failures.append(number)
    finally:
        await pool.close()
    total = counts[True][0] + counts[False][0]
    return VerifyScore(
        total=total,
        accuracy=1 - len(failures) / total if total else 0.0,
        false_accept=counts[False][1] / counts[False][0] if counts[False][0] else 0.0,
        false_reject=counts[True][1] / counts[True][0] if counts[True][0] else 0.0,
        failures=tuple(failures),
    )
