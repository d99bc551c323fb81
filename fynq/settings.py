"""Everything that can be set, built once at the start and passed in.

Environment variables: FYNQ_<FIELD>, and FYNQ_<ROOM>__<FIELD> for a room's own options.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from fynq.domain.errors import ConfigurationError
from fynq.http.options import HttpOptions
from fynq.identity.options import IdentityOptions
from fynq.personalization.options import PersonalizationOptions
from fynq.reasoning.options import ReasoningOptions
from fynq.retrieval.options import RetrievalOptions
from fynq.routing.options import RoutingOptions
from fynq.routing.registry import in_full
from fynq.storage.options import StorageOptions

Room = Literal["personalizer", "retriever", "reasoner", "router", "indexer", "worker"]
Placement = Literal["actor", "inline"]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="FYNQ_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    data_dir: Path = Field(default_factory=lambda: Path.home() / ".local" / "share" / "fynq")
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    signing_key: SecretStr | None = None
    environment: Literal["local", "production"] = "local"
    demo: bool = True
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    http: HttpOptions = HttpOptions()
    identity: IdentityOptions = IdentityOptions()
    storage: StorageOptions = StorageOptions()
    retrieval: RetrievalOptions = RetrievalOptions()
    personalization: PersonalizationOptions = PersonalizationOptions()
    reasoning: ReasoningOptions = ReasoningOptions()
    routing: RoutingOptions = RoutingOptions()

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, given: dict[str, Any]) -> dict[str, Any]:
        """A room's list comes from the environment as JSON text, which pydantic-settings reads in
        models but not in dataclasses."""
        found = {
            name: _with_lists(value) if isinstance(value, dict) else value
            for name, value in given.items()
        }
        routing = found.get("routing")
        return {**found, "routing": in_full(routing)} if isinstance(routing, dict) else found


def _with_lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_lists(each) for name, each in value.items()}
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def load_settings(**overrides: object) -> Settings:
    """Reads the environment. Raises ConfigurationError naming the first variable at fault."""
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        variable = "FYNQ_" + "__".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError(variable, first["msg"], _REMEDY) from None
    except SettingsError as error:
        room = str(error).partition('"')[2].partition('"')[0]
        raise ConfigurationError(
            f"FYNQ_{room.upper()}", "It is not a JSON object", _REMEDY
        ) from None
    _check(settings)
    return settings


_REMEDY = "Correct the variable or unset it to use the default."
_MAY_BE_ZERO = frozenset(
    {"min_score", "embed_window_ms", "pool_min", "statement_cache", "solver_queue"}
    | {"input_price", "cached_price", "output_price", "context", "max_output", "doubt_weight"}
    | {"least_rate", "share", "errors", "requests", "tokens", "cost_micros"}
)
_MAY_BE_NEGATIVE = frozenset({"quality"})
_LARGEST = 2**31 - 1


def _check(settings: Settings) -> None:
    """What types do not say. Raises ConfigurationError."""
    for name in ("http", "identity", "storage", "retrieval", "personalization", "reasoning", "routing"):  # fmt: skip
        for path, value in _numbers(getattr(settings, name), (name,)):
            variable = "FYNQ_" + "__".join(path).upper()
            least = "0 or more" if path[-1] in _MAY_BE_ZERO else "more than 0"
            sound = math.isfinite(value) and value <= _LARGEST
            if sound and path[-1] in _MAY_BE_NEGATIVE:
                continue
            if not sound or value < 0 or (value == 0 and path[-1] not in _MAY_BE_ZERO):
                raise ConfigurationError(variable, f"The number must be {least}", _REMEDY)
    if settings.storage.pool_min > settings.storage.pool_max:
        raise ConfigurationError(
            "FYNQ_STORAGE__POOL_MIN", "It is above the pool's maximum", _REMEDY
        )
    if settings.identity.argon2_memory < 8 * settings.identity.argon2_lanes:
        raise ConfigurationError(
            "FYNQ_IDENTITY__ARGON2_MEMORY", "It must be at least 8 KiB for each lane", _REMEDY
        )


def _numbers(options: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    if is_dataclass(options):
        for each in fields(options):
            yield from _numbers(getattr(options, each.name), (*path, each.name))
    elif isinstance(options, tuple):
        for number, each in enumerate(options):
            yield from _numbers(each, (*path, str(number)))
    elif isinstance(options, (int, float)) and not isinstance(options, bool):
        yield path, options
