"""Reading a page piece by piece: what is taken is gone, and nothing may be left that is not known."""

from __future__ import annotations

import re

from fynq.reasoning.chemistry.page import REFUSAL, Amount, Page
from fynq.reasoning.chemistry.units import Dimension
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

FILLERS = frozenset(
    words("""a an the of in is are was were be been being to for and or that this these those there it its what how many much
    calculate compute find determine give given if at by with from on when which would will can could does do did you your we i
    has have had contain contains contained containing present sample following question problem us use using assume assuming
    state show please total number value as one into then so such our suppose consider let about during under work out express
    answer chemist student scientist laboratory lab technician his her their she he they some certain needed required need what's whose
    must should also needs weigh out weighs weighed wants want makes make exactly quantity amount same""")
)
"""Words that change nothing. 'not', 'excess', 'each', 'half' and their like are no fillers."""
AMOUNT, UNIT, SUBSTANCE = r"<A(\d+)>", r"<U(\d+)>", r"<S(\d+)>"
_HOLE = re.compile(r"<([AURS])(\d+)>")


class Reader:
    """What is left of a page's template. Patterns match whole words; a number in a hole is a group."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rest = f" {page.template} "

    def take(self, pattern: str) -> re.Match[str] | None:
        """The first match, which is cut out."""
        found = re.search(rf"(?<= )(?:{pattern})(?= )", self.rest)
        if found:
            self.rest = f"{self.rest[: found.start()]}\x00{self.rest[found.end() :]}"
        return found

    def must_take(self, pattern: str) -> re.Match[str]:
        found = self.take(pattern)
        if found is None:
            raise NotUnderstood(REFUSAL)
        return found

    def take_all(self, pattern: str) -> list[re.Match[str]]:
        found = []
        while one := self.take(pattern):
            found.append(one)
        return found

    def has(self, pattern: str) -> bool:
        return re.search(rf"(?<= )(?:{pattern})(?= )", self.rest) is not None

    def left(self, letter: str) -> list[int]:
        """Numbers of the holes of a kind that are left."""
        return [int(number) for kind, number in _HOLE.findall(self.rest) if kind == letter]

    def left_amounts(self, dimension: Dimension, *, percent: bool = False) -> list[int]:
        return [n for n in self.left("A") if self.page.amounts[n].dimension == dimension and self.page.amounts[n].is_percent == percent]  # fmt: skip

    def drop(self, letter: str, number: int) -> None:
        """Takes a hole that has been understood."""
        self.rest = self.rest.replace(f" <{letter}{number}> ", " \x00 ", 1)

    def amount(self, number: int) -> Amount:
        self.drop("A", number)
        return self.page.amounts[number]

    def settle(self, vocabulary: frozenset[str] = frozenset(), *, substances: bool = False) -> None:
        """Raises NotUnderstood when a hole or a word that changes something is left. substances:
        whether substances may be left, as they were all accounted for."""
        for piece in self.rest.replace("\x00", " ").split(" "):
            if not piece or re.fullmatch(r"[.,:;?!()\"'\[\]/]+", piece):
                continue
            hole = _HOLE.fullmatch(piece)
            if hole and hole[1] == "S" and substances:
                continue
            if hole or (piece not in FILLERS and piece not in vocabulary):
                raise NotUnderstood(REFUSAL)
