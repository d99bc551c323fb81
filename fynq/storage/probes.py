"""The dependencies of readiness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fynq.domain.identifiers import PUBLIC
from fynq.storage.cache import Cache
from fynq.storage.database import Database
from fynq.storage.statements import statements


@dataclass
class PostgresProbe:
    database: Database
    name: str = "postgresql"

    async def check(self) -> Mapping[str, Any]:
        row = await self.database.row(PUBLIC, statements("health")["server"])
        return {"version": row["version"], "schema": row["schema"]} if row else {}


@dataclass
class RedisProbe:
    cache: Cache
    name: str = "redis"

    async def check(self) -> Mapping[str, Any]:
        info = await self.cache.run(lambda redis: redis.info("server"))
        return {"version": info.get("redis_version", "")}
