"""The gateway: the API, in the process that HAProxy talks to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.deployments.assembly import assembled
from fynq.deployments.replica import Replica, settings_of
from fynq.deployments.worker import working_loop

ROOM = "gateway"


class GatewayReplica(Replica[wiring.Asgi]):
    async def __init__(  # type: ignore[misc]
        self,
        overrides: Mapping[str, Any],
        handles: Mapping[str, DeploymentHandle[Any]],
        student_buckets: int,
        works: bool,
    ) -> None:
        """works: background jobs have no actor of their own and run here."""
        settings = settings_of(overrides)
        stores = await wiring.connect(settings)
        rooms = await assembled(settings, handles, student_buckets, stores)
        gateway = await wiring.build_gateway(settings, rooms.room, stores)
        working = await working_loop(settings, rooms.room) if works else None

        async def close() -> None:
            if working is not None:
                await working.close()
            await gateway.close()
            await rooms.close()
            await stores.close()

        def healthy() -> bool:
            return gateway.healthy() and rooms.healthy() and (working is None or working.healthy())

        self._built = wiring.Built(gateway.room, close, healthy)

    async def __serve_build_asgi_app__(self) -> wiring.Asgi:
        """Serve asks for the app once this replica is built."""
        return self.room
