"""Stale vectors would cost every first start half a minute of embedding."""

from importlib.resources import files
from pathlib import Path

from fynq.retrieval.embedder import MiniLM
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.precompute import starter_texts
from fynq.retrieval.vectors import load_vectors


def test_every_text_of_the_starter_has_its_vector() -> None:
    folder = Path(str(files("fynq.operations.starter")))
    texts = starter_texts(folder, RetrievalOptions())
    known = load_vectors([folder / "vectors.npz"], MiniLM.name, MiniLM.dimension)
    assert set(texts) <= set(known), "run `make starter-vectors`"
