"""A misconception as an executable rule (the 'bug rules' of Brown and Burton 1978)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from fynq.reasoning.reading.tree import Tree

Rewrites = Iterator[tuple[Tree, Tree]]
"""Pairs: what such a student writes for the part, and what is right there."""

Apply = Callable[[Tree], Rewrites]


@dataclass(frozen=True, slots=True)
class Misconception:
    """slug: stable, kept with the student. skill: of the skill graph. remedy: one sentence.

    weight: how specific the rule is; of two that explain a step alike the heavier one is reported.
    """

    slug: str
    name: str
    explanation: str
    skill: str
    remedy: str
    apply: Apply
    weight: int = 5
