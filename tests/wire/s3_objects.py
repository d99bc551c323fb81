"""What an S3 bucket holds, and the XML in which S3 tells it (API version 2006-03-01)."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote
from xml.sax.saxutils import escape

LEAST_PART = 5 * 1024 * 1024
"""Bytes of every part of an upload but its last."""
STATUS = {
    "AccessDenied": 403,
    "InvalidAccessKeyId": 403,
    "SignatureDoesNotMatch": 403,
    "NoSuchKey": 404,
    "NoSuchBucket": 404,
    "NoSuchUpload": 404,
    "InvalidPart": 400,
    "EntityTooSmall": 400,
    "BadDigest": 400,
    "MethodNotAllowed": 405,
    "PreconditionFailed": 412,
    "InvalidRange": 416,
    "InternalError": 500,
    "SlowDown": 503,
}


class Refused(Exception):
    """code: one of STATUS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.status = STATUS[code]


@dataclass(frozen=True)
class Stored:
    body: bytes
    etag: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class Listing:
    """One page. cut: where the next one begins, '' for none."""

    keys: list[tuple[str, Stored]] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)
    cut: str = ""


class Bucket:
    """Keys in the order of their bytes, and uploads that are not complete. Reads see every write
    that has been answered, as S3's do."""

    def __init__(self) -> None:
        self.objects: dict[str, Stored] = {}
        self.uploads: dict[str, tuple[str, dict[int, Stored]]] = {}
        self._lock = threading.Lock()
        self._begun = 0

    def put(self, key: str, body: bytes) -> Stored:
        made = Stored(body, _md5(body).hex())
        with self._lock:
            self.objects[key] = made
        return made

    def get(self, key: str) -> Stored:
        with self._lock:
            found = self.objects.get(key)
        if found is None:
            raise Refused("NoSuchKey")
        return found

    def delete(self, keys: Iterable[str]) -> None:
        with self._lock:
            for key in keys:
                self.objects.pop(key, None)

    def begin(self, key: str) -> str:
        with self._lock:
            self._begun += 1
            name = f"upload-{self._begun}"
            self.uploads[name] = key, {}
        return name

    def part(self, upload: str, number: int, body: bytes) -> Stored:
        made = Stored(body, _md5(body).hex())
        with self._lock:
            if upload not in self.uploads:
                raise Refused("NoSuchUpload")
            self.uploads[upload][1][number] = made
        return made

    def complete(self, upload: str, wanted: list[tuple[int, str]]) -> tuple[str, Stored]:
        with self._lock:
            if upload not in self.uploads:
                raise Refused("NoSuchUpload")
            key, parts = self.uploads[upload]
            if not wanted or wanted != sorted(wanted):
                raise Refused("InvalidPart")
            if any(number not in parts or parts[number].etag != etag for number, etag in wanted):
                raise Refused("InvalidPart")
            bodies = [parts[number].body for number, _ in wanted]
            if any(len(body) < LEAST_PART for body in bodies[:-1]):
                raise Refused("EntityTooSmall")
            digests = b"".join(map(_md5, bodies))
            made = Stored(b"".join(bodies), f"{_md5(digests).hex()}-{len(bodies)}")
            self.objects[key] = made
            del self.uploads[upload]
        return key, made

    def abort(self, upload: str) -> None:
        with self._lock:
            if self.uploads.pop(upload, None) is None:
                raise Refused("NoSuchUpload")

    def listed(self, prefix: str, delimiter: str, after: str, most: int) -> Listing:
        """after: the last key or common prefix of the page before."""
        page = Listing()
        with self._lock:
            keys = sorted(self.objects, key=str.encode)
            for key in keys:
                if not key.startswith(prefix) or key <= after:
                    continue
                end = key.find(delimiter, len(prefix)) if delimiter else -1
                common = key[: end + len(delimiter)] if end >= 0 else ""
                if common and (common == after or common in page.prefixes):
                    continue
                if len(page.keys) + len(page.prefixes) == most:
                    page.cut = max([*page.prefixes, *(each for each, _ in page.keys)])
                    break
                if common:
                    page.prefixes.append(common)
                else:
                    page.keys.append((key, self.objects[key]))
        return page


def _md5(body: bytes) -> bytes:
    return hashlib.md5(body, usedforsecurity=False).digest()


def listing_xml(bucket: str, asked: Mapping[str, str], page: Listing, most: int) -> bytes:
    keys = "".join(
        f"<Contents><Key>{quote(key)}</Key><LastModified>{_time(stored)}</LastModified>"
        f"<ETag>&quot;{stored.etag}&quot;</ETag><Size>{len(stored.body)}</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
        for key, stored in page.keys
    )
    prefixes = "".join(
        f"<CommonPrefixes><Prefix>{quote(each)}</Prefix></CommonPrefixes>" for each in page.prefixes
    )
    more = f"<NextContinuationToken>{quote(page.cut)}</NextContinuationToken>" if page.cut else ""
    return _xml(
        f"<ListBucketResult {_NAMESPACE}><Name>{bucket}</Name>"
        f"<Prefix>{quote(asked.get('prefix', ''))}</Prefix><MaxKeys>{most}</MaxKeys>"
        f"<Delimiter>{quote(asked.get('delimiter', ''))}</Delimiter><EncodingType>url</EncodingType>"
        f"<KeyCount>{len(page.keys) + len(page.prefixes)}</KeyCount>"
        f"<IsTruncated>{'true' if page.cut else 'false'}</IsTruncated>{more}{keys}{prefixes}</ListBucketResult>"
    )


def buckets_xml(names: Iterable[str]) -> bytes:
    listed = "".join(
        f"<Bucket><Name>{name}</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>"
        for name in names
    )
    return _xml(
        f"<ListAllMyBucketsResult {_NAMESPACE}><Owner><ID>1</ID></Owner><Buckets>{listed}</Buckets></ListAllMyBucketsResult>"
    )


def begun_xml(bucket: str, key: str, upload: str) -> bytes:
    return _xml(
        f"<InitiateMultipartUploadResult {_NAMESPACE}><Bucket>{bucket}</Bucket><Key>{escape(key)}</Key>"
        f"<UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"
    )


def completed_xml(bucket: str, key: str, made: Stored) -> bytes:
    return _xml(
        f"<CompleteMultipartUploadResult {_NAMESPACE}><Bucket>{bucket}</Bucket><Key>{escape(key)}</Key>"
        f"<ETag>&quot;{made.etag}&quot;</ETag></CompleteMultipartUploadResult>"
    )


def deleted_xml(keys: Iterable[str]) -> bytes:
    told = "".join(f"<Deleted><Key>{escape(key)}</Key></Deleted>" for key in keys)
    return _xml(f"<DeleteResult {_NAMESPACE}>{told}</DeleteResult>")


def error_xml(code: str, place: str) -> bytes:
    return _xml(
        f"<Error><Code>{code}</Code><Message>{code}.</Message><Resource>{escape(place)}</Resource>"
        "<RequestId>4442587FB7D0A2F9</RequestId></Error>"
    )


_NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'


def _xml(content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{content}'.encode()


def _time(stored: Stored) -> str:
    return stored.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
