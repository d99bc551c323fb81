"""Generated requests over the whole description: no 5xx, no status that is not documented."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from fynq.domain.principal import Role
from fynq.http.options import HttpOptions
from tests.http.house import House

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
HOUSE = House(HttpOptions(login_attempts_per_minute=10**6, client_logins_per_minute=10**6))
OWNER = HOUSE.person(HOUSE.demo, Role.OWNER)[1]
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", HOUSE.app)
OPERATIONS = {each.ok().label: each.ok() for each in SCHEMA.get_all_operations()}


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_surprises(label):
    operation = OPERATIONS[label]
    cases = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @settings(
        max_examples=40,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def run(case):
        case.call_and_validate(headers=OWNER, checks=CHECKS)

    run()
