"""An answer for students who hear it, or who read with trouble.

Everything stays what it is, in the same order; only its letters change: formulas become words, long
sentences end sooner. The short result stays LaTeX, for programs; quotations stay word for word.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerRestarted,
    AnswerText,
    Step,
    StepFound,
    WorkChecked,
)
from fynq.domain.learner import LearnerContext
from fynq.domain.manner import Need
from fynq.domain.streams import closing
from fynq.reasoning.aloud.formulas import plain, spoken, without_formulas

_PARTS = re.compile(r"(\$\$.+?\$\$|\$[^$\n]+\$|`[^`\n]+`)", re.DOTALL)
_ITALIC = re.compile(r"(?<![*\w])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![*\w])")
_END = re.compile(r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bNo\.)(?<=[.!?])[ \t]+(?=[A-Z“\"⟦])")
_SEMICOLON = re.compile(r";[ \t]+(\w)")
_KEPT = re.compile(r"\s*(?:[>#|-]|\d+[.)]\s|[*+]\s|\*\*.*\*\*\s*$)")
_HELD = "⟦{}⟧"
_PLACE = re.compile(r"⟦(\d+)⟧")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")

Rewrite = Callable[[str], str]


def rewriting(learner: LearnerContext) -> Rewrite | None:
    """What to do with each text; None where the student needs nothing."""
    steps: list[Rewrite] = []
    if Need.SHORT_SENTENCES in learner.needs:
        steps.append(short_sentences)
    if Need.SCREEN_READER in learner.needs:
        english = learner.language.lower().partition("-")[0] in ("", "en")
        told = spoken if english else plain
        steps.append(lambda text: without_formulas(text, told))
    if not steps:
        return None

    def rewrite(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return rewrite


def short_sentences(markdown: str) -> str:
    """One sentence to a line of its own, none that goes on after a semicolon, no italics. Formulas,
    code, quotations, lists and headings stay."""
    return "".join(
        line if _KEPT.match(line) else _shortened(line)
        for line in markdown.splitlines(keepends=True)
    )


def _shortened(line: str) -> str:
    held: list[str] = []

    def hold(found: re.Match[str]) -> str:
        held.append(found[0])
        return _HELD.format(len(held))

    text = _PARTS.sub(hold, line)
    text = _ITALIC.sub(r"\1", text)
    text = _SEMICOLON.sub(lambda found: f". {found[1].upper()}", text)
    text = _END.sub("\n\n", text)
    return _PLACE.sub(lambda place: _given(held, int(place[1]), place[0]), text)


def _given(held: list[str], number: int, otherwise: str) -> str:
    return held[number - 1] if 0 < number <= len(held) else otherwise


async def as_needed(
    events: AsyncIterator[AnswerEvent], learner: LearnerContext
) -> AsyncIterator[AnswerEvent]:
    """The events of any answer. Text is held until its paragraph is whole."""
    rewrite = rewriting(learner)
    async with closing(events):
        if rewrite is None:
            async for event in events:
                yield event
            return
        waiting, sent, heard = "", "", ""
        async for event in events:
            match event:
                case AnswerText(text):
                    heard += text
                    waiting += text
                    ready, waiting = _whole(waiting)
                    if ready:
                        sent += (told := rewrite(ready))
                        yield AnswerText(told)
                case AnswerRestarted():
                    waiting = sent = heard = ""
                    yield event
                case StepFound(step):
                    yield StepFound(_step(step, rewrite))
                case AnswerReady(answer):
                    if waiting:
                        sent += (told := rewrite(waiting))
                        yield AnswerText(told)
                    whole = sent if heard == answer.text else rewrite(answer.text)
                    yield AnswerReady(_answer(answer, whole, rewrite))
                case AnswerRefused(reason, advice):
                    yield replace(event, reason=rewrite(reason), advice=rewrite(advice))
                case _:
                    yield event


def _whole(text: str) -> tuple[str, str]:
    """What may be told now: up to the last paragraph's end that lies in no formula."""
    ends = [found.end() for found in _PARAGRAPH.finditer(text)]
    for end in reversed(ends):
        if "$" not in _PARTS.sub("", text[:end]):
            return text[:end], text[end:]
    return "", text


def _step(step: Step, rewrite: Rewrite) -> Step:
    return replace(step, title=rewrite(step.title), text=rewrite(step.text))


def _answer(answer: Answer, text: str, rewrite: Rewrite) -> Answer:
    return replace(
        answer,
        text=text,
        steps=tuple(_step(step, rewrite) for step in answer.steps),
        witnesses=tuple(
            replace(witness, detail=rewrite(witness.detail)) for witness in answer.witnesses
        ),
        work=_work(answer.work, rewrite) if answer.work is not None else None,
    )


def _work(work: WorkChecked, rewrite: Rewrite) -> WorkChecked:
    lines = tuple(replace(line, text=rewrite(line.text)) for line in work.lines)
    return replace(work, lines=lines)
