"""Typed reading of the starter files' records; every fault names its file and its remedy."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from fynq.domain.errors import ConfigurationError

REMEDY = "Correct the file, or install fynq again."


def fault(place: str, problem: str) -> ConfigurationError:
    return ConfigurationError(f"starter/{place}", problem, REMEDY)


def text_of(file: Traversable, place: str) -> str:
    """The file as text with \\n line ends. Raises ConfigurationError."""
    try:
        text = file.read_bytes().decode("utf-8")
    except OSError as error:
        raise fault(place, f"cannot be read ({error.strerror or type(error).__name__})") from error
    except UnicodeDecodeError:
        raise fault(place, "is not UTF-8") from None
    if "\0" in text:
        raise fault(place, "holds a NUL character")
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def json_of(text: str, place: str) -> Any:
    """The JSON value. A name that stands twice in one object is a fault, as is NaN."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a name stands twice in one object")
        return found

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise fault(place, f"is not valid JSON: {error}") from None


def split_front_matter(text: str, place: str) -> tuple[Any, str]:
    """(the YAML value between the two '---' lines, the text after them without blank ends)."""
    opening, _, rest = text.partition("\n")
    head, closing, body = rest.partition("\n---\n")
    if opening != "---" or not closing:
        raise fault(place, "does not begin with front matter between two lines '---'")
    try:
        front = yaml.safe_load(head)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise fault(place, "has front matter that is not valid YAML") from None
    return front, body.strip() + "\n"


@dataclass(frozen=True, slots=True)
class Record:
    """One object of a file with exactly the fields `names`. place: the file and the record."""

    place: str
    values: Mapping[str, Any]

    @classmethod
    def of(cls, value: object, names: Collection[str], place: str) -> Record:
        if not isinstance(value, dict):
            raise fault(place, "is not an object")
        if missing := sorted(set(names) - value.keys()):
            raise fault(place, f"lacks {', '.join(missing)}")
        if strange := sorted(str(name) for name in value.keys() - set(names)):
            raise fault(place, f"has the unknown fields {', '.join(strange)}")
        return cls(place, value)

    def text(self, name: str) -> str:
        value = self.values[name]
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            raise fault(self.place, f"{name} is not a text without blank ends")
        if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise fault(self.place, f"{name} holds a character that cannot be stored")
        return value

    def slug(self, name: str) -> str:
        return self._slug(self.text(name), name)

    def slugs(self, name: str) -> tuple[str, ...]:
        value = self.values[name]
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise fault(self.place, f"{name} is not a list of slugs")
        if len(set(value)) != len(value):
            raise fault(self.place, f"{name} names a slug twice")
        return tuple(self._slug(each, name) for each in value)

    def number(self, name: str, least: int, most: int) -> int:
        value = self.values[name]
        if type(value) is not int or not least <= value <= most:
            raise fault(self.place, f"{name} is not a whole number from {least} to {most}")
        return value

    def one_of(self, name: str, choices: Collection[str]) -> str:
        value = self.text(name)
        if value not in choices:
            raise fault(self.place, f"{name} is not one of {', '.join(sorted(choices))}")
        return value

    def _slug(self, value: str, name: str) -> str:
        parts = value.split("-")
        if not all(part.isascii() and part.isalnum() and part == part.lower() for part in parts):
            raise fault(self.place, f"{name} is not a slug (lower-case words joined by '-')")
        return value
