"""A school in figures, on the real API over memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from fynq.answering.books import StoredDoubt
from fynq.domain.doubt import Answer, Doubt, DoubtStatus, Verification
from fynq.domain.identifiers import new_id
from fynq.domain.principal import Role
from tests.browser import Visit as Window
from tests.web.library import SCHOOL, Library

pytestmark = pytest.mark.browser


def ask_questions(library: Library) -> None:
    """Three verified answers, one refusal and one answer of 60 days ago."""
    school = library.house.people.schools[SCHOOL]
    accounts = library.house.people.accounts[school.tenant].values()
    student = next(each.id for each in accounts if each.role is Role.STUDENT)
    answer = Answer("t", "f", Verification.VERIFIED, "builtin/solver")
    for days, status in ((0, "answered"), (2, "answered"), (2, "answered"), (3, "refused"), (60, "answered")):  # fmt: skip
        id_ = new_id()
        doubt = Doubt(id_, student, "why?", id_, datetime.now(UTC) - timedelta(days=days))
        stored = StoredDoubt(doubt, DoubtStatus(status))
        if status == "answered":
            stored = replace(stored, answer=answer)
        library.house.contents.doubts[school.tenant, id_] = stored


def test_an_owner_sees_the_schools_figures_over_a_period(
    library: Library, window: Callable[..., Window], shot: Callable[[Window, str], None]
) -> None:
    ask_questions(library)
    visit = window(role="owner")
    page = visit.page
    page.get_by_role("link", name="School figures").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("School figures")
    usage = page.get_by_role("table", name="Usage in the whole period")
    expect(usage.get_by_role("row", name="Questions")).to_contain_text("4")
    expect(usage.get_by_role("row", name="Not answered")).to_contain_text("1")
    figures = page.locator("#school .figures")
    expect(figures).to_contain_text("1student active")
    expect(figures).to_contain_text("100 %of answers verified")
    expect(figures).to_contain_text("$0.00")
    for name in ("Usage", "Quality", "Cost"):
        expect(page.get_by_role("region", name=name, exact=True)).to_be_visible()
    plot = page.get_by_role("region", name="Usage", exact=True).locator("figure").first
    expect(plot.locator("rect.bar")).to_have_count(3)
    plot.get_by_text("As a table").click()
    expect(plot.get_by_role("row")).to_have_count(31)
    shot(visit, "school")
    visit.assert_clean()
    page.get_by_label("Period").select_option("90")
    expect(usage.get_by_role("row", name="Questions")).to_contain_text("5")
    expect(page.get_by_role("link", name="School figures")).to_have_attribute(
        "aria-current", "page"
    )


def test_days_of_ones_own_and_what_is_wrong_with_them(
    library: Library, window: Callable[..., Window]
) -> None:
    ask_questions(library)
    visit = window(role="owner")
    page = visit.page
    page.get_by_role("link", name="School figures").click()
    page.get_by_label("Period").select_option("own")
    today = datetime.now(UTC).date()
    page.locator("#school").get_by_label("From").fill((today - timedelta(days=61)).isoformat())
    page.locator("#school").get_by_label("Up to").fill((today - timedelta(days=59)).isoformat())
    page.get_by_role("button", name="Show").click()
    usage = page.get_by_role("table", name="Usage in the whole period")
    expect(usage.get_by_role("row", name="Questions")).to_contain_text("1")
    page.locator("#school").get_by_label("From").fill((today - timedelta(days=10)).isoformat())
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert").filter(has_text="must be after")).to_have_count(1)
    expect(page.locator("#school").get_by_label("Up to")).to_have_attribute("aria-invalid", "true")
    page.locator("#school").get_by_label("From").fill("2020-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#school").get_by_label("From")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#school").get_by_label("Up to")).not_to_have_attribute(
        "aria-invalid", "true"
    )
    visit.assert_clean()


@pytest.mark.parametrize("role", ["student", "teacher"])
def test_others_are_not_shown_the_schools_figures(window: Callable[..., Window], role: str) -> None:
    visit = window(role=role)
    page = visit.page
    expect(page.get_by_role("link", name="Progress")).to_be_visible()
    expect(page.get_by_role("link", name="School figures")).to_have_count(0)
    page.goto(f"{visit.url}/#/school")
    expect(page.get_by_text("The school's figures are for admins and owners.")).to_be_visible()
    visit.assert_clean()
