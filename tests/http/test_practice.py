"""Practice over the API: an item posed, helped with, answered; the check item of a doubt."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fynq.domain.errors import DeadlineExceeded, RoomUnavailable
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, LearnerProfile
from fynq.domain.principal import Role
from tests.http.house import events_in

NEXT = "/v1/practice/next"
LINEAR = PracticeItem(
    new_id(), "linear", "Solve $2x + 3 = 11$.", "4", "number", ("linear-equations",), 2
)
SPEED = PracticeItem(
    new_id(),
    "speed",
    "A train goes 60 m in 3 s. What is its speed?",
    "20 m/s",
    "number",
    ("speed",),
    2,
    hints=("Speed is distance by time.", "Divide 60 m by 3 s.", "It is $20$ m/s."),
    solution="$60 / 3 = 20$, so 20 m/s.",
)
CHOICE = PracticeItem(
    new_id(), "choice", "Expand $(x+1)^2$.", "$x^2 + 2x + 1$", "choice", ("algebra",), 2,
    choices=("$x^2 + 1$", "$x^2 + 2x + 1$", "$2x + 1$"),
)  # fmt: skip
SKILLS = [Skill(slug, slug.replace("-", " ").capitalize(), "mathematics", 7) for slug in ("linear-equations", "speed", "algebra")]  # fmt: skip


@pytest.fixture
async def bank(house):
    """The demo school's, with three items."""
    curriculum = house.practising.curriculum
    await curriculum.put_skills(house.demo.tenant, SKILLS)
    await curriculum.put_items(house.demo.tenant, [LINEAR, SPEED, CHOICE])
    return house.practising


@pytest.fixture
async def learner(house, client, bank):
    """A student whose placement is over, and how to ask for the next item."""
    account, headers = house.person(house.demo)
    await bank.attempts.end_placement(house.demo.tenant, account.id, "skipped")

    async def posed(skill, **query):
        reply = await client.get(NEXT, params={"skill": skill, **query}, headers=headers)
        assert reply.status_code == 200, reply.text
        return reply.json()

    return account, headers, posed


def events_of(house, account):
    return [event for (_, _), event in house.contents.events.items() if event.student == account.id]


async def say(client, headers, attempt, answer, **more):
    path = f"/v1/practice/attempts/{attempt['id']}/answer"
    return await client.post(path, json={"answer": answer}, headers=headers | more)


async def test_an_item_stays_open_until_it_is_answered(house, client, learner):
    account, headers, posed = learner
    first = await posed("linear-equations")
    assert (first["question"], first["kind"], first["purpose"]) == (LINEAR.question, "number", "practice")  # fmt: skip
    assert first["skill"] == {"slug": "linear-equations", "name": "Linear equations"}
    assert first["why"]["sentence"]
    assert 0 < first["expected_success"] < 1
    assert "answer" not in first
    assert (await posed("speed"))["id"] == first["id"]
    reply = (await say(client, headers, first, "x = 8/2 ")).json()
    assert (reply["verdict"], reply["counted"], reply["lack"]) == ("partly", False, "worked_out")
    assert events_of(house, account) == []
    reply = (await say(client, headers, first, "x = 4")).json()
    assert (reply["verdict"], reply["up_to_date"]) == ("right", True)
    assert (reply["attempt"]["status"], reply["attempt"]["outcome"]) == ("done", 1.0)
    (event,) = events_of(house, account)
    assert str(event.id) == first["id"]
    assert (event.kind, event.item, event.outcome) == (EventKind.ITEM_ANSWERED, "linear", 1.0)
    assert (await posed("speed"))["id"] != first["id"]


async def test_the_first_answer_counts_and_later_ones_do_not(house, client, learner):
    account, headers, posed = learner
    item = await posed("linear-equations")
    reply = (await say(client, headers, item, "x = 7")).json()
    assert (reply["verdict"], reply["attempt"]["tries_left"]) == ("wrong", 2)
    assert reply["misconception"]["slug"] == "moved_without_sign"
    again = (await say(client, headers, item, "  x =  7")).json()
    assert again["attempt"]["tries"] == 1
    assert (await say(client, headers, item, "4")).json()["verdict"] == "right"
    (event,) = events_of(house, account)
    assert (event.outcome, event.hints) == (0.0, 0)
    assert (await say(client, headers, item, "5")).status_code == 409
    assert (await say(client, headers, item, "4")).json()["attempt"]["status"] == "done"
    assert len(events_of(house, account)) == 1


async def test_three_wrong_answers_end_it(client, learner):
    _, headers, posed = learner
    item = await posed("linear-equations")
    lefts = [
        (await say(client, headers, item, text)).json()["attempt"]["tries_left"]
        for text in ("1", "what?", "2", "3")
    ]
    assert lefts == [2, 2, 1, 0]
    assert (await posed("speed"))["id"] != item["id"]


async def test_double_clicks_and_idempotency_keys_make_one_event(house, client, learner):
    account, headers, posed = learner
    item = await posed("linear-equations")
    replies = await asyncio.gather(*(say(client, headers, item, "7") for _ in range(6)))
    assert {reply.status_code for reply in replies} == {200}
    assert {reply.json()["attempt"]["tries"] for reply in replies} == {1}
    assert len(events_of(house, account)) == 1
    key = {"Idempotency-Key": "once"}
    first = await say(client, headers, item, "4", **key)
    second = await say(client, headers, item, "4", **key)
    assert second.headers["idempotent-replayed"] == "true"
    assert first.json() == second.json()
    assert len(events_of(house, account)) == 1


async def test_two_who_ask_at_once_get_one_item(client, learner):
    _, _, posed = learner
    found = await asyncio.gather(*(posed("speed") for _ in range(5)))
    assert len({each["id"] for each in found}) == 1


async def test_skipping(house, client, learner):
    account, headers, posed = learner
    first = await posed("linear-equations")
    second = await posed("speed", skip="true")
    assert (second["item"], second["status"]) == ("speed", "open")
    path = f"/v1/practice/attempts/{second['id']}"
    for _ in range(2):
        skipped = (await client.post(f"{path}/skip", headers=headers)).json()
        assert skipped["status"] == "skipped"
    assert (await say(client, headers, second, "20 m/s")).status_code == 409
    assert events_of(house, account) == []
    listed = (await client.get("/v1/practice/attempts?limit=1", headers=headers)).json()
    assert [each["id"] for each in listed["items"]] == [second["id"]]
    cursor = listed["next_cursor"]
    rest = (await client.get(f"/v1/practice/attempts?cursor={cursor}", headers=headers)).json()
    assert [each["id"] for each in rest["items"]] == [first["id"]]


async def test_written_hints_come_in_order_and_the_last_is_a_look_at_the_solution(
    house, client, learner
):
    account, headers, posed = learner
    item = await posed("speed")
    path = f"/v1/practice/attempts/{item['id']}/hint"
    given = [(await client.post(path, headers=headers)).json() for _ in range(4)]
    assert [each["text"] for each in given] == [*SPEED.hints, SPEED.hints[-1]]
    assert [each["more"] for each in given] == [True, True, False, False]
    assert [each["attempt"]["solution_seen"] for each in given] == [False, False, True, True]
    assert given[-1]["attempt"]["hints_taken"] == 3
    assert (await say(client, headers, item, "20 m/s")).json()["attempt"]["unaided"] is False
    (event,) = events_of(house, account)
    assert (event.hints, event.solution_seen, event.outcome) == (3, True, 1.0)
    assert (await client.post(path, headers=headers)).status_code == 409


async def test_fynqs_own_ladder_never_says_the_answer(client, learner):
    _, headers, posed = learner
    item = await posed("linear-equations")
    assert item["hints_at_most"] == 4
    path = f"/v1/practice/attempts/{item['id']}/hint"
    given = [(await client.post(path, headers=headers)).json() for _ in range(4)]
    assert [each["rung"] for each in given] == ["restate", "concept", "next_step", "worked_neighbour"]  # fmt: skip
    assert all("x = 4" not in each["text"] for each in given)
    assert given[3]["more"] is False


async def test_an_item_that_the_solver_cannot_do_has_two_plain_hints(house, client, learner, bank):
    _, headers, posed = learner
    odd = PracticeItem(new_id(), "odd", "How many moons has Mars?", "2", "number", ("algebra",))
    await bank.items.retire_item(house.demo.tenant, "choice")
    await bank.items.renew_items(house.demo.tenant, [odd])
    item = await posed("algebra")
    path = f"/v1/practice/attempts/{item['id']}/hint"
    given = [(await client.post(path, headers=headers)).json() for _ in range(3)]
    assert [each["more"] for each in given] == [True, False, False]
    assert "Algebra" in given[1]["text"]
    solution = f"/v1/practice/attempts/{item['id']}/solution"
    shown = (await client.post(solution, headers=headers)).json()
    assert (shown["answer"], shown["text"]) == ("2", "")


async def test_the_solution_counts_as_seen(house, client, learner):
    account, headers, posed = learner
    item = await posed("linear-equations")
    path = f"/v1/practice/attempts/{item['id']}/solution"
    shown = (await client.post(path, headers=headers)).json()
    assert (shown["answer"], shown["by_author"]) == ("4", False)
    assert "Subtract" in shown["text"]
    assert shown["attempt"]["solution_seen"] is True
    assert (await say(client, headers, item, "4")).json()["verdict"] == "right"
    (event,) = events_of(house, account)
    assert event.solution_seen is True
    written = await posed("speed")
    path = f"/v1/practice/attempts/{written['id']}/solution"
    assert (await client.post(path, headers=headers)).json()["by_author"] is True


async def test_the_school_limits_help(house, client, learner):
    _, headers, posed = learner
    admin = house.person(house.demo, Role.ADMIN)[1]
    for most_help, hints in (("restate", 1), ("concept", 2), ("worked_neighbour", 4)):
        await client.patch("/v1/school/policy", json={"most_help": most_help}, headers=admin)
        item = await posed("linear-equations")
        assert item["hints_at_most"] == hints
        path = f"/v1/practice/attempts/{item['id']}"
        given = [
            (await client.post(f"{path}/hint", headers=headers)).json() for _ in range(hints + 1)
        ]
        assert [each["number"] for each in given] == [*range(1, hints + 1), hints]
        assert given[-1]["more"] is False
        assert (await client.post(f"{path}/solution", headers=headers)).status_code == 403
        await client.post(f"{path}/skip", headers=headers)
        told = await posed("speed")
        path = f"/v1/practice/attempts/{told['id']}"
        replies = [(await client.post(f"{path}/hint", headers=headers)).status_code for _ in "123"]
        assert replies == ([200, 200, 403] if most_help == "worked_neighbour" else [200] * 3)
        await client.post(f"{path}/skip", headers=headers)


async def test_a_schools_window_holds_for_help_with_items(house, client, learner):
    """From the moment it holds, for whom it is for, also for items that are open already."""
    account, headers, posed = learner
    admin = house.person(house.demo, Role.ADMIN)[1]
    item = await posed("speed")
    path = f"/v1/practice/attempts/{item['id']}"
    assert (await client.post(f"{path}/hint", headers=headers)).status_code == 200

    async def window(most_help, grades):
        made = {"name": "midterm", "most_help": most_help, "grades": grades}
        changed = await client.patch("/v1/school/policy", json={"windows": [made]}, headers=admin)
        assert changed.status_code == 200, changed.text

    async def tries(grade):
        house.contents.profiles[house.demo.tenant, account.id] = LearnerProfile(grade=grade)
        given = [await client.post(f"{path}/{what}", headers=headers) for what in ("hint", "solution")]  # fmt: skip
        shown = [(await client.get(path, headers=headers)).json(), await posed("speed")]
        assert {each["id"] for each in shown} == {item["id"]}
        assert len({each["hints_at_most"] for each in shown}) == 1
        return [each.status_code for each in given], shown[0]["hints_at_most"]

    await window(None, [10])
    assert await tries(10) == ([403, 403], 0)
    assert await tries(None) == ([403, 403], 0)
    refused = await client.post(f"{path}/solution", headers=headers)
    assert refused.json()["detail"] == "Your school gives no help at this time."
    await window("restate", [])
    assert await tries(9) == ([200, 403], 1)
    assert (await client.get(path, headers=headers)).json()["solution_seen"] is False
    await window(None, [10])
    assert await tries(9) == ([200, 200], 3)


async def test_an_exam_that_was_told_is_in_what_comes_next(house, client, learner):
    account, _, posed = learner
    today = datetime.now(UTC).date()

    async def figures(exam_on, skill):
        told = LearnerProfile(exam_on=exam_on)
        house.contents.profiles[house.demo.tenant, account.id] = told
        return (await posed(skill, skip="true"))["why"]["figures"]

    assert (await figures(today + timedelta(days=3), "speed"))["exam_in"] == 3.0
    assert (await figures(today, "algebra"))["exam_in"] == 0.0
    assert "exam_in" not in await figures(today - timedelta(days=1), "speed")


async def test_days_are_the_schools(house, client, learner, bank, monkeypatch):
    _, _, posed = learner
    admin = house.person(house.demo, Role.ADMIN)[1]
    await client.patch("/v1/school/policy", json={"time_zone": "Asia/Kolkata"}, headers=admin)
    whole, asked = bank.advisor.suggest, []

    async def suggest(tenant, student, wish):
        asked.append(wish)
        return await whole(tenant, student, wish)

    monkeypatch.setattr(bank.advisor, "suggest", suggest)
    await posed("speed", goal="algebra", minutes="7.5")
    (wish,) = asked
    assert (wish.zone, wish.goal, wish.minutes) == ("Asia/Kolkata", ("algebra",), 7.5)


async def test_choices(house, client, learner):
    account, headers, posed = learner
    item = await posed("algebra", kind="choice")
    assert [(each["label"], each["text"]) for each in item["choices"]] == list(zip("ABC", CHOICE.choices, strict=True))  # fmt: skip
    assert item["tries_left"] == 2
    assert (await say(client, headers, item, "D")).json()["verdict"] == "unread"
    reply = (await say(client, headers, item, "A")).json()
    assert (reply["verdict"], reply["misconception"]["slug"]) == ("wrong", "square_of_sum")
    assert (await say(client, headers, item, "b)")).json()["verdict"] == "right"
    (event,) = events_of(house, account)
    assert event.guess == pytest.approx(1 / 3)


async def test_what_cannot_be_graded_now_changes_nothing(house, client, learner, bank, monkeypatch):
    account, headers, posed = learner
    item = await posed("linear-equations")
    for error in (RoomUnavailable("busy"), DeadlineExceeded("late")):

        async def fails(*_, error=error):
            raise error

        monkeypatch.setattr(type(bank.desk), "grade", fails)
        reply = await say(client, headers, item, "4")
        assert (reply.status_code, "retry-after" in reply.headers) == (503, True)
    assert events_of(house, account) == []
    read = await client.get(f"/v1/practice/attempts/{item['id']}", headers=headers)
    assert (read.json()["tries"], read.json()["status"]) == (0, "open")


async def test_an_answer_is_kept_without_the_personalizer(
    house, client, learner, bank, monkeypatch
):
    account, headers, posed = learner
    item = await posed("linear-equations")

    async def away(*_):
        raise RoomUnavailable("restarting")

    monkeypatch.setattr(type(bank.advisor), "observe", away)
    reply = (await say(client, headers, item, "4")).json()
    assert (reply["verdict"], reply["up_to_date"]) == ("right", False)
    assert len(events_of(house, account)) == 1


async def test_a_newcomer_gets_the_placement_first(house, client, bank):
    _, headers = house.person(house.demo)
    path = "/v1/practice/placement"
    assert (await client.get(path, headers=headers)).json()["state"] == "waiting"
    first = (await client.get(NEXT, headers=headers)).json()
    assert first["purpose"] == "placement"
    told = (await client.get(path, headers=headers)).json()
    assert (told["state"], told["asked"], told["at_most"]) == ("running", 1, 8)
    assert told["attempt"]["id"] == first["id"]
    await say(client, headers, first, "B" if first["kind"] == "choice" else "12345")
    told = (await client.get(path, headers=headers)).json()
    assert told["answered"] == 1
    purposes = []
    for _ in range(4):
        item = (await client.get(f"{NEXT}?skip=true", headers=headers)).json()
        purposes.append(item["purpose"])
    assert purposes == ["placement", "placement", "practice", "practice"]
    assert (await client.get(path, headers=headers)).json()["state"] == "done"


async def test_the_placement_can_be_skipped(house, client, bank):
    _, headers = house.person(house.demo)
    first = (await client.get(NEXT, headers=headers)).json()
    skipped = (await client.post("/v1/practice/placement/skip", headers=headers)).json()
    assert (skipped["state"], skipped["attempt"]) == ("skipped", None)
    second = (await client.get(NEXT, headers=headers)).json()
    assert (second["purpose"], second["id"] != first["id"]) == ("practice", True)


async def test_nothing_to_practise(house, client, bank):
    headers = house.person(house.school("empty"))[1]
    for path in (NEXT, f"{NEXT}?kind=set"):
        assert (await client.get(path, headers=headers)).status_code == 404
    student = house.person(house.demo)[1]
    unknown = await client.get(f"{NEXT}?skill=unknown", headers=student)
    assert (unknown.status_code, unknown.json()["field"]) == (404, "skill")


async def test_another_students_attempt_does_not_exist(house, client, learner):
    _, headers, posed = learner
    item = await posed("linear-equations")
    others = [
        house.person(house.demo)[1],
        house.person(house.demo, Role.OWNER)[1],
        house.person(house.school("theirs"))[1],
    ]
    path = f"/v1/practice/attempts/{item['id']}"
    for other in others:
        for method, tail, body in (
            ("GET", "", None),
            ("POST", "/answer", {"answer": "4"}),
            ("POST", "/hint", None),
            ("POST", "/solution", None),
            ("POST", "/skip", None),
        ):
            reply = await client.request(method, path + tail, json=body, headers=other)
            unknown = await client.request(
                method, f"/v1/practice/attempts/{uuid4()}{tail}", json=body, headers=other
            )
            assert reply.status_code == 404, tail
            assert reply.json() | {"request_id": ""} == unknown.json() | {"request_id": ""}
    assert (await client.get(path, headers=headers)).json()["status"] == "open"


async def test_a_school_that_writes_commas(house, client, learner, bank):
    _, headers, posed = learner
    half = PracticeItem(new_id(), "half", "Calculate $7.5 / 3$.", "2.5", "number", ("algebra",))
    await bank.items.retire_item(house.demo.tenant, "choice")
    await bank.items.renew_items(house.demo.tenant, [half])
    admin = house.person(house.demo, Role.ADMIN)[1]
    await client.patch("/v1/school/policy", json={"decimal_comma": True}, headers=admin)
    item = await posed("algebra")
    assert item["question"] == "Calculate $7{,}5 / 3$."
    assert (await say(client, headers, item, "2,5")).json()["verdict"] == "right"


async def test_every_resolved_doubt_ends_with_a_check_item(house, client, bank):
    _, headers = house.person(house.demo)
    parts = replace(house.parts, answer=replace(house.parts.answer, checks=bank.choose_check))
    house.parts = parts
    asked = (await client.post("/v1/doubts", json={"question": "Solve 2x + 3 = 11"}, headers=headers)).json()  # fmt: skip
    check = asked["check_item"]
    assert (check["purpose"], check["doubt_id"], check["item"]) == ("check", asked["id"], "linear")
    assert "answer" not in check
    accept = {"Accept": "text/event-stream"}
    reply = await client.post("/v1/doubts", json={"question": "Solve x = 1"}, headers=headers | accept)  # fmt: skip
    name, data = events_in(reply.text)[-1]
    assert (name, json.loads(data)["check_item"]["purpose"]) == ("answer", "check")
    refused = (await client.post("/v1/doubts", json={"question": "refuse"}, headers=headers)).json()
    assert refused["check_item"] is None
    work = {"question": "check my work"}
    assert (await client.post("/v1/doubts", json=work, headers=headers)).json()["check_item"] is None  # fmt: skip


async def test_an_answer_does_not_wait_for_its_check_item(house, client, bank, monkeypatch):
    headers = house.person(house.demo)[1]
    choose = replace(bank.choose_check, seconds=0.05)
    house.parts = replace(house.parts, answer=replace(house.parts.answer, checks=choose))

    async def hangs(*_):
        await asyncio.sleep(3600)

    async def breaks(*_):
        raise ZeroDivisionError

    for suggest in (hangs, breaks):
        monkeypatch.setattr(type(bank.advisor), "suggest", suggest)
        asked = await client.post("/v1/doubts", json={"question": "Solve 2x = 8"}, headers=headers)
        assert (asked.json()["status"], asked.json()["check_item"]) == ("answered", None)


BAD_ANSWERS = [
    *("(" * 400, "\\frac" * 80, "9" * 500, "9^9^9^9^9^9", "x" * 500, "1/0", "\\", "$$$", "$x"),
    *("{" * 200 + "}" * 200, "sqrt(" * 90, "\u202e4", "４", "4\u200b", "²³", "\\text{4", "🦆", "=", "= 4", "4 ="),
    *("import os", "__import__('os')", "{{4}}", "<script>4</script>", "' or 1=1 --", "NaN", "inf"),
    *("-" * 300 + "4", "1e" + "9" * 200, "∫" * 50, "x=1,x=2," * 50, "or " * 100, "±" * 100),
]  # fmt: skip


async def test_hostile_answers_are_graded_or_not_read(client, learner):
    _, headers, posed = learner
    item = await posed("linear-equations")
    for answer in BAD_ANSWERS:
        reply = await say(client, headers, item, answer)
        assert reply.status_code in (200, 409), answer
        if reply.status_code == 409 or not reply.json()["attempt"]["tries_left"]:
            item = await posed("linear-equations")
        if reply.status_code == 200 and reply.json()["verdict"] == "right":
            assert answer in ("４", "4\u200b", "= 4", "\u202e4", "{{4}}", "4 =", "\\text{4"), answer


BAD_BODIES = [
    *({}, {"answer": ""}, {"answer": "x" * 501}, {"answer": 4}, {"answer": None}, {"answer": "\x00"}),
    *({"answer": "4", "more": 1}, [], "4", {"answer": "\ud800"}),
]  # fmt: skip
BAD_QUERIES = [
    *("skill=UPPER", "skill=", "minutes=-1", "minutes=nan", "minutes=1e9", "kind=essay", "skip=maybe"),
    *("other=1", "goal=a b", "&".join(f"goal=g{n}" for n in range(9))),
]  # fmt: skip


async def test_bodies_and_queries_that_make_no_sense(client, learner):
    _, headers, posed = learner
    item = await posed("linear-equations")
    path = f"/v1/practice/attempts/{item['id']}/answer"
    kind = {"Content-Type": "application/json"}
    for body in BAD_BODIES:
        reply = await client.post(path, content=json.dumps(body), headers=headers | kind)
        assert (reply.status_code, bool(reply.json()["field"])) == (422, True), body
    for query in BAD_QUERIES:
        reply = await client.get(f"{NEXT}?{query}", headers=headers)
        assert (reply.status_code, bool(reply.json()["field"])) == (422, True), query
