"""Length-prefixed JSON over pipes: four bytes, big-endian, then that many bytes of UTF-8."""

from __future__ import annotations

import json
from typing import Any

MAX_FRAME = 1 << 20
HEADER = 4


def encode(message: dict[str, Any]) -> bytes:
    body = json.dumps(message, ensure_ascii=True, allow_nan=False).encode("ascii")
    if len(body) > MAX_FRAME:
        raise ValueError("the message is too long")
    return len(body).to_bytes(HEADER, "big") + body


def decode(body: bytes) -> dict[str, Any]:
    """Raises ValueError for anything that is not one JSON object."""
    message = json.loads(body)
    if not isinstance(message, dict):
        raise ValueError("expected an object")
    return message
