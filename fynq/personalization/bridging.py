"""The weakest uncertain foundation of what a doubt is about, and why it is named."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from fynq.domain.belief import sigmoid
from fynq.domain.bridge import Gap, GapKind
from fynq.domain.knowledge import Skill
from fynq.domain.learner import Learner, SkillState
from fynq.personalization.beliefs import SKILL_VARIANCE
from fynq.personalization.prerequisites import below_even
from fynq.personalization.readiness import recall_of

_SURE = 0.6
"""A foundation is weak when its ability is below an even chance with this probability."""
_LEAST_ANSWERS = 2
"""On which a weakness may rest."""
_FADED = 0.7
"""Chance to remember below which a mastered foundation counts as forgotten."""
_OPEN = (0.25, 0.75)
"""Chances of success between which the answer to one more exercise would tell much."""
_TROUBLE = 2
"""Doubts and failures on the skill itself that make it worth asking after unknown foundations."""
_DOUBTED = 0.1
"""Logits that doubts take from a skill that was never practised."""
_FARTHEST = 200


def gap_of(
    learner: Learner,
    graph: Mapping[str, Skill],
    skills: Iterable[str],
    now: datetime,
    exam_in: int | None = None,
) -> Gap | None:
    """The foundation of `skills` to look at first, None where nothing speaks for one.

    Weak ones first, the weakest of them; then those that were known and are forgotten; then, where
    the student has had trouble with the skill itself, the one whose ability is least sure. A skill of
    the doubt itself is never named; of a foundation that is mastered and remembered, what lies below
    it is not looked at.
    """
    paths = _paths(skills, graph, learner, now)
    weak, faded, unsure = [], [], []
    for slug, path in paths.items():
        skill, target = graph.get(slug), graph.get(path[-1])
        if skill is None or target is None:
            continue
        state = learner.whole(slug) if slug in learner.skills else None
        if state is not None and state.mastered:
            recall = recall_of(state, now)
            if recall is not None and recall < _FADED:
                faded.append((recall, len(path), slug))
        elif state is not None and _answers(state) >= _LEAST_ANSWERS and below_even(state) > _SURE:
            weak.append((state.ability, len(path), slug))
        elif _trouble(learner, path[-1]) and _is_open(state, learner):
            unsure.append((-_variance(state, learner), len(path), slug))
    for kind, found in ((GapKind.WEAK, weak), (GapKind.FADED, faded), (GapKind.UNSURE, unsure)):
        if found:
            slug = min(found)[2]
            return _gap(slug, kind, paths[slug], learner, graph, now, exam_in)
    return None


def why(gap: Gap) -> str:
    """One sentence, with its evidence."""
    builds = f"**{gap.towards_name}** builds on it"
    if gap.kind is GapKind.FADED:
        since = f" since {_day(gap.last_at)}" if gap.last_at else ""
        sentence = (
            f"You knew **{gap.name}**, but you have not used it{since} and the chance that you remember"
            f" it now is about {round(100 * (gap.recall or 0.0))} %; {builds}"
        )
    elif gap.kind is GapKind.WEAK:
        last = f", last on {_day(gap.last_at)}" if gap.last_at else ""
        exercises = "exercise" if gap.answers == 1 else "exercises"
        sentence = (
            f"Of {gap.answers} {exercises} on **{gap.name}** you solved {_number(gap.right)}{last};"
            f" {builds}"
        )
    else:
        seen = (
            "Nothing is known yet of how well you know"
            if gap.answers == 0
            else f"Only {gap.answers} of your answers {'tells' if gap.answers == 1 else 'tell'} how well you know"
        )
        sentence = f"{seen} **{gap.name}**, and {builds}, which has given you trouble before"
    if gap.exam_in is not None and gap.exam_in <= 14:
        days = {0: "is today", 1: "is tomorrow"}.get(gap.exam_in, f"is in {gap.exam_in} days")
        sentence += f"; your exam {days}"
    return sentence + "."


def _paths(
    skills: Iterable[str], graph: Mapping[str, Skill], learner: Learner, now: datetime
) -> dict[str, tuple[str, ...]]:
    """Foundations, nearest first, each with the way up from it."""
    wanted = tuple(dict.fromkeys(skills))
    found: dict[str, tuple[str, ...]] = {slug: (slug,) for slug in wanted}
    queue = deque(wanted)
    while queue and len(found) < _FARTHEST:
        slug = queue.popleft()
        skill = graph.get(slug)
        if skill is None or (slug not in wanted and _stands(learner, slug, now)):
            continue
        for below in skill.prerequisites:
            if below not in found:
                found[below] = (below, *found[slug])
                queue.append(below)
    return {slug: path for slug, path in found.items() if len(path) > 1}


def _stands(learner: Learner, slug: str, now: datetime) -> bool:
    state = learner.skills.get(slug)
    if state is None or not state.mastered:
        return False
    recall = recall_of(state, now)
    return recall is None or recall >= _FADED


def _gap(
    slug: str,
    kind: GapKind,
    path: Sequence[str],
    learner: Learner,
    graph: Mapping[str, Skill],
    now: datetime,
    exam_in: int | None,
) -> Gap:
    state = learner.whole(slug) if slug in learner.skills else None
    recall = recall_of(state, now) if state is not None and state.mastered else None
    return Gap(
        skill=slug,
        name=graph[slug].name,
        kind=kind,
        towards=path[-1],
        towards_name=graph[path[-1]].name,
        path=tuple(path),
        answers=_answers(state) if state else 0,
        right=round(state.successes, 2) if state else 0.0,
        success=round(sigmoid(state.ability if state else learner.ability), 4),
        recall=None if recall is None else round(recall, 4),
        last_at=state.answered_at if state else None,
        exam_in=exam_in,
    )


def _answers(state: SkillState) -> int:
    """That say something: a right answer after a look at the solution does not."""
    return state.chances


def _trouble(learner: Learner, slug: str) -> bool:
    """Failures in exercises, or doubts: those lower a skill that was never practised."""
    state = learner.skills.get(slug)
    if state is None:
        return False
    return state.failures >= _TROUBLE or (state.chances == 0 and state.ability < -_DOUBTED)


def _is_open(state: SkillState | None, learner: Learner) -> bool:
    ability = state.ability if state is not None else learner.ability
    return _OPEN[0] < sigmoid(ability) < _OPEN[1]


def _variance(state: SkillState | None, learner: Learner) -> float:
    return state.variance if state is not None else learner.variance + SKILL_VARIANCE


def _day(at: datetime) -> str:
    moment = at.astimezone(UTC)
    return f"{moment.day} {moment:%B}"


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
