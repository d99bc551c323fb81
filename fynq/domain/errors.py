"""Every error that fynq raises on purpose.

FynqError
├── InvalidInput            422  a field has a wrong value
│   ├── MalformedBody       400  the body cannot be read at all
│   ├── BodyTooLarge        413
│   ├── UnsupportedMedia    415
│   └── RejectedDocument    422  a document that cannot be read, and why
├── Unauthenticated         401
├── Forbidden               403
├── NotFound                404  also another tenant's id
├── Conflict                409
├── QuotaExceeded           429
├── Cancelled               499  the caller left or asked to stop
├── Unavailable             503  retry later
│   ├── StorageUnavailable
│   ├── CacheUnavailable
│   ├── RoomUnavailable          an actor does not answer
│   ├── DeadlineExceeded
│   └── ModelError               what a vendor's failure becomes
│       ├── ModelUnavailable         cannot be reached, or answers 5xx
│       ├── ModelOverloaded
│       ├── ModelRateLimited
│       ├── ModelQuotaGone
│       ├── ModelTimeout
│       ├── ModelAuthentication
│       ├── ModelRequestInvalid
│       ├── ModelContextTooLong
│       ├── ModelRefused
│       └── ModelStreamCut           the stream ended without its end
├── CannotSolve             422  an honest refusal of a solving route
└── ConfigurationError      500  ends the start; names the variable and the remedy
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar


class FynqError(Exception):
    """Root of the tree. `code` is stable and public; `detail` never holds the caller's input.

    retry_after is in seconds. Instances survive pickling with all attributes.
    """

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal error"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        detail: str = "",
        *,
        field: str | None = None,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.field = field
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), dict(self.__dict__))


def _restore(kind: type[FynqError], state: dict[str, Any]) -> FynqError:
    error = kind.__new__(kind)
    Exception.__init__(error, state.get("detail", ""))
    error.__dict__.update(state)
    return error


class InvalidInput(FynqError):
    code = "invalid_input"
    status = 422
    title = "A field has a value that cannot be used"


class MalformedBody(InvalidInput):
    code = "malformed_body"
    status = 400
    title = "The body cannot be read"


class BodyTooLarge(InvalidInput):
    code = "body_too_large"
    status = 413
    title = "The body is too large"


class UnsupportedMedia(InvalidInput):
    code = "unsupported_media_type"
    status = 415
    title = "The content type is not supported"


class Rejection(StrEnum):
    """Why a document is not taken in."""

    UNSUPPORTED = "unsupported"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    TOO_SLOW = "too_slow"
    NO_TEXT = "no_text"
    NEEDS_OCR = "needs_ocr"


class RejectedDocument(InvalidInput):
    """why: the stable word for it; `detail` is one sentence for the person who uploaded it."""

    code = "document_rejected"
    title = "The document cannot be taken in"

    def __init__(
        self,
        detail: str = "",
        *,
        why: Rejection = Rejection.BROKEN,
        field: str | None = "text",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(detail, field=field, retry_after=retry_after)
        self.why = why


class Unauthenticated(FynqError):
    code = "unauthenticated"
    status = 401
    title = "Log in first"


class Forbidden(FynqError):
    code = "forbidden"
    status = 403
    title = "Not allowed"


class NotFound(FynqError):
    code = "not_found"
    status = 404
    title = "Not found"


class Conflict(FynqError):
    code = "conflict"
    status = 409
    title = "In conflict with what is there"


class QuotaExceeded(FynqError):
    code = "quota_exceeded"
    status = 429
    title = "Too many requests"
    retryable = True


class Cancelled(FynqError):
    code = "cancelled"
    status = 499
    title = "Cancelled"


class Unavailable(FynqError):
    code = "unavailable"
    status = 503
    title = "Temporarily unavailable"
    retryable = True

    def __init__(
        self, detail: str = "", *, field: str | None = None, retry_after: float | None = 1.0
    ) -> None:
        super().__init__(detail, field=field, retry_after=retry_after)


class StorageUnavailable(Unavailable):
    code = "storage_unavailable"
    title = "The database cannot be reached"


class CacheUnavailable(Unavailable):
    code = "cache_unavailable"
    title = "The cache cannot be reached"


class RoomUnavailable(Unavailable):
    code = "room_unavailable"
    title = "A part of fynq is restarting"


class DeadlineExceeded(Unavailable):
    code = "deadline_exceeded"
    title = "The answer took too long"


class ModelFailure(StrEnum):
    """What went wrong with a model, as finely as the router decides on it."""

    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    QUOTA_GONE = "quota_gone"
    BAD_KEY = "bad_key"
    WRONG_REQUEST = "wrong_request"
    CONTEXT_TOO_LONG = "context_too_long"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    RESET_BEFORE_HEADERS = "reset_before_headers"
    RESET_IN_HEADERS = "reset_in_headers"
    SILENT_BEFORE_HEADERS = "silent_before_headers"
    SILENT_BETWEEN_CHUNKS = "silent_between_chunks"
    TOO_SLOW = "too_slow"
    SERVER_ERROR = "server_error"
    STREAM_CUT = "stream_cut"
    GARBLED = "garbled"
    ERROR_IN_STREAM = "error_in_stream"
    EMPTY = "empty"
    TRUNCATED = "truncated"


class ModelError(Unavailable):
    """failure: set by the class, or more finely by who raises it."""

    code = "model_error"
    title = "The language model failed"
    kind: ClassVar[ModelFailure] = ModelFailure.SERVER_ERROR

    def __init__(
        self,
        detail: str = "",
        *,
        provider: str = "",
        model: str = "",
        field: str | None = None,
        retry_after: float | None = None,
        failure: ModelFailure | None = None,
    ) -> None:
        super().__init__(detail, field=field, retry_after=retry_after)
        self.provider = provider
        self.model = model
        self.failure = failure or self.kind


class ModelUnavailable(ModelError):
    code = "model_unavailable"


class ModelOverloaded(ModelError):
    code = "model_overloaded"
    kind = ModelFailure.OVERLOADED


class ModelRateLimited(ModelError):
    code = "model_rate_limited"
    kind = ModelFailure.RATE_LIMITED


class ModelQuotaGone(ModelError):
    code = "model_quota_gone"
    retryable = False
    kind = ModelFailure.QUOTA_GONE


class ModelTimeout(ModelError):
    code = "model_timeout"
    kind = ModelFailure.SILENT_BEFORE_HEADERS


class ModelAuthentication(ModelError):
    code = "model_authentication"
    retryable = False
    kind = ModelFailure.BAD_KEY


class ModelRequestInvalid(ModelError):
    code = "model_request_invalid"
    retryable = False
    kind = ModelFailure.WRONG_REQUEST


class ModelContextTooLong(ModelError):
    code = "model_context_too_long"
    retryable = False
    kind = ModelFailure.CONTEXT_TOO_LONG


class ModelRefused(ModelError):
    code = "model_refused"
    retryable = False
    kind = ModelFailure.REFUSED


class ModelStreamCut(ModelError):
    code = "model_stream_cut"
    kind = ModelFailure.STREAM_CUT


class CannotSolve(FynqError):
    """A route's honest refusal; `detail` says what was missing."""

    code = "cannot_solve"
    status = 422
    title = "fynq cannot solve this yet"


class ConfigurationError(FynqError):
    """Ends the start. `variable` is the setting's name, `remedy` what to do."""

    code = "configuration_error"
    title = "The configuration cannot be used"

    def __init__(self, variable: str, problem: str, remedy: str) -> None:
        super().__init__(f"{variable}: {problem}. {remedy}")
        self.variable = variable
        self.problem = problem
        self.remedy = remedy
