"""The lines of an equation or inequality, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from fynq.domain.doubt import LineVerdict
from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.tree import Call, Name, Relation, names_in, walk
from fynq.reasoning.work.conditions import Difference
from fynq.reasoning.work.following import Following, Step, in_degrees, is_periodic
from fynq.reasoning.work.statements import Statement


@dataclass
class Judged:
    """verdict of a line; before: what it was compared with; difference: of the solutions."""

    verdict: LineVerdict
    statement: Statement | None = None
    before: Statement | None = None
    difference: Difference = Difference()
    kept_extra: bool = False


@dataclass
class _Cases:
    """whole: the line that falls into cases; each line is a case or follows from the last one.
    together: the cases hold at once, as the two sides of |x| < 3."""

    whole: Statement
    started: int
    together: bool
    cases: list[Statement] = field(default_factory=list)

    def joined(self) -> Statement:
        alternatives = self.cases[0].alternatives or ()
        for case in self.cases[1:]:
            other = case.alternatives or ()
            alternatives = (
                tuple((*a, *b) for a in alternatives for b in other)
                if self.together
                else (*alternatives, *other)
            )
        return Statement(alternatives)


class ConditionLines:
    def __init__(self, base: Statement, following: Following) -> None:
        self.base = base
        self.following = following
        self.current = base
        self.judged: list[Judged] = []
        self._cases: _Cases | None = None
        self._wrong = False
        self._widened = False
        variable = following.variable
        self._periodic = is_periodic(base, variable)
        self._open = self._periodic or bool(set(base.names) - {variable})

    @property
    def open_ended(self) -> bool:
        """Some solutions may be left out on purpose: angles of other turns, a negative length."""
        return self._open

    def take(self, statement: Statement) -> None:
        """Raises CannotSolve when it cannot be compared."""
        if self._introduces(statement):
            self.judged.append(Judged(LineVerdict.GIVEN, statement))
            return
        judged = self._after_wrong(statement) if self._wrong else self._judge(statement)
        if judged.verdict is LineVerdict.WRONG and not statement.names and statement.trees:
            self._aside(statement)
            return
        self.judged.append(judged)
        self._wrong = self._wrong or judged.verdict is LineVerdict.WRONG
        self.current = statement

    def _aside(self, statement: Statement) -> None:
        """'18/3 = 6' beside the equation: numbers only."""
        one = statement.one
        if one is None or one.op != "=":
            raise CannotSolve("This line is about numbers only.")
        before, after = Statement(value=one.left), Statement(value=one.right)
        right = self.following.values(before, after).follows is True
        verdict = LineVerdict.RIGHT if right else LineVerdict.WRONG
        self.judged.append(Judged(verdict, after, before))
        self._wrong = self._wrong or not right

    def skip(self) -> None:
        self.judged.append(Judged(LineVerdict.UNREAD))

    def finish(self) -> None:
        """Cases that do not make up the whole, and solutions that came in and were never sorted out."""
        cases = self._cases
        if cases is not None and not self._wrong:
            step = self._compared(cases.whole, cases.joined())
            if step.follows and not step.implied:
                self.current = cases.joined()
            elif not self._open:
                self._blame(cases.started, cases.whole, step.difference)
        if not self._wrong and self._widened and is_solved(self.current, self.following.variable):
            step = self._compared(self.base, self.current)
            if step.implied or not step.follows:
                at = max(i for i, each in enumerate(self.judged) if each.statement is not None)
                self._blame(at, self.base, step.difference)
                self.judged[at].kept_extra = True

    def _blame(self, at: int, before: Statement, difference: Difference) -> None:
        self._wrong = True
        self.judged[at].verdict = LineVerdict.WRONG
        self.judged[at].before = before
        self.judged[at].difference = difference
        for later in self.judged[at + 1 :]:
            if later.verdict is LineVerdict.RIGHT:
                later.verdict = LineVerdict.CARRIED

    def _introduces(self, statement: Statement) -> bool:
        """u = x² names something new."""
        one = statement.one
        known = {*self.base.names, *self.following.definitions}
        match one:
            case Relation("=", Name(name), right) if name not in known and set(names_in(right)) and set(names_in(right)) <= known:  # fmt: skip
                self.following.definitions[name] = right
                return True
        return False

    def _judge(self, statement: Statement) -> Judged:
        if self._cases is not None:
            return self._in_cases(statement)
        step = self._compared(self.current, statement)
        if step.follows:
            self._widened = self._widened or step.implied
            return Judged(LineVerdict.RIGHT, statement, self.current)
        if self._narrows_back(statement, step.difference):
            return Judged(LineVerdict.RIGHT, statement, self.current)
        if self._is_case(self.current, statement, step.difference):
            together = bool(step.difference.extra)
            self._cases = _Cases(self.current, len(self.judged), together, [statement])
            return Judged(LineVerdict.RIGHT, statement, self.current)
        return Judged(LineVerdict.WRONG, statement, self.current, step.difference)

    def _narrows_back(self, statement: Statement, gap: Difference) -> bool:
        """It has the solutions of the problem itself, or drops only what had come in."""
        step = self._compared(self.base, statement)
        if step.follows and not step.implied:
            self._widened = False
            return True
        return bool(self._widened and not gap.extra and step.implied)

    def _is_case(self, whole: Statement, statement: Statement, gap: Difference) -> bool:
        if not statement.alternatives or gap.none:
            return False
        if gap.lost and not gap.extra:
            return self._solvable(statement)
        relations = [r for together in whole.alternatives or () for r in together]
        double = len(relations) > 1 or any(isinstance(n, Call) and n.name == "abs" for r in relations for n in walk(r))  # fmt: skip
        return bool(gap.extra and not gap.lost and double and relations[0].op != "=")

    def _solvable(self, statement: Statement) -> bool:
        return self._compared(Statement(alternatives=()), statement).follows is False

    def _in_cases(self, statement: Statement) -> Judged:
        cases = self._cases
        assert cases is not None
        last = cases.cases[-1]
        step = self._compared(last, statement)
        if step.follows and not step.implied:
            cases.cases[-1] = statement
            return Judged(LineVerdict.RIGHT, statement, last)
        whole = self._compared(cases.whole, statement)
        if (whole.follows and not whole.implied) or self._narrows_back(statement, Difference()):
            self._cases = None
            return Judged(LineVerdict.RIGHT, statement, cases.whole)
        if self._is_case(cases.whole, statement, whole.difference) and bool(whole.difference.extra) is cases.together:  # fmt: skip
            joined = self._compared(cases.whole, statement)
            if not joined.difference.none:
                cases.cases.append(statement)
                return Judged(LineVerdict.RIGHT, statement, cases.whole)
        joint = self._compared(cases.joined(), statement)
        if joint.follows and not joint.implied:
            complete = self._compared(cases.whole, cases.joined())
            if not complete.follows and not self._open:
                self._blame(cases.started, cases.whole, complete.difference)
                return Judged(LineVerdict.CARRIED, statement, last)
        return Judged(LineVerdict.WRONG, statement, last, step.difference)

    def _after_wrong(self, statement: Statement) -> Judged:
        step = self._compared(self.current, statement)
        if step.follows:
            return Judged(LineVerdict.CARRIED, statement, self.current)
        if self._compared(self.base, statement).follows:
            return Judged(LineVerdict.RIGHT, statement, self.base)
        case = step.difference.lost and not step.difference.extra and self._solvable(statement)
        verdict = LineVerdict.CARRIED if case else LineVerdict.WRONG
        return Judged(verdict, statement, self.current, step.difference)

    def _compared(self, first: Statement, second: Statement) -> Step:
        step = self.following.conditions(first, second)
        if step.follows or not self._periodic:
            return step
        variable = self.following.variable
        turned = [each if is_periodic(each, variable) else None for each in (first, second)]
        if turned[0] is None or turned[1] is not None:
            return step
        other = self.following.conditions(in_degrees(first, variable), second)
        return other if other.follows or not other.difference.extra else step


def is_solved(statement: Statement, variable: str) -> bool:
    """The unknown stands alone, beside what is known."""
    if statement.alternatives is None:
        return False
    return all(
        any(
            isinstance(one, Name) and one.name == variable and variable not in names_in(other)
            for one, other in ((r.left, r.right), (r.right, r.left))
        )
        for together in statement.alternatives
        for r in together
    )
