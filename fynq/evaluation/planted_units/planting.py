"""One mistake in a working with units, at the place where it fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2b
from random import Random

from fynq.evaluation.planted_units.families import FAMILIES, Family, Line, Work
from fynq.evaluation.planted_units.writing import STYLES, Signs, Style, factor, unit, written

MISTAKES = ("dimension", "result", "unconverted", "bare", "factor", "ignored", "value")
"""dimension: the last line and the result have a unit of another dimension. result: only the
result. unconverted: another unit is demanded than the result has. bare: the same, and the result
is a number only. factor: off by a power of ten or by a factor of conversion. ignored: the units of
the factors do not fit and nobody converts. value: a wrong number."""


_TRIES = 40


@dataclass(frozen=True, slots=True)
class Sample:
    """mistake: '' for none. step: where it is, from 0; None where it is in the result alone."""

    family: str
    style: str
    mistake: str
    question: str
    steps: tuple[str, ...]
    final: str
    step: int | None


def held_out(name: str) -> bool:
    """A third, by the hash of the name; the failures of these are not read."""
    return blake2b(name.encode(), digest_size=2).digest()[0] % 3 == 0


def families(part: str) -> list[Family]:
    """'all', 'built' or 'held'."""
    return [each for each in FAMILIES if part == "all" or held_out(each.name) == (part == "held")]


def planted(seed: str, count: int, part: str = "all") -> Iterator[Sample]:
    """A mistake that fits none of these families is left out."""
    found, turn, r, chosen = 0, 0, Random(f"planted {seed}"), families(part)  # noqa: S311  (a sample, not a secret)
    while found < count:
        mistake = MISTAKES[turn % len(MISTAKES)]
        turn += 1
        drawn = (_sample(r, r.choice(chosen), mistake) for _ in range(_TRIES))
        sample = next((each for each in drawn if each is not None), None)
        if sample is not None:
            found += 1
            yield sample


def right(seed: str, count: int, part: str = "all") -> Iterator[Sample]:
    r, chosen = Random(f"right {seed}"), families(part)  # noqa: S311  (a sample, not a secret)
    for _ in range(count):
        sample = _sample(r, r.choice(chosen), "")
        assert sample is not None
        yield sample


def _sample(r: Random, family: Family, mistake: str) -> Sample | None:
    """None where the mistake does not fit."""
    work, style = family.draw(r), r.choice(STYLES)
    last = work.lines[-1]
    demanded: Signs = last.result.signs
    lines, final, step = list(work.lines), last.result, None
    if mistake == "dimension":
        final = replace(last.result, signs=unit(r.choice(work.wrong)))
        lines[-1], step = replace(last, result=final), len(lines) - 1
    elif mistake == "result":
        final = replace(last.result, signs=unit(r.choice(work.wrong)))
    elif mistake in ("unconverted", "bare"):
        if not work.other or factor(unit(work.other)) == factor(last.result.signs):
            return None
        demanded = unit(work.other)
    elif mistake:
        value = _wrong_value(r, work, mistake)
        if value is None:
            return None
        final = replace(last.result, value=value)
        lines[-1], step = replace(last, result=final), len(lines) - 1
    asked = _asked(r, work, demanded, by_name=mistake in ("unconverted", "bare"))
    steps = tuple(_step(r, style, line) for line in lines)
    told = written(final.value) if mistake == "bare" else final.text(style)
    return Sample(family.name, style.name, mistake, asked, steps, told, step)


def _wrong_value(r: Random, work: Work, mistake: str) -> Fraction | None:
    value = work.lines[-1].result.value
    if mistake == "ignored":
        return work.ignored
    if mistake == "factor":
        return value * r.choice((10, 100, 1000, Fraction(1, 10), Fraction(1, 1000), 60, Fraction(36, 10)))  # fmt: skip
    wrong = value + r.choice((-1, 1)) * value * Fraction(r.randint(8, 40), 100)
    return wrong if wrong > 0 else None


def _asked(r: Random, work: Work, demanded: Signs, *, by_name: bool) -> str:
    what = r.choice(("What is", "Find", "Calculate", "Determine"))
    name = _short(demanded)
    demand = f" in {name}" if by_name or r.random() < 0.4 else ""
    start = work.lines[-1]
    given = start.left(STYLES[1])
    return work.question.format(what=what, in_unit=demand, given=given, target=name)


def _short(signs: Signs) -> str:
    return STYLES[1].of("", signs).strip()


def _step(r: Random, style: Style, line: Line) -> str:
    symbol = f"{line.symbol} = " if line.symbol else ""
    text = style.page(f"{symbol}{line.left(style)} = {line.result.text(style)}")
    before = r.choice(("", "", "So we get: ", "We use the formula. ", "Now put the numbers in: "))
    return before + text + r.choice(("", "", "."))
