"""Where an example's problem, solution and answer stand."""

from __future__ import annotations

import pytest

from fynq.reasoning.worked_examples.reading import WorkedExample, worked_examples

BOOK = """# Motion

A body that moves steadily covers equal distances in equal times.

### Example 2.1: Steady motion

A tram covers 90 m in 6 s. How fast does it go?

**Solution.**
1. Divide the distance by the time.
2. $v = 90 / 6 = 15$ m/s.

**Answer:** 15 m/s

### Example 2.2

Solve $4x = 20$.

Solution: So $x = 5$.

## A common mistake
Example of what not to do: dividing the time by the distance.
"""


def texts(example: WorkedExample) -> tuple[list[str], list[str]]:
    return [part.text for part in example.problem], [part.text for part in example.steps]


def test_problem_steps_and_answer_are_spans_of_the_text() -> None:
    first, second = worked_examples(BOOK)
    assert texts(first) == (
        ["A tram covers 90 m in 6 s.", "How fast does it go?"],
        ["Divide the distance by the time.", "$v = 90 / 6 = 15$ m/s."],
    )
    assert first.answer is not None and first.answer.text == "15 m/s"
    assert texts(second) == (["Solve $4x = 20$."], ["So $x = 5$."])
    for example in (first, second):
        assert example.whole
        for span in (*example.problem, *example.steps):
            assert BOOK[span.start : span.end] == span.text


@pytest.mark.parametrize(
    "head",
    [
        "## Worked example\n",
        "**Example 7.** ",
        "EXAMPLE 4.1 ",
        "Solved problem 3: ",
        "Example 5 : ",
    ],
)
def test_headings_of_many_books(head: str) -> None:
    (example,) = worked_examples(f"{head}Find the double of 7. It is $2 \\cdot 7 = 14$.")
    assert texts(example) == (["Find the double of 7."], ["It is $2 \\cdot 7 = 14$."])


def test_what_asks_nothing_or_shows_no_solution_is_no_example() -> None:
    assert worked_examples("## Worked example\nA coin falls. It takes $3$ s.") == []
    assert worked_examples("## Worked example\nFind the double of 7.") == []
    assert worked_examples("For example, find the double of 7. It is 14.") == []


def test_a_text_that_may_have_been_cut_is_not_whole() -> None:
    long = "Then we go on. " * 40
    (example,) = worked_examples(f"Example 1. Find the double of 7.\nSolution. {long}It is 14.")
    assert not example.whole
    (example,) = worked_examples(f"Example 1. Find the double of 7.\nSolution. {long}\n## Next")
    assert example.whole
