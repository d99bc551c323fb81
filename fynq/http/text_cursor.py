"""Opaque cursors of lists whose entries have names and no ids."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import Tenant

MOST_CURSOR = 200
"""Characters."""
_PROOF = 16


@dataclass(frozen=True)
class TextCursors:
    """whose: the person that the list is about, so that a cursor goes on in that list only."""

    secret: bytes
    list_name: str
    whose: UUID

    def write(self, tenant: Tenant, last: str) -> str:
        raw = last.encode()
        return base64.urlsafe_b64encode(self._proof(tenant, raw) + raw).decode().rstrip("=")

    def read(self, tenant: Tenant, text: str | None) -> str | None:
        """Raises InvalidInput(field='cursor') for what this server did not write for this list."""
        if text is None:
            return None
        try:
            whole = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            proof, raw = whole[:_PROOF], whole[_PROOF:]
            if hmac.compare_digest(proof, self._proof(tenant, raw)):
                return raw.decode()
        except (binascii.Error, UnicodeError, ValueError):
            pass
        raise InvalidInput("This cursor did not come from this list.", field="cursor")

    def _proof(self, tenant: Tenant, raw: bytes) -> bytes:
        message = b"\n".join((self.list_name.encode(), tenant.bytes + self.whose.bytes, raw))
        return hmac.digest(self.secret, message, hashlib.sha256)[:_PROOF]
