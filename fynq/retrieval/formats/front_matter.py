"""The YAML at the head of a Markdown file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.parsed import rejected

_MAX_FRONT_MATTER = 16_384
_FRONT_MATTER = re.compile(
    r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)


def split_front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """Its fields and the text after it. Raises RejectedDocument when it is no YAML."""
    found = _FRONT_MATTER.match(text[:_MAX_FRONT_MATTER])
    if not found:
        return {}, text
    try:
        fields = yaml.safe_load(found[1])
    except (yaml.YAMLError, ValueError, RecursionError):
        raise rejected(Rejection.BROKEN, "The front matter is not YAML.") from None
    if not isinstance(fields, dict):
        return {}, text
    return fields, text[found.end() :].lstrip("\n")


def line(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def lines(values: object) -> Iterable[str]:
    values = [values] if isinstance(values, str) else values
    return filter(None, map(line, values)) if isinstance(values, list) else ()
