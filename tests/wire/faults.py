"""What the fault server can do wrong. A name may carry an argument: 'rate-limit@0.5'."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """The argument, where one counts, is a number; its meaning and default stand beside it."""

    OK = "ok"  # words in the answer; as the answer is
    LATE = "late"  # seconds before the headers of a good answer; 0.3
    SLOW = "slow"  # seconds between two pieces of a good answer; 0.2
    SLOW_START = "slow-start"  # seconds between the start-up events and the first content; 0.3

    RATE_LIMIT = "rate-limit"  # seconds to wait, in the vendor's own way; 2
    RATE_LIMIT_DATE = "rate-limit-date"  # seconds from now, as a date; 2
    RATE_LIMIT_MS = "rate-limit-ms"  # seconds, sent as retry-after-ms; 1.5
    RATE_LIMIT_BARE = "rate-limit-bare"
    OVERLOADED = "overloaded"
    OVERLOADED_WAIT = "overloaded-wait"  # seconds in Retry-After; 2
    QUOTA_GONE = "quota-gone"
    BAD_KEY = "bad-key"
    FORBIDDEN = "forbidden"
    WRONG_REQUEST = "wrong-request"
    NO_MODEL = "no-model"
    CONTEXT_TOO_LONG = "context-too-long"
    REFUSED_REQUEST = "refused-request"
    SERVER_ERROR = "server-error"
    BAD_GATEWAY = "bad-gateway"  # a proxy's page in HTML
    GATEWAY_TIMEOUT = "gateway-timeout"

    REFUSED_ANSWER = "refused-answer"  # the vendor's stop reason for it, no content
    REFUSED_WORDS = "refused-words"  # a refusal in words, where the vendor has a field for them
    REFUSED_LATE = "refused-late"  # after some content
    EMPTY = "empty"
    TRUNCATED = "truncated"
    NO_USAGE = "no-usage"
    UNICODE = "unicode"  # every write ends within a character
    COMMENTS = "comments"
    CRLF = "crlf"

    CLOSED = "closed"  # an orderly end before any byte
    RESET = "reset"
    RESET_IN_HEADERS = "reset-in-headers"
    RESET_LATE = "reset-late"  # the connection breaks after some content
    SILENT = "silent"
    STALL = "stall"  # silence after the headers, before content
    STALL_LATE = "stall-late"
    CUT = "cut"  # an orderly end of the stream, before content
    CUT_LATE = "cut-late"
    BAD_JSON = "bad-json"
    BAD_JSON_LATE = "bad-json-late"
    ERROR_EVENT = "error-event"
    ERROR_EVENT_LATE = "error-event-late"


HTTP_ERRORS = frozenset(
    {
        Fault.RATE_LIMIT,
        Fault.RATE_LIMIT_DATE,
        Fault.RATE_LIMIT_MS,
        Fault.RATE_LIMIT_BARE,
        Fault.OVERLOADED,
        Fault.OVERLOADED_WAIT,
        Fault.QUOTA_GONE,
        Fault.BAD_KEY,
        Fault.FORBIDDEN,
        Fault.WRONG_REQUEST,
        Fault.NO_MODEL,
        Fault.CONTEXT_TOO_LONG,
        Fault.REFUSED_REQUEST,
        Fault.SERVER_ERROR,
        Fault.BAD_GATEWAY,
        Fault.GATEWAY_TIMEOUT,
    }
)
"""Answered with an error status."""

WAITS: dict[Fault, float] = {
    Fault.RATE_LIMIT: 2.0,
    Fault.RATE_LIMIT_DATE: 2.0,
    Fault.RATE_LIMIT_MS: 1.5,
    Fault.OVERLOADED_WAIT: 2.0,
    Fault.LATE: 0.3,
    Fault.SLOW: 0.2,
    Fault.SLOW_START: 0.3,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    fault: Fault
    argument: float | None = None

    @property
    def seconds(self) -> float:
        return WAITS[self.fault] if self.argument is None else self.argument


PLAIN = Chosen(Fault.OK)


def chosen(name: str) -> Chosen:
    """An unknown name is a model without faults."""
    word, _, argument = name.partition("@")
    try:
        fault = Fault(word)
        return Chosen(fault, float(argument) if argument else None)
    except ValueError:
        return PLAIN
