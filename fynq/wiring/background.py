"""The worker, and what it does."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Document
from fynq.retrieval.ports import Embedder
from fynq.settings import Settings
from fynq.wiring.built import Built, Indexer, Rooms, Worker
from fynq.wiring.connections import file_store, public_web, required, stores_of

if TYPE_CHECKING:
    from fynq.answering.check_items import ChooseCheck
    from fynq.answering.taking_in import TakeIn
    from fynq.operations.seed import LoadStarter
    from fynq.storage.stores import Stores


async def build_worker(
    settings: Settings, rooms: Rooms, shared: Stores | None = None
) -> Built[Worker]:
    from fynq.answering.background import Background
    from fynq.answering.check_items import CheckLater
    from fynq.answering.delivery import Delivery
    from fynq.answering.taking_in import clear_files, tidy_files
    from fynq.answering.weighing import Refold, Settle, Weigh
    from fynq.storage.jobs import Jobs

    stores, close = await stores_of(settings, shared)
    blobs = file_store(settings)
    worker = Background(
        jobs=Jobs(required(settings.database_url, "FYNQ_DATABASE_URL"), settings.storage),
        personalizer=rooms.personalizer,
        indexer=rooms.indexer,
        housekeeping=stores.housekeeping,
        load_starter=load_starter(settings, stores, rooms.indexer),
        deliver=Delivery(stores.outbox),
        take_in=take_in(settings, stores, rooms.retriever),
        check_later=CheckLater(
            stores.doubt_book, choose_check(stores, rooms), stores.attempts, rooms.reasoner
        ),
        clear_files=partial(clear_files, uploads=stores.uploads, blobs=blobs),
        tidy_files=partial(tidy_files, uploads=stores.uploads, blobs=blobs),
        more={
            "weigh": Weigh(stores.desks, rooms.personalizer),
            "settle_ruling": Settle(stores.desks, rooms.personalizer, stores.recall),
            "refold_model": Refold(stores.desks),
        },
    )
    return Built(worker, close)


def choose_check(stores: Stores, rooms: Rooms) -> ChooseCheck:
    from fynq.answering.check_items import ChooseCheck

    return ChooseCheck(rooms.personalizer, rooms.personalizer, stores.items, stores.policies)


def take_in(settings: Settings, stores: Stores, embedder: Embedder) -> TakeIn:
    from fynq.answering.taking_in import TakeIn
    from fynq.retrieval.parse import parse

    async def read(
        tenant: Tenant, collection: str, source: str, raw: bytes, media_type: str
    ) -> Document:
        return await asyncio.to_thread(parse, tenant, collection, source, raw, media_type)

    return TakeIn(
        uploads=stores.uploads,
        blobs=file_store(settings),
        web=public_web(settings),
        read=read,
        embedder=embedder,
        vectors=stores.vectors,
        options=settings.retrieval,
    )


def load_starter(settings: Settings, stores: Stores, indexer: Indexer) -> LoadStarter:
    from fynq.operations.seed import LoadStarter
    from fynq.retrieval.ingest import ingest

    async def keep(tenant: Tenant, document: Document) -> object:
        return await ingest(tenant, stores.knowledge, document, settings.retrieval)

    return LoadStarter(stores.curriculum, keep, indexer.ensure)
