"""How well `sufficient` tells questions that a collection answers from others.

    python -m fynq.evaluation.abstention --corpus C.jsonl --queries Q.jsonl --qrels R.tsv \\
        --other OTHER_QUERIES.jsonl [--fit]

Answerable: the queries with their judged documents there. Unanswerable: the same queries with those
documents hidden, and the queries of another collection. --fit prints coefficients fitted on this.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fynq.domain.knowledge import ENOUGH, Passage, Search
from fynq.evaluation.judged_corpus import read_corpus, read_queries
from fynq.evaluation.retrieval import Corpus, load
from fynq.retrieval.embedder import MiniLM
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.ports import Embedder
from fynq.retrieval.ranking.sufficiency import REASONS, sufficient, weigh

_LIMIT = 8
_MOST = 400
"""Queries of each kind."""
_RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Trial:
    query: str
    kind: str
    passages: Sequence[Passage]


@dataclass(frozen=True)
class AbstentionScore:
    """auc: against all unanswerable, those whose documents were hidden, those of the other
    collection. At the operating point: answerable that were refused, unanswerable that were
    answered."""

    counts: dict[str, int]
    auc: float
    auc_hidden: float
    auc_other: float
    false_abstain: float
    false_answer_hidden: float
    false_answer_other: float


async def trials(
    corpus: Path, queries: Path, qrels: Path, other: Path, embedder: Embedder
) -> list[Trial]:
    read = read_corpus(corpus, queries, qrels)
    held = await load(read, embedder)
    found: list[Trial] = []
    for query in list(read.judged)[:_MOST]:
        text = read.queries[query]
        relevant = {name for name, gain in read.judged[query].items() if gain > 0}
        found.append(Trial(text, "answerable", await _search(held, text, embedder)))
        hidden = await _search(held, text, embedder, without=relevant)
        found.append(Trial(text, "hidden", hidden))
    for text in list(read_queries(other).values())[:_MOST]:
        found.append(Trial(text, "other", await _search(held, text, embedder)))
    return found


async def _search(
    held: Corpus, text: str, embedder: Embedder, without: set[str] | None = None
) -> list[Passage]:
    search = Search(text, limit=_LIMIT)
    return await held.passages(search, embedder, without or set())


def score(found: Sequence[Trial]) -> AbstentionScore:
    scores = np.array([sufficient(trial.query, trial.passages).score for trial in found])
    kinds = np.array([trial.kind for trial in found])
    right = scores[kinds == "answerable"]
    return AbstentionScore(
        counts={kind: int((kinds == kind).sum()) for kind in ("answerable", "hidden", "other")},
        auc=_auc(right, scores[kinds != "answerable"]),
        auc_hidden=_auc(right, scores[kinds == "hidden"]),
        auc_other=_auc(right, scores[kinds == "other"]),
        false_abstain=float((right < ENOUGH).mean()),
        false_answer_hidden=float((scores[kinds == "hidden"] >= ENOUGH).mean()),
        false_answer_other=float((scores[kinds == "other"] >= ENOUGH).mean()),
    )


def fit(found: Sequence[Trial]) -> dict[str, object]:
    """A logistic regression with a ridge, by Newton's method; both classes weigh the same, and so
    do the two kinds of unanswerable."""
    rows = np.array([list(weigh(trial.query, trial.passages)[0].values()) for trial in found])
    kinds = np.array([trial.kind for trial in found])
    truth = (kinds == "answerable").astype(float)
    shares = {"answerable": 0.5, "hidden": 0.25, "other": 0.25}
    weight = np.array([shares[kind] / (kinds == kind).sum() for kind in kinds]) * len(found)
    usual = np.average(rows, axis=0, weights=weight)
    design = np.column_stack([rows - usual, np.ones(len(rows))])
    ridge = np.diag([_RIDGE] * rows.shape[1] + [0.0])
    coefficients = np.zeros(design.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-design @ coefficients))
        slope = design.T @ (weight * (truth - chance)) - ridge @ coefficients
        curve = (design * (weight * chance * (1 - chance))[:, None]).T @ design + ridge
        coefficients += np.linalg.solve(curve, slope)
    return {
        "BIAS": round(float(coefficients[-1]), 3),
        "WEIGHTS": dict(zip(REASONS, coefficients[:-1].round(3).tolist(), strict=True)),
        "USUAL": dict(zip(REASONS, usual.round(3).tolist(), strict=True)),
    }


def _auc(above: NDArray[np.float64], below: NDArray[np.float64]) -> float:
    wins = (above[:, None] > below[None, :]).mean() + (above[:, None] == below[None, :]).mean() / 2
    return float(wins)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="abstention", description=__doc__)
    for name in ("corpus", "queries", "qrels", "other"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--fit", action="store_true")
    given = parser.parse_args(arguments)
    embedder = MiniLM(RetrievalOptions())
    found = asyncio.run(trials(given.corpus, given.queries, given.qrels, given.other, embedder))
    told = fit(found) if given.fit else score(found).__dict__
    sys.stdout.write(json.dumps(told, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
