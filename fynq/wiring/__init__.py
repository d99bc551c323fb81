"""The composition root: settings in, built objects out.

Each builder imports its room when it is called, so a process pays only for what it holds. Rooms
that live in one process share its `Stores`, hence its connections.
"""

from __future__ import annotations

from fynq.wiring.background import build_worker, choose_check, load_starter, take_in
from fynq.wiring.built import (
    Asgi,
    Built,
    Close,
    Indexer,
    LearnerRoom,
    Message,
    ReasonRoom,
    RecallingRoom,
    Receive,
    Rooms,
    Scope,
    SearchAndEmbed,
    SearchRoom,
    Send,
    Worker,
)
from fynq.wiring.connections import connect, file_store, public_web, required
from fynq.wiring.gateway import build_gateway
from fynq.wiring.rooms import build_personalizer, build_reasoner, build_router
from fynq.wiring.search import (
    build_indexer,
    build_retriever,
    index_shelf,
    reranker,
    starter_vectors,
)

__all__ = [
    "Asgi",
    "Built",
    "Close",
    "Indexer",
    "LearnerRoom",
    "Message",
    "ReasonRoom",
    "RecallingRoom",
    "Receive",
    "Rooms",
    "Scope",
    "SearchAndEmbed",
    "SearchRoom",
    "Send",
    "Worker",
    "build_gateway",
    "build_indexer",
    "build_personalizer",
    "build_reasoner",
    "build_retriever",
    "build_router",
    "build_worker",
    "choose_check",
    "connect",
    "file_store",
    "index_shelf",
    "load_starter",
    "public_web",
    "required",
    "reranker",
    "starter_vectors",
    "take_in",
]
