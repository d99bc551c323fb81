"""Everything that storage offers, built together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fynq.answering.ports import DoubtLog, KnownAnswers
from fynq.http.ports import (
    Cancellations,
    DoubtBook,
    FeedbackBook,
    IdempotencyBook,
    Library,
    Limits,
    Probe,
    Students,
)
from fynq.identity.ports import Accounts, Schools, Sessions
from fynq.personalization.ports import LearnerStore
from fynq.retrieval.ports import Generations, KnowledgeStore
from fynq.storage.accounts import PostgresAccounts
from fynq.storage.cache import Cache
from fynq.storage.cancellations import RedisCancellations
from fynq.storage.curriculum import PostgresCurriculum
from fynq.storage.database import Database
from fynq.storage.doubt_book import PostgresDoubtBook
from fynq.storage.doubt_log import PostgresDoubtLog
from fynq.storage.feedback_book import PostgresFeedbackBook
from fynq.storage.generations import PostgresGenerations
from fynq.storage.idempotency_book import PostgresIdempotencyBook
from fynq.storage.knowledge_store import PostgresKnowledgeStore
from fynq.storage.known_answers import RedisKnownAnswers
from fynq.storage.learner_store import PostgresLearnerStore
from fynq.storage.library import PostgresLibrary
from fynq.storage.limits import RedisLimits
from fynq.storage.options import StorageOptions
from fynq.storage.outbox import PostgresOutbox
from fynq.storage.probes import PostgresProbe, RedisProbe
from fynq.storage.schools import PostgresSchools
from fynq.storage.sessions import PostgresSessions
from fynq.storage.students import PostgresStudents


@dataclass(frozen=True)
class Stores:
    """Connects lazily; `close` when done."""

    database: Database
    cache: Cache
    schools: Schools
    accounts: Accounts
    sessions: Sessions
    doubt_log: DoubtLog
    doubt_book: DoubtBook
    feedback: FeedbackBook
    students: Students
    library: Library
    idempotency: IdempotencyBook
    cancellations: Cancellations
    limits: Limits
    knowledge: KnowledgeStore
    generations: Generations
    learners: LearnerStore
    known: KnownAnswers
    curriculum: PostgresCurriculum
    outbox: PostgresOutbox
    probes: Sequence[Probe]

    async def close(self) -> None:
        await self.database.close()
        await self.cache.close()


def connect_stores(
    database_url: str, redis_url: str, options: StorageOptions | None = None
) -> Stores:
    """One pool of each kind for the process. Call it where the event loop runs."""
    database = Database(database_url, options)
    cache = Cache(redis_url)
    generations = PostgresGenerations(database)
    return Stores(
        database=database,
        cache=cache,
        schools=PostgresSchools(database),
        accounts=PostgresAccounts(database),
        sessions=PostgresSessions(database),
        doubt_log=PostgresDoubtLog(database),
        doubt_book=PostgresDoubtBook(database),
        feedback=PostgresFeedbackBook(database),
        students=PostgresStudents(database),
        library=PostgresLibrary(database),
        idempotency=PostgresIdempotencyBook(database),
        cancellations=RedisCancellations(cache),
        limits=RedisLimits(cache),
        knowledge=PostgresKnowledgeStore(database),
        generations=generations,
        learners=PostgresLearnerStore(database),
        known=RedisKnownAnswers(cache, generations),
        curriculum=PostgresCurriculum(database),
        outbox=PostgresOutbox(database),
        probes=(PostgresProbe(database), RedisProbe(cache)),
    )
