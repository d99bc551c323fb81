"""The method of a worked example with other numbers.

Each calculation is done first with the example's own numbers and has to give what the book says; then
with those of the student's problem.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.number_words import in_digits
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Negative, Number, Percent, Tree, number
from fynq.reasoning.worked_examples.alignment import Pair
from fynq.reasoning.worked_examples.chains import Calculated, Chain
from fynq.reasoning.worked_examples.tracing import Source, is_of_methods, tracing
from fynq.reasoning.worked_examples.values import NOT_TOLD, OTHERWISE, close, exactly, value_of

NOT_RIGHT = "A calculation of the worked example does not come out as it says."
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Worked:
    """One calculation. own: in the example; new: the same with the problem's numbers, whole; shown:
    with the results of earlier steps as numbers. rounded: the example rounds its result."""

    own: Chain
    new: Tree
    shown: Tree
    rounded: bool

    @property
    def value(self) -> Any:
        return value_of(self.new)


def applied(
    solution: Calculated, pairs: Sequence[Pair], problem: str, steps: Sequence[str]
) -> tuple[Worked, ...]:
    """The solution's calculations with the student's numbers, in order. problem, steps: the example
    as written. Raises NotUnderstood."""
    if not solution.chains:
        raise NotUnderstood("The worked example shows no calculation.")
    traced = tracing(pairs, solution.chains, problem, " ".join(steps))
    sources = traced.sources
    worked: list[Worked] = []
    for chain in solution.chains:
        template = traced.template(chain)
        own = value_of(template, {each.name: number(each.old) for each in sources})
        rounded = _is_rounded(own, value_of(chain.result), chain)
        new = substitute(template, {each.name: each.new for each in sources}, {})
        _still_alike(own, value_of(new))
        shown = substitute(template, {each.name: each.shown for each in sources}, {})
        worked.append(Worked(chain, new, shown, rounded))
        old, found = exact(chain.result), exactly(new)
        if old is None:
            # Of π a later step would need to know too.
            continue
        as_number = number(found) if found is not None else new
        sources.append(Source(f"r_{len(worked)}", old, new, as_number, rounded=rounded))
    _all_used(pairs, traced.used)
    _prose_is_told(solution, (problem, *steps), sources)
    return tuple(worked)


def _is_rounded(own: Any, stated: Any, chain: Chain) -> bool:
    """Whether the stated result is rounded. Raises NotUnderstood where it is another number."""
    if close(own, stated):
        return False
    places = decimals(chain.result)
    near = places is not None and abs(own - stated) <= mp.mpf("0.5000001") / 10**places
    if near and (places or chain.about):
        return True
    raise NotUnderstood(NOT_RIGHT)


def decimals(result: Tree) -> int | None:
    """Places behind the point of a result; None for a fraction."""
    inner = result.of if isinstance(result, Negative | Percent) else result
    if not isinstance(inner, Number):
        return None
    return inner.decimals or 0


def _still_alike(own: Any, new: Any) -> None:
    """Raises NotUnderstood where a result leaves the kind of number that it was: its sign, or that
    it is real."""
    if mp.im(own) != 0 or mp.im(new) != 0 or mp.sign(mp.re(own)) != mp.sign(mp.re(new)):
        raise NotUnderstood(OTHERWISE)


def _all_used(pairs: Sequence[Pair], used: set[str]) -> None:
    """A number that no calculation uses may be a condition, so it has to be the same."""
    bases = {"_".join(name.split("_")[:2]) for name in used}
    for at, pair in enumerate(pairs):
        twins = [f"g_{n}" for n, other in enumerate(pairs) if other == pair]
        if pair.old != pair.new and not bases & set(twins) and f"g_{at}" not in bases:
            raise NotUnderstood(NOT_TOLD)


def _prose_is_told(solution: Calculated, texts: Sequence[str], sources: Sequence[Source]) -> None:
    """Numbers beside the calculations, in digits; in words none may be a number that changes: 'the five
    pies' does not become 'the six pies'."""
    known = {each.old for each in sources}
    for said in solution.prose:
        value = Fraction(said.replace(",", ""))
        if value not in known and not is_of_methods(value):
            raise NotUnderstood(NOT_TOLD)
    for text in texts:
        spelled, written = _NUMBER.findall(in_digits(text)), _NUMBER.findall(text)
        for each in sources:
            said = str(each.old)
            if not each.unchanged and each.old != 1 and spelled.count(said) > written.count(said):
                raise NotUnderstood(NOT_TOLD)
