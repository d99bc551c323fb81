"""From an answer and a fault to the bytes of a connection, their moments and its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from tests.wire.answers import Answer, Script, Tokens
from tests.wire.faults import Chosen, Fault
from tests.wire.http_wire import (
    LAST_CHUNK,
    STREAM_HEAD,
    chunk,
    chunks,
    head,
    response,
    within_characters,
)
from tests.wire.seen import SeenAttempt
from tests.wire.wire_formats import Call

APART = 0.02
"""Seconds after which two writes reach the client as two."""


class End(Enum):
    KEEP = "keep"
    CLOSE = "close"
    RESET = "reset"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Step:
    """seconds: to wait before the write. tokens: billed once it is written."""

    data: bytes
    seconds: float = 0.0
    tokens: Tokens | None = None


@dataclass(frozen=True, slots=True)
class Play:
    steps: Sequence[Step]
    end: End = End.KEEP
    attempt: SeenAttempt | None = None

    @property
    def at_once(self) -> bool:
        return self.end is End.KEEP and len(self.steps) == 1 and not self.steps[0].seconds

    @staticmethod
    def whole(data: bytes, attempt: SeenAttempt | None = None) -> Play:
        return Play((Step(data),), End.KEEP, attempt)


_BEFORE_HEADERS = {
    Fault.CLOSED: Play((), End.CLOSE),
    Fault.RESET: Play((), End.RESET),
    Fault.RESET_IN_HEADERS: Play(
        (Step(b"HTTP/1.1 200 OK\r\ncontent-ty"), Step(b"", APART)), End.RESET
    ),
    Fault.SILENT: Play((), End.SILENCE),
}
_BEFORE_CONTENT = {
    Fault.STALL: End.SILENCE,
    Fault.CUT: End.KEEP,
    Fault.BAD_JSON: End.KEEP,
    Fault.ERROR_EVENT: End.KEEP,
}
_AFTER_CONTENT = {
    Fault.STALL_LATE: End.SILENCE,
    Fault.CUT_LATE: End.KEEP,
    Fault.RESET_LATE: End.RESET,
    Fault.BAD_JSON_LATE: End.KEEP,
    Fault.ERROR_EVENT_LATE: End.KEEP,
}
_GARBLED = b'data: {"choices": [{"delta": {"content": \n\n'


def played(call: Call, answer: Answer, what: Chosen, attempt: SeenAttempt) -> Play:
    early = _BEFORE_HEADERS.get(what.fault)
    if early is not None:
        return replace(early, attempt=attempt)
    attempt.status = 200
    if call.asked.stream:
        return _stream(call, answer, what, attempt)
    return _whole(call, answer, what, attempt)


def _whole(call: Call, answer: Answer, what: Chosen, attempt: SeenAttempt) -> Play:
    fault = what.fault
    body = call.whole(call.asked, answer)
    tokens = answer.tokens
    if call.asked.texts:
        tokens = Tokens(tokens.input)
    if fault in (Fault.BAD_JSON, Fault.BAD_JSON_LATE):
        body = body[: len(body) // 2]
    elif fault in (Fault.ERROR_EVENT, Fault.ERROR_EVENT_LATE):
        line = call.format.error_event().partition(b"data: ")[2]
        body = line.rstrip()
    begun = head(200, len(body), "application/json", {})
    half = body[: len(body) // 2]
    broken = replace(tokens, output=0, reasoning=0)
    if fault in (Fault.STALL, Fault.CUT):
        end = End.SILENCE if fault is Fault.STALL else End.CLOSE
        return Play((Step(begun, tokens=broken),), end, attempt)
    if fault in (Fault.STALL_LATE, Fault.CUT_LATE, Fault.RESET_LATE):
        end = {Fault.STALL_LATE: End.SILENCE, Fault.CUT_LATE: End.CLOSE}.get(fault, End.RESET)
        return Play((Step(begun + half, tokens=broken), Step(b"", APART)), end, attempt)
    attempt.told = answer.told
    if fault is Fault.UNICODE:
        pieces = within_characters(begun + body)
        steps = [Step(piece, 0.002) for piece in pieces]
        steps[-1] = replace(steps[-1], tokens=tokens)
        return Play(steps, End.KEEP, attempt)
    if fault is Fault.LATE:
        return Play((Step(begun + body, what.seconds, tokens),), End.KEEP, attempt)
    if fault in (Fault.SLOW, Fault.SLOW_START):
        seconds = what.seconds * (len(answer.pieces) if fault is Fault.SLOW else 1)
        return Play((Step(begun), Step(body, seconds, tokens)), End.KEEP, attempt)
    attempt.tokens = tokens
    return Play.whole(response(body), attempt)


def _stream(call: Call, answer: Answer, what: Chosen, attempt: SeenAttempt) -> Play:
    fault = what.fault
    script = call.format.script(call.asked, answer)
    if call.format.name != "gemini" or fault is not Fault.COMMENTS:
        script = _dressed(script, fault)
    read = replace(answer.tokens, output=0, reasoning=0)
    if fault in _BEFORE_CONTENT:
        events = [*script.start, *_broken(call, fault)]
        return _parted(events, read, _BEFORE_CONTENT[fault], attempt)
    if fault in _AFTER_CONTENT:
        # Two pieces of content leave, but never all of them.
        content = script.content[: min(2, max(1, len(script.content) - 1))]
        events = [*script.start, *content, *_broken(call, fault)]
        written = replace(read, output=len(content))
        return _parted(events, written, _AFTER_CONTENT[fault], attempt)
    attempt.told = answer.told
    if fault in (Fault.SLOW, Fault.SLOW_START):
        return _dripped(script, answer, what, attempt)
    events = [*script.start, *script.content, *script.end]
    if fault is Fault.UNICODE:
        pieces = within_characters(b"".join(events))
        steps = [Step(STREAM_HEAD), *(Step(chunk(piece), 0.002) for piece in pieces)]
        return Play([*steps, Step(LAST_CHUNK, tokens=answer.tokens)], End.KEEP, attempt)
    wire = STREAM_HEAD + chunks(events) + LAST_CHUNK
    if fault is Fault.LATE:
        return Play((Step(wire, what.seconds, answer.tokens),), End.KEEP, attempt)
    attempt.tokens = answer.tokens
    return Play.whole(wire, attempt)


def _dressed(script: Script, fault: Fault) -> Script:
    """With comments between the events, which Gemini alone never sends and its SDK cannot read,
    or with the other kind of line end."""
    if fault is Fault.COMMENTS:
        keep = b": keep-alive\n\n"
        parts = ([keep + e for e in part] for part in (script.start, script.content, script.end))
        return Script(*parts)
    if fault is Fault.CRLF:
        parts = (
            [e.replace(b"\n", b"\r\n") for e in part]
            for part in (script.start, script.content, script.end)
        )
        return Script(*parts)
    return script


def _broken(call: Call, fault: Fault) -> list[bytes]:
    if fault in (Fault.BAD_JSON, Fault.BAD_JSON_LATE):
        name = b"event: content_block_delta\n" if call.format.name == "anthropic" else b""
        return [name + _GARBLED]
    if fault in (Fault.ERROR_EVENT, Fault.ERROR_EVENT_LATE):
        return [call.format.error_event()]
    return []


def _parted(events: Sequence[bytes], tokens: Tokens, end: End, attempt: SeenAttempt) -> Play:
    steps = [Step(STREAM_HEAD + chunks(events), tokens=tokens)]
    if end is End.KEEP:
        steps.append(Step(LAST_CHUNK))
    elif end is End.RESET:
        steps.append(Step(b"", APART))
    return Play(steps, end, attempt)


def _dripped(script: Script, answer: Answer, what: Chosen, attempt: SeenAttempt) -> Play:
    read = replace(answer.tokens, output=0, reasoning=0)
    steps = [Step(STREAM_HEAD + chunks(script.start), tokens=read)]
    for n, event in enumerate(script.content, start=1):
        wait = what.seconds if what.fault is Fault.SLOW or n == 1 else 0.0
        steps.append(Step(chunk(event), wait, replace(read, output=n)))
    steps.append(Step(chunks(script.end) + LAST_CHUNK, tokens=answer.tokens))
    return Play(steps, End.KEEP, attempt)
