"""Values of composed and combined functions that are given by formulas: (f ∘ g)(2), f(g(x)), (fg)(x).

The core works them out; the check evaluates the functions one after the other with numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import mpmath

from fynq.reasoning.chapters.precalculus.core import worked_by_core
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
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Relation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem

_DEFINITION = re.compile(r"\s*([fgh])\s?\(\s?([a-z])\s?\)\s*=\s*([^=]+)")
_COMPOSED = re.compile(r"\(?\s*([fgh])\s*(°|∘|◦|\\circ|\*|\\cdot|·|\+|-|/)\s*([fgh])\s*\)?\s*\(\s*(-?[\w./]+)\s*\)?")  # fmt: skip
_NESTED = re.compile(r"([fgh])\s?\(\s?([fgh])\s?\(\s?(-?[\w./]+)\s?\)\s?\)")
_WORDS = PLAIN | vocabulary("composition compositions composite function functions evaluate calculate two finding value values new expression f g h x")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """outer op inner at a place; op 'o' composes."""

    functions: tuple[tuple[str, str, Tree], ...]
    outer: str
    op: str
    inner: str
    at: str


def _read(page: Page) -> _Asked:
    definitions: dict[str, tuple[str, Tree]] = {}
    asked: re.Match[str] | None = None
    sentences = []
    for sentence in page.sentences:
        words = sentence.words
        for text in sentence.formulas:
            found = _DEFINITION.fullmatch(text)
            if found:
                definitions[found[1]] = (found[2], tree_of(found[3]))
            words = words.replace(HOLE, "\0" if found else f" {text} ", 1)
        wanted = _COMPOSED.search(words) or _NESTED.search(words)
        if wanted:
            asked = wanted
            words = words.replace(wanted[0], " ", 1)
            if _COMPOSED.search(words) or _NESTED.search(words):
                raise NotUnderstood("Two values are asked for at once.")
        sentences.append(Sentence(words.replace("\0", HOLE), (), sentence.asks, sentence.title))
    Page(page.heading, tuple(sentences)).require(_WORDS)
    if asked is None or not definitions:
        raise NotUnderstood(REFUSAL)
    groups = asked.groups()
    outer, op, inner, at = groups if len(groups) == 4 else (groups[0], "∘", groups[1], groups[2])
    sign = "o" if op in ("°", "∘", "◦", "\\circ") else {"\\cdot": "*", "·": "*"}.get(op, op)
    if {outer, inner} - set(definitions) or len({v for v, _ in definitions.values()}) != 1:
        raise NotUnderstood(REFUSAL)
    functions = tuple((name, v, body) for name, (v, body) in sorted(definitions.items()))
    if any(names_in(body) != (v,) and names_in(body) for _, v, body in functions):
        raise NotUnderstood(REFUSAL)
    return _Asked(functions, outer, sign, inner, at)


def _work(asked: _Asked) -> Worked:
    given = " and ".join(f"${name}({v})={show(body)}$" for name, v, body in asked.functions)
    if asked.op == "o":
        return worked_by_core(f"If {given}, find ${asked.outer}({asked.inner}({asked.at}))$")
    return worked_by_core(f"If {given}, find ${asked.outer}({asked.at}) {asked.op} {asked.inner}({asked.at})$")  # fmt: skip


def _holds(asked: _Asked, final: str) -> str:
    bodies = {name: (v, body) for name, v, body in asked.functions}

    def value(name: str, q: mpmath.mpf) -> mpmath.mpf:
        v, body = bodies[name]
        return evaluate(body, {v: q})

    tree = parse(final)
    body = tree.right if isinstance(tree, Relation) else tree
    letter = asked.functions[0][1]
    for q in (mpmath.mpf("1.3"), mpmath.mpf("2.7"), mpmath.mpf("0.4")):
        at = q if asked.at == letter else evaluate(parse(asked.at), {})
        inner = value(asked.inner, at)
        if asked.op == "o":
            wanted = value(asked.outer, inner)
        else:
            outer = value(asked.outer, at)
            wanted = {"+": outer + inner, "-": outer - inner, "*": outer * inner, "/": outer / inner}[asked.op]  # fmt: skip
        if abs(evaluate(body, {letter: q}) - wanted) > mpmath.mpf(10) ** -9 * (1 + abs(wanted)):
            return ""
    return "The functions were evaluated one after the other with numbers."


_KINDS = (Kind("composition", "functions", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("compositions", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
