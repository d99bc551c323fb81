"""Every screen in each width and theme: nothing overflows, nothing foreign is fetched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.conftest import Visit

pytestmark = pytest.mark.browser

PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESK = {"viewport": {"width": 1280, "height": 860}}
LOOKS = [
    pytest.param(DESK, "light", id="desk-light"),
    pytest.param(DESK, "dark", id="desk-dark"),
    pytest.param(PHONE, "light", id="phone-light"),
    pytest.param(PHONE, "dark", id="phone-dark"),
]


@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_no_screen_overflows(
    open_visit: Callable[..., Visit], shot: Callable[[Visit, str], None], size: dict, scheme: str
) -> None:
    look = f"{'phone' if size is PHONE else 'desk'}-{scheme}"
    visit = open_visit(**size, color_scheme=scheme)
    page = visit.page
    visit.state.fill(6)
    page.goto(visit.url)
    page.get_by_role("button", name="Try the demo").wait_for()
    shot(visit, f"{look}-1-entry")
    visit.assert_clean()
    visit.enter()
    shot(visit, f"{look}-2-welcome")
    visit.assert_clean()
    for number, question in enumerate(
        ["Solve $2x + 3 = 11$", "Why does ice float?", "a wide one"], 1
    ):
        visit.ask(question)
        visit.answered(number)
        page.locator(".turn").last.scroll_into_view_if_needed()
        page.evaluate(
            "document.querySelectorAll('.turn')[document.querySelectorAll('.turn').length - 1].scrollIntoView()"
        )
        shot(visit, f"{look}-3-answer-{number}")
        visit.assert_clean()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    shot(visit, f"{look}-4-end")
    page.locator(".source").first.click()
    page.locator("#source-body mark").first.wait_for()
    shot(visit, f"{look}-5-source")
    visit.assert_clean()
    page.keyboard.press("Escape")
    if size is PHONE:
        page.get_by_role("button", name="Menu").click()
        shot(visit, f"{look}-6-menu")
    page.locator("#open-settings").click()
    page.locator("#settings input").first.wait_for()
    shot(visit, f"{look}-7-settings")
    visit.assert_clean()
    page.keyboard.press("Escape")
    if size is PHONE:
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Not helpful").first.click()
    shot(visit, f"{look}-8-reasons")
    visit.assert_clean()
    page.goto(f"{visit.url}/#/progress")
    page.locator("#progress .belief").first.wait_for()
    assert "Claimed" in page.locator(".belief.skill", has_text="roots").inner_text()
    shot(visit, f"{look}-9-progress")
    visit.assert_clean()
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (int(background.split("(")[1].split(",")[0]) < 128) == (scheme == "dark")


@pytest.mark.parametrize("width", [860, 900, 1129, 1130])
def test_the_switch_of_light_and_dark_covers_nothing_of_the_conversation(
    open_visit: Callable[..., Visit], shot: Callable[[Visit, str], None], width: int
) -> None:
    visit = open_visit(viewport={"width": width, "height": 700})
    visit.enter()
    shot(visit, f"switch-{width}-welcome")
    for number in (1, 2):
        visit.ask("Solve $2x + 3 = 11$ " + "and tell me every step of it " * 4)
        visit.answered(number)
    switch = visit.page.locator("#theme").bounding_box()
    boxes = [
        box
        for found in visit.page.locator(".turn, .turn .question, #composer").all()
        if (box := found.bounding_box()) is not None
    ]
    assert switch is not None and boxes
    assert all(box["x"] + box["width"] <= switch["x"] for box in boxes)
    visit.page.evaluate("scrollTo(0, document.querySelector('.turn .question').offsetTop - 10)")
    shot(visit, f"switch-{width}")
    visit.assert_clean()
