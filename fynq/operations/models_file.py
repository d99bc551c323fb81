"""The models file of `fynq up --models`, looked at before anything starts."""

from __future__ import annotations

from collections.abc import MutableMapping
from pathlib import Path

from fynq.domain.errors import ConfigurationError
from fynq.routing.options import RoutingOptions
from fynq.routing.registry import with_file

VARIABLE = "FYNQ_ROUTING__FILE"


def name_models(file: Path, environment: MutableMapping[str, str]) -> None:
    """Every process of the instance finds the file by this variable."""
    environment[VARIABLE] = str(file.expanduser().absolute())


def check_models(options: RoutingOptions, environment: MutableMapping[str, str]) -> None:
    """Raises ConfigurationError for a file that cannot be used, or a key that is not set."""
    for row in with_file(options).providers:
        for variable in row.key_variables:
            if not environment.get(variable):
                raise ConfigurationError(
                    variable,
                    f"a key of the provider {row.name!r} is not set",
                    "Set the variable, or remove the provider from the models file.",
                )
