from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.knowledge import Document
from fynq.retrieval.chunking import chunk, heading_of
from fynq.retrieval.spans import Kind, spans

FORMULAS = (
    "$x^2 + y$",
    "$$\na\n\nb = c\n$$",
    "$$x$$",
    "\\(p \\to q\\)",
    "\\[\n\\int f\\,dx\n\\]",
    "\\begin{align}\na &= b\\\\\n\nc &= d\n\\end{align}",
    "\\begin{matrix} 1 & \\begin{matrix} 2 \\end{matrix} \\end{matrix}",
)
OTHERS = (
    "Ice floats because it is less dense. ",
    "It costs $5 today. ",
    "word ",
    "\n\n",
    "\n",
    "\n# Heading\n",
    "\n### Deep heading {#id}\n",
    "\n- an item\n",
    "\n1. another item\n",
    "\n```python\n# not a heading\nx = '$'\n```\n",
    "\n| a | b |\n|---|---|\n| 1 | $z$ |\n\n",
    "é𝔸\u2028",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
)
pieces = st.lists(st.sampled_from(FORMULAS + OTHERS), max_size=40)
hostile = st.text(alphabet="$`\\[]() {}|-#\n*ab1.~\u2003", max_size=200)


def document(text: str) -> Document:
    return Document(UUID(int=7), "notes", "a.md", "A", text)


def assert_sound(text: str, chars: int) -> None:
    chunks = chunk(document(text), chars)
    position = 0
    for at, piece in enumerate(chunks):
        assert piece.ordinal == at
        assert text[piece.start : piece.end] == piece.text
        assert piece.text.strip()
        assert piece.start >= position
        assert not text[position : piece.start].strip()
        position = piece.end
    assert not text[position:].strip()
    for span in spans(text):
        if span.kind is Kind.FORMULA:
            holders = [c for c in chunks if c.start <= span.start and span.end <= c.end]
            assert len(holders) == 1, text[span.start : span.end]
    assert len({piece.id for piece in chunks}) == len(chunks)


@given(pieces, st.integers(1, 400))
@settings(max_examples=200, deadline=None)
def test_offsets_coverage_and_whole_formulas(parts: list[str], chars: int) -> None:
    assert_sound("".join(parts), chars)


@given(hostile, st.integers(1, 60))
@settings(max_examples=300, deadline=None)
def test_any_sequence_of_signs(text: str, chars: int) -> None:
    assert_sound(text, chars)


@pytest.mark.parametrize("formula", FORMULAS)
def test_every_kind_of_formula_is_found(formula: str) -> None:
    text = f"Before {formula} after"
    found = [text[s.start : s.end] for s in spans(text) if s.kind is Kind.FORMULA]
    assert found == [formula]


@pytest.mark.parametrize(
    "text",
    [
        "It costs $5 and $6.",
        "a \\$ b \\$ c",
        "`$x$`",
        "$ x $",
        "$x\n\ny$",
        "\\begin{a} \\end{b}",
        "$$x",
    ],
)
def test_what_is_no_formula(text: str) -> None:
    assert [s for s in spans(text) if s.kind is Kind.FORMULA] == []


def test_headings_make_sections_and_paths() -> None:
    text = "# Water\n\nIntro.\n\n## Ice\n\nFloats.\n\n### Why\n\nDensity.\n\n## Steam ##\n\nHot.\n"
    found = [(piece.heading, piece.text) for piece in chunk(document(text), 500)]
    assert found == [
        ("Water", "# Water\n\nIntro."),
        ("Water > Ice", "## Ice\n\nFloats."),
        ("Water > Ice > Why", "### Why\n\nDensity."),
        ("Water > Steam", "## Steam ##\n\nHot."),
    ]


def test_chunks_keep_to_the_size_where_they_can() -> None:
    text = "A sentence of some words. " * 400
    sizes = [len(piece.text) for piece in chunk(document(text), 300)]
    assert max(sizes) <= 300
    assert min(sizes[:-1]) > 200
    assert all(piece.text.endswith(".") for piece in chunk(document(text), 300))


def test_a_long_formula_and_a_table_stay_whole_and_an_endless_table_is_cut_at_lines() -> None:
    formula = "$$" + "x + " * 200 + "y$$"
    assert chunk(document("Text. " * 20 + formula + " more" * 20), 100)[0].text.startswith("Text")
    assert_sound("Text. " * 20 + formula + " more" * 20, 100)
    table = "| a | b |\n|---|---|\n" + "| 1 | $x$ |\n" * 20
    (only,) = [c for c in chunk(document("T\n\n" + table), 100) if "|" in c.text]
    assert only.text == table.strip()
    endless = "| a | b |\n|---|---|\n" + "| 1 | $x + y$ |\n" * 500
    parts = chunk(document(endless), 100)
    assert len(parts) > 10
    assert all(part.text.startswith("|") and part.text.endswith("|") for part in parts)


def test_unchanged_chunks_keep_their_ids_across_revisions() -> None:
    first = chunk(document("# A\n\none\n\n# B\n\ntwo\n\n# C\n\ntwo\n"), 500)
    changed = replace(document("# A\n\nchanged\n\n# B\n\ntwo\n\n# C\n\ntwo\n"), revision=2)
    second = chunk(changed, 500)
    assert first[0].id != second[0].id
    assert [c.id for c in first[1:]] == [c.id for c in second[1:]]
    twice = chunk(document("# B\n\ntwo\n\n# B\n\ntwo\n"), 500)
    assert len({c.id for c in twice}) == 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("# A", (1, "A")),
        ("###### A #\n", (6, "A")),
        ("## C# and F#", (2, "C# and F#")),
        ("# Title {#anchor}", (1, "Title")),
        ("#no", (0, "")),
        ("####### seven", (0, "")),
        ("# ", (0, "")),
        ("# ##", (0, "")),
        ("    # code", (0, "")),
    ],
)
def test_heading_of(line: str, expected: tuple[int, str]) -> None:
    assert heading_of(line) == expected


@pytest.mark.parametrize(
    "unit",
    [
        "$a ",
        "\\begin{a}",
        "`",
        "\\[",
        "`` ` ",
        "|\n",
        "|a|\n|-|\n",
        "# a\n",
        "\n",
        "```\n",
        "$a$ ",
        "- a\n",
        "# a" + " " * 50,
    ],
)
def test_hostile_repetition_ends(unit: str) -> None:
    text = unit * (100_000 // len(unit)) + "end"
    chunks = chunk(document(text), 900)
    assert "".join(c.text for c in chunks).split() == text.split() or chunks[-1].text.endswith(
        "end"
    )
