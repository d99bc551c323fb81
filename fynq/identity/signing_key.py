"""The server's Ed25519 key, and the secrets that are derived from it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from fynq.domain.errors import ConfigurationError

_REMEDY = (
    "Give an Ed25519 private key in PEM (openssl genpkey -algorithm ed25519), or 32 random "
    "bytes in base64 (openssl rand -base64 32)."
)


@dataclass(frozen=True)
class SigningKey:
    """id: the first 16 hexadecimal digits of the public key's SHA-256."""

    private: Ed25519PrivateKey
    id: str

    @property
    def public(self) -> Ed25519PublicKey:
        return self.private.public_key()

    def derive(self, purpose: str) -> bytes:
        """32 secret bytes for another use than signing, the same after every restart (HKDF)."""
        return HKDF(SHA256(), 32, salt=None, info=b"fynq " + purpose.encode()).derive(
            self.private.private_bytes_raw()
        )


def read_signing_key(text: str, variable: str = "FYNQ_SIGNING_KEY") -> SigningKey:
    """PEM, or base64 (either alphabet) of 32 bytes. Raises ConfigurationError."""
    stripped = text.strip()
    if stripped.startswith("-----BEGIN"):
        try:
            key = load_pem_private_key(stripped.encode(), password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise ConfigurationError(variable, "the PEM text cannot be read", _REMEDY) from None
        if not isinstance(key, Ed25519PrivateKey):
            raise ConfigurationError(variable, "the key is not an Ed25519 key", _REMEDY)
        return _named(key)
    try:
        seed = base64.b64decode(
            stripped.translate(str.maketrans("-_", "+/")).rstrip("=") + "==", validate=False
        )
    except (binascii.Error, ValueError):
        raise ConfigurationError(variable, "it is neither PEM nor base64", _REMEDY) from None
    if len(seed) != 32:
        raise ConfigurationError(variable, "it does not hold 32 bytes", _REMEDY)
    return _named(Ed25519PrivateKey.from_private_bytes(seed))


def make_signing_key() -> SigningKey:
    return _named(Ed25519PrivateKey.generate())


def _named(private: Ed25519PrivateKey) -> SigningKey:
    digest = hashlib.sha256(private.public_key().public_bytes_raw())
    return SigningKey(private, digest.hexdigest()[:16])
