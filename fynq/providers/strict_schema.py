"""A JSON Schema as OpenAI's strict mode wants it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_UNKNOWN = frozenset(
    {
        "allOf",
        "contains",
        "dependentRequired",
        "dependentSchemas",
        "else",
        "if",
        "maxLength",
        "maxProperties",
        "minLength",
        "minProperties",
        "not",
        "oneOf",
        "patternProperties",
        "prefixItems",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
    }
)
"""Keywords that strict mode does not take."""


def strict(schema: Mapping[str, Any]) -> dict[str, Any] | None:
    """Every object closed and every property required, so that whatever fits it fits `schema` too;
    None where strict mode cannot say it."""
    if schema.get("type") != "object":
        return None
    try:
        return _closed(schema)
    except (ValueError, AttributeError, TypeError):
        return None


def _closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Raises ValueError where strict mode has no words."""
    if _UNKNOWN & schema.keys():
        raise ValueError
    found = dict(schema)
    for name in ("$defs", "definitions", "properties"):
        if name in found:
            found[name] = {key: _closed(part) for key, part in found[name].items()}
    if "items" in found:
        found["items"] = _closed(found["items"])
    if "anyOf" in found:
        found["anyOf"] = [_closed(part) for part in found["anyOf"]]
    kind = found.get("type")
    if kind == "object" or (isinstance(kind, list) and "object" in kind) or "properties" in found:
        if found.get("additionalProperties", False) is not False or "properties" not in found:
            raise ValueError
        found["additionalProperties"] = False
        found["required"] = list(found["properties"])
    return found
