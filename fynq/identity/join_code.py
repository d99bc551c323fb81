"""Codes that open a class: short enough to be read from a board."""

from __future__ import annotations

import secrets

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 8


def new_join_code() -> str:
    """40 bits. No letter is easily taken for another."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def spelled(code: str) -> str:
    """As it was made, from how somebody typed it."""
    return "".join(code.split()).replace("-", "").upper()
