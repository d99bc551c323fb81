"""How often is the first wrong line found, and the misconception; how often is right work blamed?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fynq.domain.doubt import LineVerdict
from fynq.domain.errors import CannotSolve
from fynq.evaluation.planted_errors.drawing import Planted
from fynq.reasoning.work.check import check_work
from fynq.reasoning.work.checked import CheckedWork

Check = Callable[[str], CheckedWork]


@dataclass
class Score:
    """found: the first wrong line is named; named: the misconception too. blamed: right solutions
    that are called wrong; unread: of both, where no line or not every line was read. complete:
    right solutions that are called complete. of_kind: planted, found and named by kind. failures:
    what went wrong, with what was said."""

    planted: int = 0
    found: int = 0
    named: int = 0
    right: int = 0
    blamed: int = 0
    complete: int = 0
    unread: int = 0
    of_kind: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[tuple[Planted, str]] = field(default_factory=list)


def measure(samples: Iterable[Planted], check: Check = check_work) -> Score:
    score = Score()
    for sample in samples:
        said = _said(sample, check)
        if sample.wrong is None:
            _right(score, sample, said)
        else:
            _planted(score, sample, said)
    return score


def _said(sample: Planted, check: Check) -> CheckedWork | None:
    try:
        return check(sample.question)
    except CannotSolve:
        return None


def _right(score: Score, sample: Planted, said: CheckedWork | None) -> None:
    score.right += 1
    score.unread += _is_unread(said)
    if said is not None and said.work.first_wrong is not None:
        score.blamed += 1
        score.failures.append((sample, f"blamed line {said.work.first_wrong}: {said.work.misconception}"))  # fmt: skip
    elif said is None or not said.work.complete:
        why = "not read" if said is None else said.unfinished
        score.failures.append((sample, f"not called complete: {why}"))
    else:
        score.complete += 1


def _planted(score: Score, sample: Planted, said: CheckedWork | None) -> None:
    kind = score.of_kind.setdefault(sample.mistake, Counter())
    score.planted += 1
    kind["planted"] += 1
    score.unread += _is_unread(said)
    found = said is not None and said.work.first_wrong == sample.wrong
    named = found and said is not None and said.work.misconception == sample.mistake
    score.found += found
    score.named += named
    kind["found"] += found
    kind["named"] += named
    if not named:
        what = "not read" if said is None else f"line {said.work.first_wrong}: {said.work.misconception or 'nothing'}"  # fmt: skip
        score.failures.append((sample, f"line {sample.wrong}: {sample.mistake} was called {what}"))


def _is_unread(said: CheckedWork | None) -> bool:
    if said is None:
        return True
    return any(line.verdict is LineVerdict.UNREAD for line in said.work.lines)
