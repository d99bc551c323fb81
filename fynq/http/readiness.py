"""Asks every dependency at once whether it works."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable
from typing import Literal

import structlog

from fynq.answering.books import Probe
from fynq.domain.errors import FynqError
from fynq.http.parts import HttpParts
from fynq.http.schemas.health import DependencyOut, ReadyOut

log = structlog.get_logger()

_PATIENCE_SECONDS = 1.5
_MODELS_SECONDS = 0.3


async def readiness(parts: HttpParts) -> ReadyOut:
    """A probe that has not answered within 1.5 s counts as down, and is not waited for."""
    wanted = [(probe, True) for probe in parts.probes]
    wanted += [(probe, False) for probe in parts.optional_probes]
    checks = [
        asyncio.get_running_loop().create_task(_checked(probe, needed)) for probe, needed in wanted
    ]
    models = asyncio.create_task(_models(parts))
    await asyncio.wait([*checks, models], timeout=_PATIENCE_SECONDS)
    dependencies = {}
    for (probe, needed), check in zip(wanted, checks, strict=True):
        if check.done():
            dependencies[probe.name] = check.result()
        else:
            check.cancel()
            dependencies[probe.name] = DependencyOut(
                status="down",
                needed=needed,
                latency_ms=_PATIENCE_SECONDS * 1000,
                code="probe_timeout",
            )
    return ReadyOut(
        status=_overall(dependencies.values()), dependencies=dependencies, models=await models
    )


async def _models(parts: HttpParts) -> dict[str, str]:
    """How the router sees each model; nothing while it does not answer. A model that is away makes
    nothing unready: others answer, and the built-in one always does."""
    try:
        async with asyncio.timeout(_MODELS_SECONDS):
            listed = await parts.models.catalog()
    except (FynqError, TimeoutError):
        return {}
    return {each.name: each.state for each in listed if each.state}


def _overall(states: Iterable[DependencyOut]) -> Literal["ok", "degraded", "down"]:
    down = [each for each in states if each.status == "down"]
    if any(each.needed for each in down):
        return "down"
    return "degraded" if down else "ok"


async def _checked(probe: Probe, needed: bool) -> DependencyOut:
    started = time.perf_counter()
    code = None
    facts = {}
    try:
        facts = json.loads(json.dumps(dict(await probe.check()), default=str))
    except FynqError as error:
        code = error.code
    except Exception:
        log.exception("probe_broke", probe=probe.name)
        code = FynqError.code
    return DependencyOut(
        status="ok" if code is None else "down",
        needed=needed,
        latency_ms=round((time.perf_counter() - started) * 1000, 2),
        code=code,
        facts=facts,
    )
