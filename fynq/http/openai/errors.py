"""Errors in OpenAI's form: {"error": {message, type, param, code}}."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

from fynq.domain.errors import (
    BodyTooLarge,
    Cancelled,
    Conflict,
    DeadlineExceeded,
    Forbidden,
    FynqError,
    InvalidInput,
    ModelAuthentication,
    ModelContextTooLong,
    ModelError,
    ModelOverloaded,
    ModelQuotaGone,
    ModelRateLimited,
    ModelRefused,
    ModelRequestInvalid,
    ModelTimeout,
    NotFound,
    QuotaExceeded,
    Unauthenticated,
    Unavailable,
    UnsupportedMedia,
)
from fynq.http.problem import Refused

_ROOTS = frozenset(
    {
        *("chat", "completions", "embeddings", "models", "responses", "conversations", "images"),
        *("audio", "moderations", "files", "uploads", "batches", "fine_tuning", "vector_stores"),
        *("assistants", "threads", "realtime", "evals", "containers", "videos"),
    }
)
"""First parts of OpenAI's paths. Those that fynq has not are refused in OpenAI's form too."""

INVALID, SERVER = "invalid_request_error", "server_error"
_MONEY = frozenset({"cost", "cost_micros", "money"})
_NUMBER = re.compile(r"\d+")


def speaks_openai(path: str) -> bool:
    return path.startswith("/v1/") and path[4:].partition("/")[0] in _ROOTS


@dataclass(frozen=True, slots=True)
class Fault:
    status: int
    type: str
    code: str | None
    message: str
    param: str | None = None
    retry_after: float | None = None
    retryable: bool | None = None

    @property
    def body(self) -> dict[str, Any]:
        return {
            "error": {
                "message": self.message,
                "type": self.type,
                "param": self.param,
                "code": self.code,
            }
        }


def openai_error_of(error: FynqError | Refused) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to a failed request."""
    fault = fault_of(error)
    headers = {"content-type": "application/json"}
    if isinstance(error, Refused):
        headers.update(error.headers)
    if fault.retry_after is not None:
        headers["retry-after"] = str(max(1, math.ceil(fault.retry_after)))
    if fault.status == 401:
        headers["www-authenticate"] = 'Bearer realm="fynq"'
    if fault.retryable is not None:
        # The SDKs obey this before they look at the status.
        headers["x-should-retry"] = "true" if fault.retryable else "false"
    return fault.status, headers, json.dumps(fault.body, ensure_ascii=False).encode()


def fault_of(error: FynqError | Refused) -> Fault:
    if isinstance(error, Refused):
        return _refused(error)
    status, kind, code = _classified(error)
    message = (error.detail if status != 500 else "") or f"{error.title}."
    param = _param(error.field)
    if status == 400 and param is not None:
        message = f"{param}: {message}"
    quota_gone = code == "insufficient_quota"
    retryable = error.retryable and not quota_gone
    return Fault(
        status,
        kind,
        code,
        message,
        param,
        error.retry_after if status in (409, 429, 502, 503, 504) else None,
        retryable if status >= 409 and status not in (413, 415, 499) else None,
    )


def _classified(error: FynqError) -> tuple[int, str, str | None]:
    """Status, type and code."""
    match error:
        case BodyTooLarge():
            return 413, INVALID, "request_too_large"
        case UnsupportedMedia():
            return 415, INVALID, "unsupported_media_type"
        case InvalidInput():
            return 400, INVALID, "invalid_value" if error.field != "body" else None
        case Unauthenticated():
            return 401, INVALID, "invalid_api_key"
        case Forbidden():
            return 403, INVALID, "model_not_allowed" if error.field == "model" else "forbidden"
        case NotFound():
            return 404, INVALID, "model_not_found" if error.field == "model" else "unknown_url"
        case Conflict():
            return 409, INVALID, "conflict"
        case QuotaExceeded():
            return _quota(error)
        case Cancelled():
            return 499, INVALID, "cancelled"
        case ModelError():
            return _model(error)
        case DeadlineExceeded():
            return 504, SERVER, error.code
        case Unavailable():
            return 503, SERVER, error.code
    return 500, SERVER, error.code


def _quota(error: QuotaExceeded) -> tuple[int, str, str]:
    if error.field in _MONEY:
        return 429, "insufficient_quota", "insufficient_quota"
    return 429, "rate_limit_error", "rate_limit_exceeded"


def _model(error: ModelError) -> tuple[int, str, str]:
    """A fault of the key upstream is the operator's affair, never the caller's 401."""
    match error:
        case ModelRequestInvalid() if error.field == "model":
            return 404, INVALID, "model_not_found"
        case ModelRequestInvalid():
            return 400, INVALID, error.code
        case ModelContextTooLong():
            return 400, INVALID, "context_length_exceeded"
        case ModelRefused():
            return 400, INVALID, "content_filter"
        case ModelRateLimited():
            return 429, "rate_limit_error", "rate_limit_exceeded"
        case ModelQuotaGone():
            return 429, "insufficient_quota", "insufficient_quota"
        case ModelOverloaded():
            return 503, SERVER, "overloaded"
        case ModelTimeout():
            return 504, SERVER, error.code
        case ModelAuthentication():
            return 502, SERVER, error.code
    return 502, SERVER, error.code


def _refused(error: Refused) -> Fault:
    codes = {
        404: ("unknown_url", "There is nothing at this address."),
        405: ("method_not_allowed", "This address does not have this method."),
        408: ("request_timeout", "The request took too long to arrive."),
        413: ("request_too_large", "The body is too large."),
    }
    if error.status >= 500:
        return Fault(error.status, SERVER, "internal_error", "Internal error.")
    code, message = codes.get(error.status, ("refused", "The request was refused."))
    return Fault(error.status, INVALID, code, error.detail or message)


def _param(field: str | None) -> str | None:
    """'messages/2/content' is 'messages[2].content' here; the body as a whole has no name."""
    if field is None or field == "body":
        return None
    first, *rest = field.split("/")
    return first + "".join(f"[{each}]" if _NUMBER.fullmatch(each) else f".{each}" for each in rest)
