"""What stands around sources is left out for a model that has no room for it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from fynq.domain.chat import ChatMessage, ChatRequest, ChatRole, SourcePart, TextPart
from fynq.domain.knowledge import Passage
from fynq.routing.fitting import fitted
from fynq.routing.options import ModelRow, ProviderRow
from fynq.routing.route import Route

SMALL = Passage(UUID(int=1), UUID(int=2), 1, "Ice", "", 900, 1_200, "x" * 300, 0.9)
WIDE = replace(SMALL, start=0, end=9_000, text="x" * 9_000)
REQUEST = ChatRequest(
    (
        ChatMessage(ChatRole.SYSTEM, (TextPart("Help."),)),
        ChatMessage(ChatRole.USER, (SourcePart(SMALL, WIDE), SourcePart(SMALL), TextPart("Why?"))),
    ),
    max_tokens=500,
)


@pytest.mark.parametrize(("context", "fits"), [(0, True), (8_000, True), (2_000, False)])
def test_a_small_context_gets_the_passages_alone(context: int, fits: bool) -> None:
    route = Route(ProviderRow("a"), ModelRow("m", context=context))
    sent = fitted(REQUEST, route)
    if fits:
        assert sent is REQUEST
    else:
        assert sent.messages[1].parts == (SourcePart(SMALL), SourcePart(SMALL), TextPart("Why?"))
        assert fitted(sent, route) is sent
