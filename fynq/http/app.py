"""The API, put together. A request passes the layers in the order in which they are listed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

import fynq
from fynq.http.caller import librarian_of
from fynq.http.cancelling import cancelling
from fynq.http.edge.body_guard import BodyGuard
from fynq.http.edge.envelope import Envelope
from fynq.http.edge.idempotency import Idempotency
from fynq.http.edge.methods import Methods, methods_table
from fynq.http.edge.request_line import RequestLine
from fynq.http.openai.asking import asker_of
from fynq.http.openai.routes import LARGE_PATHS, TABLE, openai_routes
from fynq.http.openapi import describe
from fynq.http.options import HttpOptions
from fynq.http.pages import FilePage, Page, Pages, read_pages
from fynq.http.parts import GetParts
from fynq.http.routes import (
    add_document,
    answer_item,
    ask_doubt,
    belief,
    belief_corrections,
    beliefs,
    cancel_doubt,
    class_members,
    class_overview,
    classes,
    collections,
    correct_doubt,
    demo,
    effects,
    export_beliefs,
    follow_up,
    give_feedback,
    health,
    help_with_item,
    import_items,
    join_class,
    keys,
    knowledge_documents,
    list_doubts,
    list_skills,
    log_in,
    log_out,
    my_profile,
    my_progress,
    placement,
    practice_items,
    practice_outcomes,
    practise,
    progress_history,
    read_document,
    read_doubt,
    read_usage,
    refresh,
    register,
    reviews,
    school_analytics,
    school_policy,
    school_sharing,
    search_knowledge,
    skills,
    skip_item,
    student_profile,
    student_progress,
    uploads,
    users,
)
from fynq.http.validation import invalid, refused

# The busiest come first: the router tries one after another.
_ROUTES: tuple[ModuleType, ...] = (
    read_doubt,
    ask_doubt,
    list_doubts,
    health,
    log_in,
    refresh,
    my_profile,
    my_progress,
    beliefs,
    export_beliefs,
    belief,
    belief_corrections,
    give_feedback,
    practise,
    answer_item,
    help_with_item,
    skip_item,
    placement,
    read_document,
    list_skills,
    skills,
    follow_up,
    cancel_doubt,
    demo,
    register,
    log_out,
    users,
    student_profile,
    read_usage,
    keys,
    school_policy,
    search_knowledge,
    uploads,
    knowledge_documents,
    add_document,
    collections,
    progress_history,
    student_progress,
    join_class,
    class_overview,
    class_members,
    classes,
    school_analytics,
    school_sharing,
    reviews,
    correct_doubt,
    effects,
    practice_items,
    import_items,
    practice_outcomes,
)
_FORMS = frozenset({"/v1/auth/login", "/v1/auth/refresh", "/v1/auth/logout"})
_EXPOSED = [
    *("X-Request-Id", "Idempotent-Replayed", "Retry-After", "Location", "X-Fynq-Doubt"),
    *("X-Fynq-Provider", "X-Fynq-Model", "X-Fynq-Attempts"),
    *("X-Fynq-Cost-Micros", "X-Fynq-Added-Ms"),
]
_OPENAI = frozenset(path.replace(":path}", "}") for path, _ in TABLE)
_TAGS = [
    {"name": "auth", "description": "Log in, register, renew and end sessions."},
    {"name": "doubts", "description": "Ask, read, follow up, cancel."},
    {"name": "feedback", "description": "Rate answers."},
    {"name": "reviews", "description": "Teachers correct answers; what was learned from them."},
    {"name": "students", "description": "Profile and progress."},
    {"name": "beliefs", "description": "What is believed of a student, why, and against it."},
    {"name": "practice", "description": "Items to practise: posed, helped with, graded."},
    {"name": "library", "description": "Documents and skills."},
    {"name": "knowledge", "description": "Collections, uploads, search."},
    {"name": "classes", "description": "Students with their teachers, and how they do."},
    {"name": "users", "description": "The people of a school."},
    {"name": "usage", "description": "What a school used, and what it cost."},
    {"name": "keys", "description": "API keys, for teachers, admins and owners."},
    {"name": "school", "description": "What the school allows."},
    {"name": "models", "description": "The OpenAI-compatible surface."},
    {"name": "health", "description": "Liveness and readiness."},
]


def build_app(get_parts: GetParts, options: HttpOptions) -> FastAPI:
    """An ASGI app that drives its own start and end through lifespan.

    get_parts returns the same object every time; it is not called before the lifespan starts or
    the first request comes, so parts may be attached after the app is built.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with cancelling(get_parts):
            yield

    app = FastAPI(
        title="fynq",
        version=fynq.__version__,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        openapi_tags=_TAGS,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
        exception_handlers={RequestValidationError: invalid, HTTPException: refused},
    )
    app.state.get_parts = get_parts
    app.state.options = options
    app.router.routes.extend(openai_routes(get_parts, options))
    for module in _ROUTES:
        # include_router would wrap each in a layer of its own, which every request then pays for.
        app.router.routes.extend(module.router.routes)
    _surround(app, get_parts, options)
    return app


def _surround(app: FastAPI, get_parts: GetParts, options: HttpOptions) -> None:
    own = {**read_pages(Path(__file__).parent / "docs", "/docs"), **_openapi(app, options)}
    own["/docs"] = own.pop("/docs/index.html")
    own.pop("/", None)

    operations = [
        (context.path_format or "", context.methods or ())
        for context in iter_route_contexts(app.routes)
        if context.path_format not in _OPENAI
    ]
    pages = [(path, ("GET",)) for path in ("/", *own)]
    table = methods_table([*operations, *TABLE, *pages])
    # The last one added is the outermost.
    app.add_middleware(Idempotency, get_parts=get_parts, options=options)
    app.add_middleware(
        BodyGuard,
        options=options,
        form_paths=_FORMS,
        model_paths=LARGE_PATHS,
        known=lambda scope: asker_of(get_parts(), scope),
        upload_routes=frozenset({add_document.PATH, import_items.PATH}),
        may_upload=lambda scope: librarian_of(get_parts(), scope),
    )
    app.add_middleware(Methods, table=table)
    app.add_middleware(Pages, own=own, others=lambda: get_parts().pages)
    app.add_middleware(RequestLine)
    if options.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=options.cors_origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
            expose_headers=[
                "X-Request-Id",
                "Idempotent-Replayed",
                "Retry-After",
                "Location",
                "X-Fynq-*",
            ],
        )
    app.add_middleware(Envelope)


_DESCRIBED: dict[HttpOptions, bytes] = {}
"""The document takes most of a second to make, and is the same wherever the options are."""


def _openapi(app: FastAPI, options: HttpOptions) -> dict[str, Page]:
    if options not in _DESCRIBED:
        _DESCRIBED[options] = json.dumps(describe(app, options)).encode()
    app.state.openapi = _DESCRIBED[options]
    return {"/openapi.json": FilePage(app.state.openapi, {"content-type": "application/json"})}
