"""An index generation on disk: an immutable folder that is complete or refused.

    <folder>/<tenant>/<collection>/<number>-<epoch>/
        vectors.npy    float32 (n, dimension), rows of length 1
        ids.npy        uint8 (n, 16), the chunks' UUIDs
        digests.npy    uint8 (n, 32), SHA-256 of each embedded text
        manifest.json  written last: format, owner, model, counts, SHA-256 of each file

The vectors are searched where they lie: faiss.knn reads the memory-mapped array, so that replicas
on one node share its pages. An IndexFlatIP would copy them into each process, and a file written
by faiss needs a parser that trusts its input.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray

from fynq.domain.identifiers import Tenant
from fynq.retrieval.durable import sync_folder, write_durably
from fynq.retrieval.exact import nearest
from fynq.retrieval.ports import Generation, Vectors

FORMAT = 1
_FILES = ("vectors.npy", "ids.npy", "digests.npy")
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
_MAX_MANIFEST = 1_000_000


class IndexRefused(Exception):
    """The files are missing, incomplete, changed, or made for something else."""


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """One generation, mapped. Search returns chunk ids only, never text."""

    generation: Generation
    vectors: Vectors
    ids: NDArray[np.uint8]
    digests: NDArray[np.uint8]

    def search(self, query: Vectors, limit: int) -> list[tuple[float, UUID]]:
        """query: shape (1, dimension). Pairs of cosine and chunk, best first."""
        scores, rows = nearest(query, self.vectors, limit)
        return [
            (float(score), UUID(bytes=self.ids[row].tobytes()))
            for score, row in zip(scores[0], rows[0], strict=True)
        ]


def folder_of(tenant: Tenant, collection: str) -> str:
    """Relative to the index folder; any collection's name becomes a harmless path."""
    plain = collection
    if not _PLAIN.match(collection):
        plain = "." + hashlib.sha256(collection.encode("utf-8", "replace")).hexdigest()[:40]
    return f"{tenant}/{plain}"


def write_generation(
    root: Path,
    tenant: Tenant,
    collection: str,
    *,
    number: int,
    epoch: int,
    model: str,
    source: str,
    ids: Sequence[UUID],
    digests: Sequence[bytes],
    vectors: Vectors,
) -> Generation:
    """Writes into a draft folder, syncs, and renames: a generation is whole or not there.

    The epoch in the name keeps a fenced-out writer from touching its successor's files.
    """
    arrays: dict[str, NDArray[Any]] = {
        "vectors.npy": np.ascontiguousarray(vectors, np.float32),
        "ids.npy": _bytes_array([item.bytes for item in ids], 16),
        "digests.npy": _bytes_array(digests, 32),
    }
    home = root / folder_of(tenant, collection)
    home.mkdir(parents=True, exist_ok=True)
    draft = home / f".draft-{epoch}-{uuid4().hex}"
    draft.mkdir()
    final = home / f"{number}-{epoch}"
    try:
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "tenant": str(tenant),
            "collection": collection,
            "number": number,
            "epoch": epoch,
            "model": model,
            "dimension": int(vectors.shape[1]),
            "count": len(ids),
            "source": source,
            "files": {name: _write_array(draft / name, arrays[name]) for name in _FILES},
        }
        write_durably(draft / "manifest.json", json.dumps(manifest, indent=1).encode())
        if final.exists():
            shutil.rmtree(final)
        draft.rename(final)
        sync_folder(home)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    path = final.relative_to(root).as_posix()
    return Generation(collection=collection, number=number, path=path, manifest=manifest)


def open_generation(root: Path, tenant: Tenant, generation: Generation, model: str) -> OpenIndex:
    """Maps a generation after checking every byte of it. Raises IndexRefused."""
    try:
        return _open(root, tenant, generation, model)
    except (OSError, ValueError, KeyError, TypeError, EOFError, RecursionError) as error:
        raise IndexRefused(f"{generation.path}: {type(error).__name__}") from error


def remove_generation(root: Path, generation: Generation) -> None:
    shutil.rmtree(root / generation.path, ignore_errors=True)


def remove_others(root: Path, tenant: Tenant, collection: str, keep: Sequence[str]) -> None:
    """Clears what former generations and crashed writers left. keep: paths of generations."""
    home = root / folder_of(tenant, collection)
    for folder in home.iterdir():
        if folder.relative_to(root).as_posix() not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _open(root: Path, tenant: Tenant, generation: Generation, model: str) -> OpenIndex:
    home = folder_of(tenant, generation.collection)
    parent, _, name = generation.path.rpartition("/")
    _require(parent == home and bool(re.fullmatch(r"\d+-\d+", name)), generation, "foreign path")
    folder = root / home / name
    manifest = _read_manifest(folder / "manifest.json")
    expected = {
        "format": FORMAT,
        "tenant": str(tenant),
        "collection": generation.collection,
        "number": generation.number,
        "model": model,
    }
    for key, value in expected.items():
        _require(manifest.get(key) == value, generation, f"foreign {key}")
    files = manifest["files"]
    for name in _FILES:
        _require(files[name] == _fingerprint(folder / name), generation, f"changed {name}")
    count, dimension = manifest["count"], manifest["dimension"]
    vectors = np.load(folder / "vectors.npy", mmap_mode="r" if count else None, allow_pickle=False)
    ids = np.load(folder / "ids.npy", allow_pickle=False)
    digests = np.load(folder / "digests.npy", allow_pickle=False)
    shapes = (
        (vectors, np.float32, (count, dimension)),
        (ids, np.uint8, (count, 16)),
        (digests, np.uint8, (count, 32)),
    )
    for array, kind, shape in shapes:
        fits = array.dtype == kind and array.shape == shape and array.flags.c_contiguous
        _require(fits, generation, "wrong shape")
    _require(bool(np.isfinite(vectors).all()), generation, "not finite")
    return OpenIndex(generation, vectors, ids, digests)


def _require(truth: bool, generation: Generation, problem: str) -> None:
    if not truth:
        raise IndexRefused(f"{generation.path}: {problem}")


def _read_manifest(file: Path) -> Mapping[str, Any]:
    with file.open("rb") as stream:
        raw = stream.read(_MAX_MANIFEST)
    manifest = json.loads(raw)
    if not isinstance(manifest, dict):
        raise ValueError("not an object")
    return manifest


def _bytes_array(rows: Sequence[bytes], width: int) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), width)


def _write_array(file: Path, array: NDArray[Any]) -> dict[str, Any]:
    write_durably(file, array)
    return _fingerprint(file)


def _fingerprint(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        return {
            "bytes": file.stat().st_size,
            "sha256": hashlib.file_digest(stream, "sha256").hexdigest(),
        }
