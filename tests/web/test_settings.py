"""What a student tells fynq of themselves, on the real API over memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from fynq.domain.learner import LearnerProfile
from fynq.domain.principal import Role
from tests.browser import Visit as Window
from tests.web.library import SCHOOL, Library

pytestmark = pytest.mark.browser

EXAM = (datetime.now(UTC) + timedelta(days=40)).date().isoformat()


def opened(visit: Window) -> Locator:
    visit.page.get_by_role("button", name="Settings").click()
    dialog = visit.page.get_by_role("dialog", name="Settings")
    expect(dialog.locator("form[inert]")).to_have_count(0)
    expect(dialog.get_by_label("Your name")).to_be_focused()
    return dialog


def profile_of(library: Library, role: Role = Role.STUDENT) -> LearnerProfile:
    (account,) = (
        each
        for each in library.house.people.accounts[
            library.house.people.schools[SCHOOL].tenant
        ].values()
        if each.role is role
    )
    kept: Any = library.house.students.profiles
    found: LearnerProfile = kept[library.house.people.schools[SCHOOL].tenant, account.id]
    return found


def test_all_that_a_profile_has_can_be_told(
    library: Library, window: Callable[..., Window], shot: Callable[[Window, str], None]
) -> None:
    visit = window(role="student")
    dialog = opened(visit)
    dialog.get_by_label("School year").select_option("9")
    dialog.get_by_label("Syllabus").fill("CBSE 9")
    dialog.get_by_label("Next exam").fill(EXAM)
    dialog.get_by_label("Minutes a day").fill("25")
    dialog.get_by_label("Language of explanations").select_option("de")
    dialog.get_by_label("Reading level").select_option("middle")
    dialog.get_by_label("What comes first").select_option("example_first")
    dialog.get_by_label("Size of steps").select_option("small")
    dialog.get_by_label("Tone").select_option("encouraging")
    dialog.get_by_label("screen reader").check()
    dialog.get_by_label("Short sentences").check()
    dialog.get_by_label("What you are here for").select_option("homework")
    dialog.get_by_label("Minutes that you have").fill("20")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Saved.")).to_be_visible()
    kept = profile_of(library)
    assert (kept.grade, kept.syllabus, str(kept.exam_on)) == (9, "CBSE 9", EXAM)
    assert (kept.minutes_a_day, kept.language, kept.reading) == (25, "de", "middle")
    assert (kept.detail, kept.order, kept.steps) == ("normal", "example_first", "small")
    assert (kept.tone, kept.needs) == ("encouraging", ("screen_reader", "short_sentences"))
    assert kept.session is not None
    assert (kept.session.goal, kept.session.minutes) == ("homework", 20)
    shot(visit, "settings-told")
    visit.assert_clean()
    visit.page.reload()
    dialog = opened(visit)
    expect(dialog.get_by_label("Next exam")).to_have_value(EXAM)
    expect(dialog.get_by_label("Reading level")).to_have_value("middle")
    expect(dialog.get_by_label("Short sentences")).to_be_checked()
    expect(dialog.get_by_text("Until ")).to_be_visible()
    for name in ("Next exam", "Minutes a day", "Minutes that you have"):
        dialog.get_by_label(name).fill("")
    dialog.get_by_label("What you are here for").select_option("")
    dialog.get_by_label("Reading level").select_option("")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Saved.")).to_be_visible()
    kept = profile_of(library)
    assert (kept.exam_on, kept.minutes_a_day, kept.reading, kept.session) == (None, None, "", None)
    assert kept.language == "de"


@pytest.mark.parametrize(
    ("label", "value", "words"),
    [
        ("Minutes a day", "2", "This number is too small."),
        ("Minutes that you have", "999", "This number is too large."),
        ("Next exam", "2020-01-01", "Must be from today on, within five years."),
        ("Your name", "", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    window: Callable[..., Window], label: str, value: str, words: str
) -> None:
    visit = window(role="student")
    dialog = opened(visit)
    field = dialog.get_by_label(label)
    field.fill(value)
    dialog.get_by_role("button", name="Save").click()
    alert = dialog.get_by_role("alert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text(f"Not saved. {words}")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    described = field.get_attribute("aria-describedby")
    assert described == alert.get_attribute("id")
    visit.assert_clean()


def test_the_school_names_its_syllabuses_and_sets_the_grade(
    library: Library, window: Callable[..., Window]
) -> None:
    named = library.owner.patch("/v1/school/policy", json={"syllabuses": ["IB", "CBSE 10"]})
    assert named.status_code == 200, named.text
    people = library.owner.get("/v1/users").json()["items"]
    student = next(each["id"] for each in people if each["role"] == "student")
    path = f"/v1/students/{student}"
    assert library.owner.patch(path, json={"grade": 10}).status_code == 200
    dialog = opened(window(role="student"))
    expect(dialog.get_by_label("School year")).to_be_disabled()
    expect(dialog.get_by_text("Set by your school.")).to_have_count(1)
    syllabus = dialog.get_by_label("Syllabus")
    syllabus.select_option("CBSE 10")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Saved.")).to_be_visible()
    assert (profile_of(library).grade, profile_of(library).syllabus) == (10, "CBSE 10")


def test_what_was_not_changed_is_not_sent(library: Library, window: Callable[..., Window]) -> None:
    visit = window(role="student")
    dialog = opened(visit)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Nothing has changed.")).to_be_visible()
    dialog.get_by_label("Tone").select_option("formal")
    with visit.page.expect_request("**/v1/students/me") as sent:
        dialog.get_by_role("button", name="Save").click()
    assert sent.value.post_data_json == {"tone": "formal"}
