"""Files that survive a crash of the machine once written, and arrays that are read where they lie."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def write_durably(file: Path, content: bytes | NDArray[Any]) -> None:
    """Writes bytes, or an array in NumPy's own format, and syncs the file and its folder."""
    with file.open("wb") as stream:
        if isinstance(content, bytes):
            stream.write(content)
        else:
            np.save(stream, content, allow_pickle=False)
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Makes a rename or a new name in the folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_MAPPED_BYTES = 256 * 1024
"""A mapping costs a descriptor, of which a process has few; smaller files are read."""


def map_array(file: Path) -> NDArray[Any]:
    """An array in NumPy's own format, mapped where it is large, as a plain one, whose slices cost
    less. Raises OSError or ValueError."""
    mapped = file.stat().st_size >= _MAPPED_BYTES
    return np.asarray(np.load(file, mmap_mode="r" if mapped else None, allow_pickle=False))
