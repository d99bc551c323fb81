"""Our S3 against the wire format that AWS documents, without a client of S3."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import httpx
import pytest

from tests.wire.s3_server import KEY, SECRET, S3Server, s3_server
from tests.wire.s3_signing import authorization

SCOPE = "20261126/eu-central-1/s3/aws4_request"


@pytest.fixture
def server() -> Iterator[S3Server]:
    with s3_server() as server:
        yield server


def asked(
    server: S3Server,
    method: str,
    target: str,
    body: bytes = b"",
    secret: str = SECRET,
    **more: str,
) -> httpx.Response:
    path, _, query = target.partition("?")
    signed = {
        "host": server.url.removeprefix("http://"),
        "x-amz-date": "20261126T120000Z",
        "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
    }
    told = authorization(method, path, query, signed, KEY, secret, SCOPE)
    headers = {**signed, **more, "authorization": told}
    return httpx.request(method, f"{server.url}{target}", content=body, headers=headers)


def test_an_object_lives_and_dies(server: S3Server) -> None:
    put = asked(server, "PUT", "/school/a%20b/c.txt", b"0123456789")
    assert (put.status_code, put.headers["etag"]) == (200, '"781e5e245d69b566979b86e28d23f2c7"')
    got = asked(server, "GET", "/school/a%20b/c.txt")
    assert (got.content, got.headers["content-length"]) == (b"0123456789", "10")
    head = asked(server, "HEAD", "/school/a%20b/c.txt")
    assert (head.content, head.headers["content-length"]) == (b"", "10")
    part = asked(server, "GET", "/school/a%20b/c.txt", range="bytes=2-4")
    assert (part.status_code, part.content) == (206, b"234")
    assert part.headers["content-range"] == "bytes 2-4/10"
    assert asked(server, "GET", "/school/a%20b/c.txt", range="bytes=-3").content == b"789"
    assert asked(server, "GET", "/school/a%20b/c.txt", range="bytes=10-").status_code == 416
    for _ in range(2):
        assert asked(server, "DELETE", "/school/a%20b/c.txt").status_code == 204
    gone = asked(server, "GET", "/school/a%20b/c.txt")
    assert gone.status_code == 404 and "<Code>NoSuchKey</Code>" in gone.text
    assert "<Code>NoSuchBucket</Code>" in asked(server, "GET", "/other/x").text


def test_listings(server: S3Server) -> None:
    for key in ("a/1", "a/2", "a/b/3", "a/c/4", "d"):
        server.bucket.put(key, b"x")
    flat = asked(server, "GET", "/school?list-type=2&prefix=a%2F").text
    assert re.findall("<Key>(.*?)</Key>", flat) == ["a/1", "a/2", "a/b/3", "a/c/4"]
    found: list[str] = []
    token = ""
    for _ in range(9):
        query = f"list-type=2&prefix=a%2F&delimiter=%2F&max-keys=1{token}"
        page = asked(server, "GET", f"/school?{query}").text
        found += re.findall("<Key>(.*?)</Key>|<CommonPrefixes><Prefix>(.*?)</Prefix>", page)
        more = re.search("<NextContinuationToken>(.*?)</NextContinuationToken>", page)
        assert ("<IsTruncated>true" in page) == (more is not None)
        if more is None:
            break
        token = f"&continuation-token={more[1].replace('/', '%2F')}"
    assert ["".join(each) for each in found] == ["a/1", "a/2", "a/b/", "a/c/"]


def test_an_upload_in_parts(server: S3Server) -> None:
    begun = asked(server, "POST", "/school/big?uploads=").text
    upload = re.search("<UploadId>(.*?)</UploadId>", begun)
    assert upload
    place = f"/school/big?uploadId={upload[1]}"
    tags = [
        asked(server, "PUT", f"/school/big?partNumber={n}&uploadId={upload[1]}", body)
        for n, body in ((1, b"a" * 5 * 2**20), (2, b"bc"))
    ]
    parts = "".join(
        f"<Part><PartNumber>{n}</PartNumber><ETag>{tag.headers['etag']}</ETag></Part>"
        for n, tag in enumerate(tags, 1)
    )
    wrong = f"<CompleteMultipartUpload>{parts.replace('1<', '3<', 1)}</CompleteMultipartUpload>"
    assert asked(server, "POST", place, wrong.encode()).status_code == 400
    whole = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>"
    assert asked(server, "POST", place, whole.encode()).status_code == 200
    assert len(asked(server, "GET", "/school/big").content) == 5 * 2**20 + 2
    assert asked(server, "DELETE", place).status_code == 404


def test_signatures_count(server: S3Server) -> None:
    """The example is AWS's own: docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html"""
    empty = hashlib.sha256(b"").hexdigest()
    signed = {
        "host": "examplebucket.s3.amazonaws.com",
        "range": "bytes=0-9",
        "x-amz-content-sha256": empty,
        "x-amz-date": "20130524T000000Z",
    }
    scope = "20130524/us-east-1/s3/aws4_request"
    told = authorization("GET", "/test.txt", "", signed, KEY, SECRET, scope)
    right = "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    assert told.endswith(f"Signature={right}")
    refused = asked(server, "GET", "/school/x", secret="wrong")
    assert refused.status_code == 403 and "SignatureDoesNotMatch" in refused.text
    assert httpx.get(f"{server.url}/school/x").status_code == 403


def test_faults_in_their_order(server: S3Server) -> None:
    server.bucket.put("k", b"0123456789")
    server.plan("GET", "SlowDown", "cut", "reset")
    slow = asked(server, "GET", "/school/k")
    assert slow.status_code == 503 and "<Code>SlowDown</Code>" in slow.text
    for _ in range(2):
        with pytest.raises(httpx.TransportError):
            asked(server, "GET", "/school/k")
    assert asked(server, "GET", "/school/k").content == b"0123456789"
