"""Password hashing: right, bounded, and the same work for nobody."""

from __future__ import annotations

import asyncio
import threading

import pytest

from fynq.domain.errors import Unavailable
from fynq.identity.options import IdentityOptions
from fynq.identity.passwords import Passwords

QUICK = IdentityOptions(argon2_time=1, argon2_memory=64, argon2_lanes=1)


@pytest.fixture
def passwords():
    made = Passwords(QUICK, threads=1, queue=2)
    yield made
    made.close()


async def test_right_and_wrong(passwords):
    stored = await passwords.hash("correct horse battery")
    assert stored.startswith("$argon2id$v=19$m=64,t=1,p=1$")
    assert await passwords.verify(stored, "correct horse battery")
    assert not await passwords.verify(stored, "wrong horse battery")
    assert not await passwords.verify(stored, "\ud800")
    assert not await passwords.verify("not a hash", "x")


async def test_nobody_costs_as_much_as_somebody(passwords, monkeypatch):
    checked = []
    verify = passwords._matches
    monkeypatch.setattr(
        passwords, "_matches", lambda stored, word: checked.append(stored) or verify(stored, word)
    )
    assert not await passwords.verify(None, "x")
    real = await passwords.hash("x" * 10)
    assert checked[0].rsplit("$", 2)[0] == real.rsplit("$", 2)[0]
    assert len(checked[0]) == len(real)


async def test_a_flood_is_turned_away_and_the_rest_is_served(passwords, monkeypatch):
    gate = threading.Event()
    monkeypatch.setattr(passwords, "_matches", lambda stored, word: gate.wait(10))
    waiting = [asyncio.create_task(passwords.verify("s", "x")) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as refusal:
        await passwords.verify("s", "x")
    assert refusal.value.retry_after
    gate.set()
    assert await asyncio.gather(*waiting) == [True] * 3
    assert await passwords.verify("s", "x")


async def test_a_caller_who_leaves_frees_the_place(passwords, monkeypatch):
    gate = threading.Event()
    monkeypatch.setattr(passwords, "_matches", lambda stored, word: gate.wait(10))
    waiting = [asyncio.create_task(passwords.verify("s", "x")) for _ in range(3)]
    await asyncio.sleep(0)
    for each in waiting:
        each.cancel()
    gate.set()
    await asyncio.gather(*waiting, return_exceptions=True)
    async with asyncio.timeout(10):
        while passwords._pending:
            await asyncio.sleep(0.001)
    assert await passwords.verify("s", "x")
