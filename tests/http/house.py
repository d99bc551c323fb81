"""A whole API over in-memory parts, and a client that calls it in-process."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

import httpx

from fynq.answering.answer_doubt import AnswerDoubt
from fynq.answering.judge_answer import JudgeAnswer
from fynq.answering.open_model import OpenModel
from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    Answer,
    AnswerReady,
    AnswerRefused,
    AnswerRestarted,
    AnswerText,
    LineVerdict,
    Progress,
    Step,
    StepFound,
    Verification,
    Witness,
    WorkChecked,
    WorkLine,
)
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Citation, Collection, Document, Found, Skill
from fynq.domain.learner import LearnerContext, SkillState
from fynq.domain.principal import Principal, Role
from fynq.domain.ruling import AnswerCheck, CheckVerdict
from fynq.http.app import build_app
from fynq.http.options import HttpOptions
from fynq.http.parts import DemoLogIn, HttpParts
from fynq.identity.front_door import build_front_door
from fynq.identity.make_key import NewKey
from fynq.identity.options import IdentityOptions
from fynq.identity.permissions import scopes_of
from fynq.identity.ports import Account, School
from fynq.identity.signing_key import make_signing_key
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.local_embedder import LocalEmbedder
from fynq.storage.memory.analytics import MemoryAnalyticsBook, MemoryRollups, MemorySharing
from fynq.storage.memory.classes import MemoryClassBook
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.knowledge import made_collection
from fynq.storage.memory.learners import (
    MemoryCalibrations,
    MemoryLearnerStore,
    MemoryLearningLog,
)
from fynq.storage.memory.learning import MemoryCurriculum
from fynq.storage.memory.people import MemoryPolicies
from fynq.storage.memory.purse import MemoryPurses, MemoryUsageBook
from fynq.storage.memory.reviews import MemoryEffectBook, MemoryReviewBook, MemoryStyles
from fynq.storage.memory.rulings import MemoryRulingBook
from fynq.storage.memory.shelves import MemoryCollectionBook, MemoryDocumentBook
from fynq.storage.memory.uploads import MemoryBlobs, MemoryUploadBook
from fynq.storage.web.fetch import PublicWeb
from tests.http.memory import (
    GoodProbe,
    MemoryCancellations,
    MemoryDoubts,
    MemoryFeedback,
    MemoryIdempotency,
    MemoryIdentity,
    MemoryLibrary,
    MemoryLimits,
    MemoryStudents,
)
from tests.http.practising import Practising
from tests.http.scripted_models import ScriptedModels

QUICK = IdentityOptions(argon2_time=1, argon2_memory=64, argon2_lanes=1)
PASSWORD = "correct horse battery"


class ScriptedReasoner:
    """Answers by what the question says: 'refuse', 'hang', 'break', else an answer."""

    def __init__(self):
        self.hanging = asyncio.Event()
        self.release = asyncio.Event()
        self.cancelled = 0
        self.count = 0

    async def check_answer(self, question, final):
        """'x = 5' is contradicted, 'x = 4' agreed with, and nothing is known of the rest."""
        verdicts = {"x = 5": CheckVerdict.CONTRADICTED, "x = 4": CheckVerdict.AGREED}
        return AnswerCheck(verdicts.get(final, CheckVerdict.OPEN), "x = 4")

    async def reason(self, tenant, doubt, learner, passages, sufficiency=None):
        self.count += 1
        yield Progress("solving")
        if "refuse" in doubt.question:
            read = Citation(UUID(int=7), UUID(int=8), 1, "Triangles", 0, 5, "A tri")
            helpless = "teacher" in doubt.question
            advice = "Give the triangle's sides."
            yield AnswerRefused("Too little is known.", advice, (read,), needs_teacher=helpless)
            return
        if "break" in doubt.question:
            raise RuntimeError("a bug")
        if "check my work" in doubt.question:
            yield AnswerText("Line 1 is wrong.")
            line = WorkLine(1, "$x = 3$", LineVerdict.WRONG)
            work = WorkChecked((line,), 1, "forgotten_minus_root", "The second root forgotten")
            verified = Verification.VERIFIED
            yield AnswerReady(Answer("Line 1 is wrong.", "Line 1", verified, "m", work=work))
            return
        if "hang" in doubt.question:
            self.hanging.set()
            try:
                await self.release.wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
        step = Step(1, "Subtract 3", "$2x = 8$", True)
        if "restart" in doubt.question:
            yield AnswerText("So $x = 5")
            yield AnswerRestarted()
        yield StepFound(step)
        yield AnswerText("So $x = 4$.")
        citation = Citation(UUID(int=7), UUID(int=8), 1, "Linear equations", 0, 5, "Solve")
        yield AnswerReady(
            Answer(
                text="So $x = 4$.",
                final="x = 4",
                status=Verification.VERIFIED,
                model="builtin/solver",
                steps=(step,),
                witnesses=(Witness("substitution", "$2 \\cdot 4 + 3 = 11$"),),
                citations=(citation,),
                subject="mathematics",
                skills=("linear-equations",),
                usage=Usage(1, 2, 0, 0, 0),
                confidence=0.99,
            )
        )


class QuietRooms:
    """Personalizer, retriever and known answers that add nothing."""

    async def context(self, tenant, student, skills):
        return LearnerContext()

    async def observe(self, tenant, student):
        return None

    async def look_up(self, tenant, search):
        return Found()

    async def find(self, tenant, doubt, learner):
        return None

    async def find_alike(self, tenant, doubt, learner, vector):
        return None

    async def keep(self, tenant, doubt, learner, answer, vector):
        return None

    async def forget(self, tenant, doubt):
        return None


@dataclass
class House:
    options: HttpOptions = field(default_factory=HttpOptions)
    identity_options: IdentityOptions = QUICK
    cancellations: MemoryCancellations = field(default_factory=MemoryCancellations)
    doubts: MemoryDoubts = field(default_factory=MemoryDoubts)
    extra: dict = field(default_factory=dict)

    def __post_init__(self):
        self.people = MemoryIdentity()
        self.reasoner = ScriptedReasoner()
        self.students = MemoryStudents()
        self.library = MemoryLibrary()
        self.idempotency = MemoryIdempotency()
        self.limits = MemoryLimits()
        contents = Contents()
        self.contents = contents
        self.blobs = MemoryBlobs()
        self.searches = []
        self.found = Found()
        self.purses = MemoryPurses(contents)
        self.policies = MemoryPolicies(contents)
        self.feedback = MemoryFeedback(self.doubts)
        self.models = ScriptedModels()
        rooms = self.learning = QuietRooms()
        learners = MemoryLearnerStore(contents)
        self.personalizer = Personalizer(learners, PersonalizationOptions())
        self.log = MemoryLearningLog(contents)
        self.open_model = OpenModel(
            learners,
            self.log,
            MemoryCalibrations(contents),
            self.personalizer,
            MemoryCurriculum(contents),
        )
        self.practising = Practising(contents, rooms, self.policies)
        self.rulings = MemoryRulingBook(contents)
        self.front_door = build_front_door(
            self.people,
            self.people,
            self.people,
            self.people,
            make_signing_key(),
            self.identity_options,
        )
        self.parts = HttpParts(
            **{
                "answer": AnswerDoubt(
                    self.doubts, rooms, rooms, self.reasoner, rooms, self.policies
                ),
                "doubt_log": self.doubts,
                "doubts": self.doubts,
                "feedback": self.feedback,
                "students": self.students,
                "personalizer": self.learning,
                "policies": self.policies,
                "library": self.library,
                "collections": MemoryCollectionBook(contents),
                "documents": MemoryDocumentBook(contents),
                "uploads": MemoryUploadBook(contents),
                "blobs": self.blobs,
                "web": PublicWeb(self.blobs, most=self.options.max_upload_bytes),
                "search": self.search,
                "classes": MemoryClassBook(contents),
                "rollups": MemoryRollups(contents),
                "analytics": MemoryAnalyticsBook(contents),
                "sharing": MemorySharing(contents),
                "open_model": self.open_model,
                "practice": self.practising.practice,
                "practice_help": self.practising.help,
                "items": self.practising.take_items,
                "judge": JudgeAnswer(self.doubts, self.rulings, self.reasoner, rooms),
                "reviews": MemoryReviewBook(contents),
                "effects": MemoryEffectBook(contents),
                "styles": MemoryStyles(contents),
                "idempotency": self.idempotency,
                "cancellations": self.cancellations,
                "limits": self.limits,
                "usage": MemoryUsageBook(contents),
                "identity": self.front_door,
                "server_secret": b"s" * 32,
                "models": self.models,
                "embedder": LocalEmbedder(HashingEmbedder(), "fynq/minilm"),
                "probes": (GoodProbe(),),
                "demo": DemoLogIn("demo", "student@demo.example", PASSWORD),
                **self.extra,
            }
        )
        self.demo = self.school("demo")
        self.app = build_app(lambda: self.parts, self.options)

    async def search(self, tenant, search):
        self.searches.append((tenant, search))
        return self.found

    def school(self, slug, registration="open") -> School:
        school = School(Tenant(new_id()), slug, slug.title(), registration, "letmein")
        self.people.schools[slug] = school
        self.policies.contents.schools[school.tenant] = school
        return school

    def person(self, school, role=Role.STUDENT, email=None) -> tuple[Account, dict]:
        """An account and the headers of a request by it."""
        account = Account(new_id(), email or f"{new_id()}@example.org", "Someone", role, "!")
        self.people.accounts[school.tenant][account.id] = account
        self.contents.accounts[school.tenant, account.id] = account
        principal = Principal(school.tenant, account.id, role, scopes_of(role))
        token = self.front_door.tokens.issue(principal)
        return account, {"Authorization": f"Bearer {token}"}

    async def key(self, school, role=Role.TEACHER, **wanted) -> tuple[str, dict]:
        """An API key's id, and the headers of a request with it."""
        account, _ = self.person(school, role)
        make = self.front_door.make_key
        key, text = await make(school.tenant, account.id, NewKey("test", **wanted))
        return str(key.id), {"Authorization": f"Bearer {text}"}

    def document(self, school) -> Document:
        document = Document(new_id(), "starter", "a.md", "Linear equations", "Solve for $x$.")
        self.contents.documents[school.tenant, document.id] = document
        if (school.tenant, "starter") not in self.contents.collections:
            made_collection(self.contents, school.tenant, Collection("starter", "Starter"))
        self.library.all_skills[school.tenant].append(
            Skill(f"skill-of-{school.slug}", "Skill", "mathematics", 1)
        )
        self.students.states = (SkillState("linear-equations", 0.4, 0.5, 2, datetime.now(UTC)),)
        return document

    @asynccontextmanager
    async def client(self):
        async with self.app.router.lifespan_context(self.app):
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://fynq.test"
            ) as client:
                yield client


def events_in(text: str) -> list[tuple[str, str]]:
    """(event, data) of a stream's text."""
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
        if "event" in lines:
            found.append((lines["event"], lines["data"]))
    return found
