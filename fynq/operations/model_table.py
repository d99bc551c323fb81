"""What `fynq models` shows: every model that is configured or rated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fynq.routing.options import ModelRow, ProviderRow
from fynq.routing.ratings import OVERALL, Standings, probability, rating


@dataclass(frozen=True)
class Rated:
    """skill: '' for any. probability: of a right answer to an item of average difficulty."""

    skill: str
    ability: float
    deviation: float
    probability: float
    outcomes: int

    def facts(self) -> dict[str, Any]:
        return {
            "skill": self.skill,
            "ability": round(self.ability, 4),
            "deviation": round(self.deviation, 4),
            "probability": round(self.probability, 4),
            "outcomes": self.outcomes,
        }


@dataclass(frozen=True)
class ModelShown:
    """row: None for a model that has outcomes but is configured no more. health: '' when unknown."""

    name: str
    provider: ProviderRow | None
    row: ModelRow | None
    health: str
    overall: Rated
    skills: tuple[Rated, ...]

    def facts(self) -> dict[str, Any]:
        provider, _, model = self.name.partition("/")
        row = self.row
        return {
            "name": self.name,
            "provider": provider,
            "model": model,
            "configured": row is not None,
            "kind": self.provider.kind if self.provider else None,
            "capabilities": list(row.capabilities)
            if row and row.capabilities is not None
            else None,
            "embeds": row.embeds if row else None,
            "input_price": row.input_price if row else None,
            "cached_price": row.cached_price if row else None,
            "output_price": row.output_price if row else None,
            "context": (row.context or None) if row else None,
            "quality": row.quality if row else None,
            "health": self.health or None,
            "rating": self.overall.facts(),
            "skills": [each.facts() for each in self.skills],
        }


def models_shown(
    configured: Sequence[tuple[ProviderRow, ModelRow]],
    standings: Mapping[str, Standings],
    health: Mapping[str, str],
) -> list[ModelShown]:
    """standings and health: by 'provider/model', as far as they are known."""
    rows = {f"{provider.name}/{model.name}": (provider, model) for provider, model in configured}
    found = []
    for name in [*rows, *(name for name in sorted(standings) if name not in rows)]:
        provider, row = rows.get(name, (None, None))
        found.append(_shown(name, provider, row, standings.get(name, {}), health.get(name, "")))
    return found


def _shown(
    name: str, provider: ProviderRow | None, row: ModelRow | None, known: Standings, health: str
) -> ModelShown:
    quality = row.quality if row else None
    skills = [_rated(known, skill, quality) for skill in sorted(known) if skill != OVERALL]
    return ModelShown(name, provider, row, health, _rated(known, OVERALL, quality), tuple(skills))


def _rated(known: Standings, skill: str, quality: float | None) -> Rated:
    found = rating(known, (skill,) if skill else (), quality)
    outcomes = known[skill].outcomes if skill in known else 0
    return Rated(skill, found.ability, found.deviation, probability(found), outcomes)


def draw_models(shown: Sequence[ModelShown], console: Console) -> None:
    table = Table(box=None, pad_edge=False)
    well = any(each.health for each in shown)
    table.add_column("model", no_wrap=True)
    table.add_column("can")
    for column in ("$/M in, out", "context", *(["health"] if well else [])):
        table.add_column(column, no_wrap=True)
    for column in ("rating", "right", "seen"):
        table.add_column(column, justify="right", no_wrap=True)
    for each in shown:
        row = each.row
        first = (
            escape(each.name) + ("" if row else " [dim](not configured)[/]"),
            _abilities(row),
            f"{_price(row.input_price)}, {_price(row.output_price)}" if row else "–",
            f"{row.context:,}" if row and row.context else "–",
            *([escape(each.health or "–")] if well else []),
        )
        table.add_row(*first, *_figures(each.overall))
        for skill in each.skills:
            blank = [""] * (len(first) - 1)
            table.add_row(f"  [dim]{escape(skill.skill)}[/]", *blank, *_figures(skill))
    console.print(table)


def _figures(rated: Rated) -> tuple[str, str, str]:
    if not rated.outcomes:
        return f"[dim]{rated.ability:+.2f} ± {rated.deviation:.2f}[/]", "[dim]–[/]", "0"
    return (
        f"{rated.ability:+.2f} ± {rated.deviation:.2f}",
        f"{rated.probability:.0%}",
        f"{rated.outcomes:,}",
    )


def _abilities(row: ModelRow | None) -> str:
    if row is None:
        return "–"
    listed = ["embeddings"] if row.embeds else []
    if row.capabilities is None:
        return ", ".join([*listed, "unknown"])
    return ", ".join([*listed, *row.capabilities]) or "text"


def _price(price: float | None) -> str:
    return "?" if price is None else f"{price:g}"
