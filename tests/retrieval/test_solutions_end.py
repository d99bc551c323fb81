"""Where a solution ends that no markup encloses: what follows it is not hidden with it."""

from __future__ import annotations

import pytest

from fynq.domain.knowledge import SOLUTIONS
from fynq.retrieval.formats.markdown import read_markdown
from tests.retrieval.test_kinds import chunks_of


def told(text: str) -> tuple[str, str]:
    """What everybody sees, and what is kept."""
    parts = chunks_of(text, 60)
    hidden = [part.text for part in parts if part.kind in SOLUTIONS]
    return "\n".join(part.text for part in parts if part.kind not in SOLUTIONS), "\n".join(hidden)


@pytest.mark.parametrize(
    "text",
    [
        "## Exercises\n\n1. One?\n\n2. Two?\n\nSolution. SECRET\n\n3. THREE?\n\n4. FOUR?\n",
        "## Exercises\n\n7) One?\n\nSolution:\n\n1) SECRET\n\n2) SECRET\n\n8) THREE? FOUR?\n",
        "# Sums\n\n1. One?\n\n   Solution. SECRET\n\n2. THREE?\n\n   Solution: SECRET\n\nFOUR.\n",
        "**Exercise 2.** One?\n\n**Solution.** SECRET\n\n1. SECRET\n2. SECRET\n3. SECRET\n\n**Exercise 3.** THREE? FOUR?\n",
        "Problem 1.4: One?\n\nSolution: SECRET\n\n$$SECRET$$\n\n5. THREE?\n\nProblem 1.6: FOUR?\n",
        "Exercise 1. One?\n\nSolution. SECRET\n\nDifferences\n-----------\n\nTHREE and FOUR.\n",
        "Exercise 1. One?\n\nSolution. SECRET\n\nSECRET\n\nDifferences\n===\n\nTHREE and FOUR.\n",
        "Exercise 1. One?\n\nSolution. SECRET\n\n***\n\nTHREE and FOUR.\n",
        "Exercise 1. One?\n\nSolution. SECRET\n\n_ _ _\n\nTHREE and FOUR.\n",
        "Exercise 1. One?\n\nSolution. SECRET\n\n## Next\n\nTHREE and FOUR.\n",
        "Exercise 1. One?\n\nSolution. SECRET\n\nExample 2. THREE and FOUR.\n",
        "Exercise 1. One?\n\nSolution. SECRET\n\n**Definition.** THREE and FOUR.\n",
    ],
)
def test_what_follows_is_seen(text: str) -> None:
    seen, hidden = told(text)
    assert "SECRET" not in seen
    assert "THREE" in seen and "FOUR" in seen
    assert "THREE" not in hidden and "FOUR" not in hidden


@pytest.mark.parametrize(
    "text",
    [
        "Exercise 1. One?\n\nSolution. SECRET\n\nSECRET too, in a second paragraph.\n",
        "Exercise 1. One?\n\nSolution.\n\n1. SECRET\n\n2. SECRET\n\n3. SECRET\n",
        "Exercise 2. One?\n\nSolution.\n\n1. SECRET\n2. SECRET\n\nand so\n\n3. SECRET\n",
        "Exercise 2. One?\n\nSolution.\n\n5. SECRET\n",
        "One?\n\nSolution.\n\n1. SECRET\n\n2. SECRET\n",
        "## Exercises\n\n1. One?\n\n2. Two?\n\n**Answers.** 1: SECRET\n\n3. SECRET\n",
        "## Exercises\n\n1. One?\n\n## Solutions\n\n1. SECRET\n\n2. SECRET\n",
        "1. One?\n\n    Solution. SECRET\n\n    SECRET\n\n    $$SECRET$$\n\n$$\nSECRET\n$$\n",
        "Exercise 1. One?\n\nSolution. SECRET\n\n| a | b |\n|---|---|\n| SECRET | 2 |\n",
    ],
)
def test_a_solution_of_several_parts_is_kept_whole(text: str) -> None:
    seen, hidden = told(text)
    assert "SECRET" not in seen
    assert hidden.count("SECRET") == text.count("SECRET")


def test_underlined_headings_are_headings() -> None:
    text = "Water\n=====\n\nIt is wet.\n\nIce\n---\n\nIt is cold.\n\nSteam\n\n---\n\nIt is hot.\n"
    parts = chunks_of(text)
    assert [(part.heading, part.text.split("\n")[0]) for part in parts] == [
        *(("Water", "Water"), ("Water > Ice", "Ice")),
    ]
    assert read_markdown(text.encode()).title == "Water"
    for odd in ("- item\n---\n", "> said\n---\n", "| a |\n|---|\n", "two\nlines\n===\n", "\n===\n"):
        assert {part.heading for part in chunks_of(odd)} <= {""}
