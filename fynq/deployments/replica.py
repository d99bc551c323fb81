"""What every Replica does: build one plain object in its process, watch it, close it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from fynq.domain.errors import RoomUnavailable
from fynq.settings import Settings, load_settings
from fynq.wiring import Built

T = TypeVar("T")


class Replica(Generic[T]):
    """Subclasses set `_built` in an async __init__."""

    _built: Built[T]

    @property
    def room(self) -> T:
        return self._built.room

    async def check_health(self) -> None:
        """Called on the replica's own event loop, so that an answer proves that it turns."""
        if not self._built.healthy():
            raise RoomUnavailable("This process cannot work any more.")

    async def __del__(self) -> None:
        """Serve awaits this before it ends the process. First the app's own end, if it has one."""
        further = getattr(super(), "__del__", None)
        if further is not None:
            await further()
        built = self.__dict__.get("_built")
        if built is not None:
            await built.close()


def settings_of(overrides: Mapping[str, Any]) -> Settings:
    """Settings of this process: its environment, with the overrides of the Serve config."""
    from fynq.deployments.journal import keep_journal

    settings = load_settings(**overrides)
    keep_journal(settings.log_level)
    return settings
