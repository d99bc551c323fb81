"""A client of the API: log in as the demo student and stream one doubt."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from fynq.domain.errors import DeadlineExceeded, FynqError, Unavailable


@dataclass(frozen=True, slots=True)
class Heard:
    """One server-sent event. name: doubt, progress, step, text, restart, answer, refused or failed."""

    name: str
    data: dict[str, Any]


class Unreachable(Unavailable):
    code = "unreachable"
    title = "No fynq answers there"


class Answered(FynqError):
    """A problem that the server reported."""

    code = "problem"
    title = "The server reported a problem"


@dataclass(frozen=True)
class LogIn:
    """Without credentials the demo student's are asked from the server."""

    school: str = ""
    username: str = ""
    password: str = ""


async def ask_doubt(url: str, question: str, who: LogIn, seconds: float) -> AsyncIterator[Heard]:
    """Raises Unreachable, DeadlineExceeded, or Answered with the server's own words."""
    limits = httpx.Timeout(seconds, connect=5.0)
    try:
        async with httpx.AsyncClient(base_url=url, timeout=limits, trust_env=False) as client:
            token = await _token(client, who)
            async with client.stream(
                "POST",
                "/v1/doubts",
                json={"question": question},
                headers={"authorization": f"Bearer {token}", "accept": "text/event-stream"},
            ) as response:
                if response.status_code >= 400:
                    raise problem_of(response, await response.aread())
                async for heard in events_of(response.aiter_lines()):
                    yield heard
    except httpx.TimeoutException:
        raise DeadlineExceeded("No answer in time.") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(f"{url} ({type(error).__name__})") from None


async def demo_log_in(client: httpx.AsyncClient) -> LogIn:
    response = await client.get("/v1/demo")
    if response.status_code >= 400:
        raise problem_of(response, response.content)
    facts = response.json()
    return LogIn(facts["school"], facts["username"], facts["password"])


async def _token(client: httpx.AsyncClient, who: LogIn) -> str:
    if not who.username:
        who = await demo_log_in(client)
    body = {"username": who.username, "password": who.password}
    if who.school:
        body["school"] = who.school
    response = await client.post("/v1/auth/login", json=body)
    if response.status_code >= 400:
        raise problem_of(response, response.content)
    return str(response.json()["access_token"])


async def events_of(lines: AsyncIterator[str]) -> AsyncIterator[Heard]:
    """Server-sent events (WHATWG HTML, 9.2) out of lines; comments and ids are passed over."""
    name, data = "message", list[str]()
    async for line in lines:
        if not line:
            if data:
                yield Heard(name, _object("\n".join(data)))
            name, data = "message", []
        elif line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        raise Answered("The server sent an event that cannot be read.") from None
    return value if isinstance(value, dict) else {"value": value}


def problem_of(response: httpx.Response, body: bytes) -> Answered:
    try:
        facts = json.loads(body)
        words = f"{facts.get('title', 'Error')}. {facts.get('detail') or ''}".strip()
    except (ValueError, AttributeError):
        words = "The answer is not one of fynq's."
    return Answered(f"{response.status_code}: {words}")
