"""Everything that can be set, built once at the start and passed in.

Environment variables: FYNQ_<FIELD>, and FYNQ_<ROOM>__<FIELD> for a room's own options.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from fynq.domain.errors import ConfigurationError
from fynq.http.options import HttpOptions
from fynq.identity.options import IdentityOptions
from fynq.personalization.options import PersonalizationOptions
from fynq.reasoning.options import ReasoningOptions
from fynq.retrieval.options import RetrievalOptions
from fynq.routing.options import RoutingOptions
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


def load_settings(**overrides: object) -> Settings:
    """Reads the environment. Raises ConfigurationError naming the first variable at fault."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        variable = "FYNQ_" + "__".join(str(part) for part in first["loc"]).upper()
        raise ConfigurationError(
            variable, first["msg"], "Correct the variable or unset it to use the default."
        ) from None
