"""The retriever and the indexer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fynq.retrieval.ports import Embedder
from fynq.settings import Settings
from fynq.wiring.built import Built, Indexer, SearchAndEmbed, SearchRoom
from fynq.wiring.connections import stores_of

if TYPE_CHECKING:
    from fynq.retrieval.generations.shelf import Shelf
    from fynq.retrieval.ranking.rerank import CrossEncoder
    from fynq.storage.stores import Stores


def index_shelf(settings: Settings) -> Shelf:
    from fynq.retrieval.generations.shelf import shelf_of

    return shelf_of(settings.data_dir / "index", settings.retrieval.index_url)


def reranker(settings: Settings) -> CrossEncoder | None:
    if not settings.retrieval.reranker:
        return None
    from fynq.retrieval.ranking.rerank import SentenceTransformersCrossEncoder

    return SentenceTransformersCrossEncoder(
        Path(settings.retrieval.reranker), threads=settings.retrieval.embed_threads
    )


def starter_vectors() -> list[Path]:
    """Vectors of the starter knowledge, made beforehand with the default embedder."""
    from fynq.operations import starter

    return [Path(next(iter(starter.__path__))) / "vectors.npz"]


async def build_retriever(settings: Settings, shared: Stores | None = None) -> Built[SearchRoom]:
    from fynq.answering.reindex import Reindex
    from fynq.retrieval.embedder import MiniLM
    from fynq.retrieval.ranking.sufficiency import sufficient
    from fynq.retrieval.searcher import Searcher

    stores, close_stores = await stores_of(settings, shared)
    reindex = Reindex(stores.jobs)
    embedder = MiniLM(settings.retrieval)
    embedder.start()
    searcher = Searcher(
        embedder,
        stores.knowledge,
        stores.generations,
        stores.deltas,
        stores.replicas,
        settings.retrieval,
        shelf=index_shelf(settings),
        ask=reindex,
        encoder=reranker(settings),
        judge=sufficient,
        worths=stores.worths,
    )
    await embedder.warm()
    searcher.start()

    async def close() -> None:
        await searcher.aclose()
        await reindex.aclose()
        await embedder.close()
        await close_stores()

    return Built(SearchAndEmbed(searcher, embedder), close)


async def build_indexer(
    settings: Settings, embedder: Embedder, shared: Stores | None = None
) -> Built[Indexer]:
    from fynq.retrieval.generations.files import Shape
    from fynq.retrieval.indexer import Indexer as Plain

    stores, close = await stores_of(settings, shared)
    indexer = Plain(
        embedder,
        stores.deltas,
        stores.vectors,
        stores.generations,
        shelf=index_shelf(settings),
        precomputed=starter_vectors(),
        shape=Shape(threads=settings.retrieval.build_threads),
    )
    return Built(indexer, close)
