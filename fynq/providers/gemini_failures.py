"""What Gemini's errors mean: by their details and status, as google.rpc.Status defines them."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx2
from google.genai import errors

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
from fynq.providers.exchange import Diagnosis, Exchange, transport_failure, unread, within_success
from fynq.providers.prompt_text import Unusable
from fynq.providers.retry_after import retry_after


def diagnosed(error: Exception, exchange: Exchange) -> Diagnosis:
    if isinstance(error, Unusable):
        return error.diagnosis
    if isinstance(error, httpx2.HTTPError):
        return transport_failure(error, exchange)
    if isinstance(error, errors.APIError):
        found = _told(error, exchange)
        return found if exchange.is_error else within_success(found)
    return unread(exchange)


def reported(exchange: Exchange) -> Diagnosis:
    """The SDK reads an error that came with a status of success as an answer without content."""
    body = exchange.response.json() if exchange.response is not None else None
    if not isinstance(body, dict) or not isinstance(body.get("error"), dict):
        return Diagnosis(ModelUnavailable, "The model's answer was empty.", ModelFailure.EMPTY)
    return within_success(
        _told(errors.APIError(int(body["error"].get("code") or 0), body), exchange)
    )


@dataclass
class _Details:
    """reasons: of google.rpc.ErrorInfo; quotas: ids of those that are used up; wait: seconds."""

    reasons: set[str] = field(default_factory=set)
    quotas: list[str] = field(default_factory=list)
    wait: float | None = None


def _details(error: errors.APIError) -> _Details:
    found = _Details()
    body = error.details if isinstance(error.details, dict) else {}
    inner = body.get("error", body)
    listed = inner.get("details") if isinstance(inner, dict) else None
    for detail in listed if isinstance(listed, list) else []:
        if not isinstance(detail, dict):
            continue
        found.reasons.add(str(detail.get("reason", "")))
        for violation in detail.get("violations") or []:
            found.quotas.append(str(violation.get("quotaId", "")))
        if "retryDelay" in detail:
            found.wait = retry_after({"retry-after": str(detail["retryDelay"]).removesuffix("s")})
    return found


def _told(error: errors.APIError, exchange: Exchange) -> Diagnosis:
    details = _details(error)
    headers = exchange.response.headers if exchange.response is not None else {}
    wait = details.wait if details.wait is not None else retry_after(headers)
    code, status = error.code, error.status or ""
    if code == 429 or status == "RESOURCE_EXHAUSTED":
        # Limits per minute and per day have one status; only the id of the quota tells them apart.
        if any("PerDay" in quota for quota in details.quotas):
            return Diagnosis(ModelQuotaGone, "The provider's quota of today is used up.")
        return Diagnosis(ModelRateLimited, "The model's provider limits us.", retry_after=wait)
    if code in (401, 403) or "API_KEY_INVALID" in details.reasons:
        return Diagnosis(ModelAuthentication, "The model's key was refused.")
    if code == 402 or status == "FAILED_PRECONDITION":
        # "The free tier is not available in your country. Please enable billing."
        return Diagnosis(ModelQuotaGone, "The provider's account has no billing.")
    if code == 503 or status == "UNAVAILABLE":
        return Diagnosis(ModelOverloaded, "The model is overloaded.", retry_after=wait)
    if code in (408, 504) or status == "DEADLINE_EXCEEDED":
        return Diagnosis(ModelTimeout, "The model did not answer in time.", retry_after=wait)
    if code is None or code >= 500:
        return Diagnosis(ModelUnavailable, "The model failed.", retry_after=wait)
    # An INVALID_ARGUMENT without details; the API tells these two only in words.
    words = error.message or ""
    if words.startswith("The prompt was blocked") or "Responsible AI practices" in words:
        return Diagnosis(ModelRefused, "The model's provider refused the content.")
    if "input token count" in words and "exceeds the maximum number of tokens" in words:
        return Diagnosis(ModelContextTooLong, "The question is too long for the model.")
    return Diagnosis(ModelRequestInvalid, "The model did not accept the request.")
