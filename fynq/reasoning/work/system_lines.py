"""The lines of a system of equations: each must hold wherever the whole system does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Any

import mpmath as mp

from fynq.domain.doubt import LineVerdict
from fynq.domain.errors import CannotSolve
from fynq.reasoning.misconceptions.pieces import negative, terms, total
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Items, Name, Operation, Relation, Tree, names_in
from fynq.reasoning.solver.solve import solve
from fynq.reasoning.verification.points import DIGITS, close
from fynq.reasoning.verification.verify import verify
from fynq.reasoning.work.condition_lines import Judged
from fynq.reasoning.work.diagnosis import proportional
from fynq.reasoning.work.statements import Statement, of_relation

_MOST = 12
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
        singles = [of_relation(relation) for relation in _relations(self.base)]
        known = [r for each in (*held, *singles) for r in _relations(each)]
        put_in = [of_relation(relation) for relation in _put_in(known)]
        return [*reversed(held), *put_in, *singles]

    def combined_wrongly(self, wrote: Statement) -> bool:
        """Two equations of the work, added on one side and subtracted on the other, or so."""
        relation = wrote.one
        known = [each.one for each in self.earlier() if each.one is not None]
        return relation is not None and any(
            proportional(candidate, relation)
            for one, other in permutations(known[:_MOST], 2)
            for candidate in _combinations(one, other)
        )

    def _true(self, statement: Statement, row: dict[str, Any]) -> bool:
        return any(all(_holds(r, row) for r in together) for together in statement.alternatives or ())  # fmt: skip


def _put_in(relations: Sequence[Relation]) -> list[Relation]:
    """'y = x + 1' put into the others."""
    found = []
    for named in relations:
        if isinstance(named.left, Name) and named.left.name not in names_in(named.right):
            values = {named.left.name: named.right}
            for other in relations:
                if other is not named and named.left.name in names_in(other):
                    put = substitute(other, values, {})
                    found += [put] if isinstance(put, Relation) else []
    return found[:_MOST]


def _combinations(one: Relation, other: Relation) -> Iterator[Relation]:
    for sign, wrong in (("+", "-"), ("-", "+")):
        yield Relation("=", Operation(sign, one.left, other.left), Operation(wrong, one.right, other.right))  # fmt: skip
        yield Relation("=", Operation(sign, one.left, other.left), one.right)
    right = Operation("-", one.right, other.right)
    parts = terms(other.left)
    for at, part in enumerate(parts):
        turned = [part if place == at else negative(each) for place, each in enumerate(parts)]
        yield Relation("=", total([*terms(one.left), *turned]), right)
        if len(parts) == 2:
            sides = Operation("+", one.left, total([negative(part) if place == at else each for place, each in enumerate(parts)]))  # fmt: skip
            yield Relation("=", sides, Operation("+", one.right, other.right))


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
