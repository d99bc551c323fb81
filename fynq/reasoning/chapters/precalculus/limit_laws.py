"""Limits of sums, products and quotients from limits that are given; one-sided limits that agree.

'If lim f(x) = 4 and lim g(x) = -2 as x → 2, find lim [f(x) + g(x)]'. Checked with functions that have
these limits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    PLAIN,
    REFUSAL,
    Page,
    Sentence,
    cleaned,
    tree_of,
    vocabulary,
)
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Call, Name, Number, Tree, walk
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

_WORDS = PLAIN | vocabulary("limit limits evaluate law laws sum difference product quotient constant multiple power two-sided one-sided does exist apply f g x approaches suppose let when where")  # fmt: skip
_LIMIT = r"\\lim_\{(?P<x>[a-z])\\to (?P<p>-?[\w.]+)(?:\^\{?(?P<s>[-+])\}?)?\}\s*"
_GIVEN = re.compile(_LIMIT + r"(?P<f>[a-zA-Z])\((?P=x)\)\s*=\s*(?P<v>-?\d+(?:\.\d+)?(?:/\d+)?|-?\\frac\{\d+\}\{\d+\})")  # fmt: skip
_ASKED = re.compile(_LIMIT + r"(?P<body>[^?=]+?)\s*[.?]?\s*")


@dataclass(frozen=True, slots=True)
class _Laws:
    body: Tree
    limits: Mapping[str, Fraction]
    variable: str
    point: str


@dataclass(frozen=True, slots=True)
class _Sides:
    left: Fraction
    right: Fraction


def _text(page_text: str) -> str:
    text = re.sub(r"\$\$?", " ", cleaned(page_text))
    text = re.sub(r"\{\s*([a-z])\s*\\to\s*(-?[\w.]+)\s*(\^\{?[-+]\}?)?\s*\}", lambda m: f"{{{m[1]}\\to {m[2]}{m[3] or ''}}}", text)  # fmt: skip
    return re.sub(r"\s+", " ", text).strip()


def _split(question: str) -> tuple[list[re.Match[str]], re.Match[str], str]:
    """The limits given, the limit asked, and the words that are left."""
    text = _text(question.strip().split("\n")[-1])
    given = list(_GIVEN.finditer(text))
    rest = _GIVEN.sub(" ", text)
    at = rest.rfind("\\lim")
    if not given or at < 0:
        raise NotUnderstood(REFUSAL)
    asked = _ASKED.fullmatch(rest[at:])
    if asked is None:
        raise NotUnderstood(REFUSAL)
    words = re.sub(r"[^a-z' -]", " ", rest[:at].lower())
    Page("", (Sentence(words, (), True),)).require(_WORDS)
    return given, asked, words


def _laws(question: str) -> _Laws:
    given, asked, _ = _split(question)
    limits: dict[str, Fraction] = {}
    for item in given:
        value = exact(tree_of(item["v"]))
        if item["s"] or item["p"] != asked["p"] or item["x"] != asked["x"] or value is None:
            raise NotUnderstood(REFUSAL)
        if limits.setdefault(item["f"], value) != value:
            raise NotUnderstood(REFUSAL)
    body = tree_of(asked["body"], frozenset(limits))
    calls = [node for node in walk(body) if isinstance(node, Call) and node.name in limits]
    if {call.name for call in calls} != set(limits) or asked["s"]:
        raise NotUnderstood(REFUSAL)
    if any(call.args != (Name(asked["x"]),) for call in calls):
        raise NotUnderstood(REFUSAL)
    return _Laws(body, limits, asked["x"], asked["p"])


def _sides(question: str) -> _Sides:
    given, asked, _ = _split(question)
    values = {item["s"]: exact(tree_of(item["v"])) for item in given}
    names = {(item["f"], item["x"], item["p"]) for item in given}
    body = asked["body"].replace(" ", "")
    if set(values) != {"-", "+"} or len(given) != 2 or len(names) != 1 or asked["s"]:
        raise NotUnderstood(REFUSAL)
    ((f, x, p),) = names
    if body != f"{f}({x})" or asked["p"] != p or None in values.values():
        raise NotUnderstood(REFUSAL)
    return _Sides(values["-"] or Fraction(0), values["+"] or Fraction(0))


def _work_laws(asked: _Laws) -> Worked:
    functions: dict[str, tuple[str, Tree]] = {name: (asked.variable, Number(value)) for name, value in asked.limits.items()}  # fmt: skip
    at = tree_of(asked.point)
    put = substitute(substitute(asked.body, {}, functions), {asked.variable: at}, {})
    value = sp.simplify(build(put))
    if value.free_symbols or not value.is_real:
        raise CannotSolve("The laws of limits do not give a number here.")
    final = latex(value)
    known = ", \\; ".join(f"\\lim {name} = {fraction(limit)}" for name, limit in asked.limits.items())  # fmt: skip
    return Worked(final, f"{known}: \\lim {show(asked.body)}", [("Take the limit of each part", f"$${known}$$"), ("Put the limits together", f"$${show(put)} = {final}$$")], "The limit of a sum, product or quotient is that of the limits.")  # fmt: skip


def _laws_hold(asked: _Laws, final: str) -> str:
    """With f = limit + small, near the point."""
    small = mpmath.mpf(10) ** -12
    point = evaluate(tree_of(asked.point), {}) + small
    functions: dict[str, tuple[str, Tree]] = {
        name: ("q", Number(value + Fraction(k + 1, 10**12)))
        for k, (name, value) in enumerate(asked.limits.items())
    }
    value = evaluate(substitute(asked.body, {}, functions), {asked.variable: point})
    return "Functions with these limits come close to it." if abs(value - evaluate(parse(final), {})) < 1e-6 else ""  # fmt: skip


def _work_sides(asked: _Sides) -> Worked:
    final = fraction(asked.left) if asked.left == asked.right else "\\text{does not exist}"
    sign = "=" if asked.left == asked.right else "\\ne"
    return Worked(final, "\\lim", [("Compare the two one-sided limits", f"$${fraction(asked.left)} {sign} {fraction(asked.right)}$$"), ("Conclude", f"$${final}$$")], "A limit exists when both one-sided limits exist and are equal.")  # fmt: skip


def _sides_hold(asked: _Sides, final: str) -> str:
    if asked.left != asked.right:
        return "The sides differ." if "exist" in final else ""
    return "Both sides have this limit." if exact(parse(final)) == asked.right else ""


def solve(question: str) -> SolvedProblem:
    return solve_page("limit_laws", _kinds(question), question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_kinds(question), question, solved)


def _kinds(question: str) -> tuple[Kind, ...]:
    """The formulas are broken by the marks of mathematics, so the question is read whole."""
    if "lim" not in question:
        raise NotUnderstood(REFUSAL)
    return (
        Kind("laws", "limits", lambda _: _laws(question), _work_laws, _laws_hold),
        Kind("sides", "limits", lambda _: _sides(question), _work_sides, _sides_hold),
    )
