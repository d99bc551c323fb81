"""What a student does on the page, and what goes wrong meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.web import lessons
from tests.web.conftest import Visit
from tests.web.stand_in import LOGIN

pytestmark = pytest.mark.browser


def test_a_doubt_from_the_demo_to_the_verified_answer(visit: Visit) -> None:
    page = visit.page
    visit.ask("Solve $2x + 3 = 11$")
    visit.answered()
    result = page.get_by_role("region", name="Result")
    expect(result.locator(".final math")).to_be_visible()
    expect(result).to_contain_text("Verified")
    expect(result).to_contain_text("independent check agrees")
    expect(page.get_by_role("list", name="What checked it")).to_contain_text(
        "Put back into the question"
    )
    expect(page.locator(".steps > li")).to_have_count(3)
    expect(page.locator(".steps .checked")).to_have_count(3)
    box = page.locator(".steps mfrac").bounding_box()
    assert box is not None and box["height"] > 20, "a fraction is drawn in two storeys"
    expect(page.locator(".model")).to_have_text("Answered by fynq’s built-in solver")
    expect(page.locator(".question math")).to_be_visible()
    assert page.url.endswith("#/doubts/doubt-001")
    assert visit.state.posts[0][2] == {"question": "Solve $2x + 3 = 11$"}
    visit.assert_clean()


@pytest.mark.parametrize(
    ("question", "word"),
    [("Why does ice float?", "Likely"), ("a wide one", "Not verified"), ("2x", "Verified")],
)
def test_three_honest_states(visit: Visit, question: str, word: str) -> None:
    visit.ask(question)
    visit.answered()
    expect(visit.page.locator(".result .badge strong")).to_have_text(word)
    expect(visit.page.locator(".result .badge svg")).to_be_visible()
    expect(visit.page.locator("#history-list .meta").first).to_contain_text(word)


def test_hints_climb_to_the_solution(visit: Visit) -> None:
    page = visit.page
    box = page.get_by_role("textbox", name="Ask a")
    only = page.get_by_role("button", name="Only a hint, please")
    expect(only).to_be_disabled()
    box.fill("Solve $2x + 3 = 11$")
    only.click()
    visit.answered()
    card = page.get_by_role("region", name="Hint").last
    expect(card).to_contain_text("Hint 1: What is asked")
    expect(card.locator(".rungs .reached")).to_have_count(1)
    expect(card).to_contain_text("The solution behind these hints was checked.")
    expect(page.get_by_role("log")).to_contain_text("Hint 1: What is asked.")
    expect(box).to_be_focused()
    for rung in (2, 3, 4):
        page.get_by_role("button", name="Another hint").last.click()
        visit.answered(rung)
        expect(page.get_by_role("region", name="Hint").last).to_contain_text(f"Hint {rung}:")
        expect(page.get_by_role("button", name="Another hint")).to_have_count(1)
    page.get_by_role("button", name="Another hint").last.click()
    visit.answered(5)
    expect(page.get_by_role("region", name="Result")).to_contain_text("Hint 5: The solution")
    expect(page.get_by_role("button", name="Another hint")).to_have_count(0)
    assert visit.state.posts[0][2] == {"question": "Solve $2x + 3 = 11$", "help": "hint"}
    assert visit.state.posts[-1][0] == "/v1/doubts/doubt-004/follow-ups"
    assert visit.state.posts[-1][2] == {"question": "Another hint, please.", "help": "hint"}
    visit.assert_clean()


def test_a_stopped_hint_is_asked_for_again_as_a_hint(visit: Visit) -> None:
    page = visit.page
    visit.state.faults = ["failed"]
    page.get_by_role("textbox", name="Ask a").fill("Solve it")
    page.get_by_role("button", name="Only a hint, please").click()
    page.get_by_role("button", name="Try again").click()
    visit.answered()
    assert [post[2].get("help") for post in visit.state.posts] == ["hint", "hint"]


def test_own_work_is_shown_line_by_line(visit: Visit) -> None:
    visit.ask("check my work")
    visit.answered()
    lines = visit.page.locator(".work .line")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("Wrong")
    expect(lines.nth(0).locator("math")).to_be_visible()
    expect(lines.nth(1)).to_contain_text("Follows from the wrong line")
    visit.assert_clean()


def test_a_text_that_repeats_the_steps_is_not_shown_twice(visit: Visit) -> None:
    visit.ask("retell it")
    visit.answered()
    page = visit.page
    expect(page.locator(".steps > li")).to_have_count(3)
    solution = page.locator(".part").filter(has=page.locator(".steps"))
    expect(solution.locator("> .prose")).to_have_text("The idea: undo.")
    assert page.locator(".answer").inner_text().count("Subtract 3 from both sides") == 1


def test_a_quotation_is_its_own_result_and_its_number_opens_the_source(visit: Visit) -> None:
    visit.ask("quote the note")
    visit.answered()
    page = visit.page
    result = page.get_by_role("region", name="Result")
    expect(result).to_contain_text("The sources say exactly this.")
    expect(result.locator(".witnesses > li")).to_have_count(1)
    assert page.locator(".answer > :not(.sources)").all_inner_texts()[0].count("Water is odd") == 1
    expect(page.get_by_role("heading", name="More from the sources")).to_be_visible()
    result.locator(".final").get_by_role("button", name="Source 1: Why ice floats").click()
    expect(page.get_by_role("dialog", name="Why ice floats")).to_be_visible()
    visit.assert_clean()


def test_a_long_formula_wraps(open_visit: Callable[..., Visit]) -> None:
    visit = open_visit(viewport={"width": 390, "height": 844})
    visit.enter()
    visit.ask("a long sum")
    visit.answered()
    final = visit.page.locator(".final .prose")
    assert final.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    assert final.evaluate("one => one.clientHeight") > 60
    visit.assert_clean()


def test_a_refused_question_can_be_reworded(visit: Visit) -> None:
    visit.ask("Solve it")
    visit.answered()
    visit.state.faults = ["refused"]
    visit.ask("Why?")
    visit.answered(2)
    visit.page.get_by_role("button", name="Edit the question").click()
    expect(visit.page.get_by_role("textbox", name="Ask a")).to_have_value("Why?")
    visit.ask("Why subtract 3?")
    visit.answered(2)
    assert visit.state.posts[-1][0] == "/v1/doubts/doubt-001/follow-ups"


def test_steps_arrive_before_the_answer_and_are_told(visit: Visit) -> None:
    page = visit.page
    visit.state.faults = ["hang"]
    visit.ask("Solve it")
    expect(page.locator(".turn[aria-busy] .steps > li")).to_have_count(3)
    expect(page.locator(".turn[aria-busy] .steps mfrac")).to_be_visible()
    expect(page.locator(".stage")).to_contain_text("Working it out")
    log = page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log).to_contain_text("Step 2: Subtract 3 from both sides")
    visit.state.released.set()
    visit.answered()
    expect(log).to_contain_text("Answer ready: Verified.")


def test_what_a_restart_voids_goes_from_the_page(visit: Visit) -> None:
    page = visit.page
    visit.state.faults = ["restart"]
    visit.ask("Why does ice float?")
    expect(page.locator(".turn[aria-busy] .growing")).to_have_text("Anew.")
    expect(page.locator(".turn[aria-busy] .steps > li")).to_have_count(0)
    visit.state.released.set()
    visit.answered()
    assert "void" not in page.locator(".turn").inner_text()
    visit.assert_clean()


def test_a_source_opens_at_the_quoted_passage(visit: Visit) -> None:
    page = visit.page
    visit.ask("Why does ice float?")
    visit.answered()
    source = page.get_by_role("button", name=re.compile("Why ice floats"))
    source.click()
    dialog = page.get_by_role("dialog", name="Why ice floats")
    expect(dialog.locator("mark").first).to_be_in_viewport()
    marked = "".join(dialog.locator("mark").all_text_contents())
    assert marked.startswith("Ice floats because its density") and marked.endswith(
        "is below that of water"
    )
    expect(dialog.locator("mark math")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(source).to_be_focused()
    visit.assert_clean()


def test_a_source_without_drawn_text_is_marked_by_code_points(visit: Visit) -> None:
    visit.state.document_html = False
    visit.ask("Why does ice float?")
    visit.answered()
    visit.page.locator(".source").click()
    expect(visit.page.locator("#source-body mark")).to_have_text(lessons.QUOTE)


def test_a_source_that_changed_says_so(visit: Visit) -> None:
    visit.state.document.update(revision=2, text=f"Moved. {lessons.NOTE}")
    visit.ask("Why does ice float?")
    visit.answered()
    visit.page.locator(".source").click()
    expect(visit.page.locator("#source-body .note")).to_contain_text("has changed")
    expect(visit.page.locator("#source-body mark")).to_have_text(lessons.QUOTE)


def test_a_source_that_is_gone_shows_the_quotation(visit: Visit) -> None:
    visit.state.document["id"] = "another"
    visit.ask("Why does ice float?")
    visit.answered()
    visit.page.locator(".source").click()
    expect(visit.page.locator("#source-body [role=alert]")).to_contain_text("no longer there")
    expect(visit.page.locator("#source-body mark")).to_have_text(lessons.QUOTE)


def test_thumbs(visit: Visit) -> None:
    page = visit.page
    visit.ask("Solve it")
    visit.answered()
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.locator(".outcome")).to_contain_text("Thank you")
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_role("radio", name="It is unclear").check()
    page.get_by_label("Tell us more").fill("Step 2 is too quick.")
    visit.state.feedback_faults = 1
    page.locator(".reasons").get_by_role("button", name="Send").click()
    page.get_by_role("button", name="Send again").click()
    expect(page.locator(".outcome")).to_contain_text("Thank you")
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    sent = [
        {name: one[name] for name in ("doubt_id", "rating", "reason", "comment")}
        for one in visit.state.feedback
    ]
    assert sent == [
        {"doubt_id": "doubt-001", "rating": 1, "reason": "", "comment": ""},
        {
            "doubt_id": "doubt-001",
            "rating": -1,
            "reason": "unclear",
            "comment": "Step 2 is too quick.",
        },
    ]


def test_a_follow_up_goes_under_its_answer_and_reopens_with_it(visit: Visit) -> None:
    page = visit.page
    visit.ask("Solve it")
    visit.answered()
    expect(page.get_by_label("Ask a follow-up")).to_be_visible()
    visit.ask("Why subtract?")
    visit.answered(2)
    assert [path for path, _, _ in visit.state.posts] == [
        "/v1/doubts",
        "/v1/doubts/doubt-001/follow-ups",
    ]
    page.reload()
    visit.answered(2)
    expect(page.locator(".question")).to_have_text(["Solve it", "Why subtract?"])
    page.get_by_role("button", name="New question").click()
    expect(page.get_by_role("heading", name="What would you like")).to_be_visible()
    visit.ask("Another")
    visit.answered()
    assert visit.state.posts[-1][0] == "/v1/doubts"


def test_history_pages_and_filters(open_visit: Callable[..., Visit]) -> None:
    visit = open_visit()
    visit.state.fill(45)
    visit.enter()
    page = visit.page
    rows = page.locator("#history-list li")
    expect(rows).to_have_count(20)
    page.get_by_role("button", name="Show older").click()
    expect(rows).to_have_count(40)
    page.get_by_role("button", name="Show older").click()
    expect(rows).to_have_count(45)
    expect(page.get_by_role("button", name="Show older")).to_be_hidden()
    page.get_by_label("Show").select_option("refused")
    expect(rows).to_have_count(12)
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("region", name="No answer")).to_contain_text("Out of reach.")
    expect(rows.first.get_by_role("link")).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page.get_by_role("heading", name="What would you like")).to_be_visible()


def test_stop(visit: Visit) -> None:
    page = visit.page
    visit.state.faults = ["hang"]
    visit.ask("Solve it")
    expect(page.locator(".turn[aria-busy] .steps > li")).to_have_count(3)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".notice.stopped")).to_contain_text("Stopped")
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_visible()
    expect(page.locator("#history-list .meta").first).to_contain_text("Stopped")
    assert visit.state.cancelled == ["doubt-001"]
    visit.state.released.set()
    page.get_by_role("button", name="Try again").click()
    visit.answered()
    assert len({key for _, key, _ in visit.state.posts}) == 2


def test_busy_is_waited_out_with_one_key(visit: Visit) -> None:
    visit.state.faults = ["busy", "busy"]
    visit.ask("Solve it")
    visit.answered()
    assert len(visit.state.posts) == 3
    assert len({key for _, key, _ in visit.state.posts}) == 1
    assert len(visit.state.doubts) == 1


def test_retry_after_is_kept_to_unless_the_student_presses_on(visit: Visit) -> None:
    page = visit.page
    visit.state.retry_after = 600
    visit.state.faults = ["busy"]
    visit.ask("Solve it")
    expect(page.locator(".notice.waiting")).to_contain_text(
        re.compile(r"Your question is safe. Trying again in (600|59\d)\ss.")
    )
    assert len(visit.state.posts) == 1
    page.get_by_role("button", name="Try now").click()
    visit.answered()
    assert len({key for _, key, _ in visit.state.posts}) == 1


def test_a_cut_stream_is_asked_again_with_the_same_key(visit: Visit) -> None:
    visit.state.faults = ["cut"]
    visit.ask("Solve it")
    visit.answered()
    assert len(visit.state.posts) == 2
    assert len({key for _, key, _ in visit.state.posts}) == 1
    expect(visit.page.locator(".steps > li")).to_have_count(3)


def test_a_stream_cut_after_the_answer_was_stored_is_not_asked_again(visit: Visit) -> None:
    visit.state.faults = ["cut_after"]
    visit.ask("Solve it")
    visit.answered()
    assert len(visit.state.posts) == 1
    assert len(visit.state.doubts) == 1


def test_offline_gives_up_in_the_end_and_keeps_the_question(visit: Visit) -> None:
    page = visit.page
    page.context.set_offline(True)
    visit.ask("Solve it")
    for _ in range(3):
        page.get_by_role("button", name="Try now").click()
    expect(page.get_by_role("alert").filter(has_text="You are offline.")).to_be_visible()
    page.context.set_offline(False)
    page.locator("#thread").get_by_role("button", name="Try again").click()
    visit.answered()
    assert len(visit.state.doubts) == 1


def test_coming_online_ends_the_wait(visit: Visit) -> None:
    page = visit.page
    page.context.set_offline(True)
    visit.ask("Solve it")
    expect(page.get_by_text("You are offline.").first).to_be_visible()
    page.context.set_offline(False)
    visit.answered()


def test_refused_is_said_with_advice_and_sources(visit: Visit) -> None:
    visit.state.faults = ["refused"]
    visit.ask("Who wins tomorrow?")
    region = visit.page.get_by_role("region", name="No answer")
    expect(region).to_contain_text("This is outside what fynq knows.")
    expect(region).to_contain_text("Name the topic.")
    expect(visit.page.get_by_role("heading", name="Worth reading")).to_be_visible()
    expect(visit.page.locator(".source .title").first).to_have_text("Why ice floats, page 12")


def test_failed_can_be_tried_again_as_a_new_request(visit: Visit) -> None:
    visit.state.faults = ["failed"]
    visit.ask("Solve it")
    expect(visit.page.locator(".notice.failed")).to_contain_text("The solver is restarting.")
    visit.page.get_by_role("button", name="Try again").click()
    visit.answered()
    assert len({key for _, key, _ in visit.state.posts}) == 2
    assert {path for path, _, _ in visit.state.posts} == {"/v1/doubts"}


def test_a_new_question_leaves_the_running_one(visit: Visit) -> None:
    page = visit.page
    visit.state.faults = ["hang"]
    visit.ask("Solve it")
    expect(page.locator(".turn[aria-busy] .steps > li")).to_have_count(3)
    expect(page.locator(".question math")).to_have_count(0)
    page.get_by_role("button", name="New question").click()
    expect(page.get_by_role("heading", name="What would you like")).to_be_visible()
    visit.state.released.set()
    visit.ask("Another")
    visit.answered()
    assert visit.state.cancelled == ["doubt-001"]


def test_the_skip_link_keeps_the_conversation(visit: Visit) -> None:
    visit.ask("Solve it")
    visit.answered()
    visit.page.locator("#skip").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("textbox", name="Ask a")).to_be_focused()
    visit.answered()


def test_a_question_that_is_not_accepted_goes_back_to_the_box(visit: Visit) -> None:
    visit.state.faults = ["422"]
    visit.ask("???")
    expect(
        visit.page.get_by_role("alert").filter(has_text="The question is empty.")
    ).to_be_visible()
    visit.page.get_by_role("button", name="Edit the question").click()
    expect(visit.page.get_by_role("textbox", name="Ask a")).to_have_value("???")
    expect(visit.page.get_by_role("textbox", name="Ask a")).to_be_focused()


def test_a_token_that_ran_out_is_renewed_once_on_401(visit: Visit) -> None:
    visit.state.access = "changed"
    visit.ask("Solve it")
    visit.answered()
    assert visit.state.refreshes == 1


def test_a_token_about_to_run_out_is_renewed_before_it_is_used(
    open_visit: Callable[..., Visit],
) -> None:
    visit = open_visit()
    refused: list[str] = []
    visit.page.on(
        "response", lambda reply: refused.append(reply.url) if reply.status == 401 else None
    )
    visit.state.lifetime = -1
    visit.enter()
    visit.ask("Solve it")
    visit.answered()
    assert visit.state.refreshes >= 1
    assert refused == []


def test_a_session_that_ended_leads_to_the_log_in_and_keeps_the_question(visit: Visit) -> None:
    page = visit.page
    visit.state.access = "changed"
    visit.state.refresh_works = False
    visit.ask("Solve it")
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    visit.state.refresh_works = True
    page.get_by_role("button", name="Try the demo").click()
    expect(page.get_by_role("textbox", name="Ask a")).to_have_value("Solve it")


def test_log_in_reload_and_log_out(open_visit: Callable[..., Visit]) -> None:
    visit = open_visit()
    visit.state.has_demo = False
    page = visit.page
    page.goto(visit.url)
    page.get_by_label("E-mail").fill(LOGIN["username"])
    expect(page.get_by_role("button", name="Try the demo")).to_be_hidden()
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("is not right")
    page.get_by_label("Password").fill(LOGIN["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Ask a")).to_be_focused()
    page.reload()
    expect(page.get_by_role("textbox", name="Ask a")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage)") == []
    page.reload()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert page.evaluate("document.body.innerText").count("ended") == 0


def test_register(open_visit: Callable[..., Visit]) -> None:
    visit = open_visit()
    page = visit.page
    page.goto(visit.url)
    page.get_by_role("button", name="Create an account").click()
    page.get_by_label("Your name").first.fill("Ada")
    page.get_by_label("E-mail").fill("ada@school.example")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("textbox", name="Ask a")).to_be_visible()
    assert visit.state.posts[0][2] == {
        "display_name": "Ada",
        "username": "ada@school.example",
        "password": "a long password",
    }


def test_settings(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("button", name="Settings").click()
    dialog = page.get_by_role("dialog", name="Settings")
    expect(dialog.get_by_label("School year")).to_have_value("9")
    dialog.get_by_label("School year").select_option("11")
    dialog.get_by_label("How much detail").select_option("brief")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Saved.")).to_be_visible()
    assert visit.state.profile == {
        "display_name": "Demo",
        "grade": 11,
        "language": "en",
        "detail": "brief",
    }


def test_the_keyboard_alone_is_enough(open_visit: Callable[..., Visit]) -> None:
    visit = open_visit()
    page = visit.page
    page.goto(visit.url)
    page.get_by_role("button", name="Try the demo").wait_for()

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            words = page.evaluate(
                "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || ''"
            )
            if re.sub(r"^[\d\s]+", "", words).startswith(name):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"no visible focus on {name}"
                return
        raise AssertionError(f"{name} cannot be reached")

    tab_to("Try the demo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Ask a")).to_be_focused()
    page.keyboard.type("Why does ice float?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Second line")
    page.keyboard.press("Enter")
    visit.answered()
    assert visit.state.posts[0][2] == {"question": "Why does ice float?\nSecond line"}
    tab_to("Why ice floats")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    tab_to("Not helpful")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator(".outcome")).to_contain_text("Thank you")
    assert visit.state.feedback[0]["reason"] == "unclear"
    tab_to("New question")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Ask a")).to_be_focused()


def test_theme_follows_the_system_until_it_is_chosen(open_visit: Callable[..., Visit]) -> None:
    visit = open_visit(color_scheme="dark")
    page = visit.page
    page.goto(visit.url)
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Switch to light colours").click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light
    page.get_by_role("button", name="Switch to dark colours").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_reduced_motion_is_respected(open_visit: Callable[..., Visit]) -> None:
    visit = open_visit(reduced_motion="reduce")
    visit.enter()
    visit.state.faults = ["hang"]
    visit.ask("Solve it")
    expect(visit.page.locator(".turn[aria-busy] .steps > li")).to_have_count(3)
    assert visit.page.evaluate("document.getAnimations().length") == 0


def test_hostile_texts_stay_texts(visit: Visit) -> None:
    page = visit.page
    visit.ask(f"attack {lessons.ATTACK}")
    visit.answered()
    page.locator(".source").click()
    expect(page.locator("#source-title")).to_have_text(lessons.ATTACK)
    expect(page.locator("#source-body q")).to_have_text(lessons.ATTACK)
    page.keyboard.press("Escape")
    page.reload()
    visit.answered()
    assert page.evaluate("window.hacked") is None
    assert (
        page.locator(
            "#thread :is(script, iframe, img, form, input[name=x], [onclick], [onerror], [style], a[href^=javascript])"
        ).count()
        == 0
    )
    assert page.locator("#app").count() == 1
    expect(page.locator("#history-list .asked").first).to_contain_text("<script>")
    visit.assert_clean()


def test_the_policy_forbids_what_the_page_does_not_need(visit: Visit) -> None:
    page = visit.page
    policy = page.request.get(visit.url).headers["content-security-policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    page.evaluate(
        "() => { document.body.append(Object.assign(new Image(), {src: 'http://foreign.example/x.png'})) }"
    )
    refused = page.evaluate(
        "() => { try { document.body.innerHTML = '<b>'; return false } catch { return true } }"
    )
    assert refused
    expect(page.get_by_role("textbox", name="Ask a")).to_be_visible()
    assert visit.errors, "the harness sees violations"
