"""A Ray of its own for the application `llm`: `python ray_head.py ADDRESS FOLDER`.

Runs in the environment that has vLLM. Prints the dashboard's address, to which `serve deploy`
sends configs, and ends itself and its Ray when its standard input closes.
"""

from __future__ import annotations

import os
import signal
import sys

import ray
from ray import serve


def main(address: str, folder: str) -> None:
    def stop(number: int, frame: object) -> None:
        del number, frame
        raise SystemExit(0)

    context = ray.init(
        address="local",
        num_cpus=8,
        num_gpus=0,
        object_store_memory=120_000_000,
        include_dashboard=True,
        dashboard_host=address,
        dashboard_port=0,
        configure_logging=False,
        log_to_driver=False,
        _temp_dir=folder,
        _node_ip_address=address,
    )
    signal.signal(signal.SIGTERM, stop)
    sys.stdout.write(f"http://{context.dashboard_url}\n")
    sys.stdout.flush()
    try:
        while os.read(0, 4096):
            pass
    finally:
        serve.shutdown()
        ray.shutdown()


if __name__ == "__main__":
    main(*sys.argv[1:])
