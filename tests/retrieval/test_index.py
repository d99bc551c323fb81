from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from fynq.domain.identifiers import Tenant
from fynq.retrieval.generations.dense import Flat
from fynq.retrieval.generations.files import Base, Shape, open_generation, write_generation
from fynq.retrieval.generations.manifest import IndexRefused, folder_of
from fynq.retrieval.generations.shelf import Folder
from fynq.retrieval.parts import PARTS, Parts, whole
from fynq.retrieval.ports import Generation
from fynq.retrieval.vectors import load_vectors, save_vectors
from tests.retrieval.house import made_of, rows_of, vectors_of

TENANT = Tenant(UUID(int=1))
OTHER = Tenant(UUID(int=2))
MODEL = "model@1"


def write(root: Path, count: int = 5, collection: str = "notes", number: int = 1) -> Generation:
    return write_generation(
        Folder(root),
        TENANT,
        collection,
        replace(made_of(rows_of(count), vectors_of(count)), parts=parts_of(count)),
        number=number,
        epoch=3,
        model=MODEL,
        shape=Shape(),
    )


def parts_of(count: int, dimension: int = 8) -> Parts:
    values = np.random.default_rng(count).integers(-127, 128, (count, PARTS, dimension))
    return values.astype(np.int8)


def reopen(root: Path, generation: Generation, tenant: Tenant = TENANT) -> Base:
    return open_generation(Folder(root), tenant, generation, MODEL)


def test_what_is_written_is_found(tmp_path: Path) -> None:
    opened = reopen(tmp_path, write(tmp_path))
    rows = vectors_of(5)
    for at in range(5):
        scores, found = opened.dense.nearest(rows[at : at + 1], 3, None)
        assert opened.rows.chunk(int(found[0])) == UUID(int=at)
        assert scores[0] == pytest.approx(1.0, abs=1e-5)
        assert scores.tolist() == sorted(scores.tolist(), reverse=True)
        assert opened.lexical.best(f"number {at}", 1)[1].tolist() == [at]
    assert len(opened.dense.nearest(rows[:1], 99, None)[1]) == 5
    assert opened.parts is not None
    assert opened.parts.tolist() == parts_of(5).tolist()
    assert opened.rows.rows_of([UUID(int=1001), UUID(int=7)]).tolist() == [2, 3]


def test_an_empty_generation_is_sound(tmp_path: Path) -> None:
    opened = reopen(tmp_path, write(tmp_path, count=0))
    assert len(opened.dense.nearest(vectors_of(1), 5, None)[1]) == 0


def test_search_is_exact(tmp_path: Path) -> None:
    opened = reopen(tmp_path, write(tmp_path, count=3000))
    query = vectors_of(1)
    best = np.argsort(-(vectors_of(3000) @ query[0]))
    assert opened.dense.nearest(query, 10, None)[1].tolist() == best[:10].tolist()
    mask = np.arange(3000) % 7 == 0
    allowed = [row for row in best.tolist() if row % 7 == 0]
    assert opened.dense.nearest(query, 10, mask)[1].tolist() == allowed[:10]


def test_large_files_are_mapped(tmp_path: Path) -> None:
    opened = reopen(tmp_path, write(tmp_path, count=9000))
    assert isinstance(opened.dense, Flat)
    base = opened.dense.vectors.base
    assert isinstance(base, np.memmap)
    assert not opened.dense.vectors.flags.writeable


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
    "older format": lambda f: edit_manifest(f, format=1),
    "newer format": lambda f: edit_manifest(f, format=5),
    "foreign tenant": lambda f: edit_manifest(f, tenant=str(OTHER)),
    "foreign collection": lambda f: edit_manifest(f, collection="secrets"),
    "foreign model": lambda f: edit_manifest(f, model="model@2"),
    "other number": lambda f: edit_manifest(f, number=7),
    "other position": lambda f: edit_manifest(f, position=9),
    "no files": lambda f: drop_key(f, "files"),
    "files is null": lambda f: edit_manifest(f, files=None),
    "files is empty": lambda f: edit_manifest(f, files={}),
    "another file": lambda f: (f / "more.npy").write_bytes(b"x"),
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
    "no word of parts": lambda f: drop_key(f, "parts"),
    "fewer parts": lambda f: edit_manifest(f, parts=PARTS - 1),
    "parts of other width": lambda f: rewrite(f, "parts.npy", np.zeros((5, PARTS, 4), np.int8)),
    "parts of fewer rows": lambda f: rewrite(f, "parts.npy", np.zeros((4, PARTS, 8), np.int8)),
    "parts as floats": lambda f: rewrite(f, "parts.npy", np.zeros((5, PARTS, 8), np.float32)),
    "no parts": lambda f: (f / "parts.npy").unlink(),
    "flipped part": lambda f: flip(f / "parts.npy", -1),
    "zip": lambda f: np.savez((f / "ids.npy").open("wb"), np.zeros(3)),
}


HARMLESS = {"other position", "count is text"}
"""What could be true of other files, had PostgreSQL the same manifest."""


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_files_are_refused(tmp_path: Path, damage: str) -> None:
    generation = write(tmp_path)
    folder = tmp_path / generation.path
    DAMAGE[damage](folder)
    with pytest.raises(IndexRefused):
        reopen(tmp_path, generation)
    try:
        agreeing = json.loads((folder / "manifest.json").read_text())
    except (OSError, ValueError, RecursionError):
        return
    if isinstance(agreeing, dict) and damage not in HARMLESS:
        with pytest.raises(IndexRefused):
            reopen(tmp_path, replace(generation, manifest=agreeing))


@pytest.mark.parametrize("at", [0, 1, 7, 20, -1, -9])
def test_no_byte_of_any_file_may_differ(tmp_path: Path, at: int) -> None:
    generation = write(tmp_path)
    folder = tmp_path / generation.path
    names = sorted(file.name for file in folder.iterdir())
    assert set(names) == {"manifest.json", *generation.manifest["files"]}
    for name in names:
        whole = (folder / name).read_bytes()
        if -len(whole) <= at < len(whole):
            flip(folder / name, at)
            with pytest.raises(IndexRefused):
                reopen(tmp_path, generation)
        (folder / name).write_bytes(whole[:-1])
        with pytest.raises(IndexRefused):
            reopen(tmp_path, generation)
        (folder / name).write_bytes(whole)
    assert len(reopen(tmp_path, generation).rows) == 5


def test_files_of_two_generations_are_not_mixed(tmp_path: Path) -> None:
    one, two = write(tmp_path), write(tmp_path, count=6, number=2)
    for name in one.manifest["files"]:
        whole = (tmp_path / one.path / name).read_bytes()
        other = (tmp_path / two.path / name).read_bytes()
        if whole != other:
            (tmp_path / one.path / name).write_bytes(other)
            with pytest.raises(IndexRefused):
                reopen(tmp_path, one)
            (tmp_path / one.path / name).write_bytes(whole)
    manifest = (tmp_path / two.path / "manifest.json").read_bytes()
    (tmp_path / one.path / "manifest.json").write_bytes(manifest)
    with pytest.raises(IndexRefused):
        reopen(tmp_path, one)


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
        reopen(tmp_path, replace(generation, path=path))


def test_another_school_cannot_open_it(tmp_path: Path) -> None:
    with pytest.raises(IndexRefused):
        reopen(tmp_path, write(tmp_path), OTHER)


@pytest.mark.parametrize(
    "name", ["../../etc", "A b", "", ".", "x" * 500, "é\ud800", "a/b", "NUL\0"]
)
def test_any_name_of_a_collection_is_a_harmless_path(tmp_path: Path, name: str) -> None:
    folder = folder_of(TENANT, name)
    assert folder.count("/") == 1
    assert (tmp_path / folder).resolve().is_relative_to(tmp_path.resolve() / str(TENANT))


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    def fail(step: str) -> None:
        if step == "vectors":
            raise RuntimeError(step)

    with pytest.raises(RuntimeError, match="vectors"):
        write_generation(
            Folder(tmp_path),
            TENANT,
            "notes",
            made_of(rows_of(2), vectors_of(2)),
            number=1,
            epoch=1,
            model=MODEL,
            shape=Shape(),
            step=fail,
        )
    assert list((tmp_path / str(TENANT) / "notes").iterdir()) == []
    with pytest.raises(ValueError, match="length"):
        write_generation(
            Folder(tmp_path),
            TENANT,
            "notes",
            made_of(rows_of(2), vectors_of(3)),
            number=1,
            epoch=1,
            model=MODEL,
            shape=Shape(),
        )


def test_a_generation_may_have_no_parts_but_not_others_parts(tmp_path: Path) -> None:
    contents = made_of(rows_of(3), vectors_of(3))
    how = {"number": 1, "epoch": 1, "model": MODEL, "shape": Shape()}
    generation = write_generation(Folder(tmp_path), TENANT, "notes", contents, **how)  # type: ignore[arg-type]
    assert generation.manifest["parts"] == 0
    assert reopen(tmp_path, generation).parts is None
    for parts in (parts_of(2), parts_of(3, 4)):
        with pytest.raises(ValueError):
            write_generation(
                Folder(tmp_path),
                TENANT,
                "notes",
                replace(contents, parts=parts),
                **how,  # type: ignore[arg-type]
            )


def test_precomputed_vectors_keep_their_direction(tmp_path: Path) -> None:
    file = tmp_path / "vectors.npz"
    rows = whole(vectors_of(20, 384))
    rows[::2, 384:] = 0.1 * np.random.default_rng(3).normal(size=rows[::2, 384:].shape)
    known = {bytes([at]) * 32: rows[at] for at in range(20)}
    save_vectors(file, MODEL, known, 384)
    loaded = load_vectors([tmp_path / "missing.npz", file], MODEL, 384)
    assert loaded.keys() == known.keys()
    assert all(loaded[key][:384] @ known[key][:384] > 0.99999 for key in known)
    for at in range(20):
        former, kept = (found[bytes([at]) * 32][384:].reshape(-1, 384) for found in (known, loaded))
        lengths = np.linalg.norm(former, axis=1) * np.linalg.norm(kept, axis=1)
        assert (np.einsum("ij,ij->i", former, kept) >= 0.999 * lengths).all()
        assert kept.any() == (at % 2 == 0)
    assert load_vectors([file], "model@2", 384) == {}
    assert load_vectors([file], MODEL, 8) == {}
    for cut in (0, 10, 500, len(file.read_bytes()) - 30):
        (tmp_path / "cut.npz").write_bytes(file.read_bytes()[:cut])
        assert load_vectors([tmp_path / "cut.npz"], MODEL, 384) == {}
    np.savez(tmp_path / "other.npz", model=np.zeros(3))
    assert load_vectors([tmp_path / "other.npz", tmp_path], MODEL, 384) == {}
    save_vectors(file, MODEL, {}, 384)
    assert load_vectors([file], MODEL, 384) == {}
    assert {p.name for p in tmp_path.iterdir()} == {"vectors.npz", "cut.npz", "other.npz"}
