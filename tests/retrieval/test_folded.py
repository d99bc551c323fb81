"""Near-duplicates: one of them among the results, which the reader may see."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from fynq.domain.knowledge import Chunk, Collection, Document
from fynq.retrieval.vectors import digest, embedded_text
from fynq.storage.memory.knowledge import made_collection
from tests.retrieval.house import ONE, House

LICENCE = "This text about water may be copied by everybody under the licence of the school."


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "index")


async def put(house: House, number: int, *texts: str, **more: str) -> UUID:
    """A document of one chunk for each text."""
    id_ = UUID(int=number)
    audience, kind = more.get("audience", "everyone"), more.get("kind", "text")
    made = Document(
        id_, more.get("collection", "notes"), f"{number}.md", f"File {number}", "\n".join(texts),
        audience=audience,  # type: ignore[arg-type]
    )  # fmt: skip
    chunks, at = [], 0
    for ordinal, text in enumerate(texts):
        name = UUID(int=number * 100 + ordinal)
        chunks.append(
            Chunk(name, id_, 1, ordinal, at, at + len(text), text, "", kind, audience=audience)  # type: ignore[arg-type]
        )
        at += len(text) + 1
    keys = [embedded_text(made.title, chunk) for chunk in chunks]
    vectors = await house.embedder.embed(keys)
    kept = {
        digest(key): vector.astype("<f2").tobytes()
        for key, vector in zip(keys, vectors, strict=True)
    }
    await house.vectors.keep_vectors(ONE, house.embedder.name, kept)
    await house.store.put_document(ONE, made, chunks)
    return id_


@pytest.mark.parametrize("published", [True, False])
async def test_a_line_of_every_file_is_found_once(house: House, published: bool) -> None:
    for number in range(1, 201):
        lined = LICENCE if number % 2 or not published else LICENCE.upper() + " ."
        await put(house, number, f"Water of lake {number} holds fish{number}.", lined)
    if published:
        await house.indexer.rebuild(ONE, "notes")
    found = await house.texts(ONE, "who may copy this text about water: the licence", 8)
    assert sum("licence" in text.lower() for text in found) == 1
    assert len(found) == 8
    gone = UUID(int=1)
    await house.store.remove_document(ONE, gone)
    found = await house.texts(ONE, "who may copy this text about water: the licence", 8)
    assert sum("licence" in text.lower() for text in found) == 1
    only = await house.find(ONE, "licence of water", 8, documents=(UUID(int=40),))
    assert {passage.document for passage in only} == {UUID(int=40)}
    assert len(only) == 2


@pytest.mark.parametrize("published", [True, False])
async def test_one_text_under_two_names_is_one_result(house: House, published: bool) -> None:
    text = "Ice floats on water because its molecules are held in an open lattice."
    first = await put(house, 1, text)
    if published:
        await house.indexer.rebuild(ONE, "notes")
    second = await put(house, 2, text)
    assert len(await house.find(ONE, "why does ice float", 8)) == 1
    for left in (second, first):
        only = await house.find(ONE, "why does ice float", 8, documents=(left,))
        assert [passage.document for passage in only] == [left]
    await house.store.remove_document(ONE, first)
    left = await house.find(ONE, "why does ice float", 8)
    assert [passage.document for passage in left] == [second]
    await house.indexer.rebuild(ONE, "notes")
    assert len(await house.find(ONE, "why does ice float", 8)) == 1


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("staff_first", [True, False])
async def test_students_find_the_public_copy(
    house: House, published: bool, staff_first: bool
) -> None:
    text = "Ice floats on water because its molecules are held in an open lattice."
    secret, public = (1, 2) if staff_first else (2, 1)
    await put(house, secret, text, audience="staff")
    await put(house, public, text)
    if published:
        await house.indexer.rebuild(ONE, "notes")
    found = await house.find(ONE, "why does ice float", 8)
    assert [passage.document for passage in found] == [UUID(int=public)]


async def test_a_solution_stands_for_nothing_else(house: House) -> None:
    text = "The ice floats because its molecules are held in an open lattice."
    made_collection(house.contents, ONE, Collection("notes", hide_solutions=True))
    await put(house, 1, text, kind="solution")
    await put(house, 2, text, kind="solution")
    await put(house, 3, text)
    await house.indexer.rebuild(ONE, "notes")
    found = await house.find(ONE, "why does ice float", 8)
    assert [passage.document for passage in found] == [UUID(int=3)]
    assert len(await house.find(ONE, "why does ice float", 8, staff=True)) == 3


async def test_exercises_that_differ_in_a_number_are_all_found(house: House) -> None:
    form = (
        "A stone of {} kg falls from a tower of 20 m, and the air does not hold it. How fast is it?"
    )
    for number in range(1, 6):
        await put(house, number, form.format(number))
    await house.indexer.rebuild(ONE, "notes")
    assert len(await house.find(ONE, "how fast is a falling stone", 8)) == 5
