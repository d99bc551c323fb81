"""Options of routing: which providers there are, and how one of their models is chosen.

They come from a YAML file (`FYNQ_ROUTING__FILE`, `fynq up --models FILE`), from the environment as
JSON, or from the Serve config; the router takes new ones over live, by `user_config`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

ProviderKind = Literal["openai", "anthropic", "gemini", "mistral", "openai-compatible", "vllm"]
Capability = Literal["image", "tools", "json_schema"]


class Row:
    """A key that no row knows ends the start: a misspelt limit must not mean no limit."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}


@dataclass(frozen=True)
class ModelRow(Row):
    """One model of a provider. name: what callers write behind 'provider/'; upstream: what the
    provider calls it, '' for the same.

    Prices in dollars per million tokens, which is micro-dollars per token; context and max_output
    in tokens. None or 0 means: as the facts file says, or unknown. quality: the rating that it
    starts with, on the students' Elo scale in logits; 0 is a student's first item. family: who
    made it, e.g. 'anthropic', where the name does not tell.
    """

    name: str
    upstream: str = ""
    embeds: bool = False
    input_price: float | None = None
    cached_price: float | None = None
    output_price: float | None = None
    context: int = 0
    max_output: int = 0
    capabilities: tuple[Capability, ...] | None = None
    quality: float | None = None
    family: str = ""


@dataclass(frozen=True)
class ProviderRow(Row):
    """One provider. base_url: '' for the vendor's own address. key_variables: the environment
    variables that hold its keys, used in turn; none for a service without keys.

    Times in seconds. connect: to open a connection; first_token: until the first content;
    silence: between two pieces; total: for a whole answer. least_rate: tokens per second below
    which an uncommitted stream is given up, 0 for none.
    """

    name: str
    kind: ProviderKind = "openai-compatible"
    base_url: str = ""
    key_variables: tuple[str, ...] = ()
    models: tuple[ModelRow, ...] = ()
    connect_seconds: float = 3.0
    first_token_seconds: float = 20.0
    silence_seconds: float = 15.0
    total_seconds: float = 120.0
    least_rate: float = 0.0
    max_concurrent: int = 256


@dataclass(frozen=True)
class Share(Row):
    """A part of the traffic, 0 to 1, for one 'provider/model'."""

    model: str
    share: float


@dataclass(frozen=True)
class PolicyRow(Row):
    """How one of several models is chosen.

    models: 'provider/model' or 'provider', in order; () for all that are configured.
    by: 'order' takes them as listed; 'price', 'latency' and 'quality' the best of those that can
    do what is asked; 'cascade' the cheapest that the ratings trust, and a better one when a
    verifier rejects its answer. canary: shares of the traffic that meet another model first,
    always the same one for the same `sticky`. shadow: shares that are also sent to another model,
    whose answer is only rated. trust: the probability of a right answer from which a cascade
    trusts a model. elsewhere: whether refused content may be tried with another provider.
    """

    name: str
    models: tuple[str, ...] = ()
    by: Literal["order", "price", "latency", "quality", "cascade"] = "order"
    canary: tuple[Share, ...] = ()
    shadow: tuple[Share, ...] = ()
    trust: float = 0.7
    elsewhere: bool = False


@dataclass(frozen=True)
class Fallback(Row):
    """Where a request that pins `model` goes when that fails, in order."""

    model: str
    then: tuple[str, ...]


@dataclass(frozen=True)
class HealthOptions(Row):
    """A rolling window of outcomes per route and key.

    degraded and open: the ratios of failures from which a route is asked last, or not at all, with
    at least `minimum` outcomes in `window_seconds`. It reopens for a probe after `rest_seconds`,
    twice as long after each failed probe, up to `most_rest_seconds`.
    """

    window_seconds: float = 30.0
    minimum: int = 5
    degraded: float = 0.2
    open: float = 0.5
    rest_seconds: float = 2.0
    most_rest_seconds: float = 120.0


@dataclass(frozen=True)
class HedgeOptions(Row):
    """A second request, to another route, when the first has no content after its p95 time to
    first token, but not before `least_seconds`. share: of all requests, at most; off while more
    than `errors` of them fail."""

    share: float = 0.05
    least_seconds: float = 0.5
    errors: float = 0.1


@dataclass(frozen=True)
class LimitRow(Row):
    """At most so much in one window, per day unless `seconds` says otherwise; 0 is no limit.

    scope: each 'tenant', 'user' or 'key' has its own count. money in micro-dollars.
    """

    scope: Literal["tenant", "user", "key"]
    seconds: int = 86_400
    requests: int = 0
    tokens: int = 0
    cost_micros: int = 0


@dataclass(frozen=True)
class RoutingOptions(Row):
    """order: providers tried in turn when no policy is named; () for all, then the built-in model.

    policies are asked for by name in place of a model. max_attempts: requests sent upstream for
    one request, hedges included.
    """

    file: str = ""
    providers: tuple[ProviderRow, ...] = ()
    order: tuple[str, ...] = ()
    policies: tuple[PolicyRow, ...] = ()
    fallbacks: tuple[Fallback, ...] = ()
    limits: tuple[LimitRow, ...] = ()
    max_attempts: int = 3
    health: HealthOptions = HealthOptions()
    hedge: HedgeOptions = HedgeOptions()
