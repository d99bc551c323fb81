"""The skill graph as teachers change it, over every storage."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from fynq.answering.skill_book import EdgeFilter
from fynq.domain.errors import Conflict, FynqError, InvalidInput, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.skill_graph import EdgeSource
from tests.schools import enrol

ORDER = EdgeSource.COURSE_ORDER


def skill(slug: str, *prerequisites: str, name: str = "") -> Skill:
    return Skill(slug, name or slug.title(), "mathematics", 3, prerequisites, f"About {slug}.")


def item(slug: str, *skills: str) -> PracticeItem:
    return PracticeItem(new_id(), slug, "1 + 1", "2", "number", skills)


GRAPH = (skill("a"), skill("b", "a"), skill("c", "b", "a"), skill("d", "c"))


async def graph(stores, tenant) -> dict[str, tuple[str, ...]]:
    return {each.slug: each.prerequisites for each in await stores.library.skills(tenant)}


async def test_skills_are_added_and_renewed(stores, school):
    tenant = school.tenant
    assert await stores.skills.put(tenant, GRAPH) == 4
    assert await stores.skills.put(tenant, [skill("b", name="Beta"), skill("e", "b")]) == 1
    entry = await stores.skills.skill(tenant, "b")
    assert entry.skill == skill("b", name="Beta")
    assert (entry.needed_by, entry.items) == (("c", "e"), 0)
    assert (await graph(stores, tenant))["c"] == ("b", "a"), "in the order that was given"
    assert await stores.skills.skill(tenant, "nowhere") is None
    other = await enrol(stores)
    assert await stores.skills.skill(other.tenant, "b") is None
    with pytest.raises(NotFound):
        await stores.skills.remove(other.tenant, "b", detach=True)


@pytest.mark.parametrize(
    ("put", "at"),
    [
        ([skill("a", "d")], 0),
        ([skill("x"), skill("y", "y")], 1),
        ([skill("z"), skill("x", "y"), skill("y", "x")], 1),
        ([skill("z"), skill("w", "nowhere")], 1),
    ],
)
async def test_cycles_and_unknown_prerequisites_are_refused_whole(stores, school, put, at):
    await stores.skills.put(school.tenant, GRAPH)
    before = await graph(stores, school.tenant)
    version = (await stores.learners.graph(school.tenant))[0]
    with pytest.raises(InvalidInput) as caught:
        await stores.skills.put(school.tenant, put)
    assert caught.value.field == f"skills/{at}/prerequisites"
    assert await graph(stores, school.tenant) == before
    assert (await stores.learners.graph(school.tenant))[0] == version


async def test_two_who_change_at_once_close_no_cycle_together(stores, school):
    await stores.skills.put(school.tenant, [skill("a"), skill("b")])
    outcomes = await asyncio.gather(
        stores.skills.put(school.tenant, [skill("a", "b")]),
        stores.skills.put(school.tenant, [skill("b", "a")]),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, FynqError) for each in outcomes) == [False, True]
    assert sum(map(len, (await graph(stores, school.tenant)).values())) == 1


async def test_a_skill_in_use_is_in_the_way(stores, school):
    tenant = school.tenant
    await stores.skills.put(tenant, GRAPH)
    await stores.curriculum.put_items(tenant, [item("one", "b", "d"), item("two", "a")])
    with pytest.raises(Conflict) as caught:
        await stores.skills.remove(tenant, "b", detach=False)
    assert "1 skill need it and 1 practice item" in caught.value.detail
    assert caught.value.field == "slug"
    await stores.skills.remove(tenant, "b", detach=True)
    assert await graph(stores, tenant) == {"a": (), "c": ("a",), "d": ("c",)}
    assert [each.skills for each in await stores.curriculum.items(tenant)] == [("d",), ("a",)]
    with pytest.raises(Conflict):
        await stores.skills.remove(tenant, "a", detach=True)
    with pytest.raises(NotFound):
        await stores.skills.remove(tenant, "b", detach=True)
    await stores.skills.put(tenant, [skill("f")])
    await stores.skills.remove(tenant, "f", detach=False)
    assert "f" not in await graph(stores, tenant)


async def test_what_needs_a_removed_skill_needs_what_that_needed(stores, school):
    tenant = school.tenant
    await stores.skills.put(tenant, [skill("a"), skill("x"), skill("b", "a", "x"), skill("c", "b")])
    await stores.skills.remove(tenant, "b", detach=True)
    assert (await graph(stores, tenant))["c"] == ("a", "x")


async def test_a_courses_order_only_adds(stores, school):
    tenant = school.tenant
    await stores.skills.put(tenant, GRAPH)
    course = [skill("a", "d", name="Other"), skill("d", "a"), skill("new", "d"), skill("x")]
    assert await stores.skills.put(tenant, course, ORDER) == 2
    found = await graph(stores, tenant)
    assert found["a"] == (), "it would have closed a cycle"
    assert found["d"] == ("c", "a") and found["new"] == ("d",)
    assert (await stores.skills.skill(tenant, "a")).skill.name == "A"
    edges = await stores.skills.edges(tenant, EdgeFilter(), None, 100)
    sources = {(each.skill, each.prerequisite): each.source for each in edges}
    assert sources["d", "c"] is EdgeSource.STATED
    assert sources["d", "a"] is sources["new", "d"] is ORDER
    await stores.skills.put(tenant, [skill("d", "a", "x")])
    edges = await stores.skills.edges(tenant, EdgeFilter(skill="d"), None, 100)
    assert [(each.skill, each.prerequisite, each.source) for each in edges] == [
        ("d", "a", ORDER),
        ("d", "x", EdgeSource.STATED),
        ("new", "d", ORDER),
    ]


async def test_edges_come_in_pages_with_names(stores, school):
    tenant = school.tenant
    await stores.skills.put(tenant, GRAPH)
    first = await stores.skills.edges(tenant, EdgeFilter(), None, 3)
    assert [(each.skill, each.prerequisite) for each in first] == [
        ("b", "a"),
        ("c", "a"),
        ("c", "b"),
    ]
    assert (first[0].skill_name, first[0].prerequisite_name, first[0].check) == ("B", "A", None)
    rest = await stores.skills.edges(tenant, EdgeFilter("unchecked"), ("c", "b"), 3)
    assert [(each.skill, each.prerequisite) for each in rest] == [("d", "c")]
    assert await stores.skills.edges(tenant, EdgeFilter("doubtful"), None, 3) == []
    other = await enrol(stores)
    assert await stores.skills.edges(other.tenant, EdgeFilter(), None, 3) == []


async def test_the_starter_leaves_alone_what_the_school_has_taken_in_hand(stores, school):
    tenant = school.tenant
    await stores.curriculum.put_skills(tenant, GRAPH)
    await stores.skills.put(tenant, [skill("a", name="Ours")])
    await stores.skills.remove(tenant, "b", detach=True)
    await stores.skills.put(tenant, [skill("a", "d", name="Ours"), replace(skill("c"), level=9)])
    await stores.curriculum.put_skills(tenant, [*GRAPH, skill("e", "a", "b")])
    found = await graph(stores, tenant)
    assert found == {"a": ("d",), "c": (), "d": ("c",), "e": ("a",)}
    assert (await stores.skills.skill(tenant, "a")).skill.name == "Ours"


async def test_the_starter_closes_no_cycle_with_what_the_school_made(stores, school):
    tenant = school.tenant
    await stores.curriculum.put_skills(tenant, [skill("a"), skill("b")])
    await stores.skills.put(tenant, [skill("a", "b")])
    await stores.curriculum.put_skills(tenant, [skill("a"), skill("b", "a")])
    assert await graph(stores, tenant) == {"a": ("b",), "b": ()}
    assert (await stores.learners.graph(tenant))[1] == [skill("a", "b"), skill("b")]


async def test_every_change_has_a_version(stores, school):
    tenant = school.tenant
    versions = [(await stores.learners.graph(tenant))[0]]
    for change in (
        stores.skills.put(tenant, GRAPH),
        stores.skills.put(tenant, [skill("new", "a")], ORDER),
        stores.skills.remove(tenant, "d", detach=False),
        stores.curriculum.put_skills(tenant, GRAPH),
    ):
        await change
        versions.append((await stores.learners.graph(tenant))[0])
    assert versions == [0, 1, 2, 3, 4]


async def test_what_cannot_be_stored(stores, school):
    with pytest.raises(InvalidInput):
        await stores.skills.put(school.tenant, [skill("a", name="x\0")])
