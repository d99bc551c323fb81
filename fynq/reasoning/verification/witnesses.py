"""What a check yields: witnesses when it agrees, an objection when it does not."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.domain.doubt import Witness


class Disagreement(Exception):
    """The witness contradicts the answer (`contradicts`), or cannot say that it is right; then
    `witnesses` holds what it could confirm."""

    def __init__(
        self, why: str, *, contradicts: bool = False, witnesses: tuple[Witness, ...] = ()
    ) -> None:
        super().__init__(why)
        self.why = why
        self.contradicts = contradicts
        self.witnesses = witnesses


@dataclass(frozen=True, slots=True)
class Checked:
    witnesses: tuple[Witness, ...]


def agreed(kind: str, detail: str) -> Checked:
    return Checked((Witness(kind, detail),))


def require(truth: bool | None, why: str) -> None:
    """Raises Disagreement unless the check came out true; None counts as not confirmed."""
    if truth is not True:
        raise Disagreement(why, contradicts=truth is False)
