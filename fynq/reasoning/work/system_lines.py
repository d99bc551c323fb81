"""The lines of a system of equations: each must hold wherever the whole system does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mpmath as mp

from fynq.domain.doubt import LineVerdict
from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Items, Name, Relation, Tree, names_in
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.verification.points import DIGITS, close
from fynq.reasoning.verification.verify import verify
from fynq.reasoning.work.condition_lines import Judged
from fynq.reasoning.work.statements import Statement

_NEAR = mp.mpf(10) ** -12


class SystemLines:
    """Raises CannotSolve where the system has no single solution, or more than a few."""

    def __init__(self, problem: Problem) -> None:
        self.variables = problem.variables
        self.base = Statement((tuple(r for r in _items(problem.tree) if isinstance(r, Relation)),))
        solved = solve(problem)
        if solved.result.form != "system" or not solved.result.values:
            raise CannotSolve("I check systems with a few solutions only.")
        if not verify(problem, solved, "work").agreed:
            raise CannotSolve("I cannot solve this system reliably.")
        self._rows: list[dict[str, Any]] = [
            {n: evaluate(parse(v), {}, DIGITS) for n, v in zip(solved.result.variables, row, strict=True)}
            for row in solved.result.values
        ]  # fmt: skip
        self.current = self.base
        self.judged: list[Judged] = []
        self._found: dict[str, Tree] = {}
        self._wrong = False

    def take(self, statement: Statement) -> None:
        """Raises CannotSolve when it holds other letters."""
        if statement.alternatives is None or set(statement.names) - set(self.variables):
            raise CannotSolve("There is a letter that I do not know.")
        true = all(self._true(statement, row) for row in self._rows)
        if not true and any(_assigns(r) for r in _relations(statement)):
            true = any(self._true(statement, row) for row in self._rows) and len(self._rows) > 1
        verdict = LineVerdict.RIGHT if true else LineVerdict.WRONG
        if self._wrong and not true:
            verdict = LineVerdict.CARRIED
        self._wrong = self._wrong or not true
        self.judged.append(Judged(verdict, statement, self.current))
        self._found.update({r.left.name: r.right for r in _relations(statement) if _assigns(r) and isinstance(r.left, Name)})  # fmt: skip
        self.current = statement

    def skip(self) -> None:
        self.judged.append(Judged(LineVerdict.UNREAD))

    def finish(self) -> None:
        """Whether all unknowns are found is asked by `complete`."""

    @property
    def complete(self) -> bool:
        return not self._wrong and len(self._rows) == 1 and set(self._found) >= set(self.variables)

    def earlier(self) -> Sequence[Statement]:
        """What a line may come from: the lines that hold, the last one first, and the system."""
        held = [each.statement for each in self.judged if each.verdict is LineVerdict.RIGHT and each.statement]  # fmt: skip
        singles = [Statement(((relation,),)) for relation in _relations(self.base)]
        return [*reversed(held), *singles]

    def _true(self, statement: Statement, row: dict[str, Any]) -> bool:
        return any(all(_holds(r, row) for r in together) for together in statement.alternatives or ())  # fmt: skip


def _relations(statement: Statement) -> list[Relation]:
    return [r for together in statement.alternatives or () for r in together]


def _items(tree: Tree) -> tuple[Tree, ...]:
    return tree.items if isinstance(tree, Items) else (tree,)


def _assigns(relation: Relation) -> bool:
    return relation.op == "=" and isinstance(relation.left, Name) and not names_in(relation.right)


def _holds(relation: Relation, row: dict[str, Any]) -> bool:
    try:
        left, right = (evaluate(side, row, DIGITS) for side in (relation.left, relation.right))
    except Undefined:
        return False
    return relation.op == "=" and close(left, right, _NEAR)
