"""API keys."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from fynq.http.schemas.base import In, Moment, Out
from fynq.identity.ports import ApiKey


class NewApiKey(In):
    """A key to make."""

    name: str = Field(max_length=320, examples=["homework bot"])
    models: list[str] = Field(
        default_factory=list,
        max_length=64,
        description="The models that it may ask for, such as `openai/gpt-4o`, a provider's name "
        "for all of its models, a policy's name or `fynq/tutor`; empty for all.",
    )
    delivery: Literal["live", "buffered"] | None = Field(
        default=None, description="How its answers are delivered unless a request says otherwise."
    )
    expires_at: AwareDatetime | None = Field(
        default=None, description="RFC 3339 with an offset.", examples=["2030-01-01T00:00:00Z"]
    )


class ApiKeyOut(Out):
    """A key without its secret."""

    id: UUID
    name: str
    user_id: UUID
    models: list[str]
    delivery: str | None
    created_at: Moment
    expires_at: Moment | None
    used_at: Moment | None = Field(description="Within five minutes.")
    revoked_at: Moment | None


class MadeApiKey(ApiKeyOut):
    """key: shown this once."""

    key: str = Field(examples=["fynq-…"])


class ApiKeyPage(Out):
    """Oldest first."""

    items: list[ApiKeyOut]
    next_cursor: str | None = None


def show_key(key: ApiKey) -> ApiKeyOut:
    return ApiKeyOut.model_construct(**_fields(key))


def show_made(key: ApiKey, text: str) -> MadeApiKey:
    return MadeApiKey.model_construct(**_fields(key), key=text)


def _fields(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "user_id": key.user,
        "models": list(key.models),
        "delivery": key.delivery or None,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "used_at": key.used_at,
        "revoked_at": key.revoked_at,
    }
