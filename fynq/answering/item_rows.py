"""A practice item out of named fields, as files and bodies have them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem

ItemKind = Literal["number", "expression", "equation", "set", "text", "choice"]
KINDS: tuple[str, ...] = get_args(ItemKind)
SLUG = r"^[a-z0-9][a-z0-9._-]{0,119}$"
MOST_QUESTION, MOST_ANSWER, MOST_CHOICE = 4_000, 500, 500
MOST_HINT, MOST_SOLUTION = 2_000, 10_000
MOST_SKILLS, MOST_CHOICES, MOST_HINTS = 8, 10, 20
LEAST_CHOICES = 2
MOST_TOLERANCE = 1e12
FIELDS = (
    *("slug", "question", "answer", "kind", "skills", "difficulty"),
    *("choices", "hints", "solution", "tolerance"),
)
_SHAPE = re.compile(SLUG)


class Bad(InvalidInput):
    """field: of the item, without its place among others."""


def item_of_row(row: Mapping[str, Any]) -> PracticeItem:
    """A row of JSON. kind, if left out: choice where there are choices, else expression. Raises Bad."""
    if strange := sorted(set(map(str, row)) - set(FIELDS)):
        raise Bad("There is no such field.", field=strange[0])
    choices = _texts(row, "choices", MOST_CHOICES, MOST_CHOICE)
    if choices and not len(choices) >= LEAST_CHOICES:
        raise Bad(f"There have to be {LEAST_CHOICES} choices at least.", field="choices")
    kind = row.get("kind") or ("choice" if choices else "expression")
    if kind not in KINDS:
        raise Bad("This is none of the kinds.", field="kind")
    if (kind == "choice") != bool(choices):
        raise Bad("Items of the kind 'choice' have choices, and no others.", field="choices")
    return PracticeItem(
        id=new_id(),
        slug=_slug(row.get("slug"), "slug"),
        question=_text(row, "question", MOST_QUESTION),
        answer=_text(row, "answer", MOST_ANSWER),
        kind=kind,
        skills=_skills(row),
        difficulty=_difficulty(row.get("difficulty", 2)),
        choices=choices,
        hints=_texts(row, "hints", MOST_HINTS, MOST_HINT),
        solution=_text(row, "solution", MOST_SOLUTION) if row.get("solution") else "",
        tolerance=_tolerance(row.get("tolerance", 0.0), kind),
    )


def _text(row: Mapping[str, Any], field: str, most: int) -> str:
    return _sound(row.get(field), field, most)


def _sound(value: object, field: str, most: int) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    if value is None:
        raise Bad("This field is missing.", field=field)
    if not isinstance(value, str):
        raise Bad("This must be a string.", field=field)
    text = value.strip()
    if not text:
        raise Bad("This must hold something else than space.", field=field)
    if len(text) > most:
        raise Bad(f"This has at most {most} characters.", field=field)
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Bad("This holds a character that cannot be stored.", field=field)
    return text


def _texts(row: Mapping[str, Any], field: str, most: int, longest: int) -> tuple[str, ...]:
    values = _list(row, field)
    if len(values) > most:
        raise Bad(f"There are at most {most} of these.", field=field)
    return tuple(_sound(value, field, longest) for value in values)


def _list(row: Mapping[str, Any], field: str) -> Sequence[Any]:
    value = row.get(field)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise Bad("This must be a list.", field=field)
    return value


def _slug(value: object, field: str) -> str:
    if value is None:
        raise Bad("This field is missing.", field=field)
    if not isinstance(value, str) or not _SHAPE.fullmatch(value):
        raise Bad("This has characters or a form that cannot be used.", field=field)
    return value


def _skills(row: Mapping[str, Any]) -> tuple[str, ...]:
    skills = tuple(dict.fromkeys(_slug(each, "skills") for each in _list(row, "skills")))
    if not skills:
        raise Bad("An item practises one skill at least.", field="skills")
    if len(skills) > MOST_SKILLS:
        raise Bad(f"There are at most {MOST_SKILLS} of these.", field="skills")
    return skills


def _difficulty(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 5:
        raise Bad("This must be a whole number from 1 to 5.", field="difficulty")
    return value


def _tolerance(value: object, kind: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Bad("This must be a number.", field="tolerance")
    if not math.isfinite(value) or not 0 <= value <= MOST_TOLERANCE:
        raise Bad("This must be a number from 0 on.", field="tolerance")
    if value and kind != "number":
        raise Bad("Only numbers have a tolerance.", field="tolerance")
    return float(value)
