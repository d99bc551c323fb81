"""Everything that storage offers, built together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from fynq.answering.analytics_books import AnalyticsBook, Rollups
from fynq.answering.background import Housekeeping
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
from fynq.answering.delivery import Outbox
from fynq.answering.desk import Desks
from fynq.answering.knowledge_books import CollectionBook, DocumentBook, UploadBook
from fynq.answering.ports import DoubtLog, KnownAnswers, Recall, Sources
from fynq.answering.practice_books import AttemptBook, ItemBook
from fynq.answering.reindex import JobQueue
from fynq.answering.reviews import EffectBook, ReviewBook, Styles
from fynq.answering.rulings import RulingBook
from fynq.answering.sharing_book import SharingBook
from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.identity.ports import Accounts, ApiKeys, Schools, Sessions
from fynq.personalization.bank import PracticeStore
from fynq.personalization.ports import Calibrations, LearnerStore, LearningLog
from fynq.retrieval.ports import (
    Deltas,
    Generations,
    KnowledgeStore,
    Replicas,
    VectorStore,
    Worths,
)
from fynq.routing.options import LimitRow
from fynq.routing.ports import Purse, Rests
from fynq.routing.rated import RatingBook
from fynq.storage.abandoned import ABANDONED_SECONDS
from fynq.storage.accounts import PostgresAccounts
from fynq.storage.alike import Alike
from fynq.storage.analytics_book import PostgresAnalyticsBook
from fynq.storage.answer_shelf import RedisShelf
from fynq.storage.api_keys import PostgresApiKeys
from fynq.storage.attempt_book import PostgresAttemptBook
from fynq.storage.cache import Cache
from fynq.storage.calibrations import PostgresCalibrations
from fynq.storage.cancellations import RedisCancellations
from fynq.storage.class_book import PostgresClassBook
from fynq.storage.collection_book import PostgresCollectionBook
from fynq.storage.curriculum import PostgresCurriculum
from fynq.storage.database import Database
from fynq.storage.deltas import PostgresDeltas, PostgresReplicas
from fynq.storage.desk import PostgresDesks
from fynq.storage.document_book import PostgresDocumentBook
from fynq.storage.doubt_book import PostgresDoubtBook
from fynq.storage.doubt_log import PostgresDoubtLog
from fynq.storage.feedback_book import PostgresFeedbackBook
from fynq.storage.generations import PostgresGenerations
from fynq.storage.idempotency_book import PostgresIdempotencyBook
from fynq.storage.item_book import PostgresItemBook
from fynq.storage.jobs import PostgresJobQueue
from fynq.storage.knowledge_store import PostgresKnowledgeStore
from fynq.storage.known_answers import ShelvedAnswers
from fynq.storage.learner_store import PostgresLearnerStore, PostgresLearningLog
from fynq.storage.ledger import PostgresLedger
from fynq.storage.library import PostgresLibrary
from fynq.storage.limits import RedisLimits
from fynq.storage.options import StorageOptions
from fynq.storage.outbox import PostgresOutbox
from fynq.storage.passage_worth import PostgresWorths
from fynq.storage.policies import PostgresPolicies
from fynq.storage.practice_store import PostgresPracticeStore
from fynq.storage.probes import PostgresProbe, RedisProbe
from fynq.storage.purse import RedisPurses
from fynq.storage.ratings import PostgresRatingBook
from fynq.storage.rests import RedisRests
from fynq.storage.reviews import PostgresEffectBook, PostgresReviewBook, PostgresStyles
from fynq.storage.revisions import PostgresRevisions
from fynq.storage.rollups import PostgresRollups
from fynq.storage.rulings import PostgresRulingBook
from fynq.storage.schools import PostgresSchools
from fynq.storage.sessions import PostgresSessions
from fynq.storage.sharing import PostgresSharing
from fynq.storage.students import PostgresStudents
from fynq.storage.tidying import PostgresTidying
from fynq.storage.upload_book import PostgresUploadBook
from fynq.storage.usage_book import PostgresUsageBook
from fynq.storage.vector_store import PostgresVectorStore

_PURSE_PATIENCE = 1.5
"""Seconds: without an answer of Redis a request whose money is limited is refused."""


class Curriculum(Protocol):
    """The skill graph and the practice items, as the starter knowledge is loaded into them."""

    async def put_skills(self, tenant: Tenant, skills: Sequence[Skill]) -> None:
        """Adds or renews skills with their prerequisites, all or none.

        Raises NotFound when a prerequisite is neither among them nor stored.
        """
        ...

    async def put_items(self, tenant: Tenant, items: Sequence[PracticeItem]) -> None:
        """Adds or renews fynq's own practice items by slug; a slug keeps the id that it had first,
        and what the school rewrote or retired stays so."""
        ...

    async def skills(self, tenant: Tenant) -> Sequence[Skill]: ...

    async def items(self, tenant: Tenant, skill: str | None = None) -> Sequence[PracticeItem]:
        """By slug; all, or those that practise `skill`."""
        ...


@dataclass(frozen=True)
class Stores:
    """Every port, over servers (`connect_stores`) or in memory (`memory_stores`).

    Connects lazily; `close` when done. purse: a Purse for the limits of a policy, which may change
    while requests run on the old one; it raises ConfigurationError for limits that make no sense.
    """

    schools: Schools
    accounts: Accounts
    sessions: Sessions
    api_keys: ApiKeys
    doubt_log: DoubtLog
    doubt_book: DoubtBook
    feedback: FeedbackBook
    students: Students
    policies: PolicyBook
    library: Library
    idempotency: IdempotencyBook
    cancellations: Cancellations
    limits: Limits
    purse: Callable[[Sequence[LimitRow]], Purse]
    rests: Rests
    usage: UsageBook
    knowledge: KnowledgeStore
    vectors: VectorStore
    collections: CollectionBook
    documents: DocumentBook
    uploads: UploadBook
    generations: Generations
    deltas: Deltas
    replicas: Replicas
    learners: LearnerStore
    learning: LearningLog
    calibrations: Calibrations
    known: KnownAnswers
    recall: Recall
    sources: Sources
    curriculum: Curriculum
    items: ItemBook
    attempts: AttemptBook
    practice: PracticeStore
    outbox: Outbox
    jobs: JobQueue
    housekeeping: Housekeeping
    ratings: RatingBook
    classes: ClassBook
    rollups: Rollups
    analytics: AnalyticsBook
    sharing: SharingBook
    rulings: RulingBook
    desks: Desks
    reviews: ReviewBook
    effects: EffectBook
    styles: Styles
    worths: Worths
    probes: Sequence[Probe]
    database: Database | None = None
    cache: Cache | None = None
    purses: RedisPurses | None = None

    async def check(self) -> None:
        """Refuses a database role that would not keep schools apart, by a ConfigurationError. A
        database that is away now is looked at when it first answers."""
        if self.database is not None:
            with suppress(StorageUnavailable):
                await self.database.check()

    async def close(self) -> None:
        if self.purses is not None:
            await self.purses.close()
        if self.database is not None:
            await self.database.close()
        if self.cache is not None:
            await self.cache.close()


def connect_stores(
    database_url: str,
    redis_url: str,
    options: StorageOptions | None = None,
    abandoned_seconds: float = ABANDONED_SECONDS,
) -> Stores:
    """One pool of each kind for the process. Call it where the event loop runs.

    abandoned_seconds: after so long an open doubt counts as failed.
    """
    database = Database(database_url, options)
    cache = Cache(redis_url)
    generations = PostgresGenerations(database)
    purses = RedisPurses(
        Cache(redis_url, seconds=_PURSE_PATIENCE, rest_seconds=0.2), PostgresLedger(database)
    )
    shelf = RedisShelf(cache)
    revisions = PostgresRevisions(database)
    known = ShelvedAnswers(shelf, Alike(shelf), generations, revisions)
    return Stores(
        database=database,
        cache=cache,
        purses=purses,
        schools=PostgresSchools(database),
        accounts=PostgresAccounts(database),
        sessions=PostgresSessions(database),
        api_keys=PostgresApiKeys(database),
        doubt_log=PostgresDoubtLog(database),
        doubt_book=PostgresDoubtBook(database, abandoned_seconds),
        feedback=PostgresFeedbackBook(database),
        students=PostgresStudents(database),
        policies=PostgresPolicies(database),
        library=PostgresLibrary(database),
        idempotency=PostgresIdempotencyBook(database),
        cancellations=RedisCancellations(cache),
        limits=RedisLimits(cache),
        purse=purses,
        rests=RedisRests(cache),
        usage=PostgresUsageBook(database),
        knowledge=PostgresKnowledgeStore(database),
        vectors=PostgresVectorStore(database),
        collections=PostgresCollectionBook(database),
        documents=PostgresDocumentBook(database),
        uploads=PostgresUploadBook(database),
        generations=generations,
        deltas=PostgresDeltas(database),
        replicas=PostgresReplicas(database),
        learners=PostgresLearnerStore(database),
        learning=PostgresLearningLog(database),
        calibrations=PostgresCalibrations(database),
        known=known,
        recall=known,
        sources=revisions,
        curriculum=PostgresCurriculum(database),
        items=PostgresItemBook(database),
        attempts=PostgresAttemptBook(database),
        practice=PostgresPracticeStore(database),
        outbox=PostgresOutbox(database),
        jobs=PostgresJobQueue(database),
        housekeeping=PostgresTidying(database, abandoned_seconds),
        ratings=PostgresRatingBook(database),
        classes=PostgresClassBook(database),
        rollups=PostgresRollups(database),
        analytics=PostgresAnalyticsBook(database),
        sharing=PostgresSharing(database),
        rulings=PostgresRulingBook(database),
        desks=PostgresDesks(database),
        reviews=PostgresReviewBook(database),
        effects=PostgresEffectBook(database),
        styles=PostgresStyles(database),
        worths=PostgresWorths(database),
        probes=(PostgresProbe(database), RedisProbe(cache)),
    )
