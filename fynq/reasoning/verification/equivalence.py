"""Is a student's answer the same as the right one, in value and in the form that was asked?"""

from __future__ import annotations

import re
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Items,
    Matrix,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Relation,
    Tree,
    names_in,
    size,
    walk,
)
from fynq.reasoning.verification.form import Form, form_of
from fynq.reasoning.verification.measures import same_measure
from fynq.reasoning.verification.points import DIGITS, agree, close, points

_TEXT = re.compile(r"\\(?:text|mathrm|textrm|mbox)\s*\{([^{}]*)\}")
_OR = re.compile(r"\s+(?:or|and)\s+|;")
_INTERVAL = re.compile(r"^\s*(?:\\left)?([\[(])(.*)(?:\\right)?([\])])\s*$", re.DOTALL)
_UNIT = re.compile(r"^(?P<value>[-+\d.,/ ^*(){}\\a-z]*?\d[\d.,]*\)?\}?)\s*(?P<unit>[a-zA-Z°Ωµ][a-zA-Z°Ωµ/ ^²³\d]*)$")  # fmt: skip
_NOTHING = re.compile(r"(?i)^(?:no (?:real )?solutions?|none|dne|does not exist|undefined|\\?emptyset|\\varnothing|∅)$")  # fmt: skip
_TRAILING = re.compile(r"(?:[.,;]|\\\\|\\,|\\;|\s)+$")


def equivalent(gold: str, answer: str, question: str = "") -> bool:
    """False also when either cannot be read. Never raises."""
    try:
        first, second = _clean(gold), _clean(answer)
        if not first or not second:
            return False
        if _spelled(first) == _spelled(second):
            return True
        measured = same_measure(gold, answer)
        if measured is not None:
            return measured
        return _same(first, second, form_of(question))
    except (CannotSolve, ArithmeticError, ValueError, TypeError, RecursionError):
        return False


def _clean(text: str) -> str:
    text = text.replace("\\displaystyle", "").replace("\\!", "")
    text = re.sub(r"\\[,;:]", " ", text)
    text = _TEXT.sub(r" \1 ", text.replace("$", " "))
    boxed = re.fullmatch(r"\s*\\boxed\{(.*)\}\s*", text, re.DOTALL)
    text = boxed[1] if boxed else text
    text = re.sub(r"\s*\+\s*[Cc]\s*$", " + C", text)
    return _TRAILING.sub("", text).strip()


def _spelled(text: str) -> str:
    return re.sub(r"\\(?:left|right|,|;|!|quad)|\s+", "", text).replace("dfrac", "frac").lower() if not text.isalpha() else text.lower()  # fmt: skip


def _same(gold: str, answer: str, form: Form) -> bool:
    if _NOTHING.match(gold) or _NOTHING.match(answer):
        return bool(_NOTHING.match(gold) and _NOTHING.match(answer))
    if "\\cup" in gold or "\\cup" in answer or "∪" in gold + answer:
        return _unions(gold, answer, form)
    interval = _intervals(gold, answer, form)
    if interval is not None:
        return interval
    if gold.endswith("+ C") and answer.endswith("+ C"):
        return _primitives(parse(gold[:-3]), parse(answer[:-3]))
    units = _units(gold, answer, form)
    if units is not None:
        return units
    return _lists(_parts(gold), _parts(answer), form, ordered=_is_tuple(gold))


def _primitives(gold: Tree, answer: Tree) -> bool:
    """Antiderivatives are the same up to a constant."""
    if not _same_names(gold, answer):
        return False
    gaps: list[Any] = []
    for at in points("primitive", sorted({*names_in(gold), *names_in(answer)}), 16):
        try:
            gaps.append(evaluate(gold, at, DIGITS) - evaluate(answer, at, DIGITS))
        except Undefined:
            continue
    return len(gaps) >= 4 and all(close(gap, gaps[0]) for gap in gaps)


def _unions(gold: str, answer: str, form: Form) -> bool:
    first, second = re.split(r"\\cup|∪", gold), re.split(r"\\cup|∪", answer)
    return len(first) == len(second) and all(_intervals(a.strip(), b.strip(), form) is True for a, b in zip(first, second, strict=True))  # fmt: skip


def _intervals(gold: str, answer: str, form: Form) -> bool | None:
    """None when the texts are not both in brackets with two ends."""
    first, second = _INTERVAL.match(_bare(gold)), _INTERVAL.match(_bare(answer))
    if not first or not second:
        return None
    ends, others = _halves(first[2]), _halves(second[2])
    if len(ends) != 2 or len(others) != 2:
        return None
    if (first[1], first[3]) != (second[1], second[3]):
        return False
    return all(_trees(parse(a), parse(b), form) for a, b in zip(ends, others, strict=True))


def _bare(text: str) -> str:
    return re.sub(r"\\left|\\right", "", text)


def _halves(inside: str) -> list[str]:
    depth, parts, current = 0, [], ""
    for char in inside:
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += char
    return [*parts, current]


def _units(gold: str, answer: str, form: Form) -> bool | None:
    """None when neither has a unit; a missing unit is wrong, an extra one is not."""
    first, second = _UNIT.match(gold), _UNIT.match(answer)
    first = first if first and _is_unit(first["unit"]) else None
    second = second if second and _is_unit(second["unit"]) else None
    if first is None and second is None:
        return None
    if first is not None and second is None:
        return False
    if first is not None and second is not None and _spelled(first["unit"]) != _spelled(second["unit"]):  # fmt: skip
        return False
    value = first["value"] if first else gold
    other = second["value"] if second else answer
    return _trees(parse(value), parse(other), form)


_UNITS = frozenset(["m", "cm", "mm", "km", "g", "kg", "mg", "s", "ms", "min", "h", "hr", "hours", "hour", "minutes", "seconds", "days", "day", "years", "year", "feet", "ft", "inches", "inch", "in", "miles", "mile", "mph", "lb", "lbs", "oz", "n", "j", "w", "v", "a", "k", "pa", "hz", "mol", "l", "ml", "kn", "kj", "kw", "cm^2", "m^2", "m/s", "m/s^2", "km/h", "degrees", "degree", "dollars", "cents", "meters", "metres", "units"])  # fmt: skip


def _is_unit(text: str) -> bool:
    return text.strip().lower() in _UNITS and text.strip() not in ("a", "n", "k", "l")


def _is_tuple(text: str) -> bool:
    bare = _bare(text).strip()
    return bare.startswith("(") and bare.endswith(")")


def _parts(text: str) -> list[Tree]:
    """'x = 1 or x = 2', '{1, 2}', '1, 2' → their members; anything else is one part."""
    text = re.sub(r"\\pm|±", " PLUSMINUS ", text)
    if "PLUSMINUS" in text:
        return _parts(text.replace("PLUSMINUS", "+")) + _parts(text.replace("PLUSMINUS", "-"))
    found: list[Tree] = []
    for part in _OR.split(text):
        tree = parse(part)
        found.extend(tree.items if isinstance(tree, Items) else (tree,))
    return found


def _lists(gold: list[Tree], answer: list[Tree], form: Form, *, ordered: bool) -> bool:
    if len(gold) != len(answer):
        return False
    if ordered and len(gold) > 1:
        answer = _in_order(answer)
    if ordered or len(gold) == 1:
        return all(_trees(a, b, form) for a, b in zip(gold, answer, strict=True))
    rest = list(answer)
    for tree in gold:
        match = next((other for other in rest if _trees(tree, other, form)), None)
        if match is None:
            return False
        rest.remove(match)
    return True


def _in_order(answer: list[Tree]) -> list[Tree]:
    """'y = 1, x = 2' against the point (2, 1): by the names' alphabet."""
    named = [item for item in answer if isinstance(item, Relation) and isinstance(item.left, Name)]
    if len(named) != len(answer):
        return answer
    return [item.right for item in sorted(named, key=lambda item: str(item.left))]


def _trees(gold: Tree, answer: Tree, form: Form) -> bool:
    if isinstance(gold, Items) and isinstance(answer, Items):
        return _lists(list(gold.items), list(answer.items), form, ordered=True)
    if isinstance(gold, Matrix) or isinstance(answer, Matrix):
        return _matrices(gold, answer, form)
    if isinstance(gold, Relation) and isinstance(answer, Relation):
        return _relations(gold, answer, form)
    if isinstance(gold, Relation) or isinstance(answer, Relation):
        return _trees(_assigned(gold), _assigned(answer), form)
    return _expressions(gold, answer, form)


def _matrices(gold: Tree, answer: Tree, form: Form) -> bool:
    if not (isinstance(gold, Matrix) and isinstance(answer, Matrix)):
        return False
    if [len(row) for row in gold.rows] != [len(row) for row in answer.rows]:
        return False
    return all(_trees(a, b, form) for p, q in zip(gold.rows, answer.rows, strict=True) for a, b in zip(p, q, strict=True))  # fmt: skip


def _assigned(tree: Tree) -> Tree:
    """x = 3 as 3; f(x) = x² as x². Raises CannotSolve for any other relation."""
    if not isinstance(tree, Relation):
        return tree
    if tree.op == "=" and (isinstance(tree.left, Name) or _is_application(tree.left)):
        return tree.right
    raise CannotSolve("An equation is compared with a value.")


def _is_application(tree: Tree) -> bool:
    """f(x), which reads as a product without a definition."""
    return isinstance(tree, Operation) and tree.op == "*" and isinstance(tree.left, Name) and isinstance(tree.right, Name)  # fmt: skip


_TURNED = {"=": "=", "<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!="}


def _relations(gold: Relation, answer: Relation, form: Form) -> bool:
    """The same up to the order of sides and a constant factor; an answer for x must stay solved."""
    if isinstance(gold.left, Name) and gold.left.name not in names_in(gold.right):
        flipped = Relation(_TURNED[answer.op], answer.right, answer.left)
        for relation in (answer, flipped):
            if relation.left == gold.left and relation.op == gold.op:
                return _trees(gold.right, relation.right, form)
        if not names_in(gold.right):
            return False
    names = sorted({*names_in(gold), *names_in(answer)})
    ratio = _constant_ratio(gold, answer, names)
    if ratio is None:
        return False
    wanted = gold.op if ratio > 0 else _TURNED[gold.op]
    return answer.op == wanted


def _constant_ratio(gold: Relation, answer: Relation, names: list[str]) -> Any:
    """(right − left) of the answer over that of the gold, when it is the same everywhere."""
    found: list[Any] = []
    for at in points("relation", names, 12):
        try:
            first = evaluate(gold.left, at, DIGITS) - evaluate(gold.right, at, DIGITS)
            second = evaluate(answer.left, at, DIGITS) - evaluate(answer.right, at, DIGITS)
        except Undefined:
            continue
        if abs(first) < mp.mpf(10) ** -10 or abs(second) < mp.mpf(10) ** -10:
            return None
        found.append(second / first)
    if len(found) < 3 or any(not close(value, found[0]) for value in found) or mp.im(found[0]) != 0:
        return None
    return mp.re(found[0])


def _expressions(gold: Tree, answer: Tree, form: Form) -> bool:
    if not names_in(gold) and not names_in(answer):
        return _numbers(gold, answer, form)
    if not _same_names(gold, answer):
        return False
    names = sorted({*names_in(gold), *names_in(answer)})
    if agree(gold, answer, names, "equivalent") is not True:
        return False
    return _as_asked(gold, answer, form)


def _same_names(gold: Tree, answer: Tree) -> bool:
    return set(names_in(gold)) == set(names_in(answer)) or not (names_in(gold) and names_in(answer))


def _as_asked(gold: Tree, answer: Tree, form: Form) -> bool:
    if form.factored and _factor_count(answer) < _factor_count(gold):
        return False
    if (form.expanded or form.simplified) and size(answer) > 1.7 * size(gold) + 3:
        return False
    return not (form.expanded and _has_brackets(answer) and not _has_brackets(gold))


def _factor_count(tree: Tree) -> int:
    match tree:
        case Operation("*", left, right):
            return _factor_count(left) + _factor_count(right)
        case Operation("^", base, Number(value)) if value.denominator == 1 and value > 0:
            return _factor_count(base) * int(value) if isinstance(base, Operation) else 1
        case Negative(of):
            return _factor_count(of)
        case Number():
            return 0
        case _:
            return 1


def _has_brackets(tree: Tree) -> bool:
    return any(
        isinstance(node, Operation)
        and node.op in "*^"
        and any(isinstance(part, Operation) and part.op in "+-" for part in (node.left, node.right))
        for node in walk(tree)
    )


def _numbers(gold: Tree, answer: Tree, form: Form) -> bool:
    if form.percent and isinstance(gold, Percent) != isinstance(answer, Percent):
        gold = gold.of if isinstance(gold, Percent) else gold
        answer = answer.of if isinstance(answer, Percent) else answer
    if _infinite(gold) or _infinite(answer):
        return gold == answer
    if form.lowest and _unreduced(answer) and not _unreduced(gold):
        return False
    first, second = exact(gold), exact(answer)
    if first is not None and second is not None and first == second:
        return True
    value, other = evaluate(gold, {}, DIGITS), evaluate(answer, {}, DIGITS)
    if (first is None or second is None) and close(value, other, mp.mpf(10) ** -22):
        return True
    if mp.im(value) != 0 or mp.im(other) != 0:
        return False
    return _rounds_to(gold, value, other, form) or _rounded_as_asked(answer, value, other, form)


def _infinite(tree: Tree) -> bool:
    return any(node == Constant("oo") for node in walk(tree))


def _unreduced(tree: Tree) -> bool:
    """A fraction of whole numbers that has a common factor left."""
    for node in walk(tree):
        if isinstance(node, Operation) and node.op == "/":
            top, bottom = exact(node.left), exact(node.right)
            if top is None or not bottom or top.denominator != 1 or bottom.denominator != 1:
                continue
            if (top / bottom).denominator != abs(bottom):
                return True
    return False


def _decimals(tree: Tree) -> int | None:
    match tree:
        case Number(_, decimals):
            return decimals
        case Negative(of) | Percent(of):
            return _decimals(of)
        case _:
            return None


def _rounds_to(gold: Tree, value: Any, other: Any, form: Form) -> bool:
    """A gold answer with decimals is what an exact answer rounds to."""
    decimals = _decimals(gold)
    if decimals is None or (form.places is None and decimals < 2):
        return False
    return bool(abs(value - other) <= mp.mpf(10) ** -decimals / 2 * (1 + mp.mpf(10) ** -9))


def _rounded_as_asked(answer: Tree, value: Any, other: Any, form: Form) -> bool:
    """A decimal answer to an exact gold counts when rounding to those places was asked."""
    decimals = _decimals(answer)
    if form.places is None:
        return False
    places = decimals if decimals is not None else 0
    if places < form.places and _is_call(answer):
        return False
    return places >= form.places and bool(abs(value - other) <= mp.mpf(10) ** -form.places / 2 * (1 + mp.mpf(10) ** -9))  # fmt: skip


def _is_call(tree: Tree) -> bool:
    return isinstance(tree, Call)
