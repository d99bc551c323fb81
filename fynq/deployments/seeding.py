"""Makes the demo school in the database of FYNQ_DATABASE_URL: `python -m fynq.deployments.seeding`.

A process of its own, because what it imports would stay in `fynq up` as long as fynq runs.
"""

from __future__ import annotations

import asyncio
import sys

from fynq.domain.errors import FynqError
from fynq.settings import load_settings
from fynq.wiring import seed_demo_school


def main() -> int:
    try:
        asyncio.run(seed_demo_school(load_settings()))
    except FynqError as error:
        sys.stderr.write(f"fynq: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
