"""`python -m fynq.evaluation.planted_units`: of workings with units and one planted mistake, in how
many is it found, and at its step? How much right work is called wrong, how much is confirmed?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from fynq.evaluation.planted_units.planting import Sample, families, planted, right
from fynq.reasoning.verification.dimensions import check_units
from fynq.reasoning.verification.units_checked import Units
from fynq.reasoning.verification.worked import check_worked


@dataclass
class Score:
    """counts: by the mistake, '' for none: how many, found, at its step, supported. failures: with
    what was said."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[tuple[Sample, Units]] = field(default_factory=list)

    def of(self, mistake: str, what: str) -> int:
        return self.counts.get(mistake, Counter())[what]

    def total(self, what: str) -> int:
        return sum(counts[what] for mistake, counts in self.counts.items() if mistake)


def measure(samples: Iterable[Sample]) -> Score:
    score = Score()
    for sample in samples:
        said = check_units(sample.question, sample.steps, sample.final)
        first = min((line.step for line in said.wrong), default=None)
        found = said.contradicted
        placed = found and first == sample.step
        counts = score.counts.setdefault(sample.mistake, Counter())
        counts.update(samples=1, found=found, placed=placed, supported=said.supported)
        counts.update(arithmetic=check_worked(sample.steps, sample.final).contradicted)
        good = not found if not sample.mistake else placed
        if not good or (not sample.mistake and not said.supported):
            score.failures.append((sample, said))
    return score


def main(
    seed: Annotated[str, typer.Option(help="Another seed draws other numbers.")] = "held",
    count: Annotated[int, typer.Option(min=1, help="Workings with a mistake.")] = 700,
    right_ones: Annotated[int, typer.Option(min=0, help="Workings without one.")] = 300,
    part: Annotated[str, typer.Option(help="Families: all, built or held.")] = "all",
    failures: Annotated[Path | None, typer.Option(help="Where to write the failures.")] = None,
) -> None:
    wrong, good = measure(planted(seed, count, part)), measure(right(seed, right_ones, part))
    total = wrong.total("samples")
    typer.echo(f"families {len(families(part))}")
    typer.echo(f"planted {total}: found {_share(wrong.total('found'), total)}, at its place {_share(wrong.total('placed'), total)}; by arithmetic alone {_share(wrong.total('arithmetic'), total)}; called right {wrong.total('supported')}")  # fmt: skip
    count = good.of("", "samples")
    typer.echo(f"right {count}: called wrong {good.of('', 'found')}, confirmed {_share(good.of('', 'supported'), count)}")  # fmt: skip
    for mistake, counts in sorted(wrong.counts.items()):
        typer.echo(f"  {mistake}: planted {counts['samples']}, found {counts['found']}, at its place {counts['placed']}, called right {counts['supported']}")  # fmt: skip
    if failures is not None:
        told = [json.dumps({**asdict(sample), "said": asdict(said)}, ensure_ascii=False) for score in (wrong, good) for sample, said in score.failures]  # fmt: skip
        failures.write_text("".join(line + "\n" for line in told), encoding="utf-8")


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.3f})" if whole else "0"


if __name__ == "__main__":
    typer.run(main)
