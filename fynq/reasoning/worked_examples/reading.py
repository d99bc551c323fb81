"""Worked examples in running text: where the problem, the solution and the answer stand.

What counts as one: a heading that says so ('Worked example', 'Example 3', 'Solved problem'), then a
problem that asks something, then its solution, behind the word 'Solution' or behind the question.
Everything is kept as a span of the text, so that it can be quoted word for word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fynq.reasoning.reading.number_words import in_digits

MOST = 12
"""Examples that are read in one text."""
_UNCUT = 500
"""Characters: a text that ends within an example and is longer may have been cut there."""

_MARKS = r"[ \t>]*(?:#{1,6}[ \t]+)?(?:\*\*|__)?[ \t]*"
_HEAD = re.compile(
    rf"(?im)^(?P<marks>{_MARKS})(?:(?:worked|solved)(?:[ -]out)?[ \t]+(?:examples?|problems?|exercises?)|examples?|illustrations?)"
    r"(?![ \t]*(?:of\b|is\b|for\b|include))[ \t]*(?:no\.?[ \t]*)?(?:(?:\d+(?:\.\d+)*|[A-H](?![a-z]))(?:(?=[ \t]+[A-Z$])|[ \t]*(?:[:.)–—-]|\*\*|__|(?=\n)|$))+|[ \t]*(?:[:.)–—-]|\*\*|__|(?=\n)|(?=\$)|$)+)[ \t]*(?:\*\*|__)?[ \t]*"
)
_HEADING = re.compile(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+\S")
_SOLUTION = re.compile(
    rf"(?im)(?:^{_MARKS}|(?<=[.?!])[ \t]+(?:\*\*|__)?)(?:worked[ \t]+)?(?:solutions?|soln?|working)\b[ \t]*(?:\*\*|__)?[ \t]*(?:[:.–—-]|(?=\n)|(?<=\*\*)|$)[ \t]*(?:\*\*|__)?[ \t]*"
)
_ANSWER = re.compile(
    rf"(?im)(?:^{_MARKS}|(?<=[.?!])[ \t]+(?:\*\*|__)?)(?:final[ \t]+)?ans(?:wer)?s?\b[ \t]*(?:\*\*|__)?[ \t]*[:.–—-][ \t]*(?:\*\*|__)?[ \t]*"
)
_PROBLEM = re.compile(
    rf"(?im)^{_MARKS}(?:problem|question|exercise)[ \t]*\d*[ \t]*(?:\*\*|__)?[ \t]*[:.][ \t]*(?:\*\*|__)?[ \t]*"
)
_LABEL = re.compile(
    r"^(?:[-*+•][ \t]+|\(?\d{1,2}[.)](?:[ \t]+|$)|(?:\*\*|__)?step[ \t]*\d{1,2}[ \t]*[.):–—-]*(?:\*\*|__)?[ \t]*)",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z$(\"'\\\d*])|(?<=\$\$)\s+(?=[A-Z])|\n\s*\n|\n(?=[ \t]*(?:[-*+•]|\(?\d{1,2}[.)]|(?i:step)[ \t]*\d)[ \t])")  # fmt: skip
_ASKS = re.compile(
    r"(?i)\?\s*$|^(?:then\s+|now\s+)?(?:find|solve|calculate|compute|determine|evaluate|work out|simplify|factor(?:i[sz]e)?|expand|"
    r"differentiate|integrate|show|prove|express|convert|write|give|what|how|which|when|where)\b|"
    r",\s*(?:find|calculate|compute|determine|what|how)\b"
)
_ASIDE = re.compile(r"\([^()\d?]{1,60}\)[ \t]*(?:\*\*)?[ \t]*[.:]?[ \t]*(?:\*\*)?")
_QUANTITY = re.compile(
    r"(?i)(?:^|[,;:]\s*|\b(?:and|then|now)\s+)(?:find|calculate|compute|determine|evaluate|work out|convert|what(?:'s|\s+(?:is|are|was|were|will|would|do|does|did|percentage|percent|number|fraction|part|total|distance|speed|area|volume|length|amount|force|energy|power|mass|height|angle)\b)|"
    r"(?:(?:in|for|by|at|to|after|of|within|about|from)\s+)?(?:how (?:many|much|long|far|fast|large|high|heavy|old|tall|wide|deep|big|often|hot|strong|late|thick|steep)|what))\b"
)
_CHECKS = re.compile(r"(?i)^(?:(?:to\s+)?check\b|this is plausible|that is plausible|indeed\b|note\b|remark\b|remember\b|notice\b|compare\b)")  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.^])(?<!\^\{)\d[\d,]*(?:\.\d+)?")
_ONE = re.compile(r"(?i)\bone\b(?!\s+(?:half|third|quarter|hundred|thousand)\b)")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Span:
    """text == the whole text[start:end]."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """number: of the text that it stands in, from 0. problem, steps: its sentences in order, without
    labels. answer: what stands behind the word 'Answer', None without that word. whole: it does not
    look as if the text broke off in its middle."""

    number: int
    problem: tuple[Span, ...]
    steps: tuple[Span, ...]
    answer: Span | None
    whole: bool

    @property
    def start(self) -> int:
        return self.problem[0].start

    @property
    def end(self) -> int:
        last = self.steps[-1].end if self.steps else self.problem[-1].end
        return max(last, self.answer.end if self.answer is not None else 0)

    @property
    def conclusion(self) -> Span | None:
        """The last step that says a number and is no check of it."""
        said = [step for step in without_checks(self.steps) if numbers_said(step.text)]
        return said[-1] if said else None


def worked_examples(text: str, number: int = 0) -> list[WorkedExample]:
    """In the order of the text, at most MOST."""
    heads = list(_HEAD.finditer(text))
    found: list[WorkedExample] = []
    for at, head in enumerate(heads):
        end = heads[at + 1].start() if at + 1 < len(heads) else len(text)
        heading = _HEADING.search(text, _end_of_line(text, head.start()), end)
        while heading is not None and _SOLUTION.match(text, heading.start()):
            heading = _HEADING.search(text, heading.end(), end)
        end = heading.start() if heading is not None else end
        example = _example(text, number, _begin(text, head), end)
        if example is not None:
            found.append(example)
        if len(found) == MOST:
            break
    return found


def numbers_said(text: str) -> list[str]:
    """In order, in digits and in words; not those of exponents, nor 'one', which seldom counts."""
    return _NUMBER.findall(in_digits(_ONE.sub(" ", text)))


def asks_a_quantity(sentence: str) -> bool:
    """Not whether, which or why: its answer is what is worked out."""
    return _QUANTITY.search(sentence) is not None


def asks(sentence: str) -> bool:
    return _ASKS.search(sentence) is not None


def without_checks(steps: Sequence[Span]) -> tuple[Span, ...]:
    """Up to the sentence that begins to check the result or to remark on it."""
    at = next((at for at, step in enumerate(steps) if _CHECKS.match(step.text)), len(steps))
    return tuple(steps[:at])


def _end_of_line(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _begin(text: str, head: re.Match[str]) -> int:
    """Behind the heading; behind its title too, where it has one."""
    aside = _ASIDE.match(text, head.end())
    if aside is not None:
        return aside.end()
    end = _end_of_line(text, head.end())
    title = text[head.end() : end]
    titled = "#" in head["marks"] or "*" in head["marks"]
    if titled and title.strip() and not _DIGIT.search(title) and not _ASKS.search(title.strip()):
        return end
    return head.end()


def _example(text: str, number: int, start: int, end: int) -> WorkedExample | None:
    whole = end < len(text) or len(text) <= _UNCUT
    answer = None
    marked = list(_ANSWER.finditer(text, start, end))
    if marked:
        answer = _trimmed(text, marked[-1].end(), _end_of_line(text, marked[-1].end()))
        whole, end = True, marked[-1].start()
    stated = _PROBLEM.match(text, start + _blank(text, start))
    start = stated.end() if stated else start
    marker = _SOLUTION.search(text, start, end)
    if marker is not None:
        problem = list(_sentences(text, start, marker.start()))
        steps = list(_sentences(text, marker.end(), end))
    else:
        every = list(_sentences(text, start, end))
        asking = [at for at, each in enumerate(every[:6]) if _ASKS.search(each.text)]
        if not asking:
            return None
        problem, steps = every[: asking[0] + 1], every[asking[0] + 1 :]
    if not problem or not any(_ASKS.search(each.text) for each in problem):
        return None
    if not steps and answer is None:
        return None
    return WorkedExample(number, tuple(problem), tuple(steps), answer, whole)


def _blank(text: str, start: int) -> int:
    return len(text[start:]) - len(text[start:].lstrip())


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    borders = [start, *(m.end() for m in _END.finditer(text, start, end) if m.start() > start), end]
    for low, high in pairwise(borders):
        found = _trimmed(text, low, high)
        if found is not None:
            yield found


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    label = _LABEL.match(text[start:end].rstrip())
    if label is not None:
        start += label.end()
    end = start + len(text[start:end].rstrip())
    piece = text[start:end]
    return Span(start, end, piece) if piece.strip("*_# \t") else None
