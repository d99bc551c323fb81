"""Zip archives from strangers: how much they may hold, and how it is read."""

from __future__ import annotations

import io
import zipfile

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import broken, rejected

MAX_UNPACKED = 400 << 20
MAX_MEMBER = 100 << 20
_MAX_MEMBERS = 20_000
_MAX_RATIO = 300
_FREE = 1 << 20
"""Members up to this size may be packed as tightly as they like."""


def open_archive(raw: bytes, what: str) -> zipfile.ZipFile:
    """Raises RejectedDocument for what is no archive, and for one that unpacks beyond measure."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise broken(what) from None
    unpacked = sum(member.file_size for member in members)
    if len(members) > _MAX_MEMBERS or unpacked > MAX_UNPACKED:
        raise _too_large()
    for member in members:
        packed = max(member.compress_size, 1)
        if member.file_size > MAX_MEMBER:
            raise _too_large()
        if member.file_size > _FREE and member.file_size / packed > _MAX_RATIO:
            raise _too_large()
        if member.flag_bits & 1:
            raise rejected(Rejection.ENCRYPTED, "The file is protected with a password.")
    return archive


def member(archive: zipfile.ZipFile, name: str, what: str) -> bytes:
    """What the archive holds under `name`. Never more than its directory says."""
    try:
        info = archive.getinfo(name)
        with archive.open(info) as stream:
            data = stream.read(info.file_size + 1)
    except KeyError:
        raise broken(what) from None
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError):
        raise broken(what) from None
    if len(data) > info.file_size:
        raise broken(what)
    return data


def _too_large() -> Exception:
    return rejected(Rejection.TOO_LARGE, "Unpacked, the file is larger than can be read.")
