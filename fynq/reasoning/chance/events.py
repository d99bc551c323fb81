"""What a question asks the probability of: an event made of named or described ones, and a condition."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from fynq.reasoning.chance.wording import NEGATIVE
from fynq.reasoning.problem import NotUnderstood

T = TypeVar("T")
NO_EVENT = "I cannot tell which event the probability is asked of."


@dataclass(frozen=True, slots=True)
class Atom:
    """An event in words, or the letter of one."""

    text: str


@dataclass(frozen=True, slots=True)
class Not:
    of: Event


@dataclass(frozen=True, slots=True)
class Both:
    parts: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Either:
    parts: tuple[Event, ...]


Event = Atom | Not | Both | Either
Known = Callable[[str], bool]
"""Whether a phrase names an event by itself."""


@dataclass(frozen=True, slots=True)
class Query:
    event: Event
    given: Event | None = None


def outcomes(
    event: Event, whole: frozenset[T], atom: Callable[[str], frozenset[T]]
) -> frozenset[T]:
    """The outcomes of the event, by the operations of sets."""
    match event:
        case Atom(text):
            return atom(text)
        case Not(of):
            return whole - outcomes(of, whole, atom)
        case Both(parts):
            return frozenset.intersection(*(outcomes(part, whole, atom) for part in parts))
        case Either(parts):
            return frozenset().union(*(outcomes(part, whole, atom) for part in parts))


def holds(event: Event, outcome: T, atom: Callable[[str], frozenset[T]]) -> bool:
    """Whether the event happens at one outcome, by truth values."""
    match event:
        case Atom(text):
            return outcome in atom(text)
        case Not(of):
            return not holds(of, outcome, atom)
        case Both(parts):
            return all(holds(part, outcome, atom) for part in parts)
        case Either(parts):
            return any(holds(part, outcome, atom) for part in parts)


def atoms(event: Event) -> tuple[str, ...]:
    match event:
        case Atom(text):
            return (text,)
        case Not(of):
            return atoms(of)
        case Both(parts) | Either(parts):
            return tuple(name for part in parts for name in atoms(part))


def told(event: Event) -> str:
    """As LaTeX."""
    match event:
        case Atom(text):
            return text if re.fullmatch(r"[A-Z]\w?", text) else rf"\text{{{text}}}"
        case Not(Atom(text)) if re.fullmatch(r"[A-Z]\w?", text):
            return f"{text}'"
        case Not(of):
            return rf"\text{{not }}({told(of)})"
        case Both(parts):
            return r" \cap ".join(_inner(part) for part in parts)
        case Either(parts):
            return r" \cup ".join(_inner(part) for part in parts)


def _inner(event: Event) -> str:
    return told(event) if isinstance(event, Atom | Not) else f"({told(event)})"


# --- formulas: P(A AND B | C') ---

_FORMULA = re.compile(r"\bP ?\((?P<inside>[^()]*(?:\([^()]*\)[^()]*)*)\)")
_TOKEN = re.compile(
    r"\s*(?:(?P<and>\\cap|∩|&|\b(?:AND|and)\b)|(?P<or>\\cup|∪|\b(?:OR|or|U)\b)|(?P<bar>\\mid|\\vert|\||\b(?:GIVEN|given)\b)"
    r"|(?P<not>\b(?:NOT|not)\b|~)|(?P<prime>'|\^c\b|\^\{?c\}?|\\prime|\^\{?\\prime\}?)|(?P<open>\()|(?P<close>\))|(?P<name>[A-Z](?:_?\{?\d\}?)?\b|[A-Z][a-z]+\b))"
)


def formulas(text: str) -> list[Query]:
    """All that stand in the text as P( ). Raises NotUnderstood on one that is not of events."""
    if re.search(r"\bP ?\([^()]*\) ?(?:'|\^)", text):
        raise NotUnderstood(NO_EVENT)
    return [formula(found["inside"]) for found in _FORMULA.finditer(text)]


def formula(inside: str) -> Query:
    tokens: list[tuple[str, str]] = []
    at = 0
    inside = inside.strip()
    while at < len(inside):
        found = _TOKEN.match(inside, at)
        if found is None or found.end() == at:
            raise NotUnderstood(NO_EVENT)
        kind = found.lastgroup or ""
        tokens.append((kind, found[kind].strip()))
        at = found.end()
    parser = _Formula(tokens)
    event = parser.either()
    given = None
    if parser.take("bar"):
        given = parser.either()
    if parser.at != len(tokens):
        raise NotUnderstood(NO_EVENT)
    return Query(event, given)


class _Formula:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens, self.at = tokens, 0

    def take(self, kind: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at][0] == kind:
            self.at += 1
            return True
        return False

    def either(self) -> Event:
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self) -> Event:
        parts = [self.single()]
        while self.take("and"):
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def single(self) -> Event:
        if self.take("not"):
            return Not(self.single())
        if self.take("open"):
            event = self.either()
            if not self.take("close"):
                raise NotUnderstood(NO_EVENT)
        elif self.take("name"):
            event = Atom(self.tokens[self.at - 1][1])
        else:
            raise NotUnderstood(NO_EVENT)
        while self.take("prime"):
            event = Not(event)
        return event


# --- words ---

_LEAD = re.compile(
    r"(?i)^(?:[a-z0-9]{1,2}\)\s*)?(?P<before>.*?)\b(?:what(?:'s| is| was| are)?|find|determine|calculate|compute|give|state|estimate)\b(?: out)?(?: me)?"
    r" (?:the )?(?:probability|chances?|likelihood|odds)\s*,?\s*(?:that|of|for|to)?\b(?P<event>.*)$",
    re.DOTALL,
)
_CONDITION = re.compile(
    r"(?i),?\s*\b(?:given(?: that| the| a| an)?|knowing(?: that)?|provided(?: that)?|assuming(?: that)?|if (?=the (?:first|1st|second|2nd|other)\b)|if (?:we know |it is known |you know |know )(?:that )?)\b"
)
_FIRST = re.compile(r"(?i)^\s*(?:given(?: that)?|if|assuming(?: that)?|knowing(?: that)?|suppose(?: that)?)\b(?P<condition>.*?),\s*$")  # fmt: skip
_DRAWN = re.compile(
    r"(?i)^\s*(?:if|suppose(?: that)?) (?:we|you|they|he|she|i|1|our player|the player|a player|mr [a-z]+) (?:randomly )?(?:roll|draw|pick|select|flip|toss|choose|throw|play)s?\b"
)
_FINITE = re.compile(r"(?i)^\s*(?:\w+ )?(?:is|are|was|were|has|have|had|does|do|did|will|can|plays?|drinks?|eats?|likes?|owns?|uses?|takes?|practices?)\b")  # fmt: skip


def asked_in_words(asked: str) -> tuple[str, str, str] | None:
    """The words before the question, of the event and of the condition; None when no probability
    is asked."""
    found = _LEAD.match(asked.strip().rstrip("?.! "))
    if found is None:
        return None
    before, event = found["before"].strip(), found["event"].strip()
    first = _FIRST.match(before)
    if first is not None and not _DRAWN.match(before):
        return "", event, first["condition"].strip()
    parts = _CONDITION.split(event)
    if len(parts) > 2:
        raise NotUnderstood(NO_EVENT)
    return before, parts[0].strip(" ,"), parts[1].strip(" ,") if len(parts) == 2 else ""


def in_words(phrase: str, known: Callable[[str], bool]) -> Event:
    """The event that a phrase names. known: whether a text names an event by itself.

    Raises NotUnderstood when the connectives leave it open which event is meant.
    """
    phrase = re.sub(r"\s+", " ", phrase).strip(" ,.")
    if not phrase:
        raise NotUnderstood(NO_EVENT)
    if neither := re.fullmatch(r"(?i)(?P<lead>.*?)\bneither\b(?P<a>.*?)\bnor\b(?P<b>.*)", phrase):
        first, second = neither["lead"] + neither["a"], neither["b"]
        return Both((Not(in_words(first, known)), Not(in_words(second, known))))
    parts = [part for part in re.split(r"(?i)\s*,?\s*\b(?:or else|or)\b\s*", re.sub(r"(?i)\beither\b", " ", phrase)) if part.strip()]  # fmt: skip
    if len(parts) > 1:
        if "," in parts[0] and len(parts) == 2:
            parts = [*re.split(r"\s*,\s*", parts[0]), parts[1]]
        if NEGATIVE.search(parts[0]) and not any(NEGATIVE.search(part) or _FINITE.match(part) for part in parts[1:]):  # fmt: skip
            positive = NEGATIVE.sub(" ", parts[0])
            return Not(Either(tuple(in_words(part, known) for part in (positive, *parts[1:]))))
        return Either(tuple(in_words(part, known) for part in parts))
    phrase = parts[0]
    parts = [part for part in re.split(r"(?i)\s*,?\s*\b(?:and also|and|but)\b\s*", re.sub(r"(?i)\bboth\b", " ", phrase)) if part.strip()]  # fmt: skip
    if len(parts) > 1:
        if "," in parts[0] and len(parts) == 2:
            parts = [*re.split(r"\s*,\s*", parts[0]), parts[1]]
        if NEGATIVE.search(parts[0]) and not any(NEGATIVE.search(part) or _FINITE.match(part) for part in parts[1:]):  # fmt: skip
            raise NotUnderstood("It is open how far the negation reaches.")
        return Both(tuple(in_words(part, known) for part in parts))
    if re.search(r"(?i)\b(?:both|all|each|every)\b.*(?:\bnot\b|n't\b)", phrase):
        raise NotUnderstood("It is open how far the negation reaches.")
    if len(NEGATIVE.findall(phrase)) > 1:
        raise NotUnderstood("I do not read two negations at once.")
    if NEGATIVE.search(phrase) and not known(phrase):
        return Not(Atom(re.sub(r"(?i)\b(have|has|get|gets|having|getting|get to) an? ", r"\1 any ", NEGATIVE.sub(" ", phrase).strip())))  # fmt: skip
    return Atom(phrase)


# --- letters ---

_LETTER = re.compile(
    r"(?i)(?:^|[.:;,]\s|\b(?:let:?|then|and|while)\s+)\s*(?:the )?(?:event )?(?P<name>(?-i:[A-Z]))\s*(?:=|be|denote|represent)\s*(?:the )?(?:event )?(?:that |of )?(?P<text>.+?)"
    r"(?=(?:,? (?:and|while)(?: let)?|,|;|\.) (?:the )?(?:event )?(?-i:[A-Z])(?:\s*(?:=|be\b)|\|)|[.?;\n]|$)"
)


def letters(text: str) -> dict[str, str]:
    """'Let G = getting a green one and let H = ...': what each letter stands for."""
    found: dict[str, str] = {}
    for match in _LETTER.finditer(text):
        said = match["text"].strip(" ,.;")
        said = re.sub(r"(?i)^(?:the )?event (?:of |that )?", "", said)
        before = found.setdefault(match["name"], said)
        if said.startswith(("{", "\\{")):
            found[match["name"]] = said
        elif before != said and not before.startswith(("{", "\\{")):
            raise NotUnderstood("One letter stands for two events.")
    return found


def without_letters(text: str) -> str:
    return re.sub(r"(?i)^\s*(?:in this problem,?)?\s*(?:and|while|let|,)?\s*[.,;]?\s*$", "", _LETTER.sub(" ", text))  # fmt: skip


def spelled_out(event: Event, names: Mapping[str, str], read: Callable[[str], Event]) -> Event:
    """The event with each letter replaced by what it stands for. Raises NotUnderstood."""
    match event:
        case Atom(text):
            if text not in names:
                raise NotUnderstood("I do not know what a letter stands for.")
            return read(names[text])
        case Not(of):
            return Not(spelled_out(of, names, read))
        case Both(parts):
            return Both(tuple(spelled_out(part, names, read) for part in parts))
        case Either(parts):
            return Either(tuple(spelled_out(part, names, read) for part in parts))
