"""The API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fynq.settings import Settings
from fynq.wiring.background import choose_check
from fynq.wiring.built import Asgi, Built, Rooms
from fynq.wiring.connections import file_store, public_web, required, stores_of

if TYPE_CHECKING:
    from fynq.storage.stores import Stores


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

    stores, close_stores = await stores_of(settings, shared)
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
