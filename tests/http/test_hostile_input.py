"""Bad input on every field and at every edge: a clear 4xx that names the place and echoes nothing."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest

from fynq.domain.errors import MalformedBody
from fynq.domain.principal import Role
from fynq.http.edge.strict_json import read_json
from fynq.http.options import HttpOptions
from tests.http.house import PASSWORD, House

MARK = "zq7secret"
ONE_MB = "x" * 1_000_000

LOGIN = {"school": "demo", "username": "a@example.org", "password": PASSWORD}
JOIN = {"school": "demo", "email": "a@example.org", "password": PASSWORD, "display_name": "A"}
FOUND = {
    "email": "a@example.org",
    "password": PASSWORD,
    "display_name": "A",
    "new_school": {"name": "B", "slug": "b"},
}
BODIES = [
    ("POST", "/v1/auth/login", LOGIN),
    ("POST", "/v1/auth/register", JOIN),
    ("POST", "/v1/auth/register", FOUND),
    ("POST", "/v1/auth/refresh", {"refresh_token": "t"}),
    ("POST", "/v1/auth/logout", {"refresh_token": "t"}),
    ("POST", "/v1/doubts", {"question": "Why?", "subject": "physics"}),
    ("POST", "/v1/doubts/{doubt}/follow-ups", {"question": "Why?"}),
    ("POST", "/v1/feedback", {"doubt_id": "{doubt}", "rating": 1, "reason": "", "comment": ""}),
    (
        "PATCH",
        "/v1/students/me",
        {"display_name": "A", "grade": 7, "language": "en", "detail": "normal"},
    ),
    (
        "POST",
        "/v1/users",
        {"email": "t@example.org", "password": PASSWORD, "display_name": "T", "role": "teacher"},
    ),
]
BAD_VALUES = {
    "list": [MARK],
    "object": {MARK: MARK},
    "bool": True,
    "float": 1.5,
    "NUL": f"{MARK}\x00",
    "surrogate": f"{MARK}\ud800",
    "1 MB": ONE_MB,
    "huge integer": 10**30,
    "negative": -(2**63),
}


def fields_of(body, path=()):
    for name, value in body.items():
        yield (*path, name)
        if isinstance(value, dict):
            yield from fields_of(value, (*path, name))


CASES = [
    (method, path, body, field, kind)
    for method, path, body in BODIES
    for field in fields_of(body)
    for kind in BAD_VALUES
]


def with_value(body, field, value):
    changed = json.loads(json.dumps(body))
    place = changed
    for part in field[:-1]:
        place = place[part]
    place[field[-1]] = value
    return changed


def assert_problem(reply, statuses=range(400, 500)):
    assert reply.status_code in statuses, (reply.status_code, reply.text[:300])
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["status"] == reply.status_code
    assert {"type", "title", "detail", "code", "request_id", "retryable"} <= set(problem)
    assert MARK not in reply.text
    return problem


@pytest.fixture(scope="module")
def place():
    house = House(HttpOptions(login_attempts_per_minute=10**6, client_logins_per_minute=10**6))
    return house, house.person(house.demo, Role.ADMIN)[1]


@pytest.mark.parametrize(
    ("method", "path", "body", "field", "kind"),
    CASES,
    ids=[f"{method} {path} {'/'.join(field)} {kind}" for method, path, _, field, kind in CASES],
)
async def test_every_field_refuses_bad_values(place, method, path, body, field, kind):
    house, admin = place
    async with house.client() as client:
        asked = await client.post("/v1/doubts", json={"question": "x"}, headers=admin)
        doubt = asked.json()["id"]
        text = json.dumps(with_value(body, field, BAD_VALUES[kind])).replace("{doubt}", doubt)
        reply = await client.request(
            method,
            path.replace("{doubt}", doubt),
            content=text,
            headers=admin | {"content-type": "application/json"},
        )
        problem = assert_problem(reply)
        unauthenticated = path.startswith("/v1/auth") and reply.status_code == 401
        if not unauthenticated:
            named = problem["field"]
            assert named in ("body", field[0]) or named.startswith("/".join(field)), problem


@pytest.mark.parametrize(("method", "path", "body"), BODIES)
async def test_unknown_fields_are_refused_by_name(place, method, path, body):
    house, admin = place
    async with house.client() as client:
        path = path.replace("{doubt}", str(uuid4()))
        body = json.loads(json.dumps(body).replace("{doubt}", str(uuid4())))
        reply = await client.request(method, path, json=body | {"surplus": MARK}, headers=admin)
        assert assert_problem(reply, [422])["field"] == "surplus"
        name = "<script>" + "y" * 100
        reply = await client.request(method, path, json=body | {name: MARK}, headers=admin)
        field = assert_problem(reply, [422])["field"]
        assert "<" not in field and len(field) <= 40


RAW = {
    "empty": (b"", 422),
    "not JSON": (b"{", 400),
    "a list": (b"[1]", 422),
    "a string": (b'"x"', 422),
    "null": (b"null", 422),
    "a number": (b"1", 422),
    "100,000 deep lists": (b"[" * 100_000 + b"]" * 100_000, 400),
    "deep objects": (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, 400),
    "deep and cut": (b"[" * 100_000, 400),
    "NaN": (b'{"question": NaN}', 400),
    "Infinity": (b'{"question": -Infinity}', 400),
    "1e999": (b'{"question": 1e999}', 422),
    "huge integer": (b'{"question": ' + b"9" * 10_000 + b"}", 422),
    "duplicate keys": (b'{"question": "a", "question": "b"}', 422),
    "NUL escape": (b'{"question": "a\\u0000b"}', 422),
    "raw NUL": (b'{"question": "a\x00b"}', 400),
    "lone surrogate": (b'{"question": "\\ud800"}', 422),
    "surrogate in UTF-8": (b'{"question": "\xed\xa0\x80"}', 400),
    "not UTF-8": (b'{"question": "\xff"}', 400),
    "UTF-16": ('{"question": "x"}'.encode("utf-16"), 400),
    "byte order mark": (b'\xef\xbb\xbf{"question": "x"}', 400),
    "space only": (b'{"question": " \\n\\t "}', 422),
    "NUL in key": (b'{"que\\u0000stion": "x"}', 422),
    "too large": (b'{"question": "' + b"x" * 300_000 + b'"}', 413),
    "too long": (b'{"question": "' + b"x" * 8_001 + b'"}', 422),
    "quotes that hide brackets": (b'{"question": "' + b"[" * 9_000 + b'"}', 422),
}


@pytest.mark.parametrize("name", RAW)
async def test_raw_bodies(client, student, name):
    body, status = RAW[name]
    headers = student | {"content-type": "application/json"}
    reply = await client.post("/v1/doubts", content=body, headers=headers)
    problem = assert_problem(reply, [status])
    assert problem["field"] in ("body", "question")


async def test_brackets_in_text_are_not_depth(client, student):
    reply = await client.post("/v1/doubts", json={"question": "[{" * 500 + '\\"['}, headers=student)
    assert reply.status_code == 201


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/xml",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "application/json; x=y",
        "application/jsonp",
        "json",
        "\\",
        "",
    ],
)
async def test_content_types(client, student, content_type):
    headers = student | {"content-type": content_type}
    reply = await client.post("/v1/doubts", content=b'{"question": "x"}', headers=headers)
    assert assert_problem(reply, [415])["field"] == "Content-Type"


async def test_content_types_that_are_fine(client, student):
    for content_type in (
        "application/json",
        "Application/JSON; Charset=UTF-8",
        "application/json;",
    ):
        headers = student | {"content-type": content_type}
        reply = await client.post("/v1/doubts", content=b'{"question": "x"}', headers=headers)
        assert reply.status_code == 201, content_type


async def test_compressed_bodies_are_refused(client, student):
    headers = student | {"content-type": "application/json", "content-encoding": "gzip"}
    reply = await client.post("/v1/doubts", content=b"\x1f\x8b", headers=headers)
    assert_problem(reply, [415])


async def test_a_body_in_endless_chunks_is_cut(client, student):
    async def chunks():
        while True:
            yield b" " * 65_536

    headers = student | {"content-type": "application/json"}
    reply = await client.post("/v1/doubts", content=chunks(), headers=headers)
    assert_problem(reply, [413])


async def test_a_body_that_does_not_come_is_408():
    house = House(HttpOptions(body_seconds=0.05))

    async def chunks():
        yield b"{"
        await asyncio.Event().wait()

    async with house.client() as client:
        reply = await client.post(
            "/v1/doubts", content=chunks(), headers={"content-type": "application/json"}
        )
        assert_problem(reply, [408])


QUERIES = [
    "limit=0",
    "limit=101",
    "limit=-1",
    "limit=1.5",
    "limit=abc",
    "limit=" + "9" * 4_000,
    "limit=1&limit=2",
    "limit=%",
    "limit=%zz",
    "limit=%00",
    "limit=%ff",
    "cursor=abc",
    "cursor=" + "A" * 43,
    "cursor=" + "A" * 65,
    "cursor=%00",
    "status=" + MARK,
    "subject=%00",
    "subject=" + MARK + "!",
    "subject=" + "x" * 100,
    "skill=" + MARK + "%F0%9F%92%A9",
    "skill=" + "x" * 3_000,
    "student_id=" + MARK,
    "student_id=" + "0" * 36,
    "surplus=" + MARK,
    "%3Cscript%3E=1",
    "x" * 5_000,
]


@pytest.mark.parametrize("query", QUERIES)
async def test_query_parameters(client, student, query):
    assert_problem(await client.get(f"/v1/doubts?{query}", headers=student))


@pytest.mark.parametrize("path", ["/v1/users?limit=0", "/v1/users?cursor=x", "/v1/users?x=1"])
async def test_user_query_parameters(house, client, path):
    _, admin = house.person(house.demo, Role.ADMIN)
    assert_problem(await client.get(path, headers=admin), [422])


@pytest.mark.parametrize("value", ["-1", "a", "%00", "9" * 30])
async def test_passage_offsets(house, client, student, value):
    document = house.document(house.demo)
    reply = await client.get(f"/v1/documents/{document.id}?start={value}&end=2", headers=student)
    assert_problem(reply, [422])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/v1/doubts/not-a-uuid", 422),
        ("GET", "/v1/doubts/%00", 422),
        ("GET", "/v1/doubts/%ff", 422),
        ("GET", "/v1/doubts/" + "x" * 2_000, 414),
        ("GET", "/assets/../../etc/passwd", 404),
        ("GET", "/docs/%2e%2e/app.py", 404),
        ("GET", "/docs/..%2fapp.py", 404),
        ("GET", "//v1/doubts", 404),
        ("PUT", "/v1/doubts", 405),
        ("DELETE", "/v1/doubts", 405),
        ("POST", "/v1/health/live", 405),
        ("TRACE", "/v1/health/live", 405),
        ("BREW", "/v1/doubts", 405),
        ("POST", "/docs", 405),
        ("GET", "/v1/auth/login", 405),
    ],
)
async def test_addresses(client, student, method, path, status):
    assert_problem(await client.request(method, path, headers=student), [status])


async def test_405_names_every_method(client):
    reply = await client.put("/v1/doubts")
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_options_head_and_trailing_slashes(client, student):
    options = await client.options("/v1/doubts")
    assert options.status_code == 204
    assert options.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    head = await client.head("/v1/health/live")
    assert head.status_code == 200 and head.content == b""
    assert (await client.get("/v1/health/live/")).status_code == 200
    assert (await client.get("/v1/doubts/", headers=student)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        [("x-a", "b")] * 150,
        [("x-a", "b" * 40_000)],
    ],
    ids=["many", "large"],
)
async def test_too_many_headers(client, headers):
    assert_problem(await client.get("/v1/health/live", headers=headers), [431])


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        f"Bearer {MARK}",
        "Bearer a.b.c",
        "Bearer " + "." * 3_000,
        "Bearer " + "a" * 8_000,
        b"Bearer \xff\xfe",
        b"Bearer eyJ\xc3\xa9.e30.x",
    ],
)
async def test_bad_tokens_are_401(client, authorization):
    reply = await client.get("/v1/doubts", headers={"Authorization": authorization})
    assert assert_problem(reply, [401])["code"] == "unauthenticated"
    assert reply.headers["www-authenticate"].startswith("Bearer")


async def test_two_authorization_headers_are_refused(client, student):
    headers = [("Authorization", student["Authorization"]), ("Authorization", "Bearer x")]
    assert_problem(await client.get("/v1/doubts", headers=headers), [400])


@pytest.mark.parametrize("key", ["", " ", "a b", "é".encode(), "x" * 256, b"\x01"])
async def test_bad_idempotency_keys(client, student, key):
    headers = student | {"Idempotency-Key": key}
    reply = await client.post("/v1/doubts", json={"question": "x"}, headers=headers)
    assert assert_problem(reply, [422])["field"] == "Idempotency-Key"


@pytest.mark.parametrize(
    "form",
    [
        b"",
        b"username",
        b"username=a&username=b&password=c",
        b"username=%00&password=x",
        b"username=%ff&password=x",
        b"username=\xff&password=x",
        b"grant_type=implicit&username=a&password=b",
        b"username=a&password=b&surplus=c",
        b"&".join(b"a%d=1" % n for n in range(100)),
        b"=" * 1000,
    ],
)
async def test_bad_forms(client, form):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert_problem(await client.post("/v1/auth/login", content=form, headers=headers), [400, 422])


HALF_STRINGS = [
    b'"' + b'\\"' * 130_000 + b"[" * 100,
    b"[" * 100 + b'"' + b'\\"' * 130_000,
    b'"' + b"\\" * 200_001 + b"[" * 100,
    b'{"a": "' + b'\\"' * 130_000 + b"[" * 100,
    b'"' * 262_143,
]


@pytest.mark.parametrize("number", range(len(HALF_STRINGS)))
def test_half_strings_are_read_once(number):
    """Quadratic time here would be minutes, which the suite would show."""
    with pytest.raises(MalformedBody):
        read_json(HALF_STRINGS[number], 32)


async def test_a_deep_form_under_an_idempotency_key_is_no_failure(place):
    house, _ = place
    async with house.client() as client:
        for path in ("/v1/auth/login", "/v1/auth/refresh", "/v1/auth/logout"):
            reply = await client.post(
                path,
                content=b"[" * 100_000,
                headers={
                    "content-type": "application/x-www-form-urlencoded",
                    "idempotency-key": f"k-{uuid4()}",
                },
            )
            assert_problem(reply, [400, 422])
