"""Identifiers: UUIDv7 (RFC 9562, section 5.7), so that ids sort by creation time."""

from __future__ import annotations

import os
import time
from typing import NewType
from uuid import UUID

Tenant = NewType("Tenant", UUID)
PUBLIC = Tenant(UUID(int=0))
"""Stands for 'no tenant yet': requests before a log-in."""


def new_id() -> UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= ((random >> 62) & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=value)
