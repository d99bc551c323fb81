"""A line of work as a statement: a condition on the unknown, or an expression."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import (
    Constant,
    Items,
    Name,
    Negative,
    Operation,
    Relation,
    Tree,
    names_in,
)
from fynq.reasoning.verification.solution_sets import SolutionSet, solution_set
from fynq.reasoning.work.outer import outer_parts
from fynq.reasoning.work.reading import Piece, has_sign, says_all, says_nothing

Together = tuple[Relation, ...]
"""Relations that hold together."""

UNREADABLE = "I cannot read this line as mathematics."
_LEFT_NAME = re.compile(
    r"^\s*(?:[fghFG]\s*'{0,2}\s*\(\s*[a-z]\s*\)|y\s*'{0,2}|\\frac\{d[yf]\}\{d[a-z]\}|d[yf]\s*/\s*d[a-z]|[fghI])\s*(?==)"
)
_MEMBER = re.compile(r"^\s*([a-zA-Z])\s*(?:\\in|∈)\s*")
_PLUS_MINUS = re.compile(r"±|\\pm(?![a-zA-Z])|\+/-|\+-")
_CONSTANT = re.compile(r"\s*\+\s*\\?(?:mathrm\{)?[CcKk]\}?\s*$")
_EVALUATED = re.compile(
    r"^\s*(?:\\left)?\s*\[(?P<inside>.+?)(?:\\right)?\s*\]\s*_\s*(?:\{(?P<low>[^{}]+)\}|(?P<low1>-?[\w]))\s*\^\s*(?:\{(?P<high>[^{}]+)\}|\((?P<high2>[^()]+)\)|(?P<high1>-?[\w]))\s*$"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """Either alternatives: any of them may hold, () for 'no solution', ((),) for 'always', or a
    value. later: the sides of a chain behind the first two. constant: '+ C' was written.
    given: the names that stand alone on the left of an equation, as in u = x²."""

    alternatives: tuple[Together, ...] | None = None
    value: Tree | None = None
    later: tuple[Tree, ...] = ()
    constant: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        found: set[str] = set()
        for tree in self.trees:
            found.update(names_in(tree))
        return tuple(sorted(found))

    @property
    def trees(self) -> tuple[Tree, ...]:
        if self.value is not None:
            return (self.value,)
        return tuple(relation for together in self.alternatives or () for relation in together)

    @property
    def one(self) -> Relation | None:
        """The only relation."""
        listed = self.alternatives
        return listed[0][0] if listed and len(listed) == 1 and len(listed[0]) == 1 else None

    def shown(self) -> str:
        """LaTeX."""
        if self.value is not None:
            return show(self.value) + (" + C" if self.constant else "")
        if not self.alternatives:
            return "\\text{no solution}"
        if self.alternatives == ((),):
            return "\\text{all real numbers}"
        listed = [_shown(together) for together in self.alternatives]
        return " \\text{ or } ".join(listed) + "".join(f" = {show(tree)}" for tree in self.later)


def _shown(together: Together) -> str:
    match together:
        case (Relation("<" | "<=", _, middle), Relation("<" | "<=", again, _)) if middle == again:
            return f"{show(together[0])} {show(together[1])[len(show(again)) :].strip()}"
    return ",\\ ".join(show(relation) for relation in together)


NOTHING, EVERYTHING = Statement(alternatives=()), Statement(alternatives=((),))


def of_relation(relation: Relation) -> Statement:
    return Statement(alternatives=((relation,),))


def condition(piece: Piece, variables: tuple[str, ...]) -> Statement:
    """A line about the solutions. Raises CannotSolve when it is none that can be read."""
    if says_nothing(piece.text) and not any(has_sign(f) for f in piece.formulas):
        return NOTHING
    if says_all(piece.text) and not any(has_sign(f) for f in piece.formulas):
        return EVERYTHING
    found = [formula for formula in piece.formulas if has_sign(formula)]
    if not found:
        interval = _interval(piece, variables)
        return interval if interval is not None else _bare_values(piece, variables)
    statements = [_of_formula(_bare(formula), variables) for formula in found]
    if len(statements) == 1:
        return statements[0]
    joined = statements[0]
    either = " or " in piece.template
    for other in statements[1:]:
        joined = _joined(joined, other, either or _are_values(joined, other))
    return joined


def _bare(formula: str) -> str:
    return formula.replace("$", " ").replace("≈", "=").replace("\\approx", "=").strip(" ,;.")


def _of_formula(formula: str, variables: tuple[str, ...]) -> Statement:
    member = _MEMBER.match(formula)
    if member:
        return _from_set(solution_set(formula), member[1])
    if _PLUS_MINUS.search(formula):
        return _joined(
            _of_formula(_PLUS_MINUS.sub("+", formula), variables),
            _of_formula(_PLUS_MINUS.sub("-", formula), variables),
            either=True,
        )
    parts = [part for part in outer_parts(formula, ",;") if part.strip()]
    if len(parts) > 1 and all(has_sign(part) for part in parts):
        listed = [_of_formula(part, variables) for part in parts]
        joined = listed[0]
        for other in listed[1:]:
            joined = _joined(joined, other, _are_values(joined, other))
        return joined
    if len(parts) > 1 and has_sign(parts[0]):
        head, _, first = parts[0].rpartition("=")
        listed = [_of_formula(f"{head} = {part}", variables) for part in (first, *parts[1:])]
        return Statement(tuple(together for each in listed for together in each.alternatives or ()))
    sides = outer_parts(formula, "=")
    if len(sides) > 2 and all(part.strip() for part in sides):
        trees = [parse(part) for part in sides]
        if any(isinstance(tree, Relation | Items) for tree in trees):
            raise CannotSolve(UNREADABLE)
        return Statement(((Relation("=", trees[0], trees[1]),),), later=tuple(trees[2:]))
    tree = parse(formula)
    items = tree.items if isinstance(tree, Items) else (tree,)
    relations = tuple(item for item in items if isinstance(item, Relation))
    if len(relations) != len(items):
        raise CannotSolve(UNREADABLE)
    return Statement((relations,))


def _are_values(one: Statement, other: Statement) -> bool:
    """'x = 2, x = 3' and 'x - 2 = 0, x - 3 = 0' list cases; 'x = 2, y = 3' does not."""
    relations = [r for each in (one, other) for r in each.trees if isinstance(r, Relation)]
    names = {names_in(relation) for relation in relations}
    return len(names) == 1 and len(next(iter(names))) == 1 and all(r.op == "=" for r in relations)


def _joined(one: Statement, other: Statement, either: bool) -> Statement:
    first, second = one.alternatives or (), other.alternatives or ()
    if either:
        return Statement((*first, *second))
    return Statement(tuple((*a, *b) for a in first for b in second))


def _interval(piece: Piece, variables: tuple[str, ...]) -> Statement | None:
    text = " or ".join(piece.formulas)
    if len(variables) != 1 or not re.search(r"[\[(].*,.*[\])]", text):
        return None
    found = solution_set(_bare(text))
    return None if found is None else _from_set(found, variables[0])


def _from_set(found: SolutionSet | None, variable: str) -> Statement:
    if found is None:
        raise CannotSolve(UNREADABLE)
    alternatives = []
    for piece in found.pieces:
        together: list[Relation] = []
        if piece.low != Negative(Constant("oo")):
            together.append(Relation(">=" if piece.low_in else ">", Name(variable), piece.low))
        if piece.high != Constant("oo"):
            together.append(Relation("<=" if piece.high_in else "<", Name(variable), piece.high))
        alternatives.append(tuple(together))
    return Statement(tuple(alternatives))


def _bare_values(piece: Piece, variables: tuple[str, ...]) -> Statement:
    """'4', '2 and 3' as an answer for the one unknown."""
    if len(variables) != 1:
        raise CannotSolve(UNREADABLE)
    values: list[Tree] = []
    for formula in piece.formulas:
        tree = parse(_bare(formula))
        values.extend(tree.items if isinstance(tree, Items) else (tree,))
    if not values or any(names_in(tree) or isinstance(tree, Relation) for tree in values):
        raise CannotSolve(UNREADABLE)
    return Statement(tuple((Relation("=", Name(variables[0]), tree),) for tree in values))


def expression(formula: str) -> Statement:
    """A line of a calculation, without what it is called. Raises CannotSolve."""
    text = _LEFT_NAME.sub("", _bare(formula)).lstrip(" =")
    constant = bool(_CONSTANT.search(text))
    text = _CONSTANT.sub("", text)
    bracket = _EVALUATED.match(text)
    if bracket:
        return Statement(value=_between(bracket))
    tree = parse(text)
    if isinstance(tree, Relation | Items):
        raise CannotSolve(UNREADABLE)
    return Statement(value=tree, constant=constant)


def _between(bracket: re.Match[str]) -> Tree:
    inside = parse(bracket["inside"])
    names = names_in(inside)
    if len(names) > 1:
        raise CannotSolve(UNREADABLE)
    low = parse(bracket["low"] or bracket["low1"])
    high = parse(bracket["high"] or bracket["high2"] or bracket["high1"])
    upper, lower = (substitute(inside, dict.fromkeys(names, at), {}) for at in (high, low))
    return Operation("-", upper, lower)
