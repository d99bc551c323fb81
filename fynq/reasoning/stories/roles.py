"""Stories that stand on one law: its quantities are found by the words around their numbers.

A law is a handful of relations between roles. What the story gives is put into them; the roles
without a number are the unknowns, and one of them is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Name, Relation, Tree, names_in
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, decimal
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

MONEY = rf"(?P<v>{NUMBER}) dollars"
RATE = rf"(?P<v>{NUMBER}%)"


@dataclass(frozen=True, slots=True)
class Role:
    """tells: patterns with a group v (the number) and perhaps u (its unit), tried in order. asks:
    patterns of a question for it."""

    letter: str
    meaning: str
    tells: tuple[str, ...]
    asks: tuple[str, ...] = ()
    unit: str = ""
    domain: Domain = Domain.POSITIVE
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """trigger: words without which the story is of another kind. relations: words and trees."""

    name: str
    trigger: str
    roles: tuple[Role, ...]
    relations: tuple[tuple[str, Relation], ...]
    concept: str
    skills: tuple[str, ...]
    idle: str = ""
    needs: str = ""


Convert = Callable[[str, Fraction, str], Fraction]
"""Letter of the role, value, unit as written: the value in the law's own unit."""


def as_written(letter: str, value: Fraction, unit: str) -> Fraction:
    return value


def by_law(story: Story, law: Law, kind: str, convert: Convert = as_written) -> Situation:
    """Raises NotUnderstood when a role's number is missing or a number has no role."""
    whole = " ".join((story.heading, *story.told, story.asked))
    if not re.search(law.trigger, whole, re.IGNORECASE):
        raise NotUnderstood(REFUSAL)
    if law.needs and not re.search(law.needs, whole, re.IGNORECASE):
        raise NotUnderstood(REFUSAL)
    ledger = Ledger(story)
    asked = next((role for role in law.roles for pattern in role.asks if ledger.ask(pattern)), None)  # fmt: skip
    if asked is None:
        raise NotUnderstood(REFUSAL)
    known: dict[str, Tree] = {}
    for role in law.roles:
        if role is asked:
            continue
        found = next((match for pattern in role.tells if (match := ledger.either(pattern))), None)
        if found is None:
            continue
        given = amount(found["v"])
        unit = found.groupdict().get("u") or ""
        if unit:
            value = convert(role.letter, _value(found["v"]), unit)
            given = given if value == _value(found["v"]) else decimal(value)
        known[role.letter] = given
        _take_again(ledger, role, found["v"])
    if law.idle:
        ledger.idle(law.idle)
    ledger.settle()
    return assembled(law, kind, known, asked)


def _take_again(ledger: Ledger, role: Role, value: str) -> None:
    """The same number told a second time: 'the $7,500 she borrowed'."""
    unit = " dollars" if role.unit == "dollars" else ""
    if unit:
        ledger.tell(rf"\bthe {re.escape(value)}{unit} (?:plus|(?:that )?(?:he|she|they) \w+)")


def assembled(law: Law, kind: str, known: dict[str, Tree], asked: Role) -> Situation:
    open_relations = [(words, substitute(relation, known, {})) for words, relation in law.relations]
    needed, letters = _needed(open_relations, asked.letter)
    if len(needed) != len(letters) or not _all_used(law, known, needed):
        raise NotUnderstood(REFUSAL)
    roles = [role for role in law.roles if role.letter in letters]
    return Situation(
        kind,
        tuple(Unknown(role.letter, role.meaning, role.domain) for role in roles),
        tuple(
            Translation(words, relation)
            for words, relation in needed
            if isinstance(relation, Relation)
        ),
        (
            Asked(
                Name(asked.letter), asked.unit, places=asked.places, meaning=_capital(asked.meaning)
            ),
        ),
        law.concept,
        law.skills,
    )


def _needed(relations: list[tuple[str, Tree]], asked: str) -> tuple[list[tuple[str, Tree]], set[str]]:  # fmt: skip
    """The fewest relations that hold as many unknowns as they are, with the asked one."""
    from itertools import combinations

    for count in range(1, len(relations) + 1):
        for chosen in combinations(relations, count):
            letters = {name for _, relation in chosen for name in names_in(relation)}
            if asked in letters and len(letters) == count:
                return list(chosen), letters
    return [], set()


def _all_used(law: Law, known: dict[str, Tree], needed: list[tuple[str, Tree]]) -> bool:
    """Every number that the story gives takes part."""
    chosen = {words for words, _ in needed}
    used = {name for words, relation in law.relations if words in chosen for name in names_in(relation)}  # fmt: skip
    return set(known) <= used


def _value(text: str) -> Fraction:
    from fynq.reasoning.stories.terms import value_of

    return value_of(text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
