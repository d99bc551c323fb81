"""A server that speaks the REST wire of S3 (path style), faults included.

Signatures are checked. `server.plan("GET", "SlowDown", "cut")` breaks the next two requests of that
method; a plan for a part of a key, such as "manifest.json", does so for keys that hold it. A fault
is a code of S3, `cut` (the body breaks off in its middle) or `reset` (no answer at all).
"""

from __future__ import annotations

import re
import socket
import struct
import threading
import xml.etree.ElementTree as ElementTree
from base64 import b64decode
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote
from zlib import crc32

from tests.wire.s3_objects import (
    Bucket,
    Refused,
    Stored,
    begun_xml,
    buckets_xml,
    completed_xml,
    deleted_xml,
    error_xml,
    listing_xml,
)
from tests.wire.s3_signing import denied

BUCKET = "school"
KEY, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
"""The pair of the examples in the documentation of S3."""
_MOST_KEYS = 1_000
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True)
class Seen:
    """query: its names. size: of the body."""

    method: str
    key: str
    query: tuple[str, ...]
    size: int
    status: int


class S3Server:
    """page: how many keys a listing has at most."""

    def __init__(self) -> None:
        self.buckets = {BUCKET: Bucket()}
        self.secrets = {KEY: SECRET}
        self.seen: list[Seen] = []
        self.page = _MOST_KEYS
        self._plans: dict[str, deque[str]] = defaultdict(deque)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def bucket(self) -> Bucket:
        return self.buckets[BUCKET]

    def plan(self, subject: str, *faults: str) -> None:
        self._plans[subject].extend(faults)

    def well(self) -> None:
        """No more faults."""
        self._plans.clear()

    def fault(self, method: str, key: str) -> str:
        for subject, faults in list(self._plans.items()):
            if faults and (subject == method or (not subject.isupper() and subject in key)):
                return faults.popleft()
        return ""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def s3_server() -> Iterator[S3Server]:
    server = S3Server()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _handler(server: S3Server) -> type[BaseHTTPRequestHandler]:
    class Handler(_Wire):
        s3 = server

    return Handler


@dataclass(frozen=True)
class _Reply:
    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


class _Wire(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    s3: S3Server

    def log_message(self, *_: object) -> None:
        return None

    def _take(self) -> None:
        self._head = {name.lower(): value for name, value in self.headers.items()}
        self._path, _, self._query = self.path.partition("?")
        body = self._body()
        bucket, _, key = unquote(self._path).lstrip("/").partition("/")
        asked = dict(parse_qsl(self._query, keep_blank_values=True))
        fault = self.s3.fault(self.command, key)
        try:
            wrong = denied(self.command, self._path, self._query, self._head, self.s3.secrets)
            if wrong or fault not in ("", "cut", "reset"):
                raise Refused(wrong or fault)
            reply = self._answered(bucket, key, asked, body)
        except Refused as refused:
            told = b"" if self.command == "HEAD" else error_xml(refused.code, self._path)
            reply = _Reply(refused.status, told, (("Content-Type", "application/xml"),))
        self.s3.seen.append(Seen(self.command, key, tuple(asked), len(body), reply.status))
        self._send(reply, fault)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _take  # noqa: N815  names of http.server

    def _body(self) -> bytes:
        """Also in chunks of HTTP, and in those of AWS, whose trailer is a checksum."""
        if self._head.get("transfer-encoding", "").lower() == "chunked":
            body = b"".join(self._chunks())
        else:
            body = self.rfile.read(int(self._head.get("content-length", 0)))
        if "aws-chunked" in self._head.get("content-encoding", ""):
            body = _unwrapped(body)
        return body

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            continue

    def _answered(self, name: str, key: str, asked: Mapping[str, str], body: bytes) -> _Reply:
        if not name:
            return _xml(buckets_xml(self.s3.buckets))
        bucket = self.s3.buckets.get(name)
        if bucket is None:
            raise Refused("NoSuchBucket")
        match self.command:
            case "GET" | "HEAD" if not key:
                return (
                    _xml(self._listed(name, bucket, asked)) if self.command == "GET" else _Reply()
                )
            case "GET" | "HEAD":
                return self._read(bucket.get(key))
            case "PUT" if key:
                return self._put(bucket, key, asked, body)
            case "POST" if "uploads" in asked:
                return _xml(begun_xml(name, key, bucket.begin(key)))
            case "POST" if "uploadId" in asked:
                made = bucket.complete(asked["uploadId"], _wanted(body))
                return _xml(completed_xml(name, *made))
            case "POST" if "delete" in asked:
                keys = _texts(body, "Key")
                bucket.delete(keys)
                return _xml(deleted_xml(keys))
            case "DELETE" if "uploadId" in asked:
                bucket.abort(asked["uploadId"])
                return _Reply(204)
            case "DELETE" if key:
                bucket.delete([key])
                return _Reply(204)
        raise Refused("MethodNotAllowed")

    def _listed(self, name: str, bucket: Bucket, asked: Mapping[str, str]) -> bytes:
        most = min(int(asked.get("max-keys", self.s3.page)), self.s3.page)
        after = asked.get("continuation-token") or asked.get("start-after", "")
        page = bucket.listed(asked.get("prefix", ""), asked.get("delimiter", ""), after, most)
        return listing_xml(name, asked, page, most)

    def _put(self, bucket: Bucket, key: str, asked: Mapping[str, str], body: bytes) -> _Reply:
        self._check(body)
        if "uploadId" in asked:
            made = bucket.part(asked["uploadId"], int(asked["partNumber"]), body)
        else:
            made = bucket.put(key, body)
        return _Reply(headers=(("ETag", f'"{made.etag}"'),))

    def _check(self, body: bytes) -> None:
        told = self._head.get("x-amz-checksum-crc32")
        if told and int.from_bytes(b64decode(told)) != crc32(body):
            raise Refused("BadDigest")

    def _read(self, stored: Stored) -> _Reply:
        if self._head.get("if-match", stored.etag).strip('"') != stored.etag:
            raise Refused("PreconditionFailed")
        headers = (
            ("ETag", f'"{stored.etag}"'),
            ("Last-Modified", format_datetime(stored.at, usegmt=True)),
            *(("Accept-Ranges", "bytes"), ("Content-Type", "binary/octet-stream")),
        )
        found = _RANGE.fullmatch(self._head.get("range", ""))
        if found is None or not any(found.groups()):
            return _Reply(200, stored.body, headers)
        size = len(stored.body)
        if found[1]:
            start, end = int(found[1]), min(int(found[2] or size - 1), size - 1)
        else:
            start, end = max(size - int(found[2]), 0), size - 1
        if start >= size or start > end:
            raise Refused("InvalidRange")
        told = ("Content-Range", f"bytes {start}-{end}/{size}")
        return _Reply(206, stored.body[start : end + 1], (*headers, told))

    def _send(self, reply: _Reply, fault: str) -> None:
        if fault == "reset":
            self._drop()
            return
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("x-amz-request-id", "4442587FB7D0A2F9")
        self.end_headers()
        if self.command == "HEAD" or reply.status == 204:
            return
        if fault == "cut":
            self.wfile.write(reply.body[: len(reply.body) // 2])
            self._drop()
            return
        self.wfile.write(reply.body)

    def _drop(self) -> None:
        """Ends the connection with a reset."""
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()


def _xml(body: bytes) -> _Reply:
    return _Reply(200, body, (("Content-Type", "application/xml"),))


def _unwrapped(body: bytes) -> bytes:
    """AWS chunks: a size in hexadecimal, perhaps with a signature, and so many bytes."""
    found, at = [], 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end].split(b";")[0], 16)
        if not size:
            return b"".join(found)
        found.append(body[end + 2 : end + 2 + size])
        at = end + 2 + size + 2


def _wanted(body: bytes) -> list[tuple[int, str]]:
    numbers, etags = _texts(body, "PartNumber"), _texts(body, "ETag")
    return [(int(n), etag.strip('"')) for n, etag in zip(numbers, etags, strict=True)]


def _texts(body: bytes, name: str) -> list[str]:
    root: Any = ElementTree.fromstring(body)
    return [each.text or "" for each in root.iter() if each.tag.rpartition("}")[2] == name]
