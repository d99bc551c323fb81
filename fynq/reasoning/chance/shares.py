"""Prose with percentages and probabilities as a population of size 1, with one feature an event."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from fynq.reasoning.chance import events
from fynq.reasoning.chance.cells import Cells, Fact, Feature, Level, Population
from fynq.reasoning.chance.events import Query
from fynq.reasoning.chance.wording import MEMBERS, content, is_negative, stems
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NOT_READ, loose_numbers, value, without

_PART = r"(?P<p>\d+(?:\.\d+)?%|0?\.\d+|\d+/\d+)"
_NAMED = 0.75
_NEARLY = 0.6
"""Of an event's own words, so many must stand in a description of it; where none has as many, fewer."""
_OPPOSITES = (
    frozenset({"negativ", "positiv"}),
    frozenset({"pass", "fail"}),
    frozenset({"win", "los"}),
    frozenset({"male", "femal"}),
    frozenset({"man", "woman"}),
)


@dataclass(frozen=True, slots=True)
class Share:
    """p of those with `given` (of all, where it is '') have `event`."""

    p: Fraction
    event: str
    given: str = ""


_SHAPES = (
    rf"(?i)^(?:suppose |assume |also )*(?:that )?(?:among|of|in|for|at)\b(?P<given>[^,]*?),? (?:about |approximately |only |roughly )*{_PART}(?: of (?:them|these|those))? (?P<event>.+)$",
    rf"(?i)^(?:suppose |assume |also )*(?:that )?(?:among|of|in|for)\b(?P<given>[^,]*),(?P<event>.+?)(?:about |approximately |only |roughly )*{_PART} of the time$",
    rf"(?i)^(?:suppose |assume |also |and )*(?:that )?(?:about |approximately |only |roughly )*{_PART} of (?:all )?(?:the )?(?P<whole>.+)$",
    r"(?i)^(?P<event>.*?\b(?:about )?\d+(?: [a-z]+)? (?:in|out of) (?P<of>\d+)),? ?\((?:about |approximately )?(?P<p>\d+(?:\.\d+)?%)\)(?P<more>.*)$",
    rf"(?i)^(?P<event>.+?) (?:about |approximately |only |roughly )*{_PART} of the time(?: (?:that )?(?:he|she|they|it|you) [a-z]+)?$",
    rf"(?i)^.*?\b(?:probability|chance|likelihood) (?:that|of)(?P<event>.+?)(?:\bgiven(?: that)?(?P<given>.+?))? (?:is|was|equals)(?: reported as| estimated (?:as|at|to be)| reported to be)?(?: about| approximately)?(?: [pq] ?=)? {_PART}$",
    rf"(?i)^(?P<event>.+?(?: (?:with|on|in|of|for|by))?) (?:about |approximately |only |roughly )*{_PART} of (?P<more>(?:his|her|their|its|the|all)\b.*)$",
    rf"(?i)^(?:the |a )?(?P<event>.+? (?:rate|risk|percentage|proportion)\b.*?) (?:is|was|equals)(?: about| approximately)? {_PART}$",
    rf"(?i)^.*?\b(?:is|was)(?: an?)? {_PART} (?:probability|chance) (?:that|of)(?P<event>.+?)(?:\bgiven(?: that)?(?P<given>.+?))?$",
    rf"(?i)^(?:about |approximately |only |and |roughly )*{_PART} (?P<event>.+)$",
)  # fmt: skip
SUBJECT = "…"
"""Of whom the share is told stands at the beginning of its event."""
_STATED = re.compile(rf"\bP ?\((?P<inside>[^()]*)\) ?= ?(?:{_PART}|(?P<end>[01])(?![\d.]))")
_BESIDE = re.compile(r"(?i)^(?!.*\b(?:select|choose|chosen|pick|draw|drawn|survey|sample|random)\w*)(?!.*(?:%|\d\.\d)).*$")  # fmt: skip
"""A clause that neither tells a share nor draws anyone: 'his 2 choices', '500 hospitals'."""
_GENERAL_WHOLE = re.compile(r"(?i)\bgeneral population\b")


def told_and_beside(sentences: Sequence[str]) -> tuple[list[Share], list[str]]:
    """The shares, and clauses with whole numbers that may have nothing to do with them.

    Raises NotUnderstood when another number has no place.
    """
    found: list[Share] = []
    beside: list[str] = []
    for sentence in sentences:
        clauses = _clauses(sentence)
        lead = ""
        for clause in clauses:
            share = _share(clause, lead)
            if share is not None:
                found.append(share)
                lead = share.given if re.match(r"(?i)^(?:among|of|in)\b", clause) else lead
            elif loose_numbers(_idle(clause)):
                if not _BESIDE.match(clause):
                    raise NotUnderstood(NOT_READ)
                beside.append(clause)
    return found, beside


def small(clause: str) -> bool:
    """Its only number is a 2 or a 3."""
    return set(loose_numbers(_idle(clause))) <= {"2", "3"}


def _idle(text: str) -> str:
    return re.sub(r"(?i)\bnext \d+ (?:hours|days|minutes)\b|\b(?:live to be|aged?|over|grade|under) \d+\b|\b\d+ years? old\b|\bfirst[- ]degree|\b1st[- ]degree", " ", text)  # fmt: skip


def _clauses(sentence: str) -> list[str]:
    sentence = sentence.strip(" .")
    parts = re.split(rf"\s*(?:;|,? \b(?:and|while|but|whereas)\b)\s+(?=(?:about |only |approximately )?{_PART.replace('?P<p>', '?:')}|the (?:probability|chance))|,\s+(?=the (?:probability|chance)\b)", sentence)  # fmt: skip
    return [part.strip(" ,") for part in parts if part and part.strip()]


_LEAD = re.compile(r"(?i)^(?:according to [^,]*, |(?:also,? )?(?:this|which|that) (?:also )?(?:implies|means|shows) (?:that )?|(?:their |our |the )?(?:studies|surveys|data|results) show (?:that )?|(?:[a-z]+ ){1,4}(?:feels?|knows?|believes?|thinks?|estimates?|claims?|reports?|says?) that |it is known (?:that )?)")  # fmt: skip


def _share(clause: str, lead: str) -> Share | None:
    clause = _LEAD.sub("", clause)
    if len(re.findall(r"\d+(?:\.\d+)?%|(?<![\d.])0?\.\d+", clause)) != 1:
        return None
    for shape in _SHAPES:
        match = re.match(shape, clause)
        if match is None:
            continue
        said = match.groupdict()
        p = value(said["p"])
        if not 0 <= p <= 1:
            raise NotUnderstood(NOT_READ)
        given = said.get("given") or ""
        event = said.get("event") or said.get("whole") or ""
        if said.get("of"):
            event = re.sub(r"\d+|\bin\b", " ", event)
        event += " " + (said.get("more") or "")
        if loose_numbers(_idle(event + " " + given)):
            raise NotUnderstood(NOT_READ)
        if said.get("whole"):
            return Share(p, event, SUBJECT)
        return Share(p, event, "" if _GENERAL_WHOLE.search(given) else given or lead)
    return None


@dataclass
class Described(Population):
    """A population of size 1 whose features are events. own: the words by which each is known;
    places: its feature and level; contrary: events that are described by a negation."""

    own: dict[str, frozenset[str]] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    contrary: frozenset[str] = frozenset()

    def named(self, phrase: str) -> Cells:
        if phrase in self.places:
            return self.at(*self.places[phrase])
        words = content(phrase)
        if len(words - self.known) == 1 and re.search(r"(?i)\bboth [a-z]+s$", phrase.strip()):
            words &= self.known
        if not words - MEMBERS <= self.known:
            raise NotUnderstood(f"I do not know who or what is meant by '{phrase.strip()}'.")
        found = self.events_in(phrase)
        if not found and len(self.own) == 2 and re.search(r"(?i)\bneither\b|\bnone\b", phrase):
            return self.whole.difference(*(self.at(*place) for place in self.places.values()))
        if not found and len(self.own) == 2 and re.search(r"(?i)\b(?:both|either)\b", phrase) and not is_negative(phrase):  # fmt: skip
            every = [self.at(*place) for place in self.places.values()]
            return (
                every[0] & every[1] if re.search(r"(?i)\bboth\b", phrase) else every[0] | every[1]
            )
        if not found:
            raise NotUnderstood("I cannot tell which event a description is of.")
        return self.happening(found, is_negative(phrase))

    def events_in(self, phrase: str, several: bool = False) -> list[str]:
        """The events that a phrase describes, in the order of their first words."""
        order = stems(phrase)
        words = frozenset(order)
        found = [name for name, mine in self.own.items() if mine and len(mine & words) >= _NAMED * len(mine)]  # fmt: skip
        if not found:
            found = [name for name, mine in self.own.items() if words - MEMBERS and words - MEMBERS <= mine]  # fmt: skip
        if not found or (several and len(found) < 2):
            found = [name for name, mine in self.own.items() if len(mine & words) >= _NEARLY * len(mine)]  # fmt: skip
        return sorted(found, key=lambda name: min(order.index(word) for word in self.own[name] & words))  # fmt: skip

    def happening(self, names: Sequence[str], negative: bool) -> Cells:
        """Where all of them happen. Raises NotUnderstood when it is open what is negated."""
        if negative and len(names) > 1:
            raise NotUnderstood("It is open how far the negation reaches.")
        parts = [self.at(*self.places[name]) for name in names]
        turned = negative != any(name in self.contrary for name in names)
        if len(names) > 1 and any(name in self.contrary for name in names):
            raise NotUnderstood("It is open how far the negation reaches.")
        cells = frozenset.intersection(self.whole, *parts)
        return self.whole - cells if turned else cells


def population(sentences: Sequence[str], letters: Mapping[str, str]) -> Described:
    """Raises NotUnderstood; CannotSolve when the numbers contradict one another."""
    plain, stated = _formulas(sentences)
    told, beside = told_and_beside(plain)
    if not told and not (stated and letters):
        raise NotUnderstood("No shares are told in words.")
    names = {name: re.sub(r"\([^()]*\)", " ", said) for name, said in letters.items()} or _labels(told)  # fmt: skip
    features, places = _features(names)
    people = Described(features, places=places, own={name: _own(name, names) for name in names})
    people.contrary = frozenset(name for name, said in names.items() if is_negative(said))
    people.known = frozenset().union(*(content(re.sub(r"\d", " ", said)) for said in (*sentences, *names.values())))  # fmt: skip
    if any(people.events_in(clause) for clause in beside):
        raise NotUnderstood(NOT_READ)
    known = {p for _, p in stated}
    people.facts = [Fact(people.whole, Fraction(1))]
    people.facts += [_fact(people, share) for share in told if people.events_in(share.event) or share.p not in known]  # fmt: skip
    for query, p in stated:
        given = events.outcomes(query.given, people.whole, people.named) if query.given else None
        people.facts.append(Fact(events.outcomes(query.event, people.whole, people.named), p, given))  # fmt: skip
    _dependence(people, " ".join(plain))
    people.size(people.whole)
    return people


def _dependence(people: Described, story: str) -> None:
    """Adds what 'independent' or 'mutually exclusive' says of two events."""
    said = re.search(r"(?i)\b(?P<not>not |n't )?(?:(?P<free>independent(?:ly)?)|mutually exclusive|disjoint)\b", story)  # fmt: skip
    if said is None:
        return
    if said["not"] or len(people.own) != 2 or re.search(r"(?i)\b(?:if|whether|are|is) [^.]*\b(?:independent|exclusive)\b[^.]*\?", story):  # fmt: skip
        raise NotUnderstood("I do not read this condition.")
    first, second = (people.at(*place) for place in people.places.values())
    together = people.size(first) * people.size(second) if said["free"] else Fraction(0)
    people.facts.append(Fact(first & second, together))


def _fact(people: Described, share: Share) -> Fact:
    joint = bool(_JOINT.search(share.event))
    event, given = people.events_in(share.event, joint), people.events_in(share.given)
    if not event and len(people.own) == 2 and re.search(r"(?i)\bboth\b", share.event):
        event = list(people.own)
    if share.given != SUBJECT and not given and content(share.given) & frozenset().union(*people.own.values()):  # fmt: skip
        raise NotUnderstood("I cannot tell of whom a share is told.")
    if share.given == SUBJECT and joint:
        given = []
    elif share.given == SUBJECT:
        given, event = event[:-1], event[-1:]
        if len(given) > 1:
            raise NotUnderstood("I cannot tell which event a share is of.")
    else:
        event = [name for name in event if name not in given]
    if len(event) != 1 and not (event and joint):
        raise NotUnderstood("I cannot tell which event a share is of.")
    if given and share.given == SUBJECT and is_negative(share.event):
        raise NotUnderstood("It is open how far the negation reaches.")
    if len(event) > 1 and re.search(r"(?i)\bor\b", share.event) and not is_negative(share.event):
        either = frozenset().union(*(people.happening([name], False) for name in event))
        return Fact(either, share.p, people.happening(given, is_negative(share.given)) if given else None)  # fmt: skip
    inside = people.happening(event, is_negative(share.event))
    return Fact(inside, share.p, people.happening(given, is_negative(share.given)) if given else None)  # fmt: skip


def _formulas(sentences: Sequence[str]) -> tuple[list[str], list[tuple[Query, Fraction]]]:
    """Sentences without 'P(A) = 0.3', and what those say."""
    stated: list[tuple[Query, Fraction]] = []
    left = []
    for sentence in sentences:
        spans = []
        for match in _STATED.finditer(sentence):
            stated.append((events.formula(match["inside"]), value(match["p"] or match["end"])))
            spans.append(match.span())
        left.append(without(sentence, spans))
    return left, stated


_JOINT = re.compile(r"(?i)\bboth\b|\band\b|\bor\b")


def _labels(told: Sequence[Share]) -> dict[str, str]:
    """Without letters: the events of the shares that name a single one of all."""
    found: dict[str, str] = {}
    ordered = sorted(told, key=lambda share: bool(content(share.given)) and share.given != SUBJECT)
    if any(share.given not in ("", SUBJECT) for share in told) and not any(_JOINT.search(share.event) for share in told):  # fmt: skip
        for share in ordered:
            words = content(share.event) - MEMBERS
            if any(len(words & content(said)) >= _NAMED * min(len(words), len(content(said) - MEMBERS)) for said in found.values()):  # fmt: skip
                continue
            if is_negative(share.event):
                raise NotUnderstood("I cannot tell the events apart.")
            found[f"#{len(found)}"] = share.event
        if len(found) == 2:
            return found
    every = frozenset().union(*(content(share.event) for share in told))
    single = [share for share in told if not content(share.given) & every and not _JOINT.search(share.event)]  # fmt: skip
    if not 2 <= len(single) <= 3 or any(is_negative(share.event) for share in single):
        raise NotUnderstood("I cannot tell the events apart.")
    return {f"#{at}": share.event for at, share in enumerate(single)}


def _own(name: str, names: Mapping[str, str]) -> frozenset[str]:
    """The words of an event that no other has; opposites stay together."""
    others = frozenset().union(*(content(said) for other, said in names.items() if other != name))
    mine = content(names[name]) - MEMBERS
    if not mine - others:
        raise NotUnderstood("I cannot tell the events apart.")
    return mine - others


def _features(names: Mapping[str, str]) -> tuple[tuple[Feature, ...], dict[str, tuple[int, int]]]:
    """A feature for each event, one for two that are each other's opposite."""
    features: list[Feature] = []
    places: dict[str, tuple[int, int]] = {}
    for name, said in names.items():
        if name in places:
            continue
        words = content(said) - MEMBERS
        at = len(features)
        places[name] = (at, 0)
        for other, its in names.items():
            theirs = content(its) - MEMBERS
            if other != name and any(words ^ theirs == pair for pair in _OPPOSITES):
                places[other] = (at, 1)
        features.append(Feature((Level(name, words), Level(f"not {name}", words, True))))
    if len(features) > 3:
        raise NotUnderstood("There are too many events.")
    return tuple(features), places
