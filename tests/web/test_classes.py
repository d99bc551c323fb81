"""A teacher's classes and the review queue, on the real API over memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import Visit as Window
from tests.web.library import Library
from tests.web.test_practice import put_items

pytestmark = pytest.mark.browser


def test_a_teacher_makes_a_class_and_sees_what_its_student_knows(
    library: Library, window: Callable[..., Window], shot: Callable[[Window, str], None]
) -> None:
    put_items(library)
    student = window(role="student").page
    student.get_by_role("link", name="Practice").click()
    exercise = student.get_by_role("article")
    if exercise.get_by_role("textbox").count():
        exercise.get_by_role("textbox").fill("0.75")
    else:
        exercise.get_by_role("radio").nth(1).check()
    exercise.get_by_role("button", name="Check").click()
    student.get_by_role("button", name="Next exercise").wait_for()

    visit = window()
    page = visit.page
    page.get_by_role("link", name="Classes").click()
    page.get_by_text("New class").click()
    page.get_by_role("textbox", name="Name", exact=True).fill("<i>7b</i>")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("<i>7b</i>")
    page.get_by_text("Members (1)").click()
    page.get_by_label("E-mail addresses").fill("nobody@valley.example")
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#classes .note:not(:empty)")).to_have_count(1)
    page.get_by_label("E-mail addresses").fill("student@valley.example")
    page.get_by_role("button", name="Add").click()
    table = page.get_by_role("region", name="Students by skills")
    expect(table.get_by_role("columnheader", name="Fractions")).to_be_visible()
    expect(table.get_by_role("row", name="Student").last).to_contain_text("%")
    shot(visit, "class")
    visit.assert_clean()
    table.get_by_role("link", name="Student").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Student")
    expect(page.locator(".belief.skill")).to_have_count(1)
    visit.assert_clean()


def test_a_student_has_no_classes_and_nothing_to_review(
    library: Library, window: Callable[..., Window]
) -> None:
    page = window(role="student").page
    expect(page.get_by_role("link", name="Progress")).to_be_visible()
    for name in ("Classes", "To review"):
        expect(page.get_by_role("link", name=name)).to_have_count(0)


def test_nothing_waits_in_an_empty_queue(library: Library, window: Callable[..., Window]) -> None:
    visit = window()
    visit.page.get_by_role("link", name="To review").click()
    expect(visit.page.get_by_text("Nothing waits for you.")).to_be_visible()
    visit.assert_clean()
