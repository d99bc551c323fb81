"""Where the bytes of uploaded files lie: in memory, in a folder, in an object store."""

from __future__ import annotations

import pytest

from fynq.domain.errors import ConfigurationError, NotFound, StorageUnavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.storage.blobs import FileBlobs
from fynq.storage.memory.uploads import MemoryBlobs
from tests.wire.s3_store import s3_store

TENANT = Tenant(new_id())


@pytest.fixture(params=["memory", "folder", "object store", "s3"])
def blobs(request, tmp_path, monkeypatch):
    folder = tmp_path / "files" / "here"
    if request.param == "s3":
        with s3_store(monkeypatch) as (_, url):
            yield FileBlobs(url)
    elif request.param == "memory":
        yield MemoryBlobs()
    else:
        yield FileBlobs(str(folder) if request.param == "folder" else f"memory://{new_id()}/files")


async def of(*parts):
    for part in parts:
        if isinstance(part, Exception):
            raise part
        yield part


async def test_what_is_written_is_read_until_it_is_removed(blobs):
    one, two = new_id(), new_id()
    assert await blobs.write(TENANT, one, of(b"a" * 3_000_000, b"", b"bc")) == 3_000_002
    assert await blobs.write(TENANT, two, of()) == 0
    assert await blobs.read(TENANT, one) == b"a" * 3_000_000 + b"bc"
    assert await blobs.read(TENANT, two) == b""
    assert sorted(await blobs.names(TENANT)) == sorted((one, two))
    await blobs.write(TENANT, two, of(b"anew"))
    assert await blobs.read(TENANT, two) == b"anew"
    for _ in range(2):
        await blobs.remove(TENANT, one)
    with pytest.raises(NotFound):
        await blobs.read(TENANT, one)
    assert list(await blobs.names(TENANT)) == [two]


async def test_schools_do_not_meet(blobs):
    one, other = new_id(), Tenant(new_id())
    await blobs.write(TENANT, one, of(b"x"))
    assert list(await blobs.names(other)) == []
    with pytest.raises(NotFound):
        await blobs.read(other, one)
    await blobs.remove(other, one)
    assert await blobs.read(TENANT, one) == b"x"


async def test_a_file_that_breaks_off_is_not_there(blobs):
    one = new_id()
    with pytest.raises(ZeroDivisionError):
        await blobs.write(TENANT, one, of(b"a" * 2_000_000, ZeroDivisionError()))
    assert list(await blobs.names(TENANT)) == []


async def test_a_store_that_cannot_be_used_says_so(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageUnavailable):
        await FileBlobs(str(tmp_path / "file")).write(TENANT, new_id(), of(b"x"))
    with pytest.raises(ConfigurationError, match="FYNQ_STORAGE__BLOBS"):
        await FileBlobs("nosuch://bucket").names(TENANT)
