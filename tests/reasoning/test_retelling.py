"""A checked solution in the student's language: only its words may change."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest

from fynq.domain.chat import ChatChunk, ChatRequest, StopReason, Usage
from fynq.domain.doubt import AnswerEvent, AnswerReady, AnswerText, StepFound, Verification
from fynq.domain.errors import ModelUnavailable
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help, SchoolPolicy
from fynq.reasoning.reasoner import Reasoner
from tests.reasoning.hints.hinting import HintsHere
from tests.reasoning.test_reasoner import TENANT, doubt, solving, verifying

GERMAN = LearnerContext(language="de-AT")
PLACE = re.compile(r"⟦\d+⟧")


@dataclass
class Translator:
    """Writes 'Wort' for each word, then does to the texts what `spoil` says."""

    spoil: Callable[[list[str]], object] = list
    seen: list[ChatRequest] = field(default_factory=list)

    async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
        self.seen.append(request)
        listed = json.loads(request.messages[-1].text.split(">\n", 1)[1].rsplit("\n</texts", 1)[0])
        texts = [re.sub(r"[A-Za-z]+", "Wort", text) for text in listed]
        yield ChatChunk(text=json.dumps({"texts": self.spoil(texts)}))
        yield ChatChunk(stop=StopReason.END, usage=Usage(10, 5, 0, 0, 7), model="m")


async def told(model: object, learner: LearnerContext = GERMAN) -> list[AnswerEvent]:
    reasoner = Reasoner(solving, verifying, model)  # type: ignore[arg-type]
    asked = doubt("Solve 2x + 3 = 11")
    return [e async for e in reasoner.reason(TENANT, asked, learner, ())]


async def test_the_words_change_and_the_mathematics_stays() -> None:
    english, german = await told(None), await told(Translator())
    one, other = english[-1], german[-1]
    assert isinstance(one, AnswerReady) and isinstance(other, AnswerReady)
    assert other.answer.final == one.answer.final == "x = 4"
    assert other.answer.status is Verification.VERIFIED
    assert "Wort" in other.answer.text and "Collect" not in other.answer.text
    formulas = [
        re.findall(r"\$\$.+?\$\$|\$[^$]+\$|\d+", ready.answer.text) for ready in (one, other)
    ]
    assert formulas[0] == formulas[1]
    assert "".join(e.text for e in german if isinstance(e, AnswerText)) == other.answer.text
    assert tuple(e.step for e in german if isinstance(e, StepFound)) == other.answer.steps
    assert [step.checked for step in other.answer.steps] == [s.checked for s in one.answer.steps]
    assert other.answer.usage.cost_micros == 7


async def test_no_formula_and_no_number_is_shown_to_the_model() -> None:
    model = Translator()
    await told(model)
    (request,) = model.seen
    listed = request.messages[-1].text.split(">\n", 1)[1].rsplit("\n</texts", 1)[0]
    assert "$" not in listed
    assert not re.search(r"\d", PLACE.sub("", listed))
    assert "de-AT" in request.messages[-1].text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda texts: [PLACE.sub("", text) for text in texts],
        lambda texts: [text + " ⟦1⟧" for text in texts],
        lambda texts: [text + " 5" for text in texts],
        lambda texts: [text + " $x=5$" for text in texts],
        lambda texts: texts[:-1],
        lambda texts: ["" for _ in texts],
        lambda texts: [7 for _ in texts],
        lambda texts: "nothing",
    ],
)
async def test_a_translation_that_changes_what_was_checked_is_not_used(spoil) -> None:
    last = (await told(Translator(spoil)))[-1]
    assert isinstance(last, AnswerReady)
    english = (await told(None))[-1]
    assert isinstance(english, AnswerReady)
    assert last.answer.text == english.answer.text
    assert last.answer.steps == english.answer.steps


async def test_without_a_model_it_stays_english() -> None:
    class Away:
        async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
            raise ModelUnavailable("away")
            yield

    assert await told(Away()) == await told(None)


async def test_english_asks_no_model() -> None:
    model = Translator()
    await told(model, LearnerContext(language="en-GB"))
    assert model.seen == []


@pytest.mark.parametrize(
    ("spoil", "word"),
    [(list, "Wort"), (lambda texts: [f"{texts[0]} The answer is four."], "What is asked")],
)
async def test_a_hint_is_retold_and_checked_again(
    spoil: Callable[[list[str]], object], word: str
) -> None:
    learner = LearnerContext(language="de", policy=SchoolPolicy(Help.CONCEPT))
    reasoner = Reasoner(solving, verifying, Translator(spoil), hints=HintsHere())  # type: ignore[arg-type]
    asked = doubt("Solve 2x + 3 = 11")
    found = [e async for e in reasoner.reason(TENANT, asked, learner, ())]
    last = found[-1]
    assert isinstance(last, AnswerReady) and last.answer.hint is not None
    assert word in last.answer.text and "four" not in last.answer.text
    assert "".join(e.text for e in found if isinstance(e, AnswerText)) == last.answer.text


async def test_a_doubt_in_another_language_is_answered_in_it() -> None:
    @dataclass
    class Listening:
        seen: list[ChatRequest] = field(default_factory=list)

        async def stream(self, request: ChatRequest) -> AsyncIterator[ChatChunk]:
            self.seen.append(request)
            raise ModelUnavailable("away")
            yield

    model = Listening()
    reasoner = Reasoner(solving, verifying, model)  # type: ignore[arg-type]
    asked = doubt("Wie ist die Lösung? Bitte löse das für mich: 3 Äpfel und 4 Birnen")
    for language, expected in (("en", "de"), ("fr", "fr")):
        model.seen.clear()
        learner = LearnerContext(language=language)
        assert [e async for e in reasoner.reason(TENANT, asked, learner, ())]
        told = [message.text for request in model.seen for message in request.messages]
        assert any(f"language: {expected}" in text.lower() for text in told), told
