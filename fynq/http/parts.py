"""What the API is made of, handed in by the composition root."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from starlette.requests import Request
from starlette.types import Scope

from fynq.answering.analytics_books import AnalyticsBook, Rollups
from fynq.answering.books import (
    Cancellations,
    DoubtBook,
    FeedbackBook,
    IdempotencyBook,
    Library,
    Limits,
    PolicyBook,
    Probe,
    Students,
    UsageBook,
)
from fynq.answering.class_book import ClassBook
from fynq.answering.judge_answer import Judgement
from fynq.answering.knowledge_books import (
    Blobs,
    CollectionBook,
    DocumentBook,
    UploadBook,
    WebFetch,
)
from fynq.answering.open_model import OpenModel
from fynq.answering.ports import DoubtLog, ModelGateway, Personalizer, Sources
from fynq.answering.practice_help import PracticeHelp
from fynq.answering.practising import Practice
from fynq.answering.reviews import EffectBook, ReviewBook, Styles
from fynq.answering.rulings import Ruled
from fynq.answering.running import RunningDoubts
from fynq.answering.sharing_book import SharingBook
from fynq.answering.taking_items import TakeItems
from fynq.domain.chat import EmbeddingModel
from fynq.domain.doubt import AnswerEvent, Doubt
from fynq.domain.errors import Unauthenticated
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Found, Search
from fynq.domain.principal import Principal
from fynq.domain.ruling import AnswerCheck
from fynq.http.drawing import Draw
from fynq.http.edge.visit import visit_of
from fynq.http.openai.errors import speaks_openai
from fynq.http.options import HttpOptions
from fynq.http.pages import Page
from fynq.identity.api_key import PREFIX
from fynq.identity.front_door import FrontDoor


class Answers(Protocol):
    """AnswerDoubt, or something of its shape."""

    def __call__(self, tenant: Tenant, doubt: Doubt) -> AsyncGenerator[AnswerEvent, None]: ...


class SearchKnowledge(Protocol):
    async def __call__(self, tenant: Tenant, search: Search) -> Found: ...


class Judge(Protocol):
    """JudgeAnswer, or something of its shape."""

    async def __call__(
        self, tenant: Tenant, doubt: UUID, judgement: Judgement
    ) -> tuple[Ruled, AnswerCheck]: ...


@dataclass(frozen=True, slots=True)
class DemoLogIn:
    school: str
    username: str
    password: str


@dataclass(frozen=True)
class HttpParts:
    """probes: what the service cannot do without; optional_probes: what it can work without for
    a while. server_secret: 32 bytes, the same in every replica. pages: path → page. draw: None
    leaves the `…_html` fields null. demo: what `/v1/demo` gives away, if anything.
    default_school: the slug for a log-in that names no school. models: what the OpenAI-compatible
    routes call by name; embedder: the built-in one, fynq/minilm. collections to
    search: the school's own knowledge. open_model: what is believed of students, with its evidence.
    sources: whether what an answer cites still stands. practice: items posed and answered; practice_help: hints and
    solutions to them; items: how they come in.
    """

    answer: Answers
    doubt_log: DoubtLog
    doubts: DoubtBook
    feedback: FeedbackBook
    students: Students
    personalizer: Personalizer
    policies: PolicyBook
    library: Library
    idempotency: IdempotencyBook
    cancellations: Cancellations
    limits: Limits
    usage: UsageBook
    identity: FrontDoor
    server_secret: bytes
    models: ModelGateway
    embedder: EmbeddingModel
    collections: CollectionBook
    documents: DocumentBook
    uploads: UploadBook
    blobs: Blobs
    web: WebFetch
    search: SearchKnowledge
    classes: ClassBook
    rollups: Rollups
    analytics: AnalyticsBook
    sharing: SharingBook
    open_model: OpenModel
    practice: Practice
    practice_help: PracticeHelp
    items: TakeItems
    judge: Judge
    reviews: ReviewBook
    effects: EffectBook
    styles: Styles
    default_school: str = "demo"
    probes: Sequence[Probe] = ()
    optional_probes: Sequence[Probe] = ()
    pages: Mapping[str, Page] = field(default_factory=dict)
    draw: Draw | None = None
    demo: DemoLogIn | None = None
    sources: Sources | None = None
    running: RunningDoubts = field(default_factory=RunningDoubts)

    async def caller_of(self, scope: Scope) -> Principal | None:
        """Who sends this request; None without a valid token. Verifies once per request.

        An API key counts under the OpenAI-compatible paths only. Raises Unavailable when the key
        cannot be looked up.
        """
        visit = visit_of(scope)
        if visit.principal is None:
            token = bearer_of(scope)
            if token is None:
                return None
            try:
                if token.startswith(PREFIX):
                    if not speaks_openai(scope["path"]):
                        return None
                    visit.held = await self.identity.check_key(token)
                    visit.principal = visit.held.principal
                else:
                    visit.principal = self.identity.tokens.verify(token)
            except Unauthenticated:
                return None
        return visit.principal


GetParts = Callable[[], HttpParts]


def bearer_of(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == b"authorization":
            kind, _, token = value.partition(b" ")
            return token.strip().decode("latin-1") if kind.lower() == b"bearer" else None
    return None


def parts_of(request: Request) -> HttpParts:
    parts: HttpParts = request.app.state.get_parts()
    return parts


def options_of(request: Request) -> HttpOptions:
    options: HttpOptions = request.app.state.options
    return options
