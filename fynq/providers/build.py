"""From registry rows to routes, in order of preference."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from fynq.domain.chat import ChatModel
from fynq.domain.errors import ConfigurationError
from fynq.providers.facts import filled
from fynq.providers.vendor import Vendor
from fynq.routing.options import ModelRow, ProviderRow, RoutingOptions
from fynq.routing.route import Route

BUILTIN = "builtin"
BUILTIN_ROW = ProviderRow(BUILTIN, first_token_seconds=20.0, total_seconds=60.0)
BUILTIN_MODEL = ModelRow(
    "solver",
    input_price=0.0,
    output_price=0.0,
    capabilities=("json_schema",),
    # It has seen a doubt before any model does: a cascade should not begin with it.
    quality=-3.0,
)
_MODULES = {
    "openai": "openai",
    "anthropic": "anthropic",
    "gemini": "gemini",
    "mistral": "mistral",
    "openai-compatible": "openai_compatible",
    "vllm": "vllm",
}


@dataclass
class Providers:
    """The routes, and the vendors' clients behind them."""

    routes: list[Route]
    vendors: list[Vendor] = field(default_factory=list)

    async def close(self) -> None:
        for vendor in self.vendors:
            await vendor.close()


def build_providers(
    options: RoutingOptions, builtin: ChatModel, environment: Mapping[str, str]
) -> Providers:
    """One route per provider and model, the built-in model last unless `order` says otherwise.

    A vendor's SDK is imported only when a row needs it. Raises ConfigurationError for a missing
    key, a name used twice or an unknown name in `order`.
    """
    found = Providers([])
    by_provider: dict[str, list[Route]] = {}
    for row in options.providers:
        if row.name in by_provider or row.name == BUILTIN:
            raise ConfigurationError(
                "FYNQ_ROUTING__PROVIDERS", f"the name {row.name!r} is used twice", "Rename one row."
            )
        by_provider[row.name] = _routes(row, environment, found.vendors)
    by_provider[BUILTIN] = [Route(BUILTIN_ROW, BUILTIN_MODEL, (builtin,))]
    order = options.order or tuple(by_provider)
    unknown = [name for name in order if name not in by_provider]
    if unknown:
        raise ConfigurationError(
            "FYNQ_ROUTING__ORDER",
            f"no provider is called {unknown[0]!r}",
            f"Known providers: {', '.join(by_provider)}.",
        )
    found.routes.extend(route for name in order for route in by_provider[name])
    return found


def _routes(row: ProviderRow, environment: Mapping[str, str], opened: list[Vendor]) -> list[Route]:
    module = importlib.import_module(f"fynq.providers.{_MODULES[row.kind]}")
    vendors: list[Vendor] = [module.connect(row, key) for key in _keys(row, environment)]
    opened.extend(vendors)
    models = [filled(row.kind, model) for model in row.models]
    return [
        Route(row, model, embedders=tuple(vendor.embedder(model) for vendor in vendors))
        if model.embeds
        else Route(row, model, tuple(vendor.chat(model) for vendor in vendors))
        for model in models
    ]


def _keys(row: ProviderRow, environment: Mapping[str, str]) -> list[str]:
    keys = []
    for variable in row.key_variables:
        key = environment.get(variable, "").strip()
        if not key:
            raise ConfigurationError(
                variable,
                f"a key of the provider {row.name!r} is not set",
                "Set the variable, or remove the provider from the routing options.",
            )
        keys.append(key)
    return keys or ["none"]
