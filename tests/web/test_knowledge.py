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


def test_a_student_reads_and_searches_and_sees_nothing_else(
    library: Library, window: Callable[..., Window]
) -> None:
    library.make("notes", title="Notes", hide_solutions=True)
    library.make("keys", title="Keys", audience="staff")
    library.put("notes", "ice.md", ICE)
    library.put("notes", "key.md", KEPT, audience="staff")
    library.put("keys", "key.md", KEPT)
    visit = window("student")
    page = visit.page
    expect(page.locator(".collection")).to_have_count(1)
    expect(page.locator("#knowledge")).not_to_contain_text("New collection")
    expect(find(page, "marmalade question page forty").filter(has_text="marmalade")).to_have_count(0)  # fmt: skip
    expect(find(page, "iceberg one ninth of itself").filter(has_text="ninth")).to_have_count(0)
    page.get_by_role("link", name="Notes").click()
    expect(page.locator(".document")).to_have_count(1)
    expect(page.locator("#knowledge")).not_to_contain_text("test itself")
    expect(find(page, "why does ice float?").first).to_be_visible()
    controls = page.locator("#knowledge").get_by_role("button").all_inner_texts()
    assert not [name for name in controls if re.search("Delete|Save|Choose|Fetch|Make", name)]
    assert page.locator("#files, #collection-form, #address-form").count() == 0
    page.locator(".document-title").click()
    drawer = page.get_by_role("dialog", name="Ice and water")
    expect(drawer).to_contain_text("less dense")
    expect(drawer).not_to_contain_text("ninth")
    page.keyboard.press("Escape")
    page.goto(f"{library.url}/#/knowledge/keys")
    expect(page.get_by_role("alert")).to_have_text("There is no such collection.")
    assert not [one for one in visit.requests if "/v1/knowledge/uploads" in one]
    visit.assert_clean()


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


def test_a_collection_is_changed_and_removed_with_all_that_is_in_it(
    library: Library, window: Callable[..., Window]
) -> None:
    library.make("notes", title="Notes")
    for number in range(25):
        library.put("notes", f"{number:02}.md", f"# Note {number}\n\nThe hare ran {number} miles.")
    visit = window()
    page = visit.page
    expect(page.locator(".collection")).to_contain_text("25 documents · 25 passages")
    page.get_by_role("link", name="Notes").click()
    expect(page.locator(".document")).to_have_count(20)
    page.get_by_role("button", name="Show more").press("Enter")
    expect(page.locator(".document")).to_have_count(25)
    expect(page.locator(".document").nth(20).locator("button").first).to_be_focused()
    page.locator("#knowledge").get_by_text("Settings").click()
    form = page.locator("#collection-form")
    form.get_by_label("Title").fill("Our notes")
    form.get_by_label("Who may find it").select_option(label="Teachers and admins only")
    form.get_by_label("Hide solutions").check()
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("status")).to_contain_text("Saved")
    expect(page.get_by_role("heading", level=1)).to_have_text("Our notes")
    expect(page.locator(".facts")).to_contain_text("Teachers and admins only · solutions hidden")
    form.get_by_role("button", name="Delete the collection").click()
    asking = page.get_by_role("dialog", name="Delete “Our notes”?")
    expect(asking).to_contain_text("25 documents · 25 passages, and the uploaded files")
    asking.get_by_role("button", name="Delete the collection").click()
    expect(page.locator(".receipt")).to_contain_text("“Our notes” was removed with 25 documents.")
    expect(page.locator("#knowledge")).to_contain_text("No collections yet.")
    expect(find(page, "the hare ran")).to_have_count(0)
    visit.assert_clean()


def test_what_is_wrong_is_said_at_its_field(
    library: Library, window: Callable[..., Window]
) -> None:
    library.make("notes")
    visit = window(width=320)
    page = visit.page
    page.get_by_text("New collection").click()
    form = page.locator("#making-form")
    form.get_by_label("Title").fill("Notes")
    form.get_by_role("button", name="Make it").click()
    name = form.get_by_label("Short name")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(name).to_have_accessible_description(re.compile("name already"))
    name.fill("notes-2")
    expect(form.locator(".field-note")).to_have_count(0)
    form.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Notes")
    address = page.get_by_label("Or the address")
    address.fill("http://127.0.0.1/secret.pdf")
    page.get_by_role("button", name="Fetch").click()
    expect(address).to_be_focused()
    expect(address).to_have_accessible_description(re.compile("Not fetched"))
    expect(address).to_have_value("http://127.0.0.1/secret.pdf")
    upload(page, ("empty.md", ""))
    expect(on_the_way(page, "empty.md")).to_contain_text("The file is empty.")
    page.get_by_role("button", name="Leave it empty.md").click()
    expect(page.locator(".upload")).to_have_count(0)
    visit.assert_clean()


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
