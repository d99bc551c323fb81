"""A follow-up that is asked while a ruling waits for its lock, on PostgreSQL."""

from __future__ import annotations

import asyncio

import psycopg

from fynq.domain.doubt import AnswerReady, Turn
from tests.contracts.test_rulings import QUESTION, WRONG, ask, doubt_of, read, rule

_HOLD = """select pg_advisory_xact_lock_shared(
    hashtextextended('fynq.rulings of tenant ' || %s::uuid::text, 0))"""


async def test_what_was_asked_while_a_ruling_waited_was_built_on_the_wrong_answer(
    stores, school, admin_url
):
    first = await ask(stores, school)
    with psycopg.connect(admin_url) as admin:
        admin.execute(_HOLD, (school.tenant,))
        waiting = asyncio.create_task(rule(stores, school, first))
        await asyncio.sleep(0.3)
        assert not waiting.done()
        turns = (Turn(QUESTION, WRONG.text),)
        why = doubt_of(school.student, "Why?", thread=first.id, follows=first.id, turns=turns)
        await stores.doubt_log.open(school.tenant, why)
    made = await waiting
    assert await stores.doubt_log.close(school.tenant, why, AnswerReady(WRONG), [])
    assert made.ruling.at < why.asked_at
    built = (await read(stores, school, why)).built_on
    assert built.doubt == first.id
