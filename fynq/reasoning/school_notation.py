"""How a school writes numbers: 3.5 or 3,5; 2·3 or 2×3.

fynq works in one notation. A doubt is brought into it before anything reads it, and what goes out is
brought back, in formulas and in words.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    Step,
    StepFound,
    WorkChecked,
)
from fynq.domain.policy import SchoolPolicy
from fynq.domain.streams import closing

_FORMULA = re.compile(r"(\$\$.+?\$\$|\$[^$]+\$)", re.DOTALL)
_THOUSANDS = re.compile(r"(?<![\d.,])(\d{1,3}(?:\.\d{3})+)(?=,\d|(?![\d.,]))")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_PAIR = re.compile(r"([(\[][^()\[\]$]*[)\]])")


def is_own(policy: SchoolPolicy) -> bool:
    """Whether the school writes as fynq does."""
    return not policy.decimal_comma and policy.times == "dot"


def read_in(question: str, policy: SchoolPolicy) -> str:
    """The doubt with decimal points: '1.234,5' is 1234.5, and '(3; 4)' a pair."""
    if not policy.decimal_comma:
        return question
    text = _THOUSANDS.sub(lambda found: found[1].replace(".", ""), question)
    text = _COMMA.sub(".", text)
    return _PAIR.sub(lambda found: found[1].replace(";", ","), text)


def written(markdown: str, policy: SchoolPolicy) -> str:
    """Markdown with $LaTeX$ as the school writes it."""
    parts = _FORMULA.split(markdown)
    told = [
        formula(part, policy) if at % 2 else _prose(part, policy) for at, part in enumerate(parts)
    ]
    return "".join(told)


def formula(latex: str, policy: SchoolPolicy) -> str:
    if policy.times == "cross":
        latex = re.sub(r"\\cdot(?![a-zA-Z])", r"\\times", latex)
    if policy.decimal_comma:
        latex = _PAIR.sub(lambda found: re.sub(r",(?=\s)", ";", found[1]), latex)
        latex = _POINT.sub("{,}", latex)
    return latex


def _prose(text: str, policy: SchoolPolicy) -> str:
    return _POINT.sub(",", text) if policy.decimal_comma else text


async def in_notation(
    events: AsyncIterator[AnswerEvent], policy: SchoolPolicy
) -> AsyncIterator[AnswerEvent]:
    """The events of a mathematical answer, shown as the school writes. Not for quoted sources, which
    stay word for word."""
    if is_own(policy):
        async with closing(events):
            async for event in events:
                yield event
        return
    async with closing(events):
        async for event in events:
            match event:
                case AnswerText(text):
                    yield AnswerText(written(text, policy))
                case StepFound(step):
                    yield StepFound(_step(step, policy))
                case AnswerReady(answer):
                    yield AnswerReady(_answer(answer, policy))
                case AnswerRefused(reason, advice):
                    yield replace(
                        event, reason=written(reason, policy), advice=written(advice, policy)
                    )
                case _:
                    yield event


def _step(step: Step, policy: SchoolPolicy) -> Step:
    return replace(step, title=written(step.title, policy), text=written(step.text, policy))


def _answer(answer: Answer, policy: SchoolPolicy) -> Answer:
    return replace(
        answer,
        text=written(answer.text, policy),
        final=formula(answer.final, policy),
        steps=tuple(_step(step, policy) for step in answer.steps),
        witnesses=tuple(
            replace(witness, detail=written(witness.detail, policy)) for witness in answer.witnesses
        ),
        work=_work(answer.work, policy) if answer.work is not None else None,
    )


def _work(work: WorkChecked, policy: SchoolPolicy) -> WorkChecked:
    lines = tuple(replace(line, text=written(line.text, policy)) for line in work.lines)
    return replace(work, lines=lines)
