"""How students were looked up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Lookups:
    """near: at hand where it was asked for, and still so; warm: in the personalizer's memory, and
    still so; changed: in memory, but written since; cold: not in memory."""

    near: int = 0
    warm: int = 0
    changed: int = 0
    cold: int = 0

    @property
    def warm_share(self) -> float:
        """Of those for which nothing had to be read from storage but the stamp, in [0, 1]; 0 before
        the first."""
        total = self.near + self.warm + self.changed + self.cold
        return (self.near + self.warm) / total if total else 0.0
