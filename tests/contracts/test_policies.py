from __future__ import annotations

import asyncio
from dataclasses import asdict, replace

import pytest

from fynq.domain.errors import InvalidInput, NotFound
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.policy import Help, SchoolPolicy

STRICT = SchoolPolicy(Help.NEXT_STEP, 0.97, ("Midterm 2", "é'"), True, "cross")


async def test_a_school_that_said_nothing_allows_everything(stores, school):
    assert await stores.policies.policy(school.tenant) == SchoolPolicy()


async def test_a_policy_is_replaced_and_is_one_schools_own(stores, school):
    await stores.policies.change_policy(school.tenant, asdict(STRICT))
    assert await stores.policies.policy(school.tenant) == STRICT
    assert await stores.policies.policy(Tenant(new_id())) == SchoolPolicy()
    later = SchoolPolicy(Help.SOLUTION, 0.5)
    await stores.policies.change_policy(school.tenant, asdict(later))
    assert await stores.policies.policy(school.tenant) == later


async def test_what_cannot_be_stored(stores, school):
    with pytest.raises(InvalidInput):
        await stores.policies.change_policy(
            school.tenant, asdict(SchoolPolicy(exam_phrases=("a\0b",)))
        )
    with pytest.raises(NotFound):
        await stores.policies.change_policy(Tenant(new_id()), asdict(STRICT))


async def test_who_changes_one_field_leaves_the_others(stores, school):
    change = stores.policies.change_policy
    one = change(school.tenant, {"most_help": Help.CONCEPT})
    two = change(school.tenant, {"least_confidence": 0.97})
    three = change(school.tenant, {"exam_phrases": ("Midterm 2",), "times": "cross"})
    await asyncio.gather(one, two, three)
    whole = SchoolPolicy(Help.CONCEPT, 0.97, ("Midterm 2",), times="cross")
    assert await stores.policies.policy(school.tenant) == whole
    assert await change(school.tenant, {"exam_phrases": ()}) == replace(whole, exam_phrases=())
