"""Is a student's answer the same as the right one, in value and in the form that was asked?"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.numeric import Undefined, evaluate
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
    Relation,
    Tree,
    names_in,
    size,
    walk,
)
from fynq.reasoning.verification.chemical import same_chemistry
from fynq.reasoning.verification.figures import to_figures
from fynq.reasoning.verification.form import Form, form_of
from fynq.reasoning.verification.gold_slips import in_the_questions_letter, solves
from fynq.reasoning.verification.plain_answer import plain_answer, spelled
from fynq.reasoning.verification.points import DIGITS, agree, close, points
from fynq.reasoning.verification.same_number import same_number
from fynq.reasoning.verification.solution_sets import same_sets, solution_set
from fynq.reasoning.verification.undone import unfinished
from fynq.reasoning.verification.unit_table import Unit
from fynq.reasoning.verification.unit_table import unit as unit_of

_OR = re.compile(r"\s+(?:or|and)\s+|;")
_INTERVAL = re.compile(r"^\s*(?:\\left)?([\[(])(.*)(?:\\right)?([\])])\s*$", re.DOTALL)
_UNIT = re.compile(r"^(?P<value>[-+\d.,/ ^*(){}\\a-zπ√]*?\d[\d.,]*\)?\}?)\s*(?P<unit>[a-zA-Z°Ωµ¢][a-zA-Z_°Ωµ/ ^²³·*{}()\d-]*)$")  # fmt: skip
_NOTHING = re.compile(r"(?i)^(?:no (?:real )?solutions?|none|dne|does not exist|undefined|\\?emptyset|\\varnothing|∅|\\?\{\s*\\?\})$")  # fmt: skip
_RATIO = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(?::|\bto\b)\s*(\d+(?:\.\d+)?)\s*$")
_DEFINED = re.compile(r"^\s*([A-Za-z])\s*(?:\\left)?\(\s*[A-Za-z]\s*(?:\\right)?\)\s*=")
_LONE_LETTER = re.compile(r"([A-Za-z])(?:\^\{?\d\}?|[²³])?")
_MEMBERS = re.compile(r"^\s*[a-zA-Z]\s*(?:\\in|∈)\s*(?=\\?(?:left)?\s*\\?\{)")


_HEAD = re.compile(r"^\s*(?P<name>[A-Za-z](?:\^\{?-1\}?)?)\s*\((?P<of>[A-Za-z](?:\s*\([A-Za-z]\))?)\)\s*=(?P<body>[^=<>]+)$")  # fmt: skip


def equivalent(gold: str, answer: str, question: str = "") -> bool:
    """False also when either cannot be read. Never raises."""
    try:
        chemical = same_chemistry(gold, answer)
        if chemical is not None:
            return chemical
        first, second = plain_answer(gold), plain_answer(answer)
        if not first or not second:
            return False
        if spelled(first) == spelled(second):
            return True
        heads = _HEAD.match(_bare(first)), _HEAD.match(_bare(second))
        if heads[0] and heads[1] and heads[0]["name"] != heads[1]["name"]:
            return False
        first, second = (
            head["body"] if head else text
            for head, text in zip(heads, (first, second), strict=True)
        )
        form = form_of(question)
        if form.places is None and _echoes(first, second, question):
            return False
        if _same(first, second, form):
            return True
        relettered = in_the_questions_letter(first, second, question) if question else None
        if relettered is not None:
            return _same(relettered, second, form)
        return bool(question) and solves(first, second, question)
    except (CannotSolve, ArithmeticError, ValueError, TypeError, RecursionError):
        return False


def _same(gold: str, answer: str, form: Form) -> bool:
    if _NOTHING.match(gold) or _NOTHING.match(answer):
        return bool(_NOTHING.match(gold) and _NOTHING.match(answer))
    ratios = _ratios(gold, answer)
    if ratios is not None:
        return ratios
    sets = _solution_sets(gold, answer, form)
    if sets is not None:
        return sets
    gold, answer = _MEMBERS.sub("", gold), _MEMBERS.sub("", answer)
    interval = _intervals(gold, answer, form)
    if interval is not None:
        return interval
    if gold.endswith("+ C") and answer.endswith("+ C"):
        return _primitives(parse(gold[:-3]), parse(answer[:-3]))
    units = _units(gold, answer, form)
    if units is not None:
        return units
    if gold.endswith("°") and (answer.endswith("°") or (form.degrees and _is_number(answer))):
        gold, answer = gold[:-1], answer.removesuffix("°")
    elif answer.endswith("°") and form.degrees and _is_number(gold):
        answer = answer[:-1]
    listed, others = _parts(gold), _parts(answer)
    if _is_tuple(answer) and len(listed) > 1 and not _is_tuple(gold):
        return _lists(_in_order(listed), others, form, ordered=_in_order(listed) is not listed)
    return _lists(listed, others, form, ordered=_is_tuple(gold))


def _is_number(text: str) -> bool:
    """Digits, as degrees are written when the question names the unit."""
    return bool(re.fullmatch(r"-?\d+(?:\.\d+)?", text))


def _echoes(gold: str, answer: str, question: str) -> bool:
    """The answer repeats what the question says and the right one, which is shorter, does not."""
    asked = spelled(question.replace("$", ""))
    said = spelled(answer)
    if len(said) < 3 or said not in asked or spelled(gold) in asked:
        return False
    return size(parse(answer)) > size(parse(gold)) + (spelled(gold) == said)


def _ratios(gold: str, answer: str) -> bool | None:
    """None when neither is a ratio."""
    first, second = _RATIO.match(gold), _RATIO.match(answer)
    if not first or not second:
        return None
    return Fraction(first[1]) * Fraction(second[2]) == Fraction(first[2]) * Fraction(second[1])


def _solution_sets(gold: str, answer: str, form: Form) -> bool | None:
    """None where either is none, or both may be points."""
    try:
        first, second = solution_set(gold), solution_set(answer)
    except CannotSolve:
        return None
    if first is None or second is None:
        return None
    if first.bracketed and second.bracketed:
        return None
    return same_sets(first, second, lambda a, b: _trees(a, b, form))


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
    """None when neither has a unit; a missing unit is wrong, except of money, an extra one is not."""
    first, second = _quantity(gold, answer), _quantity(answer, gold)
    if first is None and second is None:
        return None
    if first is None or second is None:
        value, unit = first or second or ("", None)
        if first is not None and not (unit and unit.money):
            return False
        pair = (value, answer) if first is not None else (gold, value)
        return _trees(parse(pair[0]), parse(pair[1]), form) or (
            second is not None and unit is not None and unit.derived and to_figures(*pair)
        )
    (value, unit), (other, its) = first, second
    assert unit is not None and its is not None
    if unit.dimension != its.dimension:
        return False
    tree = parse(other)
    if its.factor == unit.factor and unit.derived and to_figures(value, other):
        return True
    if its.factor != unit.factor:
        if form.unit is not None and form.unit.factor == unit.factor:
            return False
        tree = Operation("*", tree, Number(its.factor / unit.factor))
    return _trees(parse(value), tree, form)


def _quantity(text: str, beside: str) -> tuple[str, Unit | None] | None:
    """The number and the unit. 4m beside m - 2 is no quantity, nor is -8 + 4m."""
    found = _UNIT.match(text)
    read = unit_of(found["unit"]) if found else None
    if found is None or read is None:
        return None
    lone = _LONE_LETTER.fullmatch(found["unit"].strip())
    name = lone[1] if lone else ""
    value = re.sub(r"\\(?:times|cdot)", "*", found["value"])
    if name and (name in "aikC" or re.search(r"[a-z]|(?<=[\d)}])\s*[-+]", value)):
        return None
    if name and re.search(rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", beside):
        same = _UNIT.match(beside)
        if not same or same["unit"].strip() != found["unit"].strip():
            return None
    return found["value"], read


def _is_tuple(text: str) -> bool:
    """One pair of brackets around everything: '(1, 2), (3, 4)' are two tuples."""
    bare = _bare(text).strip()
    depth = 0
    for at, char in enumerate(bare):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return char == ")" and at == len(bare) - 1
    return False


def _parts(text: str) -> list[Tree]:
    """'x = 1 or x = 2', '{1, 2}', '1, 2' → their members; anything else is one part."""
    text = re.sub(r"\\pm|±", " PLUSMINUS ", text)
    if "PLUSMINUS" in text:
        return _parts(text.replace("PLUSMINUS", "+")) + _parts(text.replace("PLUSMINUS", "-"))
    found: list[Tree] = []
    parts = _OR.split(text)
    for part in parts:
        tree = parse(part, frozenset(_DEFINED.findall(part)))
        whole = len(parts) > 1 and _is_tuple(part)
        found.extend(tree.items if isinstance(tree, Items) and not whole else (tree,))
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
    gold, answer = _scaled(gold), _scaled(answer)
    if "j" in names_in(gold) or "j" in names_in(answer):
        gold, answer = _with_unit_vectors(gold), _with_unit_vectors(answer)
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


def _with_unit_vectors(tree: Tree) -> Tree:
    """Beside a j, an i is the other unit vector and not the imaginary unit."""
    match tree:
        case Constant("i"):
            return Name("i_1")
        case Negative(of):
            return Negative(_with_unit_vectors(of))
        case Operation(op, left, right):
            return Operation(op, _with_unit_vectors(left), _with_unit_vectors(right))
        case Relation(op, left, right):
            return Relation(op, _with_unit_vectors(left), _with_unit_vectors(right))
    return tree


def _scaled(tree: Tree) -> Tree:
    """(1/29) times a matrix as the matrix; any other tree as it is."""
    match tree:
        case Operation("*", Matrix(rows), factor) | Operation("*", factor, Matrix(rows)) if not isinstance(factor, Matrix):  # fmt: skip
            return Matrix(
                tuple(tuple(Operation("*", factor, cell) for cell in row) for row in rows)
            )
        case Operation("/", Matrix(rows), divisor) if not isinstance(divisor, Matrix):
            return Matrix(
                tuple(tuple(Operation("/", cell, divisor) for cell in row) for row in rows)
            )
        case Negative(Matrix(rows)):
            return Matrix(tuple(tuple(Negative(cell) for cell in row) for row in rows))
        case _:
            return tree


def _assigned(tree: Tree) -> Tree:
    """x = 3 as 3; f(x) = x² as x². Raises CannotSolve for any other relation."""
    if not isinstance(tree, Relation):
        return tree
    if tree.op == "=" and (isinstance(tree.left, Name) or _is_application(tree.left)):
        return tree.right
    if tree.op == "=" and isinstance(tree.right, Name) and not names_in(tree.left):
        return tree.left
    raise CannotSolve("An equation is compared with a value.")


def _is_application(tree: Tree) -> bool:
    """f(x), which reads as a product without a definition."""
    if isinstance(tree, Call):
        return len(tree.name) == 1
    return isinstance(tree, Operation) and tree.op == "*" and isinstance(tree.left, Name) and isinstance(tree.right, Name)  # fmt: skip


_TURNED = {"=": "=", "<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!="}


def _relations(gold: Relation, answer: Relation, form: Form) -> bool:
    """The same up to the order of sides and a constant factor; an answer for x must stay solved."""
    if any(isinstance(side.left, Call) and len(side.left.name) == 1 for side in (gold, answer)):
        return _trees(_assigned(gold), _assigned(answer), form)
    if isinstance(gold.left, Name) and gold.left.name not in names_in(gold.right):
        flipped = Relation(_TURNED[answer.op], answer.right, answer.left)
        for relation in (answer, flipped):
            if relation.left == gold.left and relation.op == gold.op:
                return _trees(gold.right, relation.right, form)
        if not names_in(gold.right):
            return False
    names = sorted({*names_in(gold), *names_in(answer)})
    ratio = constant_ratio(gold, answer, names)
    if ratio is None:
        return False
    wanted = gold.op if ratio > 0 else _TURNED[gold.op]
    return answer.op == wanted


def constant_ratio(gold: Relation, answer: Relation, names: list[str]) -> Any:
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
        return same_number(gold, answer, form)
    if not _same_names(gold, answer):
        return False
    names = sorted({*names_in(gold), *names_in(answer)})
    same = agree(gold, answer, names, "equivalent")
    if same is None and len(names) == 1 and _alternates(gold) and _alternates(answer):
        return _same_terms(gold, answer, names[0])
    if same is not True:
        return False
    return _as_asked(gold, answer, form)


def _alternates(tree: Tree) -> bool:
    """Has a power of a negative number, as the terms of an alternating sequence."""
    return any(isinstance(node, Operation) and node.op == "^" and isinstance(node.left, Negative) and names_in(node.right) for node in walk(tree))  # fmt: skip


def _same_terms(gold: Tree, answer: Tree, name: str) -> bool:
    """Equal for n = 1, 2, …, 9, which is where sequences are defined."""
    values = [{name: mp.mpf(n)} for n in range(1, 10)]
    return all(close(evaluate(gold, at, DIGITS), evaluate(answer, at, DIGITS)) for at in values)


def _same_names(gold: Tree, answer: Tree) -> bool:
    return set(names_in(gold)) == set(names_in(answer)) or not (names_in(gold) and names_in(answer))


def _as_asked(gold: Tree, answer: Tree, form: Form) -> bool:
    if form.simplified and unfinished(answer) and not unfinished(gold):
        return False
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
