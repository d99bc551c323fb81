"""fynq/tutor: the whole pipeline behind a chat completion."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import structlog
from starlette.requests import Request
from starlette.types import Scope, Send

from fynq.domain.chat import ChatMessage, ChatRole, ImagePart, StopReason, Usage
from fynq.domain.doubt import (
    TERMINAL,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    Doubt,
    StepFound,
    Turn,
)
from fynq.domain.errors import ConfigurationError, DeadlineExceeded, FynqError
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Citation
from fynq.http.edge.visit import Visit, visit_of
from fynq.http.openai.asking import TUTOR, Asker
from fynq.http.openai.chat_in import Asked
from fynq.http.openai.chat_live import GRACE_SECONDS
from fynq.http.openai.chat_out import DONE, Chunks, account_of, error_event, tutored
from fynq.http.openai.errors import fault_of
from fynq.http.openai.fields import refuse
from fynq.http.openai.replying import EVENTS, EventReply, send_json, send_whole
from fynq.http.options import HttpOptions
from fynq.http.parts import HttpParts
from fynq.http.rate import limit_doubts
from fynq.http.retold import Retold
from fynq.http.watch import Watch

log = structlog.get_logger()

_FOREIGN = ("tools", "tool_choice", "stop")
_IGNORED = ("temperature", "top_p", "seed", "max_tokens", "max_completion_tokens")
_MOST_TURNS = 20


async def tutor(
    parts: HttpParts,
    options: HttpOptions,
    asker: Asker,
    asked: Asked,
    live: bool,
    scope: Scope,
    send: Send,
) -> None:
    """The last message becomes a doubt of the caller's. Leaving cancels it."""
    doubt, ignored = doubt_of(asker, asked, options.max_question_chars)
    await limit_doubts(Request(scope), asker.principal)
    visit = visit_of(scope)
    watch: Watch | Retold
    if visit.again is None:
        watch = Watch(parts, asker.principal.tenant, doubt)
    else:
        doubt, watch = visit.again.doubt, Retold(visit.again)
    tutoring = _Tutoring(doubt, asked, ignored, watch, visit)
    try:
        async with asyncio.timeout(options.doubt_seconds + GRACE_SECONDS):
            if live:
                await tutoring.pass_on(EventReply(send), scope)
            else:
                await tutoring.whole(send)
    except TimeoutError:
        raise DeadlineExceeded("The doubt was not answered in its time.") from None
    finally:
        watch.leave()


class _Tutoring:
    def __init__(
        self, doubt: Doubt, asked: Asked, ignored: list[str], watch: Watch | Retold, visit: Visit
    ) -> None:
        self._doubt = doubt
        self._asked = asked
        self._ignored = ignored
        self._watch = watch
        self._visit = visit
        self._steps: list[dict[str, Any]] = []

    async def whole(self, send: Send) -> None:
        """Raises FynqError when the doubt failed."""
        while True:
            event = await self._next()
            if isinstance(event, StepFound):
                self._note(event)
            elif isinstance(event, TERMINAL):
                text, extra, usage, model = self._ending(event)
                break
        account = account_of([(None, usage, model)], TUTOR, 0.0)
        headers = [(b"x-fynq-doubt", str(self._doubt.id).encode()), *account.headers()]
        if not self._asked.stream:
            await send_json(send, tutored(text, model, usage, extra), headers)
            return
        chunks = Chunks(model, self._asked.include_usage)
        body = chunks.text(0, text) + self._last(chunks, extra, usage)
        await send_whole(send, body, [*EVENTS, *headers])

    async def pass_on(self, reply: EventReply, scope: Scope) -> None:
        """Text as it comes. Raises FynqError until there is some; then it is an error event."""
        chunks = Chunks(TUTOR, self._asked.include_usage)
        try:
            await self._stream(reply, chunks)
            return
        except FynqError as error:
            failure = error
        except TimeoutError:
            failure = DeadlineExceeded("The doubt was not answered in its time.")
        if not reply.begun:
            raise failure
        visit_of(scope).unkept = True
        log.warning("stream_failed", code=failure.code)
        await reply.end(error_event(fault_of(failure).body))

    async def _stream(self, reply: EventReply, chunks: Chunks) -> None:
        sent = ""
        headers = [(b"x-fynq-doubt", str(self._doubt.id).encode())]
        while True:
            event = await self._next()
            if isinstance(event, StepFound):
                self._note(event)
            elif isinstance(event, AnswerText) and event.text:
                if not reply.begun:
                    await reply.begin(headers)
                sent += event.text
                await reply.more(chunks.text(0, event.text))
            elif isinstance(event, TERMINAL):
                text, extra, usage, _ = self._ending(event)
                if not reply.begun:
                    await reply.begin(headers)
                rest = text.removeprefix(sent) if text.startswith(sent) else ""
                if isinstance(event, AnswerRefused) and sent:
                    rest = "\n\n" + text
                last = chunks.text(0, rest) if rest else b""
                await reply.end(last + self._last(chunks, extra, usage))
                return

    async def _next(self) -> AnswerEvent:
        event = await self._watch.next()
        self._visit.note(self._doubt.id, event)
        return event

    def _last(self, chunks: Chunks, extra: dict[str, Any], usage: Usage) -> bytes:
        if not self._asked.include_usage:
            return chunks.finish(0, StopReason.END, extra) + DONE
        return chunks.finish(0, StopReason.END) + chunks.usage([usage], extra) + DONE

    def _note(self, found: StepFound) -> None:
        step = found.step
        self._steps.append(
            {
                "index": step.index,
                "title": step.title,
                "text": step.text,
                "checked": step.checked,
            }
        )

    def _ending(
        self, event: AnswerReady | AnswerRefused | AnswerFailed
    ) -> tuple[str, dict[str, Any], Usage, str]:
        """Text, the `fynq` object, usage and model. Raises FynqError for a failure."""
        extra: dict[str, Any] = {"doubt": str(self._doubt.id)}
        if self._ignored:
            extra["ignored"] = self._ignored
        match event:
            case AnswerFailed():
                raise _failure(event)
            case AnswerRefused():
                extra |= {"status": "refused", "citations": list(_cited(event.citations))}
                return " ".join(filter(None, (event.reason, event.advice))), extra, Usage(), TUTOR
            case AnswerReady():
                answer = event.answer
                extra |= {
                    "status": answer.status.value,
                    "final": answer.final,
                    "model": answer.model,
                    "steps": self._steps
                    or [
                        {"index": s.index, "title": s.title, "text": s.text, "checked": s.checked}
                        for s in answer.steps
                    ],
                    "witnesses": [
                        {"kind": w.kind, "detail": w.detail, "step": w.step}
                        for w in answer.witnesses
                    ],
                    "citations": list(_cited(answer.citations)),
                    "cost_micros": answer.usage.cost_micros,
                }
                return answer.text or answer.final, extra, answer.usage, answer.model or TUTOR


def doubt_of(asker: Asker, asked: Asked, longest: int) -> tuple[Doubt, list[str]]:
    """The doubt, and the fields that the tutor passes over. Raises InvalidInput for what it cannot
    do: it has tools, a form and verification of its own."""
    request = asked.request
    for name in _FOREIGN:
        if name in asked.given:
            refuse(name, f"{TUTOR} does not take this; ask a model by its own name.")
    if request.json_schema is not None or request.json_object:
        refuse("response_format", f"{TUTOR} answers in text.")
    if asked.choices > 1:
        refuse("n", f"{TUTOR} gives one answer.")
    last = len(request.messages) - 1
    for index, message in enumerate(request.messages):
        if any(isinstance(part, ImagePart) for part in message.parts):
            refuse(f"messages[{index}].content", f"{TUTOR} reads text only.")
        if message.role is ChatRole.TOOL:
            refuse(f"messages[{index}].role", f"{TUTOR} calls no tools.")
    question = request.messages[last].text.strip()
    if request.messages[last].role is not ChatRole.USER:
        refuse(f"messages[{last}].role", "The last message must be the user's.")
    if not question:
        refuse(f"messages[{last}].content", "This must hold something else than space.")
    if len(question) > longest:
        refuse(f"messages[{last}].content", f"A question has at most {longest} characters.")
    ignored = [
        f"messages[{index}]"
        for index, message in enumerate(request.messages)
        if message.role is ChatRole.SYSTEM
    ]
    ignored += [name for name in _IGNORED if name in asked.given]
    identity = new_id()
    turns = tuple(_turns(request.messages[:last]))[-_MOST_TURNS:]
    doubt = Doubt(
        id=identity,
        student=asker.principal.user,
        question=question,
        thread=identity,
        asked_at=datetime.now(UTC),
        turns=turns,
    )
    return doubt, ignored


def _turns(messages: tuple[ChatMessage, ...]) -> Iterator[Turn]:
    """Questions with the answers that followed them."""
    question = ""
    for message in messages:
        if message.role is ChatRole.USER:
            question = f"{question}\n\n{message.text}".strip()
        elif message.role is ChatRole.ASSISTANT and question:
            yield Turn(question, message.text)
            question = ""


def _cited(citations: tuple[Citation, ...]) -> Iterator[dict[str, Any]]:
    for each in citations:
        yield {
            "document_id": str(each.document),
            "title": each.title,
            "quote": each.quote,
            "start": each.start,
            "end": each.end,
        }


def _kinds(kind: type[FynqError]) -> Iterator[type[FynqError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


def _failure(event: AnswerFailed) -> FynqError:
    """The error whose code the event carries."""
    found = next(
        (
            kind
            for kind in _kinds(FynqError)
            if kind.code == event.code and kind is not ConfigurationError
        ),
        FynqError,
    )
    return found(event.detail)
