"""What Mistral's errors mean: by its codes and types where there are any, else by the status."""

from __future__ import annotations

import json
from typing import Any

import httpx2
from mistralai.client.errors import MistralError

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
from fynq.providers.exchange import GARBLED, Diagnosis, Exchange, transport_failure, unread
from fynq.providers.retry_after import retry_after

ERROR_WITHIN = Diagnosis(
    ModelUnavailable,
    "The model reported an error within the answer.",
    ModelFailure.ERROR_IN_STREAM,
)


def diagnosed(error: Exception, exchange: Exchange) -> Diagnosis:
    if isinstance(error, httpx2.HTTPError):
        return transport_failure(error, exchange)
    if not isinstance(error, MistralError):
        return unread(exchange)
    if exchange.is_error:
        return _told(error)
    told = _body(error)
    # The SDK wraps an event's data before it finds that it is no part of an answer.
    data = told.get("data", told)
    if isinstance(data, dict) and (data.get("object") == "error" or "error" in data):
        return ERROR_WITHIN
    return GARBLED


def _body(error: MistralError) -> dict[str, Any]:
    try:
        found = json.loads(error.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _told(error: MistralError) -> Diagnosis:
    """By the vendor's codes where there is one, else by the status."""
    wait = retry_after(error.headers)
    body, status = _body(error), error.status_code
    code, kind = str(body.get("code") or ""), str(body.get("type") or "")
    if kind == "guardrail_blocked" or "guardrail" in str(body.get("detail", "")).lower():
        return Diagnosis(ModelRefused, "The model's provider refused the content.")
    if status == 402:
        return Diagnosis(ModelQuotaGone, "The provider's account has no money left.")
    if status in (401, 403):
        return Diagnosis(ModelAuthentication, "The model's key was refused.")
    if status == 429:
        return Diagnosis(ModelRateLimited, "The model's provider limits us.", retry_after=wait)
    if status in (503, 529):
        return Diagnosis(ModelOverloaded, "The model is overloaded.", retry_after=wait)
    if status in (408, 504):
        return Diagnosis(ModelTimeout, "The model did not answer in time.", retry_after=wait)
    if status >= 500:
        return Diagnosis(ModelUnavailable, "The model failed.", retry_after=wait)
    # Code 3051 stands for any prompt that cannot be used; only the words tell that it is too long.
    words = str(body.get("message") or "")
    if code == "3051" and ("maximum context length" in words or "too large for model" in words):
        return Diagnosis(ModelContextTooLong, "The question is too long for the model.")
    return Diagnosis(ModelRequestInvalid, "The model did not accept the request.")
