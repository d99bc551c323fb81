"""How students were looked up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Lookups:
    """warm: in memory, and still so; changed: in memory, but written since; cold: not in memory."""

    warm: int = 0
    changed: int = 0
    cold: int = 0

    @property
    def warm_share(self) -> float:
        """In [0, 1]; 0 before the first."""
        total = self.warm + self.changed + self.cold
        return self.warm / total if total else 0.0
