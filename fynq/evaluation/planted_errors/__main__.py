"""`python -m fynq.evaluation.planted_errors`: of worked solutions with one planted mistake, in how
many is the first wrong line named, and the misconception? How much right work is called wrong?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from fynq.evaluation.planted_errors.drawing import KINDS, families, planted, right
from fynq.evaluation.planted_errors.measure import Score, measure
from fynq.evaluation.planted_errors.worked import show_worked


def main(
    seed: Annotated[str, typer.Option(help="Another seed draws other numbers and words.")] = "held",
    count: Annotated[int, typer.Option(min=1, help="Solutions with a mistake.")] = 1_000,
    right_ones: Annotated[int, typer.Option(min=0, help="Solutions without one.")] = 500,
    part: Annotated[str, typer.Option(help="Families: all, built or held.")] = "all",
    worked: Annotated[
        Path | None,
        typer.Option(help="Right solutions in the layout of GSM8K, shown as a student's."),
    ] = None,
    failures: Annotated[Path | None, typer.Option(help="Where to write the failures.")] = None,
) -> None:
    if worked is not None:
        shown = show_worked(worked)
        typer.echo(f"worked {shown.total}, read {shown.read}, called wrong {len(shown.blamed)}")
        for question, line in shown.blamed:
            typer.echo(f"  line {line} of {question!r}")
        return
    wrong, good = measure(planted(seed, count, part)), measure(right(seed, right_ones, part))
    typer.echo(f"families {len(families(part))}, kinds {len(wrong.of_kind)} of {len(KINDS)}")
    typer.echo(f"planted {wrong.planted}: first wrong line named {_share(wrong.found, wrong.planted)}, misconception named {_share(wrong.named, wrong.planted)}, with a line not read {wrong.unread}")  # fmt: skip
    typer.echo(f"right {good.right}: called wrong {good.blamed}, called complete {_share(good.complete, good.right)}, with a line not read {good.unread}")  # fmt: skip
    for kind, counts in sorted(wrong.of_kind.items()):
        if counts["named"] < counts["planted"]:
            typer.echo(f"  {kind}: planted {counts['planted']}, found {counts['found']}, named {counts['named']}")  # fmt: skip
    if failures is not None:
        failures.write_text("".join(_told(score) for score in (wrong, good)), encoding="utf-8")


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.3f})" if whole else "0"


def _told(score: Score) -> str:
    lines = [json.dumps({"family": sample.family, "said": said, "question": sample.question}, ensure_ascii=False) for sample, said in score.failures]  # fmt: skip
    return "".join(line + "\n" for line in lines)


if __name__ == "__main__":
    typer.run(main)
