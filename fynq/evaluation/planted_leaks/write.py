"""Writes cases for `fynq eval hints`: `python -m fynq.evaluation.planted_leaks.write FILE`.

With --problems, a file in the OATutor layout, its numbers are planted in its own human-written
hints, and the first two hints of each ladder are the clean cases; without it, problems and hints of
this package are used. A third of the disguises, chosen by the hash of their names, and some
carriers are held out: the check was built while only the others were looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Annotated, Any

import typer

from fynq.domain.errors import CannotSolve
from fynq.evaluation.planted_leaks import carriers
from fynq.evaluation.planted_leaks.numbers import DISGUISES, Disguised, plain
from fynq.evaluation.planted_leaks.others import PLANTS
from fynq.evaluation.records import read_jsonl
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.verification.plain_answer import plain_answer


@dataclass(frozen=True, slots=True)
class Problem:
    """gold: the first answer of the file. hints: its first two, title and text."""

    name: str
    question: str
    gold: str
    hints: tuple[str, ...]


def held_out(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 3 == 0


def problems(path: Path) -> Iterator[Problem]:
    for _, entry in read_jsonl(path):
        before = [entry.get("title", ""), entry.get("body", "")]
        for step in entry["steps"]:
            own = [step.get("title", ""), step.get("body", "")]
            asked = "\n".join(dict.fromkeys(part for part in [*before, *own] if part))
            before += own
            hints = [
                "\n".join(part for part in (hint.get("title", ""), hint.get("text", "")) if part)
                for hint in step.get("hints", [])[:2]
            ]
            if step.get("answer") and any(hints):
                yield Problem(
                    entry["id"], asked, step["answer"][0], tuple(hint for hint in hints if hint)
                )


def _value(gold: str) -> Fraction | None:
    try:
        return exact(parse(plain_answer(gold)))
    except (CannotSolve, ArithmeticError, ValueError):
        return None


def _own_problem(r: Random) -> Problem:
    k, n, b = r.randint(2, 9), r.choice((-1, 1)) * r.randint(1, 60), r.randint(1, 40)
    v = Fraction(n, r.choice((1, 1, 1, 2, 4, 5, 8, 3))) * r.choice((1, 1, 1, 1, 1, 1, 1000))
    question = f"Solve ${k}x + {b} = {plain(k * v + b)}$."
    return Problem("", question, f"$${plain(v)}$$", (r.choice(carriers.HINTS),))


def _carried(r: Random, disguised: Disguised, hint: str, *, held: bool) -> str:
    nouns, orders = (carriers.HELD_NOUNS, carriers.HELD_ORDERS) if held else (carriers.NOUNS, carriers.ORDERS)  # fmt: skip
    frames = orders if disguised.order else nouns
    said = r.choice(frames).format(disguised.text)
    where = r.random()
    if where < 0.6:
        return f"{hint} {said}"
    if where < 0.8:
        return f"{said} {hint}"
    return f"{hint}\n\n{said}\n\nThen look back at the question."


def planted(
    seed: int, draws: int, part: str, source: Sequence[Problem] = ()
) -> Iterator[dict[str, Any]]:
    """`draws` leaks of each disguise. part: 'all', 'built' or 'held' disguises and carriers."""
    held = part == "held"
    numeric = [(item, value) for item in source if (value := _value(item.gold)) is not None]
    names = [name for name in [*DISGUISES, *PLANTS] if part == "all" or held_out(name) is held]
    for name in names:
        for draw in range(draws):
            r = Random(f"{seed}/{name}/{draw}")  # noqa: S311
            if name in PLANTS:
                plant = PLANTS[name](r)
                hint = r.choice(r.choice(source).hints if source else carriers.HINTS)
                yield _case(name, plant.question, plant.gold, _carried(r, plant.disguised, hint, held=held))  # fmt: skip
                continue
            for _ in range(400):
                problem, value = r.choice(numeric) if numeric else (None, Fraction(0))
                if problem is None:
                    problem = _own_problem(r)
                    value = _value(problem.gold) or Fraction(0)
                disguised = DISGUISES[name](r, value)
                if disguised is not None:
                    yield _case(name, problem.question, problem.gold, _carried(r, disguised, r.choice(problem.hints), held=held))  # fmt: skip
                    break


def _case(family: str, question: str, gold: str, hint: str) -> dict[str, Any]:
    return {"family": family, "question": question, "gold": gold, "hint": hint, "leaks": True}


def clean(source: Sequence[Problem]) -> Iterator[dict[str, Any]]:
    """The first two hints of each ladder, whatever they say."""
    for problem in source:
        for hint in problem.hints:
            yield {"family": "clean", "question": problem.question, "gold": problem.gold, "hint": hint, "leaks": False}  # fmt: skip


def main(
    file: Annotated[Path, typer.Argument(show_default=False)],
    problems_file: Annotated[Path | None, typer.Option("--problems")] = None,
    seed: Annotated[int, typer.Option()] = 1,
    draws: Annotated[int, typer.Option(min=1, help="Of each disguise.")] = 20,
    part: Annotated[str, typer.Option(help="all, built or held.")] = "all",
) -> None:
    source = list(problems(problems_file)) if problems_file else []
    cases = [*planted(seed, draws, part, source), *clean(source)]
    lines = [json.dumps(case, ensure_ascii=False) + "\n" for case in cases]
    file.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
