from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fynq.answering.asked_before import partition_of
from fynq.answering.concerning import concerning
from fynq.answering.learning import events_of
from fynq.domain.doubt import (
    Answer,
    AnswerReady,
    AnswerRefused,
    Doubt,
    LineVerdict,
    Turn,
    Verification,
    WorkChecked,
    WorkLine,
)
from fynq.domain.identifiers import new_id
from fynq.domain.learner import LearnerContext

OPEN = ("square_of_sum", "factor_on_first_term", "tops_and_bottoms_added")
LEARNER = LearnerContext(misconceptions=OPEN)


def doubt(question: str, *turns: Turn) -> Doubt:
    id_ = new_id()
    return Doubt(id_, new_id(), question, id_, datetime.now(UTC), turns=turns)


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Solve 3(x-2) = 12", ("factor_on_first_term",)),
        ("Expand (x+3)^2", ("square_of_sum",)),
        ("Expand 2(x+3)^2", ("square_of_sum", "factor_on_first_term")),
        ("Solve 2x = 6", ()),
        ("Why does ice float?", ()),
        ("How do I add fractions?", ("tops_and_bottoms_added",)),
        ("", ()),
    ],
)
async def test_only_what_could_show_in_a_doubt_is_kept(
    question: str, kept: tuple[str, ...]
) -> None:
    found = await concerning(doubt(question), LEARNER)
    assert found == replace(LEARNER, misconceptions=kept)


async def test_a_follow_up_is_about_the_problem_before_it() -> None:
    asked = doubt("Why did you do that?", Turn("Expand (x+3)^2", "…"))
    assert (await concerning(asked, LEARNER)).misconceptions == ("square_of_sum",)


async def test_who_has_none_that_fits_shares_answers_with_all() -> None:
    plain = LearnerContext()
    assert await concerning(doubt("Expand (x+3)^2"), plain) is plain
    asked = doubt("Solve 2x = 6")
    assert partition_of(asked, await concerning(asked, LEARNER)) == partition_of(asked, plain)
    asked = doubt("Expand (x+3)^2")
    assert partition_of(asked, await concerning(asked, LEARNER)) != partition_of(asked, plain)


def answered(work: WorkChecked | None = None, **how: object) -> AnswerReady:
    answer = Answer("t", "f", Verification.VERIFIED, "m", skills=("polynomials",), work=work)
    return AnswerReady(replace(answer, **how))  # type: ignore[arg-type]


def work(*verdicts: LineVerdict, slug: str = "") -> WorkChecked:
    lines = tuple(WorkLine(at, "$x$", verdict) for at, verdict in enumerate(verdicts, 1))
    wrong = next((line.number for line in lines if line.verdict is LineVerdict.WRONG), None)
    return WorkChecked(lines, wrong, slug, tested=("square_of_sum",))


RIGHT, WRONG, UNREAD, GIVEN = (
    LineVerdict.RIGHT,
    LineVerdict.WRONG,
    LineVerdict.UNREAD,
    LineVerdict.GIVEN,
)


@pytest.mark.parametrize(
    ("shown", "outcome", "found"),
    [
        (None, None, ()),
        (work(RIGHT, RIGHT), 1.0, ()),
        (work(GIVEN, RIGHT), 1.0, ()),
        (work(RIGHT, UNREAD), None, ()),
        (work(GIVEN), None, ()),
        (work(RIGHT, WRONG), 0.0, ()),
        (work(WRONG, slug="unlike_terms"), 0.0, ("unlike_terms",)),
    ],
)
def test_what_own_work_tells(
    shown: WorkChecked | None, outcome: float | None, found: tuple[str, ...]
) -> None:
    (event,) = events_of(doubt("q"), answered(shown))
    assert (event.outcome, event.misconceptions) == (outcome, found)
    assert event.tested == (("square_of_sum",) if shown else None)


def test_a_slip_is_recorded_where_no_skill_is_known() -> None:
    (event,) = events_of(doubt("q"), answered(work(WRONG, slug="unlike_terms"), skills=()))
    assert (event.skills, event.misconceptions) == ((), ("unlike_terms",))
    assert events_of(doubt("q"), answered(work(RIGHT), skills=())) == ()
    assert events_of(doubt("q"), AnswerRefused("no")) == ()


def test_a_slip_before_a_hint_counts_once() -> None:
    hinted = answered(showed=("unlike_terms",))
    (first,) = events_of(doubt("q"), hinted)
    (later,) = events_of(doubt("another hint", Turn("q", "a")), hinted)
    assert (first.misconceptions, later.misconceptions) == (("unlike_terms",), ())
