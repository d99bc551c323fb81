"""Reading the starter knowledge: strict, complete or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.domain.errors import ConfigurationError
from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.operations.starter import read_starter, starter_id
from fynq.operations.starter.fields import json_of, split_front_matter

SKILL = {
    "slug": "counting",
    "name": "Counting",
    "subject": "mathematics",
    "level": 1,
    "prerequisites": [],
    "description": "One, two, three.",
}
ITEM = {
    "slug": "count-two",
    "question": "What is $1 + 1$?",
    "answer": "2",
    "kind": "number",
    "skills": ["counting"],
    "difficulty": 1,
}
NOTE = "---\ntitle: Counting\nskills: [counting]\nlevel: 1\n---\n\nTo count is to name numbers.\n"
OTHER_TENANT = Tenant(UUID(int=7))


def write(
    folder: Path,
    skills: Any = (SKILL,),
    items: Any = (ITEM,),
    note: str | bytes = NOTE,
    subject: str = "mathematics",
) -> Path:
    (folder / subject / "notes").mkdir(parents=True)
    (folder / subject / "skills.json").write_text(
        skills if isinstance(skills, str) else json.dumps(list(skills))
    )
    lines = items if isinstance(items, str) else "\n".join(json.dumps(item) for item in items)
    (folder / subject / "items.jsonl").write_text(lines)
    raw = note if isinstance(note, bytes) else note.encode()
    (folder / subject / "notes" / "counting.md").write_bytes(raw)
    return folder


def test_a_subject_is_read(tmp_path: Path) -> None:
    starter = read_starter(OTHER_TENANT, write(tmp_path))
    assert [skill.slug for skill in starter.skills] == ["counting"]
    (note,) = starter.documents
    assert note.source == "starter/mathematics/counting.md"
    assert note.title == "Counting"
    assert note.text == "To count is to name numbers.\n"
    assert note.skills == ("counting",)
    (item,) = starter.items
    assert item.id == starter_id(OTHER_TENANT, "item", "count-two")
    assert item.answer == "2"


def test_ids_are_stable_and_differ_between_tenants_and_kinds() -> None:
    assert starter_id(PUBLIC, "item", "a") == starter_id(PUBLIC, "item", "a")
    ids = {
        starter_id(tenant, kind, name)
        for tenant in (PUBLIC, OTHER_TENANT)
        for kind in ("item", "document")
        for name in ("a", "b")
    }
    assert len(ids) == 8


def test_prerequisites_come_first_and_may_cross_subjects(tmp_path: Path) -> None:
    speed = SKILL | {"slug": "speed", "subject": "mechanics", "prerequisites": ["counting"]}
    write(tmp_path, [speed], "", NOTE.replace("[counting]", "[speed]"), subject="mechanics")
    write(tmp_path, subject="numbers", skills=[SKILL | {"subject": "numbers"}])
    starter = read_starter(folder=tmp_path)
    slugs = [skill.slug for skill in starter.skills]
    assert slugs.index("counting") < slugs.index("speed")


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    raw = b"\xef\xbb\xbf" + NOTE.replace("\n", "\r\n").encode()
    (note,) = read_starter(folder=write(tmp_path, note=raw)).documents
    assert note.text == "To count is to name numbers.\n"


def test_an_unlisted_file_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "mathematics" / "notes" / ".counting.md.swp").write_bytes(b"\xff")
    (tmp_path / "drafts").mkdir()
    assert len(read_starter(folder=tmp_path).documents) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"skills": "{}"}, "is not a list"),
        ({"skills": "[1]"}, "record 1: is not an object"),
        ({"skills": "[" * 100_000}, "is not valid JSON"),
        ({"skills": '[{"slug": "a", "slug": "b"}]'}, "a name stands twice"),
        ({"skills": [SKILL, SKILL]}, "more than one skill called counting"),
        ({"skills": [SKILL | {"extra": 1}]}, "unknown fields extra"),
        ({"skills": [{"slug": "counting"}]}, "lacks description, level"),
        ({"skills": [SKILL | {"slug": "Counting"}]}, "is not a slug"),
        ({"skills": [SKILL | {"slug": "a--b"}]}, "is not a slug"),
        ({"skills": [SKILL | {"slug": "../a"}]}, "is not a slug"),
        ({"skills": [SKILL | {"subject": "physics"}]}, "subject is not one of mathematics"),
        ({"skills": [SKILL | {"level": 0}]}, "level is not a whole number from 1 to 13"),
        ({"skills": [SKILL | {"level": True}]}, "level is not a whole number"),
        ({"skills": [SKILL | {"level": 2.0}]}, "level is not a whole number"),
        ({"skills": [SKILL | {"name": " "}]}, "name is not a text"),
        ({"skills": [SKILL | {"name": "\ud800"}]}, "cannot be stored"),
        ({"skills": [SKILL | {"name": "a\0"}]}, "cannot be stored"),
        ({"skills": [SKILL | {"prerequisites": "counting"}]}, "is not a list of slugs"),
        ({"skills": [SKILL | {"prerequisites": ["none"]}]}, "unknown skills none"),
        ({"skills": [SKILL | {"prerequisites": ["counting"]}]}, "need each other in a circle"),
        ({"items": [ITEM, ITEM]}, "more than one item called count-two"),
        ({"items": [ITEM | {"kind": "essay"}]}, "kind is not one of"),
        ({"items": [ITEM | {"difficulty": 6}]}, "difficulty is not a whole number from 1 to 5"),
        ({"items": [ITEM | {"skills": []}]}, "skills is empty"),
        ({"items": [ITEM | {"skills": ["none"]}]}, "unknown skills none"),
        ({"items": [ITEM | {"answer": 2}]}, "answer is not a text"),
        ({"items": "\n{"}, "items.jsonl, line 2: is not valid JSON"),
        ({"items": '{"difficulty": NaN}'}, "NaN is not JSON"),
        ({"note": "No front matter.\n"}, "does not begin with front matter"),
        ({"note": "---\ntitle: Counting\n"}, "does not begin with front matter"),
        ({"note": "---\n[\n---\ntext\n"}, "not valid YAML"),
        ({"note": "---\n!!python/object:os.system {}\n---\ntext\n"}, "not valid YAML"),
        ({"note": "---\ntitle: 1\nskills: [counting]\nlevel: 1\n---\ntext\n"}, "title is not"),
        ({"note": NOTE.replace("[counting]", "[none]")}, "counting.md: names the unknown skills"),
        ({"note": NOTE.partition("\n\n")[0] + "\n \n"}, "has no text"),
        ({"note": b"\xff"}, "is not UTF-8"),
        ({"note": NOTE.encode() + b"\0"}, "NUL"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as caught:
        read_starter(folder=write(tmp_path, **change))
    assert caught.value.variable.startswith("starter/")
    assert caught.value.remedy


def test_a_folder_without_subjects_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="holds no subject"):
        read_starter(folder=tmp_path)


@given(st.text())
def test_no_text_breaks_the_parsers(text: str) -> None:
    for parse in (json_of, split_front_matter):
        try:
            parse(text, "place")
        except ConfigurationError as error:
            assert error.variable == "starter/place"


@given(st.text())
def test_no_front_matter_breaks_the_parser(head: str) -> None:
    try:
        split_front_matter(f"---\n{head}\n---\ntext\n", "place")
    except ConfigurationError as error:
        assert error.variable == "starter/place"
