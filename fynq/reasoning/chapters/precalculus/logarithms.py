"""Logarithms and exponentials: expanded, condensed, in another base, in the other form, as numbers.

Checked with values at random points, and that the answer has the form that was asked.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.logarithm_laws import base_of, expanded
from fynq.reasoning.chapters.precalculus.core import confirmed_by_core, worked_by_core
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import PLAIN, REFUSAL, Page, tree_of, vocabulary
from fynq.reasoning.chapters.precalculus.writing import near, rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Items,
    Name,
    Negative,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import points

_WORDS = PLAIN | vocabulary(
    "logarithm logarithms log logs logarithmic logorithm logorithms natural common expression expressions expand expanding much single condense condensing combine "
    "rewrite sum difference product quotient or properties property rule rules power law laws one equivalent simplify into multiple multiples "
    "ratio indicated base change change-of-base formula e ln exponential equation equations convert converting equivalently n't without calculator evaluate "
    "changing involving only using exact between definition approximate value values solve with real number numbers help for only x y z variable using value's terms terms possible s do"
)


def _logarithms(tree: Tree) -> list[Call]:
    return [node for node in walk(tree) if isinstance(node, Call) and node.name in ("log", "ln")]


def _only(page: Page, count: int = 1) -> Tree:
    if len(page.formulas) != count:
        raise NotUnderstood(REFUSAL)
    return tree_of(page.formulas[0])


def _read_expand(page: Page) -> Call:
    page.require(_WORDS)
    words = " ".join(sentence.words for sentence in page.sentences)
    tree = tree_of(page.last)
    wanted = re.search(r"\bexpand|\bas (?:a |the )?(?:sum|difference|product)|as (?:sums|differences)", words)  # fmt: skip
    if not wanted or re.search(r"condens|single|ratio", words) or len(set(page.formulas)) != 1:
        raise NotUnderstood(REFUSAL)
    if not isinstance(tree, Call) or tree.name not in ("log", "ln"):
        raise NotUnderstood(REFUSAL)
    return tree


def _work_expand(call: Call) -> Worked:
    before, final = show(call), show(expanded(call))
    return Worked(
        final,
        before,
        [
            ("Apply the laws of logarithms", "Products become sums, quotients become differences, exponents become factors."),
            ("Write the result", f"$${before} = {final}$$"),
        ],
        "Products become sums, quotients differences, and exponents factors.",
    )  # fmt: skip


def _expand_holds(call: Call, final: str) -> str:
    answer = parse(final)
    finished = all(not isinstance(node.args[0], Call) and (not isinstance(node.args[0], Operation) or node.args[0].op in "+-") for node in _logarithms(answer))  # fmt: skip
    same = _same_for_positive(call, answer)
    return "Both sides have the same values at random points." if same and finished else ""


def _same_for_positive(first: Tree, second: Tree) -> bool:
    """The laws hold where the arguments of all logarithms are positive."""
    seen = 0
    for at in points("logarithms", names_in(first) or ("x",), 24):
        positive = {name: abs(value) + 1 for name, value in at.items()}
        with contextlib.suppress(CannotSolve):
            if mpmath.im(left := evaluate(first, positive)) != 0:
                continue
            if abs(left - evaluate(second, positive)) > mpmath.mpf(10) ** -12 * (1 + abs(left)):
                return False
            seen += 1
    return seen >= 6


def _read_condense(page: Page) -> Tree:
    page.require(_WORDS)
    words = " ".join(sentence.words for sentence in page.sentences)
    tree = tree_of(page.last)
    wanted = re.search(r"\bcondens|\bsingle log|\bone log|combine", words)
    if not wanted or "expand" in words or len(set(page.formulas)) != 1:
        raise NotUnderstood(REFUSAL)
    if len({(call.name, *call.args[1:]) for call in _logarithms(tree)}) != 1:
        raise NotUnderstood(REFUSAL)
    return tree


def _work_condense(tree: Tree) -> Worked:
    call = _logarithms(tree)[0]
    product = sp.Integer(1)
    for factor, of in _multiples(tree):
        product *= _positive(of) ** factor
    inside = sp.factor(product) if product.is_rational_function(*product.free_symbols) else sp.powdenest(product)  # fmt: skip
    text = latex(inside.subs({s: sp.Symbol(s.name, real=True) for s in inside.free_symbols}))
    head = "\\ln" if call.name == "ln" else "\\log" if len(call.args) == 1 else f"\\log_{{{show(call.args[1])}}}"  # fmt: skip
    final = f"{head}\\left({text}\\right)"
    return Worked(
        final,
        show(tree),
        [
            ("Make factors exponents", "A factor before a logarithm becomes an exponent inside it."),
            ("Make the sum one logarithm", f"Sums become products, differences quotients: $$ {show(tree)} = {final} $$"),
        ],
        "Factors become exponents, sums products, and differences quotients.",
    )  # fmt: skip


def _multiples(tree: Tree) -> list[tuple[Any, Tree]]:
    """Factors and arguments of the logarithms of a sum. Raises NotUnderstood for other terms."""
    match tree:
        case Operation("+", left, right):
            return [*_multiples(left), *_multiples(right)]
        case Operation("-", left, right):
            return [*_multiples(left), *[(-factor, of) for factor, of in _multiples(right)]]
        case Negative(of):
            return [(-factor, inner) for factor, inner in _multiples(of)]
        case Operation("*", left, right):
            factor = exact(left)
            if factor is None:
                raise NotUnderstood(REFUSAL)
            size = sp.Rational(factor.numerator, factor.denominator)
            return [(size * inner, of) for inner, of in _multiples(right)]
        case Operation("/", left, right):
            factor = exact(right)
            if not factor:
                raise NotUnderstood(REFUSAL)
            size = sp.Rational(factor.numerator, factor.denominator)
            return [(inner / size, of) for inner, of in _multiples(left)]
        case Call("ln" | "log", (of, *_)):
            return [(sp.Integer(1), of)]
    raise NotUnderstood(REFUSAL)


def _positive(tree: Tree) -> Any:
    """Arguments of logarithms are positive."""
    from fynq.reasoning.reading.build import build

    found = build(tree)
    return found.subs({s: sp.Symbol(s.name, positive=True) for s in found.free_symbols})


def _condense_holds(tree: Tree, final: str) -> str:
    answer = parse(final)
    same = _same_for_positive(tree, answer)
    return "Both have the same values at random points." if same and isinstance(answer, Call) else ""  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Ratio:
    call: Call
    base: Tree | None
    places: int | None


def _read_ratio(page: Page) -> _Ratio:
    page.require(_WORDS)
    words = " ".join([page.heading, *[sentence.words for sentence in page.sentences]])
    if not re.search(r"ratio of|change[- ]of[- ]base|quotient of|terms of|involving only", words):
        raise NotUnderstood(REFUSAL)
    call = tree_of(page.formulas[0]) if page.formulas else None
    if not isinstance(call, Call) or call.name not in ("log", "ln") or len(page.formulas) > 2:
        raise NotUnderstood(REFUSAL)
    named = re.search(r"to base (□|e|\d+)", words)
    base: Tree
    if named:
        text = page.formulas[1] if named[1] == "□" and len(page.formulas) == 2 else named[1]
        base = tree_of(text)
    elif "natural" in words or re.search(r"\bln\b", words):
        base = Constant("e")
    elif "common" in words:
        base = number(10)
    else:
        raise NotUnderstood(REFUSAL)
    if len(page.formulas) == 2 and not named:
        raise NotUnderstood(REFUSAL)
    wants_value = bool(re.search(r"evaluate|approximate|calculator|value", words))
    if wants_value and page.places is None:
        raise NotUnderstood(REFUSAL)
    return _Ratio(call, base, page.places)


def _log(of: Tree, base: Tree | None) -> Tree:
    if base == Constant("e"):
        return Call("ln", (of,))
    return Call("log", (of,)) if base == number(10) or base is None else Call("log", (of, base))


def _work_ratio(asked: _Ratio) -> Worked:
    ratio = Operation("/", _log(asked.call.args[0], asked.base), _log(base_of(asked.call), asked.base))  # fmt: skip
    steps = [("Change the base", f"$${show(asked.call)} = {show(ratio)}$$")]
    final = show(ratio)
    if asked.places is not None:
        final = rounded(evaluate(ratio, {}), asked.places)
        steps.append(("Compute", f"$${show(ratio)} \\approx {final}$$"))
    return Worked(final, show(asked.call), steps, "A logarithm is a quotient of logarithms to any other base.")  # fmt: skip


def _ratio_holds(asked: _Ratio, final: str) -> str:
    if asked.places is None:
        same = _same_for_positive(asked.call, parse(final))
        return "Both sides have the same value." if same else ""
    base, of = (evaluate(item, {}) for item in (base_of(asked.call), asked.call.args[0]))
    value = evaluate(parse(final), {})
    half = mpmath.mpf(10) ** -asked.places * mpmath.mpf("0.500001")
    ends = sorted((base ** (value - half), base ** (value + half)))
    return "The base to this power is the argument." if ends[0] <= of <= ends[1] else ""


def _read_form(page: Page) -> tuple[Relation, str]:
    page.require(_WORDS)
    words = page.asked.words
    found = re.search(r"\b(exponential|logarithmic) form", words) or re.search(r"\b(?:in|to|into|as|an?) (?:an? )?(exponential|logarithmic) (?:form|equation)", words)  # fmt: skip
    stated = [text for text in page.formulas if "=" in text]
    if found is None or len(set(stated)) != 1 or re.search(r"\bsolve|\bfind\b|\bevaluate", words):
        raise NotUnderstood(REFUSAL)
    both = re.search(r"\bfrom (?:exponential|logarithmic)(?: form)? to (exponential|logarithmic)", words)  # fmt: skip
    tree = tree_of(stated[0])
    if not isinstance(tree, Relation) or tree.op != "=":
        raise NotUnderstood(REFUSAL)
    return tree, both[1] if both else found[1]


def _work_form(asked: tuple[Relation, str]) -> Worked:
    relation, kind = asked
    for one, other in ((relation.left, relation.right), (relation.right, relation.left)):
        match one:
            case Call("log" | "ln", (of, *_)) if kind == "exponential":
                assert isinstance(one, Call)
                final = Relation("=", Operation("^", base_of(one), other), of)
                text = "A logarithm is the exponent to which the base is raised."
            case Operation("^", base, power) if kind == "logarithmic":
                final = Relation("=", _log(other, base), power)
                text = "The exponent is the logarithm of the result to the base."
            case _:
                continue
        return Worked(show(final), show(relation), [(text, f"$${show(final)}$$")], "log_b(a) = c says the same as b^c = a.")  # fmt: skip
    raise NotUnderstood(REFUSAL)


def _form_holds(asked: tuple[Relation, str], final: str) -> str:
    """A point of the given equation, found numerically, satisfies the answer."""
    relation, _ = asked
    answer = parse(final)
    if not isinstance(answer, Relation):
        return ""
    at = _point_of(relation)
    if at is None:
        return ""
    good = abs(_gap(answer, at)) < mpmath.mpf(10) ** -7
    return "Numbers that satisfy the one equation satisfy the other." if good else ""


def _point_of(relation: Relation) -> dict[str, Any] | None:
    """All letters but one are chosen, that one is solved for numerically."""
    names = names_in(relation)
    start = {other: mpmath.mpf("1.5") + k / mpmath.mpf(3) for k, other in enumerate(names)}

    def solved(name: str) -> dict[str, Any]:
        root = mpmath.findroot(lambda q: _gap(relation, {**start, name: q}), mpmath.mpf("1.3"))
        return {**start, name: root}

    for name in names:
        with contextlib.suppress(ValueError, CannotSolve, ZeroDivisionError):
            return solved(name)
    return None if names or abs(_gap(relation, {})) > mpmath.mpf(10) ** -9 else {}


def _gap(relation: Relation, at: dict[str, Any]) -> Any:
    return evaluate(relation.left, at) - evaluate(relation.right, at)


def _not_mixed(page: Page, tree: Tree) -> None:
    """Raises NotUnderstood when the heading speaks of common and the formula of natural ones."""
    if "common" in page.heading and any(call.name == "ln" for call in _logarithms(tree)):
        raise NotUnderstood("The question speaks of common and of natural logarithms.")


def _read_value(page: Page) -> tuple[Tree, int | None]:
    page.require(_WORDS)
    if not re.search(r"evaluate|calculat|approximate|solve|value|simplify", f"{page.heading} {page.asked.words}"):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    tree = _only(page)
    match tree:
        case Relation("=", Name(name), right) if name not in names_in(right):
            tree = right
        case Relation():
            raise NotUnderstood(REFUSAL)
    if isinstance(tree, Items) or names_in(tree) or not _logarithms(tree):
        raise NotUnderstood(REFUSAL)
    _not_mixed(page, tree)
    return tree, page.places


def _work_value(asked: tuple[Tree, int | None]) -> Worked:
    tree, places = asked
    if places is not None:
        final = rounded(evaluate(tree, {}), places)
        return Worked(final, show(tree), [("Compute", f"$${show(tree)} \\approx {final}$$")], "A logarithm is an exponent.")  # fmt: skip
    from fynq.reasoning.reading.build import build

    found = sp.simplify(sp.expand_log(build(tree), force=True))
    if not found.is_Rational:
        raise CannotSolve("The value is no fraction; say to which place I should round.")
    final = latex(found)
    return Worked(final, show(tree), [("Ask to which power the base has to be raised", f"$${show(tree)} = {final}$$")], "A logarithm is an exponent.")  # fmt: skip


def _value_holds(asked: tuple[Tree, int | None], final: str) -> str:
    from fynq.reasoning.reading.build import build

    tree, places = asked
    if places is None:
        gap = abs(evaluate(tree, {}) - evaluate(parse(final), {}))
        return "The value was computed again in decimals." if gap < mpmath.mpf(10) ** -14 else ""
    value = mpmath.mpf(str(sp.N(build(tree), 30)))
    return "The value was computed again by SymPy." if near(final, value, places) else ""


_EQUATION_WORDS = _WORDS | vocabulary(
    "like bases common base exponents indicated solution solutions negative positive root unknown algebraically exact converting one-to-one property mentally"
)


def _read_equation(page: Page) -> tuple[str, str]:
    """The core's sentence, and the sign that the solution has to have."""
    page.require(_EQUATION_WORDS)
    words = page.asked.words
    equations = [text for text in page.formulas if "=" in text and not re.fullmatch(r"[a-z]\s*=\s*\??", text.strip())]  # fmt: skip
    if len(set(equations)) != 1 or not re.search(r"\bsolve|\bfind|\bwhat is\b", words) or page.places is not None:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if re.search(r"\b(?:rewrite|write)\b.*\bform\b", words) or "system" in page.heading:
        raise NotUnderstood(REFUSAL)
    tree = tree_of(equations[0])
    if not isinstance(tree, Relation) or tree.op != "=" or len(names_in(tree)) != 1:
        raise NotUnderstood(REFUSAL)
    _not_mixed(page, tree)
    (x,) = names_in(tree)
    others = {text.strip(" =?") for text in page.formulas} - {equations[0]}
    if not others <= {x} or not (_logarithms(tree) or any(isinstance(node, Operation) and node.op == "^" and names_in(node.right) for node in walk(tree))):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    signs = re.findall(r"\b(negative|positive) (?:solution|root|value)", words)
    if len(signs) > 1 or (not signs and re.search(r"negative|positive", words)):
        raise NotUnderstood(REFUSAL)
    return f"Solve ${show(tree)}$ for ${x}$", signs[0] if signs else ""


def _work_equation(asked: tuple[str, str]) -> Worked:
    sentence, sign = asked
    worked = worked_by_core(sentence)
    if not sign:
        return worked
    roots = re.split(r" \\text\{ or \} ", worked.final)
    kept = [root for root in roots if (evaluate(parse(root.partition("=")[2]), {}) < 0) == (sign == "negative")]  # fmt: skip
    if len(kept) != 1 or worked.form != "roots":
        raise CannotSolve(f"There is not exactly one {sign} solution.")
    return Worked(kept[0], worked.asked, [*worked.steps, (f"Take the {sign} one", f"$${kept[0]}$$")], worked.concept, "expression")  # fmt: skip


def _equation_holds(asked: tuple[str, str], final: str) -> str:
    sentence, sign = asked
    detail = confirmed_by_core(sentence, "" if sign else final)
    return detail if final == _work_equation(asked).final else ""


_KINDS = (
    Kind("expand", "logarithms", _read_expand, _work_expand, _expand_holds),
    Kind("condense", "logarithms", _read_condense, _work_condense, _condense_holds),
    Kind("change of base", "logarithms", _read_ratio, _work_ratio, _ratio_holds),
    Kind("form", "logarithms", _read_form, _work_form, _form_holds),
    Kind("value", "logarithms", _read_value, _work_value, _value_holds),
    Kind("equation", "logarithms", _read_equation, _work_equation, _equation_holds),
)


def solve(question: str) -> SolvedProblem:
    return solve_page("logarithms", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
