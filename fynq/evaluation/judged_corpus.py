"""The BEIR layout: documents, queries, and which answer which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fynq.domain.errors import InvalidInput
from fynq.evaluation.records import fault, read_jsonl, read_table

_QRELS = {
    "query": ("query-id", "query_id"),
    "document": ("corpus-id", "corpus_id"),
    "score": ("score",),
}
_MOST_RELEVANT = 1_000

Judgements = Mapping[str, Mapping[str, int]]
"""From a query's id to the relevance of its documents."""


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    text: str


@dataclass(frozen=True)
class JudgedCorpus:
    """documents and queries by id; judged: only queries that are there and have an answer."""

    documents: Mapping[str, Entry]
    queries: Mapping[str, str]
    judged: Judgements


def read_corpus(corpus: Path, queries: Path, qrels: Path) -> JudgedCorpus:
    """corpus: JSON lines with _id, title, text; queries: with _id, text; qrels: a table with
    query-id, corpus-id, score, separated by tabs. Raises InvalidInput naming the line that cannot
    be used."""
    documents = _read_texts(corpus)
    asked = read_queries(queries)
    judged = {query: gains for query, gains in read_judgements(qrels).items() if query in asked}
    if not documents or not judged:
        raise InvalidInput("No query of the judgements is in the queries, or no document is there.")
    return JudgedCorpus(documents, asked, judged)


def read_queries(file: Path) -> dict[str, str]:
    return {name: entry.text for name, entry in _read_texts(file).items()}


def read_judgements(file: Path) -> Judgements:
    """Queries without a relevant document are left out, as trec_eval does."""
    judged: dict[str, dict[str, int]] = {}
    for line, row in read_table(file, _QRELS, delimiter="\t"):
        try:
            gain = int(row["score"])
        except ValueError:
            raise fault(file, line, "score must be a whole number") from None
        if abs(gain) > _MOST_RELEVANT:
            raise fault(file, line, f"score must be at most {_MOST_RELEVANT}")
        judged.setdefault(row["query"], {})[row["document"]] = max(gain, 0)
    return {query: gains for query, gains in judged.items() if max(gains.values()) > 0}


def _read_texts(file: Path) -> dict[str, Entry]:
    texts: dict[str, Entry] = {}
    for line, row in read_jsonl(file):
        name, title, text = row.get("_id"), row.get("title") or "", row.get("text")
        if not isinstance(name, str | int) or not isinstance(text, str):
            raise fault(file, line, "_id and text are needed")
        if not isinstance(title, str):
            raise fault(file, line, "title must be a text")
        texts[str(name)] = Entry(title.strip(), text)
    return texts
