from __future__ import annotations

import contextlib
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import Tenant
from fynq.retrieval.parse import document_id, parse, read_folder

TENANT = Tenant(UUID(int=1))


def test_front_matter_gives_title_and_skills() -> None:
    raw = '---\ntitle: "Why: ice"\nskills: [density, 7]\n---\n\n# Ice\n\nFloats.\r\n'
    found = parse(TENANT, "notes", "ice.md", raw)
    assert (found.title, found.skills, found.text) == (
        "Why: ice",
        ("density", "7"),
        "# Ice\n\nFloats.\n",
    )


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("# From heading #\n\nx", "From heading"),
        ("plain", "ice"),
        ("---\nno: title\n---\n", "ice"),
        ("---\n- a\n---\nx", "ice"),
    ],
)
def test_title_falls_back(raw: str, title: str) -> None:
    assert parse(TENANT, "notes", "folder/ice.md", raw).title == title


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    raw = "---\n\nJust a rule and no end"
    assert parse(TENANT, "notes", "a.md", raw).text == raw


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe\x00",
        "a\0b",
        "a\ud800b",
        "---\na: [\n---\n",
        "---\n" + "[" * 5000 + "\n---\n",
        "---\na: !!python/object:os.system {}\n---\n",
        "---\nd: 2026-99-99\n---\n",
    ],
)
def test_unusable_text_is_invalid_input(raw: str | bytes) -> None:
    with pytest.raises(InvalidInput):
        parse(TENANT, "notes", "a.md", raw)


@given(st.text(max_size=80))
@settings(deadline=None)
def test_any_front_matter_is_read_or_refused(inside: str) -> None:
    with contextlib.suppress(InvalidInput):
        parse(TENANT, "notes", "a.md", f"---\n{inside}\n---\nbody")


def test_byte_order_mark_is_dropped() -> None:
    assert parse(TENANT, "n", "a.md", "\ufeff# A".encode()).title == "A"


def test_ids_differ_by_school_collection_and_source() -> None:
    other = Tenant(UUID(int=2))
    ids = {
        document_id(tenant, collection, source)
        for tenant in (TENANT, other)
        for collection in ("a", "b")
        for source in ("x", "y")
    }
    assert len(ids) == 8
    assert document_id(TENANT, "a", "x") == document_id(TENANT, "a", "x")


def test_read_folder_takes_texts_in_order(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.md", "a.txt", "sub/c.MD", "d.png"):
        (tmp_path / name).write_text(name)
    assert [d.source for d in read_folder(TENANT, "n", tmp_path)] == ["a.txt", "b.md", "sub/c.MD"]
    assert [d.source for d in read_folder(TENANT, "n", tmp_path / "b.md")] == ["b.md"]
