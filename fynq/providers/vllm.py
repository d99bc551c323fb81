"""Models that we host ourselves, behind vLLM's server or Ray Serve's `llm` application."""

from __future__ import annotations

from fynq.domain.errors import ConfigurationError, ModelFailure, ModelUnavailable
from fynq.providers.exchange import Diagnosis
from fynq.providers.openai_compatible import Dialect, Service, plain_body, service
from fynq.routing.options import ProviderRow

NOT_SERVED = Diagnosis(ModelUnavailable, "The model is not being served.", ModelFailure.UNREACHABLE)
"""A 404 here is a model that is being swapped, or an application that is not yet up: no fault of
the request, which another route can serve."""
_DIALECT = Dialect(plain_body, NOT_SERVED)


def connect(row: ProviderRow, key: str) -> Service:
    if not row.base_url:
        raise ConfigurationError(
            "FYNQ_ROUTING__PROVIDERS",
            f"the provider {row.name!r} has no base_url",
            "Give the address of the server, such as http://127.0.0.1:8000/v1.",
        )
    return service(row, key, _DIALECT)
