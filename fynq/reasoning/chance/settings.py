"""Which law a story describes, and the role of each of its numbers: trials, groups or rates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance import counts, shares, variables
from fynq.reasoning.chance.cells import Fact, Feature, Level, Population
from fynq.reasoning.chance.variables import Variable
from fynq.reasoning.chance.wording import MEMBERS, content, is_negative, stem, stems
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, loose_numbers, value, without

_SIZE = (
    r"(?i)\brandom(?:ly)? (?:sample|survey|select|choose|pick|ask|poll)(?:s|ed)? (?:of )?(?:size )?(?:n ?= ?)?(?P<n>\d+)\b",
    r"(?i)\b(?:sample|survey|select|choose|pick|ask|poll|sampling|surveying|selecting|choosing)(?:s|ed)? (?:of )?(?:a random sample of )?(?:n ?= ?)?(?P<n>\d+)\b(?! (?:of|or)\b)",
    r"(?i)\b(?P<n>\d+) (?:[a-z'-]+ ){0,3}(?:are |is |were )?(?:randomly |then )?(?:selected|chosen|sampled|picked|surveyed|asked|drawn)\b",
    r"(?i)\b(?:has|have|with|contains|of) (?P<n>\d+) (?:multiple[- ]choice |true[- ]false )?questions\b",
    r"(?i)\bif (?P<n>\d+) [a-z]+ (?:are|were) [a-z]+(?:ed|wn|sen)\b",
    r"(?i)\b(?:class|group|committee|team|survey) of (?P<n>\d+)\b",
    r"(?i)\bconsists of (?P<n>\d+) (?:members|people|students|players)\b",
    r"(?i)\b(?:in|out of|with|of the|from|of|over|during) (?:the |these |those |a sample of )?(?:next |last |first )?(?P<n>\d+) (?:independent |repeated |random )?(?:trials?|attempts?|times|tries|games?|shots?|questions?|tosses|flips|rolls|free throws?)\b",
    r"(?i)\bout of (?:the |these |those )?(?P<n>\d+) [a-z]+",
    r"(?i)\b(?:shoots?|takes?|attempts?|plays?|throws?|answers?|buys?|plants?|tests?|asks?|calls?|makes?) (?P<n>\d+) (?:free throws|shots|penalties|games|questions|seeds|people|calls|times|attempts)\b",
    r"(?i)\b(?:tossed|rolled|flipped|spun|thrown|repeated|played) (?P<n>\d+) times\b",
    r"(?i)\b\d+ (?:out )?of (?:the|her|his|their|its|your|my) (?:next |last )(?P<n>\d+) [a-z]+",
    r"(?<![A-Za-z])n ?= ?(?P<n>\d+)\b",
    r"(?i)\b(?:has|have|with) (?P<n>\d+) (?:slots|places|spots|seats|openings)\b",
)
_FILLING = frozenset(map(stem, words("probability exactly times time trials find what least most more fewer than success successes failure failures money rather once twice number must need one")))  # fmt: skip
_LAW = re.compile(r"(?i)\b(binomial|hypergeometric|geometric|poisson)\b")
SYMBOL = re.compile(rf"\b[A-Z] ?~ ?(?P<law>[BGPH]|Poisson|Binomial) ?\( ?(?P<a>{NUMBER}) ?(?:, ?(?P<b>{NUMBER}) ?)?(?:, ?(?P<c>{NUMBER}) ?)?\)")  # fmt: skip
UNTIL = re.compile(r"(?i)\buntil\b|\bfirst (?:success|failure|defect\w*|time|person|1)\b|\bbefore (?:you|she|he|they|we) (?:find|get|succeed)")  # fmt: skip
BEFORE = re.compile(r"(?i)\bbefore (?:1|one|the first|the 1st|a)\b")
_EXTRA = re.compile(r"(?i)\bP\([^)]*\)|\bx ?= ?0, ?1, ?2[^.]*|\bvalues? (?:x ?= ?)?0, ?1, ?2[^.]*")
_UNDER = re.compile(r"(?i)\b(?:without replacement|at most 1 time|picked at most once|not replaced)\b|\bat most once\b")  # fmt: skip
_DEFINED = re.compile(
    r"(?i)\b(?:let )?X\b ?(?:=|is|be|represents?|denotes?) (?:the )?number of (?P<what>[^.?]+)|\b(?:interested in|counts?) the number of (?P<also>[^.?]+)"
)


@dataclass(frozen=True, slots=True)
class Trials:
    """n: None where the trials go on until a success. success and failure: their descriptions."""

    n: int | None
    p: Fraction
    success: str
    failure: str = ""


def law_named(text: str) -> str:
    """Raises NotUnderstood when two are named."""
    found = {word.lower() for word in _LAW.findall(text)}
    if len(found) > 1:
        raise NotUnderstood("More than one kind of distribution is named.")
    return next(iter(found), "")


def symbol(text: str) -> Variable | None:
    """X ~ B(20, 0.4) and the like."""
    match = SYMBOL.search(text)
    if match is None:
        return None
    a, b, c = (value(match[name]) if match[name] else None for name in "abc")
    law = match["law"][0]
    if law == "P" and b is None:
        return variables.poisson(a or Fraction(0))
    if law == "G" and b is None:
        return variables.geometric(a or Fraction(0))
    if law == "B" and b is not None and c is None and a is not None and a.denominator == 1:
        return variables.binomial(int(a), b)
    if law == "H" and None not in (a, b, c) and all(x.denominator == 1 for x in (a, b, c)):  # type: ignore[union-attr]
        return variables.hypergeometric(int(a), int(b), int(c))  # type: ignore[arg-type]
    raise NotUnderstood(NOT_READ)


def symbol_values(text: str) -> frozenset[Fraction]:
    """The numbers in 'X ~ B(20, 0.4)'."""
    match = SYMBOL.search(text)
    return frozenset(value(match[name]) for name in "abc" if match and match[name])


def parameters(text: str, law: str) -> Variable | None:
    """'binomial with n = 12 and p = 0.25', 'Poisson with mean 4'; None where they are not told."""
    n = re.search(r"\bn ?= ?(?P<v>\d+)\b", text)
    p = re.search(rf"\bp ?= ?(?P<v>{NUMBER}%?)", text)
    mean = re.search(rf"(?i)(?:\bmean(?: of| is)?|λ ?=|μ ?=|\\lambda ?=|parameter(?: of| is)?(?: λ ?=)?) ?(?P<v>{NUMBER})", text)  # fmt: skip
    used = [match.span() for match in (n, p, mean) if match is not None]
    if re.search(r"\d", without(text, used).replace("1 ", " ")):
        return None
    if law == "binomial" and n and p and not mean:
        return variables.binomial(int(n["v"]), value(p["v"]))
    if law == "geometric" and p and not n and not mean:
        return variables.geometric(value(p["v"]))
    if law == "poisson" and mean and not n and not p:
        return variables.poisson(value(mean["v"]))
    return None


def size(texts: Sequence[str]) -> tuple[int | None, list[str]]:
    """How many are drawn or tried, and the texts without that number."""
    found: set[int] = set()
    left = []
    for text in texts:
        spans: list[tuple[int, int]] = []
        for pattern in _SIZE:
            for match in re.finditer(pattern, without(text, spans)):
                found.add(int(match["n"]))
                spans.append(match.span("n"))
        left.append(without(text, spans))
    if len(found) > 1:
        raise NotUnderstood("Two numbers could have the same role.")
    n = next(iter(found), None)
    if n is not None:
        again = re.compile(rf"(?i)\b(of|among|in) the {n}\b")
        left = [again.sub(lambda m: m[1] + " the", text) for text in left]
    return n, left


def trials(sentences: Sequence[str], asked: str, until: bool) -> tuple[Trials, str]:
    """The trials, and the asking sentence without their number. Raises NotUnderstood."""
    n, left = size(sentences if until else [*sentences, asked])
    *stated, rest = [*left, asked] if until else left
    guessed, stated = _guess([*stated])
    if guessed is not None and n is not None:
        return Trials(n, guessed, "right correct answer question guess"), rest
    told, beside = shares.told_and_beside(stated)
    if any(not shares.small(clause) for clause in beside):
        raise NotUnderstood(NOT_READ)
    if n is not None and until:
        raise NotUnderstood(NOT_READ)
    if n is None and not until:
        raise NotUnderstood("It is not told how many trials there are.")
    if not 1 <= len(told) <= 2 or any(share.given not in ("", shares.SUBJECT) for share in told):
        raise NotUnderstood("I cannot tell the chance of a success.")
    first = told[0]
    if len(told) == 2 and told[1].p + first.p != 1:
        raise NotUnderstood("Two numbers could have the same role.")
    return Trials(n, first.p, first.event, told[1].event if len(told) == 2 else ""), rest


def _guess(stated: list[str]) -> tuple[Fraction | None, list[str]]:
    """Guessing among k answers of which one is right has the chance 1/k."""
    text = " ".join(stated)
    choices = re.search(r"(?i)\b(?P<k>\d+) (?:possible |multiple[- ]choice )?(?:choices|answers|options|alternatives)\b", text)  # fmt: skip
    if choices is None or not re.search(r"(?i)\bguess", text) or loose_numbers(without(text, [choices.span("k")])):  # fmt: skip
        return None, stated
    return Fraction(1, int(choices["k"])), []


def counted(found: Trials, what: str, story: frozenset[str]) -> Fraction:
    """The chance of what is counted, by its words: the success as told, or its opposite.

    story: the stems of the story. Raises NotUnderstood when the words fit neither.
    """
    what = re.sub(r"(?is)^.*\b(?:probability|chance) (?:that|of)\b", " ", what)
    said, mine = content(re.sub(r"\d+", " ", what)), content(re.sub(r"\d+", " ", found.success))
    telling = said & (mine | content(found.failure))
    known = mine | content(found.failure) | story | MEMBERS
    first = next((word for word in stems(re.sub(r"\d+", " ", what)) if word in said - _FILLING - MEMBERS), None)  # fmt: skip
    if first is not None and first not in known and len(telling - MEMBERS) < 0.6 * len(mine - MEMBERS):  # fmt: skip
        raise NotUnderstood("I cannot tell what is counted.")
    if re.search(r"(?i)\bfailures?\b", what) and not telling:
        return 1 - found.p
    if re.search(r"(?i)\bsuccess(?:es|ful)?\b", what) and not telling:
        return found.p
    if not telling:
        raise NotUnderstood("I cannot tell what is counted.")
    if (
        found.failure
        and content(found.failure) - {"not"} == mine
        and not is_negative(found.failure)
    ):
        return found.p if _in_order(what, found.success, found.failure) else 1 - found.p
    theirs = content(found.failure) - mine
    own = mine - content(found.failure)
    if found.failure and own != mine and (said & theirs or said & own):
        if bool(said & theirs) == bool(said & own):
            raise NotUnderstood("I cannot tell what is counted.")
        return 1 - found.p if said & theirs else found.p
    return 1 - found.p if is_negative(what) != is_negative(found.success) else found.p


def _in_order(phrase: str, first: str, other: str) -> bool:
    """Two descriptions of the same words, 'save rather than spend' and 'spend rather than save':
    whether the phrase is like the first. Raises NotUnderstood when it is like neither."""
    mine, theirs = (list(dict.fromkeys(stems(text))) for text in (first, other))
    both = set(mine) & set(theirs)
    mine, theirs = [w for w in mine if w in both], [w for w in theirs if w in both]
    moved = {a for a, b in zip(mine, theirs, strict=True) if a != b}
    said = [word for word in dict.fromkeys(stems(phrase)) if word in moved]
    for order, answer in ((mine, True), (theirs, False)):
        if len(said) > 1 and said == [word for word in order if word in said]:
            return answer
    raise NotUnderstood("I cannot tell what is counted.")


def groups(sentences: Sequence[str], asked: str) -> tuple[Population, int, str]:
    """Two groups, how many are drawn from both together, and the asking sentence without that.

    Raises NotUnderstood.
    """
    n, left = size([*sentences, asked])
    *stated, rest = left
    if n is None:
        raise NotUnderstood("I cannot tell two groups and a sample.")
    kept = []
    for text in stated:
        if _DEFINED.search(text) or re.search(r"(?i)\bprobability\b", text):
            continue
        if loose_numbers(text) and set(loose_numbers(text)) != {str(n)}:
            kept.append(_UNDER.sub(" ", text))
    people = _part_of(kept) or _known_part(kept) or counts.population(kept)
    if len(people.features) != 1 or len(people.features[0].levels) != 2:
        raise NotUnderstood("I cannot tell two groups and a sample.")
    people.known |= frozenset().union(*map(content, stated)) - people.features[0].words
    return people, n, rest


def _part_of(sentences: Sequence[str]) -> Population | None:
    """'29 of its 192 pages …': a group, and all others."""
    found = re.search(r"(?P<before>.*?)\b(?P<r>\d+) (?:out )?of (?:its|the|their|these|those) (?P<n>\d+)\b(?P<after>.*)", sentences[0]) if len(sentences) == 1 else None  # fmt: skip
    if found is None:
        return None
    words = content(found["before"] + " " + found["after"])
    people = Population((Feature((Level("with", words), Level("without", words, True))),))
    r, n = Fraction(found["r"]), Fraction(found["n"])
    people.facts = [Fact(people.at(0, 0), r), Fact(people.at(0, 1), n - r)]
    return people


def _known_part(sentences: Sequence[str]) -> Population | None:
    """'A box of 100 players is known to have 10 defective ones.'"""
    text = " ".join(sentences)
    part = re.search(r"(?i)\b(?:known to (?:have|contain)|known that(?= \d+ of (?:them|these))|of which|of whom) (?P<r>\d+)\b(?P<what>[^.;,]*)", text)  # fmt: skip
    if part is None:
        return None
    others = [number for number in loose_numbers(without(text, [part.span()])) if number.isdigit()]
    others = list(dict.fromkeys(others))
    if len(others) != 1 or int(others[0]) <= int(part["r"]):
        raise NotUnderstood("I cannot tell two groups and a sample.")
    words = content(part["what"]) - content(text[: part.start()] + " " + text[part.end() :])
    if not words:
        raise NotUnderstood("I cannot tell two groups apart.")
    people = Population((Feature((Level("with", words), Level("without", words, True))),))
    r, n = Fraction(part["r"]), Fraction(others[0])
    people.facts = [Fact(people.at(0, 0), r), Fact(people.at(0, 1), n - r)]
    return people


def of_interest(people: Population, what: str) -> int:
    """How many are in the group that is described."""
    cells = people.named(what)
    found = people.size(cells)
    if found.denominator != 1 or cells == people.whole:
        raise CannotSolve("I cannot tell which group is meant.")
    return int(found)


def defined(sentences: Sequence[str]) -> str:
    """What X counts, where it is said."""
    found = [match["what"] or match["also"] for text in sentences for match in _DEFINED.finditer(text)]  # fmt: skip
    return found[-1] if found else ""


def unread(text: str) -> list[str]:
    return loose_numbers(_EXTRA.sub(" ", text))
