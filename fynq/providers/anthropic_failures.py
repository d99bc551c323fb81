"""What Anthropic's errors mean: by their type and code where they have one, else by the status."""

from __future__ import annotations

from typing import Any

import anthropic
import httpx2

from fynq.domain.errors import (
    ModelAuthentication,
    ModelContextTooLong,
    ModelOverloaded,
    ModelQuotaGone,
    ModelRateLimited,
    ModelRefused,
    ModelRequestInvalid,
    ModelTimeout,
    ModelUnavailable,
)
from fynq.providers.exchange import (
    UNREACHABLE,
    Diagnosis,
    Exchange,
    transport_failure,
    unread,
    within_success,
)
from fynq.providers.prompt_text import Unusable
from fynq.providers.retry_after import retry_after

_NO_MONEY = frozenset(
    {
        "contract_spend_limit_reached",
        "enforced_spend_limit_reached",
        "linked_organization_billing_unavailable",
        "linked_organization_spend_limit_reached",
        "organization_on_hold",
        "user_profile_billing_not_authorized",
        "user_profile_not_billable",
    }
)


def diagnosed(error: Exception, exchange: Exchange) -> Diagnosis:
    if isinstance(error, Unusable):
        return error.diagnosis
    broken = isinstance(error, anthropic.APIConnectionError)
    cause = error.__cause__ if broken else error
    if isinstance(cause, httpx2.HTTPError):
        return transport_failure(cause, exchange)
    if broken:
        return UNREACHABLE
    if isinstance(error, anthropic.APIStatusError):
        wait = retry_after(error.response.headers)
        words = error.api_message or ""
        found = _told(error.status_code, error.type or "", error.error_code or "", words, wait)
        return found if exchange.is_error else within_success(found)
    return unread(exchange)


def reported(error: Any) -> Diagnosis:
    """error: the object in a body that came with a status of success."""
    told = error if isinstance(error, dict) else {}
    kind, words = str(told.get("type", "")), str(told.get("message", ""))
    return within_success(_told(200, kind, "", words, None))


def _told(status: int, kind: str, code: str, words: str, wait: float | None) -> Diagnosis:
    if status == 402 or kind == "billing_error" or code in _NO_MONEY:
        return Diagnosis(ModelQuotaGone, "The provider's account has no money left.")
    if kind == "rate_limit_error" or status == 429:
        return Diagnosis(ModelRateLimited, "The model's provider limits us.", retry_after=wait)
    if kind == "overloaded_error" or status in (503, 529):
        return Diagnosis(ModelOverloaded, "The model is overloaded.", retry_after=wait)
    if kind in ("authentication_error", "permission_error") or status in (401, 403):
        return Diagnosis(ModelAuthentication, "The model's key was refused.")
    if kind == "timeout_error" or status in (408, 504):
        return Diagnosis(ModelTimeout, "The model did not answer in time.", retry_after=wait)
    if kind == "api_error" or status >= 500:
        return Diagnosis(ModelUnavailable, "The model failed.", retry_after=wait)
    if status == 413:
        return Diagnosis(ModelContextTooLong, "The question is too long for the model.")
    return _in_words(words)


def _in_words(message: str) -> Diagnosis:
    """Three things the API tells only in words: all are an `invalid_request_error` without a
    code. Matched by the words that stand in its documentation of errors, nothing looser."""
    if message.startswith("prompt is too long") or "exceed context limit" in message:
        return Diagnosis(ModelContextTooLong, "The question is too long for the model.")
    if message.startswith("Your credit balance is too low"):
        return Diagnosis(ModelQuotaGone, "The provider's account has no money left.")
    if message.startswith("Output blocked by content filtering policy"):
        return Diagnosis(ModelRefused, "The model's provider refused the content.")
    return Diagnosis(ModelRequestInvalid, "The model did not accept the request.")
