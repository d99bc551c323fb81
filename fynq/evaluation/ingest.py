"""What ingestion makes of a folder of documents."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fynq.domain.errors import ConfigurationError, InvalidInput
from fynq.domain.identifiers import PUBLIC
from fynq.domain.knowledge import Chunk, Document
from fynq.evaluation.at_once import Progress
from fynq.retrieval.chunking import chunk
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import document_files, parse
from fynq.retrieval.ports import Embedder
from fynq.retrieval.spans import Kind, spans
from fynq.retrieval.vectors import embedded_text


@dataclass(frozen=True)
class IngestScore:
    """broken: formulas and tables that no single chunk holds whole. lost: characters, white space
    aside, that are in no chunk. rejected: files that cannot be read, each with the reason."""

    documents: int
    chunks: int
    formulas: int
    tables: int
    broken_formulas: int
    broken_tables: int
    lost: int
    chunks_per_second: float
    rejected: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        rejected = [{"file": file, "reason": reason} for file, reason in self.rejected]
        return {**asdict(self), "rejected": rejected}

    def rows(self) -> list[tuple[str, str]]:
        return [
            ("documents", f"{self.documents:,}"),
            ("rejected files", f"{len(self.rejected):,}"),
            ("chunks", f"{self.chunks:,}"),
            ("broken formulas", f"{self.broken_formulas} of {self.formulas:,}"),
            ("broken tables", f"{self.broken_tables} of {self.tables:,}"),
            ("characters lost", f"{self.lost:,}"),
            ("chunks/s", f"{self.chunks_per_second:,.1f}"),
        ]


async def run(
    path: Path,
    options: RetrievalOptions,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> IngestScore:
    """path: a file or a folder. Without an embedder, only parsing and chunking are timed.

    Raises InvalidInput when there is no document that can be read."""
    files = _files(path)
    totals = {Kind.FORMULA: 0, Kind.TABLE: 0}
    broken = {Kind.FORMULA: 0, Kind.TABLE: 0}
    rejected: list[tuple[str, str]] = []
    documents = chunks = lost = 0
    seconds = 0.0
    for source, file in files:
        started = time.perf_counter()
        try:
            document = parse(PUBLIC, "eval", source, file.read_bytes())
        except (InvalidInput, OSError) as error:
            rejected.append((source, str(error)))
            continue
        parts = chunk(document, options.chunk_chars)
        if embedder is not None and parts:
            await embedder.embed([embedded_text(document.title, part) for part in parts])
        seconds += time.perf_counter() - started
        documents += 1
        chunks += len(parts)
        lost += _lost(document, parts)
        _count_broken(document, parts, totals, broken)
        if progress is not None:
            progress(documents, len(files))
    if not documents:
        source, reason = rejected[0]
        raise InvalidInput(f"{source}: {reason}", field=source)
    return IngestScore(
        documents=documents,
        chunks=chunks,
        formulas=totals[Kind.FORMULA],
        tables=totals[Kind.TABLE],
        broken_formulas=broken[Kind.FORMULA],
        broken_tables=broken[Kind.TABLE],
        lost=lost,
        chunks_per_second=chunks / seconds if seconds else 0.0,
        rejected=tuple(rejected),
    )


def _files(path: Path) -> list[tuple[str, Path]]:
    if not path.exists():
        raise ConfigurationError(str(path), "no such file or folder", "Give an existing path.")
    files = list(document_files(path))
    if not files:
        raise InvalidInput(f"{path}: no Markdown or text file is there.", field=str(path))
    return files


def _count_broken(
    document: Document, parts: Sequence[Chunk], totals: dict[Kind, int], broken: dict[Kind, int]
) -> None:
    starts = [part.start for part in parts]
    for span in spans(document.text):
        if span.kind in totals:
            totals[span.kind] += 1
            at = bisect_right(starts, span.start) - 1
            end = span.start + len(document.text[span.start : span.end].rstrip())
            broken[span.kind] += at < 0 or parts[at].end < end


def _lost(document: Document, parts: Sequence[Chunk]) -> int:
    kept = sum(len("".join(part.text.split())) for part in parts)
    return len("".join(document.text.split())) - kept
