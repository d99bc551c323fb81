"""How search grows: time, recall and memory at 10,000, 100,000 and more rows.

    python -m tests.load.retrieval_scale --rows 10000 100000 [--folder DIR]

Each size is written by the product's own writer and opened by two processes, one after the other,
which search and tell what they hold. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import psutil

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Search
from fynq.retrieval.generations.files import Shape, open_generation, write_generation
from fynq.retrieval.generations.shelf import Folder
from fynq.retrieval.ports import Generation
from tests.load.synthetic import Synthetic

TENANT = Tenant(UUID(int=1))
MODEL = "synthetic"
QUESTIONS = 200
DEPTH = 10
MASKS = {"all": None, "students (90 %)": 10, "up to 2,000 documents": 2, "one skill of 97": 97}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def scale(sizes: list[int], folder: Path | None = None) -> dict[str, Any]:
    report: dict[str, Any] = {}
    for rows in sizes:
        with tempfile.TemporaryDirectory(prefix="fynq-scale-", dir=folder) as place:
            report[str(rows)] = measure(rows, Path(place))
        say(json.dumps({rows: report[str(rows)]}))
    return report


def measure(rows: int, place: Path) -> dict[str, Any]:
    data = Synthetic(rows)
    say(f"{rows}: making vectors and words")
    contents = data.contents(place / "drawn.npy")
    begin = time.monotonic()
    say(f"{rows}: writing the generation")
    generation = write_generation(
        Folder(place / "index"),
        TENANT,
        "notes",
        contents,
        number=1,
        epoch=1,
        model=MODEL,
        shape=Shape(),
    )
    written = time.monotonic() - begin
    manifest = generation.manifest
    index = sum(told["bytes"] for told in manifest["files"].values())
    (place / "generation.json").write_text(
        json.dumps({"path": generation.path, "manifest": dict(manifest)})
    )
    truth = exact(data, contents.vectors)
    np.save(place / "truth.npy", truth)
    del contents
    first, second = replica(rows, place), replica(rows, place)
    for word in ("start", "open"):
        for each in (first, second):
            ask(each, word)
    told = [ask(each, "search") for each in (first, second)]
    held = [ask(each, "memory") for each in (first, second)]
    for each in (first, second):
        each.stdin.close()  # type: ignore[union-attr]
        each.wait()
    return {
        "codes": manifest["codes"],
        "beam": manifest["beam"],
        "index_mb": round(index / 1e6, 1),
        "write_seconds": round(written, 1),
        **told[1],
        "open_seconds": [one["open_seconds"] for one in told],
        "private_mb_of_each_replica": [one["private_mb"] for one in held],
        "second_replica_adds": round(held[1]["private_mb"] / (index / 1e6), 4),
        "proportional_mb_of_each_replica": [one["proportional_mb"] for one in held],
    }


def exact(data: Synthetic, vectors: Any) -> Any:
    """Rows of the ten nearest to each question, by comparing all."""
    questions = data.questions(QUESTIONS)
    best = np.zeros((QUESTIONS, 0), np.float32)
    rows = np.zeros((QUESTIONS, 0), np.int64)
    for start in range(0, len(vectors), 50_000):
        scores = questions @ np.asarray(vectors[start : start + 50_000]).T
        near = np.argpartition(-scores, DEPTH, axis=1)[:, :DEPTH]
        best = np.concatenate([best, np.take_along_axis(scores, near, axis=1)], axis=1)
        rows = np.concatenate([rows, near + start], axis=1)
    order = np.argsort(-best, axis=1)[:, :DEPTH]
    return np.take_along_axis(rows, order, axis=1)


def replica(rows: int, place: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.load.retrieval_scale", "--replica", str(rows), str(place)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def ask(process: subprocess.Popen[str], word: str) -> dict[str, Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(word + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def serve_replica(rows: int, place: Path) -> None:
    """start, open, search, memory: one line of JSON for each."""
    import faiss  # noqa: F401 - what a replica has loaded before it opens anything

    from fynq.retrieval.candidates import Shelved, candidates
    from fynq.retrieval.ports import Standing
    from fynq.retrieval.view import opened

    data = Synthetic(rows)
    questions = data.questions(QUESTIONS)
    words = [
        " ".join(text.split()[3:9]) for text, _ in zip(data.texts(), range(QUESTIONS), strict=False)
    ]
    truth = np.load(place / "truth.npy")
    told = json.loads((place / "generation.json").read_text())
    before, seconds = 0, 0.0
    for line in sys.stdin:
        if line.strip() == "start":
            before = psutil.Process().memory_full_info().uss
            answer: dict[str, Any] = {}
        elif line.strip() == "open":
            begin = time.monotonic()
            base = open_generation(
                Folder(place / "index"),
                TENANT,
                Generation("notes", 1, told["path"], told["manifest"]),
                MODEL,
            )
            view = opened(base)
            standing = Standing("notes", 0, "everyone", False, 1, told["path"])
            seconds = time.monotonic() - begin
            answer = {}
        elif line.strip() == "search":
            answer = {"open_seconds": round(seconds, 2)}
            hits, times = 0, []
            for at in range(QUESTIONS):
                begin = time.perf_counter()
                _, found = base.dense.nearest(questions[at : at + 1], DEPTH, None)
                times.append(time.perf_counter() - begin)
                hits += len(set(found.tolist()) & set(truth[at].tolist()))
            answer["recall_at_10"] = hits / (QUESTIONS * DEPTH)
            answer["nearest_ms"] = percentiles(times)
            for name, part in MASKS.items():
                times = []
                spent = time.process_time()
                for at in range(QUESTIONS):
                    search = masked(words[at], part, rows)
                    begin = time.perf_counter()
                    found_all = candidates(
                        [Shelved(view, standing)], search, questions[at : at + 1], 16
                    )
                    times.append(time.perf_counter() - begin)
                    assert len(found_all) == 16
                spent = (time.process_time() - spent) / QUESTIONS * 1000
                answer[f"search_ms, {name}"] = {
                    **percentiles(times),
                    "processor": round(spent, 2),
                }
        else:
            info = psutil.Process().memory_full_info()
            answer = {
                "private_mb": round((info.uss - before) / 1e6, 1),
                "proportional_mb": round(info.pss / 1e6, 1),
            }
        print(json.dumps(answer), flush=True)


def masked(words: str, part: int | None, rows: int) -> Search:
    if part is None:
        return Search(words, staff=True)
    if part == 10:
        return Search(words)
    if part == 97:
        return Search(words, staff=True, skills=("skill3",))
    documents = tuple(UUID(int=at + 1) for at in range(0, -(-rows // 50), 2))
    return Search(words, staff=True, documents=documents[:2_000])


def percentiles(seconds: list[float]) -> dict[str, float]:
    ms = np.array(seconds) * 1000
    return {
        "p50": round(float(np.percentile(ms, 50)), 2),
        "p95": round(float(np.percentile(ms, 95)), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--replica", nargs=2)
    options = parser.parse_args()
    if options.replica:
        serve_replica(int(options.replica[0]), Path(options.replica[1]))
    else:
        print(json.dumps(scale(options.rows, options.folder), indent=2))


if __name__ == "__main__":
    main()
