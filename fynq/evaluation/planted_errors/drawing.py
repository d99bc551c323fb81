"""Worked solutions drawn from the families, put into the words of a doubt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from fynq.evaluation.planted_errors import calculations, equations, expressions, further
from fynq.evaluation.planted_errors.pen import Family, Pen

FAMILIES: tuple[Family, ...] = (
    *equations.FAMILIES,
    *expressions.FAMILIES,
    *calculations.FAMILIES,
    *further.FAMILIES,
)
KINDS = tuple(sorted({kind for family in FAMILIES for kind in family.mistakes}))
_TRIES = 200


@dataclass(frozen=True, slots=True)
class Planted:
    """mistake: the slug of the kind, '' for a right solution. wrong: the first wrong line, from 1;
    None for a right one."""

    question: str
    family: str
    mistake: str
    wrong: int | None


def held_out(family: str) -> bool:
    """A third of the families: the check was built while only the others' failures were looked at."""
    return hashlib.sha256(family.encode()).digest()[0] % 3 == 0


def families(part: str) -> list[Family]:
    """part: 'all', 'built' or 'held'."""
    return [f for f in FAMILIES if part == "all" or held_out(f.name) is (part == "held")]


def planted(seed: str, count: int, part: str = "all") -> Iterator[Planted]:
    """Kinds and families in turn, so that each is as frequent as the others."""
    listed = [(family, mistake) for family in families(part) for mistake in family.mistakes]
    for at in range(count):
        family, mistake = listed[at % len(listed)]
        yield _drawn(family, mistake, f"{seed}/{at}")


def right(seed: str, count: int, part: str = "all") -> Iterator[Planted]:
    listed = families(part)
    for at in range(count):
        yield _drawn(listed[at % len(listed)], "", f"{seed}/right/{at}")


def _drawn(family: Family, mistake: str, seed: str) -> Planted:
    for attempt in range(_TRIES):
        r = Random(f"{seed}/{family.name}/{mistake}/{attempt}")  # noqa: S311
        pen = Pen(mistake)
        problem = family.write(r, pen)
        if not problem or not pen.lines or (pen.wrong is None) is bool(mistake):
            continue
        lines, wrong = _terse(r, pen)
        style = r.choice(_STYLES)
        return Planted(style(r, problem, lines, family.values), family.name, mistake, wrong)
    raise AssertionError(f"{family.name} never makes {mistake or 'a right solution'}")


def _terse(r: Random, pen: Pen) -> tuple[list[str], int | None]:
    """The lines, and the number of the first wrong one. Every fourth student leaves lines out; then
    the first line that is left after a mistake is the first wrong one."""
    kept = list(range(len(pen.lines)))
    if r.random() < 0.25:
        kept = [at for at in kept[:-1] if r.random() < 0.6] + kept[-1:]
    lines = [pen.lines[at] for at in kept]
    if pen.wrong is None:
        return lines, None
    return lines, next(place for place, at in enumerate(kept, 1) if at >= pen.wrong)


Style = Callable[[Random, str, Sequence[str], bool], str]
_ASKS = ("Check my work:", "Where did I go wrong?", "Is this right?", "Can you check my steps?", "Find my mistake.")  # fmt: skip


def _lines(r: Random, problem: str, lines: Sequence[str], values: bool) -> str:
    mark = "= " if values and r.random() < 0.5 else ""
    return "\n".join([f"{r.choice(_ASKS)} {problem}", *(mark + line for line in lines)])


def _numbered(r: Random, problem: str, lines: Sequence[str], values: bool) -> str:
    label = r.choice(["{}) ", "{}. ", "Step {}: "])
    shown = [label.format(at) + line for at, line in enumerate(lines, 1)]
    return "\n".join([f"{r.choice(_ASKS)}", problem[0].upper() + problem[1:], *shown])


def _arrows(r: Random, problem: str, lines: Sequence[str], values: bool) -> str:
    if values:
        return f"{r.choice(_ASKS)} {problem} = {' = '.join(lines)}" if _one_formula(problem) else _lines(r, problem, lines, values)  # fmt: skip
    arrow = r.choice(["=>", "⇒", "→"])
    return f"{r.choice(_ASKS)} {problem} {arrow} {f' {arrow} '.join(lines)}"


def _one_formula(problem: str) -> bool:
    return not re.search(r"\bfrom\b|\bfor\b|\bof\b|\band\b|^(?:differentiate|integrate)", problem)


def _told(r: Random, problem: str, lines: Sequence[str], values: bool) -> str:
    joints = ["First I got", "Then I got", "so", "and then", "which gives", "so I have"]
    told = [f"{joints[min(at, len(joints) - 1)]} {line}" for at, line in enumerate(lines)]
    return f"I had to {problem}. {', '.join(told)}. Did I do it right?"


def _unicode(r: Random, problem: str, lines: Sequence[str], values: bool) -> str:
    text = _lines(r, problem, lines, values)
    text = re.sub(r"\^(\d)(?![\d/^])", lambda m: "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(m[1])], text)
    for plain, sign in (
        ("<=", "≤"),
        (">=", "≥"),
        (" * ", " · "),
        ("*", "·"),
        ("-", "−"),
        ("sqrt", "√"),
    ):
        text = text.replace(plain, sign)
    return text  # fmt: skip


def _latex(r: Random, problem: str, lines: Sequence[str], values: bool) -> str:
    verb, _, rest = problem.partition(" ")
    if re.search(r"\b(?:and|from|of|for)\b", rest):
        return _lines(r, problem, lines, values)
    shown = [" or ".join(f"${latex(part)}$" for part in line.split(" or ")) for line in lines]
    return "\n".join([f"{r.choice(_ASKS)} {verb.capitalize()} ${latex(rest)}$", *shown])


def latex(text: str) -> str:
    text = re.sub(r"sqrt\(([^()]*)\)", r"\\sqrt{\1}", text)
    text = re.sub(
        r"(?<![\w)])\((\d+)/(\d+)\)(?!\^)|(?<![\w)^/(])(\d+)/(\d+)(?![\w(^/)])", _fraction, text
    )
    text = re.sub(r"\^\(([^()]*)\)", r"^{\1}", text)
    text = re.sub(r"\^(\d{2,})", r"^{\1}", text)
    text = re.sub(r"\b(sin|cos|tan|ln)(?=[(|])", r"\\\1", text)
    text = re.sub(r"(?<=\d)(sin|cos|tan|ln)(?=[(|])", r"\\\1", text)
    text = text.replace("<=", "\\le ").replace(">=", "\\ge ")
    return re.sub(r"\s*\*\s*", r" \\cdot ", text)


def _fraction(found: re.Match[str]) -> str:
    top, bottom = (part for part in found.groups() if part)
    return f"\\frac{{{top}}}{{{bottom}}}"


_STYLES: tuple[Style, ...] = (_lines, _lines, _numbered, _arrows, _told, _unicode, _latex)
