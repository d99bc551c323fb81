"""The rules for what people type when they register: e-mail, password, names, slugs."""

from __future__ import annotations

import re
import unicodedata

from fynq.domain.errors import InvalidInput

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_PASSWORD_CHARS = range(10, 129)


def normal_email(text: str, *, field: str = "email") -> str:
    """NFKC, lower case; at most 254 characters of ASCII, one '@', a dotted domain.

    Raises InvalidInput.
    """
    _refuse_unstorable(text, field)
    address = unicodedata.normalize("NFKC", text[:1024]).strip().lower()
    local, at, domain = address.rpartition("@")
    sound = (
        at
        and len(address) <= 254
        and len(local) <= 64
        and _LOCAL.fullmatch(local)
        and _DOMAIN.fullmatch(domain)
    )
    if not sound:
        raise InvalidInput("This is not an e-mail address.", field=field)
    return address


def check_password(text: str, *, field: str = "password") -> str:
    """10 to 128 characters; length is the only rule (NIST SP 800-63B, 5.1.1.2)."""
    _refuse_unstorable(text, field)
    if len(text) not in _PASSWORD_CHARS:
        raise InvalidInput("A password has 10 to 128 characters.", field=field)
    return text


def normal_name(text: str, *, field: str, longest: int = 80) -> str:
    """NFC without surrounding space; 1 to `longest` printable characters. Raises InvalidInput."""
    _refuse_unstorable(text, field)
    name = unicodedata.normalize("NFC", text[: longest * 4]).strip()
    if not 1 <= len(name) <= longest:
        raise InvalidInput(f"A name has 1 to {longest} characters.", field=field)
    if not name.isprintable():
        raise InvalidInput("A name holds printable characters only.", field=field)
    return name


def check_slug(text: str, *, field: str) -> str:
    """1 to 40 of a-z, 0-9 and '-', which stands neither first nor last. Raises InvalidInput."""
    if not _SLUG.fullmatch(text):
        raise InvalidInput(
            "A slug has 1 to 40 of the characters a-z, 0-9 and '-' (not first, not last).",
            field=field,
        )
    return text


def _refuse_unstorable(text: str, field: str) -> None:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text[:8192]):
        raise InvalidInput("The text holds a character that cannot be stored.", field=field)
