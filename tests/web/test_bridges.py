"""What is offered after an answer, and what is said of one that followed a wrong one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.web import lessons
from tests.web.conftest import Visit
from tests.web.test_screens import PHONE

pytestmark = pytest.mark.browser

NAME = "What may help first: Fractions"


@pytest.mark.parametrize("order", ["bridge", "bridge_first"])
def test_a_bridge_is_offered_after_the_answer(
    visit: Visit, shot: Callable[[Visit, str], None], order: str
) -> None:
    page = visit.page
    visit.state.faults = [order]
    visit.ask("Solve $2x + 3 = 11$")
    visit.answered()
    bridge = page.get_by_role("region", name=NAME)
    expect(bridge).to_have_count(1)
    expect(bridge).to_contain_text("You solved 1 of 4 exercises on fractions.")
    expect(page.get_by_role("log")).to_contain_text(NAME)
    assert page.locator(".answer ~ .bridge").count() == 1
    expect(bridge.get_by_text("A fraction is a part of a whole.")).to_be_hidden()
    bridge.get_by_text("About Fractions").click()
    expect(bridge.get_by_text("A fraction is a part of a whole.")).to_be_visible()
    expect(bridge.locator(".bridge-try mfrac")).to_have_count(2)
    shot(visit, order)
    visit.assert_clean()
    bridge.get_by_role("button", name="Read: Why ice floats, page 12").click()
    dialog = page.get_by_role("dialog", name="Why ice floats")
    expect(dialog.locator("mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(bridge.get_by_role("link", name="Practise Fractions")).to_have_attribute(
        "href", "#/practice/fractions"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_bridge_fits_a_phone(
    open_visit: Callable[..., Visit], shot: Callable[[Visit, str], None], scheme: str
) -> None:
    visit = open_visit(**PHONE, color_scheme=scheme)
    visit.enter()
    visit.state.faults = ["bridge"]
    visit.ask("Solve $2x + 3 = 11$")
    bridge = visit.page.get_by_role("region", name=NAME)
    bridge.get_by_text("About Fractions").click()
    bridge.scroll_into_view_if_needed()
    shot(visit, f"bridge-phone-{scheme}")
    visit.assert_clean()


def test_an_answer_without_a_bridge_offers_nothing(visit: Visit) -> None:
    visit.ask("Solve $2x + 3 = 11$")
    visit.answered()
    expect(visit.page.locator(".bridge")).to_have_count(0)
    visit.state.faults = ["bridge"]
    visit.ask("And $3x = 6$?")
    visit.answered(2)
    expect(visit.page.get_by_role("region", name=NAME)).to_have_count(1)
    expect(visit.page.locator(".turn").first.locator(".bridge")).to_have_count(0)


def test_a_bridge_stands_in_the_history_until_it_is_put_away(visit: Visit) -> None:
    page = visit.page
    visit.state.faults = ["bridge"]
    visit.ask("Solve $2x + 3 = 11$")
    visit.answered()
    bridge = page.get_by_role("region", name=NAME)
    expect(bridge).to_be_visible()
    page.reload()
    expect(bridge).to_contain_text("You solved 1 of 4")
    expect(bridge.get_by_text("About Fractions")).to_have_count(0)
    bridge.get_by_role("button", name="Read:").click()
    dialog = page.get_by_role("dialog", name="Why ice floats")
    expect(dialog.locator("mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    bridge.get_by_role("button", name="Not now").click()
    expect(bridge).to_have_count(0)
    page.reload()
    visit.answered()
    expect(bridge).to_have_count(0)
    visit.assert_clean()


@pytest.mark.parametrize(("kind", "word"), [("correction", "corrected"), ("recall", "withdrawn")])
@pytest.mark.parametrize("hint", [False, True])
def test_what_followed_a_wrong_answer_says_so(
    visit: Visit, shot: Callable[[Visit, str], None], kind: str, word: str, hint: bool
) -> None:
    page, state = visit.page, visit.state
    first = state.take("Solve $2x + 3 = 11$", None)
    later = state.take("Why did you subtract 3?", first["id"])
    first.update(status="answered", answer=lessons.solved())
    later.update(status="answered", answer=lessons.hinted(2) if hint else lessons.explained())
    later["built_on"] = {"doubt_id": first["id"], "kind": kind, "at": "2026-11-26T10:00:00Z"}
    page.goto(f"{visit.url}/#/doubts/{later['id']}")
    visit.answered(2)
    marked = page.get_by_role("region", name=f"Followed an answer that was {word}")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text(f"This followed an answer that was {word}")
    shot(visit, f"built-on-{kind}-{hint}")
    visit.assert_clean()
    marked.get_by_role("link", name=f"See the {word} answer").click()
    page.wait_for_url(f"**/#/doubts/{first['id']}")
    visit.answered()
    expect(marked).to_have_count(0)
