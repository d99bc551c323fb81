"""Where generations are kept: a folder, or an object store with a local copy of what is open."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from fynq.retrieval.durable import sync_folder
from fynq.retrieval.generations.manifest import MANIFEST
from fynq.retrieval.object_store import as_os_error, make_folder, opened

DRAFT = ".draft-"


class Shelf(Protocol):
    """Paths are relative: <tenant>/<collection>/<name>. Methods block; call them in a thread."""

    def draft(self, home: str, epoch: int) -> Path:
        """A new, empty folder to write a generation into."""
        ...

    def put(self, draft: Path, path: str) -> None:
        """Makes the draft durable as `path`, whole or not at all, replacing what was there."""
        ...

    def get(self, path: str, *, again: bool = False) -> Path:
        """The folder to open. again: what was there is broken. Raises OSError where there is
        none."""
        ...

    def names(self, home: str) -> Sequence[str]:
        """Paths of all that is kept of a collection, drafts included."""
        ...

    def remove(self, path: str) -> None: ...


class Folder:
    """Shelf port. One folder that every process sees."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def draft(self, home: str, epoch: int) -> Path:
        place = self.root / home
        place.mkdir(parents=True, exist_ok=True)
        made = place / f"{DRAFT}{epoch}-{uuid4().hex}"
        made.mkdir()
        return made

    def put(self, draft: Path, path: str) -> None:
        final = self.root / path
        if final.exists():
            shutil.rmtree(final)
        draft.rename(final)
        sync_folder(final.parent)

    def get(self, path: str, *, again: bool = False) -> Path:
        return self.root / path

    def names(self, home: str) -> Sequence[str]:
        place = self.root / home
        return [f"{home}/{entry.name}" for entry in place.iterdir()] if place.is_dir() else []

    def remove(self, path: str) -> None:
        shutil.rmtree(self.root / path, ignore_errors=True)


class ObjectStore:
    """Shelf port over fsspec. url: s3://bucket/prefix, file:///folder, memory://prefix; credentials
    come from the environment, as that file system reads them.

    The manifest is stored last, so a generation without one is not there. Replicas open a local
    copy below `root`, which the caller checks by its hashes. Whatever the store raises is an
    OSError.
    """

    def __init__(self, url: str, root: Path) -> None:
        self._url = url
        self._local = Folder(root)
        self._opened: tuple[Any, str] | None = None

    def draft(self, home: str, epoch: int) -> Path:
        return self._local.draft(home, epoch)

    def put(self, draft: Path, path: str) -> None:
        names = sorted(entry.name for entry in draft.iterdir())
        with self._asked() as (files, base):
            target = f"{base}/{path}"
            make_folder(files, target)
            for name in [*(n for n in names if n != MANIFEST), MANIFEST]:
                files.put_file(str(draft / name), f"{target}/{name}")
        self._local.put(draft, path)

    def get(self, path: str, *, again: bool = False) -> Path:
        here = self._local.get(path)
        if again:
            self._local.remove(path)
        if not (here / MANIFEST).is_file():
            self._copy(path)
        return here

    def names(self, home: str) -> Sequence[str]:
        there = {f"{home}/{name}" for name in self._listed(home)}
        return sorted({*self._local.names(home), *there})

    def remove(self, path: str) -> None:
        names = self._listed(path)
        with self._asked() as (files, base):
            target = f"{base}/{path}"
            if MANIFEST in names:
                files.rm_file(f"{target}/{MANIFEST}")
            if names:
                files.rm(target, recursive=True)
        self._local.remove(path)

    def _copy(self, path: str) -> None:
        names = self._listed(path)
        if MANIFEST not in names:
            raise FileNotFoundError(path)
        draft = self._local.draft(path.rpartition("/")[0], 0)
        try:
            with self._asked() as (files, base):
                for name in names:
                    files.get_file(f"{base}/{path}/{name}", str(draft / name))
            self._local.put(draft, path)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise

    def _listed(self, path: str) -> list[str]:
        """The last parts of what lies there."""
        with self._asked() as (files, base):
            try:
                found = files.ls(f"{base}/{path}", detail=False)
            except FileNotFoundError:
                return []
        return [str(entry).rstrip("/").rpartition("/")[2] for entry in found]

    @contextmanager
    def _asked(self) -> Iterator[tuple[Any, str]]:
        if self._opened is None:
            self._opened = opened(self._url)
        with as_os_error():
            yield self._opened


def shelf_of(place: Path, url: str) -> Shelf:
    """url: of an object store; '' for the folder alone."""
    return ObjectStore(url, place) if url else Folder(place)
