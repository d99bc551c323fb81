"""Doubts that were answered before it was noted what each got."""

from __future__ import annotations

import psycopg

from fynq.domain.doubt import Hint
from fynq.domain.policy import Help
from tests.contracts.test_rulings import WRONG, ask, read, rule


async def test_a_ruling_finds_old_answers_by_the_questions_words(stores, school, admin_url):
    first = await ask(stores, school)
    same = await ask(stores, school, student=school.other)
    otherwise = await ask(stores, school, "what is x if 2x+3=11")
    hint = await ask(stores, school, answer=WRONG.__class__("Look.", "", WRONG.status, "m", hint=Hint(Help.RESTATE, True)))  # fmt: skip
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("delete from fynq.servings where tenant = %s", (school.tenant,))
    made = await rule(stores, school, first)
    assert set(made.doubts) == {first.id, same.id}
    for doubt in (first, same):
        assert (await read(stores, school, doubt)).answer.final == "x = 4"
    for doubt in (otherwise, hint):
        assert (await read(stores, school, doubt)).correction is None
    later = await rule(stores, school, otherwise)
    assert set(later.doubts) == {first.id, same.id, otherwise.id}
