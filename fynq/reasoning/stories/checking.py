"""Is the answer true in the story? Its values go into every relation, in exact fractions where they
are fractions, and into the domains; the asked quantity is worked out again from them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.chapters.presenting import judged
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Name, Operation, Relation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.stories.situation import Asked, Rounding, Situation
from fynq.reasoning.stories.solving import fits
from fynq.reasoning.stories.wording import Story
from fynq.reasoning.stories.writing import with_unit

_DETAIL = "The values were put back into every condition of the story, and they suit what they count or measure."


def check_situation(story: Story, situation: Situation, solved: SolvedProblem) -> Report:
    letters = tuple(unknown.letter for unknown in situation.unknowns)
    if solved.result.variables != letters:
        return judged(solved, False, "")
    values = dict(zip(letters, (parse(text) for text in solved.result.values[0]), strict=True)) if letters else {}  # fmt: skip
    holds = all(_holds(item.relation, values) for item in situation.translations)
    suits = all(fits(evaluate(values[unknown.letter], {}), unknown) for unknown in situation.unknowns)  # fmt: skip
    finals = [_stated(item, values, story) for item in situation.asked]
    if any(final is None for final in finals):
        said = _same_formula(situation.asked[0], values, solved.final)
    else:
        texts = [str(final) for final in finals]
        expected = situation.pattern.format(*texts) if situation.pattern else ", ".join(texts)
        said = _agree(expected, solved.final)
    return judged(solved, holds and suits and said, _DETAIL, "substitution")


def _holds(relation: Relation, values: dict[str, Tree]) -> bool:
    """A relation that only names a formula, C = 2x + 5, holds by itself."""
    own = substitute(relation, values, {})
    if not isinstance(own, Relation):
        return False
    if names_in(own):
        return isinstance(own.left, Name)
    gap = exact(Operation("-", own.left, own.right))
    if gap is not None:
        return gap == 0
    left, right = evaluate(own.left, {}), evaluate(own.right, {})
    return bool(abs(left - right) <= mp.mpf(10) ** -18 * max(1, abs(left)))


def _stated(asked: Asked, values: dict[str, Tree], story: Story) -> str | None:
    """The answer's text from the values alone; None for a formula."""
    own = substitute(asked.what, values, {})
    if names_in(own) or asked.head:
        return None
    fraction = exact(own)
    value: Any = fraction if fraction is not None else evaluate(own, {})
    if asked.unit == "%":
        value = value * 100
    if asked.rounding is not Rounding.NONE:
        whole = int(mp.ceil(_real(value)) if asked.rounding is Rounding.UP else mp.floor(_real(value)))  # fmt: skip
        return with_unit(str(whole), asked.unit, Fraction(whole))
    return with_unit(mp.nstr(_real(value), 25), asked.unit, None)


def _real(value: Any) -> Any:
    return mp.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else mp.re(value)  # fmt: skip


def _agree(expected: str, final: str) -> bool:
    """The numbers in both are the same up to the places that the answer shows."""
    first, second = _numbers(expected), _numbers(final)
    return len(first) == len(second) > 0 and all(_close(a, b) for a, b in zip(first, second, strict=True))  # fmt: skip


def _numbers(text: str) -> list[tuple[Any, int]]:
    import re

    found: list[tuple[Any, int]] = []
    for piece in re.split(r",\s+|(?<=\d)[a-z](?=\d)", text):
        bare = re.sub(r"\\text\{.*?\}|\\\$|\\%|°|(?<=\d)[a-z]$", "", piece)
        places = len(bare.partition(".")[2]) if re.fullmatch(r"-?\d+(\.\d+)?", bare) else -1
        found.append((evaluate(parse(bare), {}), places))
    return found


def _close(first: tuple[Any, int], second: tuple[Any, int]) -> bool:
    """second: the answer's; it may be rounded."""
    gap = abs(first[0] - second[0])
    if gap <= mp.mpf(10) ** -12 * max(1, abs(first[0])):
        return True
    return second[1] >= 0 and bool(gap <= mp.mpf(10) ** -second[1] * mp.mpf("0.5000001"))


def _same_formula(asked: Asked, values: dict[str, Tree], final: str) -> bool:
    from fynq.reasoning.verification.points import agree

    own = substitute(asked.what, values, {})
    tree = parse(final)
    right = tree.right if asked.head and isinstance(tree, Relation) else tree
    names = sorted({*names_in(own), *names_in(right)})
    return agree(own, right, names, "story") is True
