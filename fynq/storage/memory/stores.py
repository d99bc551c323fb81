"""Every in-memory store over the same contents."""

from __future__ import annotations

from fynq.storage.memory.api_keys import MemoryApiKeys
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.doubts import MemoryDoubtBook, MemoryDoubtLog, MemoryFeedbackBook
from fynq.storage.memory.knowledge import MemoryGenerations, MemoryKnowledgeStore
from fynq.storage.memory.learning import (
    MemoryCurriculum,
    MemoryLearnerStore,
    MemoryLibrary,
    MemoryOutbox,
)
from fynq.storage.memory.people import (
    MemoryAccounts,
    MemorySchools,
    MemorySessions,
    MemoryStudents,
)
from fynq.storage.memory.requests import (
    MemoryCancellations,
    MemoryIdempotencyBook,
    MemoryJobQueue,
    MemoryKnownAnswers,
    MemoryLimits,
    MemoryProbe,
)
from fynq.storage.memory.tidying import MemoryTidying
from fynq.storage.stores import Stores


def memory_stores() -> Stores:
    contents = Contents()
    generations = MemoryGenerations(contents)
    idempotency = MemoryIdempotencyBook()
    return Stores(
        schools=MemorySchools(contents),
        accounts=MemoryAccounts(contents),
        sessions=MemorySessions(contents),
        api_keys=MemoryApiKeys(contents),
        doubt_log=MemoryDoubtLog(contents),
        doubt_book=MemoryDoubtBook(contents),
        feedback=MemoryFeedbackBook(contents),
        students=MemoryStudents(contents),
        library=MemoryLibrary(contents),
        idempotency=idempotency,
        cancellations=MemoryCancellations(),
        limits=MemoryLimits(),
        knowledge=MemoryKnowledgeStore(contents),
        generations=generations,
        learners=MemoryLearnerStore(contents),
        known=MemoryKnownAnswers(generations),
        curriculum=MemoryCurriculum(contents),
        outbox=MemoryOutbox(contents),
        jobs=MemoryJobQueue(contents),
        housekeeping=MemoryTidying(contents, idempotency),
        probes=(MemoryProbe("postgresql"), MemoryProbe("redis")),
    )
