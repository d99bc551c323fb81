"""AWS Signature Version 4 in the header, as S3 checks it: the path is not encoded once more."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

_PARTS = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<scope>\S+?),? ?SignedHeaders=(?P<signed>[\w;-]+),? ?Signature=(?P<signature>[0-9a-f]{64})"
)


def authorization(
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    key: str,
    secret: str,
    scope: str,
) -> str:
    """scope: date/region/s3/aws4_request. headers: names in lower case; all of them are signed."""
    signed = ";".join(sorted(headers))
    signature = _signature(method, path, query, headers, signed, secret, scope)
    return (
        f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={signed}, Signature={signature}"
    )


def denied(
    method: str, path: str, query: str, headers: Mapping[str, str], secrets: Mapping[str, str]
) -> str:
    """S3's code for what is wrong with the request's signature; '' where it is right."""
    found = _PARTS.fullmatch(headers.get("authorization", ""))
    if found is None:
        return "AccessDenied"
    if found["key"] not in secrets:
        return "InvalidAccessKeyId"
    right = _signature(
        method, path, query, headers, found["signed"], secrets[found["key"]], found["scope"]
    )
    return "" if hmac.compare_digest(right, found["signature"]) else "SignatureDoesNotMatch"


def _signature(
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    signed: str,
    secret: str,
    scope: str,
) -> str:
    pairs = sorted((_encoded(name), _encoded(value)) for name, value in parse_qsl(query, True))
    lines = [f"{name}:{' '.join(headers.get(name, '').split())}\n" for name in signed.split(";")]
    request = "\n".join(
        (
            *(method, path, "&".join(f"{name}={value}" for name, value in pairs)),
            *("".join(lines), signed, headers.get("x-amz-content-sha256", "")),
        )
    )
    told = "\n".join(
        (
            *("AWS4-HMAC-SHA256", headers.get("x-amz-date", ""), scope),
            hashlib.sha256(request.encode()).hexdigest(),
        )
    )
    key = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        key = _mac(key, part)
    return _mac(key, told).hex()


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
