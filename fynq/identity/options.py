"""Options of identity."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class IdentityOptions:
    """Times in seconds; memory in KiB. argon2 defaults: RFC 9106, second recommended option."""

    issuer: str = "fynq"
    access_seconds: int = 900
    refresh_seconds: int = 30 * 86_400
    argon2_time: int = 3
    argon2_memory: int = 65_536
    argon2_lanes: int = 4
    school_signup: bool = True
    default_school: str = "demo"
