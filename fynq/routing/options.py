"""Options of routing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoint:
    """One OpenAI-compatible service. key_variable: the environment variable that holds its key;
    '' for none. models: the names it serves, best first. Prices in micro-dollars per million
    tokens. timeouts in seconds."""

    name: str
    base_url: str
    models: tuple[str, ...]
    key_variable: str = ""
    input_price: int = 0
    output_price: int = 0
    first_token_seconds: float = 20.0
    total_seconds: float = 60.0


@dataclass(frozen=True)
class RoutingOptions:
    """order: providers tried in turn, by name; '' means every endpoint, then the built-in model."""

    endpoints: tuple[Endpoint, ...] = ()
    order: tuple[str, ...] = ()
    max_attempts: int = 3
    cooldown_seconds: float = 15.0
