"""A teacher's and a student's way through the school's knowledge, on the real API over memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser import PATIENCE_MS
from tests.browser import Visit as Window
from tests.web.library import PASSWORD, SCHOOL, Library

pytestmark = pytest.mark.browser

ICE = (
    "# Ice and water\n\nIce floats because it is less dense than water: $\\rho < 1$.\n\n"
    "## Why lakes live\n\nFish live through the winter under the floating ice of a lake.\n\n"
    "## Solution\n\nSolution. The iceberg shows one ninth of itself.\n"
)
KEPT = "# Key\n\nThe marmalade question is answered on page forty.\n"
LONG = "# Long\n\n" + "\n\n".join(
    f"## Part {n}\n\nThe {n}th tale tells of a hare that ran {n} miles. " + "It ran and ran. " * 12
    for n in range(90)
)
BROKEN = b"%PDF-1.7\nthis is no PDF at all"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "index")
    yield made
    made.stop()


@pytest.fixture
def window(browser: Browser, library: Library) -> Iterator[Callable[..., Window]]:
    contexts: list[BrowserContext] = []

    def enter(role: str = "teacher", width: int = 1280, **options: object) -> Window:
        context = browser.new_context(viewport={"width": width, "height": 860}, **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        visit = Window(context.new_page(), library.url)
        page = visit.page
        page.goto(f"{library.url}/#/knowledge")
        page.get_by_label("E-mail").fill(f"{role}@valley.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("School", exact=False).first.fill(SCHOOL)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="Knowledge").wait_for()
        return visit

    yield enter
    for context in contexts:
        context.close()


def upload(page: Page, *files: tuple[str, str | bytes]) -> None:
    payload = [
        {
            "name": name,
            "mimeType": "application/pdf" if name.endswith("pdf") else "text/markdown",
            "buffer": body.encode() if isinstance(body, str) else body,
        }
        for name, body in files
    ]
    page.locator("#files").set_input_files(payload)


def on_the_way(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name="On the way").get_by_role("listitem").filter(has_text=name)  # fmt: skip


def find(page: Page, words: str) -> Locator:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".searching > [role=status]")).to_have_text(
        re.compile("passage|Nothing near")
    )
    return page.locator(".passage")


def test_a_teacher_uploads_watches_searches_and_deletes(
    library: Library, window: Callable[..., Window]
) -> None:
    visit = window()
    page = visit.page
    page.get_by_text("New collection").click()
    page.get_by_label("Title").fill("Äpfel & Physics 2")
    expect(page.get_by_label("Short name")).to_have_value("apfel-physics-2")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Äpfel & Physics 2")
    assert page.url.endswith("#/knowledge/apfel-physics-2")

    library.gates.shut = {"begin"}
    upload(page, ("ice.md", ICE), ("bad.pdf", BROKEN))
    expect(on_the_way(page, "ice.md")).to_contain_text("Queued")
    library.gates.shut = {"read", "embed"}
    expect(on_the_way(page, "ice.md")).to_contain_text("Reading")
    library.gates.shut = {"embed"}
    expect(on_the_way(page, "ice.md")).to_contain_text(re.compile(r"Embedding 0 of \d passages"))
    refused = on_the_way(page, "bad.pdf")
    expect(refused).to_contain_text("Not taken in")
    expect(refused.locator(".remedy")).not_to_be_empty()
    library.gates.shut = set()
    expect(on_the_way(page, "ice.md")).to_contain_text("Searchable")
    expect(page.get_by_role("log")).to_contain_text("ice.md is searchable.")
    expect(page.get_by_role("log")).to_contain_text("bad.pdf was not taken in.")
    documents = page.get_by_role("region", name="Documents").get_by_role("listitem")
    expect(documents).to_have_count(1)

    passages = find(page, "why does ice float?")
    first = passages.filter(has_text="less dense")
    expect(first.locator("mark")).to_have_text(["Ice", "Ice", "floats"])
    expect(first.locator("math")).to_be_visible()
    first.get_by_text("Why this passage").click()
    why = first.locator(".why")
    expect(why.get_by_role("meter", name=re.compile("^Words"))).to_be_visible()
    expect(why.get_by_role("meter", name=re.compile("^Meaning"))).to_be_visible()
    expect(why).to_contain_text("Words of the question in it: float, ice")
    passages.filter(has_text="Fish live").get_by_role("button").first.click()
    drawer = page.get_by_role("dialog", name="Ice and water")
    expect(drawer.locator("mark").first).to_be_in_viewport()
    assert "Fish live through" in "".join(drawer.locator("mark").all_text_contents())
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Delete Ice and water").click()
    asking = page.get_by_role("dialog", name="Delete “Ice and water”?")
    expect(asking).to_contain_text("the uploaded file go for good")
    expect(asking.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(documents).to_have_count(1)
    page.get_by_role("button", name="Delete Ice and water").click()
    asking.get_by_role("button", name="Delete").click()
    expect(page.locator(".receipt")).to_contain_text("Removed at")
    expect(documents).to_have_count(0)
    expect(page.locator(".passage")).to_have_count(0)
    expect(find(page, "why does ice float?")).to_have_count(0)
    visit.assert_clean()
