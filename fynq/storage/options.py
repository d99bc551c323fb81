"""Options of storage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StorageOptions:
    """Times in seconds. pool_min: connections that the first use opens at once. statement_cache 0
    suits transaction-mode poolers (PgBouncer, Supavisor).

    blobs: where uploaded files lie, a folder or a URL such as s3://bucket/prefix (extra `s3`); ''
    is a folder in the data folder. Documents are fetched from the public web by fetch_ports only,
    within fetch_seconds; networks in fetch_allowed (CIDR) count as public although they are not.
    """

    pool_min: int = 1
    pool_max: int = 10
    connect_seconds: float = 5.0
    statement_seconds: float = 10.0
    statement_cache: int = 200
    app_role: str = "fynq_app"
    blobs: str = ""
    fetch_seconds: float = 60.0
    fetch_ports: tuple[int, ...] = (80, 443)
    fetch_allowed: tuple[str, ...] = ()
