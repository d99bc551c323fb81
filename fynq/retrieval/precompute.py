"""Makes the vectors that ship with the starter knowledge.

python -m fynq.retrieval.precompute NOTES_FOLDER vectors.npz
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from fynq.domain.errors import FynqError
from fynq.domain.identifiers import PUBLIC
from fynq.retrieval.chunking import chunk
from fynq.retrieval.embedder import MiniLM
from fynq.retrieval.examining import QUESTIONS, question_texts
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import read_folder
from fynq.retrieval.ports import Embedder, Vectors
from fynq.retrieval.ranking.questions import derive
from fynq.retrieval.vectors import Digest, digest, embedded_text, load_vectors, save_vectors


async def precompute(
    folder: Path, file: Path, embedder: Embedder, options: RetrievalOptions
) -> tuple[int, int]:
    """Writes `file` for the notes below `folder`. Returns how many vectors it holds, and how many
    of them were new."""
    texts = starter_texts(folder, options)
    former = load_vectors([file], embedder.name, embedder.dimension)
    known: dict[Digest, Vectors] = {key: former[key] for key in texts if key in former}
    missing = [key for key in texts if key not in known]
    if missing:
        passages = await embedder.embed_passages([texts[key] for key in missing])
        known.update(zip(missing, passages, strict=True))
    save_vectors(file, embedder.name, known, embedder.dimension)
    return len(known), len(missing)


def starter_texts(folder: Path, options: RetrievalOptions) -> dict[Digest, str]:
    """Every text that indexing the notes below `folder` will embed, the questions of its
    self-examination included."""
    titled = [
        (document.title, part)
        for document in read_folder(PUBLIC, "starter", folder)
        for part in chunk(document, options.chunk_chars)
    ]
    texts = [embedded_text(title, part) for title, part in titled]
    questions = derive([part for _, part in titled], [title for title, _ in titled], QUESTIONS)
    texts += question_texts(questions)
    return {digest(text): text for text in texts}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="precompute", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    options = RetrievalOptions()
    try:
        total, new = asyncio.run(precompute(given.folder, given.file, MiniLM(options), options))
    except (FynqError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{total} vectors, {new} new, in {given.file}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
