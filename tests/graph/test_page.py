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


def test_a_teacher_gives_and_takes_knowledge_and_a_student_only_reads(
    graph: Instance, visit: Visit
) -> None:
    graph.found_school("page-books")
    page = visit.page
    _log_in(visit, "owner@page-books.example", "a long password of page-books")
    page.get_by_text("New collection").click()
    page.get_by_label("Title").fill("Our books")
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Our books")
    files = [("wombats.md", WOMBATS), ("bad.pdf", b"%PDF-1.7 no more of it")]
    page.locator("#files").set_input_files(
        [{"name": name, "mimeType": "", "buffer": body} for name, body in files]
    )
    way = page.get_by_role("region", name="On the way").get_by_role("listitem")
    expect(way.filter(has_text="wombats.md")).to_contain_text("Searchable")
    expect(way.filter(has_text="bad.pdf")).to_contain_text("Not taken in")
    expect(way.filter(has_text="bad.pdf").locator(".remedy")).not_to_be_empty()

    _search(page, "Why do wombats dig?")
    passage = page.locator(".passage").first
    expect(passage.locator("mark").first).to_be_visible()
    passage.get_by_text("Why this passage").click()
    expect(passage.get_by_role("meter")).to_have_count(3)
    passage.locator(".passage-title").click()
    panel = page.get_by_role("dialog", name="Wombats")
    expect(panel.locator("mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")

    page.get_by_role("button", name="Delete Wombats").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".receipt")).to_contain_text(
        re.compile("Confirmed by [1-9]|No search process")
    )
    _search(page, "Why do wombats dig?")
    expect(page.locator(".passage")).to_have_count(0)
    page.get_by_role("button", name="Log out").click()

    visit.enter()
    page.get_by_role("link", name="Knowledge").click()
    expect(page.locator(".collection").first).to_be_visible()
    _search(page, "Why does ice float on water?")
    expect(page.locator(".passage").first).to_contain_text("ice")
    assert page.locator("#knowledge :is(form:not([role=search]), details:not(.why))").count() == 0
    visit.assert_clean()


WOMBATS = b"# Wombats\n\nWombats dig burrows because the days are hot and the nights are cold.\n"


def _log_in(visit: Visit, email: str, password: str) -> None:
    page = visit.page
    page.goto(f"{visit.url}/#/knowledge")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_label("School").first.fill("page-books")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", name="Knowledge").wait_for()


def _search(page: Page, words: str) -> None:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")
    told = page.get_by_role("region", name="Search").get_by_role("status")
    expect(told).to_have_text(re.compile("nearest first|Nothing near"))
