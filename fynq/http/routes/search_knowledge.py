"""POST /v1/knowledge/search"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.caller import LibraryReader, is_staff
from fynq.http.drawing import drawn
from fynq.http.edge.visit import visit_of
from fynq.http.parts import parts_of
from fynq.http.rate import limit_searches
from fynq.http.reply import reply
from fynq.http.schemas.problems import problems
from fynq.http.schemas.searches import SearchIn, SearchOut, search_of, show_passage

router = APIRouter(tags=["knowledge"])


@router.post(
    "/v1/knowledge/search",
    summary="Search the school's knowledge",
    response_model=SearchOut,
    responses=problems(401, 403, 409, 429, bodied=True),
)
async def search_knowledge(request: Request, reader: LibraryReader, body: SearchIn) -> Response:
    """The passages that an answer would be built on, and why each was chosen. Students do not find
    what is for staff, nor the solutions of collections that hide them."""
    await limit_searches(request, reader)
    # A reply that were kept for replays could show what was removed since.
    visit_of(request.scope).unkept = True
    parts = parts_of(request)
    found = await parts.search(reader.tenant, search_of(body, is_staff(reader)))
    items = await drawn(
        sum(len(each.text) for each in found.passages) if parts.draw else 0,
        lambda: [show_passage(each, parts.draw) for each in found.passages],
    )
    judged = found.sufficiency
    enough = None if judged is None else judged.enough
    return reply(SearchOut(items=items, enough=enough, reason=judged.reason if judged else ""))
