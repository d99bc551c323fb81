"""`python -m fynq.evaluation.annotations FILE`: are the annotated calculations of worked solutions
(<<48/2=24>>, the form of GSM8K) read and confirmed, and is a wrong digit planted in one found?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from fynq.domain.errors import InvalidInput
from fynq.evaluation.records import read_jsonl, text_of
from fynq.reasoning.verification.worked import check_worked

_ANNOTATION = re.compile(r"<<[^<>\n]{1,200}>>")


@dataclass(frozen=True, slots=True)
class AnnotationScore:
    """wrong: annotations that the check calls wrong, unread: that it cannot judge. missed: planted
    mistakes that it did not find, as (right, planted)."""

    total: int
    confirmed: int
    wrong: tuple[str, ...]
    unread: tuple[str, ...]
    trials: int
    found: int
    missed: tuple[tuple[str, str], ...]


def evaluate_annotations(path: Path, trials: int = 2_000, seed: int = 1) -> AnnotationScore:
    """Raises InvalidInput where the file has no annotation."""
    listed = [
        annotation
        for line, entry in read_jsonl(path)
        for annotation in _ANNOTATION.findall(text_of(path, line, entry, "answer"))
    ]
    if not listed:
        raise InvalidInput(f"{path.name} holds no annotated calculation.", field=path.name)
    judged = [(annotation, _holds(annotation)) for annotation in listed]
    right = [annotation for annotation, holds in judged if holds]
    r = Random(seed)  # noqa: S311
    planted = [(annotation, with_wrong_digit(annotation, r)) for annotation in r.choices(right, k=trials)]  # fmt: skip
    missed = tuple(pair for pair in planted if _holds(pair[1]) is not False)
    return AnnotationScore(
        len(listed),
        len(right),
        tuple(annotation for annotation, holds in judged if holds is False),
        tuple(annotation for annotation, holds in judged if holds is None),
        trials,
        trials - len(missed),
        missed,
    )


def _holds(annotation: str) -> bool | None:
    """None when it is not read, or rounding leaves it open."""
    said = [each.holds for each in check_worked([annotation], "").calculations]
    if False in said:
        return False
    return True if said and all(said) else None


def with_wrong_digit(annotation: str, random: Random) -> str:
    """Another digit in place of one of the result's."""
    start = annotation.rindex("=")
    at = random.choice([i for i in range(start, len(annotation)) if annotation[i].isdigit()])
    other = random.choice([digit for digit in "0123456789" if digit != annotation[at]])
    return annotation[:at] + other + annotation[at + 1 :]


def main(
    file: Annotated[Path, typer.Argument(show_default=False)],
    trials: Annotated[int, typer.Option(min=1)] = 2_000,
    seed: Annotated[int, typer.Option()] = 1,
) -> None:
    score = evaluate_annotations(file, trials, seed)
    typer.echo(f"annotations {score.total}, confirmed {score.confirmed}")
    for name, listed in (("wrong", score.wrong), ("not read", score.unread)):
        typer.echo(f"{name} {len(listed)} {' '.join(listed)}")
    typer.echo(f"planted {score.trials}, found {score.found} ({score.found / score.trials:.4f})")
    for right, planted in score.missed:
        typer.echo(f"missed {right} as {planted}")


if __name__ == "__main__":
    typer.run(main)
