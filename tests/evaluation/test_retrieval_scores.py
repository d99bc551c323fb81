from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from fynq.domain.errors import ConfigurationError, InvalidInput
from fynq.evaluation import ingest, retrieval
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.options import RetrievalOptions


def test_measures_by_hand() -> None:
    gains = {"a": 2, "b": 1, "z": 0}
    ranked = ["x", "b", "a", "z"]
    ideal = 2 + 1 / math.log2(3)
    assert retrieval.ndcg(ranked, gains, 10) == pytest.approx((1 / math.log2(3) + 2 / 2) / ideal)
    assert retrieval.ndcg(ranked, gains, 2) == pytest.approx((1 / math.log2(3)) / ideal)
    assert retrieval.recall(ranked, gains, 2) == 0.5
    assert retrieval.reciprocal_rank(ranked, gains, 10) == 0.5
    assert retrieval.reciprocal_rank(ranked, gains, 1) == 0.0


def beir(folder: Path, **texts: str) -> tuple[Path, Path, Path]:
    contents = {
        "corpus.jsonl": "\n".join(
            json.dumps({"_id": name, "title": "", "text": text})
            for name, text in (("1", "ice floats"), ("2", "sun shines"), ("3", "dogs bark"))
        ),
        "queries.jsonl": '{"_id": "q", "text": "why ice floats"}\n\n{"_id": "p", "text": "sun"}',
        "qrels.tsv": "query-id\tcorpus-id\tscore\nq\t1\t1\np\t3\t1\nnone\t1\t1\np\t2\t0\nu\t1\t0\n",
    } | {name.replace("_", "."): text for name, text in texts.items()}
    for name, text in contents.items():
        (folder / name).write_text(text)
    return folder / "corpus.jsonl", folder / "queries.jsonl", folder / "qrels.tsv"


async def test_a_tiny_collection_by_hand(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    score = await retrieval.run(
        *beir(tmp_path), HashingEmbedder(), lambda done, of: told.append((done, of))
    )
    assert (score.documents, score.queries) == (3, 2)
    assert score.recall_100 == 1.0
    assert score.mrr_10 in {(1 + 1 / 2) / 2, (1 + 1 / 3) / 2}
    assert told == [(3, 3)]
    assert score.p50_ms <= score.p95_ms
    assert dict(score.rows())["queries"] == "2"


async def test_a_document_with_the_same_text_is_found_with_its_twin(tmp_path: Path) -> None:
    text = "Ice floats on water because its density is low."
    lines = [{"_id": name, "text": text} for name in ("first", "second")]
    lines.append({"_id": "other", "text": "Granite hides copper in deep mines."})
    corpus = "\n".join(json.dumps(line) for line in lines)
    for wanted in ("first", "second"):
        score = await retrieval.run(
            *beir(
                tmp_path,
                corpus_jsonl=corpus,
                queries_jsonl='{"_id": "q", "text": "why does ice float"}',
                qrels_tsv=f"query-id\tcorpus-id\tscore\nq\t{wanted}\t1\n",
            ),
            HashingEmbedder(),
        )
        assert score.recall_100 == 1.0
        assert score.mrr_10 >= 0.5


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("corpus_jsonl", '{"_id": "1", "text": "a"}\n{"_id": 1\n', "line 2"),
        ("corpus_jsonl", '{"_id": "1"}', "line 1"),
        ("corpus_jsonl", '{"_id": "1", "text": "a", "title": 3}', "line 1"),
        ("corpus_jsonl", "[" * 100_000, "line 1"),
        ("corpus_jsonl", "[]", "line 1"),
        ("corpus_jsonl", "", "no document"),
        ("queries_jsonl", '{"_id": null, "text": ""}', "line 1"),
        ("queries_jsonl", "", "No query"),
        ("qrels_tsv", "query-id\tcorpus-id\n", "column score"),
        ("qrels_tsv", "query-id\tcorpus-id\tscore\nq\t1\thigh\n", "line 2"),
        ("qrels_tsv", "query-id\tcorpus-id\tscore\nq\t1\n", "line 2"),
    ],
)
async def test_bad_collections_name_the_line(
    tmp_path: Path, file: str, text: str, says: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await retrieval.run(*beir(tmp_path, **{file: text}), HashingEmbedder())
    assert says in caught.value.detail


async def test_ingestion_is_counted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\n$x$ and $$y$$\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    (tmp_path / "b.txt").write_text("word " * 1000)
    (tmp_path / "bad.md").write_bytes(b"\xff\xfe")
    score = await ingest.run(tmp_path, RetrievalOptions(chunk_chars=40), HashingEmbedder())
    assert (score.documents, score.formulas, score.tables) == (2, 2, 1)
    assert (score.broken_formulas, score.broken_tables, score.lost) == (0, 0, 0)
    assert [name for name, _ in score.rejected] == ["bad.md"]
    assert score.chunks > 100
    assert dict(score.rows())["broken tables"] == "0 of 1"
    with pytest.raises(ConfigurationError):
        await ingest.run(tmp_path / "none", RetrievalOptions())
