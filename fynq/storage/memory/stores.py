"""Every in-memory store over the same contents."""

from __future__ import annotations

from fynq.storage.alike import Alike
from fynq.storage.answer_shelf import MemoryShelf
from fynq.storage.known_answers import ShelvedAnswers
from fynq.storage.memory.analytics import MemoryAnalyticsBook, MemoryRollups, MemorySharing
from fynq.storage.memory.api_keys import MemoryApiKeys
from fynq.storage.memory.classes import MemoryClassBook
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.deltas import MemoryDeltas, MemoryReplicas
from fynq.storage.memory.desk import MemoryDesks
from fynq.storage.memory.doubts import MemoryDoubtBook, MemoryDoubtLog, MemoryFeedbackBook
from fynq.storage.memory.knowledge import (
    MemoryGenerations,
    MemoryKnowledgeStore,
    MemoryRevisions,
    MemoryVectorStore,
)
from fynq.storage.memory.learners import MemoryCalibrations, MemoryLearnerStore, MemoryLearningLog
from fynq.storage.memory.learning import (
    MemoryCurriculum,
    MemoryLibrary,
    MemoryOutbox,
)
from fynq.storage.memory.people import (
    MemoryAccounts,
    MemoryPolicies,
    MemorySchools,
    MemorySessions,
    MemoryStudents,
)
from fynq.storage.memory.practice import (
    MemoryAttemptBook,
    MemoryItemBook,
    MemoryPracticeStore,
)
from fynq.storage.memory.purse import MemoryPurses, MemoryRests, MemoryUsageBook
from fynq.storage.memory.ratings import MemoryRatingBook
from fynq.storage.memory.requests import (
    MemoryCancellations,
    MemoryIdempotencyBook,
    MemoryJobQueue,
    MemoryLimits,
    MemoryProbe,
)
from fynq.storage.memory.reviews import (
    MemoryEffectBook,
    MemoryReviewBook,
    MemoryStyles,
    MemoryWorths,
)
from fynq.storage.memory.rulings import MemoryRulingBook
from fynq.storage.memory.shelves import MemoryCollectionBook, MemoryDocumentBook
from fynq.storage.memory.tidying import MemoryTidying
from fynq.storage.memory.uploads import MemoryUploadBook
from fynq.storage.stores import Stores


def memory_stores() -> Stores:
    contents = Contents()
    generations = MemoryGenerations(contents)
    shelf = MemoryShelf()
    revisions = MemoryRevisions(contents)
    known = ShelvedAnswers(shelf, Alike(shelf), generations, revisions)
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
        policies=MemoryPolicies(contents),
        library=MemoryLibrary(contents),
        idempotency=idempotency,
        cancellations=MemoryCancellations(),
        limits=MemoryLimits(),
        purse=MemoryPurses(contents),
        rests=MemoryRests(),
        usage=MemoryUsageBook(contents),
        knowledge=MemoryKnowledgeStore(contents),
        vectors=MemoryVectorStore(contents),
        collections=MemoryCollectionBook(contents),
        documents=MemoryDocumentBook(contents),
        uploads=MemoryUploadBook(contents),
        generations=generations,
        deltas=MemoryDeltas(contents),
        replicas=MemoryReplicas(contents),
        learners=MemoryLearnerStore(contents),
        learning=MemoryLearningLog(contents),
        calibrations=MemoryCalibrations(contents),
        known=known,
        recall=known,
        sources=revisions,
        curriculum=MemoryCurriculum(contents),
        items=MemoryItemBook(contents),
        attempts=MemoryAttemptBook(contents),
        practice=MemoryPracticeStore(contents),
        outbox=MemoryOutbox(contents),
        jobs=MemoryJobQueue(contents),
        housekeeping=MemoryTidying(contents, idempotency),
        ratings=MemoryRatingBook(contents),
        classes=MemoryClassBook(contents),
        rollups=MemoryRollups(contents),
        analytics=MemoryAnalyticsBook(contents),
        sharing=MemorySharing(contents),
        rulings=MemoryRulingBook(contents),
        desks=MemoryDesks(contents),
        reviews=MemoryReviewBook(contents),
        effects=MemoryEffectBook(contents),
        styles=MemoryStyles(contents),
        worths=MemoryWorths(contents),
        probes=(MemoryProbe("postgresql"), MemoryProbe("redis")),
    )
