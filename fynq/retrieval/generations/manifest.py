"""What a generation says of itself, and where it lies.

    <tenant>/<collection>/<number>-<epoch>/
        vectors.npy    float32 (n, dimension), or float16 beside 8-bit codes
        parts.npy      int8 (n, PARTS, dimension), where passages have parts and are not too many
        graph.faiss    above 50,000 rows: an HNSW graph with the codes that it compares
        ids.npy, digests.npy, ordinals.npy, kinds.npy, audiences.npy, groups.npy, documents.npy,
        skills.json
        vocabulary.npy and the other files of the lexical index
        manifest.json  written last: format, owner, model, counts, log position, SHA-256 of each file

PostgreSQL keeps the same manifest, so a folder is what was published or it is refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fynq.domain.identifiers import Tenant
from fynq.retrieval.ports import Generation

FORMAT = 4
MANIFEST = "manifest.json"
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
_NAME = re.compile(r"\d+-\d+\Z")
_FILE = re.compile(r"[a-z][a-z_.]{0,60}\Z")
_MAX_MANIFEST = 1_000_000


class IndexRefused(Exception):
    """The files are missing, incomplete, changed, or made for something else."""


def folder_of(tenant: Tenant, collection: str) -> str:
    """Relative to the index folder; any collection's name becomes a harmless path."""
    plain = collection
    if not _PLAIN.match(collection):
        plain = "." + hashlib.sha256(collection.encode("utf-8", "replace")).hexdigest()[:40]
    return f"{tenant}/{plain}"


def checked_path(tenant: Tenant, generation: Generation) -> str:
    """The generation's path. Raises IndexRefused when it is not one of this collection."""
    parent, _, name = generation.path.rpartition("/")
    if parent != folder_of(tenant, generation.collection) or not _NAME.match(name):
        raise IndexRefused(f"{generation.path}: foreign path")
    return generation.path


def checked_manifest(
    tenant: Tenant, generation: Generation, model: str, folder: Path
) -> Mapping[str, Any]:
    """The manifest in the folder, once it is the published one and every file is what it says.

    Raises IndexRefused, and OSError, ValueError, KeyError or TypeError on odd files.
    """
    manifest = _read(folder / MANIFEST)
    expected = {
        "format": FORMAT,
        "tenant": str(tenant),
        "collection": generation.collection,
        "number": generation.number,
        "model": model,
    }
    for key, value in expected.items():
        if manifest.get(key) != value:
            raise IndexRefused(f"{generation.path}: foreign {key}")
    if manifest != generation.manifest:
        raise IndexRefused(f"{generation.path}: not the manifest that was published")
    files = dict(manifest["files"])
    if {entry.name for entry in folder.iterdir()} != {*files, MANIFEST}:
        raise IndexRefused(f"{generation.path}: other files than were published")
    for name, told in files.items():
        if not _FILE.match(name) or told != fingerprint(folder / name):
            raise IndexRefused(f"{generation.path}: changed {name}")
    return manifest


def fingerprint(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        return {
            "bytes": file.stat().st_size,
            "sha256": hashlib.file_digest(stream, "sha256").hexdigest(),
        }


def _read(file: Path) -> Mapping[str, Any]:
    with file.open("rb") as stream:
        raw = stream.read(_MAX_MANIFEST)
    manifest = json.loads(raw)
    if not isinstance(manifest, dict):
        raise ValueError("not an object")
    return manifest
