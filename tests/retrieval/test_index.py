from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from fynq.domain.identifiers import Tenant
from fynq.retrieval.index import IndexRefused, folder_of, open_generation, write_generation
from fynq.retrieval.ports import Generation
from fynq.retrieval.vectors import load_vectors, normalized, save_vectors

TENANT = Tenant(UUID(int=1))
OTHER = Tenant(UUID(int=2))
MODEL = "model@1"


def vectors_of(count: int, dimension: int = 8) -> np.ndarray:
    rng = np.random.default_rng(count)
    return normalized(rng.normal(size=(count, dimension)).astype(np.float32))


def write(root: Path, count: int = 5, collection: str = "notes", number: int = 1) -> Generation:
    return write_generation(
        root,
        TENANT,
        collection,
        number=number,
        epoch=3,
        model=MODEL,
        source="fingerprint",
        ids=[UUID(int=at) for at in range(count)],
        digests=[at.to_bytes(32) for at in range(count)],
        vectors=vectors_of(count),
    )


def test_what_is_written_is_found(tmp_path: Path) -> None:
    opened = open_generation(tmp_path, TENANT, write(tmp_path), MODEL)
    rows = vectors_of(5)
    for at in range(5):
        found = opened.search(rows[at : at + 1], 3)
        assert found[0][1] == UUID(int=at)
        assert found[0][0] == pytest.approx(1.0, abs=1e-5)
        assert [score for score, _ in found] == sorted((s for s, _ in found), reverse=True)
    assert len(opened.search(rows[:1], 99)) == 5
    assert isinstance(opened.vectors, np.memmap)
    assert not opened.vectors.flags.writeable


def test_an_empty_generation_is_sound(tmp_path: Path) -> None:
    opened = open_generation(tmp_path, TENANT, write(tmp_path, count=0), MODEL)
    assert opened.search(vectors_of(1), 5) == []


def test_search_is_exact(tmp_path: Path) -> None:
    opened = open_generation(tmp_path, TENANT, write(tmp_path, count=3000), MODEL)
    query = vectors_of(1)
    best = np.argsort(-(opened.vectors @ query[0]))[:10]
    assert [found.int for _, found in opened.search(query, 10)] == best.tolist()


def edit_manifest(folder: Path, **changes: object) -> None:
    file = folder / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changes))


def drop_key(folder: Path, key: str) -> None:
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text())
    del manifest[key]
    file.write_text(json.dumps(manifest))


def rewrite(folder: Path, name: str, array: np.ndarray, *, pickled: bool = False) -> None:
    """Replaces an array and makes the manifest agree with it."""
    import hashlib

    np.save(folder / name, array, allow_pickle=pickled)
    raw = (folder / name).read_bytes()
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def flip(file: Path, at: int) -> None:
    raw = bytearray(file.read_bytes())
    raw[at] ^= 1
    file.write_bytes(raw)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no folder": lambda f: f.rename(f.with_name("elsewhere")),
    "no manifest": lambda f: (f / "manifest.json").unlink(),
    "empty manifest": lambda f: (f / "manifest.json").write_text(""),
    "manifest is a list": lambda f: (f / "manifest.json").write_text("[]"),
    "manifest is deep": lambda f: (f / "manifest.json").write_text("[" * 100_000),
    "manifest is binary": lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe\x00"),
    "manifest is a folder": lambda f: (
        (f / "manifest.json").unlink(),
        (f / "manifest.json").mkdir(),
    ),
    "manifest is cut": lambda f: (f / "manifest.json").write_text(
        (f / "manifest.json").read_text()[:-20]
    ),
    "older format": lambda f: edit_manifest(f, format=0),
    "newer format": lambda f: edit_manifest(f, format=2),
    "foreign tenant": lambda f: edit_manifest(f, tenant=str(OTHER)),
    "foreign collection": lambda f: edit_manifest(f, collection="secrets"),
    "foreign model": lambda f: edit_manifest(f, model="model@2"),
    "other number": lambda f: edit_manifest(f, number=7),
    "no files": lambda f: drop_key(f, "files"),
    "files is null": lambda f: edit_manifest(f, files=None),
    "no count": lambda f: drop_key(f, "count"),
    "wrong count": lambda f: edit_manifest(f, count=4),
    "count is text": lambda f: edit_manifest(f, count="5"),
    "wrong dimension": lambda f: edit_manifest(f, dimension=4),
    "no vectors": lambda f: (f / "vectors.npy").unlink(),
    "cut vectors": lambda f: (f / "vectors.npy").write_bytes((f / "vectors.npy").read_bytes()[:-1]),
    "empty vectors": lambda f: (f / "vectors.npy").write_bytes(b""),
    "flipped header": lambda f: flip(f / "vectors.npy", 8),
    "flipped vector": lambda f: flip(f / "vectors.npy", -1),
    "flipped id": lambda f: flip(f / "ids.npy", -1),
    "flipped digest": lambda f: flip(f / "digests.npy", -1),
    "no ids": lambda f: (f / "ids.npy").unlink(),
    "longer vectors": lambda f: rewrite(f, "vectors.npy", vectors_of(6)),
    "double precision": lambda f: rewrite(f, "vectors.npy", vectors_of(5).astype(np.float64)),
    "column order": lambda f: rewrite(f, "vectors.npy", np.asfortranarray(vectors_of(5))),
    "not a number": lambda f: rewrite(f, "vectors.npy", np.full((5, 8), np.nan, np.float32)),
    "pickle": lambda f: rewrite(f, "ids.npy", np.array([{}, 1], object), pickled=True),
    "zip": lambda f: np.savez((f / "ids.npy").open("wb"), np.zeros(3)),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_files_are_refused(tmp_path: Path, damage: str) -> None:
    generation = write(tmp_path)
    DAMAGE[damage](tmp_path / generation.path)
    with pytest.raises(IndexRefused):
        open_generation(tmp_path, TENANT, generation, MODEL)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc",
        "../x/1-1",
        f"{OTHER}/notes/1-3",
        f"{TENANT}/notes/../notes/1-3",
        f"{TENANT}/notes/1",
        f"{TENANT}/notes/.draft-1",
    ],
)
def test_a_path_from_elsewhere_is_refused(tmp_path: Path, path: str) -> None:
    generation = write(tmp_path)
    with pytest.raises(IndexRefused):
        open_generation(tmp_path, TENANT, replace(generation, path=path), MODEL)


def test_another_school_cannot_open_it(tmp_path: Path) -> None:
    with pytest.raises(IndexRefused):
        open_generation(tmp_path, OTHER, write(tmp_path), MODEL)


@pytest.mark.parametrize(
    "name", ["../../etc", "A b", "", ".", "x" * 500, "é\ud800", "a/b", "NUL\0"]
)
def test_any_name_of_a_collection_is_a_harmless_path(tmp_path: Path, name: str) -> None:
    folder = folder_of(TENANT, name)
    assert folder.count("/") == 1
    assert (tmp_path / folder).resolve().is_relative_to(tmp_path.resolve() / str(TENANT))


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="reshape"):
        write_generation(
            tmp_path,
            TENANT,
            "notes",
            number=1,
            epoch=1,
            model=MODEL,
            source="",
            ids=[UUID(int=1)],
            digests=[b"short"],
            vectors=vectors_of(1),
        )
    assert list(tmp_path.iterdir()) == []


def test_precomputed_vectors_keep_their_direction(tmp_path: Path) -> None:
    file = tmp_path / "vectors.npz"
    rows = vectors_of(20, 384)
    known = {bytes([at]) * 32: rows[at] for at in range(20)}
    save_vectors(file, MODEL, known)
    loaded = load_vectors([tmp_path / "missing.npz", file], MODEL, 384)
    assert loaded.keys() == known.keys()
    assert all(loaded[key] @ known[key] > 0.99999 for key in known)
    assert load_vectors([file], "model@2", 384) == {}
    assert load_vectors([file], MODEL, 8) == {}
    for cut in (0, 10, 500, len(file.read_bytes()) - 30):
        (tmp_path / "cut.npz").write_bytes(file.read_bytes()[:cut])
        assert load_vectors([tmp_path / "cut.npz"], MODEL, 384) == {}
    np.savez(tmp_path / "other.npz", model=np.zeros(3))
    assert load_vectors([tmp_path / "other.npz", tmp_path], MODEL, 384) == {}
    save_vectors(file, MODEL, {})
    assert load_vectors([file], MODEL, 384) == {}
    assert {p.name for p in tmp_path.iterdir()} == {"vectors.npz", "cut.npz", "other.npz"}
