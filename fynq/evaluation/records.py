"""Reads the plain files of the scoreboard; says the line when one cannot be used."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fynq.domain.errors import ConfigurationError, InvalidInput

_LONGEST_FIELD = 10_000_000


def fault(file: Path, line: int, problem: str) -> InvalidInput:
    return InvalidInput(f"{file.name}, line {line}: {problem}.", field=file.name)


def read_lines(file: Path) -> Iterator[tuple[int, str]]:
    """Numbered from 1. Raises ConfigurationError if there is no such file, InvalidInput if it is
    not UTF-8 text."""
    line = 0
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for text in stream:
                line += 1
                if "\0" in text:
                    raise fault(file, line, "a NUL character")
                yield line, text
    except UnicodeDecodeError:
        raise fault(file, line + 1, "not UTF-8 text") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise ConfigurationError(
            str(file), f"it cannot be read ({reason})", "Give the path of a readable file."
        ) from None


def read_jsonl(file: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """One JSON object a line; empty lines are skipped."""
    for line, text in read_lines(file):
        if not text.strip():
            continue
        try:
            row = json.loads(text, parse_constant=_refused)
        except (ValueError, RecursionError):
            raise fault(file, line, "not JSON") from None
        if not isinstance(row, dict):
            raise fault(file, line, "not a JSON object")
        yield line, row


def _refused(constant: str) -> None:
    raise ValueError(constant)


def text_of(file: Path, line: int, row: Mapping[str, Any], field: str) -> str:
    """A field that must be there as a text or a number; raises InvalidInput naming the line."""
    value = row.get(field)
    if value is None:
        raise fault(file, line, f"no field '{field}'")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise fault(file, line, f"'{field}' must be a text or a number")
    return str(value)


def truth_of(file: Path, line: int, row: Mapping[str, Any], field: str) -> bool:
    value = row.get(field)
    if not isinstance(value, bool):
        raise fault(file, line, f"'{field}' must be true or false")
    return value


def read_table(
    file: Path, required: Mapping[str, tuple[str, ...]], delimiter: str = ","
) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Rows of a table with a header. required: from a column's name here to its names in files.

    Other columns keep the name that they have. A row with too few cells is an error.
    """
    numbered = read_lines(file)
    last = 0

    def texts() -> Iterator[str]:
        nonlocal last
        for line, text in numbered:
            last = line
            yield text

    former = csv.field_size_limit(_LONGEST_FIELD)
    try:
        rows = csv.reader(texts(), delimiter=delimiter, strict=True)
        header = [name.strip() for name in next(rows, [])]
        renamed = {known: name for name, names in required.items() for known in names}
        names = [renamed.get(name, name) for name in header]
        for name, known in required.items():
            if name not in names:
                raise fault(file, 1, f"no column {' or '.join(known)}")
        for cells in rows:
            if not cells:
                continue
            if len(cells) != len(names):
                raise fault(file, last, f"{len(cells)} cells under {len(names)} columns")
            yield last, dict(zip(names, (cell.strip() for cell in cells), strict=True))
    except csv.Error:
        raise fault(file, last, "not a table") from None
    finally:
        csv.field_size_limit(former)
