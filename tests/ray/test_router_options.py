"""Where the router's options come from when they change live."""

from __future__ import annotations

from pathlib import Path

import pytest

from fynq import wiring
from fynq.deployments.replica import Replica
from fynq.deployments.router import RouterReplica
from fynq.routing.options import RoutingOptions
from fynq.routing.registry import with_file
from fynq.settings import Settings


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[RoutingOptions]:
    """The options of every router that was built, in order."""
    found: list[RoutingOptions] = []

    async def router(settings: Settings) -> wiring.Built[None]:
        found.append(with_file(settings.routing))
        return wiring.Built(None)

    monkeypatch.setattr(wiring, "build_router", router)
    monkeypatch.delattr(Replica, "__del__")
    return found


async def test_a_live_policy_wins_over_the_file_which_is_read_again(
    built: list[RoutingOptions], tmp_path: Path
) -> None:
    file = tmp_path / "models.yaml"
    file.write_text("max_attempts: 2\norder: [builtin]\n")
    replica = RouterReplica.__new__(RouterReplica)
    await replica.__init__({"routing": {"file": str(file)}})  # type: ignore[misc]
    file.write_text("max_attempts: 3\norder: [builtin]\n")
    await replica.reconfigure({"order": []})
    assert [(each.max_attempts, each.order) for each in built] == [(2, ("builtin",)), (3, ())]
