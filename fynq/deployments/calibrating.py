"""The stages of the nightly calibration: what one task of each does.

Each connects to the database by its own environment: no secret travels in a task. Answers are read where they
are used, range of students by range, so that no task holds more than one range of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID
from zlib import crc32

import numpy as np

from fynq.deployments.judging import Candidate
from fynq.domain.identifiers import Tenant
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.blend import Blend, refit, usual
from fynq.personalization.foresight import Calibration
from fynq.personalization.forgetting import USUAL
from fynq.personalization.knowledge_tracing import Tracing, fitted
from fynq.personalization.memory_fit import LEAST_ANSWERS, LEAST_STUDENTS, Look, looks_of, loss
from fynq.personalization.memory_fit import fitted as fitted_memory
from fynq.personalization.pooling import content_hash, pooled, pooled_tracing
from fynq.personalization.ports import Edition
from fynq.personalization.recalibration import (
    LEAST_OF_SKILL,
    Difficulties,
    foreseen,
    half_of,
    held_out,
    inputs,
    learned,
    relearned,
)
from fynq.personalization.refit import Answer
from fynq.settings import load_settings
from fynq.storage.answer_log import PostgresAnswerLog
from fynq.storage.calibrations import PostgresCalibrations
from fynq.storage.database import Database
from fynq.storage.sharing import PostgresSharing

T = TypeVar("T")
Row = dict[str, Any]
Part = Mapping[str, str]
"""first: the id of the first student of a range; before: of the first of the next, '' for none."""

MOST_OF_SKILL = 400
"""Students of one skill, for knowledge tracing: more change its parameters in the third place."""
MOST_ROWS = 200_000
"""Answers that the blend is fitted to, or examined on."""
MOST_LOOKS = 20_000
"""Answers that the weights of forgetting are fitted to."""


@dataclass(frozen=True)
class Prior:
    """What is believed before the school's own answers: of items and skills that others told of."""

    items: Mapping[str, Difficulty]
    skills: Mapping[str, Difficulty]
    tracing: Mapping[str, Tracing]


class Log:
    """One school's database, for a task without a loop of its own."""

    def __init__(self, tenant: Tenant) -> None:
        from fynq.deployments.batch import application_url

        settings = load_settings()
        self.tenant = tenant
        self._loop = asyncio.new_event_loop()
        self.database = Database(
            application_url(settings), replace(settings.storage, pool_max=1, statement_seconds=120)
        )

    def done(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)

    def students(self, part: Part) -> list[list[Answer]]:
        before = UUID(part["before"]) if part["before"] else None
        log = PostgresAnswerLog(self.database)
        return self.done(log.answers_in(self.tenant, UUID(part["first"]), before))

    def close(self) -> None:
        self.done(self.database.close())
        self._loop.close()


@contextmanager
def opened(tenant: Tenant) -> Iterator[Log]:
    log = Log(tenant)
    try:
        yield log
    finally:
        log.close()


def prior_of(tenant: Tenant) -> Prior:
    """What a file or other schools tell of this school's items and skills."""
    with opened(tenant) as log:
        contents = log.done(PostgresAnswerLog(log.database).contents(tenant))
        hashes = {slug: content_hash(*words) for slug, *words in contents}
        standings = log.done(PostgresCalibrations(log.database).standings(tenant))
        skills = [name for kind, name in standings if kind == "skill"]
        wanted = [("item", key) for key in set(hashes.values())]
        wanted += [("skill", name) for name in skills]
        told = log.done(PostgresSharing(log.database).told(tenant, wanted))
    items = {slug: pooled(told.get(("item", key), ())) for slug, key in hashes.items()}
    levels = {name: pooled(told.get(("skill", name), ())) for name in skills}
    ways = {name: pooled_tracing(told.get(("skill", name), ())) for name in skills}
    return Prior(_known(items), _known(levels), _known(ways))


def held(reference: Any) -> Any:
    """What lies in the object store under a reference, once for each process: it is only read."""
    import ray

    key = reference.hex()
    if key not in _HELD:
        while len(_HELD) >= _MOST_HELD:
            del _HELD[next(iter(_HELD))]
        _HELD[key] = ray.get(reference)
    return _HELD[key]


_HELD: dict[str, Any] = {}
_MOST_HELD = 2


def counted(tenant: Tenant, part: Part) -> Row:
    """Answers without help of a range: of those who take part, and of those held out. looks: of the
    former that say something of forgetting."""
    found = {"answers": 0, "students": 0, "held_answers": 0, "held_students": 0, "looks": 0}
    with opened(tenant) as log:
        for answers in log.students(part):
            unaided = sum(not answer.hints and not answer.looked for answer in answers)
            which = "held_" if held_out(answers[0].student) else ""
            found[f"{which}answers"] += unaided
            found[f"{which}students"] += 1
            if not which:
                courses = looks_of(answers, {})
                found["looks"] += sum(look.counts for course in courses for look in course)
    return found


def sequences(tenant: Tenant, part: Part) -> Iterator[Row]:
    """How each student of a range who takes part answered on each skill, in order."""
    with opened(tenant) as log:
        for answers in log.students(part):
            if held_out(answers[0].student):
                continue
            ways: dict[str, list[float]] = {}
            for answer in answers:
                for skill in answer.skills:
                    ways.setdefault(skill, []).append(answer.outcome)
            for skill, outcomes in ways.items():
                yield {
                    "skill": skill,
                    "student": answers[0].student,
                    "half": half_of(answers[0].student),
                    "outcomes": np.array(outcomes),
                }


def traced(group: Mapping[str, Any], prior: Mapping[str, Tracing]) -> Row:
    """Knowledge tracing's parameters of one skill: from all, and without either half. -1 where too few
    students speak for it."""
    skill = str(group["skill"][0])
    start = prior.get(skill, Tracing())
    columns = zip(group["student"], group["half"], group["outcomes"], strict=True)
    ways = [
        (int(half), list(map(float, outcomes)))
        for _, half, outcomes in sorted(columns, key=lambda each: str(each[0]))
    ]
    row: Row = {"skill": skill, "students": len(ways)}
    for name, left_out in (("all", -1), ("without_0", 0), ("without_1", 1)):
        own = [outcomes for half, outcomes in ways if half != left_out]
        enough = len(own) >= LEAST_OF_SKILL
        way = fitted(own[:MOST_OF_SKILL], start) if enough else None
        row[name] = np.array(
            [way.known, way.learn, way.slip, way.guess] if way else [-1.0] * 4, dtype=float
        )
    return row


def difficulties_of(tenant: Tenant, parts: Sequence[Part], left_out: int = -1) -> Difficulties:
    """As one pass finds them, from all who take part, but for one half (0, 1; -1 for none)."""
    with opened(tenant) as log:
        return learned(
            (
                answers
                for part in parts
                for answers in log.students(part)
                if not held_out(answers[0].student) and half_of(answers[0].student) != left_out
            ),
            {},
            {},
        )


def difficulties_again(
    tenant: Tenant, parts: Sequence[Part], prior: Prior, *, everyone: bool = False
) -> Difficulties:
    """As two passes find them that begin from what others tell; of those who take part, or of all."""
    with opened(tenant) as log:
        return relearned(
            lambda: (
                answers
                for part in parts
                for answers in log.students(part)
                if everyone or not held_out(answers[0].student)
            ),
            prior.items,
            prior.skills,
        )


def blend_rows(
    tenant: Tenant,
    part: Part,
    known: Mapping[int, Calibration],
    tracing: Mapping[int, Mapping[str, Tracing]],
    share: float,
) -> Iterator[Row]:
    """The blend's inputs of a range, and how it turned out; known, tracing: without either half. share:
    of the answers that are given."""
    with opened(tenant) as log:
        for answers in log.students(part):
            student = answers[0].student
            if held_out(student):
                continue
            half = half_of(student)
            for at, (features, outcome) in enumerate(inputs(answers, known[half], tracing[half])):
                if _taken(student, at, share):
                    yield {"inputs": np.array(features), "outcome": outcome}


def blended(rows: Mapping[str, Any], start: Sequence[float]) -> Row:
    """The blend of these answers, drawn a little to the one that holds."""
    prior = Blend(list(start) if start else usual().weights, [])
    found = refit(np.stack(rows["inputs"]), np.asarray(rows["outcome"], float), prior)
    return {"weights": np.array([found.weights]), "answers": np.array([len(rows["outcome"])])}


def examined(
    tenant: Tenant,
    part: Part,
    known: Mapping[str, Calibration],
    candidates: Sequence[Candidate],
    share: float,
) -> Iterator[Row]:
    """What each candidate foresees of students held out, and how it turned out."""
    with opened(tenant) as log:
        for answers in log.students(part):
            student = answers[0].student
            if not held_out(student):
                continue
            told = [
                foreseen(answers, known[each.known], each.tracing, Blend(list(each.blend), []))
                for each in candidates
            ]
            moments = [answer.at for answer in answers if not answer.hints and not answer.looked]
            for at, row in enumerate(zip(*told, strict=True)):
                if _taken(student, at, share):
                    yield {
                        "chances": np.array([chance for chance, _ in row]),
                        "outcome": row[0][1],
                        "at": moments[at],
                    }


def looks(
    tenant: Tenant, part: Part, tracing: Mapping[str, Tracing], share: float
) -> Iterator[Row]:
    """Answers of a range that say something of forgetting, with those between them."""
    with opened(tenant) as log:
        for answers in log.students(part):
            student = answers[0].student
            held = held_out(student)
            for at, course in enumerate(looks_of(answers, tracing)):
                if held or _taken(student, at, share):
                    flat = [
                        [o.days, o.rating, o.outcome, o.known, o.slip, o.guess, float(o.counts)]
                        for o in course
                    ]
                    yield {"held_out": held, "student": student, "course": np.array(flat).ravel()}


def remembered(rows: Mapping[str, Any], now: Sequence[float]) -> Row:
    """The school's weights of forgetting, and the log loss of those that hold and of these for
    students held out; nan where there is too little."""
    courses: dict[bool, list[list[Look]]] = {False: [], True: []}
    students: set[str] = set()
    for held, student, flat in zip(rows["held_out"], rows["student"], rows["course"], strict=True):
        course = [
            Look(
                float(o[0]),
                int(o[1]),
                float(o[2]),
                float(o[3]),
                float(o[4]),
                float(o[5]),
                bool(o[6]),
            )
            for o in np.asarray(flat, float).reshape(-1, 7)
        ]
        courses[bool(held)].append(course)
        if not held:
            students.add(str(student))
    weights, before, after = list(now or USUAL), float("nan"), float("nan")
    answers, held_answers = loss(courses[False], USUAL)[1], loss(courses[True], USUAL)[1]
    if answers >= LEAST_ANSWERS and len(students) >= LEAST_STUDENTS and held_answers:
        weights = list(fitted_memory(courses[False]))
        before = loss(courses[True], now or USUAL)[0] / held_answers
        after = loss(courses[True], weights)[0] / held_answers
    return {
        "weights": np.array([weights]),
        "losses": np.array([[before, after]]),
        "counts": np.array([[answers, len(students), held_answers]]),
    }


def current(tenant: Tenant) -> Edition:
    """The edition that holds."""
    with opened(tenant) as log:
        editions = log.done(PostgresCalibrations(log.database).editions(tenant))
    return editions[max(editions)]


def _taken(student: str, at: int, share: float) -> bool:
    """The same answers at every run."""
    return share >= 1.0 or crc32(f"{student}/{at}".encode()) < share * 2**32


def _known(found: Mapping[str, T | None]) -> dict[str, T]:
    return {name: each for name, each in found.items() if each is not None}


def skills_of(parameters: Collection[Row], name: str) -> dict[str, Tracing]:
    """What `traced` found, by skill."""
    return {
        row["skill"]: Tracing(*map(float, row[name]))
        for row in parameters
        if float(row[name][0]) >= 0.0
    }
