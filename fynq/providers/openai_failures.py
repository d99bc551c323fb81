"""What errors of the OpenAI family mean: by code or type where there is one, else by the status.

The same shape `{"error": {"message", "type", "param", "code"}}` comes from OpenAI and from many
services that imitate it; some put the error at the top, and some repeat the status as the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
import openai

from fynq.domain.errors import (
    ModelAuthentication,
    ModelContextTooLong,
    ModelFailure,
    ModelOverloaded,
    ModelQuotaGone,
    ModelRateLimited,
    ModelRefused,
    ModelRequestInvalid,
    ModelTimeout,
    ModelUnavailable,
)
from fynq.providers.exchange import GARBLED, Diagnosis, Exchange, transport_failure
from fynq.providers.openai_reading import ErrorWithin
from fynq.providers.prompt_text import Unusable
from fynq.providers.retry_after import retry_after
from fynq.providers.upstream_client import BrokenHeaders

ERROR_WITHIN = Diagnosis(
    ModelUnavailable,
    "The model reported an error within the answer.",
    ModelFailure.ERROR_IN_STREAM,
)
_TOO_LONG = Diagnosis(ModelContextTooLong, "The question is too long for the model.")
_REFUSED = Diagnosis(ModelRefused, "The model's provider refused the content.")
_NO_MONEY = Diagnosis(ModelQuotaGone, "The provider's account has no money left.")
_BAD_KEY = Diagnosis(ModelAuthentication, "The model's key was refused.")
_BY_CODE: Mapping[str, Diagnosis] = {
    "context_length_exceeded": _TOO_LONG,
    "string_above_max_length": _TOO_LONG,
    "exceed_context_size_error": _TOO_LONG,
    "content_filter": _REFUSED,
    "content_policy_violation": _REFUSED,
    "moderation_blocked": _REFUSED,
    "insufficient_quota": _NO_MONEY,
    "billing_hard_limit_reached": _NO_MONEY,
    "billing_not_active": _NO_MONEY,
    "invalid_api_key": _BAD_KEY,
    "account_deactivated": _BAD_KEY,
}
_LIMITED = frozenset({"rate_limit_exceeded", "rate_limit_error", "tokens", "requests"})
_BUSY = frozenset({"engine_overloaded", "overloaded", "overloaded_error", "server_overloaded"})
_LONG_WORDS = ("context length", "context window", "max_model_len", "maximum prompt length")
"""vLLM and most services that imitate OpenAI give a question that is too long no code of its own;
these words stand in the messages of vLLM, SGLang, TGI, llama.cpp and xAI, and are only looked for
in a 400, 413 or 422."""


def diagnosed(error: Exception, exchange: Exchange) -> Diagnosis:
    if isinstance(error, Unusable):
        return error.diagnosis
    if isinstance(error, ErrorWithin):
        return within(error.body)
    if isinstance(error, openai.APIStatusError):
        return told(error.status_code, error.body, retry_after(error.response.headers))
    cause = error.__cause__ if isinstance(error, openai.APIConnectionError) else error
    if isinstance(cause, BrokenHeaders):
        return Diagnosis(ModelUnavailable, "The connection broke.", ModelFailure.RESET_IN_HEADERS)
    if isinstance(cause, httpx2.HTTPError):
        return transport_failure(cause, exchange)
    return GARBLED


def within(body: Any) -> Diagnosis:
    """body: the error in an event, or in a whole answer, of a 200. A wrong request would not have
    begun, so what has no code of its own is the model's failure."""
    code, kind, _ = _parts(body)
    found = _by_code(code, kind, None)
    return found or ERROR_WITHIN


def told(status: int, body: Any, wait: float | None) -> Diagnosis:
    code, kind, words = _parts(body)
    found = _by_code(code, kind, wait if status in (429, 503, 529) else None)
    if found is not None and (status == 429 or found.kind is not ModelRateLimited):
        return found
    if status in (400, 413, 422) and any(word in words for word in _LONG_WORDS):
        return _TOO_LONG
    if status == 402:
        return _NO_MONEY
    if status in (401, 403):
        return _BAD_KEY
    if status == 413:
        return _TOO_LONG
    if status == 429:
        return Diagnosis(ModelRateLimited, "The model's provider limits us.", retry_after=wait)
    if status in (503, 529):
        return Diagnosis(ModelOverloaded, "The model is overloaded.", retry_after=wait)
    if status in (408, 504):
        return Diagnosis(ModelTimeout, "The model did not answer in time.", retry_after=wait)
    if status >= 500 or status < 400 or status in (409, 425):
        return Diagnosis(ModelUnavailable, "The model failed.", retry_after=wait)
    return Diagnosis(ModelRequestInvalid, "The model did not accept the request.")


def _by_code(code: str, kind: str, wait: float | None) -> Diagnosis | None:
    for name in (code, kind):
        if name in _BY_CODE:
            return _BY_CODE[name]
        if name in _BUSY:
            return Diagnosis(ModelOverloaded, "The model is overloaded.", retry_after=wait)
        if name in _LIMITED:
            return Diagnosis(ModelRateLimited, "The model's provider limits us.", retry_after=wait)
    return None


def _parts(body: Any) -> tuple[str, str, str]:
    """Code, type and words, in lower case; '' for what is not there."""
    found = body.get("error", body) if isinstance(body, dict) else {}
    if not isinstance(found, dict):
        return "", "", str(found).lower()
    return (
        str(found.get("code") or "").lower(),
        str(found.get("type") or "").lower(),
        str(found.get("message") or "").lower(),
    )
