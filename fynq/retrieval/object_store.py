"""A file system of fsspec, as fynq uses one: what others write shows at once, and whatever goes
wrong is an OSError."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_S3 = ("s3://", "s3a://")
_PATIENCE = {
    "retries": {"mode": "standard", "total_max_attempts": 3},
    "connect_timeout": 5,
    "read_timeout": 30,
}
"""For botocore. s3fs itself tries five times, and both wait longer each time: an outage is told
after some ten seconds instead of a minute."""


def opened(url: str) -> tuple[Any, str]:
    """The file system of a path or URL, and the root within it. Raises ImportError, ValueError and
    OSError.

    No listing is cached: s3fs would show one for ever, whatever other processes write.
    """
    import fsspec
    from fsspec.core import url_to_fs

    options: dict[str, Any] = {"use_listings_cache": False}
    if url.startswith(_S3) and "config_kwargs" not in fsspec.config.conf.get("s3", {}):
        options["config_kwargs"] = _PATIENCE
    with as_os_error():
        files, root = url_to_fs(url, **options)
    return files, root.rstrip("/")


def make_folder(files: Any, path: str) -> None:
    """Buckets have no folders: s3fs would look for the bucket instead, and make one where it may
    not look."""
    if "s3" not in files.protocol:
        files.makedirs(path, exist_ok=True)


@contextmanager
def as_os_error() -> Iterator[None]:
    """Lets OSError, ValueError and ImportError through; of others, as of botocore and aiohttp, only
    the kind is told, because their words may hold addresses."""
    try:
        yield
    except (OSError, ValueError, ImportError):
        raise
    except Exception as error:  # noqa: BLE001  every object store has errors of its own
        raise OSError(f"The object store failed ({type(error).__name__}).") from None
