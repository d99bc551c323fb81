"""What a student asks for: a hint or the solution, and of which problem of the thread."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fynq.domain.doubt import Doubt, Turn, Wanted
from fynq.domain.policy import Help, SchoolPolicy
from fynq.reasoning.classified import Intent, intent_of
from fynq.reasoning.hints.shown_work import OwnWork

_ORDER = (
    r"(?:please[\s,]*)?(?:(?:can|could|would|will|may)\s+(?:you|i|u)\s+(?:please\s+)?|i\s+(?:just\s+)?(?:need|want)\s+)?"
    r"(?:(?:just|only)\s+)?(?:give|show|tell|get|have)?\s*(?:me\s+)?(?:(?:just|only)\s+)?"
)
_A_HINT = r"(?:an?|any|some|another|one\s+more|the\s+next|more|a\s+small(?:er)?|a\s+little)?\s*(?:hints?|clues?|tips?|nudge)"
_BEFORE = re.compile(rf"(?i)^\s*{_ORDER}{_A_HINT}(?:[\s,]+please)?\s*(?:(?:for|on|about|with)\b)?\s*(?:how\s+to\b|this\b|it\b)?\s*[:.,–-]*\s*(?=\S)")  # fmt: skip
_AFTER = re.compile(
    rf"(?i)(?:(?<=[.?!\n])|(?=[.?!\n]))[\s.?!]*(?:please[\s,]+)?hints?(?:[\s,]+please)?\s*[.!?]*\s*$|[\s.,;:–—-]*(?:{_ORDER}{_A_HINT}(?:[\s,]+please)?|(?:please\s+)?(?:just\s+)?(?:don'?t|do\s+not|without)\s+(?:giv\w+|tell\w*|show\w*|reveal\w*)\s+(?:me\s+)?(?:the\s+)?(?:full\s+|whole\s+|final\s+)?(?:answer|solution)(?:[\s,]+please)?)\s*[.!?]*\s*$"
)
_HOW_TO_START = re.compile(
    r"(?i)^\s*how\s+(?:do|should|can|would)\s+i\s+(?:start|begin)(?:\s+(?:with|on))?\s*[:,]?\s*(?=\S)"
)
_MORE = re.compile(
    r"(?i)^\s*(?:(?:ok(?:ay)?|thanks?|thank\s+you|hm+|and|so|but|sorry)[\s,.!]+)*(?:"
    rf"{_ORDER}{_A_HINT}(?:[\s,]+please)?|(?:i\s*(?:'m|am)\s+)?(?:still\s+)?(?:stuck|lost)(?:\s+(?:here|again))?|"
    r"(?:please\s+)?(?:go\s+on|continue|more(?:\s+help)?|next(?:\s+(?:one|step))?|help\s+me(?:\s+more)?)|"
    r"what(?:'s|\s+is)\s+(?:the\s+)?next(?:\s+step)?|what\s+(?:now|next)|how\s+(?:do|should)\s+i\s+(?:start|begin|go\s+on|continue)|"
    r"i\s+(?:still\s+)?(?:don'?t|do\s+not)\s+(?:get|understand|see)\s+(?:it|this|that|how))(?:[\s,]+please)?\s*[.!?]*\s*$"
)
_ALL = re.compile(
    r"(?i)^\s*(?:(?:ok(?:ay)?|please|now)[\s,.!]+)*(?:i\s+give\s+up(?:[\s,.;:]+(?:show|give|tell)\s+(?:me\s+)?(?:the\s+)?(?:full\s+|whole\s+|complete\s+)?(?:solution|answer))?|"
    r"(?:(?:can|could|would)\s+you\s+)?(?:(?:just\s+)?(?:show|give|tell)\s+(?:me\s+)?|i\s+(?:want|need)\s+)?(?:the\s+)?(?:full\s+|whole\s+|complete\s+|final\s+)?(?:solution|answer)(?:\s+now)?)"
    r"(?:[\s,]+please)?\s*[.!?]*\s*$"
)


@dataclass(frozen=True, slots=True)
class Request:
    """question: the problem, without the words that ask for a hint. rung: how much help to give;
    None to answer as usual. last: no more is allowed. spent: that much was given already.
    own: what the student has shown to have done of it. misconceptions: of earlier work, that could
    show here."""

    question: str
    rung: Help | None = None
    last: bool = False
    spent: bool = False
    own: OwnWork | None = None
    misconceptions: tuple[str, ...] = ()

    @property
    def known(self) -> str:
        """What a hint may say without giving anything away."""
        return self.question if self.own is None else f"{self.question}\n{self.own.known}"

    @property
    def hinted(self) -> bool:
        """Less than the solution is to be given."""
        return self.rung not in (None, Help.SOLUTION)


def request_of(doubt: Doubt, policy: SchoolPolicy) -> Request:
    """A request for more of the same problem climbs one rung above what was given for it."""
    only = policy.most_help is not Help.SOLUTION
    more = asks_only(doubt.question)
    question = problem_of(doubt)
    climbed = _climbed(doubt.turns, question, more, only)
    return _request(doubt, policy, question, climbed, more=more)


def _request(
    doubt: Doubt, policy: SchoolPolicy, question: str, climbed: int, *, more: bool
) -> Request:
    only = policy.most_help is not Help.SOLUTION
    wanted = doubt.wanted or wanted_of(doubt.question)
    if not only and wanted is not Wanted.HINT:
        return Request(question if more else doubt.question)
    allowed = policy.most_help.rung
    rung = min(climbed + 1, allowed)
    return Request(question, list(Help)[rung - 1], rung == allowed, climbed >= allowed)


def with_own_work(request: Request, doubt: Doubt, policy: SchoolPolicy, own: OwnWork) -> Request:
    """The same wish, about the problem that the student's steps belong to: hints that were given for
    it count, with whatever steps were shown in between."""
    question = texts_of(doubt)[own.started]
    asked = replace(doubt, wanted=doubt.wanted or wanted_of(doubt.question))
    climbed = _climbed(doubt.turns, question, True, policy.most_help is not Help.SOLUTION, own=True)
    return replace(_request(asked, policy, own.question, climbed, more=True), own=own)


def texts_of(doubt: Doubt) -> list[str]:
    """What was said of the problem, the latest first, without the words that ask for a hint."""
    said = (doubt.question, *(turn.question for turn in reversed(doubt.turns)))
    return [_bare(text) for text in said if not asks_only(text)]


def problem_of(doubt: Doubt) -> str:
    """The problem that is meant: of the thread, where the question only asks for more."""
    for question in (doubt.question, *(turn.question for turn in reversed(doubt.turns))):
        if not asks_only(question):
            return _bare(question)
    return doubt.question


def problem_in(question: str) -> str:
    """The same of a question without a thread."""
    return question if asks_only(question) else _bare(question)


def _climbed(
    turns: tuple[Turn, ...], question: str, more: bool, only: bool, *, own: bool = False
) -> int:
    """How many hints of this problem were given, in a row up to now. only: a school that allows
    nothing but hints. own: what lies between may show steps of it."""
    count = 0
    for turn in reversed(turns):
        hint = turn.rung is not None or only or wanted_of(turn.question) is Wanted.HINT
        if not hint:
            break
        if asks_only(turn.question):
            count += 1
            continue
        if _bare(turn.question) == question:
            return count + 1
        if not own:
            return 0
        count += 1
    return count if more else 0


def wanted_of(question: str) -> Wanted | None:
    """None where the words ask for neither."""
    if question.strip() and _ALL.match(question):
        return Wanted.SOLUTION
    if _MORE.match(question) or intent_of(question) is Intent.HINT:
        return Wanted.HINT
    return None


def asks_only(question: str) -> bool:
    """It asks for more and names no problem."""
    return bool(_MORE.match(question) or _ALL.match(question))


def _bare(question: str) -> str:
    """Without the words that ask for a hint; as it is where nothing else would be left."""
    text = _HOW_TO_START.sub("", question)
    if intent_of(question) is Intent.HINT:
        text = _AFTER.sub("", _BEFORE.sub("", text))
    text = text.strip()
    return text or question.strip()
