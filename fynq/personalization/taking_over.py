"""What another school found, put in the place of what is merely usual."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from fynq.personalization.beliefs import Difficulty
from fynq.personalization.pooling import Told, pooled, pooled_tracing, rebased
from fynq.personalization.ports import Edition, Standing, Thing


def taken_over(
    told: Mapping[tuple[str, str], Sequence[Told]],
    hashes: Mapping[str, str],
    skills: Collection[str],
    standings: Mapping[Thing, Standing],
    edition: Edition,
) -> tuple[Edition, dict[Thing, Difficulty]]:
    """An edition and difficulties to publish. What the school has calibrated itself stays, and takes
    others' word into account the next night; an item or skill that still goes by what is usual now
    begins from their word, and keeps what its own answers said.

    told: by kind and key; hashes: of the school's items, by slug; skills: the school's."""
    wanted: dict[Thing, Sequence[Told]] = {
        ("item", slug): told.get(("item", key), ()) for slug, key in hashes.items()
    }
    wanted |= {("skill", skill): told.get(("skill", skill), ()) for skill in skills}
    difficulties: dict[Thing, Difficulty] = {}
    for thing, words in wanted.items():
        prior, standing = pooled(words), standings.get(thing)
        if prior is not None and (standing is None or standing.version == 0):
            difficulties[thing] = rebased(standing, prior) if standing else prior
    tracing = dict(edition.tracing)
    for skill in skills:
        way = pooled_tracing(told.get(("skill", skill), ()))
        if way is not None:
            tracing.setdefault(skill, way)
    return Edition(tracing=tracing, blend=edition.blend, memory=edition.memory), difficulties
