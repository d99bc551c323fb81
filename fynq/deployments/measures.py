"""What replicas tell Ray's metrics, which a Prometheus of the cluster reads (docs/operations.md)."""

from __future__ import annotations

from dataclasses import fields

from ray.util.metrics import Counter

from fynq.personalization.lookups import Lookups


class LookupCounter:
    """fynq_personalizer_lookups, by outcome: warm, changed or cold."""

    def __init__(self) -> None:
        self._counter = Counter(
            "fynq_personalizer_lookups",
            description="Lookups of students: warm (in memory and still so), changed, cold.",
            tag_keys=("outcome",),
        )
        self._told = Lookups()

    def tell(self, lookups: Lookups) -> None:
        """Adds what is new."""
        for each in fields(Lookups):
            now, before = getattr(lookups, each.name), getattr(self._told, each.name)
            if now > before:
                self._counter.inc(now - before, {"outcome": each.name})
                setattr(self._told, each.name, now)
