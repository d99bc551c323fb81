"""The skill graph of a school."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictInt, StringConstraints

from fynq.answering.skill_book import EdgeEntry, SkillEntry
from fynq.domain.knowledge import Skill
from fynq.domain.skill_graph import EdgeSource
from fynq.http.schemas.base import In, Moment, Out, Subject

SKILL = r"^[a-z0-9][a-z0-9._-]{0,79}$"
Verdicts = Literal["supported", "doubtful", "reversed", "too_little", "unchecked"]


def _free(slug: str) -> str:
    if slug == "edges":
        raise ValueError("this slug is taken by the list of edges")
    return slug


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must hold printable characters only")
    return text


def _storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("holds a character that cannot be stored")
    return text


SkillName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_printable),
]
Slug = Annotated[str, Field(pattern=SKILL, examples=["linear-equations"])]


class SkillBody(In):
    """A skill with what it needs."""

    name: SkillName = Field(examples=["Linear equations"])
    subject: Subject = "mathematics"
    level: Annotated[StrictInt, Field(ge=0, le=20)] = Field(
        default=0, description="School year in which it is usual; 0 if unknown."
    )
    description: Annotated[str, Field(max_length=2_000), AfterValidator(_storable)] = Field(
        default="", description="What it is, in a sentence."
    )
    prerequisites: list[Slug] = Field(default_factory=list, max_length=32)

    def skill(self, slug: str) -> Skill:
        needed = tuple(dict.fromkeys(self.prerequisites))
        return Skill(slug, self.name, self.subject, self.level, needed, self.description)


class NamedSkill(SkillBody):
    """A skill with its slug."""

    slug: Annotated[Slug, AfterValidator(_free)]


class SkillBatch(In):
    """Skills that may need each other."""

    items: list[NamedSkill] = Field(min_length=1, max_length=500)


class SkillOut(Out):
    """A node of the skill graph; prerequisites are slugs."""

    slug: str
    name: str
    subject: str
    level: int
    prerequisites: list[str]
    description: str


class SkillEntryOut(SkillOut):
    """With what needs it, and how many practice items practise it."""

    needed_by: list[str]
    items: int


class SkillList(Out):
    """Every skill of the school."""

    items: list[SkillOut]


class SkillsPut(Out):
    """How many skills were new and how many were there before."""

    added: int
    renewed: int


class EdgeOut(Out):
    """One skill needs another, and what the students' answers say of it.

    `source`: somebody said so (`stated`), or only the order of lessons speaks for it (`course_order`).
    `verdict`: `supported`: who had mastered the prerequisite answered better than others of equal
    ability; `doubtful`: they did not, and there were enough of them; `reversed`: the answers say it the
    other way round; `too_little` data to tell; `unchecked`. `odds`: how many times better their odds of
    a right answer were, with its 95 % interval; `back_odds`: the same of answers on the prerequisite by
    the skill. `students` count, `mastered` of them had the prerequisite. `both`, `skill_alone`,
    `prerequisite_alone`: students who have mastered so much of the two and hardly know the rest.
    Figures are null before the first check.
    """

    skill: str
    skill_name: str
    prerequisite: str
    prerequisite_name: str
    source: EdgeSource
    verdict: Verdicts
    students: int | None = None
    mastered: int | None = None
    odds: float | None = None
    odds_low: float | None = None
    odds_high: float | None = None
    back_odds: float | None = None
    back_odds_low: float | None = None
    back_odds_high: float | None = None
    both: int | None = None
    skill_alone: int | None = None
    prerequisite_alone: int | None = None
    checked_at: Moment | None = None


class EdgePage(Out):
    """In the order of skills."""

    items: list[EdgeOut]
    next_after: str | None = Field(
        default=None, description="Pass it as `after` for the next page; null on the last page."
    )


def show_skill(skill: Skill) -> SkillOut:
    return SkillOut(
        slug=skill.slug,
        name=skill.name,
        subject=skill.subject,
        level=skill.level,
        prerequisites=list(skill.prerequisites),
        description=skill.description,
    )


def show_entry(entry: SkillEntry) -> SkillEntryOut:
    return SkillEntryOut(
        **dict(show_skill(entry.skill)), needed_by=list(entry.needed_by), items=entry.items
    )


def show_edges(entries: Sequence[EdgeEntry], limit: int) -> EdgePage:
    shown = entries[:limit]
    more = len(entries) > limit
    return EdgePage(
        items=[_edge(each) for each in shown],
        next_after=f"{shown[-1].skill}~{shown[-1].prerequisite}" if more else None,
    )


def _edge(entry: EdgeEntry) -> EdgeOut:
    out = EdgeOut(
        skill=entry.skill,
        skill_name=entry.skill_name,
        prerequisite=entry.prerequisite,
        prerequisite_name=entry.prerequisite_name,
        source=entry.source,
        verdict="unchecked",
    )
    check = entry.check
    if check is None:
        return out
    out.verdict = check.verdict.value
    out.students, out.mastered = check.students, check.mastered
    out.odds, out.odds_low, out.odds_high = check.odds, check.low, check.high
    out.back_odds, out.back_odds_low = check.back_odds, check.back_low
    out.back_odds_high = check.back_high
    out.both, out.skill_alone = check.both, check.skill_alone
    out.prerequisite_alone, out.checked_at = check.prerequisite_alone, check.at
    return out
