"""The process that holds Ray, seen from `fynq up`: start it, hear it, end it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from fynq.domain.errors import ConfigurationError
from fynq.operations.head_plan import HeadPlan

MODULE = "fynq.deployments.head"
LOOK_SECONDS = 0.1


class HeadProcess:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, plan: HeadPlan, environment: Mapping[str, str], log: Path) -> HeadProcess:
        """A session of its own, so that Ctrl-C reaches only `fynq up`."""
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                MODULE,
                json.dumps(asdict(plan)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env=dict(environment),
                start_new_session=True,
            )
        return cls(process)

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        """What it says until it ends, even when a child of it still holds its output."""
        output = self._process.stdout
        assert output is not None
        while True:
            reading = asyncio.ensure_future(output.readline())
            try:
                while not reading.done():
                    ended = self._process.returncode is not None
                    await asyncio.wait({reading}, timeout=LOOK_SECONDS)
                    if ended and not reading.done():
                        return
            finally:
                reading.cancel()
            line = reading.result()
            if not line:
                return
            with contextlib.suppress(ValueError):
                yield json.loads(line)

    async def wait(self) -> int:
        while self._process.returncode is None:  # noqa: ASYNC110  its wait() waits for pipes too
            await asyncio.sleep(LOOK_SECONDS)
        return self._process.returncode

    async def end(self, seconds: float) -> None:
        """Lets it drain for `seconds`, then kills it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            async with asyncio.timeout(seconds):
                await self.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self.wait()


def environment_with(instance: str, folder: Path, urls: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with what the actors read; secrets travel only here."""
    return {
        **os.environ,
        "FYNQ_INSTANCE": instance,
        "FYNQ_DATA_DIR": str(folder),
        "PYTHONUNBUFFERED": "1",
        **urls,
    }


def failure_of(event: Mapping[str, Any], log: Path) -> ConfigurationError:
    """A 'failed' event as an error that names the remedy."""
    return ConfigurationError(
        str(event.get("variable") or "start"),
        str(event.get("problem") or "the actors did not start"),
        str(event.get("remedy") or f"Read {log} and `fynq status`."),
    )
