"""Bridges, over every storage."""

from __future__ import annotations

from datetime import UTC, datetime

from fynq.answering.bridging import without_quotes
from fynq.domain.bridge import Bridge, Gap, GapKind, TryThis
from fynq.domain.doubt import Answer, AnswerReady, Doubt, Verification
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Chunk, Citation, Document, PracticeItem, Skill
from tests.schools import enrol

AT = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)
GAP = Gap(
    "fractions",
    "Fractions",
    GapKind.WEAK,
    "linear",
    "Linear equations",
    ("fractions", "linear"),
    4,
    1.5,
    0.3,
    None,
    AT,
    5,
)


def doubt(student, thread=None, follows=None) -> Doubt:
    identity = new_id()
    return Doubt(identity, student, "Solve", thread or identity, AT, follows)


async def answered(stores, school, asked: Doubt) -> None:
    await stores.doubt_log.open(school.tenant, asked)
    answer = Answer("t", "f", Verification.LIKELY, "m", skills=("linear",))
    assert await stores.doubt_log.close(school.tenant, asked, AnswerReady(answer), ())


async def note(stores, tenant, source: str, text: str, skills, audience="everyone", kind="text"):
    document = Document(
        new_id(), "notes", source, source.title(), text, skills=skills, audience=audience
    )
    chunk = Chunk(new_id(), document.id, 1, 0, 0, len(text), text, kind=kind)
    await stores.knowledge.put_document(tenant, document, [chunk])
    return document, chunk


async def test_a_bridge_is_kept_once_and_without_what_it_quotes(stores, school):
    asked = doubt(school.student)
    await answered(stores, school, asked)
    document, chunk = await note(stores, school.tenant, "f.md", "Halves.", ("fractions",))
    cited = Citation(document.id, chunk.id, 1, "F.Md", 0, 7, "Halves.")
    bridge = Bridge(GAP, "Why.", "Parts of a whole.", cited, TryThis("halves", "1/2 + 1/2?"))
    assert (await stores.doubt_book.doubt(school.tenant, asked.id)).bridge is None
    assert await stores.bridges.keep_bridge(school.tenant, asked, bridge)
    assert not await stores.bridges.keep_bridge(school.tenant, asked, bridge)
    stored = await stores.doubt_book.doubt(school.tenant, asked.id)
    assert stored.bridge == without_quotes(bridge)
    further = doubt(school.student, asked.thread, asked.id)
    await answered(stores, school, further)
    assert not await stores.bridges.keep_bridge(school.tenant, further, bridge), "said already"
    elsewhere = doubt(school.student)
    await answered(stores, school, elsewhere)
    bare = Bridge(GAP, "Why.")
    assert await stores.bridges.keep_bridge(school.tenant, elsewhere, bare)
    assert (await stores.doubt_book.doubt(school.tenant, elsewhere.id)).bridge == bare


async def test_a_passage_that_was_removed_or_revised_goes(stores, school):
    asked = doubt(school.student)
    await answered(stores, school, asked)
    document, chunk = await note(stores, school.tenant, "f.md", "Halves.", ("fractions",))
    cited = Citation(document.id, chunk.id, 1, "F.Md", 0, 7, "Halves.")
    await stores.bridges.keep_bridge(school.tenant, asked, Bridge(GAP, "Why.", passage=cited))
    await note(stores, school.tenant, "f.md", "Thirds, now.", ("fractions",))
    stored = await stores.doubt_book.doubt(school.tenant, asked.id)
    assert stored.bridge == Bridge(GAP, "Why.")


async def test_material_is_what_students_may_see_and_the_most_about_the_skill(stores, school):
    tenant = school.tenant
    assert (await stores.bridges.material(tenant, "fractions")).passage is None
    await stores.skills.put(tenant, [Skill("fractions", "F", "mathematics", 1, (), "Parts.")])
    bare = await stores.bridges.material(tenant, "fractions")
    assert (bare.explanation, bare.passage, bare.practice) == ("Parts.", None, None)
    await note(stores, tenant, "a.md", "Secret.", ("fractions",), audience="staff")
    await note(stores, tenant, "b.md", "Answer: 7.", ("fractions",), kind="solution")
    await note(stores, tenant, "c.md", "Fractions and more.", ("fractions", "other"))
    sentences = "A half is one of two equal parts. " * 40
    document, chunk = await note(stores, tenant, "d.md", sentences, ("fractions",))
    items = [
        PracticeItem(new_id(), "hard", "?", "1", "number", ("fractions",), 4),
        PracticeItem(new_id(), "easy", "1/2 + 1/2?", "1", "number", ("fractions",), 1),
        PracticeItem(new_id(), "mixed", "!", "1", "number", ("fractions", "other"), 1),
    ]
    await stores.curriculum.put_items(tenant, items)
    found = await stores.bridges.material(tenant, "fractions")
    assert found.practice == TryThis("easy", "1/2 + 1/2?")
    passage = found.passage
    assert (passage.document, passage.chunk) == (document.id, chunk.id)
    assert passage.quote == document.text[passage.start : passage.end]
    assert 200 < len(passage.quote) <= 600 and passage.quote.endswith("parts.")
    await stores.collections.change_collection(tenant, "notes", {"audience": "staff"})
    assert (await stores.bridges.material(tenant, "fractions")).passage is None
    other = await enrol(stores)
    assert await stores.bridges.material(other.tenant, "fractions") == type(found)()
