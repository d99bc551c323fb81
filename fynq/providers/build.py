"""From registry rows to routes, in order of preference."""

from __future__ import annotations

from collections.abc import Mapping

from fynq.domain.chat import ChatModel
from fynq.domain.errors import ConfigurationError
from fynq.routing.options import Endpoint, RoutingOptions
from fynq.routing.router import Route

BUILTIN = "builtin"


def build_routes(
    options: RoutingOptions, builtin: ChatModel, environment: Mapping[str, str]
) -> list[Route]:
    """One route per endpoint and model, the built-in model last unless `order` says otherwise.

    Raises ConfigurationError for a missing key, a name used twice or an unknown name in `order`.
    """
    by_provider: dict[str, list[Route]] = {}
    for row in options.endpoints:
        if row.name in by_provider or row.name == BUILTIN:
            raise ConfigurationError(
                "FYNQ_ROUTING__ENDPOINTS", f"the name {row.name!r} is used twice", "Rename one row."
            )
        by_provider[row.name] = _routes(row, environment)
    by_provider[BUILTIN] = [Route(BUILTIN, "solver", builtin)]
    order = options.order or tuple(by_provider)
    unknown = [name for name in order if name not in by_provider]
    if unknown:
        raise ConfigurationError(
            "FYNQ_ROUTING__ORDER",
            f"no provider is called {unknown[0]!r}",
            f"Known providers: {', '.join(by_provider)}.",
        )
    return [route for name in order for route in by_provider[name]]


def _routes(row: Endpoint, environment: Mapping[str, str]) -> list[Route]:
    from openai import AsyncOpenAI

    from fynq.providers.openai_compatible import OpenAICompatible

    key = environment.get(row.key_variable, "") if row.key_variable else "none"
    if not key:
        raise ConfigurationError(
            row.key_variable,
            f"the key of the endpoint {row.name!r} is not set",
            "Set the variable, or remove the endpoint from the routing options.",
        )
    client = AsyncOpenAI(base_url=row.base_url, api_key=key, max_retries=0)
    return [
        Route(
            provider=row.name,
            model=model,
            chat=OpenAICompatible(client, row.name, model, row.input_price, row.output_price),
            first_token_seconds=row.first_token_seconds,
            total_seconds=row.total_seconds,
        )
        for model in row.models
    ]
