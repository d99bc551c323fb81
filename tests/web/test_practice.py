"""A student practises and looks at what fynq makes of it, on the real API over memory."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import expect

from fynq.domain.knowledge import Skill
from tests.browser import Visit as Window
from tests.web.library import SCHOOL, Library

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)> fractions"


def done(work: Coroutine[Any, Any, Any]) -> Any:
    """In a thread, because the browser's own loop runs in this one."""
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()


def put_items(library: Library) -> None:
    items = [
        {
            "slug": "half-and-quarter",
            "question": "Compute $\\frac{1}{2} + \\frac{1}{4}$.",
            "answer": "3/4",
            "skills": ["fractions"],
            "difficulty": 2,
            "hints": ["Write both with the denominator 4.", "That is $2/4 + 1/4$."],
            "solution": "Two quarters and one quarter are $\\frac{3}{4}$.",
        },
        {
            "slug": "which-is-larger",
            "question": f"Which is larger? {HOSTILE}",
            "answer": "2/3",
            "choices": ["1/2", "2/3"],
            "skills": ["fractions"],
            "difficulty": 1,
        },
    ]
    skills = [Skill("fractions", "Fractions", "mathematics", 6)]
    school = done(library.house.people.find_school(SCHOOL))
    assert school is not None
    done(library.house.practising.curriculum.put_skills(school.tenant, skills))
    sent = library.owner.post("/v1/practice/items", json={"items": items})
    assert sent.status_code in (200, 201), sent.text


def test_a_student_practises_with_help_and_sees_the_progress(
    library: Library, window: Callable[..., Window], shot: Callable[[Window, str], None]
) -> None:
    put_items(library)
    visit = window(role="student")
    page = visit.page
    page.get_by_role("link", name="Practice").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice")
    exercise = page.get_by_role("article")
    for number in range(2):
        expect(exercise).to_have_count(1)
        expect(exercise.get_by_text("Why this one")).to_be_visible()
        if exercise.get_by_role("radio").count():
            expect(exercise).to_contain_text(HOSTILE)
            exercise.get_by_role("button", name="Check").click()
            expect(exercise.get_by_role("alert")).to_have_text("Give an answer first.")
            exercise.get_by_role("radio").nth(1).check()
            exercise.get_by_role("button", name="Check").click()
        else:
            answer = exercise.get_by_role("textbox")
            answer.fill("2/6")
            exercise.get_by_role("button", name="Check").click()
            expect(exercise).to_contain_text("Not yet")
            exercise.get_by_role("button", name="Hint").click()
            expect(exercise.get_by_role("list", name="Hints")).to_contain_text("denominator 4")
            answer.fill("0.75")
            page.keyboard.press("Enter")
        shot(visit, f"practice-{number}")
        expect(exercise.get_by_role("region", name="Result of the check")).to_contain_text(
            re.compile("Right|Nearly")
        )
        page.get_by_role("button", name="Next exercise").click()
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your progress")
    belief = page.locator(".belief.skill").first
    belief.locator("summary").first.click()
    expect(belief).to_contain_text("What it rests on")
    expect(belief.locator(".evidence > li")).not_to_have_count(0)
    belief.get_by_text("That is not right").click()
    belief.get_by_role("button", name="I know this").click()
    expect(belief.locator(".evidence")).to_contain_text("The student says: I know this.")
    belief.get_by_role("button", name="Take it back").first.click()
    expect(belief.locator(".evidence")).to_contain_text("took a correction back")
    visit.assert_clean()
