"""The built-in model: solves mathematics symbolically, answers concepts by quotation, else refuses.

Deterministic, free, and always there: the router's last resort and the tests' model.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass

from fynq.domain.chat import (
    ChatChunk,
    ChatMessage,
    ChatReply,
    ChatRequest,
    ChatRole,
    SourcePart,
    StopReason,
    TextPart,
    Usage,
)
from fynq.domain.collected import collected
from fynq.domain.errors import CannotSolve, ModelOverloaded, RoomUnavailable
from fynq.domain.knowledge import Passage
from fynq.domain.learner import LearnerContext
from fynq.reasoning import explain
from fynq.reasoning.choosing import best
from fynq.reasoning.classify import is_computation
from fynq.reasoning.model_route import KNOWLEDGE, MATHEMATICS
from fynq.reasoning.ports import Solve, Verify
from fynq.reasoning.quotation import mark
from fynq.reasoning.solved import SolvedProblem

NAME = "builtin/solver"
REFUSAL = "I cannot answer this: I solve mathematics that I can check, and quote the sources that I am given."


@dataclass(frozen=True)
class BuiltinModel:
    """A ChatModel. seconds: the most that one solution or check may take."""

    solve: Solve
    verify: Verify
    seconds: float = 8.0

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        """Raises ModelOverloaded when no solver process is free."""
        question, passages = _asked(request.messages)
        seconds = min(self.seconds, request.seconds)
        refused = False
        written: list[str] = []
        try:
            pieces = await self._pieces(request, question, passages, seconds)
        except CannotSolve:
            pieces, refused = iter(_refusal(request)), True
        except RoomUnavailable as error:
            raise ModelOverloaded(
                error.detail, provider="builtin", model=NAME, retry_after=error.retry_after
            ) from None
        stop = StopReason.REFUSAL if refused else StopReason.END
        room = request.max_tokens or sys.maxsize
        for piece in pieces:
            words = len(piece.split())
            if words > room:
                stop = StopReason.LENGTH
                break
            room -= words
            written.append(piece)
            yield ChatChunk(text=piece)
        yield ChatChunk(stop=stop, usage=_usage(request.messages, written), model=NAME)

    async def complete(self, request: ChatRequest) -> ChatReply:
        return await collected(self.stream(request))

    async def _pieces(
        self, request: ChatRequest, question: str, passages: Sequence[Passage], seconds: float
    ) -> Iterator[str]:
        """Raises CannotSolve."""
        route = request.metadata.get("route", "")
        if route == MATHEMATICS:
            raise CannotSolve("The solver has seen this problem already.")
        if route != KNOWLEDGE:
            try:
                solved = await self.solve(question, seconds)
            except CannotSolve:
                if not passages or is_computation(question):
                    raise
            else:
                return await self._worked(request, question, solved, seconds)
        return _quoted(request, question, passages)

    async def _worked(
        self, request: ChatRequest, question: str, solved: SolvedProblem, seconds: float
    ) -> Iterator[str]:
        report = await self.verify(question, solved, seconds)
        if report.contradicted:
            raise CannotSolve("The check of the solution failed.")
        learner = LearnerContext()
        steps = explain.steps_of(solved, report, learner)
        if request.json_schema is not None:
            listed = [{"title": step.title, "text": step.text} for step in steps]
            return iter([json.dumps({"steps": listed, "final": solved.final})])
        return explain.full_text(solved, report, steps, learner)


def _asked(messages: Sequence[ChatMessage]) -> tuple[str, list[Passage]]:
    """The last user message, and the passages of the whole conversation in order."""
    question = next((m.text for m in reversed(messages) if m.role is ChatRole.USER), "")
    passages = [
        part.passage
        for message in messages
        for part in message.parts
        if isinstance(part, SourcePart)
    ]
    return question.strip(), passages


def _quoted(request: ChatRequest, question: str, passages: Sequence[Passage]) -> Iterator[str]:
    found = best(question, passages)
    if not found:
        raise CannotSolve("The sources do not answer this.")
    lines = [mark(item.text, item.number) for item in found]
    if request.json_schema is not None:
        return iter([json.dumps({"steps": [], "final": "\n".join(lines)})])
    return iter([line + "\n\n" for line in lines[:-1]] + [lines[-1] + "\n"])


def _refusal(request: ChatRequest) -> list[str]:
    if request.json_schema is not None:
        return [json.dumps({"steps": [], "final": ""})]
    return [REFUSAL]


def _usage(messages: Sequence[ChatMessage], written: Sequence[str]) -> Usage:
    """Words stand for tokens."""
    read = sum(
        len(part.passage.text.split()) if isinstance(part, SourcePart) else len(part.text.split())
        for message in messages
        for part in message.parts
        if isinstance(part, SourcePart | TextPart)
    )
    return Usage(input_tokens=read, output_tokens=sum(len(piece.split()) for piece in written))
