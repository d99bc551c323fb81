"""The signing key's forms."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from fynq.domain.errors import ConfigurationError
from fynq.identity.signing_key import make_signing_key, read_signing_key


def pem(key):
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_every_form_gives_the_same_key():
    key = make_signing_key()
    raw = key.private.private_bytes_raw()
    for text in (
        pem(key.private),
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode().rstrip("=") + "\n",
    ):
        assert read_signing_key(text).id == key.id
        assert read_signing_key(text).derive("a") == key.derive("a")
    assert key.derive("a") != key.derive("b")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "é" * 43,
        base64.b64encode(b"x" * 31).decode(),
        "-----BEGIN PRIVATE KEY-----\nx",
        pem(generate_private_key(65537, 2048)),
    ],
)
def test_what_is_no_key_says_what_to_do(text):
    with pytest.raises(ConfigurationError) as refusal:
        read_signing_key(text)
    assert refusal.value.variable == "FYNQ_SIGNING_KEY"
    assert len(text) < 2 or text not in str(refusal.value)
