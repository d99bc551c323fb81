"""What ingestion makes of a folder of documents."""

from __future__ import annotations

import asyncio
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from fynq.domain.errors import ConfigurationError, InvalidInput, RejectedDocument
from fynq.domain.identifiers import PUBLIC
from fynq.domain.knowledge import Chunk, Document
from fynq.evaluation.at_once import Progress
from fynq.evaluation.sources import TEXTS, SourceParts, parts_of, whole
from fynq.retrieval.chunking import chunk
from fynq.retrieval.duplicates import fold
from fynq.retrieval.formats.sniff import Format, format_of
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import document_files, parse
from fynq.retrieval.ports import Embedder
from fynq.retrieval.spans import Kind, spans
from fynq.retrieval.vectors import embedded_text


@dataclass(frozen=True)
class IngestScore:
    """formulas, tables: of the source files where these are text (Markdown, HTML, CNXML, LaTeX), of
    what the reader made of the others. broken: those that no single chunk holds whole. lost:
    characters of the documents' text, white space aside, that are in no chunk. stripped: hidden
    characters that were taken out, by kind. folded: chunks for which another one stands. rejected:
    files that are not taken in, each with the reason's word and its sentence."""

    documents: int
    chunks: int
    formulas: int
    tables: int
    broken_formulas: int
    broken_tables: int
    lost: int
    chunks_per_second: float
    folded: int
    kinds: Mapping[str, int]
    stripped: Mapping[str, int]
    rejected: tuple[tuple[str, tuple[str, str]], ...]

    def as_json(self) -> dict[str, Any]:
        rejected = [
            {"file": file, "code": code, "reason": reason} for file, (code, reason) in self.rejected
        ]
        return {**asdict(self), "rejected": rejected}

    def rows(self) -> list[tuple[str, str]]:
        return [
            ("documents", f"{self.documents:,}"),
            ("rejected files", f"{len(self.rejected):,}"),
            *((f"  {file}", f"{code}: {reason}") for file, (code, reason) in self.rejected[:20]),
            ("chunks", f"{self.chunks:,}"),
            *((f"  {kind}", f"{count:,}") for kind, count in self.kinds.items()),
            ("near-duplicates folded", f"{self.folded:,}"),
            ("broken formulas", f"{self.broken_formulas} of {self.formulas:,}"),
            ("broken tables", f"{self.broken_tables} of {self.tables:,}"),
            ("characters lost", f"{self.lost:,}"),
            ("hidden characters stripped", f"{sum(self.stripped.values()):,}"),
            ("chunks/s", f"{self.chunks_per_second:,.1f}"),
        ]


@dataclass
class _Tally:
    documents: int = 0
    lost: int = 0
    formulas: int = 0
    tables: int = 0
    broken_formulas: int = 0
    broken_tables: int = 0
    seconds: float = 0.0
    chunks: list[Chunk] = field(default_factory=list)
    stripped: Counter[str] = field(default_factory=Counter)
    rejected: list[tuple[str, tuple[str, str]]] = field(default_factory=list)


async def run(
    path: Path,
    options: RetrievalOptions,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> IngestScore:
    """path: a file or a folder. Without an embedder, only reading and chunking are timed.

    Raises InvalidInput when there is no document that can be read."""
    files = _files(path)
    tally = _Tally()
    for at, (source, file) in enumerate(files, 1):
        await _measure(tally, source, file, options, embedder)
        if progress is not None:
            progress(at, len(files))
    if not tally.documents:
        source, (_, reason) = tally.rejected[0]
        raise InvalidInput(f"{source}: {reason}", field=source)
    kinds = Counter(str(part.kind) for part in tally.chunks)
    count = len(tally.chunks)
    return IngestScore(
        documents=tally.documents,
        chunks=count,
        formulas=tally.formulas,
        tables=tally.tables,
        broken_formulas=tally.broken_formulas,
        broken_tables=tally.broken_tables,
        lost=tally.lost,
        chunks_per_second=count / tally.seconds if tally.seconds else 0.0,
        folded=int((fold(tally.chunks) != np.arange(count)).sum()),
        kinds=dict(kinds.most_common()),
        stripped=dict(tally.stripped),
        rejected=tuple(tally.rejected),
    )


async def _measure(
    tally: _Tally,
    source: str,
    file: Path,
    options: RetrievalOptions,
    embedder: Embedder | None,
) -> None:
    started = time.perf_counter()
    try:
        raw = await asyncio.to_thread(file.read_bytes)
        document = parse(PUBLIC, "eval", source, raw)
    except RejectedDocument as error:
        tally.rejected.append((source, (error.why.value, error.detail)))
        return
    except (InvalidInput, OSError) as error:
        tally.rejected.append((source, ("unreadable", str(error))))
        return
    parts = chunk(document, options.chunk_chars)
    if embedder is not None and parts:
        await embedder.embed([embedded_text(document.title, part) for part in parts])
    tally.seconds += time.perf_counter() - started
    tally.documents += 1
    tally.chunks += parts
    tally.stripped.update(document.stripped)
    tally.lost += _lost(document, parts)
    given = _source_parts(raw, source)
    if given is None:
        _count_broken(document, parts, tally)
    else:
        formulas, tables = whole(given, [part.text for part in parts])
        tally.formulas += len(given.formulas)
        tally.tables += len(given.tables)
        tally.broken_formulas += formulas
        tally.broken_tables += tables


def _files(path: Path) -> list[tuple[str, Path]]:
    if not path.exists():
        raise ConfigurationError(str(path), "no such file or folder", "Give an existing path.")
    files = list(document_files(path))
    if not files:
        raise InvalidInput(f"{path}: no document is there.", field=str(path))
    return files


def _source_parts(raw: bytes, source: str) -> SourceParts | None:
    """None for a format whose formulas and tables are not text, and for other encodings."""
    if not raw:
        return None
    format_: Format = format_of(raw, source)
    if format_ not in TEXTS:
        return None
    try:
        return parts_of(raw.decode("utf-8-sig"), format_)
    except UnicodeDecodeError:
        return None


def _count_broken(document: Document, parts: Sequence[Chunk], tally: _Tally) -> None:
    starts = [part.start for part in parts]
    for span in spans(document.text):
        if span.kind is Kind.CODE:
            continue
        at = bisect_right(starts, span.start) - 1
        end = span.start + len(document.text[span.start : span.end].rstrip())
        is_broken = at < 0 or parts[at].end < end
        if span.kind is Kind.FORMULA:
            tally.formulas += 1
            tally.broken_formulas += is_broken
        else:
            tally.tables += 1
            tally.broken_tables += is_broken


def _lost(document: Document, parts: Sequence[Chunk]) -> int:
    kept = sum(len("".join(part.text.split())) for part in parts)
    return len("".join(document.text.split())) - kept
