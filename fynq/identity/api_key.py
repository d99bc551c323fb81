"""API keys: opaque, shown once; only the SHA-256 of their secret is stored."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import secrets
from dataclasses import dataclass
from uuid import UUID

from fynq.domain.errors import Unauthenticated
from fynq.domain.identifiers import Tenant

PREFIX = "fynq-"
_SHAPE = re.compile(PREFIX + r"[A-Za-z0-9_-]{86}")


@dataclass(frozen=True, slots=True)
class ApiKeyText:
    """The tenant and id say where to look; the secret's 256 bits are the proof."""

    tenant: Tenant
    id: UUID
    secret: bytes

    @property
    def text(self) -> str:
        raw = self.tenant.bytes + self.id.bytes + self.secret
        return PREFIX + base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.secret).digest()


def mint_api_key(tenant: Tenant, key: UUID) -> ApiKeyText:
    return ApiKeyText(tenant, key, secrets.token_bytes(32))


def read_api_key(text: str) -> ApiKeyText:
    """Raises Unauthenticated for everything that has not the shape of a key."""
    if not _SHAPE.fullmatch(text):
        raise refused_key()
    try:
        raw = base64.urlsafe_b64decode(text.removeprefix(PREFIX) + "==")
    except (binascii.Error, ValueError):
        raise refused_key() from None
    key = ApiKeyText(Tenant(UUID(bytes=raw[:16])), UUID(bytes=raw[16:32]), raw[32:])
    if key.text != text:
        raise refused_key()
    return key


def refused_key() -> Unauthenticated:
    return Unauthenticated("The API key is unknown, revoked or expired.")
