"""Has a collection examine itself before it goes live."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import numpy as np

from fynq.retrieval.generations.dense import Mask
from fynq.retrieval.generations.files import Base
from fynq.retrieval.generations.rows import RowTable
from fynq.retrieval.lexical import Lexical
from fynq.retrieval.parts import PARTS, Parts, split
from fynq.retrieval.ports import LiveRow, Vectors
from fynq.retrieval.ranking import examination
from fynq.retrieval.ranking.questions import Question, derive
from fynq.retrieval.vectors import joined_text

QUESTIONS = 20
"""Of each kind at most, in a collection of a thousand passages."""
_MOST_QUESTIONS = 100
_ROWS_A_QUESTION = 50
"""More passages allow more questions: their embedding stays a few per cent of the passages'."""
Embed = Callable[[Sequence[str]], Awaitable[Vectors]]


def question_texts(questions: Sequence[Question]) -> list[str]:
    """What must be embedded: the questions, then the passages without them, of those questions
    that were taken out of one."""
    return [
        *(question.text for question in questions),
        *(joined_text(q.title, q.heading, q.without) for q in questions if not q.answers),
    ]


async def examined(
    rows: Sequence[LiveRow],
    table: RowTable,
    lexical: Lexical,
    vectors: Vectors,
    parts: Parts | None,
    former: Base | None,
    embed: Embed,
) -> Mapping[str, Any]:
    """embed: gives embedded passages. What the manifest says of it: weight (of the lexical side), ndcg, ndcg_lexical, ndcg_dense,
    questions, and marks by question: fused, lexical, dense."""
    titles = [row.title for row in rows]
    questions = await asyncio.to_thread(derive, rows, titles, _limit(rows))
    dimension = vectors.shape[1]
    made = np.zeros((0, (1 + PARTS) * dimension), np.float32)
    if questions:
        made = await embed(question_texts(questions))
    without = np.zeros((len(questions), made.shape[1]), np.float32)
    without[[not question.answers for question in questions]] = made[len(questions) :]
    found = await asyncio.to_thread(
        examination.examine,
        questions,
        made[: len(questions), :dimension],
        split(without, dimension),
        lexical,
        vectors,
        parts,
        table.ordinals,
        table.groups,
        _shared(table, former),
    )
    return {
        "weight": round(found.weight, 4),
        "ndcg": round(found.ndcg, 4),
        "ndcg_lexical": round(found.lexical, 4),
        "ndcg_dense": round(found.dense, 4),
        "questions": found.questions,
        "marks": {key: [round(m, 3) for m in marks] for key, marks in found.marks.items()},
    }


def regressed(former: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    """Both: manifests. True when the questions that both answered are answered clearly worse."""
    return examination.regressed(former.get("marks") or {}, told["marks"])


def _limit(rows: Sequence[LiveRow]) -> int:
    return min(max(QUESTIONS, len(rows) // _ROWS_A_QUESTION), _MOST_QUESTIONS)


def _shared(table: RowTable, former: Base | None) -> Mask | None:
    """The rows that the former generation has too: a collection that grew is not worse for it."""
    if former is None or not len(former.rows) or not len(table):
        return None
    mask: Mask = np.isin(
        np.ascontiguousarray(table.digests).view("S32")[:, 0],
        np.ascontiguousarray(former.rows.digests).view("S32")[:, 0],
    )
    return mask
