"""Practice items, as teachers write them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from fynq.answering.item_rows import (
    LEAST_CHOICES,
    MOST_ANSWER,
    MOST_CHOICE,
    MOST_CHOICES,
    MOST_HINT,
    MOST_HINTS,
    MOST_QUESTION,
    MOST_SKILLS,
    MOST_SOLUTION,
    MOST_TOLERANCE,
    SLUG,
    ItemKind,
)
from fynq.answering.practice_books import BankItem
from fynq.http.drawing import Draw, block_html
from fynq.http.schemas.base import In, Moment, Out

Slug = Annotated[str, Field(pattern=SLUG, examples=["linear-brackets"])]
SkillName = Annotated[str, Field(pattern=SLUG, examples=["linear-equations"])]
Difficulty = Annotated[int, Field(strict=True, ge=1, le=5, description="1 easy to 5 hard.")]


class ItemBody(In):
    """A practice item. Its answer has to count as right against itself."""

    question: str = Field(min_length=1, max_length=MOST_QUESTION, examples=["Solve $2x + 3 = 11$."])
    answer: str = Field(
        min_length=1,
        max_length=MOST_ANSWER,
        description="A text answer may give several wordings, joined by `|`.",
        examples=["4"],
    )
    kind: ItemKind | None = Field(
        default=None, description="choice where there are choices, else expression."
    )
    skills: list[SkillName] = Field(min_length=1, max_length=MOST_SKILLS)
    difficulty: Difficulty = 2
    choices: list[Annotated[str, Field(min_length=1, max_length=MOST_CHOICE)]] | None = Field(
        default=None,
        min_length=LEAST_CHOICES,
        max_length=MOST_CHOICES,
        description="One of them is the answer, word for word.",
    )
    hints: list[Annotated[str, Field(min_length=1, max_length=MOST_HINT)]] = Field(
        default_factory=list,
        max_length=MOST_HINTS,
        description="Each says more than the one before; Markdown with $LaTeX$.",
    )
    solution: str = Field(default="", max_length=MOST_SOLUTION)
    tolerance: float = Field(
        default=0.0,
        ge=0,
        le=MOST_TOLERANCE,
        allow_inf_nan=False,
        description="How far a number may be from the answer, in the answer's unit.",
    )


class NewItem(ItemBody):
    """A practice item with its slug: one that is there already is renewed."""

    slug: Slug


class NewItems(In):
    """All are taken, or none."""

    items: list[NewItem] = Field(min_length=1, max_length=100)


class ItemOut(Out):
    """A practice item as teachers see it."""

    slug: str
    question: str
    answer: str
    kind: ItemKind
    skills: list[str]
    difficulty: int
    choices: list[str]
    hints: list[str]
    solution: str
    tolerance: float
    own: bool = Field(description="Written by the school; else one of fynq's.")
    updated_at: Moment
    retired_at: Moment | None = None
    question_html: str | None = None


class ItemPage(Out):
    """By slug."""

    items: list[ItemOut]
    next_cursor: str | None = None


class RenewedOut(Out):
    """How many items are new, and how many were there before."""

    added: int
    renewed: int


def show_item(held: BankItem, draw: Draw | None) -> ItemOut:
    item = held.item
    return ItemOut(
        slug=item.slug,
        question=item.question,
        answer=item.answer,
        kind=item.kind,  # type: ignore[arg-type]
        skills=list(item.skills),
        difficulty=item.difficulty,
        choices=list(item.choices),
        hints=list(item.hints),
        solution=item.solution,
        tolerance=item.tolerance,
        own=held.own,
        updated_at=held.updated_at,
        retired_at=held.retired_at,
        question_html=block_html(draw, item.question),
    )
