"""Whether what was found suffices."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.domain.knowledge import Passage, Why
from fynq.retrieval.ranking.sufficiency import sufficient, weigh


def passage(text: str, score: float, covered: float = 0.0, rank: int = 1) -> Passage:
    why = Why(
        lexical=covered,
        dense=score,
        fused=score,
        lexical_rank=rank,
        dense_rank=rank,
        covered=covered,
    )
    return Passage(UUID(int=1), UUID(int=2), 1, "Cells", "", 0, len(text), text, score, why=why)


GOOD = [
    passage("Mitosis divides a cell into two daughter cells.", 0.8, 0.9),
    passage("A cell grows before it divides.", 0.5, 0.3, 2),
    passage("Plants are green.", 0.2, 0.0, 3),
]
BAD = [passage("The harbour was built by merchants.", 0.25, 0.0, 0)] * 3


def test_what_speaks_of_the_question_suffices():
    told = sufficient("Into how many daughter cells does mitosis divide a cell?", GOOD)
    assert told.enough
    assert told.score > 0.7
    assert "mani" not in told.missing or told.reason


def test_what_does_not_is_withheld_with_a_reason():
    told = sufficient("Into how many daughter cells does mitosis divide a cell?", BAD)
    assert not told.enough
    assert told.score < 0.3
    assert told.reason
    assert "mitosi" in told.missing
    assert sufficient("anything", []).score == 0.0


@pytest.mark.parametrize(
    ("query", "share"),
    [("What is x^2 + 3x in Mitosis?", 1.0), ("Why does Napoleon divide 1815 cells?", 0.0)],
)
def test_names_numbers_and_formulas_are_looked_for(query, share):
    found = [passage("In mitosis, x² + 3x cells divide.", 0.6, 0.5)]
    assert weigh(query, found)[0]["named"] == pytest.approx(share, abs=0.3)


@given(st.text(max_size=60), st.floats(-1, 1), st.floats(0, 1))
def test_any_question_gets_a_chance(query, score, covered):
    told = sufficient(query, [passage("Some text.", score, covered)])
    assert 0.0 <= told.score <= 1.0
    assert told.reason
