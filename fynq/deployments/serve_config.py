"""Reads a Serve config, the same file that `serve deploy` and KubeRay take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from ray.serve import Application
from ray.serve.schema import DeploymentSchema, ServeDeploySchema

from fynq.deployments.app import GraphArgs, compose
from fynq.domain.errors import ConfigurationError

IMPORT_PATH = "fynq.deployments.app:build"
MODELS = "ray.serve.llm:"
DEPLOYMENTS = ("gateway", "personalizer", "retriever", "reasoner", "router", "indexer", "worker")


def read_config(path: Path) -> ServeDeploySchema:
    """Raises ConfigurationError naming the file and the first thing at fault."""
    try:
        return parsed(yaml.safe_load(path.read_text(encoding="utf-8")), str(path))
    except OSError as error:
        raise ConfigurationError(
            str(path), error.strerror or "cannot be read", "Name a Serve config with --config."
        ) from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problem = str(error).splitlines()[0]
        raise ConfigurationError(str(path), f"is not YAML ({problem})", "Correct it.") from None


def parsed(facts: Any, name: str) -> ServeDeploySchema:
    """A Serve config with exactly one application, ours."""
    try:
        config = ServeDeploySchema.model_validate(facts)
        applications = [app for app in config.applications if app.import_path == IMPORT_PATH]
        if len(applications) != 1:
            models = any(app.import_path.startswith(MODELS) for app in config.applications)
            remedy = "It is for a Ray of its own: docs/deployment.md." if models else "Add it once."
            raise ConfigurationError(name, f"has no application {IMPORT_PATH}", remedy)
        GraphArgs.model_validate(applications[0].args)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ConfigurationError(f"{name}: {where}", first["msg"], "Correct it.") from None
    for deployment in applications[0].deployments:
        if deployment.name not in DEPLOYMENTS:
            raise ConfigurationError(
                f"{name}: deployments", f"{deployment.name} is no deployment of fynq", "Remove it."
            )
    return config


def application_of(config: ServeDeploySchema) -> Application:
    """The graph with the config's args and its changes of single deployments."""
    (ours,) = (app for app in config.applications if app.import_path == IMPORT_PATH)
    args = GraphArgs.model_validate(ours.args)
    return compose(args, {each.name: _options(each) for each in ours.deployments})


def _options(deployment: DeploymentSchema) -> dict[str, Any]:
    options: dict[str, Any] = deployment.model_dump(exclude_unset=True)
    options.pop("name")
    if options.get("num_replicas") == "auto" and "autoscaling_config" not in options:
        options["autoscaling_config"] = {}
    return options
