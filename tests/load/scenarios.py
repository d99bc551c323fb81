"""What the users of a school do, as encoded requests."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.load.arrivals import Shot
from tests.load.client import Client, Reply


@dataclass
class School:
    """Logged-in students, who ask in turn, and a doubt of the first one to read."""

    client: Client
    tokens: list[str]
    doubt: str
    username: str
    password: str

    def __post_init__(self) -> None:
        self._turns = itertools.cycle(range(STUDENTS))

    @property
    def token(self) -> str:
        return self.tokens[0]

    def shots(self) -> dict[str, Shot]:
        fresh = (self.ask(fresh_question(n)) for n in itertools.count())
        streamed = (
            self.ask(fresh_question(n), accept="text/event-stream")
            for n in itertools.count(50_000_000)
        )
        repeated = (self.ask(q) for q in itertools.cycle(REPEATED))
        trivial = self.client.encode("GET", "/v1/health/live")
        read = self.client.encode("GET", f"/v1/doubts/{self.doubt}", token=self.token)
        choice = random.Random(7)

        def mixed() -> bytes:
            dice = choice.random()
            if dice < 0.60:
                return read
            return next(repeated) if dice < 0.85 else next(fresh)

        return {
            "trivial": self._shot(lambda: trivial),
            "read": self._shot(lambda: read),
            "repeated": self._shot(lambda: next(repeated)),
            "fresh": self._shot(lambda: next(fresh)),
            "streamed": self._shot(lambda: next(streamed)),
            "mixed": self._shot(mixed),
            "login": self._shot(self._login),
        }

    def ask(self, question: str, accept: str = "application/json") -> bytes:
        body = json.dumps({"question": question}).encode()
        token = self.tokens[next(self._turns) % len(self.tokens)]
        return self.client.encode("POST", "/v1/doubts", body, token=token, accept=accept)

    def register(self, number: int) -> bytes:
        body = {
            "school": "demo",
            "email": f"bench-{number}@demo.example",
            "password": "one of a whole class",
            "display_name": f"Student {number}",
        }
        return self.client.encode("POST", "/v1/auth/register", json.dumps(body).encode())

    def _login(self) -> bytes:
        body = f"grant_type=password&username={self.username}&password={self.password}"
        return self.client.encode(
            "POST",
            "/v1/auth/login",
            body.encode(),
            content_type="application/x-www-form-urlencoded",
        )

    def _shot(self, encoded: Callable[[], bytes]) -> Shot:
        async def shot() -> Reply:
            return await self.client.request(encoded())

        return shot


STUDENTS = 32
REPEATED = ("Solve 2x + 3 = 11", "Differentiate x^2 sin x", "Why does ice float on water?")


def fresh_question(number: int) -> str:
    """A different problem for every number, of the kinds that the built-in model solves."""
    a, b, c = number % 89 + 2, number % 997 + 1, number // 7 + 3
    kinds = (
        f"Solve {a}x + {b} = {c}",
        f"Differentiate {a}x^3 + {c}x sin x",
        f"Factor x^2 - {a + c}x + {a * c}",
        f"What is {c} + {b} * {a}?",
        f"Solve x^2 - {a}x - {c} = 0",
    )
    return kinds[number % len(kinds)]
