"""The event and the condition that a question asks the probability of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fynq.reasoning.chance import events
from fynq.reasoning.chance.events import Event, Known, Query
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import Prose

_SUBJECT = re.compile(
    r"(?i)^\s*(?:(?:if|when) (?:we|you|1|one) (?:randomly )?(?:select|choose|pick|draw)s?[^,]*,)?\s*(?:(?:a|an|the|our|any|this)\s+)?"
    r"(?:(?:randomly|randoly|random)(?:[- ](?:selected|chosen|picked|drawn))?\s+)?"
)


_MAKES = re.compile(r"(?i)^\s*(?:that )?(?P<made>(?:our player|the player|a player|we|you) (?:roll|draw|pick|select|flip|toss|throw)s? [^,]*?) and (?P<event>(?:has|have|gets?|having|getting) .*)$")  # fmt: skip
_WHO = re.compile(r"(?i)^\s*(?:that )?(?:an?|the|any) (?P<drawn>(?:randomly|random)(?:[- ](?:selected|chosen|picked|drawn))? )?(?P<noun>[a-z]+)\b")  # fmt: skip
_IF_AFTER = re.compile(r"(?i)^(?P<event>.*?),? (?:if|when) (?P<made>(?:we|you|they|he|she|i|1|our player|the player) [^,]*\b(?:roll|draw|pick|select|flip|toss|choose|throw)s?\b[^,]*)$")  # fmt: skip
_DESCRIBED = re.compile(r"(?i)^\s*(?:that )?(?:an?|the|any|this) (?:[a-z]+ ){1,3}?(?:with|without|having|owning) (?:[a-z]+ ){1,4}?(?:has|have|is|was|does|did|also|can|will|likes?|owns?|plays?)\b")  # fmt: skip
"""'A person with a dog has …', where the first part may be the condition."""
_IF = re.compile(r"(?i)^\s*(?:that )?(?:if|when)\b(?P<made>[^,]*\b(?:roll|draw|pick|select|flip|toss|choose|throw)s?\b[^,]*),(?P<event>.*)$")  # fmt: skip


_CHANCE = re.compile(r"(?i)probab|\bchance|likelihood|\bodds\b|\bP ?\(|expect|\bmean\b|average|varianc|deviation|\bideal\b|\bgroup of interest|\bsample\b|\\sigma|\\mu|\bE\(|\bVar\(|\bhow many\b|\b[npq] ?=")  # fmt: skip


def require_chance(question: str) -> None:
    """Raises NotUnderstood at once when no word of the question belongs to random experiments."""
    if _CHANCE.search(question) is None:
        raise NotUnderstood("No probability is asked.")


@dataclass(frozen=True, slots=True)
class Asking:
    """event and given: an event of letters, or the words for one. before: what the asking sentence
    says before it asks."""

    event: Event | str
    given: Event | str | None
    letters: dict[str, str]
    before: str = ""
    subject: str = ""
    drawn: bool = False
    """The first word for who is drawn, and whether it is said that this one is drawn at random."""


def asking(text: Prose) -> Asking:
    """Raises NotUnderstood when no probability is asked, or more than one."""
    letters = events.letters(text.facts + "\n" + text.asked)
    sentence = events.without_letters(text.asked)
    wanted: list[Query] = events.formulas(re.sub(r"P ?\([^()]*\) ?= ?[\d.]+", " ", sentence))
    if wanted:
        if len(set(wanted)) != 1 or not re.search(r"(?i)\b(?:find|what|calculate|compute|determine|give|state)\b|[?=]", sentence):  # fmt: skip
            raise NotUnderstood(events.NO_EVENT)
        return Asking(wanted[0].event, wanted[0].given, letters)
    words = events.asked_in_words(sentence)
    if words is None:
        raise NotUnderstood("No probability of an event is asked.")
    before, event, given = words
    trailing = _IF_AFTER.match(event)
    if trailing is not None:
        before, event = f"{before} {trailing['made']}", trailing["event"]
    inner = _IF.match(event) or _MAKES.match(event)
    if inner is not None:
        before, event = f"{before} {inner['made']}", inner["event"]
    who = _WHO.match(event)
    event, of_whom = _relative(event)
    if of_whom and given:
        raise NotUnderstood(events.NO_EVENT)
    given = given or of_whom
    subject, drawn = (who["noun"], bool(who["drawn"])) if who else ("", False)
    return Asking(_bare(event), _bare(given) if given else None, letters, before, subject, drawn)


def _relative(event: str) -> tuple[str, str]:
    """'A person who likes tea also likes coffee': the event and of whom it is asked. Raises
    NotUnderstood where a relative clause may be part of either."""
    event = re.sub(r"(?i)\b(?:who|that|which) (?:is|was|are) (?:randomly )?(?:chosen|selected|picked|drawn)(?: at random| randomly)?\b", " ", event)  # fmt: skip
    if _DESCRIBED.match(event):
        raise NotUnderstood("I cannot tell of whom the probability is asked.")
    who = re.match(r"(?i)^\s*(?:that )?(?:an?|the|any|this)?\s*(?:[a-z]+ ){1,4}?(?:who|whose|which|that) (?P<clause>.*?)(?: also (?P<event>.*))?$", event)  # fmt: skip
    if who is None or re.match(r"(?i)^\s*(?:that )?(?:we|you|they|he|she|i|[a-z]+ing)\b", event):
        return event, ""
    if not who["event"]:
        raise NotUnderstood("I cannot tell of whom the probability is asked.")
    return who["event"], who["clause"]


def _bare(phrase: str) -> str:
    return _SUBJECT.sub("", re.sub(r"\([^()]*\)", " ", phrase), count=1).strip()


def event_in(
    said: Event | str,
    letters: dict[str, str],
    known: Known,
    prepared: Callable[[str], str] = str.strip,
) -> Event:
    """With letters replaced by what they stand for. Raises NotUnderstood."""
    if isinstance(said, str):
        return events.in_words(prepared(said), known)
    return events.spelled_out(
        said, letters, lambda phrase: events.in_words(prepared(_bare(phrase)), known)
    )
