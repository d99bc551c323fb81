"""Opaque cursors: an id with a proof that this server gave it to this school for this list."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import Tenant

_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")
_PROOF = 16


@dataclass(frozen=True)
class Cursors:
    secret: bytes
    list_name: str

    def write(self, tenant: Tenant, last: UUID) -> str:
        raw = last.bytes + self._proof(tenant, last.bytes)
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    def read(self, tenant: Tenant, text: str | None) -> UUID | None:
        """Raises InvalidInput(field='cursor') for what this server did not write for this list."""
        if text is None:
            return None
        if _SHAPE.fullmatch(text):
            raw = base64.urlsafe_b64decode(text + "=")
            if hmac.compare_digest(raw[16:], self._proof(tenant, raw[:16])):
                return UUID(bytes=raw[:16])
        raise InvalidInput("This cursor did not come from this list.", field="cursor")

    def _proof(self, tenant: Tenant, last: bytes) -> bytes:
        message = self.list_name.encode() + b"\n" + tenant.bytes + last
        return hmac.digest(self.secret, message, hashlib.sha256)[:_PROOF]
