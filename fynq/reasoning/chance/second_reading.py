"""The roles of numbers from the few words beside each, apart from the clauses that the readers use.

Two readings that differ are a reason to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from fynq.reasoning.chance.cells import Population
from fynq.reasoning.chance.wording import MEMBERS, stem
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words
from fynq.reasoning.statistics.prose import NUMBER, plain, value

DIFFER = "Two ways of reading the numbers of this problem differ."
_TOKEN = re.compile(rf"{NUMBER}%?|[A-Za-z]+(?:['’][a-z]+)?|[.;?!\n,:]")
_STOP = frozenset(".;?!\n")
_BOUND_BEFORE = frozenset(words("least most than exactly only between"))
_BOUND_AFTER = frozenset(words("times or successes"))
_SIZE_BEFORE = re.compile(r"(?i)sampl\w*|survey\w*|select\w*|choos\w*|chosen|trials?|next|out")
_SIZE_AFTER = re.compile(r"(?i)trials?|attempts?|tries|shots|people|questions|slots")


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(plain(text))


def _is_number(token: str) -> bool:
    return re.fullmatch(rf"{NUMBER}%?", token) is not None


def kinds(text: str) -> dict[Fraction, set[str]]:
    """Each number and what its neighbours make of it: 'share', 'bound', 'size', or nothing."""
    tokens = _tokens(text)
    found: dict[Fraction, set[str]] = {}
    for at, token in enumerate(tokens):
        if not _is_number(token):
            continue
        guesses = found.setdefault(value(token), set())
        if token.endswith("%") or value(token).denominator != 1:
            guesses.add("share")
            continue
        before = [word.lower() for word in tokens[max(0, at - 3) : at]]
        after = [word.lower() for word in tokens[at + 1 : at + 3]]
        if (before and before[-1] in _BOUND_BEFORE) or (after and after[0] in _BOUND_AFTER):
            guesses.add("bound")
        elif any(_SIZE_BEFORE.fullmatch(word) for word in before) or any(_SIZE_AFTER.fullmatch(word) for word in after):  # fmt: skip
            guesses.add("size")
        else:
            guesses.add("")
    return found


def insist_on_trials(
    question: str, p: Fraction, size: int | None, bounds: Iterable[Fraction]
) -> None:
    """p: the chance used; size: of the sample; bounds: of the count asked for. Raises
    NotUnderstood where a neighbour gives one of them another role."""
    found = kinds(question)
    shares = {real for real, guesses in found.items() if guesses == {"share"} and 0 < real < 1}
    if shares and not shares & {p, 1 - p}:
        raise NotUnderstood(DIFFER)
    if any(real not in (p, 1 - p) and abs(real - p) > Fraction(1, 100) and abs(real - 1 + p) > Fraction(1, 100) for real in shares):  # fmt: skip
        raise NotUnderstood(DIFFER)
    if size is not None and found.get(Fraction(size), {""}) == {"bound"}:
        raise NotUnderstood(DIFFER)
    for bound in bounds:
        if found.get(bound, {""}) == {"size"} and bound != size:
            raise NotUnderstood(DIFFER)


def insist_on_groups(question: str, people: Population, counted: Sequence[tuple[int, frozenset[str]]]) -> None:  # fmt: skip
    """counted: a number and the words of its group. The words after the number must not be those
    of another group only. Raises NotUnderstood."""
    tokens = _tokens(question)
    every = frozenset().union(*(its for _, its in counted)) - MEMBERS - people.known
    for count, own_words in counted:
        own = own_words & every
        runs = [_after(tokens, at) for at, token in enumerate(tokens) if token == str(count)]
        if runs and own and not any(run & own or not run & every for run in runs):
            raise NotUnderstood(DIFFER)


def _after(tokens: Sequence[str], at: int) -> frozenset[str]:
    """The stems between a number and the next one."""
    found = set()
    for token in tokens[at + 1 :]:
        if token in _STOP or _is_number(token):
            break
        found.add(stem(token))
    return frozenset(found)
