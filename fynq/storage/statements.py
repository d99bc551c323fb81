"""SQL in named files: `-- name: open_doubt`, a line that says what it does, the statement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)\n-- (\S.*)\n", re.MULTILINE)


@cache
def statements(file: str) -> Mapping[str, str]:
    """The statements of `sql/<file>.sql` by name."""
    return MappingProxyType(parse(files(__package__).joinpath("sql", f"{file}.sql").read_text()))


def parse(text: str) -> dict[str, str]:
    """Raises ValueError when a statement lacks its name or description, or a name comes twice."""
    found: dict[str, str] = {}
    marks = list(_NAME.finditer(text))
    if text.count("-- name:") != len(marks) or (marks and text[: marks[0].start()].strip()):
        raise ValueError("Every statement begins with its name and one line that describes it.")
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        body = text[mark.end() : following.start() if following else len(text)].strip()
        if mark[1] in found or not body:
            raise ValueError(f"The statement {mark[1]} is empty or comes twice.")
        found[mark[1]] = body
    return found
