"""A teacher's and a student's way through the school's knowledge, on the real API over memory."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import Visit as Window
from tests.retrieval.formats.made import paragraph, pdf
from tests.web.library import Library
from tests.web.shelving import BROKEN, ICE, KEPT, LONG, find, on_the_way, upload

pytestmark = pytest.mark.browser


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


def test_a_passage_tells_its_page(library: Library, window: Callable[..., Window]) -> None:
    library.make("notes", title="Notes")
    library.put("notes", "ice.md", ICE)
    visit = window()
    page = visit.page
    page.get_by_role("link", name="Notes").click()
    leaves = [
        paragraph(
            50, 700, f"{beast.title()} are found in the {beast} house of the old zoo. " * 12, 90
        )
        for beast in ("bears", "lions", "otters")
    ]
    upload(page, ("zoo.pdf", pdf(leaves)))
    expect(on_the_way(page, "zoo.pdf")).to_contain_text("Searchable")
    expect(find(page, "otters house").first).to_contain_text("page 3")
    expect(find(page, "bears house").first).to_contain_text("page 1")
    floating = find(page, "why does ice float?").filter(has_text="less dense")
    expect(floating.locator("p.quiet").first).to_have_text("Ice and water")
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 900, 1400])
def test_no_view_of_it_overflows(
    library: Library, window: Callable[..., Window], shot: Callable, width: int, scheme: str
) -> None:
    name = "a-file-name_without-any-place-to-break_2026_final_version_3.md"
    library.make("notes", title="Notes for the ninth grade", hide_solutions=True)
    library.put("notes", name, LONG, audience="staff")
    library.put("notes", "ice.md", ICE)
    visit = window(width=width, color_scheme=scheme)
    page = visit.page

    def look(view: str) -> None:
        visit.assert_clean()
        shot(visit, f"knowledge-{width}-{scheme}-{view}")

    page.get_by_text("New collection").click()
    look("1-shelf")
    page.get_by_role("link", name="Notes").click()
    library.gates.shut = {"embed"}
    upload(page, ("lakes.md", LONG.replace("hare", "hound")), ("bad.pdf", BROKEN))
    expect(on_the_way(page, "lakes.md")).to_contain_text("Embedding 0 of 90 passages")
    expect(on_the_way(page, "bad.pdf")).to_contain_text("Not taken in")
    page.locator(".on-the-way").scroll_into_view_if_needed()
    look("2-uploads")
    page.locator(".disclosed summary").click()
    page.locator(".disclosed").scroll_into_view_if_needed()
    look("3-settings")
    find(page, "why does ice float?")
    page.get_by_text("Why this passage").first.click()
    page.evaluate("scrollTo(0, 0)")
    look("4-search")
    page.locator(".passage-title").first.click()
    expect(page.locator("#source-body mark").first).to_be_in_viewport()
    look("5-source")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete Ice").click()
    look("6-confirm")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.locator(".receipt")).to_contain_text("Removed at")
    look("7-receipt")
    switch = page.locator("#theme").bounding_box()
    boxes = [
        page.locator(f"#knowledge {part}").first.bounding_box() for part in ("form", ".adding")
    ]
    assert switch and all(box for box in boxes)
    if width > 859:
        assert all(box["x"] + box["width"] <= switch["x"] for box in boxes if box)
