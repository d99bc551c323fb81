import pytest

from fynq.domain.errors import ModelFailure
from fynq.routing.decide import Scope, decide

KEY_FAULTS = {ModelFailure.RATE_LIMITED, ModelFailure.QUOTA_GONE, ModelFailure.BAD_KEY}
REQUEST_FAULTS = {
    ModelFailure.WRONG_REQUEST,
    ModelFailure.CONTEXT_TOO_LONG,
    ModelFailure.REFUSED,
    ModelFailure.TRUNCATED,
}


@pytest.mark.parametrize("failure", ModelFailure)
def test_every_failure_has_a_decision_and_the_right_scope(failure: ModelFailure) -> None:
    decision = decide(failure, None)
    assert decision.rotate == (failure in KEY_FAULTS)
    expected = (
        Scope.KEY
        if failure in KEY_FAULTS
        else Scope.REQUEST
        if failure in REQUEST_FAULTS
        else Scope.PROVIDER
    )
    assert decision.scope is expected


@pytest.mark.parametrize("failure", sorted(set(ModelFailure) - REQUEST_FAULTS))
def test_a_named_wait_is_kept_and_forbids_the_same_route(failure: ModelFailure) -> None:
    decision = decide(failure, 7.0)
    assert not decision.same
    own = {ModelFailure.QUOTA_GONE, ModelFailure.BAD_KEY}
    assert decision.rest == (300.0 if failure in own else 7.0)


def test_refused_content_goes_elsewhere_only_by_policy() -> None:
    assert not decide(ModelFailure.REFUSED, None).over
    assert decide(ModelFailure.REFUSED, None, elsewhere=True).over


def test_only_too_long_a_question_asks_for_a_larger_model() -> None:
    assert [f for f in ModelFailure if decide(f, None).larger] == [ModelFailure.CONTEXT_TOO_LONG]
