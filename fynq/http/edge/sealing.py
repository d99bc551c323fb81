"""Sealed replies: what the idempotency book stores is readable only with the client's own key."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


@dataclass(frozen=True)
class Sealing:
    """AES-256-GCM under HKDF(server secret, salt = the client's Idempotency-Key).

    The book holds only a hash of the client's key, so whoever reads the database lacks half of
    what the decryption needs, even with the server's secret.
    """

    secret: bytes

    def seal(self, client_key: bytes, scope: bytes, body: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher(client_key).encrypt(nonce, body, scope)

    def open(self, client_key: bytes, scope: bytes, sealed: bytes) -> bytes | None:
        """None when it was sealed under another secret, key or scope."""
        try:
            return self._cipher(client_key).decrypt(sealed[:_NONCE], sealed[_NONCE:], scope)
        except (InvalidTag, ValueError):
            return None

    def _cipher(self, client_key: bytes) -> AESGCM:
        key = HKDF(SHA256(), 32, salt=client_key, info=b"fynq idempotency").derive(self.secret)
        return AESGCM(key)
