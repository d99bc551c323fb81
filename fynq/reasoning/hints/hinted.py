"""A hint that passed the leak check, as it crosses from a solver process."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.domain.policy import Help


@dataclass(frozen=True, slots=True)
class Hinted:
    """rung: what the text is; below what was wanted where nothing so far up is safe."""

    rung: Help
    text: str


PLAINEST = Hinted(
    Help.RESTATE,
    "Read the problem once more. Write down what is given, what is asked, and one rule that "
    "connects them.",
)
"""Says nothing of any answer."""
