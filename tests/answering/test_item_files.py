"""Items out of files: CSV, JSON lines, OATutor's layout."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.answering.item_files import read_items
from fynq.answering.item_rows import Bad, item_of_row
from fynq.answering.oatutor_items import items_of_problem, skill_names, skill_slug
from fynq.domain.errors import InvalidInput

PROBLEM = {
    "id": "p1",
    "title": "Composition",
    "body": "Let $$f(x)=x^2$$.",
    "steps": [
        {
            "id": "p1a",
            "title": "Find $$f(2)$$.",
            "body": "Find $$f(2)$$.",
            "answer": ["$$4$$"],
            "answer_type": "arithmetic",
            "problem_type": "TextBox",
            "skills": ["Composition of_functions!", "x" * 100],
            "hints": [
                {"type": "hint", "title": "Square", "text": "Square the $$2$$."},
                {"type": "scaffold", "title": "What is $$2^2$$?", "hintAnswer": ["4"]},
                "no hint",
            ],
        },
        {
            "title": "Which sign?",
            "answer": ["plus"],
            "answer_type": "string",
            "problem_type": "MultipleChoice",
            "choices": ["plus", "minus", "plus"],
            "skills": ["signs"],
        },
        {"title": "No skill", "answer": ["1"], "problem_type": "TextBox", "answer_type": "string"},
        {"title": "No answer", "skills": ["signs"]},
        "no step",
    ],
}


def test_oatutors_steps_become_items():
    found = list(items_of_problem(PROBLEM))
    first, second = found[:2]
    assert (first.slug, first.answer, first.kind) == ("p1a", "$4$", "expression")
    assert first.question == "Composition\n\nLet $f(x)=x^2$.\n\nFind $f(2)$."
    assert first.hints == ("**Square.** Square the $2$.", "What is $2^2$?")
    assert (second.slug, second.kind, second.choices) == ("p1-2", "choice", ("plus", "minus"))
    assert second.question.endswith("Find $f(2)$.\n\nWhich sign?")
    assert [type(each) for each in found[2:]] == [Bad] * 3
    assert [each.field for each in found[2:]] == ["steps/2/skills", "steps/3/answer", "steps/4"]
    assert [type(each) for each in items_of_problem({"steps": None})] == [Bad]


def test_skills_get_slugs_and_names():
    names = skill_names(PROBLEM)
    assert names["composition-of_functions"] == "Composition of functions!"
    long = skill_slug("x" * 100)
    assert len(long) <= 80
    assert long != skill_slug("x" * 101)
    assert skill_slug("???") == "skill"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_any_name_makes_a_slug(name):
    item_of_row({"slug": skill_slug(name), "question": "?", "answer": "1", "skills": ["a"]})


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["csv", "jsonl", None]))
def test_any_text_is_read_or_refused(text, form):
    try:
        assert read_items(text, form)
    except InvalidInput as fault:
        assert fault.field and fault.detail
        assert text.strip() not in fault.detail or len(text.strip()) < 12


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(["slug", "question", "answer", "kind", "skills", "difficulty", "choices", "hints", "solution", "tolerance"]), json_values))  # fmt: skip
def test_any_row_is_an_item_or_bad(row):
    try:
        item_of_row(row)
    except Bad as fault:
        assert fault.field


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.sampled_from(["id", "title", "body", "steps"]), json_values))
def test_any_problem_is_read_or_refused(problem):
    list(items_of_problem(problem))


def test_quoted_cells_keep_their_lines():
    text = 'slug,question,answer,skills\na,"One,\nmore ""line""",2,x~y\n\nb,Two?,3,x\n'
    found = read_items(text)
    assert [each.line for each in found] == [3, 5]
    assert found[0].item.question == 'One,\nmore "line"'
    assert found[0].item.skills == ("x", "y")
    with pytest.raises(InvalidInput) as fault:
        read_items(text + "c,,3,x\n")
    assert fault.value.field == "line/6/question"
