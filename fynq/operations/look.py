"""What `fynq status` shows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fynq.operations.orphans import orphans
from fynq.operations.running import Running, instance_of, running
from fynq.operations.usage import ProcessUse, memory_of, processor_share

WATCH_SECONDS = 1.0


@dataclass(frozen=True)
class Seen:
    """health: what /v1/health/ready says. processor: share of the machine in [0, 1]."""

    folder: Path
    running: Running | None
    ready: bool
    health: dict[str, Any]
    processes: Sequence[ProcessUse]
    processor: float

    def facts(self) -> dict[str, Any]:
        there = self.running
        return {
            "running": there is not None,
            "ready": self.ready,
            "data_dir": str(self.folder),
            "url": there.url if there else "",
            "pid": there.pid if there else None,
            "config": there.config if there else "",
            "health": self.health,
            "memory_bytes": sum(each.bytes for each in self.processes),
            "processor_share": round(self.processor, 4),
            "processes": [asdict(each) for each in self.processes],
        }


async def look(folder: Path) -> Seen:
    there = running(folder)
    if there is None:
        return Seen(folder, None, False, {}, memory_of(_processes(folder, None)), 0.0)
    processes = _processes(folder, there)
    (ready, health), share = await asyncio.gather(
        health_of(there.url), asyncio.to_thread(processor_share, processes, WATCH_SECONDS)
    )
    return Seen(folder, there, ready, health, memory_of(processes), share)


def _processes(folder: Path, there: Running | None) -> list[psutil.Process]:
    instance = instance_of(folder)
    found = {each.pid: each for each in orphans(instance)} if instance else {}
    if there is not None:
        try:
            starter = psutil.Process(there.pid)
            for each in (starter, *starter.children(recursive=True)):
                found.setdefault(each.pid, each)
        except psutil.Error:
            pass
    return list(found.values())


async def health_of(url: str) -> tuple[bool, dict[str, Any]]:
    if not url:
        return False, {}
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=3.0) as client:
            response = await client.get(f"{url}/v1/health/ready")
        facts = response.json()
    except (httpx.HTTPError, ValueError):
        return False, {}
    return response.status_code == 200, facts if isinstance(facts, dict) else {}


def draw(seen: Seen, console: Console) -> None:
    there = seen.running
    if there is None:
        console.print(f"not running ({escape(str(seen.folder))})")
        if seen.processes:
            count = len(seen.processes)
            console.print(f"[yellow]{count} processes were left behind: `fynq down` ends them.[/]")
        return
    word = "[green]ready[/]" if seen.ready else "[yellow]not ready[/]"
    console.print(f"{word} {escape(there.url)}  process {there.pid}  {escape(there.config)}")
    for name, state in _checks(seen.health):
        console.print(f"  {escape(name)}: {escape(state)}")
    table = Table("process", "pid", "memory", box=None)
    for each in seen.processes:
        table.add_row(escape(each.title), str(each.pid), f"{each.bytes / 1e6:,.0f} MB")
    console.print(table)
    total = sum(each.bytes for each in seen.processes)
    console.print(f"memory {total / 1e9:.2f} GB, processor {seen.processor:.0%} of the machine")


def _checks(health: dict[str, Any]) -> list[tuple[str, str]]:
    checks = health.get("checks") or health.get("dependencies") or {}
    if isinstance(checks, dict):
        return [(str(name), str(state)) for name, state in checks.items()]
    if isinstance(checks, list):
        return [(str(each.get("name", "")), str(each)) for each in checks if isinstance(each, dict)]
    return []
