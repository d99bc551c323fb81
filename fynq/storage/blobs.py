"""The bytes of uploaded files: a folder, or any object store that fsspec knows."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from fynq.domain.errors import ConfigurationError, NotFound, StorageUnavailable
from fynq.domain.identifiers import Tenant
from fynq.retrieval.object_store import make_folder, opened

T = TypeVar("T")

_GATHERED = 1 << 20
"""Bytes that are handed to a thread at once."""


@dataclass(frozen=True)
class FileBlobs:
    """url: a folder's path, or a URL such as s3://bucket/prefix, which needs the extra `s3`.

    fsspec is imported at the first use, and its blocking calls run in threads.
    """

    url: str

    @cached_property
    def _place(self) -> tuple[Any, str]:
        """The file system and the root within it. Raises ConfigurationError."""
        try:
            return opened(self.url)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(
                "FYNQ_STORAGE__BLOBS",
                f"There is no way to this object store ({type(error).__name__})",
                "Name a folder, or install what its URL needs: pip install 'fynq[s3]'.",
            ) from None

    async def write(self, tenant: Tenant, blob: UUID, parts: AsyncIterator[bytes]) -> int:
        draft = await self._done(lambda: self._draft(tenant, blob))
        size = 0
        held: list[bytes] = []
        try:
            waiting = 0
            async for part in parts:
                held.append(part)
                waiting += len(part)
                if waiting >= _GATHERED:
                    await self._append(draft, held)
                    size, waiting, held = size + waiting, 0, []
            await self._append(draft, held)
            await self._done(lambda: _settle(draft))
        except BaseException:
            await asyncio.shield(asyncio.to_thread(self._discard, draft, tenant, blob))
            raise
        return size + waiting

    async def read(self, tenant: Tenant, blob: UUID) -> bytes:
        def whole() -> bytes:
            system, _ = self._place
            data: bytes = system.cat_file(self._path(tenant, blob))
            return data

        try:
            return await self._done(whole)
        except FileNotFoundError:
            raise NotFound("The file is not there any more.") from None

    async def remove(self, tenant: Tenant, blob: UUID) -> None:
        with suppress(FileNotFoundError):
            await self._done(lambda: self._place[0].rm_file(self._path(tenant, blob)))

    async def names(self, tenant: Tenant) -> Sequence[UUID]:
        def listed() -> list[UUID]:
            system, root = self._place
            found = []
            for path in system.ls(f"{root}/{tenant}", detail=False):
                with suppress(ValueError):
                    found.append(UUID(path.rsplit("/", 1)[-1]))
            return found

        try:
            return await self._done(listed)
        except FileNotFoundError:
            return []

    def _path(self, tenant: Tenant, blob: UUID) -> str:
        return f"{self._place[1]}/{tenant}/{blob}"

    def _draft(self, tenant: Tenant, blob: UUID) -> Any:
        system, root = self._place
        make_folder(system, f"{root}/{tenant}")
        return system.open(self._path(tenant, blob), "wb", autocommit=False)

    def _discard(self, draft: Any, tenant: Tenant, blob: UUID) -> None:
        """Some file systems show a draft under its name."""
        for undo in (draft.close, draft.discard):
            with suppress(Exception):
                undo()
        with suppress(Exception):
            self._place[0].rm_file(self._path(tenant, blob))

    async def _append(self, draft: Any, parts: Sequence[bytes]) -> None:
        await self._done(lambda: draft.write(b"".join(parts)))

    async def _done(self, work: Callable[[], T]) -> T:
        """In a thread. Raises FileNotFoundError and StorageUnavailable."""
        try:
            return await asyncio.to_thread(work)
        except (FileNotFoundError, ConfigurationError):
            raise
        except Exception as error:  # noqa: BLE001  every object store has errors of its own
            raise StorageUnavailable(
                f"The object store does not take or give a file ({type(error).__name__})."
            ) from None


def _settle(draft: Any) -> None:
    """The file is durable before it has its name."""
    draft.flush()
    with suppress(AttributeError, OSError):
        os.fsync(draft.fileno())
    draft.close()
    draft.commit()
