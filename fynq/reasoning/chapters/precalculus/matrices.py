"""Sums, multiples and products of named matrices.

Expressions are checked on vectors (Freivalds 1977): the answer times a vector is what the letters
give applied one after the other.
"""

from __future__ import annotations

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
from fynq.reasoning.reading.tree import Matrix, Name, Negative, Operation, Tree
from fynq.reasoning.solved import Report, SolvedProblem

Rows = list[list[Fraction]]
DEFINITION = re.compile(r"([A-Z])\s*=\s*(\\begin\{[bp]?matrix\}.*?\\end\{[bp]?matrix\})", re.DOTALL)  # fmt: skip
_LITERAL = re.compile(r"\\begin\{[bp]?matrix\}.*?\\end\{[bp]?matrix\}", re.DOTALL)
_LETTERS = "uvwpqrstxyz"
_WORDS = PLAIN | vocabulary(
    "matrix matrices operation operations sum difference product scalar multiple multiply multiplying adding add subtract subtracting let "
    "that multiplicative inverse another answer no solution two given dimensions size scalar from simplify evaluate perform indicated a b c d e f i identity represents repesents where multiplication result defined undefined solve"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """expression: of names that stand for `matrices`; shown: as written."""

    matrices: dict[str, Rows]
    expression: Tree
    shown: str


def definitions(page: Page) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for formula in page.formulas:
        for name, text in DEFINITION.findall(formula):
            rows = rows_of(text)
            if found.get(name, rows) != rows:
                raise NotUnderstood(REFUSAL)
            found[name] = rows
    return found


def rows_of(text: str) -> Rows:
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
    page = inlined(page)
    matrices = definitions(page)
    if not matrices:
        raise NotUnderstood(REFUSAL)
    others = [text for text in page.formulas if not DEFINITION.search(text)]
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


def inlined(page: Page) -> Page:
    """Letters alone stand in the words; matrices without a name are called A, B, ... in order."""
    named = any(DEFINITION.search(text) for text in page.formulas)
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
            return times(Fraction(-1), _value(of, matrices))
        case Operation("^", base, power):
            n, rows = exact(power), _value(base, matrices)
            if isinstance(rows, Fraction) or n is None or n.denominator != 1 or not 1 <= n <= 6:
                raise NotUnderstood(REFUSAL)
            found: Rows | Fraction = rows
            for _ in range(int(n) - 1):
                found = times(found, rows)
            return found
        case Operation("*", left, right):
            return times(_value(left, matrices), _value(right, matrices))
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


def times(a: Rows | Fraction, b: Rows | Fraction) -> Rows | Fraction:
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if isinstance(a, Fraction):
        assert not isinstance(b, Fraction)
        return [[a * cell for cell in row] for row in b]
    if isinstance(b, Fraction):
        return times(b, a)
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
    answer = rows_of(final)
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


def shown(rows: Rows) -> str:
    body = " \\\\ ".join(" & ".join(fraction(cell) for cell in row) for row in rows)
    return f"\\begin{{bmatrix}} {body} \\end{{bmatrix}}"


_KINDS = (
    Kind("expression", "matrices", _read, _work, _holds),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("matrices", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
