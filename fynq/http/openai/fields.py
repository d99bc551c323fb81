"""Reads fields of JSON objects strictly. Every refusal names the field as callers write it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, NoReturn

from fynq.domain.errors import InvalidInput

_UNSAFE = re.compile(r"[^A-Za-z0-9_.\-]")


def refuse(field: str, words: str) -> NoReturn:
    raise InvalidInput(words, field=field)


def known_only(given: dict[str, Any], names: Collection[str], at: str) -> None:
    """Refuses what OpenAI's format does not have. at: '' or 'messages[2].'."""
    for name in given:
        if name not in names:
            shown = _UNSAFE.sub("?", name[:40])
            refuse(at + shown, "There is no such field.")


def an_object(value: Any, at: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        refuse(at, "This must be a JSON object.")
    return value


def a_list(value: Any, at: str, *, most: int, least: int = 0) -> list[Any]:
    if not isinstance(value, list):
        refuse(at, "This must be a list.")
    if not least <= len(value) <= most:
        refuse(at, f"This must have {least} to {most} entries.")
    return value


def a_string(value: Any, at: str, *, most: int | None = None, least: int = 0) -> str:
    if not isinstance(value, str):
        refuse(at, "This is missing." if value is None else "This must be a string.")
    if len(value) < least:
        refuse(at, "This may not be empty.")
    if most is not None and len(value) > most:
        refuse(at, f"This has at most {most} characters.")
    return value


def one_of(value: Any, at: str, choices: Collection[str]) -> str:
    if not isinstance(value, str) or value not in choices:
        refuse(at, f"This must be one of: {', '.join(sorted(choices))}.")
    return value


def a_flag(value: Any, at: str) -> bool:
    if not isinstance(value, bool):
        refuse(at, "This must be true or false.")
    return value


def a_whole(value: Any, at: str, least: int, most: int) -> int:
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int:
        refuse(at, "This must be a whole number.")
    if not least <= value <= most:
        refuse(at, f"This must be from {least} to {most}.")
    return int(value)


def a_number(value: Any, at: str, least: float, most: float) -> float:
    if type(value) not in (int, float):
        refuse(at, "This must be a number.")
    if not least <= value <= most:
        refuse(at, f"This must be from {least:g} to {most:g}.")
    return float(value)
