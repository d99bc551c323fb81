"""Options of storage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StorageOptions:
    """Times in seconds. pool_min: connections that the first use opens at once. statement_cache 0 suits transaction-mode poolers (PgBouncer, Supavisor)."""

    pool_min: int = 1
    pool_max: int = 10
    connect_seconds: float = 5.0
    statement_seconds: float = 10.0
    statement_cache: int = 200
    app_role: str = "fynq_app"
