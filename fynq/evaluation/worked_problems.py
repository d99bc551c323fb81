"""Problems with annotated solutions (the form of GSM8K), and answers that go wrong as people's do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

from fynq.domain.errors import InvalidInput
from fynq.evaluation.records import fault, read_jsonl, text_of
from fynq.reasoning.verification.calculations import side_after, tokens

_STEP = re.compile(r"<<([^<>=\n]+)=([^<>=\n]+)>>")
_PART = re.compile(rf"{_STEP.pattern}|(?<![\w.])\d[\d,]*(?:\.\d+)?|(?<![\w.\d])\.\d+")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
_OTHER_SIGN = {"+": "-", "-": "+", "*": "+", "/": "*"}


@dataclass(frozen=True, slots=True)
class Solution:
    """lines: the worked steps; final: the result that it states."""

    lines: tuple[str, ...]
    final: str


@dataclass(frozen=True, slots=True)
class WorkedProblem:
    """skills and difficulty (logits): a simple classifier's, from the operations and the length of
    the solution."""

    id: str
    question: str
    gold: Solution
    skills: tuple[str, ...]
    difficulty: float


def problems(path: Path) -> list[WorkedProblem]:
    """Lines {"question", "answer"}; the answer's last line is '#### result'. Raises InvalidInput."""
    found = [_problem(path, line, entry) for line, entry in read_jsonl(path)]
    if not found:
        raise InvalidInput(f"{path.name} holds no problem.", field=path.name)
    return found


def _problem(path: Path, line: int, entry: Mapping[str, Any]) -> WorkedProblem:
    question = text_of(path, line, entry, "question")
    text, mark, final = text_of(path, line, entry, "answer").rpartition("####")
    result = number(final)
    if not mark or result is None:
        raise fault(path, line, "'answer' does not end with '####' and a number")
    lines = tuple(part for part in text.strip().split("\n") if part.strip())
    steps = _STEP.findall(text)
    gold = Solution(lines, shown(result))
    return WorkedProblem(str(line), question, gold, _skills(text, steps), 0.3 * (len(steps) - 3))


def _skills(text: str, steps: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    told = [expression for expression, _ in steps]
    signs = "".join(told)
    kind = "addition"
    if "%" in text:
        kind = "percentages"
    elif "/" in signs or "." in signs:
        kind = "fractions"
    elif "*" in signs:
        kind = "multiplication"
    return (kind, "several-steps") if len(told) >= 4 else (kind,)


def number(text: str) -> Fraction | None:
    """Of a result such as '1,200' or '$18'; None when there is none or more than one."""
    listed = _NUMBER.findall(text)
    if len(listed) != 1:
        return None
    sign = -1 if text[: text.find(listed[0])].strip().endswith("-") else 1
    return sign * Fraction(listed[0].replace(",", ""))


def shown(value: Fraction) -> str:
    rounded = Fraction(round(value * 100), 100)
    if rounded.denominator == 1:
        return str(rounded.numerator)
    return f"{float(rounded):.2f}".rstrip("0")


def with_slip(problem: WorkedProblem, random: Random) -> Solution | None:
    """One calculation has a wrong result, and all that follows goes on with it. None where no slip
    changes the final result."""

    def slip(_: str, right: Fraction) -> tuple[str | None, Fraction]:
        return None, _slipped(right, random)

    return _varied(problem, random, slip)


def with_wrong_sign(problem: WorkedProblem, random: Random) -> Solution | None:
    """One step calculates something else than it should, without a slip."""

    def other(expression: str, _: Fraction) -> tuple[str | None, Fraction]:
        places = [at for at, sign in enumerate(expression) if sign in _OTHER_SIGN and at]
        if not places:
            return None, _
        at = random.choice(places)
        changed = expression[:at] + _OTHER_SIGN[expression[at]] + expression[at + 1 :]
        value = _value(changed)
        return (None, _) if value is None else (changed, value)

    return _varied(problem, random, other)


def with_missed_step(problem: WorkedProblem) -> Solution | None:
    """The last calculation is left out: the one before it is taken for the result."""
    at = [i for i, line in enumerate(problem.gold.lines) if _STEP.search(line)]
    if len(at) < 2:
        return None
    kept = problem.gold.lines[: at[-1]]
    result = number(_STEP.findall("\n".join(kept))[-1][1])
    if result is None or shown(result) == problem.gold.final:
        return None
    return Solution(kept, shown(result))


_Change = Callable[[str, Fraction], tuple[str | None, Fraction]]


def _varied(problem: WorkedProblem, random: Random, change: _Change) -> Solution | None:
    """Changes one step after the other, in random order, until the final result changes too."""
    count = sum(len(_STEP.findall(line)) for line in problem.gold.lines)
    for place in random.sample(range(count), count):
        varied = _Varying(place, change).solution(problem.gold)
        if varied.final != problem.gold.final:
            return varied
    return None


class _Varying:
    """Rewrites a solution with one step changed; later steps take over the changed numbers."""

    def __init__(self, place: int, change: _Change) -> None:
        self._place = place
        self._change = change
        self._at = -1
        self._now: dict[Fraction, Fraction] = {}
        self._anew = False

    def solution(self, gold: Solution) -> Solution:
        lines = tuple(self._line(line) for line in gold.lines)
        final = number(gold.final)
        assert final is not None
        return Solution(lines, shown(self._now.get(final, final)))

    def _line(self, line: str) -> str:
        """A step that calculates something else is worded anew, so that its words agree with it."""
        self._anew = False
        written = _PART.sub(self._part, line)
        if not self._anew:
            return written
        return " ".join(f"That is {a} = <<{a}={b}>>{b}." for a, b in _STEP.findall(written))

    def _part(self, match: re.Match[str]) -> str:
        if match[1] is None:
            return self._number(match[0])
        self._at += 1
        former = number(match[2])
        expression = _NUMBER.sub(lambda m: self._number(m[0]), match[1])
        value = former
        if expression != match[1]:
            value = _value(expression)
        if value is None or former is None:
            return match[0]
        if self._at == self._place:
            changed, value = self._change(expression, value)
            self._anew = changed is not None
            expression = changed or expression
        if value != former:
            self._now[former] = Fraction(shown(value))
        return f"<<{expression}={shown(value)}>>"

    def _number(self, text: str) -> str:
        value = Fraction(text.replace(",", ""))
        return shown(self._now[value]) if value in self._now else text


def _value(expression: str) -> Fraction | None:
    side, whole = side_after(tokens(expression))
    return side.values[0] if side is not None and whole else None


def _slipped(right: Fraction, random: Random) -> Fraction:
    """Off by one or ten, a digit misread, a place too many or too few."""
    unit = Fraction(1) if right.denominator == 1 else Fraction(1, 10)
    kind = random.randrange(4)
    if kind == 0:
        return right + random.choice((-1, 1)) * unit
    if kind == 1:
        return right + random.choice((-10, 10)) * unit
    if kind == 2 and right:
        return right * random.choice((Fraction(10), Fraction(1, 10)))
    digits = max(len(str(abs(int(right)))) - 1, 0)
    place = Fraction(10) ** random.randint(0, digits)
    return right + random.choice((-3, -2, 2, 3)) * place * unit
