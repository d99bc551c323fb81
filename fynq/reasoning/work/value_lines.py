"""The lines of a calculation, one after the other."""

from __future__ import annotations

import re

from fynq.domain.doubt import LineVerdict
from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import (
    Derivative,
    Integral,
    Name,
    Operation,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.work.condition_lines import Judged
from fynq.reasoning.work.following import Following, runs_on
from fynq.reasoning.work.outer import outer_parts
from fynq.reasoning.work.reading import Piece
from fynq.reasoning.work.statements import UNREADABLE, Statement, expression

_FUNCTION = re.compile(r"\s*(?:y|[fgh]\s*\(\s*[a-z]\s*\))\s*")


class ValueLines:
    """point: where a derivative is evaluated at the end. asked: the problem says what to do, so that
    its value is the one of every line."""

    def __init__(
        self, base: Statement, following: Following, point: Tree | None, asked: bool
    ) -> None:
        self.base = base
        self.following = following
        self.current = base
        self.judged: list[Judged] = []
        self._point = point
        self._asked = asked
        self._wrong = False
        self.aside = False
        self.ran_on = False

    def take(self, piece: Piece) -> None:
        """Raises CannotSolve when it cannot be read or compared."""
        sides = [side for side in outer_parts(_formula(piece), "=≈") if side.strip()]
        if not sides:
            raise CannotSolve(UNREADABLE)
        if len(sides) == 2 and self._introduces(sides):
            self.judged.append(Judged(LineVerdict.GIVEN))
            return
        if isinstance(self.base.value, Derivative) and _FUNCTION.fullmatch(sides[0]) and len(sides) > 1:  # fmt: skip
            self._restate(expression(sides[-1]))
            return
        statements = [expression(side) for side in sides]
        self.aside = False
        if len(statements) > 1:
            statements = self._without_head(statements)
        worst = Judged(LineVerdict.RIGHT)
        before = self.current if not self.aside else statements.pop(0)
        for statement in statements:
            if self._is_antiderivative(statement):
                worst = self._antiderivative(statement)
                before = self.current
                continue
            judged = self._judge(before, statement)
            if worst.verdict is not LineVerdict.WRONG:
                worst = judged
            before = statement
        self.judged.append(worst)
        self._wrong = self._wrong or worst.verdict is LineVerdict.WRONG
        if not self.aside:
            self.current = before

    def skip(self) -> None:
        self.judged.append(Judged(LineVerdict.UNREAD))

    def finish(self) -> None:
        """Nothing is open at the end of a calculation."""

    def _without_head(self, statements: list[Statement]) -> list[Statement]:
        """'2(x+3) = 2x + 6' begins with what is there already, 'A = 3·4' with a name; else it is a
        calculation on the side."""
        head, *rest = statements
        if isinstance(head.value, Name) and head.value.name not in self.base.names:
            return rest
        for known in (self.current, self.base):
            try:
                if self._follows(known, head):
                    return rest
            except CannotSolve:
                continue
        self.aside = True
        return statements

    def _restate(self, statement: Statement) -> None:
        """'f(x) = x^(-1)' writes the function itself in another way."""
        base = self.base.value
        assert isinstance(base, Derivative)
        same = self._follows(Statement(value=base.of), statement)
        verdict = LineVerdict.RIGHT if same else LineVerdict.WRONG
        self.judged.append(Judged(verdict, statement, Statement(value=base.of)))
        self._wrong = self._wrong or not same

    def _introduces(self, sides: list[str]) -> bool:
        name = sides[0].strip()
        known = {*self.base.names, *self.following.definitions}
        if len(name) != 1 or not name.isalpha() or name in known or name in "yfghIAFei":
            return False
        value = expression(sides[1]).value
        if value is None or not names_in(value) or not set(names_in(value)) <= known:
            return False
        self.following.definitions[name] = value
        return True

    def _is_antiderivative(self, statement: Statement) -> bool:
        """A line with the letter still in it, before the bounds are put in."""
        base = self.base.value
        return (
            isinstance(base, Integral)
            and base.low is not None
            and bool(statement.names)
            and not any(isinstance(node, Integral) for node in walk(statement.trees[0]))
        )

    def _antiderivative(self, statement: Statement) -> Judged:
        """From here on the bounds are put into what stands there, right or wrong."""
        base, found = self.base.value, statement.value
        if not isinstance(base, Integral) or base.low is None or base.high is None or found is None:
            raise CannotSolve(UNREADABLE)
        before = Statement(value=Integral(base.of, base.variable), constant=True)
        right = self.following.values(before, statement).follows
        high, low = (substitute(found, {base.variable: at}, {}) for at in (base.high, base.low))
        self.current = Statement(value=Operation("-", high, low))
        return Judged(LineVerdict.RIGHT if right else LineVerdict.WRONG, statement, before)

    def _judge(self, before: Statement, statement: Statement) -> Judged:
        if self._follows(before, statement):
            verdict = LineVerdict.CARRIED if self._wrong else LineVerdict.RIGHT
            return Judged(verdict, statement, before)
        if before is self.current and self._follows(self.base, statement):
            return Judged(LineVerdict.RIGHT, statement, self.base)
        free = self.aside or not self._asked
        if free and before.value is not None and statement.value is not None and runs_on(before.value, statement.value):  # fmt: skip
            self.ran_on = True
            return Judged(LineVerdict.RIGHT, statement, before)
        return Judged(LineVerdict.WRONG, statement, before)

    def _follows(self, before: Statement, statement: Statement) -> bool:
        """Raises CannotSolve when it cannot be told."""
        if self._point is not None and not statement.names and before.names:
            before = Statement(value=_at(before.value, self.following.variable, self._point))
        found = self.following.values(before, statement).follows
        if found is None:
            raise CannotSolve("I cannot tell whether this line follows.")
        return found


def _formula(piece: Piece) -> str:
    """The one that is the step: words may name other numbers, as in 'divide by 3: 4'."""
    return max(piece.formulas[-1:] if len(piece.formulas) < 2 else piece.formulas, key=len)


def _at(tree: Tree | None, variable: str, point: Tree) -> Tree:
    if tree is None:
        raise CannotSolve(UNREADABLE)
    if isinstance(tree, Derivative):
        from fynq.reasoning.misconceptions.calculus import derive

        if tree.order != 1:
            raise CannotSolve("I cannot check this derivative.")
        tree = derive(tree.of, tree.variable)
    return substitute(tree, {variable: point}, {})
