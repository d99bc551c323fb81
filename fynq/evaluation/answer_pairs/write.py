"""Writes the pairs: `python -m fynq.evaluation.answer_pairs.write FILE`, from a seed.

A third of the families, chosen by the hash of their names, is held out: the checker was built while
only the failures of the others were looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer

from fynq.evaluation.answer_pairs import expressions, numbers, sets
from fynq.evaluation.answer_pairs.kin import Family

FAMILIES: dict[str, Family] = {**numbers.FAMILIES, **expressions.FAMILIES, **sets.FAMILIES}


def held_out(family: str) -> bool:
    return hashlib.sha256(family.encode()).digest()[0] % 3 == 0


def pairs(seed: int, draws: int, part: str) -> Iterator[dict[str, Any]]:
    """Two lines for each draw of each family: one to accept and one not. part: 'all', 'built' or
    'held'."""
    for name, family in FAMILIES.items():
        if part != "all" and held_out(name) is not (part == "held"):
            continue
        for draw in range(draws):
            r = Random(f"{seed}/{name}/{draw}")  # noqa: S311
            kin = family(r)
            for accept, listed in ((True, kin.right), (False, kin.wrong)):
                yield {
                    "family": name,
                    "question": kin.question,
                    "gold": kin.gold,
                    "answer": r.choice(listed),
                    "accept": accept,
                }


def main(
    file: Annotated[Path, typer.Argument(show_default=False)],
    seed: Annotated[int, typer.Option()] = 1,
    draws: Annotated[int, typer.Option(min=1, help="Of each family.")] = 20,
    part: Annotated[str, typer.Option(help="all, built or held.")] = "all",
) -> None:
    lines = [json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs(seed, draws, part)]
    file.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
