"""The meaning-based cache with the true embedder. docs/decisions/0009 has the figures of EVERY = 1,
which takes four times as long."""

from datetime import UTC, datetime

from fynq.domain.doubt import Answer, Doubt, Verification
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import LearnerContext
from fynq.retrieval.embedder import MiniLM
from fynq.retrieval.options import RetrievalOptions
from fynq.storage.memory.stores import memory_stores
from tests.reasoning.question_pairs import (
    every_question,
    near_misses,
    reworded_pairs,
    same_pairs,
)

EVERY = 4
TENANT, LEARNER = Tenant(new_id()), LearnerContext()


def doubt(question: str) -> Doubt:
    id_ = new_id()
    return Doubt(id_, new_id(), question, id_, datetime.now(UTC))


async def test_other_words_find_the_answer_and_no_near_miss_does() -> None:
    same = same_pairs()[::EVERY]
    known = sorted({one for _, one, _ in same} | set(every_question()))
    near = [other for one in every_question() for _, other in near_misses(one)][::EVERY]
    reworded = [other for _, other in reworded_pairs()]
    texts = sorted({*known, *near, *reworded, *(other for _, _, other in same)})
    embedder = MiniLM(RetrievalOptions())
    vectors = (await embedder.embed(texts)).astype("<f2")
    await embedder.close()
    vector = {text: row.tobytes() for text, row in zip(texts, vectors, strict=True)}
    answers = memory_stores().known
    for question in known:
        answer = Answer(question, "", Verification.VERIFIED, "m")
        await answers.keep(TENANT, doubt(question), LEARNER, answer, vector[question])

    async def found(question: str) -> str | None:
        asked = doubt(question)
        answer = await answers.find_alike(TENANT, asked, LEARNER, vector[question])
        return answer.text if answer else None

    assert {await found(other) for other in near} == {None}
    hits = [await found(other) == one for _, one, other in same]
    assert sum(hits) / len(hits) >= 0.85
    assert {await found(other) for other in reworded} == {None}
