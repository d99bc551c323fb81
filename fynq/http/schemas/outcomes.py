"""What came of check items."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from fynq.domain.practice import CheckOutcomes, SkillOutcomes
from fynq.http.schemas.base import Moment, Out


class SkillOutcomesOut(Out):
    """share: right of answered, 0 to 1; null where none was answered."""

    skill: str
    offered: int
    answered: int
    right: int = Field(description="At the first try, without hint or solution.")
    share: float | None


class OutcomesOut(Out):
    """Next-item correctness: the check items of resolved doubts. An item counts for each of its
    skills."""

    since: Moment
    until: Moment
    offered: int
    answered: int
    right: int = Field(description="At the first try, without hint or solution.")
    share: float | None = Field(description="right of answered, 0 to 1; null where none was.")
    skills: list[SkillOutcomesOut] = Field(description="Most answered first.")


def show_outcomes(since: datetime, until: datetime, found: CheckOutcomes) -> OutcomesOut:
    total = found.total
    return OutcomesOut(
        since=since,
        until=until,
        offered=total.offered,
        answered=total.answered,
        right=total.right,
        share=_share(total),
        skills=[
            SkillOutcomesOut(
                skill=each.skill,
                offered=each.offered,
                answered=each.answered,
                right=each.right,
                share=_share(each),
            )
            for each in found.skills
        ],
    )


def _share(outcomes: SkillOutcomes) -> float | None:
    return round(outcomes.right / outcomes.answered, 4) if outcomes.answered else None
