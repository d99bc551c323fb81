"""From what ops write, in YAML or in `user_config`, to RoutingOptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from fynq.domain.errors import ConfigurationError
from fynq.routing.options import RoutingOptions

_REMEDY = "Correct it; docs/models.md shows every row."
_OPTIONS = TypeAdapter(RoutingOptions)


def with_file(options: RoutingOptions) -> RoutingOptions:
    """The options with those of their file, which win. Raises ConfigurationError."""
    if not options.file:
        return options
    try:
        text = Path(options.file).expanduser().read_text(encoding="utf-8")
        found = yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        raise ConfigurationError(
            "FYNQ_ROUTING__FILE", "the file cannot be read as YAML", "Correct the path or the file."
        ) from None
    if found is None:
        return options
    if not isinstance(found, dict):
        raise ConfigurationError("FYNQ_ROUTING__FILE", "the file is no table of rows", _REMEDY)
    return merged(options, found, "FYNQ_ROUTING__FILE")


def merged(now: RoutingOptions, rows: Mapping[str, Any], source: str) -> RoutingOptions:
    """source: what the message of a ConfigurationError names, with the place within it."""
    known = asdict(now)
    for name in rows:
        if name not in known or name == "file":
            raise ConfigurationError(f"{source}: {name}", "no such routing option", "Remove it.")
    try:
        return _OPTIONS.validate_python({**known, **in_full(rows)})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{source}: {place}", first["msg"], _REMEDY) from None


def in_full(rows: Mapping[str, Any]) -> dict[str, Any]:
    """A model may be only a name, and a single key a word."""
    found = dict(rows)
    if isinstance(found.get("providers"), list | tuple):
        found["providers"] = [_provider(row) for row in found["providers"]]
    return found


def _provider(row: Any) -> Any:
    if not isinstance(row, dict):
        return row
    full = dict(row)
    if isinstance(full.get("models"), list | tuple):
        full["models"] = [
            {"name": model} if isinstance(model, str) else model for model in full["models"]
        ]
    if isinstance(full.get("key_variables"), str):
        full["key_variables"] = [full["key_variables"]]
    return full
