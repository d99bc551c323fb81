from __future__ import annotations

from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.knowledge import SOLUTIONS, Chunk, Document
from fynq.retrieval.chunking import chunk
from fynq.retrieval.duplicates import fold, fold_texts
from fynq.retrieval.kinds import kind_of_label, kind_of_title
from fynq.retrieval.parents import LONGEST


def chunks_of(text: str, chars: int = 900) -> list[Chunk]:
    return chunk(Document(UUID(int=7), "notes", "a.md", "A", text), chars)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Exercises", "exercise"), ("3.4 Exercises", "exercise"), ("Problem Set 2", "exercise"),
        ("Review Questions", "exercise"), ("End-of-Chapter Problems", "exercise"), ("Try It", "exercise"),
        ("Practice Problems: Limits", "exercise"), ("Aufgaben", "exercise"), ("Ejercicios", "exercise"),
        ("Answer Key", "answer_key"), ("Answers to Odd-Numbered Exercises", "answer_key"), ("Answers", "answer_key"),
        ("Solution", "solution"), ("Solutions to Exercises", "solution"), ("Worked Solutions", "solution"),
        ("Lösungen", "solution"), ("Key Terms", "glossary"), ("Glossary", "glossary"), ("Summary", "summary"),
        ("Chapter Review", "summary"), ("Key Takeaways", "summary"), ("Example 2.3: A falling stone", "example"),
        ("Worked Examples", "example"), ("Definition 1.2 (Limit)", "definition"), ("**Summary**", "summary"),
        ("Solutions and Colloids", None), ("Solutions", None), ("Examples of acids", None), ("The three-body problem", None),
        ("Questions of ethics", None), ("Water", None), ("Answering machines", None),
    ],
)  # fmt: skip
def test_headings(title: str, kind: str | None) -> None:
    assert kind_of_title(title) == kind


def test_a_chapter_called_solutions_is_told_from_an_answer_section() -> None:
    assert kind_of_title("Solutions", after_exercises=True) == "solution"
    chemistry = chunks_of("# Solutions\n\nA solution is a mixture.\n")
    assert [piece.kind for piece in chemistry] == ["text"]


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("**Example 2.** Find it.", "example"), ("Example 2.3 A stone", "example"), ("Example: a stone", "example"),
        ("**Exercise 4.**", "exercise"), ("Problem 7. Show", "exercise"), ("Q3. Why?", "exercise"),
        ("Solution: it is", "solution"), ("**Solution**", "solution"), ("*Solution.*", None), ("Answer: 7", "solution"),
        ("Ans. 7", "solution"), ("Definition 1 (Limit).", "definition"), ("**Answers.** 1: A.", "answer_key"),
        ("Beispiel 3: Ein Stein", "example"), ("Solución: es", "solution"), ("Решение. Это", "solution"), ("हल: यह", "solution"),
        ("Example data are kept.", None), ("Problems arise.", None), ("The answer is 7.", None), ("Solutions of salt", None),
    ],
)  # fmt: skip
def test_labels(block: str, kind: str | None) -> None:
    assert kind_of_label(block) == kind


BOOK = """# Limits

A limit is what is neared. Definition 1. A number is near if it is close.

**Definition 2 (Limit).** The number that is neared:

$$
x \\to a
$$

It is unique.

**Example 1.** Find the limit.

**Solution.** It is zero, as one sees.

---

Ordinary words again.

## Exercises

1. Find this.

2. Find that.

Solution: it is there.

It needs two paragraphs.

**Exercise 3.** And those?

## Solutions

1. Here.

## Summary

Limits are near.
"""


def test_each_part_of_a_book_is_what_it_is() -> None:
    found = [(piece.kind, piece.text.split("\n")[0][:24]) for piece in chunks_of(BOOK)]
    assert found == [
        ("text", "# Limits"),
        ("definition", "**Definition 2 (Limit).*"),
        ("text", "It is unique."),
        ("example", "**Example 1.** Find the "),
        ("text", "---"),
        ("exercise", "## Exercises"),
        ("solution", "Solution: it is there."),
        ("exercise", "**Exercise 3.** And thos"),
        ("solution", "## Solutions"),
        ("summary", "## Summary"),
    ]


def test_a_worked_example_is_not_cut_when_it_is_a_little_too_long() -> None:
    example = "**Example 1.** " + "Find it now. " * 40 + "\n\n**Solution.** " + "It is here. " * 40
    found = chunks_of("# A\n\n" + "Words before it. " * 30 + "\n\n" + example + "\n\n---\n\nAfter.\n", 800)  # fmt: skip
    (only,) = [piece for piece in found if piece.kind == "example"]
    assert only.text == example.strip()


def test_an_exercise_list_is_cut_between_exercises() -> None:
    exercises = "\n\n".join(f"**Exercise {at}.** What is it?\n\n- (a) one\n- (b) two" for at in range(1, 30))  # fmt: skip
    found = chunks_of("## Exercises\n\n" + exercises + "\n", 300)
    assert len(found) > 5
    assert all(piece.text.endswith("(b) two") for piece in found)


def test_a_caption_and_a_bold_line_stay_with_what_they_announce() -> None:
    rows = "\n".join(f"| {at} | some words of a cell |" for at in range(30))
    text = "Words. " * 60 + "\n\nTable 3: cells\n\n| a | b |\n|---|---|\n" + rows + "\n\n" + "Words. " * 50 + "\n\n**Art**\n\nPicture this, and this.\n"  # fmt: skip
    found = chunks_of(text, 400)
    (table,) = [piece for piece in found if piece.kind == "table"]
    assert table.text.startswith("Table 3: cells\n\n| a | b |")
    assert any("**Art**\n\nPicture" in piece.text for piece in found)


PARTS = st.lists(
    st.sampled_from(
        ("# A\n\n", "## B\n\n", "## Exercises\n\n", "## Answer Key\n\n", "**Exercise 1.** What?\n\n", "**Solution.** So.\n\n",
         "**Example 2.** Look.\n\n", "Words of a text that goes on. " * 8 + "\n\n", "---\n\n", "| a | b |\n|---|---|\n| 1 | 2 |\n\n",
         "```\ncode\n```\n\n", "$$\nx\n$$\n\n", "1. item\n2. item\n\n", "Copyright 2020 by us.\n\n", "Lead:\n\n", "**Bold**\n\n")
    ),
    max_size=40,
)  # fmt: skip


@given(PARTS, st.integers(20, 900))
@settings(max_examples=200, deadline=None)
def test_parents_surround_their_chunk_and_never_hold_a_solution(
    parts: list[str], chars: int
) -> None:
    found = chunks_of("".join(parts), chars)
    hidden = [piece for piece in found if piece.kind in SOLUTIONS]
    for piece in found:
        if (piece.parent_start, piece.parent_end) == (0, 0):
            continue
        assert piece.parent_start <= piece.start < piece.end <= piece.parent_end
        assert piece.parent_end - piece.parent_start <= LONGEST
        if piece.kind not in SOLUTIONS:
            assert all(h.end <= piece.parent_start or h.start >= piece.parent_end for h in hidden)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_near_duplicates_fold_to_the_earliest() -> None:
    licence = "This work by the school is licensed under a Creative Commons Attribution licence, see the site"
    texts = [licence, "Something else that is long enough to be compared with others here.", f"{licence} .", licence.upper()]  # fmt: skip
    assert fold_texts(texts).tolist() == [0, 1, 0, 0]


def test_exercises_of_one_form_do_not_fold() -> None:
    form = "A stone of {} kg falls from a tower of {} m height, and the air does not hold it back. How fast is it?"
    texts = [form.format(1, 20), form.format(2, 20), "Find $x^2$ " + form, "Find $x^3$ " + form]
    assert fold_texts(texts).tolist() == [0, 1, 2, 3]


def test_keys_and_other_audiences_do_not_fold() -> None:
    key = chunks_of("## Answer Key\n\n1: A. 2: B. 3: C. 4: D. 5: A. 6: B. 7: C.\n")
    assert fold([*key, *key]).tolist() == [0, 1]
    notes = chunks_of("Words of a text that goes on and on until it is long enough.\n")
    assert fold([*notes, *notes]).tolist() == [0, 0]
    assert fold([]).tolist() == []


@given(st.lists(st.text(alphabet="ab c1$.", max_size=60), max_size=30))
@settings(deadline=None)
def test_a_representative_stands_for_itself(texts: list[str]) -> None:
    found = fold_texts(texts)
    assert all(found[at] <= at and found[found[at]] == found[at] for at in range(len(texts)))
