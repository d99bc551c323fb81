"""A collection examines itself: how well its own questions find their passages, at which weight."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fynq.retrieval.generations.dense import Flat
from fynq.retrieval.lexical import Asked, Lexical, Mask, highest
from fynq.retrieval.parts import Parts
from fynq.retrieval.ports import Vectors
from fynq.retrieval.ranking.asking import Question
from fynq.retrieval.ranking.fusion import DEFAULT_WEIGHT, fuse
from fynq.retrieval.ranking.nearness import nearness

DEPTH = 100
"""Candidates of each side."""
_CUT = 10
WEIGHTS = np.round(np.linspace(0.0, 1.0, 21), 2).astype(np.float32)
_FEWEST = 20
"""Questions below which the default weight stays."""
_SHARED = 20
_WORSE = 0.05
_SURE = 3.0
_PART = 64


@dataclass(frozen=True, slots=True)
class Examination:
    """nDCG@10 over the questions: fused at `weight`, and of each side alone.

    marks: for each question's key its nDCG fused, lexical and dense, to compare generations on the
    same questions.
    """

    weight: float
    ndcg: float
    lexical: float
    dense: float
    questions: int
    marks: Mapping[str, tuple[float, float, float]]


def examine(
    questions: Sequence[Question],
    asked: Vectors,
    without: tuple[Vectors, Parts],
    lexical: Lexical,
    vectors: Vectors,
    parts: Parts | None,
    owners: NDArray[Any],
    groups: NDArray[Any],
    comparable: Mask | None = None,
) -> Examination:
    """asked: the questions' vectors; without: vectors and parts of the passages less their question,
    embedded like all passages (`embedded_text`), anything where others answer. lexical, vectors,
    parts: the whole collection, the same rows in the order of reading. owners: of each row, its
    document. groups: equal for rows that say the same, which are no rivals to each other.

    comparable: the rows that the served generation has too. Marks are given among these alone, so
    that a collection that grew isn't compared with one that had less to confuse.
    """
    if not questions:
        return Examination(DEFAULT_WEIGHT, 0.0, 0.0, 0.0, 0, {})
    own = Lexical.build(
        [question.without for question in questions],
        [f"{question.title}\n{question.heading}" for question in questions],
        statistics=lexical,
    )
    curves = np.zeros((len(questions), len(WEIGHTS)), np.float32)
    fair = curves if comparable is None else np.zeros_like(curves)
    alone = np.arange(lexical.rows)
    for start in range(0, len(questions), _PART):
        cosines = asked[start : start + _PART] @ vectors.T
        for at, question in enumerate(questions[start : start + _PART], start):
            row = question.row
            near = cosines[at - start]
            terms = lexical.ask(question.text)
            bm25 = lexical.scores(terms)
            rivals: Mask | None = None
            trial = _Trial(
                np.array(question.answers or [row]),
                asked[at],
                near,
                bm25,
                terms,
                lexical,
                Flat(vectors),
                parts,
                owners,
            )
            if question.answers:
                rivals = np.ones(lexical.rows, np.bool_)
                rivals[list(question.hidden)] = False
            else:
                near[row] = float(asked[at] @ without[0][at])
                left = own.coverage(own.ask(question.text), np.array([at]))[:, 0]
                bm25[row] = float(terms.weights @ left)
                instead = _Instead(row, left, without[0][at], without[1][at])
                trial = replace(trial, instead=instead)
                rivals = groups != groups[row]
                if question.kind != "sentence":
                    # What else stands under this title has it still, and would lend it.
                    rivals &= owners != owners[row]
                    trial = replace(trial, owners=alone)
            curves[at] = trial.curve(rivals)
            if comparable is not None:
                fair[at] = trial.curve(comparable if rivals is None else comparable & rivals)
    best = _choose(curves)
    marks = {
        question.key: (float(row[best]), float(row[-1]), float(row[0]))
        for question, row in zip(questions, fair, strict=True)
    }
    mean = curves.mean(axis=0)
    return Examination(
        weight=float(WEIGHTS[best]),
        ndcg=float(mean[best]),
        lexical=float(mean[-1]),
        dense=float(mean[0]),
        questions=len(questions),
        marks=marks,
    )


@dataclass(frozen=True, slots=True)
class _Instead:
    """The row that a question was taken out of, as it is without: the impacts of the question's
    terms, its vector, its parts."""

    row: int
    impacts: NDArray[np.float32]
    vector: NDArray[np.float32]
    parts: Parts


@dataclass(frozen=True, slots=True)
class _Trial:
    """One question, its vector and the rows that answer it, among the raw scores of every row."""

    answers: NDArray[np.int64]
    question: NDArray[np.float32]
    near: NDArray[np.float32]
    bm25: NDArray[np.float32]
    asked: Asked
    lexical: Lexical
    dense: Flat
    parts: Parts | None
    owners: NDArray[Any]
    instead: _Instead | None = None

    def curve(self, rivals: Mask | None) -> NDArray[np.float32]:
        """nDCG@10 of the one passage that should be found, or of the first of several, at each
        weight, among its rivals."""
        near, bm25, allowed = self.near, self.bm25, None
        if rivals is not None:
            allowed = rivals.copy()
            allowed[self.answers] = True
            near, bm25 = np.where(allowed, near, -1.0), np.where(allowed, bm25, 0.0)
        found = np.union1d(highest(bm25, DEPTH)[1], _nearest(near, DEPTH))
        result = np.zeros(len(WEIGHTS), np.float32)
        right = np.isin(found, self.answers)
        if not right.any():
            return result
        one = self.instead
        terms = None if one is None else (one.row, one.impacts)
        passage = None if one is None else (one.row, one.vector, one.parts)
        words = self.lexical.in_context(self.asked, found, self.owners, allowed, terms)
        _, ranked = nearness(
            self.question,
            found,
            self.dense,
            self.parts,
            self.owners,
            allowed,
            passage,
        )
        if allowed is not None:
            words = np.where(allowed[found], words, 0.0)
            ranked = np.where(allowed[found], ranked, -1.0)
        for at, weight in enumerate(WEIGHTS):
            fused = fuse(words, ranked, float(weight), self.asked.highest)
            own = fused[right].max()
            level = fused == own
            # Equal scores share their places: a row number must not decide the mark.
            rank = 1 + int((fused > own).sum()) + int((level & ~right).sum()) / 2
            if rank <= _CUT and own > 0:
                result[at] = 1.0 / math.log2(1.0 + rank)
        return result


def _nearest(cosines: NDArray[np.float32], depth: int) -> NDArray[np.int64]:
    if len(cosines) <= depth:
        return np.arange(len(cosines))
    return np.argpartition(-cosines, depth)[:depth].astype(np.int64)


def _choose(curves: NDArray[np.float32]) -> int:
    """The index of the weight nearest to the default among those that are not told from the best:
    whose loss, question by question, is within _SURE standard errors."""
    usual = np.abs(WEIGHTS - DEFAULT_WEIGHT)
    if len(curves) < _FEWEST:
        return int(np.argmin(usual))
    best = int(np.argmax(curves.mean(axis=0)))
    lost = curves[:, best : best + 1] - curves
    errors = lost.std(axis=0, ddof=1) / math.sqrt(len(curves))
    return int(np.argmin(np.where(lost.mean(axis=0) <= _SURE * errors, usual, np.inf)))


def regressed(
    former: Mapping[str, Sequence[float]], present: Mapping[str, Sequence[float]]
) -> bool:
    """Whether a collection clearly finds less than before. Both: marks of an examination, the
    present ones among the rows that the former has too.

    Compared on the questions of both; fused, lexical and dense each for itself, for a side that is
    broken may hide behind the other. Clear is a mean loss above _WORSE that is also more than
    _SURE standard errors from none. With fewer than _SHARED questions nothing is clear.
    """
    shared = sorted(former.keys() & present.keys())
    if len(shared) < _SHARED:
        return False
    lost = np.array([former[key] for key in shared]) - np.array([present[key] for key in shared])
    means, spreads = lost.mean(axis=0), lost.std(axis=0, ddof=1)
    clear = (means > _WORSE) & (means > _SURE * spreads / math.sqrt(len(shared)))
    return bool(clear.any())
