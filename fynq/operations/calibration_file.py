"""Calibrations in a file: what one installation tells another of items and skills.

Lines of JSON. The first is a mark with the form's version; every other is one item, by the hash of its content,
or one skill, by its slug, with what many students' answers said of it. No line has a place for anything
of a student, a school or an answer's text.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, cast

from fynq.domain.errors import InvalidInput
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.pooling import LEAST_STUDENTS, Told

FORMAT = "fynq-calibrations/1"
MOST_LINES = 1_000_000
_MOST_CHARACTERS = 1_000
_KEYS = {"item": re.compile(r"[0-9a-f]{64}"), "skill": re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")}
_FIELDS = {"kind", "key", "difficulty", "variance", "answers", "students"}
_WAY = ("known", "learn", "slip", "guess")
_MOST_DIFFICULTY, _MOST_VARIANCE, _MOST_COUNT = 20.0, 20.0, 10**12


def write_calibrations(file: Path, told: Iterable[Told]) -> int:
    """Returns how many. Skills whose slugs are not plain are left out: they cannot be read back."""
    written = 0
    with file.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps({"format": FORMAT}) + "\n")
        for each in told:
            if _KEYS[each.kind].fullmatch(each.key):
                stream.write(json.dumps(_row(each)) + "\n")
                written += 1
    return written


def read_calibrations(file: Path) -> list[Told]:
    """Raises InvalidInput naming the line and what is wrong with it."""
    found: dict[tuple[str, str], Told] = {}
    with file.open(encoding="utf-8", errors="strict") as stream:
        try:
            for number, line in enumerate(
                iter(lambda: stream.readline(_MOST_CHARACTERS + 1), ""), 1
            ):
                if number > MOST_LINES or len(line) > _MOST_CHARACTERS:
                    raise _fault(number, "the file or the line is too long")
                row = _object(number, line)
                if number == 1:
                    if row != {"format": FORMAT}:
                        raise _fault(1, f'it is not {{"format": "{FORMAT}"}}')
                    continue
                told = _told(number, row)
                if (told.kind, told.key) in found:
                    raise _fault(number, "this item or skill comes twice")
                found[told.kind, told.key] = told
        except UnicodeDecodeError:
            raise InvalidInput("The file is not UTF-8.", field="file") from None
    if not found:
        raise InvalidInput("The file holds no calibrations.", field="file")
    return list(found.values())


def _row(told: Told) -> dict[str, Any]:
    row: dict[str, Any] = {
        "kind": told.kind,
        "key": told.key,
        "difficulty": told.mean,
        "variance": told.variance,
        "answers": told.answers,
        "students": told.students,
    }
    if told.tracing is not None:
        row["tracing"] = {name: getattr(told.tracing, name) for name in _WAY}
    return row


def _object(number: int, line: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise _fault(number, "it is not JSON") from None
    if not isinstance(row, dict):
        raise _fault(number, "it is not an object")
    return row


def _told(number: int, row: Mapping[str, Any]) -> Told:
    if not _FIELDS <= set(row) <= _FIELDS | {"tracing"}:
        raise _fault(number, f"its fields are not {', '.join(sorted(_FIELDS))} and tracing")
    kind, key = row["kind"], row["key"]
    if kind not in ("item", "skill"):
        raise _fault(number, "kind is neither item nor skill")
    if not isinstance(key, str) or not _KEYS[kind].fullmatch(key):
        raise _fault(number, "key is no hash of an item and no slug of a skill")
    tracing = row.get("tracing")
    way = None
    if tracing is not None:
        if kind != "skill" or not isinstance(tracing, dict) or set(tracing) != set(_WAY):
            raise _fault(number, "tracing is not known, learn, slip and guess of a skill")
        way = Tracing(*(_number(number, name, tracing[name], 0.001, 0.999) for name in _WAY))
    return Told(
        cast(Literal["item", "skill"], kind),
        key,
        _number(number, "difficulty", row["difficulty"], -_MOST_DIFFICULTY, _MOST_DIFFICULTY),
        _number(number, "variance", row["variance"], 0.001, _MOST_VARIANCE),
        _count(number, "answers", row["answers"], 1),
        _count(number, "students", row["students"], LEAST_STUDENTS),
        way,
    )


def _number(number: int, name: str, value: object, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _fault(number, f"{name} is no number")
    if not math.isfinite(value) or not least <= value <= most:
        raise _fault(number, f"{name} must be from {least:g} to {most:g}")
    return float(value)


def _count(number: int, name: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _MOST_COUNT:
        raise _fault(number, f"{name} must be a whole number from {least} on")
    return value


def _fault(number: int, problem: str) -> InvalidInput:
    return InvalidInput(f"Line {number} cannot be used: {problem}.", field="file")
