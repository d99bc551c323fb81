"""A log of which the beginning is gone: whoever was not past it begins anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fynq.retrieval import searcher as searching
from fynq.retrieval.ports import LogPage
from fynq.storage.memory.knowledge import MemoryKnowledgeStore, cut_log
from tests.retrieval.house import ONE, House, find


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "index")


def cut(house: House, until: int = 10**9) -> None:
    cut_log(house.contents, ONE, "notes", until)


async def found(searcher: Any) -> set[str]:
    return {passage.text for passage in await find(searcher, ONE, "ice", 9)}


async def test_a_process_that_slept_finds_nothing_that_was_removed(house: House) -> None:
    await house.write(ONE, "a.md", "ice one")
    await house.publish(ONE, "b.md", "ice two")
    slept = house.searcher
    assert await found(slept) == {"ice one", "ice two"}
    await house.delete(ONE, "a.md")
    await house.write(ONE, "c.md", "ice three")
    await house.indexer.rebuild(ONE, "notes")
    await house.write(ONE, "d.md", "ice four")
    cut(house, 4)
    log = await house.store.log_after(ONE, "notes", 0, 99)
    assert [entry.position for entry in log] == [2, 4, 5]
    for searcher in (slept, house.new_searcher()):
        assert await found(searcher) == {"ice two", "ice three", "ice four"}


async def test_a_generation_that_the_log_does_not_reach_is_not_used(house: House) -> None:
    await house.write(ONE, "a.md", "ice one")
    await house.publish(ONE, "b.md", "ice two")
    await house.delete(ONE, "a.md")
    await house.write(ONE, "c.md", "ice three")
    cut(house)
    searcher = house.new_searcher()
    assert await found(searcher) == {"ice two", "ice three"}
    assert {p.generation for p in await find(searcher, ONE, "ice", 9)} == {0}
    assert house.asked == [(ONE, "notes")], "the indexer is to make another"
    await house.indexer.ensure(ONE, "notes")
    assert {p.generation for p in await find(house.new_searcher(), ONE, "ice", 9)} == {2}


async def test_what_is_cut_while_a_log_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages of one entry; between the first and the second a document goes and the log is cut."""
    monkeypatch.setattr(searching, "_ENTRIES", 1)
    for name in "abc":
        await house.write(ONE, f"{name}.md", f"ice {name}")
    cut(house, 1)
    reads = []

    class Cutting(MemoryKnowledgeStore):
        async def log_after(
            self, tenant: Any, collection: str, position: int, limit: int
        ) -> LogPage:
            page = await super().log_after(tenant, collection, position, limit)
            reads.append(position)
            if len(reads) == 2:
                await house.delete(ONE, "a.md")
                await house.write(ONE, "d.md", "ice d")
                cut(house)
            return page

    house.store = Cutting(house.contents)
    assert await found(house.new_searcher()) >= {"ice b", "ice c"}
    assert "ice a" not in await found(house.new_searcher())
    assert reads.count(0) >= 2


async def test_an_old_name_goes_on_where_it_ended(house: House) -> None:
    await house.write(ONE, "a.md", "ice one")
    await house.delete(ONE, "a.md")
    await house.write(ONE, "b.md", "ice two")
    cut(house)
    log = await house.store.log_after(ONE, "notes", 0, 9)
    assert [(entry.position, entry.act) for entry in log] == [(3, "put")]
    await house.write(ONE, "a.md", "ice one")
    assert [entry.revision for entry in await house.store.log_after(ONE, "notes", 3, 9)] == [2]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(["put", "remove", "cut", "search", "index"])), max_size=25))  # fmt: skip
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_cut_at_any_time_nothing_is_missed(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str]]
) -> None:
    house = House(tmp_path_factory.mktemp("index"))
    there: dict[str, str] = {}
    searchers = [house.searcher, house.new_searcher()]
    for at, (name, act) in enumerate(acts):
        if act == "put":
            there[name] = f"ice {name} {at}"
            await house.write(ONE, f"{name}.md", there[name])
        elif act == "remove":
            there.pop(name, None)
            await house.delete(ONE, f"{name}.md")
        elif act == "cut" and (ONE, "notes") in house.contents.knowledge_log:
            cut(house, at)
        elif act == "index" and (ONE, "notes") in house.contents.knowledge_log:
            await house.indexer.ensure(ONE, "notes")
        elif act == "search":
            assert await found(searchers["ac".find(name) > 0]) == set(there.values())
    for searcher in (*searchers, house.new_searcher()):
        assert await found(searcher) == set(there.values())
