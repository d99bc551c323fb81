"""Generations and uploaded files in S3, when S3 is slow, refuses, breaks off or is away."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import fsspec
import pytest

from fynq.deployments.taking_in import listed
from fynq.domain.errors import InvalidInput, NotFound, StorageUnavailable
from fynq.domain.identifiers import new_id
from fynq.retrieval import object_store
from fynq.retrieval.generations.files import open_generation
from fynq.retrieval.generations.manifest import IndexRefused
from fynq.retrieval.generations.shelf import ObjectStore
from fynq.storage.blobs import FileBlobs
from tests.retrieval.house import ONE, House, find
from tests.retrieval.test_shelf import write
from tests.wire.s3_server import S3Server
from tests.wire.s3_store import s3_store

FAULTS = ("SlowDown", "InternalError", "cut", "reset")


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[S3Server, str]]:
    with s3_store(monkeypatch) as made:
        yield made


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request is tried once by botocore, and once by s3fs."""
    import s3fs

    once = {"retries": {"mode": "standard", "total_max_attempts": 1}}
    monkeypatch.setattr(object_store, "_PATIENCE", once)
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)


def test_what_another_process_wrote_shows_at_once(s3: tuple[S3Server, str], tmp_path: Path) -> None:
    _, url = s3
    here, there = ObjectStore(url, tmp_path / "here"), ObjectStore(url, tmp_path / "there")
    home = write(here).path.rpartition("/")[0]
    assert there.names(home) == [f"{home}/1-1"]
    # As another process would, whose cache is not this one's.
    others = fsspec.filesystem("s3", skip_instance_cache=True)
    root = url.removeprefix("s3://")
    others.copy(f"{root}/{home}/1-1/ids.npy", f"{root}/{home}/2-1/ids.npy")
    assert there.names(home) == [f"{home}/1-1", f"{home}/2-1"]


def test_nothing_is_asked_of_the_bucket_itself(s3: tuple[S3Server, str], tmp_path: Path) -> None:
    """Who may write objects may often neither list buckets nor make one."""
    server, url = s3
    write(ObjectStore(url, tmp_path / "here"))
    assert {(each.method, each.key == "") for each in server.seen} == {("PUT", False)}
    assert server.seen[-1].key.endswith("manifest.json"), "stored last"


@pytest.mark.parametrize("fault", FAULTS)
def test_one_fault_is_got_over(fault: str, s3: tuple[S3Server, str], tmp_path: Path) -> None:
    server, url = s3
    server.plan("ids.npy", fault) if fault != "cut" else None
    generation = write(ObjectStore(url, tmp_path / "here"))
    server.plan("vectors.npy", fault)
    there = ObjectStore(url, tmp_path / "there")
    assert len(open_generation(there, ONE, generation, "m").rows) == 5
    assert not list((tmp_path / "there").rglob(".draft*"))


@pytest.mark.parametrize("fault", [*FAULTS, "AccessDenied", "NoSuchBucket"])
def test_a_lasting_fault_is_refused_as_a_broken_index_is(
    fault: str, s3: tuple[S3Server, str], hasty: None, tmp_path: Path
) -> None:
    server, url = s3
    generation = write(ObjectStore(url, tmp_path / "here"))
    server.plan("GET", *[fault] * 50)
    there = ObjectStore(url, tmp_path / "there")
    with pytest.raises(IndexRefused):
        open_generation(there, ONE, generation, "m")
    assert not list((tmp_path / "there").rglob(".draft*"))
    server.well()
    assert len(open_generation(there, ONE, generation, "m").rows) == 5


@pytest.mark.parametrize("fault", ["reset", "AccessDenied"])
async def test_without_s3_the_log_is_searched_and_then_the_index_again(
    fault: str,
    s3: tuple[S3Server, str],
    hasty: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server, url = s3
    monkeypatch.setattr("fynq.retrieval.searcher._RETRY_SECONDS", 0.0)
    house = House(tmp_path / "here", shelf=ObjectStore(url, tmp_path / "here"))
    await house.publish(ONE, "a.md", "ice floats")
    for method in ("GET", "HEAD", "PUT", "DELETE", "POST"):
        server.plan(method, *[fault] * 200)
    away = House(tmp_path / "there", house.contents, shelf=ObjectStore(url, tmp_path / "there"))
    found = await find(away.searcher, ONE, "ice", 9)
    assert [(p.text, p.generation) for p in found] == [("ice floats", 0)]
    with pytest.raises(OSError):
        await away.indexer.rebuild(ONE, "notes")
    server.well()
    while found[0].generation == 0:
        found = await find(away.searcher, ONE, "ice", 9)
    assert [(p.text, p.generation) for p in found] == [("ice floats", 1)]
    await away.indexer.rebuild(ONE, "notes")
    assert (await house.generations.current(ONE, "notes")).number == 2


def test_a_put_that_breaks_off_leaves_no_generation(
    s3: tuple[S3Server, str], hasty: None, tmp_path: Path
) -> None:
    server, url = s3
    home = write(ObjectStore(url, tmp_path / "first")).path.rpartition("/")[0]
    server.plan("manifest.json", "InternalError")
    here, there = ObjectStore(url, tmp_path / "here"), ObjectStore(url, tmp_path / "there")
    with pytest.raises(OSError, match="InternalError"):
        write(here, 2)
    assert f"{home}/2-1" in there.names(home)
    with pytest.raises(FileNotFoundError):
        there.get(f"{home}/2-1")
    generation = write(here, 2)
    assert len(open_generation(there, ONE, generation, "m").rows) == 5
    here.remove(generation.path)
    assert there.names(home) == [f"{home}/1-1", f"{home}/2-1"], "the local copy"
    there.remove(generation.path)
    assert there.names(home) == [f"{home}/1-1"]
    assert {key.rpartition("/")[0].rpartition("/")[2] for key in server.bucket.objects} == {"1-1"}


def test_long_listings_come_in_pages(s3: tuple[S3Server, str], tmp_path: Path) -> None:
    server, url = s3
    server.page = 2
    here = ObjectStore(url, tmp_path / "here")
    for number in range(1, 5):
        generation = write(here, number)
    home = generation.path.rpartition("/")[0]
    there = ObjectStore(url, tmp_path / "there")
    assert there.names(home) == [f"{home}/{number}-1" for number in range(1, 5)]
    assert len(open_generation(there, ONE, generation, "m").rows) == 5
    there.remove(generation.path)
    assert len(there.names(home)) == 3


def test_wrong_keys_are_told_apart_from_nothing(
    s3: tuple[S3Server, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, url = s3
    home = write(ObjectStore(url, tmp_path / "here")).path.rpartition("/")[0]
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(PermissionError):
        ObjectStore(url, tmp_path / "there").names(home)


async def parts(*sizes: int, broken: bool = False) -> AsyncIterator[bytes]:
    for number, size in enumerate(sizes):
        yield bytes([number]) * size
    if broken:
        raise ZeroDivisionError


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least that S3 takes as a part of a large file."""
    monkeypatch.setitem(fsspec.config.conf, "s3", {"default_block_size": 5 * 2**20})


async def test_a_large_file_goes_in_parts(s3: tuple[S3Server, str], small_parts: None) -> None:
    server, url = s3
    blobs, blob = FileBlobs(url), new_id()
    assert await blobs.write(ONE, blob, parts(4_000_000, 4_000_000, 4_000_000)) == 12_000_000
    whole = b"".join([part async for part in parts(4_000_000, 4_000_000, 4_000_000)])
    assert await blobs.read(ONE, blob) == whole
    (stored,) = server.bucket.objects.values()
    assert stored.etag.endswith("-2")
    assert not server.bucket.uploads
    with pytest.raises(ZeroDivisionError):
        await blobs.write(ONE, new_id(), parts(4_000_000, 4_000_000, broken=True))
    assert list(await blobs.names(ONE)) == [blob]
    assert not server.bucket.uploads, "nobody pays for the half of a file"


async def test_uploaded_files_and_an_s3_that_fails(s3: tuple[S3Server, str], hasty: None) -> None:
    server, url = s3
    blobs, blob = FileBlobs(url), new_id()
    await blobs.write(ONE, blob, parts(9))
    for fault in ("SlowDown", "InternalError", "AccessDenied", "cut", "reset"):
        server.plan("GET", *[fault] * 9)
        with pytest.raises(StorageUnavailable):
            await blobs.read(ONE, blob)
        server.well()
        if fault != "cut":
            server.plan("PUT", *[fault] * 9)
            with pytest.raises(StorageUnavailable):
                await blobs.write(ONE, new_id(), parts(9))
            server.well()
    assert list(await blobs.names(ONE)) == [blob]
    await blobs.remove(ONE, blob)
    with pytest.raises(NotFound):
        await blobs.read(ONE, blob)
    server.plan("DELETE", *["InternalError"] * 9)
    with pytest.raises(StorageUnavailable):
        await blobs.remove(ONE, blob)


def test_a_job_reads_a_prefix(s3: tuple[S3Server, str], hasty: None) -> None:
    server, url = s3
    root = url.removeprefix("s3://school/")
    for name in ("a.md", "deep/b.txt", "deep/ümläut 1.md", "c.exe"):
        server.bucket.put(f"{root}/{name}", b"text")
    assert [(file.source, file.bytes) for file in listed(url)] == [
        *(("a.md", 4), ("deep/b.txt", 4), ("deep/ümläut 1.md", 4)),
    ]
    assert [file.source for file in listed(f"{url}/deep/b.txt")] == ["b.txt"]
    server.plan("GET", *["reset"] * 9)
    server.plan("HEAD", *["reset"] * 9)
    with pytest.raises(InvalidInput, match="cannot be listed"):
        listed(url)
