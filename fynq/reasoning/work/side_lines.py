"""Calculations without a problem that is read: each is checked by itself."""

from __future__ import annotations

from itertools import pairwise

from fynq.domain.doubt import LineVerdict
from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.tree import names_in
from fynq.reasoning.work.condition_lines import Judged
from fynq.reasoning.work.following import Following, runs_on
from fynq.reasoning.work.outer import outer_parts
from fynq.reasoning.work.reading import Piece
from fynq.reasoning.work.statements import UNREADABLE, Statement, expression


class SideLines:
    """What the numbers stand for is not read, so whether the right things are calculated is not
    told."""

    def __init__(self, following: Following) -> None:
        self.following = following
        self.base = Statement()
        self.judged: list[Judged] = []
        self._current: Statement | None = None

    def take(self, piece: Piece) -> None:
        """Raises CannotSolve for what is no calculation with numbers."""
        sides = [side for side in outer_parts(max(piece.formulas, key=len), "=≈") if side.strip()]
        statements = [expression(side) for side in sides]
        if len(statements) > 1 and statements[0].names:
            statements = statements[1:]
        if piece.carries_on and self._current is not None:
            statements.insert(0, self._current)
        if any(names_in(tree) for each in statements for tree in each.trees):
            raise CannotSolve(UNREADABLE)
        worst = Judged(LineVerdict.RIGHT, statements[-1])
        for before, statement in pairwise(statements):
            one, two = before.value, statement.value
            if one is None or two is None:
                raise CannotSolve(UNREADABLE)
            if not self.following.values(before, statement).follows and not runs_on(one, two):
                worst = Judged(LineVerdict.WRONG, statement, before)
                break
        self._current = statements[-1]
        self.judged.append(worst)

    def skip(self) -> None:
        self.judged.append(Judged(LineVerdict.UNREAD))

    def finish(self) -> None:
        """Nothing is open at the end."""
