"""Files on their way to the server, and what happens to them there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser import Visit as Window
from tests.web.library import Library
from tests.web.shelving import ICE, on_the_way, upload

pytestmark = pytest.mark.browser


def test_a_broken_network_loses_no_file_and_makes_none_twice(
    library: Library, window: Callable[..., Window]
) -> None:
    library.make("notes")
    visit = window()
    page = visit.page
    page.get_by_role("link", name="notes").click()
    sent: list[str] = []

    def lose(route: Route) -> None:
        """The first file arrives and its reply is lost; then the network is gone once more."""
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.headers["idempotency-key"])
        if len(sent) == 1:
            route.fetch()
        if len(sent) <= 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/v1/knowledge/collections/notes/documents*", lose)
    upload(page, ("ice.md", ICE))
    expect(on_the_way(page, "ice.md")).to_contain_text("Trying again in")
    expect(on_the_way(page, "ice.md")).to_contain_text("cannot be reached")
    page.get_by_role("button", name="Try now ice.md").or_(page.get_by_text("Searchable")).click()
    expect(on_the_way(page, "ice.md")).to_contain_text("Searchable")
    expect(page.locator(".upload")).to_have_count(1)
    assert len(sent) == 3 and len(set(sent)) == 1
    assert len(library.house.contents.uploads) == 1
    visit.assert_clean()


def test_a_file_that_always_breaks_off_is_not_sent_for_ever(
    library: Library, window: Callable[..., Window]
) -> None:
    library.make("notes")
    page = window().page
    page.get_by_role("link", name="notes").click()
    page.route("**/v1/knowledge/collections/notes/documents", lambda route: route.abort())
    upload(page, ("huge.md", ICE))
    expect(on_the_way(page, "huge.md")).to_contain_text("The connection breaks off each time")
    page.unroute("**/v1/knowledge/collections/notes/documents")
    page.get_by_role("button", name="Try now huge.md").click()
    expect(on_the_way(page, "huge.md")).to_contain_text("Searchable")


def test_a_reload_keeps_what_is_on_its_way(library: Library, window: Callable[..., Window]) -> None:
    library.make("notes")
    visit = window()
    page = visit.page
    page.get_by_role("link", name="notes").click()
    library.gates.shut = {"read"}
    upload(page, ("ice.md", ICE))
    expect(on_the_way(page, "ice.md")).to_contain_text("Reading")
    page.route("**/v1/knowledge/collections/notes/documents", lambda route: route.abort())
    upload(page, ("late.md", ICE))
    expect(on_the_way(page, "late.md")).to_contain_text("Trying again")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.reload()
    assert asked == ["beforeunload"]
    expect(on_the_way(page, "ice.md")).to_contain_text("Reading")
    expect(on_the_way(page, "late.md")).to_contain_text("Not sent before the page was reloaded")
    page.get_by_role("button", name="Dismiss").click()
    expect(on_the_way(page, "late.md")).to_have_count(0)
    page.unroute("**/v1/knowledge/collections/notes/documents")
    library.gates.shut = set()
    expect(on_the_way(page, "ice.md")).to_contain_text("Searchable")
    page.reload()
    expect(on_the_way(page, "ice.md")).to_contain_text("Searchable")
    seen = len([one for one in visit.requests if "/uploads?" in one])
    page.wait_for_timeout(3_000)
    assert len([one for one in visit.requests if "/uploads?" in one]) == seen, "asks in vain"


def test_files_are_dropped_and_everything_is_reached_by_keyboard(
    library: Library, window: Callable[..., Window]
) -> None:
    library.make("notes")
    visit = window()
    page = visit.page
    expect(page.get_by_role("heading", name="Knowledge")).to_be_focused()
    page.get_by_role("link", name="notes").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.locator(".drop-zone").wait_for()
    page.evaluate(
        """() => {
            const files = new DataTransfer();
            files.items.add(new File(["# Hares\\n\\nHares run."], "hares.md", {type: "text/markdown"}));
            document.querySelector(".drop-zone").dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
        }"""
    )
    expect(on_the_way(page, "hares.md")).to_contain_text("Searchable")

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            said = page.evaluate("(document.activeElement.textContent || '') + ' ' + (document.activeElement.ariaLabel || '') + ' ' + document.activeElement.id")  # fmt: skip
            if name in said:
                ring = "getComputedStyle(document.activeElement.id === 'files' ? document.activeElement.nextSibling : document.activeElement).outlineStyle"
                assert page.evaluate(ring) != "none", f"no visible focus on {name}"
                return
        raise AssertionError(f"{name} cannot be reached")

    tab_to("Search in notes")
    page.keyboard.type("hares run")
    page.keyboard.press("Enter")
    expect(page.locator(".passage")).to_have_count(1)
    tab_to("open at this passage")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Hares")).to_be_visible()
    page.keyboard.press("Escape")
    tab_to("Why this passage")
    page.keyboard.press("Enter")
    expect(page.locator(".why meter")).to_have_count(3)
    for name in ("files", "Fetch", "Open hares.md", "Hares", "Delete Hares"):
        tab_to(name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Documents", exact=True)).to_be_focused()
    expect(page.get_by_role("log")).to_contain_text("“Hares” was removed.")
    page.keyboard.press("Shift+Tab")
    visit.assert_clean()


def test_names_come_as_they_are(library: Library, window: Callable[..., Window]) -> None:
    library.make("notes")
    visit = window()
    page = visit.page
    page.get_by_role("link", name="notes").click()
    names = ['Größe "x" 日本.md', "100 %22.md", "<img src=x onerror=alert(1)>.md"]
    upload(page, *((name, f"# Title {n}\n\nText.") for n, name in enumerate(names)))
    for name in names:
        expect(on_the_way(page, name)).to_contain_text("Searchable")
    kept = {document.source for document in library.house.contents.documents.values()}
    assert kept == set(names)
    assert page.locator("#knowledge img").count() == 0
    visit.assert_clean()
