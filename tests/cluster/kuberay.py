"""KubeRay's schemas, made strict: a field that they do not list is an error."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml


def schema_folder() -> Path | None:
    """FYNQ_KUBERAY_CRDS, else ../shared/kuberay-crds beside the checkout."""
    named = os.environ.get("FYNQ_KUBERAY_CRDS")
    for folder in (Path(named) if named else None, _root().parent / "shared" / "kuberay-crds"):
        if folder is not None and folder.is_dir():
            return folder
    return None


def strict_schema(folder: Path, kind: str) -> dict[str, Any]:
    facts = yaml.safe_load((folder / f"ray.io_{kind}.yaml").read_text())
    (version,) = (each for each in facts["spec"]["versions"] if each["name"] == "v1")
    return _strict(version["schema"]["openAPIV3Schema"])


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        key: _strict_properties(value) if key == "properties" else _strict(value)
        for key, value in schema.items()
    }
    if schema.get("x-kubernetes-int-or-string"):
        made.pop("type", None)
        made["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        made.setdefault("additionalProperties", False)
    return made


def _strict_properties(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: _strict(each) for name, each in properties.items()}


def _root() -> Path:
    return Path(__file__).parents[2]
