"""Every room in each width and theme, filled, on the real API over memory: nothing overflows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from fynq.answering.desk import Complaint
from fynq.domain.doubt import Answer, AnswerReady, Doubt, Verification
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent
from fynq.domain.principal import Role
from fynq.storage.memory.doubts import MemoryDoubtLog
from fynq.storage.memory.learners import MemoryLearnerStore, MemoryLearningLog
from fynq.storage.memory.rulings import complain
from tests.browser import Visit as Window
from tests.http.test_analytics import model
from tests.web.library import SCHOOL, Library
from tests.web.test_practice import done, put_items
from tests.web.test_screens import LOOKS, PHONE

pytestmark = pytest.mark.browser

LONG = "Averyveryverylongcompoundnameofsomethingthatcannotbebroken"
ANSWER = Answer(
    "So $x = 5$ for every \\(x\\) of " + "the long explanation " * 20,
    "x = 5",
    Verification.VERIFIED,
    "builtin/solver",
    subject="mathematics",
    skills=("fractions",),
)


def fill(library: Library) -> str:
    """A class with one student who answered, asked and doubts an answer; its id."""
    put_items(library)
    contents, school = library.house.contents, library.house.people.schools[SCHOOL]
    accounts = library.house.people.accounts[school.tenant].values()
    student = next(each for each in accounts if each.role is Role.STUDENT)
    now = datetime.now(UTC)

    async def live() -> None:
        events = [
            LearningEvent(
                *(new_id(), student.id, EventKind.ITEM_ANSWERED),
                *((skill,), outcome, now - timedelta(days=days)),
            )
            for days in range(12, -1, -1)
            for skill, outcome in (("fractions", float(days % 3 > 0)), (LONG.lower()[:60], 0.0))
        ]
        await MemoryLearningLog(contents).record(school.tenant, events)
        await MemoryLearnerStore(contents).apply_pending(school.tenant, student.id, model)
        log = MemoryDoubtLog(contents)
        for number in range(3):
            id_ = new_id()
            words = f"Solve {LONG if number == 1 else ''} $2x + 3 = {11 + number}$"
            doubt = Doubt(id_, student.id, words, id_, now - timedelta(days=number))
            await log.open(school.tenant, doubt)
            await log.close(school.tenant, doubt, AnswerReady(ANSWER), [])
            complain(
                contents,
                school.tenant,
                contents.servings[school.tenant, id_].answer,
                id_,
                Complaint.WRONG if number else Complaint.UNCLEAR,
            )

    done(live())
    made = library.owner.post("/v1/classes", json={"name": f"7b {LONG}", "joinable": True})
    assert made.status_code == 201, made.text
    path = f"/v1/classes/{made.json()['id']}"
    added = library.owner.post(f"{path}/members", json={"user_ids": [str(student.id)]})
    assert added.status_code in (200, 201, 204), added.text
    return str(made.json()["id"])


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_no_room_overflows(
    library: Library,
    window: Callable[..., Window],
    shot: Callable[[Window, str], None],
    size: dict,
    scheme: str,
) -> None:
    made = fill(library)
    look = f"{'phone' if size is PHONE else 'desk'}-{scheme}"
    more = {key: value for key, value in size.items() if key != "viewport"}
    width = size["viewport"]["width"]
    for role, rooms in {
        "student": {
            "practice": "article.exercise",
            "progress": "#progress .belief",
        },
        "owner": {
            "classes": "#classes .shelf a",
            f"classes/{made}": "#classes .heat-map",
            "reviews": "#reviews .review",
            "school": "#school .totals",
        },
    }.items():
        visit = window(role=role, width=width, color_scheme=scheme, **more)
        page = visit.page
        for room, there in rooms.items():
            page.goto(f"{visit.url}/#/{room}")
            expect(page.locator(there).first).to_be_visible()
            if room == "progress":
                page.locator(".belief > summary").first.click()
                expect(page.locator(".evidence > li").first).to_be_visible()
            if room == "reviews":
                page.get_by_role("button", name="Look at it").first.click()
            labels = page.locator(f"#{room.split('/')[0]} svg .tick-label")
            if labels.count():
                label = labels.first.bounding_box()
                assert label is not None and label["height"] > 10, "words of a plot can be read"
            if room == "reviews":
                other = page.locator(".review").nth(2)
                expect(other.locator(".review-question")).not_to_contain_text("$")
                other.get_by_text("fynq’s answer").click()
                expect(other.locator("details math").first).to_be_visible()
            visit.assert_clean()
            shot(visit, f"room-{look}-{room.split('/')[0]}{'-one' if '/' in room else ''}")
        if role == "student":
            if size is PHONE:
                page.get_by_role("button", name="Menu").click()
            page.get_by_role("button", name="Settings").click()
            expect(page.get_by_role("dialog").get_by_label("Your name")).to_be_focused()
            visit.assert_clean()
            shot(visit, f"room-{look}-settings")
