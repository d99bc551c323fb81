"""Memory and CPU of every process of one running instance."""

from __future__ import annotations

import time
from pathlib import Path

import psutil

from fynq.operations.data_folder import holder_of

NAMES = {
    "sandbox.worker": "solver",
    "deployments.head": "head",
    "fynq.cli": "fynq up",
    "fynq up": "fynq up",
    "dashboard/dashboard.py": "ray dashboard",
    "dashboard/agent.py": "ray agent",
    "runtime_env/agent": "ray runtime env",
    "log_monitor.py": "ray log monitor",
    "monitor.py": "ray monitor",
    "postgres": "postgresql",
}


def instance_processes(data: Path) -> list[psutil.Process]:
    """The holder of the data folder, and every process that carries its FYNQ_INSTANCE."""
    marker = (data / "instance").read_text().strip()
    holder = holder_of(data)
    found = [psutil.Process(holder)] if holder else []
    for process in psutil.process_iter():
        try:
            if process.environ().get("FYNQ_INSTANCE") == marker:
                found.append(process)
        except psutil.Error:
            continue
    below = {child for process in found for child in _children(process)}
    return list(below.union(found))


def _children(process: psutil.Process) -> list[psutil.Process]:
    """PostgreSQL writes its titles over the environment of its children."""
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def actor_name(process: psutil.Process) -> str:
    """'ServeReplica:fynq:gateway' becomes 'gateway'; other processes keep their program's name."""
    line = process.cmdline()
    title = line[0] if line else process.name()
    if title.startswith("ray::ServeReplica"):
        return title.split(":")[-1].split("#")[0].split(".")[0].strip() or "replica"
    if title.startswith("ray::"):
        return title.removeprefix("ray::").split(".")[0].split("(")[0]
    words = " ".join(line)
    for part, name in NAMES.items():
        if part in words:
            return name
    return process.name()


def measure(data: Path, seconds: float) -> dict[str, dict[str, float]]:
    """Per actor: processes, memory_mb (proportional set size), cpu_percent of one core."""
    processes = instance_processes(data)
    before = {p: _cpu(p) for p in processes}
    time.sleep(seconds)
    table: dict[str, dict[str, float]] = {}
    for process, spent in before.items():
        try:
            memory = process.memory_full_info().pss / 2**20
            name = actor_name(process)
        except psutil.Error:
            continue
        row = table.setdefault(name, {"processes": 0, "memory_mb": 0.0, "cpu_percent": 0.0})
        row["processes"] += 1
        row["memory_mb"] = round(row["memory_mb"] + memory, 1)
        row["cpu_percent"] = round(row["cpu_percent"] + (_cpu(process) - spent) / seconds * 100, 2)
    total = {
        key: round(sum(row[key] for row in table.values()), 2)
        for key in ("processes", "memory_mb", "cpu_percent")
    }
    return {**dict(sorted(table.items())), "total": total}


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)
