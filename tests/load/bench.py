"""make bench: the load benchmark. Progress goes to standard error, one JSON object to output.

Two numbers a scenario: latency of a single user, and the highest arrival rate (open model, Poisson)
at which p95 stays under 500 ms with fewer than 0.1 % errors.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.load.arrivals import one_after_another, sustainable_rate
from tests.load.client import Client
from tests.load.gateway import gateway_report
from tests.load.processes import measure
from tests.load.reference import plain_uvicorn
from tests.load.retrieval_live import reports
from tests.load.retrieval_scale import scale
from tests.load.scenarios import STUDENTS, School

GOAL = {"requests_per_second": 1000, "mean_ms": 200, "p95_ms": 500, "error_ratio": 0.001}
UNLIMITED = {
    "FYNQ_HTTP__DOUBTS_PER_MINUTE": "1000000",
    "FYNQ_HTTP__LOGIN_ATTEMPTS_PER_MINUTE": "1000000",
    "FYNQ_HTTP__CLIENT_LOGINS_PER_MINUTE": "1000000",
}
"""One user stands for a whole school here, so the limits of one user do not apply."""
RETRIEVAL = {"retrieval", "swaps", "deletes", "tenants"}
"""Scenarios that are run only by name: they need no instance."""
START_RATES = {"trivial": 200, "login": 4, "read": 100, "repeated": 25, "fresh": 5, "streamed": 5}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="measure this running instance instead of starting one")
    parser.add_argument("--data-dir", type=Path, help="its data folder, for memory and CPU")
    parser.add_argument("--config", default="serve_configs/local.yaml")
    parser.add_argument("--gateway-config", default="serve_configs/gateway.yaml")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each rate that is tried")
    parser.add_argument("--only", nargs="*", help="scenarios; also retrieval swaps deletes tenants")
    options = parser.parse_args()
    if options.only and set(options.only) <= RETRIEVAL:
        print(json.dumps(asyncio.run(retrieval(options.only)), indent=2))
        return
    if options.url:
        print(json.dumps(asyncio.run(bench(options, options.url, options.data_dir)), indent=2))
        return
    with tempfile.TemporaryDirectory(prefix="fynq-bench-") as folder:
        data = Path(folder) / "data"
        begin = time.monotonic()
        command = [sys.executable, "-m", "fynq.cli"]
        up = subprocess.run(
            [
                *command,
                "up",
                "--detach",
                "--json",
                "--port",
                "0",
                "--config",
                options.config,
                "--data-dir",
                str(data),
            ],
            env={**os.environ, **UNLIMITED},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        seconds = time.monotonic() - begin
        ready = json.loads(up.stdout.strip().splitlines()[-1])
        try:
            report = asyncio.run(bench(options, ready["url"], data))
        finally:
            down = [*command, "down", "--data-dir", str(data)]
            subprocess.run(down, stdout=subprocess.DEVNULL, check=False)
        if not options.only or "gateway" in options.only:
            report["gateway"] = asyncio.run(gateway(options.gateway_config, options.seconds))
        print(json.dumps({"start_seconds": round(seconds, 1), **report}, indent=2))


async def retrieval(names: list[str]) -> dict[str, Any]:
    """Without an instance: processes that search over a PostgreSQL of their own."""
    report = await reports([name for name in names if name != "retrieval"])
    if "retrieval" in names:
        report["retrieval"] = {
            "latency": (await reports(["latency"]))["latency"],
            "scale": await asyncio.to_thread(scale, [10_000, 100_000]),
        }
    return report


async def gateway(config: str, seconds: float) -> dict[str, Any]:
    """An instance of its own: its rows of models are no part of the other scenarios."""
    report = await gateway_report(config, seconds)
    for name, found in report.items():
        say(
            f"gateway, {name}: adds {found['added_p50_ms']} ms, carries "
            f"{found['most_requests_per_second']} requests/s"
        )
    return {"config": config, **report}


async def bench(options: argparse.Namespace, url: str, data: Path | None) -> dict[str, Any]:
    address = urlsplit(url)
    client = Client(address.hostname or "127.0.0.1", address.port or 80)
    school = await log_in(client)
    report: dict[str, Any] = {"config": options.config, "cores": os.cpu_count(), "goal": GOAL}
    if data:
        say("at rest")
        await asyncio.sleep(10)
        report["at_rest"] = await asyncio.to_thread(measure, data, 20.0)
    async with plain_uvicorn() as port:
        plain = Client("127.0.0.1", port)
        report["reference"] = await scenario(
            "uvicorn", lambda: plain.request(plain.encode("GET", "/")), 200, options.seconds
        )
        plain.close()
    report["scenarios"] = {}
    for name, shot in school.shots().items():
        if options.only and name not in options.only:
            continue
        loading = (
            asyncio.create_task(asyncio.to_thread(measure, data, options.seconds * 2))
            if data and name == "mixed"
            else None
        )
        result = await scenario(name, shot, START_RATES.get(name, 20), options.seconds)
        report["scenarios"][name] = against(result, report["reference"])
        if loading:
            report["under_mixed_load"] = await loading
    client.close()
    return report


async def scenario(name: str, shot: Any, start: float, seconds: float) -> dict[str, Any]:
    await one_after_another(shot, 5)
    single = await one_after_another(shot, 60 if name != "login" else 10)
    rate, loaded = await sustainable_rate(shot, start, seconds)
    say(f"{name}: one user p50 {single.figures()['p50_ms']} ms; holds {rate:.0f} requests/s")
    return {
        "one_user": single.figures(),
        "sustained_rate": round(rate, 1),
        "at_sustained_rate": loaded.figures(),
        "statuses": loaded.statuses,
    }


def against(result: dict[str, Any], reference: dict[str, Any]) -> dict[str, Any]:
    return {
        **result,
        "ratio_to_uvicorn": {
            "sustained_rate": round(
                result["sustained_rate"] / max(reference["sustained_rate"], 1e-9), 4
            ),
            "one_user_p50": round(
                result["one_user"]["p50_ms"] / reference["one_user"]["p50_ms"], 1
            ),
        },
    }


async def log_in(client: Client) -> School:
    demo = json.loads((await client.request(client.encode("GET", "/v1/demo"))).body)
    school = School(client, [], "", demo["username"], demo["password"])
    for number in range(STUDENTS):
        reply = await client.request(school.register(number))
        if reply.status == 201:
            school.tokens.append(json.loads(reply.body)["access_token"])
    if not school.tokens:
        raise SystemExit("the demo school takes no students; use a fresh data folder")
    reply = await client.request(school.ask("Solve 2x + 3 = 11"))
    school.doubt = json.loads(reply.body)["id"]
    return school


if __name__ == "__main__":
    main()
