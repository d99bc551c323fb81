"""Health."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from fynq.http.schemas.base import Out


class LiveOut(Out):
    """This process answers."""

    status: Literal["ok"] = "ok"


class DependencyOut(Out):
    """latency_ms: how long the check took. facts: what the dependency says about itself."""

    status: Literal["ok", "down"]
    needed: bool
    latency_ms: float
    code: str | None = Field(default=None, description="When down: an error's code.")
    facts: dict[str, Any] = Field(default_factory=dict)


class ReadyOut(Out):
    """degraded: it works, but something that it can do without is down."""

    status: Literal["ok", "degraded", "down"]
    dependencies: dict[str, DependencyOut]
    models: dict[str, str] = Field(
        default_factory=dict,
        description="By 'provider/model': healthy, degraded, open or probing, as one router sees it.",
    )
