"""All laws by their key."""

from __future__ import annotations

from fynq.reasoning.laws import matter, mechanics
from fynq.reasoning.laws.law import Law

LAWS: tuple[Law, ...] = (*mechanics.LAWS, *matter.LAWS)
BY_KEY: dict[str, Law] = {law.key: law for law in LAWS}
