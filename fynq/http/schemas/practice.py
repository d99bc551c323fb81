"""Practice: items as they are posed, answers, help."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from fynq.answering.item_rows import MOST_ANSWER, ItemKind
from fynq.answering.practice_help import HintGiven, SolutionShown
from fynq.answering.practising import Answered
from fynq.domain.policy import Help
from fynq.domain.practice import (
    Attempt,
    AttemptStatus,
    Lack,
    PlacementStanding,
    Purpose,
    Shown,
    Verdict,
)
from fynq.http.drawing import Draw, block_html
from fynq.http.schemas.base import In, Moment, Out
from fynq.personalization.placement import MOST_ASKED

Html = str | None


class SkillNameOut(Out):
    """A skill's slug, and what it is called."""

    slug: str
    name: str


class ChoiceOut(Out):
    """label: may be given as the answer, as may the text."""

    label: str = Field(examples=["A"])
    text: str
    text_html: Html = None


class ChosenOut(Out):
    """Why this item. figures: the numbers behind it, by name; probabilities in 0..1, and `exam_in` in
    days, where an exam is to come."""

    reason: str = Field(examples=["review"])
    sentence: str = Field(description="For the student.")
    figures: dict[str, float]


class AttemptOut(Out):
    """A student at an item. The answer is not in it."""

    id: UUID
    status: AttemptStatus = Field(description="open; done: right, or no try is left; skipped.")
    purpose: Purpose = Field(
        description="practice; placement: one of a newcomer's first; check: ends a resolved doubt."
    )
    doubt_id: UUID | None = Field(description="The doubt that a check item ends.")
    item: str | None = Field(description="The item's slug; null where it was made for this doubt.")
    question: str = Field(description="Markdown with $LaTeX$.")
    kind: ItemKind
    choices: list[ChoiceOut] = Field(description="Of items of the kind `choice`.")
    difficulty: int
    skills: list[SkillNameOut]
    skill: SkillNameOut = Field(description="The one that the item was chosen for.")
    why: ChosenOut
    expected_success: float | None = Field(
        description="The chance of a right answer without help, 0 to 1, as foreseen when it was "
        "posed; null where nobody foresees it."
    )
    hints_taken: int
    hints_at_most: int = Field(description="Of fynq's own hints there may be fewer.")
    solution_seen: bool
    tries: int = Field(description="Answers that counted.")
    tries_left: int
    outcome: float | None = Field(
        description="Of the first answer that counted, 0 wrong to 1 right; null before it."
    )
    unaided: bool | None = Field(description="That answer came without hint and solution.")
    opened_at: Moment
    answered_at: Moment | None
    question_html: Html = None


class AttemptPage(Out):
    """Newest first."""

    items: list[AttemptOut]
    next_cursor: str | None = None


class AnswerBody(In):
    """An answer, in mathematics as one types it or in LaTeX, with its unit where it has one."""

    answer: str = Field(min_length=1, max_length=MOST_ANSWER, examples=["x = 4"])


class MisconceptionOut(Out):
    """What explains a wrong answer."""

    slug: str = Field(examples=["square_of_sum"])
    title: str = Field(examples=["Squaring a sum term by term"])


class GradedOut(Out):
    """What became of an answer."""

    verdict: Verdict = Field(
        description="right; wrong; partly: right as far as it goes, see `lack`; unread: it cannot be "
        "read as an answer, which counts as none."
    )
    counted: bool = Field(
        description="Whether it was a try. What is equal to the answer and not in the form asked, "
        "and what cannot be read, is none."
    )
    message: str = Field(description="For the student; Markdown.")
    lack: Lack | None = Field(description="What is missing.")
    misconception: MisconceptionOut | None
    up_to_date: bool = Field(
        description="What the answer says of the student is in the student's progress."
    )
    attempt: AttemptOut
    message_html: Html = None


class HintGivenOut(Out):
    """A hint to an item. rung: of fynq's own hints; null of those that were written for the item."""

    number: int
    text: str = Field(description="Markdown with $LaTeX$.")
    rung: Help | None
    more: bool = Field(description="Whether another one says more.")
    attempt: AttemptOut
    text_html: Html = None


class SolutionOut(Out):
    """A worked solution. text: empty where nobody wrote one and fynq's solver finds none."""

    answer: str
    text: str = Field(description="Markdown with $LaTeX$.")
    by_author: bool = Field(description="Written for the item; else by fynq's solver, checked.")
    attempt: AttemptOut
    answer_html: Html = None
    text_html: Html = None


class PlacementOut(Out):
    """Where a newcomer's first questions stand."""

    state: Literal["waiting", "running", "done", "skipped", "not_needed"] = Field(
        description="waiting: the next item begins it; not_needed: enough is known without."
    )
    asked: int
    answered: int
    at_most: int
    attempt: AttemptOut | None = Field(description="The question that is open now.")


def show_attempt(attempt: Attempt, draw: Draw | None) -> AttemptOut:
    item, chosen = attempt.item, attempt.chosen
    shown = attempt.shown or Shown(item.question, item.choices, len(item.hints))

    def named(slug: str) -> SkillNameOut:
        return SkillNameOut(slug=slug, name=chosen.names.get(slug, slug))

    return AttemptOut(
        id=attempt.id,
        status=attempt.status,
        purpose=attempt.purpose,
        doubt_id=attempt.doubt,
        item=None if attempt.made else item.slug,
        question=shown.question,
        kind=item.kind,  # type: ignore[arg-type]
        choices=[
            ChoiceOut(
                label=chr(ord("A") + at),
                text=choice,
                text_html=draw.line(choice) if draw else None,
            )
            for at, choice in enumerate(shown.choices)
        ],
        difficulty=item.difficulty,
        skills=[named(slug) for slug in item.skills],
        skill=named(chosen.skill),
        why=ChosenOut(reason=chosen.reason, sentence=chosen.sentence, figures=dict(chosen.figures)),
        expected_success=None if chosen.expected is None else round(chosen.expected, 4),
        hints_taken=attempt.hints,
        hints_at_most=shown.most_hints,
        solution_seen=attempt.solution_seen,
        tries=attempt.tries,
        tries_left=attempt.tries_left,
        outcome=attempt.outcome,
        unaided=attempt.unaided,
        opened_at=attempt.opened_at,
        answered_at=attempt.answered_at,
        question_html=block_html(draw, shown.question),
    )


def chars_of(attempt: Attempt) -> int:
    """How much text is drawn of it, in characters."""
    return len(attempt.item.question) + sum(map(len, attempt.item.choices))


def show_graded(answered: Answered, draw: Draw | None) -> GradedOut:
    graded = answered.graded
    found = graded.misconception
    return GradedOut(
        verdict=graded.verdict,
        counted=graded.credit is not None,
        message=graded.message,
        lack=graded.lack,
        misconception=MisconceptionOut(slug=found, title=graded.title) if found else None,
        up_to_date=answered.up_to_date,
        attempt=show_attempt(answered.attempt, draw),
        message_html=block_html(draw, graded.message),
    )


def show_hint(given: HintGiven, draw: Draw | None) -> HintGivenOut:
    return HintGivenOut(
        number=given.number,
        text=given.text,
        rung=given.rung,
        more=given.more,
        attempt=show_attempt(given.attempt, draw),
        text_html=block_html(draw, given.text),
    )


def show_solution(shown: SolutionShown, draw: Draw | None) -> SolutionOut:
    answer = _as_markdown(shown.answer, shown.attempt.item.kind)
    return SolutionOut(
        answer=shown.answer,
        text=shown.text,
        by_author=shown.by_author,
        attempt=show_attempt(shown.attempt, draw),
        answer_html=draw.line(answer) if draw else None,
        text_html=block_html(draw, shown.text),
    )


def _as_markdown(answer: str, kind: str) -> str:
    """An answer that is written in LaTeX, as a formula."""
    if "$" in answer or kind in ("text", "choice") or not set(answer) & set("\\^_"):
        return answer
    if kind == "set" and answer.startswith("{") and answer.endswith("}"):
        return f"$\\{{{answer[1:-1]}\\}}$"
    return f"${answer}$"


def show_placement(
    standing: PlacementStanding, current: Attempt | None, draw: Draw | None
) -> PlacementOut:
    so_far = standing.so_far
    state: Literal["waiting", "running", "done", "skipped", "not_needed"]
    if so_far.ended is not None:
        state = so_far.ended
    elif standing.needed:
        state = "running" if so_far.asked else "waiting"
    else:
        state = "done" if so_far.asked else "not_needed"
    asked = current is not None and current.purpose is Purpose.PLACEMENT
    return PlacementOut(
        state=state,
        asked=len(so_far.asked),
        answered=so_far.answered,
        at_most=MOST_ASKED,
        attempt=show_attempt(current, draw) if current is not None and asked else None,
    )
