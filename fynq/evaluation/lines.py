"""JSON lines, with the place of a mistake."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fynq.domain.errors import InvalidInput


def objects(path: Path) -> Iterator[dict[str, Any]]:
    """Raises InvalidInput naming the line, or that the file cannot be read."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _object(line, number)
    except (OSError, UnicodeDecodeError):
        raise InvalidInput(f"{path.name} cannot be read as UTF-8 text.", field="path") from None


def _object(line: str, number: int) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise InvalidInput(f"Line {number} is not JSON.", field="path") from None
    if not isinstance(found, dict):
        raise InvalidInput(f"Line {number} is not an object.", field="path")
    return found


def text(entry: dict[str, Any], field: str) -> str:
    """'' when absent. Raises InvalidInput when it is there and not a text or number."""
    value = entry.get(field, "")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InvalidInput(f"'{field}' must be a text.", field=field)
    return str(value)
