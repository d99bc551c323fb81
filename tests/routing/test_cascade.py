from __future__ import annotations

from fynq.domain.chat import ChatMessage, ChatRequest, ChatRole, Escalation, TextPart
from fynq.routing.cascade import order_by_cascade
from fynq.routing.options import ModelRow, PolicyRow, ProviderRow
from fynq.routing.ports import Rating
from fynq.routing.route import Route

POLICY = PolicyRow("tutor", by="cascade", trust=0.7)
PROVIDER = ProviderRow("p")
SMALL, MIDDLE, LARGE = (
    Route(PROVIDER, ModelRow(name, input_price=price, output_price=4 * price))
    for name, price in (("small", 0.1), ("middle", 1.0), ("large", 5.0))
)
ROUTES = [LARGE, SMALL, MIDDLE]


def sure(**abilities: float) -> dict[str, Rating]:
    return {f"p/{name}": Rating(ability, 0.01) for name, ability in abilities.items()}


def asked(question: str = "2+2", escalation: Escalation | None = None) -> ChatRequest:
    message = ChatMessage(ChatRole.USER, (TextPart(question),))
    return ChatRequest((message,), escalation=escalation)


def rejected(*models: str) -> ChatRequest:
    return asked(escalation=Escalation(models, "x = 5", ("It is 4.",)))


def test_the_cheapest_that_is_trusted_comes_first() -> None:
    ratings = sure(small=1.5, middle=2.0, large=3.0)
    assert order_by_cascade(ROUTES, asked(), ratings, POLICY) == [SMALL, MIDDLE, LARGE]


def test_one_that_is_not_trusted_comes_after_those_that_are() -> None:
    ratings = sure(small=-1.0, middle=2.0, large=3.0)
    assert order_by_cascade(ROUTES, asked(), ratings, POLICY) == [MIDDLE, LARGE, SMALL]


def test_without_any_trust_the_best_comes_first() -> None:
    ratings = sure(small=-1.0, middle=0.0, large=-2.0)
    assert order_by_cascade(ROUTES, asked(), ratings, POLICY) == [MIDDLE, SMALL, LARGE]


def test_a_rejected_answer_goes_only_to_better_or_dearer_models() -> None:
    ratings = sure(small=1.5, middle=2.0, large=3.0)
    assert order_by_cascade(ROUTES, rejected("p/small"), ratings, POLICY) == [MIDDLE, LARGE]
    assert order_by_cascade(ROUTES, rejected("p/small", "p/middle"), ratings, POLICY) == [LARGE]
    assert order_by_cascade(ROUTES, rejected("p/middle"), ratings, POLICY) == [LARGE]
    better_and_cheaper = sure(small=2.5, middle=2.0, large=3.0)
    order = order_by_cascade(ROUTES, rejected("p/middle"), better_and_cheaper, POLICY)
    assert order == [SMALL, LARGE]


def test_when_the_best_and_dearest_was_rejected_none_is_left() -> None:
    ratings = sure(small=1.5, middle=2.0, large=3.0)
    assert order_by_cascade(ROUTES, rejected("p/large"), ratings, POLICY) == []
    assert order_by_cascade([], asked(), {}, POLICY) == []


def test_rejection_of_a_model_from_elsewhere_leaves_all() -> None:
    order = order_by_cascade(ROUTES, rejected("builtin/solver"), {}, POLICY)
    assert sorted(route.name for route in order) == ["p/large", "p/middle", "p/small"]


def test_the_unknown_is_explored_and_the_same_question_gets_the_same_order() -> None:
    ratings = sure(large=3.0)
    firsts = set()
    for at in range(100):
        request = asked(f"question {at}")
        order = order_by_cascade(ROUTES, request, ratings, POLICY)
        assert order == order_by_cascade(ROUTES, request, ratings, POLICY)
        firsts.add(order[0].name)
    assert firsts == {"p/small", "p/middle", "p/large"}
