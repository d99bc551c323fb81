"""Generations in an object store: replicas open a local copy, checked by its hashes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from fynq.retrieval.generations.files import Shape, open_generation, write_generation
from fynq.retrieval.generations.manifest import IndexRefused
from fynq.retrieval.generations.shelf import Folder, ObjectStore, shelf_of
from fynq.retrieval.ports import Generation
from tests.retrieval.house import ONE, House, find, made_of, rows_of, vectors_of
from tests.wire.s3_store import s3_store


@pytest.fixture(params=["memory", "file", "s3"])
def url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    if request.param == "s3":
        with s3_store(monkeypatch) as (_, url):
            yield url
    elif request.param == "memory":
        yield f"memory://{tmp_path.name}"
    else:
        yield f"file://{tmp_path}/store"


def write(store: ObjectStore, number: int = 1) -> Generation:
    contents = made_of(rows_of(5), vectors_of(5))
    return write_generation(
        store, ONE, "notes", contents, number=number, epoch=1, model="m", shape=Shape()
    )


def test_a_shelf_for_each_place(tmp_path: Path) -> None:
    assert isinstance(shelf_of(tmp_path, ""), Folder)
    assert isinstance(shelf_of(tmp_path, "memory://x"), ObjectStore)


def test_another_node_copies_what_it_opens(tmp_path: Path, url: str) -> None:
    here, there = ObjectStore(url, tmp_path / "here"), ObjectStore(url, tmp_path / "there")
    generation = write(here)
    assert len(open_generation(there, ONE, generation, "m").rows) == 5
    copy = tmp_path / "there" / generation.path
    assert {file.name for file in copy.iterdir()} == {
        "manifest.json",
        *generation.manifest["files"],
    }
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_broken_copy_is_fetched_again(tmp_path: Path, url: str) -> None:
    here, there = ObjectStore(url, tmp_path / "here"), ObjectStore(url, tmp_path / "there")
    generation = write(here)
    open_generation(there, ONE, generation, "m")
    copy = tmp_path / "there" / generation.path
    (copy / "ids.npy").write_bytes(b"broken")
    assert len(open_generation(there, ONE, generation, "m").rows) == 5
    (copy / "manifest.json").unlink()
    assert len(open_generation(there, ONE, generation, "m").rows) == 5


def test_what_the_store_lost_or_changed_is_refused(tmp_path: Path, url: str) -> None:
    generation = write(ObjectStore(url, tmp_path / "here"))
    files, base = fsspec.core.url_to_fs(url)
    target = f"{base.rstrip('/')}/{generation.path}"
    for number, damage in enumerate(("ids.npy", "manifest.json", "")):
        if damage == "ids.npy":
            files.pipe_file(f"{target}/{damage}", b"\x00" * 200)
        elif damage:
            files.rm_file(f"{target}/{damage}")
        else:
            files.rm(target, recursive=True)
        there = ObjectStore(url, tmp_path / f"there{number}")
        with pytest.raises(IndexRefused):
            open_generation(there, ONE, generation, "m")
        assert not list((tmp_path / f"there{number}").rglob(".draft*"))


def test_names_and_removal(tmp_path: Path, url: str) -> None:
    store = ObjectStore(url, tmp_path / "here")
    one, two = write(store), write(store, 2)
    home = one.path.rpartition("/")[0]
    shutil.rmtree(tmp_path / "here")
    assert set(store.names(home)) == {one.path, two.path}
    store.remove(one.path)
    store.remove(one.path)
    assert set(ObjectStore(url, tmp_path / "there").names(home)) == {two.path}
    assert list(store.names(f"{ONE}/nothing")) == []


async def test_a_whole_life_in_an_object_store(tmp_path: Path, url: str) -> None:
    house = House(tmp_path / "here", shelf=ObjectStore(url, tmp_path / "here"))
    for at in range(4):
        await house.publish(ONE, "a.md", f"ice number {at}")
    away = House(tmp_path / "there", house.contents, shelf=ObjectStore(url, tmp_path / "there"))
    found = await find(away.searcher, ONE, "ice", 9)
    assert [(p.text, p.generation) for p in found] == [("ice number 3", 4)]
    home = f"{ONE}/notes"
    assert set(away.shelf.names(home)) == {f"{home}/3-1", f"{home}/4-1"}
    shutil.rmtree(tmp_path / "here")
    restored = await house.indexer.roll_back(ONE, "notes")
    assert restored.manifest["restores"] == 3
    assert [p.text for p in await find(away.new_searcher(), ONE, "ice", 9)] == ["ice number 3"]
