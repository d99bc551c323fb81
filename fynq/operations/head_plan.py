"""What `fynq up` tells the process that holds Ray."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HeadPlan:
    """instance: the id of the data folder. config: a Serve config. It holds no secret: those are in
    the environment."""

    instance: str
    config: str
    host: str
    port: int
    dashboard: bool = False
    gpus: bool = False
