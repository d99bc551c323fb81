"""What is publicly known of the vendors' models, from facts.json: for the blanks in ops' rows.

Every row says where its figures were read, and when. A figure that no source gave, or on which
the sources differ, is left out; so a model may be known without a price. Prices are those of
short prompts in dollars per million tokens; a `note` tells of others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from fynq.routing.options import Capability, ModelRow

_FILE = Path(__file__).with_name("facts.json")
_VERSION = re.compile(r"latest|preview|exp|\d{2,8}(-\d{2}){0,2}")
"""What may follow a model's name: '-2025-08-07', '-20250929', '-2508', '-001', '-latest'."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One model of one vendor. None and 0: not known. date: when the sources were read."""

    kind: str
    name: str
    sources: tuple[str, ...]
    date: str
    embeds: bool = False
    context: int = 0
    max_output: int = 0
    input_price: float | None = None
    cached_price: float | None = None
    output_price: float | None = None
    capabilities: tuple[Capability, ...] | None = None
    note: str = ""


@cache
def facts() -> tuple[Fact, ...]:
    return tuple(_read(json.loads(_FILE.read_text(encoding="utf-8"))))


def _read(rows: list[dict[str, Any]]) -> Iterator[Fact]:
    for row in rows:
        listed: dict[str, Any] = {
            name: tuple(row[name]) for name in ("sources", "capabilities") if name in row
        }
        yield Fact(**{**row, **listed})


def fact_of(kind: str, upstream: str) -> Fact | None:
    """By the exact name, else by the longest name that only a version follows."""
    name = upstream.removeprefix("models/")
    known = [fact for fact in facts() if fact.kind == kind and _same(fact.name, name)]
    return max(known, key=lambda fact: len(fact.name), default=None)


def _same(known: str, name: str) -> bool:
    if known == name:
        return True
    rest = name.removeprefix(known + "-")
    return rest != name and _VERSION.fullmatch(rest) is not None


def filled(kind: str, model: ModelRow) -> ModelRow:
    """The row with its blanks filled; what ops wrote stays, and one price of their own keeps all
    of ours out: half a price list is none."""
    fact = fact_of(kind, model.upstream or model.name)
    if fact is None:
        return model
    own = (model.input_price, model.cached_price, model.output_price)
    priced = model
    if own == (None, None, None):
        priced = replace(
            model,
            input_price=fact.input_price,
            cached_price=fact.cached_price,
            output_price=fact.output_price,
        )
    return replace(
        priced,
        context=model.context or fact.context,
        max_output=model.max_output or fact.max_output,
        capabilities=fact.capabilities if model.capabilities is None else model.capabilities,
        embeds=model.embeds or fact.embeds,
    )
