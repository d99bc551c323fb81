"""Refresh tokens: opaque, used once; only their SHA-256 is stored."""

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

_PREFIX = "fr1_"
_SHAPE = re.compile(_PREFIX + r"[A-Za-z0-9_-]{86}")


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """The tenant and session say where to look; the secret's 256 bits are the proof."""

    tenant: Tenant
    session: UUID
    secret: bytes

    @property
    def text(self) -> str:
        raw = self.tenant.bytes + self.session.bytes + self.secret
        return _PREFIX + base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.secret).digest()


def mint(tenant: Tenant, session: UUID) -> RefreshToken:
    return RefreshToken(tenant, session, secrets.token_bytes(32))


def read_refresh_token(text: str) -> RefreshToken:
    """Raises Unauthenticated for everything that has not the shape of a token."""
    if not _SHAPE.fullmatch(text):
        raise refused()
    try:
        raw = base64.urlsafe_b64decode(text.removeprefix(_PREFIX) + "==")
    except (binascii.Error, ValueError):
        raise refused() from None
    token = RefreshToken(Tenant(UUID(bytes=raw[:16])), UUID(bytes=raw[16:32]), raw[32:])
    if token.text != text:
        raise refused()
    return token


def refused() -> Unauthenticated:
    return Unauthenticated("The refresh token is not valid any more. Log in again.")
