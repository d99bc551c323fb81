"""JSON that means one thing only: RFC 8259 as narrowed by I-JSON (RFC 7493)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from fynq.domain.errors import InvalidInput, MalformedBody
from fynq.http.problem import field_name

# A string that never ends matches too, or each of its escaped quotes would be tried as a start.
_STRUCTURE = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_WHOLE_DIGITS = 18


def read_json(body: bytes, max_depth: int, whole_digits: int = _WHOLE_DIGITS) -> Any:
    """whole_digits: of an integer, at most.

    Raises MalformedBody (400) for what is not JSON, InvalidInput (422) for values that have
    no single meaning: duplicate keys, NaN, numbers beyond 64 bits, NUL, lone surrogates."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise MalformedBody("The body is not UTF-8.", field="body") from None
    if text.startswith("\ufeff"):
        raise MalformedBody("The body starts with a byte order mark.", field="body")
    _check_depth(body, max_depth)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole if whole_digits == _WHOLE_DIGITS else _whole_of(whole_digits),
            parse_float=_real,
            parse_constant=_constant,
        )
    except (json.JSONDecodeError, RecursionError):
        raise MalformedBody("The body is not JSON.", field="body") from None
    if b"\\u" in body:
        _check_text(value, ())
    return value


def _check_depth(body: bytes, max_depth: int) -> None:
    if body.count(b"[") + body.count(b"{") <= max_depth:
        return
    depth = 0
    for match in _STRUCTURE.finditer(body):
        mark = match[0]
        if mark in (b"[", b"{"):
            depth += 1
            if depth > max_depth:
                raise MalformedBody(
                    f"The JSON is nested deeper than {max_depth} levels.", field="body"
                )
        elif mark in (b"]", b"}"):
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise InvalidInput("A key appears twice in one JSON object.", field="body")
    return value


def _whole(digits: str) -> int:
    if len(digits) > _WHOLE_DIGITS:
        raise InvalidInput("A number is too large.", field="body")
    return int(digits)


def _whole_of(most: int) -> Callable[[str], int]:
    def whole(digits: str) -> int:
        if len(digits) > most:
            raise InvalidInput("A number is too large.", field="body")
        return int(digits)

    return whole


def _real(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise InvalidInput("A number is too large.", field="body")
    return value


def _constant(_: str) -> NoReturn:
    raise MalformedBody("NaN and Infinity are not JSON.", field="body")


def _check_text(value: Any, path: Sequence[object]) -> None:
    if isinstance(value, str):
        if not storable(value):
            raise InvalidInput(
                "The text holds a character that cannot be stored.", field=field_name(path)
            )
    elif isinstance(value, dict):
        for key, each in value.items():
            _check_text(key, ("body",))
            _check_text(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            _check_text(each, (*path, index))


def storable(text: str) -> bool:
    """Without NUL and lone surrogates, which PostgreSQL and UTF-8 cannot hold."""
    if "\x00" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
