"""How long each stage took, printed at the end of the run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALLED = Path(__file__).parents[2] / ".venv-vllm" / ".installed"


class Stages:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.counts: dict[str, int] = {}

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.seconds[name] = time.monotonic() - started

    def lines(self) -> list[str]:
        """With the environment's installation, in this run of `make test-vllm` or an earlier."""
        noted = INSTALLED.read_text().strip() if INSTALLED.is_file() else ""
        seconds = {**({"install: the environment": float(noted)} if noted else {}), **self.seconds}
        return [
            *(f"{name:<44}{each:>8.1f} s" for name, each in seconds.items()),
            *(f"{name:<44}{each:>8}" for name, each in self.counts.items()),
        ]
