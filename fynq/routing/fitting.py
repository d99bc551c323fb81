"""A request as one route can take it."""

from __future__ import annotations

from dataclasses import replace

from fynq.domain.chat import ChatRequest, SourcePart
from fynq.routing.estimates import estimate_of
from fynq.routing.route import Route


def fitted(request: ChatRequest, route: Route) -> ChatRequest:
    """Without what stands around its sources, where the route's context may be too small for that."""
    context = route.model.context
    parts = [part for message in request.messages for part in message.parts]
    wide = any(isinstance(part, SourcePart) and part.wider for part in parts)
    if not context or not wide or estimate_of(request, [route]).tokens <= context:
        return request
    messages = tuple(
        replace(
            message,
            parts=tuple(
                replace(part, wider=None) if isinstance(part, SourcePart) else part
                for part in message.parts
            ),
        )
        for message in request.messages
    )
    return replace(request, messages=messages)
