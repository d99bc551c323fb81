"""The settings table tells of every variable, and of none that does not exist."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

from fynq.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "deployment.md"


def variables() -> set[str]:
    found = set()
    for name, field in Settings.model_fields.items():
        if is_dataclass(field.annotation):
            found |= {f"FYNQ_{name}__{f.name}".upper() for f in fields(field.annotation)}
        else:
            found.add(f"FYNQ_{name}".upper())
    return found


def documented() -> set[str]:
    found = set()
    for line in DOCS.read_text().splitlines():
        if not line.startswith("| `FYNQ_"):
            continue
        names = re.findall(r"`(FYNQ_\w+|…_\w+)`", line.split("|")[1])
        room = names[0].split("__")[0]
        found |= {n if n.startswith("FYNQ") else f"{room}__{n.removeprefix('…_')}" for n in names}
    return found


def test_every_setting_is_documented_and_nothing_else() -> None:
    room_prefixed = {v.replace("ARGON2__", "ARGON2_") for v in documented()}
    shortened = {
        "FYNQ_IDENTITY__MEMORY": "FYNQ_IDENTITY__ARGON2_MEMORY",
        "FYNQ_IDENTITY__LANES": "FYNQ_IDENTITY__ARGON2_LANES",
    }
    assert {shortened.get(v, v) for v in room_prefixed} == variables()
