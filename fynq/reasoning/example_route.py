"""A problem answered from a worked example in the school's own texts, with where it stands."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerReady,
    AnswerText,
    Hint,
    Progress,
    Step,
    StepFound,
    Witness,
)
from fynq.domain.knowledge import Citation, Passage
from fynq.reasoning import explain
from fynq.reasoning.confidence import Kind
from fynq.reasoning.escalating import BUILTIN
from fynq.reasoning.quotation import cite
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep
from fynq.reasoning.topics import topics
from fynq.reasoning.wider import wider
from fynq.reasoning.worked_examples.found import FoundAnswer, Place

MODEL = BUILTIN + "worked-examples"
WORKED_EXAMPLE = "worked_example"
MOST_TEXT = 20_000
_NEXT = re.compile(
    r"(?im)^[ \t>]*(?:#{1,6}[ \t]|(?:\*\*|__)?(?:worked |solved )?(?:examples?|exercises?|problems?)[ \t]*\d)"
)
_MOST_GAP = 3
"""Characters of white space between two pieces of one document."""


@dataclass(frozen=True, slots=True)
class Source:
    """Passages of one document that follow each other, as one text. starts: where each begins in it."""

    text: str
    passages: tuple[Passage, ...]
    starts: tuple[int, ...]

    def citations(self, start: int, end: int) -> tuple[Citation, ...]:
        """self.text[start:end], one citation for each passage that it runs through."""
        found = []
        for passage, at in zip(self.passages, self.starts, strict=True):
            low, high = max(start, at) - at, min(end, at + len(passage.text)) - at
            if low < high and passage.text[low:high].strip():
                found.append(cite(passage, low, high))
        return tuple(found)


def sources(passages: Sequence[Passage]) -> list[Source]:
    """In the order of the passages, each where its first one stands."""
    ordered = sorted(passages, key=lambda each: (each.document.bytes, each.revision, each.start))
    groups: list[list[Passage]] = []
    for passage in ordered:
        last = groups[-1][-1] if groups else None
        follows = (
            last is not None
            and (last.document, last.revision) == (passage.document, passage.revision)
            and 0 <= passage.start - last.end <= _MOST_GAP
        )
        if follows:
            groups[-1].append(passage)
        else:
            groups.append([passage])
    groups.sort(key=lambda group: min(passages.index(each) for each in group))
    return [_source(group) for group in groups]


def _source(group: Sequence[Passage]) -> Source:
    text, starts = "", []
    for passage in group:
        text += "\n" * (passage.start - group[0].start - len(text))
        starts.append(len(text))
        text += passage.text
    return Source(text[:MOST_TEXT], tuple(group), tuple(starts))


@dataclass(frozen=True, slots=True)
class Example:
    """An answer out of worked examples, with what speaks for it. citations: of its source first."""

    found: FoundAnswer
    report: Report
    citations: tuple[Citation, ...]
    usage: Usage = Usage()

    @property
    def kind(self) -> Kind:
        """What the confidence in it depends on."""
        kinds = tuple(sorted({witness.kind for witness in self.report.witnesses}))
        status = explain.status_of(self.report).value
        return Kind("knowledge", status, kinds, "same" if self.found.same else "alike")

    def agreed_by(self, model: str, usage: Usage) -> Example:
        """A language model that did not see the source came to the same result."""
        detail = f"A language model ({model}) solved the problem without the source and came to the same result."
        witnesses = (*self.report.witnesses, Witness("second_model", detail))
        return replace(
            self, report=replace(self.report, agreed=True, witnesses=witnesses), usage=usage
        )


def example(found: FoundAnswer, texts: Sequence[Source]) -> Example:
    places = (found.place, *found.others)
    cited = [cited_at(place, texts) for place in places]
    title = cited[0][0].title if cited[0] else ""
    numbers = ", ".join(f"[{n}]" for n in range(1, len(cited[0]) + 1))
    witnesses: list[Witness] = [*found.report.witnesses]
    if found.same:
        witnesses.append(
            Witness("quoted_source", f"Quoted word for word from “{title}” {numbers}.")
        )
    else:
        witnesses.append(
            Witness(WORKED_EXAMPLE, f"Done as in the worked example of “{title}” {numbers}.")
        )
    if found.recomputed:
        witnesses.append(Witness("recomputation", _done_again(found)))
    for other in cited[1:]:
        if other:
            detail = f"A worked example of “{other[0].title}” leads to the same answer."
            witnesses.append(Witness(WORKED_EXAMPLE, detail))
    report = replace(found.report, witnesses=tuple(witnesses))
    return Example(found, report, tuple(dict.fromkeys(each for some in cited for each in some)))


def cited_at(place: Place, texts: Sequence[Source]) -> tuple[Citation, ...]:
    return texts[place.number].citations(place.start, place.end)


def in_full(place: Place, texts: Sequence[Source], most: int) -> tuple[str, tuple[Citation, ...]]:
    """An example as a model may read it, `most` characters at most, and where it stands. Where it
    runs to the end of its passages it goes on in what stands around the last one, up to the next
    heading or example."""
    source = texts[place.number]
    text, cited = source.text[place.start : place.end], cited_at(place, texts)
    last = source.passages[-1]
    if place.end < len(source.text.rstrip()) or len(text) >= most or last.around is None:
        return text, cited
    (wide,) = wider([last])
    behind = wide.text[len(wide.text) - (wide.end - last.end) :]
    border = _NEXT.search(behind)
    behind = behind[: border.start() if border else None]
    if len(text) + len(behind) > most:
        behind = behind[: max(behind.rfind("\n\n", 0, most - len(text)), 0)]
    behind = behind.rstrip()
    if not behind.strip():
        return text, cited
    start = len(wide.text) - (wide.end - last.end)
    skipped = len(behind) - len(behind.lstrip())
    return text + behind, (*cited, cite(wide, start + skipped, start + len(behind)))


def _done_again(found: FoundAnswer) -> str:
    count = found.recomputed
    each = "The calculation" if count == 1 else f"Each of the {count} calculations"
    if found.same:
        return f"{each} of the source was done again with exact numbers."
    return f"{each} was done with the source's numbers, where it gives what the source says, and then with yours."


def solution(question: str, given: Example) -> SolvedProblem:
    """So that its steps can be hinted at."""
    final = given.found.final
    return SolvedProblem(
        task="example",
        asked="",
        final=final,
        result=Result("expression", ((final,),)),
        steps=tuple(SolvedStep(title, text) for title, text in given.found.steps),
        skills=topics(question),
        concept="",
    )


async def told(
    question: str,
    given: Example,
    reading: Sequence[Citation],
    confidence: float | None,
    hint: Hint | None,
) -> AsyncIterator[AnswerEvent]:
    """The whole answer. reading: further citations."""
    yield Progress("explaining")
    found = given.found
    steps = tuple(
        Step(at, title, text, at <= len(given.report.checked) and given.report.checked[at - 1])
        for at, (title, text) in enumerate(found.steps, 1)
    )
    for step in steps:
        yield StepFound(step)
    title = given.citations[0].title if given.citations else ""
    opening = (
        f"This problem is worked out in “{title}”."
        if found.same
        else f"A problem of the same kind is worked out in “{title}”; here is the same with your numbers."
    )
    pieces = [f"{opening}\n\n"]
    pieces += [f"**{step.index}. {step.title}**\n\n{step.text}\n\n" for step in steps]
    pieces.append(f"**Answer:** {_shown(found.final)}\n")
    details = " ".join(witness.detail for witness in given.report.witnesses)
    pieces.append(f"\n**{explain.said_of(given.report)}:** {details}\n")
    if not given.report.agreed:
        pieces.append("\nPlease check that the source fits your problem.\n")
    text = ""
    for piece in pieces:
        text += piece
        yield AnswerText(piece)
    documents = {each.document for each in given.citations}
    more = tuple(each for each in reading if each.document not in documents)
    yield AnswerReady(
        Answer(
            text=text,
            final=found.final,
            status=explain.status_of(given.report),
            model=MODEL,
            steps=steps,
            witnesses=given.report.witnesses,
            citations=(*given.citations, *more),
            subject="mathematics",
            skills=topics(question),
            usage=given.usage,
            confidence=confidence,
            hint=hint,
        )
    )


def _shown(final: str) -> str:
    """A sentence is no formula."""
    return final if len(final.split()) > 4 and "\\" not in final else f"${final}$"
