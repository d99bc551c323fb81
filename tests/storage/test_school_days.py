"""Days of a school that are kept, against the same days counted from everything there is."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import psycopg
import pytest

from fynq.analytics.school import SchoolDay, SchoolFigures
from fynq.answering.books import FeedbackEntry
from fynq.domain.corrections import Claim, Correction
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    Verification,
)
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.ruling import Ruling, RulingKind
from fynq.personalization.learner_model import apply
from fynq.personalization.options import PersonalizationOptions
from fynq.storage.school_days import PostgresSchoolDays
from fynq.storage.statements import statements

DAY = timedelta(days=1)
NOW = datetime.now(UTC)
SINCE, UNTIL = (NOW - 12 * DAY).date(), (NOW + DAY).date()
model = partial(apply, PersonalizationOptions())


@pytest.fixture
def admin(admin_url):
    with psycopg.connect(admin_url, autocommit=True) as connection:
        yield connection


class Life:
    """What happens to a school, made up."""

    def __init__(self, stores, school, admin, seed: int) -> None:
        self.stores, self.school, self.admin, self.r = stores, school, admin, Random(seed)
        self.open: list[Doubt] = []
        self.closed: list[Doubt] = []
        self.given: list[LearningEvent] = []

    @property
    def tenant(self):
        return self.school.tenant

    def moment(self) -> datetime:
        return NOW - self.r.uniform(0, 11) * DAY

    async def goes_on(self) -> None:
        happen = [self.ask, self.ask, self.settle, self.settle, self.rate, self.answer, self.answer]
        await self.r.choice([*happen, self.strike, self.rule, self.book])()

    async def ask(self) -> None:
        id_, student = new_id(), self.r.choice([self.school.student, self.school.other])
        doubt = Doubt(id_, student, f"Solve x = {id_.int}", id_, self.moment())
        await self.stores.doubt_log.open(self.tenant, doubt)
        self.open.append(doubt)

    async def settle(self) -> None:
        if not self.open:
            return
        doubt = self.open.pop(self.r.randrange(len(self.open)))
        outcome = self.r.choice(
            [
                AnswerReady(
                    Answer("t", "f", self.r.choice(list(Verification)), "m", skills=("a",))
                ),
                AnswerRefused("no", needs_teacher=self.r.random() < 0.5),
                AnswerFailed("model_error", "", True),
            ]
        )
        if self.r.random() < 0.2:
            await self.stores.doubt_log.cancel(self.tenant, doubt.id)
        else:
            await self.stores.doubt_log.close(self.tenant, doubt, outcome, ())
            self.closed.append(doubt)

    async def rate(self) -> None:
        """A rating of some days ago, or one that takes its place today."""
        if self.closed:
            doubt = self.r.choice(self.closed)
            entry = FeedbackEntry(new_id(), doubt.student, doubt.id, self.r.choice((1, -1)), "", "")
            await self.stores.feedback.record_feedback(self.tenant, entry)
            if self.r.random() < 0.6:
                self.admin.execute(
                    "update fynq.feedback set at = %s where tenant = %s and id = %s",
                    (self.moment(), self.tenant, entry.id),
                )
                self.admin.execute(
                    "insert into fynq.changed_days (tenant, day) select tenant,"
                    " (at at time zone 'UTC')::date from fynq.feedback where id = %s",
                    (entry.id,),
                )

    async def answer(self) -> None:
        doubt = self.r.choice(self.closed) if self.closed and self.r.random() < 0.7 else None
        event = LearningEvent(
            new_id(),
            doubt.student if doubt else self.school.student,
            EventKind.ITEM_ANSWERED,
            ("a",),
            self.r.choice((0.0, 1.0)),
            self.moment(),
            doubt.id if doubt else None,
            "i",
            hints=self.r.choice((0, 0, 1)),
        )
        self.given.append(event)
        await self.fold(event)

    async def strike(self) -> None:
        if self.given:
            struck = self.r.choice(self.given)
            said = Correction(Claim.NOT_ME, struck.student, events=(struck.id,))
            await self.fold(
                replace(
                    struck,
                    id=new_id(),
                    kind=EventKind.CORRECTED,
                    outcome=None,
                    doubt=None,
                    item=None,
                    correction=said,
                )
            )

    async def fold(self, event: LearningEvent) -> None:
        await self.stores.learning.record(self.tenant, [event])
        await self.stores.learners.apply_pending(self.tenant, event.student, model)
        for each in await self.stores.rollups.behind(self.tenant, [event.student]):
            await self.stores.rollups.catch_up(self.tenant, each)

    async def rule(self) -> None:
        if self.closed:
            doubt = self.r.choice(self.closed)
            kind = self.r.choice((RulingKind.CORRECTION, RulingKind.RECALL))
            text = "4" if kind is RulingKind.CORRECTION else ""
            ruling = Ruling(
                new_id(), kind, doubt.id, self.school.owner, "T", NOW, text=text, final=text
            )
            with contextlib.suppress(Conflict):
                await self.stores.rulings.rule(self.tenant, ruling)

    async def book(self) -> None:
        self.admin.execute(
            "insert into fynq.usage_ledger values (%s, gen_random_uuid(), %s, '', '', 'p', 'm',"
            " 'answered', 1, 1, 0, 0, false, %s, 1.0, %s)",
            (
                self.tenant,
                self.r.choice([self.tenant, new_id()]),
                self.r.randrange(90),
                self.moment(),
            ),
        )


async def from_everything(stores, tenant) -> list[SchoolDay]:
    database = stores.analytics.database
    rows = await database.rows(
        tenant, statements("school_days")["count_days"], tenant, SINCE, UNTIL
    )
    return [SchoolDay(row[0], row[1], SchoolFigures(*row[2:])) for row in rows]


async def test_what_is_kept_is_what_is_counted_whatever_happens_afterwards(stores, school, admin):
    life = Life(stores, school, admin, seed=5)
    book = PostgresSchoolDays(stores.analytics.database)
    counted = 0
    for at in range(150):
        await life.goes_on()
        if at % 5 == 4:
            counted += await book.keep(school.tenant, SINCE, UNTIL)
            found = await stores.analytics.school_days(school.tenant, SINCE, UNTIL)
            assert found == await from_everything(stores, school.tenant)
            kept, different = await book.different(school.tenant)
            assert (kept, different) == (10, 0)
    assert await book.keep(school.tenant, SINCE, UNTIL) == 0
    assert 10 < counted < 300
    total = SchoolFigures()
    for day in found:
        total += day.figures
    assert min(total.asked, total.answered, total.exercises, total.checked, total.requests) > 0
    assert total.liked + total.disliked > 0


async def test_writers_and_counters_at_once(stores, school, admin):
    lives = [Life(stores, school, admin, seed) for seed in (1, 2, 3)]

    async def lived(life: Life) -> None:
        for _ in range(40):
            await life.goes_on()

    async def looked() -> None:
        for _ in range(15):
            await stores.analytics.school_days(school.tenant, SINCE, UNTIL)

    await asyncio.gather(*map(lived, lives), looked(), looked())
    found = await stores.analytics.school_days(school.tenant, SINCE, UNTIL)
    assert found == await from_everything(stores, school.tenant)
    assert await PostgresSchoolDays(stores.analytics.database).different(school.tenant) == (10, 0)


async def test_a_day_that_was_spoiled_is_found(stores, school, admin):
    book = PostgresSchoolDays(stores.analytics.database)
    assert await book.different(school.tenant) == (0, 0)
    await book.keep(school.tenant, SINCE, UNTIL)
    admin.execute(
        "update fynq.school_days set asked = 9 where tenant = %s and day = %s",
        (school.tenant, SINCE + 3 * DAY),
    )
    assert await book.different(school.tenant) == (10, 1)
    admin.execute(
        "insert into fynq.changed_days (tenant, day) values (%s, %s), (%s, %s)",
        (school.tenant, SINCE + 3 * DAY, school.tenant, SINCE + 7 * DAY),
    )
    assert await book.keep(school.tenant, SINCE, UNTIL) == 2
    assert await book.different(school.tenant) == (10, 0)
    row = admin.execute(
        "select count(*) from fynq.changed_days where tenant = %s", (school.tenant,)
    ).fetchone()
    assert row == (0,)


async def test_notes_do_not_pile_up(stores, school, admin):
    book = PostgresSchoolDays(stores.analytics.database)
    await book.keep(school.tenant, SINCE, UNTIL)
    life = Life(stores, school, admin, seed=4)
    for _ in range(30):
        await life.goes_on()
    await stores.housekeeping.tidy(school.tenant)
    row = admin.execute(
        "select count(*) from fynq.changed_days where tenant = %s", (school.tenant,)
    ).fetchone()
    assert row == (0,)
    assert (await book.different(school.tenant))[1] == 0
    found = await stores.analytics.school_days(school.tenant, SINCE, UNTIL)
    assert found == await from_everything(stores, school.tenant)


async def test_only_a_day_that_is_over_for_good_is_kept(stores, school, admin):
    await stores.analytics.school_days(school.tenant, SINCE, UNTIL)
    row = admin.execute(
        "select max(day) from fynq.school_days where tenant = %s", (school.tenant,)
    ).fetchone()
    assert row == ((NOW - 3 * DAY).date(),)
    life = Life(stores, school, admin, seed=9)
    id_ = new_id()
    await stores.doubt_log.open(school.tenant, Doubt(id_, school.student, "why?", id_, NOW))
    await life.fold(
        LearningEvent(new_id(), school.student, EventKind.ITEM_ANSWERED, ("a",), 1.0, NOW, id_, "i")
    )
    noted = admin.execute(
        "select count(*) from fynq.changed_days where tenant = %s", (school.tenant,)
    ).fetchone()
    assert noted == (0,), "what happens now notes nothing"
