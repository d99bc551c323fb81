"""Teachers' rulings over HTTP, on the memory twins of storage and the whole main path."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from uuid import UUID

import httpx
import pytest

from fynq.answering.answer_doubt import AnswerDoubt
from fynq.answering.judge_answer import JudgeAnswer
from fynq.answering.ruled import RuledAnswers, RuledReasoner
from fynq.answering.weighing import Settle, Weigh
from fynq.domain.doubt import Answer, AnswerReady, AnswerRefused, AnswerText, Verification, Witness
from fynq.domain.errors import RoomUnavailable
from fynq.domain.principal import Role
from fynq.storage.alike import Alike
from fynq.storage.answer_shelf import MemoryShelf
from fynq.storage.known_answers import ShelvedAnswers
from fynq.storage.memory.desk import MemoryDesks
from fynq.storage.memory.doubts import MemoryDoubtBook, MemoryDoubtLog, MemoryFeedbackBook
from fynq.storage.memory.knowledge import MemoryGenerations, MemoryRevisions
from tests.http.house import House, QuietRooms, ScriptedReasoner, events_in

WRONG = Answer(
    "So $x = 5$.",
    "x = 5",
    Verification.VERIFIED,
    "builtin/solver",
    witnesses=(Witness("substitution", "it fits"),),
    subject="mathematics",
    skills=("linear-equations",),
)
ASK = {"question": "Solve 2x + 3 = 11"}
CORRECTION = {"text": "Subtract 3, halve: $x = 4$.", "final": "x = 4"}


class WrongReasoner(ScriptedReasoner):
    """Says 5, whatever is asked; 'refuse' needs a teacher. Waits where the question says 'hang'."""

    def __init__(self):
        super().__init__()
        self.away = False

    async def check_answer(self, question, final):
        if self.away:
            raise RoomUnavailable
        return await super().check_answer(question, final)

    async def reason(self, tenant, doubt, learner, passages, sufficiency=None):
        self.count += 1
        if "refuse" in doubt.question:
            yield AnswerRefused("I cannot.", "Ask.", needs_teacher=True)
            return
        if "hang" in doubt.question:
            self.hanging.set()
            await self.release.wait()
        yield AnswerText("So $x = 5$.")
        yield AnswerReady(WRONG)


class LoopHouse(House):
    """The API over memory stores whose doubts, rulings and known answers are one."""

    def __post_init__(self):
        super().__post_init__()
        contents, rulings = self.contents, self.rulings
        shelf = MemoryShelf()
        self.known = ShelvedAnswers(
            shelf, Alike(shelf), MemoryGenerations(contents), MemoryRevisions(contents)
        )
        self.reasoner = WrongReasoner()
        self.log, self.book = MemoryDoubtLog(contents), MemoryDoubtBook(contents)
        self.desks = MemoryDesks(contents)
        self.parts = replace(
            self.parts,
            answer=AnswerDoubt(
                self.log,
                self.learning,
                QuietRooms(),
                RuledReasoner(self.reasoner, rulings),
                RuledAnswers(self.known, rulings),
                self.policies,
            ),
            doubt_log=self.log,
            doubts=self.book,
            feedback=MemoryFeedbackBook(contents),
            judge=JudgeAnswer(self.book, rulings, self.reasoner, self.known),
        )

    async def work(self, school) -> None:
        """What a worker would do."""
        handlers = {
            "weigh": Weigh(self.desks, self.learning),
            "settle_ruling": Settle(self.desks, self.learning, self.known),
        }
        jobs, self.contents.jobs = list(self.contents.jobs), []
        for tenant, name, payload in jobs:
            if tenant == school.tenant and name in handlers:
                await handlers[name](tenant, payload)


@pytest.fixture
async def house():
    return LoopHouse()


@pytest.fixture
def teacher(house):
    account, headers = house.person(house.demo, Role.TEACHER)
    house.people.accounts[house.demo.tenant][account.id] = replace(
        account, display_name="Ms Noether"
    )
    return headers


async def ask(client, headers, question=ASK["question"], **more) -> dict:
    reply = await client.post("/v1/doubts", json={"question": question}, headers=headers | more)
    assert reply.status_code == 201, reply.text
    return reply.json()


async def correct(client, teacher, doubt, **changes) -> httpx.Response:
    return await client.post(
        f"/v1/doubts/{doubt['id']}/correction", json=CORRECTION | changes, headers=teacher
    )


async def test_a_wrong_answer_is_recalled_wherever_it_was_served(house, client, teacher):
    people = [house.person(house.demo)[1] for _ in range(3)]
    first = await ask(client, people[0])
    second = await ask(client, people[1])
    assert first["answer"]["final"] == second["answer"]["final"] == "x = 5"
    assert house.reasoner.count == 1  # the second came from the shelf
    reply = await correct(client, teacher, first, note="Sorry!")
    assert reply.status_code == 201
    told = reply.json()
    assert (told["kind"], told["doubts"], told["students"]) == ("correction", 2, 2)
    assert (told["checked"], told["insisted"], told["own"]) == ("agreed", False, "x = 4")
    third = await ask(client, people[2], "what is x if 2x+3=11")
    assert third["answer"]["final"] == "x = 4"
    assert third["answer"]["model"] == "teacher"
    assert third["correction"] is None
    for doubt, headers in ((first, people[0]), (second, people[1])):
        read = (await client.get(f"/v1/doubts/{doubt['id']}", headers=headers)).json()
        assert read["answer"]["final"] == "x = 4"
        assert read["answer"]["witnesses"][0]["kind"] == "teacher"
        assert read["correction"]["teacher"] == "Ms Noether"
        assert read["correction"]["note"] == "Sorry!"
        assert read["correction"]["former"]["final"] == "x = 5"
        assert "corrected" in read["correction"]["notice"]
    listed = (await client.get("/v1/doubts?corrected=true", headers=people[0])).json()["items"]
    assert [each["id"] for each in listed] == [first["id"]]
    assert house.reasoner.count == 1
    await house.work(house.demo)
    effects = (await client.get(f"/v1/doubts/{first['id']}/effects", headers=people[0])).json()
    assert [each["kind"] for each in effects["evidence"]] == ["ruling"]
    assert effects["updates"][0]["target"] == "model"
    assert effects["updates"][0]["evidence_id"] == told["id"]


async def test_a_contradicted_correction_is_told_and_may_be_insisted_on(house, client, teacher):
    student = house.person(house.demo)[1]
    doubt = await ask(client, student)
    reply = await correct(client, teacher, doubt, final="x = 5")
    assert reply.status_code == 409
    assert reply.json()["field"] == "final"
    assert "$x = 4$" in reply.json()["detail"]
    assert (await client.get(f"/v1/doubts/{doubt['id']}", headers=student)).json()[
        "correction"
    ] is None
    reply = await correct(client, teacher, doubt, final="x = 5", insist=True)
    assert reply.status_code == 201
    assert (reply.json()["checked"], reply.json()["insisted"]) == ("contradicted", True)
    read = (await client.get(f"/v1/doubts/{doubt['id']}", headers=student)).json()
    assert read["correction"]["insisted"]
    assert "kept to this one" in read["answer"]["witnesses"][0]["detail"]
    house.reasoner.away = True
    reply = await correct(client, teacher, doubt, final="x = 7")
    assert (reply.status_code, reply.json()["checked"]) == (201, "open")


async def test_a_withdrawn_answer_is_not_given_again(house, client, teacher):
    student = house.person(house.demo)[1]
    doubt = await ask(client, student)
    reply = await client.post(f"/v1/doubts/{doubt['id']}/recall", json={}, headers=teacher)
    assert reply.status_code == 201
    again = await client.post(
        "/v1/doubts", json=ASK, headers=student | {"Accept": "text/event-stream"}
    )
    names = [name for name, _ in events_in(again.text)]
    assert "text" not in names
    assert names[-1] == "refused"
    assert "withdrawn" in json.loads(events_in(again.text)[-1][1])["reason"]
    read = (await client.get(f"/v1/doubts/{doubt['id']}", headers=student)).json()
    assert read["answer"]["final"] == ""
    assert "x = 5" not in read["answer"]["text"]


async def test_followers_of_a_flight_get_the_correction(house, client, teacher):
    question = "hang: find the speed of the train"
    house.reasoner.release.set()
    first = await ask(client, house.person(house.demo)[1], question)
    await house.known.forget(house.demo.tenant, UUID(first["id"]))
    house.reasoner.release.clear()
    house.reasoner.hanging.clear()
    people = [house.person(house.demo)[1] for _ in range(4)]
    headers = {"Accept": "text/event-stream"}
    asking = [asyncio.create_task(ask(client, each, question)) for each in people[:3]]
    streaming = asyncio.create_task(
        client.post("/v1/doubts", json={"question": question}, headers=people[3] | headers)
    )
    await house.reasoner.hanging.wait()
    await asyncio.sleep(0.05)
    reply = await correct(client, teacher, first, text="It is 30 m/s.", final="30 m/s")
    assert reply.json()["doubts"] == 1
    house.reasoner.release.set()
    for doubt in await asyncio.gather(*asking):
        assert doubt["answer"]["final"] == "30 m/s"
    told = events_in((await streaming).text)
    assert told[-1][0] == "answer"
    assert json.loads(told[-1][1])["answer"]["final"] == "30 m/s"
    if "text" in [name for name, _ in told]:
        assert "restart" in [name for name, _ in told]


async def test_a_stored_reply_is_replayed_with_what_holds_now(house, client, teacher):
    student = house.person(house.demo)[1]
    forms = ({}, {"Accept": "text/event-stream"})
    doubts = []
    for at, form in enumerate(forms):
        headers = student | form | {"Idempotency-Key": f"key-{at}"}
        for replayed in (None, "true"):
            reply = await client.post("/v1/doubts", json=ASK, headers=headers)
            assert reply.headers.get("idempotent-replayed") == replayed
        doubts.append(reply.headers["location"])
    key = student | {"Idempotency-Key": "chat"}
    chat = {"model": "fynq/tutor", "messages": [{"role": "user", "content": ASK["question"]}]}
    for _ in range(2):
        assert "5" in (await client.post("/v1/chat/completions", json=chat, headers=key)).text
    reply = await client.post(
        f"{doubts[0]}/correction", json=CORRECTION, headers=teacher | {"Idempotency-Key": "t"}
    )
    assert reply.json()["doubts"] == 3
    for at, form in enumerate(forms):
        headers = student | form | {"Idempotency-Key": f"key-{at}"}
        reply = await client.post("/v1/doubts", json=ASK, headers=headers)
        assert reply.headers["idempotent-replayed"] == "true"
        told = json.loads(events_in(reply.text)[-1][1]) if form else reply.json()
        assert (told["id"], told["answer"]["final"]) == (doubts[at][-36:], "x = 4")
    replayed = await client.post("/v1/chat/completions", json=chat, headers=key)
    assert replayed.headers["idempotent-replayed"] == "true"
    assert "x = 4" in replayed.text
    assert "x = 5" not in replayed.text
    again = await client.post("/v1/chat/completions", json=chat, headers=student)
    assert "x = 4" in again.text
    reply = await client.post(
        f"{doubts[0]}/correction", json=CORRECTION, headers=teacher | {"Idempotency-Key": "t"}
    )
    assert reply.headers["idempotent-replayed"] == "true"


async def test_hints_for_a_corrected_problem_are_refused(house, client, teacher):
    student = house.person(house.demo)[1]
    doubt = await ask(client, student)
    await correct(client, teacher, doubt)
    body = ASK | {"help": "hint"}
    hint = (await client.post("/v1/doubts", json=body, headers=student)).json()
    assert hint["status"] == "refused"
    assert "no hints" in hint["reason"]
    assert "4" not in json.dumps([hint["reason"], hint["advice"]])
    same = await ask(client, student, "Solve 3x = 15")
    await correct(client, teacher, same, final="x=5", text="Divide.", insist=True)
    body = {"question": "Solve 3x = 15", "help": "hint"}
    assert (await client.post("/v1/doubts", json=body, headers=student)).json()[
        "status"
    ] == "answered"


async def test_a_thread_about_a_corrected_problem_is_not_led_astray_again(house, client, teacher):
    student = house.person(house.demo)[1]
    doubt = await ask(client, student)
    path = f"/v1/doubts/{doubt['id']}/follow-ups"
    why = {"question": "Why did you divide in step 2?"}
    before = (await client.post(path, json=why, headers=student)).json()
    assert before["status"] == "answered"
    await correct(client, teacher, doubt)
    for body in (why, {"question": "I have 2x = 8 so far. A hint, please", "help": "hint"}):
        after = (await client.post(path, json=body, headers=student)).json()
        assert after["status"] == "refused"
        assert "corrected" in after["reason"]
    whole = (
        await client.post(path, json={"question": "Show me the solution"}, headers=student)
    ).json()
    assert whole["answer"]["final"] == "x = 4"
    other = (await client.post(path, json={"question": "Solve 3x = 15"}, headers=student)).json()
    assert other["answer"]["model"] == "builtin/solver"


async def test_a_follow_up_of_a_corrected_answer_says_so_when_it_is_read(house, client, teacher):
    student = house.person(house.demo)[1]
    doubt = await ask(client, student)
    why = {"question": "Why did you divide in step 2?"}
    path = f"/v1/doubts/{doubt['id']}/follow-ups"
    later = (await client.post(path, json=why, headers=student)).json()
    assert later["built_on"] is None
    await correct(client, teacher, doubt)
    for headers in (student, teacher):
        read = (await client.get(f"/v1/doubts/{later['id']}", headers=headers)).json()
        assert read["built_on"]["doubt_id"] == doubt["id"]
        assert read["built_on"]["kind"] == "correction"
        assert read["answer"]["text"] == later["answer"]["text"]
    assert (await client.get(f"/v1/doubts/{doubt['id']}", headers=student)).json()[
        "built_on"
    ] is None


async def test_an_exam_gets_no_correction(house, client, teacher):
    student = house.person(house.demo)[1]
    doubt = await ask(client, student)
    await correct(client, teacher, doubt)
    await house.policies.change_policy(house.demo.tenant, {"exam_phrases": ("Solve 2x + 3",)})
    again = await ask(client, student)
    assert again["status"] == "refused"
    assert again["answer"] is None


async def test_complaints_are_claimed_and_resolved(house, client, teacher):
    people = [house.person(house.demo)[1] for _ in range(3)]
    doubts = [await ask(client, each) for each in people]
    for doubt, headers, reason in zip(doubts, people, ("wrong", "wrong", "unclear"), strict=True):
        body = {"doubt_id": doubt["id"], "rating": -1, "reason": reason, "comment": "No!"}
        assert (await client.post("/v1/feedback", json=body, headers=headers)).status_code == 201
    helpless = await ask(client, people[0], "refuse this")
    await house.work(house.demo)
    page = (await client.get("/v1/reviews?limit=1", headers=teacher)).json()
    (review,) = page["items"]
    assert review["reasons"] == ["wrong", "unclear"]
    assert review["why"] == "Called wrong 2 times; called unclear; 3 students got it."
    assert review["thumbs_down"] == {"wrong": 2, "unclear": 1}
    assert review["final"] == "x = 5"
    rest = (await client.get(f"/v1/reviews?cursor={page['next_cursor']}", headers=teacher)).json()
    assert [each["doubt_id"] for each in rest["items"]] == [helpless["id"]]
    assert rest["items"][0]["reasons"] == ["unsolved"]
    assert rest["items"][0]["status"] is None
    other = house.person(house.demo, Role.TEACHER)[1]
    url = f"/v1/reviews/{review['id']}"
    claimed = (await client.post(f"{url}/claim", json={"minutes": 5}, headers=other)).json()
    assert claimed["claimed_until"] > claimed["opened_at"]
    for path, body in (
        ("claim", {}),
        ("resolve", {"resolution": "dismiss"}),
        ("recall", {}),
        ("correction", CORRECTION),
    ):
        reply = await client.post(f"{url}/{path}", json=body, headers=teacher)
        assert reply.status_code == 409, path
        assert int(reply.headers["retry-after"]) > 200
    assert len((await client.get("/v1/reviews?state=mine", headers=other)).json()["items"]) == 1
    free = (await client.get("/v1/reviews?state=free", headers=teacher)).json()["items"]
    assert [each["doubt_id"] for each in free] == [helpless["id"]]
    await client.post(f"{url}/release", json={}, headers=other)
    reply = await client.post(f"{url}/correction", json=CORRECTION, headers=teacher)
    assert reply.json()["doubts"] == 3
    read = (await client.get(url, headers=teacher)).json()
    assert read["resolution"] == "correction"
    assert read["ruling_id"] == reply.json()["id"]
    assert (await client.post(f"{url}/claim", json={}, headers=teacher)).status_code == 409
    answered = await correct(client, teacher, helpless, text="Like this.", final="")
    assert answered.status_code == 201
    assert (await client.get("/v1/reviews", headers=teacher)).json()["items"] == []
    read = (await client.get(f"/v1/doubts/{helpless['id']}", headers=people[0])).json()
    assert (read["status"], read["answer"]["text"]) == ("answered", "Like this.")


@pytest.mark.parametrize("resolution", ["confirm", "dismiss", "note"])
async def test_an_answer_may_stand(house, client, teacher, resolution):
    student = house.person(house.demo)[1]
    doubt = await ask(client, student)
    body = {"doubt_id": doubt["id"], "rating": -1, "reason": "unclear"}
    await client.post("/v1/feedback", json=body, headers=student)
    await house.work(house.demo)
    (review,) = (await client.get("/v1/reviews", headers=teacher)).json()["items"]
    url = f"/v1/reviews/{review['id']}/resolve"
    if resolution == "note":
        blank = {"resolution": "note", "note": " "}
        assert (await client.post(url, json=blank, headers=teacher)).status_code == 422
    body = {"resolution": resolution, "note": "See page 3."}
    resolved = (await client.post(url, json=body, headers=teacher)).json()
    assert resolved["resolution"].startswith(resolution[:5])
    read = (await client.get(f"/v1/doubts/{doubt['id']}", headers=student)).json()
    assert read["answer"]["final"] == "x = 5"
    noted = read["correction"] and read["correction"]["note"]
    assert noted == ("See page 3." if resolution == "note" else None)
    assert (await client.post(url, json=body, headers=teacher)).status_code == 409


async def test_who_may_do_what(house, client, teacher):
    student, other = house.person(house.demo)[1], house.person(house.demo)[1]
    elsewhere = house.person(house.school("theirs"), Role.OWNER)[1]
    admin = house.person(house.demo, Role.ADMIN)[1]
    doubt = await ask(client, student)
    body = {"doubt_id": doubt["id"], "rating": -1, "reason": "wrong"}
    await client.post("/v1/feedback", json=body, headers=student)
    await house.work(house.demo)
    (review,) = (await client.get("/v1/reviews", headers=teacher)).json()["items"]
    assert (await client.get("/v1/reviews", headers=elsewhere)).json()["items"] == []
    one, all_ = f"/v1/reviews/{review['id']}", f"/v1/doubts/{doubt['id']}"
    calls = [
        ("GET", one, None),
        ("POST", f"{one}/claim", {}),
        ("POST", f"{one}/release", {}),
        ("POST", f"{one}/resolve", {"resolution": "confirm"}),
        ("POST", f"{one}/correction", CORRECTION),
        ("POST", f"{one}/recall", {}),
        ("POST", f"{all_}/correction", CORRECTION),
        ("POST", f"{all_}/recall", {}),
    ]
    for method, path, body in calls:
        reply = await client.request(method, path, json=body, headers=student)
        assert reply.status_code == 403, path
        reply = await client.request(method, path, json=body, headers=elsewhere)
        assert reply.status_code == 404, path
    assert (await client.get(f"{all_}/effects", headers=other)).status_code == 404
    assert (await client.get(f"{all_}/effects", headers=elsewhere)).status_code == 404
    assert (await client.get(f"{all_}/effects", headers=teacher)).status_code == 200
    for headers, status in ((teacher, 403), (student, 403), (admin, 200)):
        reply = await client.get("/v1/effects?target=model", headers=headers)
        assert reply.status_code == status
    shown = (await client.get("/v1/effects?target=model&limit=1", headers=admin)).json()
    assert shown["items"][0]["name"] == "builtin/solver"
    named = await client.get("/v1/effects?target=model&name=x/y", headers=admin)
    assert named.json()["items"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": ""}, "text"),
        ({"text": "a" * 20_001}, "text"),
        ({"final": "b" * 1_001}, "final"),
        ({"skills": ["Bad Slug"]}, "skills/0"),
        ({"skills": ["a"] * 17}, "skills"),
        ({"insist": "yes"}, "insist"),
        ({"note": "n" * 2_001}, "note"),
        ({"more": 1}, "more"),
    ],
)
async def test_a_correction_that_cannot_be_taken_names_its_field(
    house, client, teacher, body, field
):
    doubt = await ask(client, house.person(house.demo)[1])
    reply = await correct(client, teacher, doubt, **body)
    assert reply.status_code == 422
    assert reply.json()["field"] == field


async def test_a_stated_detail_is_remembered(house, client):
    account, headers = house.person(house.demo)
    await client.patch("/v1/students/me", json={"grade": 7}, headers=headers)
    assert not (await house.parts.styles.tried(house.demo.tenant, account.id)).stated
    await client.patch("/v1/students/me", json={"detail": "normal"}, headers=headers)
    assert (await house.parts.styles.tried(house.demo.tenant, account.id)).stated
