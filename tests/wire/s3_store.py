"""An S3 server for a test, and the surroundings in which fsspec finds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from tests.wire.s3_server import BUCKET, KEY, SECRET, S3Server, s3_server


@contextmanager
def s3_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[S3Server, str]]:
    """The server and a URL in it. Told to s3fs by the environment, as in production."""
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed: pip install 'fynq[s3]'")
    # One that an earlier test opened speaks to the server of that test.
    s3fs.S3FileSystem.clear_instance_cache()
    with s3_server() as server:
        told = {
            "AWS_ENDPOINT_URL": server.url,
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        yield server, f"s3://{BUCKET}/{uuid4().hex}"
