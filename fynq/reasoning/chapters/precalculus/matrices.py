"""Sums, multiples and products of named matrices; determinants and inverses of one matrix.

Expressions are checked on vectors (Freivalds 1977): the answer times a vector is what the letters
give applied one after the other. Determinants by expansion instead of elimination, inverses by the
product.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    HOLE,
    PLAIN,
    REFUSAL,
    Page,
    Sentence,
    tree_of,
    vocabulary,
)
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Matrix, Name, Negative, Operation, Tree
from fynq.reasoning.solved import Report, SolvedProblem

Rows = list[list[Fraction]]
_DEFINITION = re.compile(r"([A-Z])\s*=\s*(\\begin\{[bp]?matrix\}.*?\\end\{[bp]?matrix\})", re.DOTALL)  # fmt: skip
_LITERAL = re.compile(r"\\begin\{[bp]?matrix\}.*?\\end\{[bp]?matrix\}", re.DOTALL)
_LETTERS = "uvwpqrstxyz"
_WORDS = PLAIN | vocabulary(
    "matrix matrices operation operations sum difference product scalar multiple multiply multiplying adding add subtract subtracting let "
    "that multiplicative inverse another answer no solution two given dimensions size scalar from simplify evaluate perform indicated a b c d e f i identity represents repesents where multiplication result defined undefined solve"
)
_ONE_WORDS = PLAIN | vocabulary(
    "matrix inverse multiplicative determinant formula 2x2 3x3 square a b c evaluate method s solve by cofactors expansion"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """expression: of names that stand for `matrices`; shown: as written."""

    matrices: dict[str, Rows]
    expression: Tree
    shown: str


def _definitions(page: Page) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for formula in page.formulas:
        for name, text in _DEFINITION.findall(formula):
            rows = _rows(text)
            if found.get(name, rows) != rows:
                raise NotUnderstood(REFUSAL)
            found[name] = rows
    return found


def _rows(text: str) -> Rows:
    tree = tree_of(_with_separators(text))
    if not isinstance(tree, Matrix):
        raise NotUnderstood(REFUSAL)
    rows = [[exact(cell) for cell in row] for row in tree.rows]
    found = [[cell for cell in row if cell is not None] for row in rows]
    if any(len(a) != len(b) for a, b in zip(rows, found, strict=True)):
        raise NotUnderstood(REFUSAL)
    return found


def _with_separators(text: str) -> str:
    """'7-5' in a row that is one cell too short stands for the cells 7 and -5."""
    begin, end = text.index("}") + 1, text.rindex("\\end")
    lines = [line.split("&") for line in re.split(r"\\\\", text[begin:end]) if line.strip()]
    width = max(len(line) for line in lines)
    for line in lines:
        merged = [at for at, cell in enumerate(line) if re.fullmatch(r"\s*-?\d+-\d+\s*", cell)]
        if len(line) == width - 1 and len(merged) == 1:
            left, right = re.findall(r"-?\d+", line[merged[0]])
            line[merged[0] : merged[0] + 1] = [left, right]
    body = " \\\\ ".join(" & ".join(line) for line in lines)
    return f"\\begin{{bmatrix}} {body} \\end{{bmatrix}}"


def _read(page: Page) -> _Asked:
    page = _inlined(page)
    matrices = _definitions(page)
    if not matrices:
        raise NotUnderstood(REFUSAL)
    others = [text for text in page.formulas if not _DEFINITION.search(text)]
    lone = page.sentences[-1].words.replace(" ", "")
    if not others and re.fullmatch(r"[a-z]{2,3}", lone) and set(lone) <= {name.lower() for name in matrices}:  # fmt: skip
        others = [lone.upper()]
    asked = others[-1] if others else _in_words(page.asked.words, matrices)
    for sentence in page.sentences:
        words = sentence.words.replace(asked.lower(), HOLE) if len(asked) > 1 else sentence.words
        words = re.sub(r"\bby (?:the )?(?:scalar )?-?\d+$", "", words)
        named = {name.lower() for name in matrices}
        kept = [word for word in words.split() if len(word.strip(",.")) > 3 or not set(word.strip(",.")) <= named]  # fmt: skip
        Page("", (Sentence(" ".join(kept), (), True, sentence.title),)).require(_WORDS)
    if "I" in asked and "I" not in matrices and "identity" in f"{page.heading} {page.sentences}":
        size = len(next(iter(matrices.values())))
        matrices["I"] = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    return _Asked(matrices, _expression(asked, matrices), asked)


def _inlined(page: Page) -> Page:
    """Letters alone stand in the words; matrices without a name are called A, B, ... in order."""
    named = any(_DEFINITION.search(text) for text in page.formulas)
    fresh = iter("ABCDEFGH")
    sentences = []
    for sentence in page.sentences:
        words, kept = sentence.words, []
        for text in sentence.formulas:
            if re.fullmatch(r"[A-Z]|-?\d+", text.strip()):
                words = words.replace(HOLE, text.strip().lower(), 1)
                continue
            words = words.replace(HOLE, "\0", 1)
            literal = [] if named else _LITERAL.findall(text)
            named_text = text
            for matrix in literal:
                name = next(fresh)
                named_text = named_text.replace(matrix, f" {name} ", 1)
                kept.append(f"{name} = {matrix}")
            if not literal or len(named_text.strip()) > 1:
                kept.append(named_text)
        words = words.replace("\0", HOLE)
        sentences.append(Sentence(words, tuple(kept), sentence.asks, sentence.title))
    return Page(page.heading, tuple(sentences), page.notes, page.places)


_M = r"(?:the )?(?:matrix |matrices )?([a-z])"
_OF_TWO = re.compile(rf"\b(sum|difference|product) (?:of|between) {_M} and {_M}\b")
_DONE_TO = re.compile(rf"\b(multiply|add|subtract) {_M} (by|and|to|from) {_M}\b")
_SCALED = re.compile(rf"\bmultiply {_M} by (?:the )?(?:scalar )?(-?\d+)\b")
_UNNAMED = re.compile(r"\b(sum|difference|product|multiply|add|subtract)\b[a-z ]*\bmatri")
_WRITTEN = re.compile(r"(?:find|what is|evaluate|calculate|compute|determine)(?: the)?(?: product| sum| difference| matrix| scalar multiple)?(?: of)? ([-+*/\d.a-z^ ]{1,24}?)(?= (?:given|where|if|when|using|with)\b|$)")  # fmt: skip
_SIGNS = {"sum": "+", "difference": "-", "product": "", "multiply": "", "add": "+", "subtract": "-"}


def _in_words(words: str, matrices: dict[str, Rows]) -> str:
    if found := _OF_TWO.search(words):
        return f"{found[2]}{_SIGNS[found[1]]}{found[3]}".upper()
    if found := _DONE_TO.search(words):
        first, second = (found[4], found[2]) if found[3] == "from" else (found[2], found[4])
        if (found[1], found[3]) in (("add", "by"), ("add", "from"), ("multiply", "from"), ("subtract", "to"), ("subtract", "by"), ("subtract", "and")):  # fmt: skip
            raise NotUnderstood(REFUSAL)
        return f"{first}{_SIGNS[found[1]]}{second}".upper()
    if found := _SCALED.search(words):
        return f"{found[2]}{found[1]}".upper()
    written = _WRITTEN.search(words)
    known = {name.lower() for name in [*matrices, "I"]}
    if written and set(re.findall(r"[a-z]", written[1])) <= known:
        return written[1].upper()
    found = _UNNAMED.search(words)
    if found and len(matrices) == 2 and found[1] != "subtract":
        return _SIGNS[found[1]].join(matrices)
    raise NotUnderstood(REFUSAL)


def _expression(text: str, matrices: dict[str, Rows]) -> Tree:
    names = dict(zip(sorted(matrices), _LETTERS, strict=False))
    if len(names) < len(matrices) or set(re.findall(r"[A-Za-z]", text)) - set(names):
        raise NotUnderstood(REFUSAL)
    tree = tree_of("".join(f" {names[char]} " if char in names else char for char in text))
    back = {short: name for name, short in names.items()}
    return _renamed(tree, back)


def _renamed(tree: Tree, back: dict[str, str]) -> Tree:
    match tree:
        case Name(name):
            return Name(back[name])
        case Negative(of):
            return Negative(_renamed(of, back))
        case Operation(op, left, right):
            return Operation(op, _renamed(left, back), _renamed(right, back))
    return tree


def _value(tree: Tree, matrices: dict[str, Rows]) -> Rows | Fraction:
    """Raises _Misfit where sizes do not fit together."""
    match tree:
        case Name(name):
            return matrices[name]
        case Negative(of):
            return _times(Fraction(-1), _value(of, matrices))
        case Operation("^", base, power):
            n, rows = exact(power), _value(base, matrices)
            if isinstance(rows, Fraction) or n is None or n.denominator != 1 or not 1 <= n <= 6:
                raise NotUnderstood(REFUSAL)
            found: Rows | Fraction = rows
            for _ in range(int(n) - 1):
                found = _times(found, rows)
            return found
        case Operation("*", left, right):
            return _times(_value(left, matrices), _value(right, matrices))
        case Operation("+" | "-" as op, left, right):
            a, b = _value(left, matrices), _value(right, matrices)
            if isinstance(a, Fraction) or isinstance(b, Fraction):
                raise NotUnderstood(REFUSAL)
            if (len(a), len(a[0])) != (len(b), len(b[0])):
                raise _Misfit("Matrices of different sizes cannot be added.")
            sign = 1 if op == "+" else -1
            return [[p + sign * q for p, q in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]  # fmt: skip
    value = exact(tree)
    if value is None:
        raise NotUnderstood(REFUSAL)
    return value


class _Misfit(CannotSolve):
    """Sizes that do not fit together."""


def _times(a: Rows | Fraction, b: Rows | Fraction) -> Rows | Fraction:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if isinstance(a, Fraction):
        assert not isinstance(b, Fraction)
        return [[a * cell for cell in row] for row in b]
    if isinstance(b, Fraction):
        return _times(b, a)
    if len(a[0]) != len(b):
        raise _Misfit("The first factor needs as many columns as the second has rows.")
    return [[sum((p * q for p, q in zip(row, column, strict=True)), Fraction(0)) for column in zip(*b, strict=True)] for row in a]  # fmt: skip


def _work(asked: _Asked) -> Worked:
    known = ", \\; ".join(f"{name} = {shown(rows)}" for name, rows in asked.matrices.items() if name in asked.shown)  # fmt: skip
    try:
        found = _value(asked.expression, asked.matrices)
    except _Misfit as misfit:
        return Worked("\\text{undefined}", asked.shown, [("Compare the sizes", f"${known}$. {misfit.detail}")], "Only matrices whose sizes fit can be added or multiplied.")  # fmt: skip
    if isinstance(found, Fraction):
        raise NotUnderstood(REFUSAL)
    final = shown(found)
    return Worked(
        final,
        asked.shown,
        [("Put in the matrices", f"$${known}$$"), ("Work it out entry by entry", f"$${asked.shown} = {final}$$")],
        "Sums and multiples go entry by entry; a product multiplies rows by columns.",
    )  # fmt: skip


def _holds(asked: _Asked, final: str) -> str:
    if "undefined" in final:
        return "The sizes of the matrices do not fit." if _sizes(asked.expression, asked.matrices) is None else ""  # fmt: skip
    answer = _rows(final)
    for trial in range(1, 4):
        vector = [Fraction((at + 2) ** trial - 3 * at) for at in range(len(answer[0]))]
        own = [sum((a * x for a, x in zip(row, vector, strict=True)), Fraction(0)) for row in answer]  # fmt: skip
        if _applied(asked.expression, asked.matrices, vector) != own:
            return ""
    return "Applied to vectors, the matrices one after the other give the same."


def _sizes(tree: Tree, matrices: dict[str, Rows]) -> tuple[int, int] | None:
    """Rows and columns; (0, 0) for a number; None where they do not fit."""
    match tree:
        case Name(name):
            return len(matrices[name]), len(matrices[name][0])
        case Negative(of):
            return _sizes(of, matrices)
        case Operation(op, left, right):
            a, b = _sizes(left, matrices), _sizes(right, matrices)
            if a is None or b is None:
                return None
            if op == "^":
                return a if a[0] == a[1] else None
            if op == "*":
                if (0, 0) in (a, b):
                    return b if a == (0, 0) else a
                return (a[0], b[1]) if a[1] == b[0] else None
            return a if a == b else None
    return (0, 0)


def _applied(tree: Tree, matrices: dict[str, Rows], vector: list[Fraction]) -> list[Fraction]:
    number = exact(tree)
    if number is not None:
        return [number * x for x in vector]
    match tree:
        case Name(name):
            return [sum((a * x for a, x in zip(row, vector, strict=True)), Fraction(0)) for row in matrices[name]]  # fmt: skip
        case Negative(of):
            return [-x for x in _applied(of, matrices, vector)]
        case Operation("*", left, right):
            return _applied(left, matrices, _applied(right, matrices, vector))
        case Operation("^", base, power):
            for _ in range(int(exact(power) or 0)):
                vector = _applied(base, matrices, vector)
            return vector
        case Operation(op, left, right):
            sign = 1 if op == "+" else -1
            pairs = zip(_applied(left, matrices, vector), _applied(right, matrices, vector), strict=True)  # fmt: skip
            return [a + sign * b for a, b in pairs]
    raise NotUnderstood(REFUSAL)


def _read_one(word: str, page: Page) -> Rows:
    page.require(_ONE_WORDS)
    other = "inverse" if word == "determinant" else "determinant"
    if (
        word not in page.asked.words
        or other in page.asked.words
        or len(page.formulas) > 1
        or "system" in page.heading.split()
    ):
        raise NotUnderstood(REFUSAL)
    found = re.search(r"\\begin\{[bpv]?matrix\}.*\\end\{[bpv]?matrix\}", page.last, re.DOTALL)
    if found is None or not re.fullmatch(r"(?:[A-Z]\s*=\s*)?", page.last[: found.start()].strip()) or found.end() < len(page.last.rstrip(" .,")):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    rows = _rows(found[0])
    if len(rows) != len(rows[0]) or len(rows) > 5:
        raise NotUnderstood(REFUSAL)
    return rows


def _determinant(rows: Rows) -> Fraction:
    """By elimination."""
    rows, value = [list(row) for row in rows], Fraction(1)
    for at in range(len(rows)):
        pivot = next((k for k in range(at, len(rows)) if rows[k][at]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != at:
            rows[at], rows[pivot], value = rows[pivot], rows[at], -value
        value *= rows[at][at]
        for k in range(at + 1, len(rows)):
            ratio = rows[k][at] / rows[at][at]
            rows[k] = [a - ratio * b for a, b in zip(rows[k], rows[at], strict=True)]
    return value


def _work_determinant(rows: Rows) -> Worked:
    final = fraction(_determinant(rows))
    rule = "ad - bc" if len(rows) == 2 else "expansion along a row"
    return Worked(final, f"\\det {shown(rows)}", [(f"Use {rule}", f"$$\\det {shown(rows)} = {final}$$")], "The determinant of a 2 by 2 matrix is ad - bc; larger ones expand into these.")  # fmt: skip


def _determinant_holds(rows: Rows, final: str) -> str:
    """The sum over all permutations (Leibniz)."""
    total = Fraction(0)
    for order in itertools.permutations(range(len(rows))):
        swaps = sum(a > b for a, b in itertools.combinations(order, 2))
        term = Fraction((-1) ** swaps)
        for at, column in enumerate(order):
            term *= rows[at][column]
        total += term
    return "The sum over all permutations is the same." if exact(parse(final)) == total else ""


def _work_inverse(rows: Rows) -> Worked:
    size, value = len(rows), _determinant(rows)
    if not value:
        raise CannotSolve("The matrix has no inverse: its determinant is zero.")
    whole = [[*row, *[Fraction(int(i == j)) for j in range(size)]] for i, row in enumerate(rows)]
    for at in range(size):
        pivot = next(k for k in range(at, size) if whole[k][at])
        whole[at], whole[pivot] = whole[pivot], whole[at]
        whole[at] = [cell / whole[at][at] for cell in whole[at]]
        for k in range(size):
            if k != at:
                whole[k] = [a - whole[k][at] * b for a, b in zip(whole[k], whole[at], strict=True)]
    final = shown([row[size:] for row in whole])
    return Worked(
        final,
        f"{shown(rows)}^{{-1}}",
        [("Find the determinant", f"$$\\det = {fraction(value)}$$"), ("Divide the adjugate by it, or reduce beside the identity matrix", f"$${final}$$")],
        "A matrix times its inverse is the identity matrix.",
    )  # fmt: skip


def _inverse_holds(rows: Rows, final: str) -> str:
    product = _times(rows, _rows(final))
    identity = [[Fraction(int(i == j)) for j in range(len(rows))] for i in range(len(rows))]
    return "The product with the matrix is the identity." if product == identity else ""


_PLACE_WORDS = PLAIN | vocabulary("entry entries element at row column rows columns dimension dimensions size order number many matrix located locating")  # fmt: skip


def _read_place(page: Page) -> tuple[Rows, str]:
    """The matrix and 'dimensions', 'rows', 'columns', or the indices of an entry: '31'."""
    page = _inlined(page)
    matrices = _definitions(page)
    if len(matrices) != 1:
        raise NotUnderstood(REFUSAL)
    (name,) = matrices
    words = page.asked.words
    kept = [re.sub(rf"\b{name.lower()}\b", "", item.words) for item in page.sentences]
    Page("", tuple(Sentence(text, (), True) for text in kept)).require(_PLACE_WORDS)
    others = [text.strip() for text in page.formulas if not _DEFINITION.search(text)]
    entry = (
        re.fullmatch(rf"{name.lower()}_?\{{?(\d)(\d)\}}?", others[0]) if len(others) == 1 else None
    )
    if entry and re.search(r"entry|element", words):
        return matrices[name], entry[1] + entry[2]
    if others:
        raise NotUnderstood(REFUSAL)
    for goal, asked in (("dimensions", r"dimension|size|order"), ("rows", r"how many rows|number of rows"), ("columns", r"how many columns|number of columns")):  # fmt: skip
        if re.search(asked, words):
            return matrices[name], goal
    raise NotUnderstood(REFUSAL)


def _work_place(asked: tuple[Rows, str]) -> Worked:
    rows, goal = asked
    height, width = len(rows), len(rows[0])
    if goal.isdigit():
        i, j = int(goal[0]), int(goal[1])
        if not (1 <= i <= height and 1 <= j <= width):
            raise CannotSolve("The matrix has no such entry.")
        final, title = fraction(rows[i - 1][j - 1]), f"Row {i}, column {j}"
    else:
        final = {"dimensions": f"{height} \\times {width}", "rows": str(height), "columns": str(width)}[goal]  # fmt: skip
        title = "Count the rows, then the columns"
    return Worked(final, f"\\text{{{goal}}}: {shown(rows)}", [(title, f"$${final}$$")], "The first index counts rows, the second columns.")  # fmt: skip


def _place_holds(asked: tuple[Rows, str], final: str) -> str:
    """Counted again in the transposed matrix."""
    rows, goal = asked
    turned = [list(column) for column in zip(*rows, strict=True)]
    if goal.isdigit():
        good = exact(parse(final)) == turned[int(goal[1]) - 1][int(goal[0]) - 1]
    else:
        counts = {"dimensions": f"{len(turned[0])} \\times {len(turned)}", "rows": str(len(turned[0])), "columns": str(len(turned))}  # fmt: skip
        good = final == counts[goal]
    return "Counted again in the transposed matrix." if good else ""


def shown(rows: Rows) -> str:
    body = " \\\\ ".join(" & ".join(fraction(cell) for cell in row) for row in rows)
    return f"\\begin{{bmatrix}} {body} \\end{{bmatrix}}"


def _read_power(page: Page) -> Rows:
    """'A^{-1}' of the one matrix that is given."""
    page = _inlined(page)
    matrices = _definitions(page)
    others = [text.strip() for text in page.formulas if not _DEFINITION.search(text)]
    if len(matrices) != 1 or len(others) != 1:
        raise NotUnderstood(REFUSAL)
    ((name, rows),) = matrices.items()
    if not re.fullmatch(rf"{name}\s*\^\s*\{{?\s*-\s?1\s*\}}?", others[0]) or len(rows) != len(
        rows[0]
    ):
        raise NotUnderstood(REFUSAL)
    Page(page.heading, page.sentences).require(_ONE_WORDS | {name.lower()})
    return rows


_KINDS = (
    Kind("expression", "matrices", _read, _work, _holds),
    Kind("place", "matrices", _read_place, _work_place, _place_holds),
    Kind("determinant", "determinants", lambda page: _read_one("determinant", page), _work_determinant, _determinant_holds),
    Kind("power", "matrices", _read_power, _work_inverse, _inverse_holds),
    Kind("inverse", "matrices", lambda page: _read_one("inverse", page), _work_inverse, _inverse_holds),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("matrices", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
