"""Graphs that are shifted, reflected, stretched or compressed, in the order told.

Points of the old graph, moved one by one, have to lie on the new one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp

from fynq.reasoning.chapters.precalculus.exponential_functions import DEFINITION, WORDS, definition
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    HOLE,
    REFUSAL,
    Page,
    Sentence,
    tree_of,
)
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Tree,
)
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex


@dataclass(frozen=True, slots=True)
class _Moved:
    """moves: what is done to the graph, in order."""

    body: Tree
    variable: str
    name: str
    moves: tuple[tuple[str, Tree | None], ...]


_MOVE = re.compile(
    rf"(?P<by>{HOLE}|\d+) units? (?:to the )?(?P<way>up|down|left|right)(?:ward)?s?"
    rf"|(?P<way2>up|down|left|right)(?:ward)?s? (?:by )?(?P<by2>{HOLE}|\d+) units?"
    r"|reflect\w*(?: the graph| (?:of )?□| it)?(?: of □)? (?:about|across|over|in) the (?P<axis>[xy])-axis"
    rf"|(?P<how>stretch|compress)\w*(?: □| it| the graph)?(?P<which> vertically| horizontally)?(?: by a factor of (?P<factor>{HOLE}|\d+))"
)


def _read_moved(page: Page) -> _Moved:
    page.require(WORDS | frozenset(str(n) for n in range(20)))
    body, variable, name = definition(page)
    words = " ".join(item.words for item in page.sentences)
    sentence = Sentence(words, page.formulas, True)
    if not re.search(r"shift|translat|mov|reflect|stretch|compress", sentence.words):
        raise NotUnderstood(REFUSAL)
    moves: list[tuple[str, Tree | None]] = []
    rest, at = sentence.words, 0
    for found in _MOVE.finditer(sentence.words):
        number = found["by"] or found["by2"] or found["factor"]
        count = sentence.words[: found.start()].count(HOLE)
        inside = found[0].index(number) if number else 0
        text = sentence.formulas[count + found[0][:inside].count(HOLE)] if number == HOLE else number  # fmt: skip
        tree = tree_of(text) if text else None
        if found["axis"]:
            moves.append((f"reflect {found['axis']}", None))
        elif found["how"]:
            if found["which"] is None or tree is None:
                raise NotUnderstood(REFUSAL)
            moves.append((f"{found['how']}{found['which']}", tree))
        else:
            moves.append((found["way"] or found["way2"], tree))
        rest = rest.replace(found[0], " ", 1)
        at = found.end()
    known = {text for text in sentence.formulas if DEFINITION.fullmatch(text) or re.fullmatch(r"[a-z]\s?\(\s?[a-z]\s?\)|y", text.strip())}  # fmt: skip
    unread = rest.count(HOLE) - len([text for text in sentence.formulas if text in known])
    if not moves or not at or unread > 0 or re.search(r"\d|\b(?:up|down|left|right|stretch|compress)\b", rest):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    letters = [text.strip()[0] for text in sentence.formulas if re.fullmatch(r"[a-z]\s?\([a-z]\)", text.strip()) and text.strip()[0] != name]  # fmt: skip
    return _Moved(body, variable, letters[0] if letters else "", tuple(moves))


def _apply(formula: Any, x: Any, moves: tuple[tuple[str, Tree | None], ...]) -> Any:
    for way, tree in moves:
        size = build(tree) if tree is not None else sp.Integer(1)
        formula = {
            "up": lambda f, s: f + s,
            "down": lambda f, s: f - s,
            "left": lambda f, s: f.subs(x, x + s),
            "right": lambda f, s: f.subs(x, x - s),
            "reflect x": lambda f, s: -f,
            "reflect y": lambda f, s: f.subs(x, -x),
            "stretch vertically": lambda f, s: s * f,
            "compress vertically": lambda f, s: f * (s if s < 1 else 1 / s),
            "stretch horizontally": lambda f, s: f.subs(x, x / s if s > 1 else x * s),
            "compress horizontally": lambda f, s: f.subs(x, x * s if s > 1 else x / s),
        }[way](formula, size)
    return formula


def _work_moved(asked: _Moved) -> Worked:
    x = symbol(asked.variable)
    found = _apply(build(asked.body), x, asked.moves)
    head = f"{asked.name}({asked.variable}) = " if asked.name else ""
    if asked.moves == (("reflect x", None),):
        found = sp.expand(found) if found.is_Mul else found
    final = head + latex(found)
    said = ", ".join(way + (f" {show(tree)}" if tree else "") for way, tree in asked.moves)
    return Worked(
        final,
        f"{show(asked.body)}; \\text{{{said}}}",
        [("Up and down is added to the value, left and right changes the variable", f"$${final}$$")],
        "f(x - h) + k is the graph of f moved by h to the right and by k up.",
    )  # fmt: skip


def _moved_holds(asked: _Moved, final: str) -> str:
    """Points of the old graph, moved one by one, lie on the new one."""
    answer = parse(final.partition("=")[2] if "=" in final else final)
    seen = 0
    for start in (mpmath.mpf("0.7"), mpmath.mpf("1.9"), mpmath.mpf("2.6"), mpmath.mpf(6)):
        try:
            x, y = start, evaluate(asked.body, {asked.variable: start})
            for way, tree in asked.moves:
                size = evaluate(tree, {}) if tree is not None else mpmath.mpf(1)
                ratio = max(size, 1 / size)
                x += {"right": size, "left": -size}.get(way, 0)
                y += {"up": size, "down": -size}.get(way, 0)
                x *= {"reflect y": -1, "stretch horizontally": ratio, "compress horizontally": 1 / ratio}.get(way, 1)  # fmt: skip
                y *= {"reflect x": -1, "stretch vertically": size, "compress vertically": 1 / ratio}.get(way, 1)  # fmt: skip
            if abs(evaluate(answer, {asked.variable: x}) - y) > mpmath.mpf(10) ** -10 * (1 + abs(y)):  # fmt: skip
                return ""
        except Undefined:
            continue
        seen += 1
    return "Points of the old graph, moved one by one, lie on the new one." if seen >= 2 else ""


_KINDS = (
    Kind("moved", "functions", _read_moved, _work_moved, _moved_holds),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("moved_graphs", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
