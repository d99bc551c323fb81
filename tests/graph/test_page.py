"""The page of a running graph, as a student uses it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PATIENCE_MS, Visit, chromium
from tests.graph.instance import Instance

pytestmark = [pytest.mark.graph, pytest.mark.browser]


@pytest.fixture
def visit(graph: Instance) -> Iterator[Visit]:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(PATIENCE_MS)
        yield Visit(page, graph.url)


def test_a_student_asks_reads_rates_and_finds_it_again(visit: Visit) -> None:
    page = visit.page
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    visit.enter()
    visit.ask("Solve 2x + 3 = 11")
    visit.answered()
    result = page.get_by_role("region", name="Result")
    expect(result.locator(".final math")).to_have_text(re.compile(r"x\s*=\s*4"))
    expect(result.locator(".badge strong")).to_have_text("Verified")
    expect(page.get_by_role("list", name="What checked it").get_by_role("listitem").first).to_be_visible()  # fmt: skip
    expect(page.locator(".steps > li math").first).to_be_visible()

    page.get_by_role("button", name="New question").click()
    visit.ask("Why does ice float on water?")
    visit.answered()
    expect(result.locator(".final")).to_contain_text("less dense")
    _read_the_first_source(page)
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_role("radio", name="It is unclear").check()
    page.locator(".reasons").get_by_role("button", name="Send").click()
    expect(page.locator(".outcome")).to_contain_text("Thank you")

    rows = page.locator("#history-list li")
    expect(rows.first).to_contain_text("Why does ice float on water?")
    expect(rows.first).to_contain_text("Verified")
    rows.filter(has_text="Solve 2x + 3 = 11").first.get_by_role("link").click()
    expect(page.locator(".question")).to_have_text("Solve 2x + 3 = 11")
    expect(result.locator(".badge strong")).to_have_text("Verified")
    expect(page.locator(".steps > li").first).to_be_visible()
    visit.assert_clean()
    assert complaints == []


def _read_the_first_source(page: Page) -> None:
    """It opens at the words that are quoted."""
    source = page.locator(".source").first
    quoted = source.locator(".quote").inner_text().strip("“”")
    source.click()
    panel = page.get_by_role("dialog", name=source.locator(".title").inner_text())
    expect(panel.locator("mark").first).to_be_in_viewport()
    marked = "".join(panel.locator("mark").all_text_contents())
    assert " ".join(marked.split()).startswith(" ".join(quoted.split())[:40])
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
