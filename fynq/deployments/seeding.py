"""Makes the demo school in the database of FYNQ_DATABASE_URL: `python -m fynq.deployments.seeding`.

A process of its own, because what it imports would stay in `fynq up` as long as fynq runs.
"""

from __future__ import annotations

import asyncio
import sys

from fynq.domain.errors import FynqError
from fynq.settings import Settings, load_settings
from fynq.wiring import build_indexer, connect, load_starter


async def seed_demo_school(settings: Settings) -> None:
    """Makes the demo school and its knowledge before the graph starts.

    The starter's vectors ship with fynq; what they lack is left to the indexer's own embedder.
    """
    from fynq.identity.passwords import Passwords
    from fynq.operations.seed import Seed
    from fynq.retrieval.embedder import MiniLM

    stores = await connect(settings)
    passwords = Passwords(settings.identity)
    embedder = MiniLM(settings.retrieval)
    try:
        indexer = (await build_indexer(settings, embedder, stores)).room

        seed = Seed(
            schools=stores.schools,
            accounts=stores.accounts,
            hash_password=passwords.hash,
            load_starter=load_starter(settings, stores, indexer),
        )
        await seed.demo_school(settings.identity.default_school)
    finally:
        passwords.close()
        await embedder.close()
        await stores.close()


def main() -> int:
    try:
        asyncio.run(seed_demo_school(load_settings()))
    except FynqError as error:
        sys.stderr.write(f"fynq: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
