"""The composition root: settings in, built objects out.

Each builder imports its room when it is called, so a process pays only for what it holds. Rooms
that live in one process share its `Stores`, hence its connections.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar
from uuid import UUID

import structlog
from pydantic import SecretStr

from fynq.answering.bridging import Gaps
from fynq.answering.knowledge_books import Blobs, WebFetch
from fynq.answering.ports import (
    AnswerChecker,
    ModelGateway,
    Personalizer,
    Reasoner,
    Retriever,
)
from fynq.answering.practice_books import Desk, Recommender
from fynq.domain.chat import ChatModel
from fynq.domain.errors import ConfigurationError, RoomUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Document, Found, Search
from fynq.personalization.lookups import Lookups
from fynq.retrieval.ports import Embedder, Generation, Vectors
from fynq.settings import Settings

if TYPE_CHECKING:
    from fynq.answering.check_items import ChooseCheck
    from fynq.answering.taking_in import TakeIn
    from fynq.operations.seed import LoadStarter
    from fynq.personalization.personalizer import Recalled
    from fynq.personalization.ports import Stamp
    from fynq.reasoning.jail.jail import Jail
    from fynq.retrieval.generations.shelf import Shelf
    from fynq.retrieval.ranking.rerank import CrossEncoder
    from fynq.storage.stores import Stores

T_co = TypeVar("T_co", covariant=True)

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
Close = Callable[[], Awaitable[None]]


async def _nothing() -> None:
    return None


def _well() -> bool:
    return True


@dataclass(frozen=True)
class Built(Generic[T_co]):
    """A room and its end. healthy: looks at this process only, never at a dependency."""

    room: T_co
    close: Close = _nothing
    healthy: Callable[[], bool] = _well


class SearchRoom(Retriever, Embedder, Protocol):
    """The retriever with its embedder, which other rooms borrow."""


class LearnerRoom(Personalizer, Recommender, Gaps, Protocol):
    """The personalizer, which also says what to practise and what is missing."""


class ReasonRoom(Reasoner, Desk, AnswerChecker, Protocol):
    """The reasoner, which also grades and helps with practice items, and looks at teachers' answers."""


class Indexer(Protocol):
    async def rebuild(self, tenant: Tenant, collection: str) -> Generation:
        """Publishes a new generation of a collection's index from the stored chunks."""
        ...

    async def ensure(self, tenant: Tenant, collection: str) -> Generation:
        """The present generation if it is whole and up to date; else a new one."""
        ...

    async def roll_back(
        self, tenant: Tenant, collection: str, number: int | None = None
    ) -> Generation:
        """Serves an earlier generation again, the one before the present where none is named."""
        ...


class Worker(Protocol):
    async def run(self) -> None:
        """Does background jobs until it is cancelled."""
        ...


class RecallingRoom(LearnerRoom, Protocol):
    """With what a replica of it does for its Remotes."""

    @property
    def lookups(self) -> Lookups: ...

    async def recall(
        self, tenant: Tenant, student: UUID, skills: Sequence[str], stamp: Stamp | None = None
    ) -> Recalled: ...


@dataclass(frozen=True)
class Rooms:
    personalizer: LearnerRoom
    retriever: SearchRoom
    reasoner: ReasonRoom
    router: ModelGateway
    indexer: Indexer


@dataclass(frozen=True)
class SearchAndEmbed:
    """A searcher together with the embedder that it uses."""

    searcher: Retriever
    embedder: Embedder

    @property
    def name(self) -> str:
        return self.embedder.name

    @property
    def dimension(self) -> int:
        return self.embedder.dimension

    async def look_up(self, tenant: Tenant, search: Search) -> Found:
        return await self.searcher.look_up(tenant, search)

    async def embed(self, texts: Sequence[str]) -> Vectors:
        return await self.embedder.embed(texts)

    async def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return await self.embedder.embed_passages(texts)


async def connect(settings: Settings) -> Stores:
    """The process's stores. Raises ConfigurationError when a URL is missing, or when the database's
    role would not keep schools apart."""
    from fynq.storage.stores import connect_stores

    stores = connect_stores(
        required(settings.database_url, "FYNQ_DATABASE_URL"),
        required(settings.redis_url, "FYNQ_REDIS_URL"),
        settings.storage,
        abandoned_seconds=max(180.0, 2 * settings.http.doubt_seconds),
    )
    try:
        await stores.check()
    except BaseException:
        await stores.close()
        raise
    return stores


def required(secret: SecretStr | None, variable: str) -> str:
    if secret is None:
        raise ConfigurationError(
            variable, "it is not set", "Start with `fynq up`, or set the variable."
        )
    return secret.get_secret_value()


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


async def _stores(settings: Settings, shared: Stores | None) -> tuple[Stores, Close]:
    """The shared stores, or ones of the room's own, with what closes them."""
    if shared is not None:
        return shared, _nothing
    own = await connect(settings)
    return own, own.close


async def build_personalizer(
    settings: Settings, shared: Stores | None = None
) -> Built[RecallingRoom]:
    from fynq.personalization.advisor import Advisor
    from fynq.personalization.personalizer import Personalizer as Plain

    stores, close = await _stores(settings, shared)
    plain = Plain(stores.learners, settings.personalization)
    return Built(Advisor(plain, stores.practice), close)


async def build_retriever(settings: Settings, shared: Stores | None = None) -> Built[SearchRoom]:
    from fynq.answering.reindex import Reindex
    from fynq.retrieval.embedder import MiniLM
    from fynq.retrieval.ranking.sufficiency import sufficient
    from fynq.retrieval.searcher import Searcher

    stores, close_stores = await _stores(settings, shared)
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


async def _small_stores(settings: Settings, shared: Stores | None) -> tuple[Stores | None, Close]:
    """None without a database. Stores of its own have two connections: a process that only notes
    what happened writes little, and there may be many of them."""
    if shared is not None or settings.database_url is None:
        return shared, _nothing
    few = replace(settings.storage, pool_min=1, pool_max=2)
    stores = await connect(settings.model_copy(update={"storage": few}))
    return stores, stores.close


async def build_router(settings: Settings, shared: Stores | None = None) -> Built[ModelGateway]:
    """Limits, ledger, rests and ratings are in the stores; without a database there are none."""
    from fynq.providers.build import build_providers
    from fynq.providers.builtin import BuiltinModel
    from fynq.reasoning.sandbox.pool import SolverPool
    from fynq.routing.by_rating import OrderByRating
    from fynq.routing.compose import compose
    from fynq.routing.free import FreePurse, OwnRests
    from fynq.routing.rated import Rated, priors
    from fynq.routing.registry import with_file

    routing = with_file(settings.routing)
    stores, close_stores = await _small_stores(settings, shared)
    pool = SolverPool(replace(settings.reasoning, solvers=1))
    builtin = BuiltinModel(pool.solve, pool.verify)
    providers = build_providers(routing, builtin, os.environ)
    if stores is None:
        router = compose(routing, providers.routes, FreePurse(), OwnRests())
    else:
        router = compose(
            routing,
            providers.routes,
            stores.purse(routing.limits),
            stores.rests,
            OrderByRating(Rated(stores.ratings, priors(routing))),
        )

    async def close() -> None:
        await router.shadows.close()
        await providers.close()
        await pool.close()
        await close_stores()

    return Built(router, close)


async def _started(jail: Jail) -> bool:
    """Where no jail can be had, programs of models are not run, and all else goes on."""
    try:
        await jail.start()
    except RoomUnavailable:
        structlog.get_logger().warning("program_route_off", why="the jail does not start here")
        return False
    return True


async def build_reasoner(
    settings: Settings, model: ChatModel, shared: Stores | None = None
) -> Built[ReasonRoom]:
    """Notes in the stores how models do; without a database nothing is noted."""
    from fynq.answering.reason_and_grade import ReasonAndGrade
    from fynq.reasoning.confidence import shipped
    from fynq.reasoning.jail.jail import Jail
    from fynq.reasoning.practice.desk import PracticeDesk
    from fynq.reasoning.reasoner import Reasoner as Plain
    from fynq.reasoning.sandbox.pool import SolverPool
    from fynq.reasoning.turns import FairReasoner, Turns

    options = settings.reasoning
    stores, close_stores = await _small_stores(settings, shared)
    pool = SolverPool(options)
    jail = Jail(width=options.solvers)
    programs = options.model_route and options.program_route
    try:
        await pool.start()
        programs = programs and await _started(jail)
    except BaseException:
        await jail.close()
        await pool.close()
        await close_stores()
        raise
    reasoner = Plain(
        solve=pool.solve,
        verify=pool.verify,
        model=model if options.model_route else None,
        seconds=options.solver_seconds,
        outcomes=stores.ratings if stores is not None else None,
        program=jail.run if programs else None,
        exam_phrases=options.exam_phrases,
        check_work=pool.check_work,
        check_units=pool.check_units,
        calibration=shipped(),
        equivalent=pool.equivalent if options.opinions else None,
        hints=pool,
        look_up=pool.look_up,
    )

    async def close() -> None:
        await jail.close()
        await pool.close()
        await close_stores()

    turns = Turns(options.solvers + 1, options.solver_queue)
    desk = PracticeDesk(pool.ask, turns, options.solver_seconds)
    fair = FairReasoner(reasoner, turns)
    return Built(ReasonAndGrade(fair, desk, fair), close)


async def build_indexer(
    settings: Settings, embedder: Embedder, shared: Stores | None = None
) -> Built[Indexer]:
    from fynq.retrieval.generations.files import Shape
    from fynq.retrieval.indexer import Indexer as Plain

    stores, close = await _stores(settings, shared)
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


async def build_worker(
    settings: Settings, rooms: Rooms, shared: Stores | None = None
) -> Built[Worker]:
    from fynq.answering.background import Background
    from fynq.answering.check_items import CheckLater
    from fynq.answering.delivery import Delivery
    from fynq.answering.taking_in import clear_files, tidy_files
    from fynq.answering.weighing import Refold, Settle, Weigh
    from fynq.storage.jobs import Jobs

    stores, close = await _stores(settings, shared)
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


def file_store(settings: Settings) -> Blobs:
    """Where uploaded files lie."""
    from fynq.storage.blobs import FileBlobs

    return FileBlobs(settings.storage.blobs or str(settings.data_dir / "files"))


def public_web(settings: Settings) -> WebFetch:
    """Raises ConfigurationError."""
    from fynq.storage.web.addresses import networks
    from fynq.storage.web.fetch import PublicWeb

    options = settings.storage
    try:
        allowed = networks(options.fetch_allowed)
    except ValueError:
        raise ConfigurationError(
            "FYNQ_STORAGE__FETCH_ALLOWED",
            "it does not hold networks",
            'Write a list such as ["10.1.0.0/16"].',
        ) from None
    return PublicWeb(
        file_store(settings),
        most=settings.http.max_upload_bytes,
        seconds=options.fetch_seconds,
        ports=options.fetch_ports,
        allowed=allowed,
    )


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


async def build_gateway(
    settings: Settings, rooms: Rooms, shared: Stores | None = None
) -> Built[Asgi]:
    from fynq.answering.answer_doubt import AnswerDoubt
    from fynq.answering.bridging import Bridging
    from fynq.answering.judge_answer import JudgeAnswer
    from fynq.answering.open_model import OpenModel
    from fynq.answering.practice_help import PracticeHelp
    from fynq.answering.practising import Practice
    from fynq.answering.ruled import RuledAnswers, RuledReasoner
    from fynq.answering.styled import StyledPersonalizer
    from fynq.answering.taking_items import TakeItems
    from fynq.http.app import build_app
    from fynq.http.drawing import Draw
    from fynq.http.openai.asking import EMBEDDER
    from fynq.http.parts import DemoLogIn, HttpParts
    from fynq.identity.front_door import build_front_door
    from fynq.identity.signing_key import read_signing_key
    from fynq.operations.seed import DEMO_PASSWORD, DEMO_STUDENT
    from fynq.retrieval.local_embedder import LocalEmbedder
    from fynq.web.pages import load_pages
    from fynq.web.passage import passage_to_html
    from fynq.web.render import final_to_html, line_html, to_html

    stores, close_stores = await _stores(settings, shared)
    key = read_signing_key(required(settings.signing_key, "FYNQ_SIGNING_KEY"))
    door = build_front_door(
        stores.schools,
        stores.accounts,
        stores.sessions,
        stores.api_keys,
        key,
        settings.identity,
    )
    exams = settings.reasoning.exam_phrases
    answer = AnswerDoubt(
        doubts=stores.doubt_log,
        personalizer=StyledPersonalizer(rooms.personalizer, stores.styles),
        retriever=rooms.retriever,
        reasoner=RuledReasoner(rooms.reasoner, stores.rulings, exams),
        known=RuledAnswers(stores.known, stores.rulings, exams),
        policies=stores.policies,
        sources=stores.sources,
        seconds=settings.http.doubt_seconds,
        around=bool(settings.routing.providers or settings.routing.file),
        checks=choose_check(stores, rooms),
        bridge=Bridging(rooms.personalizer, stores.bridges),
    )
    practice = Practice(
        stores.attempts, rooms.personalizer, rooms.personalizer, rooms.reasoner, stores.policies
    )

    school = settings.identity.default_school
    demo = DemoLogIn(school, DEMO_STUDENT, DEMO_PASSWORD) if settings.demo else None
    database, *optional = stores.probes
    parts = HttpParts(
        answer=answer,
        doubt_log=stores.doubt_log,
        doubts=stores.doubt_book,
        feedback=stores.feedback,
        students=stores.students,
        personalizer=rooms.personalizer,
        policies=stores.policies,
        library=stores.library,
        skills=stores.skills,
        idempotency=stores.idempotency,
        cancellations=stores.cancellations,
        limits=stores.limits,
        usage=stores.usage,
        identity=door,
        server_secret=key.derive("http"),
        models=rooms.router,
        embedder=LocalEmbedder(rooms.retriever, EMBEDDER),
        collections=stores.collections,
        documents=stores.documents,
        uploads=stores.uploads,
        blobs=file_store(settings),
        web=public_web(settings),
        search=rooms.retriever.look_up,
        classes=stores.classes,
        rollups=stores.rollups,
        analytics=stores.analytics,
        sharing=stores.sharing,
        open_model=OpenModel(
            stores.learners,
            stores.learning,
            stores.calibrations,
            rooms.personalizer,
            stores.curriculum,
        ),
        sources=stores.sources,
        practice=practice,
        practice_help=PracticeHelp(practice, stores.attempts, rooms.reasoner),
        items=TakeItems(stores.items, stores.library, rooms.reasoner, stores.policies),
        judge=JudgeAnswer(stores.doubt_book, stores.rulings, rooms.reasoner, stores.recall),
        reviews=stores.reviews,
        effects=stores.effects,
        styles=stores.styles,
        default_school=school,
        probes=(database,),
        optional_probes=optional,
        pages=load_pages(),
        draw=Draw(to_html, line_html, final_to_html, passage_to_html),
        demo=demo,
    )

    async def close() -> None:
        door.passwords.close()
        await close_stores()

    return Built(build_app(lambda: parts, settings.http), close)
