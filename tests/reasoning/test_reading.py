from __future__ import annotations

import contextlib
from fractions import Fraction

import mpmath as mp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Name,
    Negative,
    Number,
    Operation,
    Tree,
    names_in,
)
from fynq.reasoning.understand import understand

SAME = [
    ("2x", "2*x"),
    ("3x(x-2)", "3*x*(x-2)"),
    ("-x^2", "-(x^2)"),
    ("2^3^2", "2^(3^2)"),
    ("1/2x", "1/(2*x)"),
    ("1/2 x", "(1/2)*x"),
    ("x^-2", "x^(-2)"),
    ("sin 2x", "sin(2*x)"),
    ("sin x cos x", "sin(x)*cos(x)"),
    ("sin^2 x", "(sin(x))^2"),
    ("x^2 sin x", "(x^2)*sin(x)"),
    ("\\sin^{-1} x", "arcsin(x)"),
    ("ln x^2", "ln(x^2)"),
    ("log_2 8", "log_2(8)"),
    ("e^x", "exp(x)"),
    ("|x-1|", "abs(x-1)"),
    ("2|x|y", "2*abs(x)*y"),
    ("1 1/2", "3/2"),
    ("2\\frac{1}{2}", "5/2"),
    ("-1½", "-3/2"),
    ("50% * 80", "40"),
    ("x²+√2", "x^2+sqrt(2)"),
    ("3×4÷2−1", "3*4/2-1"),
    ("$\\left(x+1\\right)^{2}$", "(x+1)^2"),
    ("\\frac{1}{2}x^{2}", "x^2/2"),
    ("\\sqrt[3]{8}", "2"),
    ("5!", "120"),
    ("2 \\cdot 3", "6"),
    ("1,234.5", "1234.5"),
    ("x_1 + x_1", "2 x_1"),
    ("sin 30°", "1/2"),
    ("\\frac12", "1/2"),
]


@pytest.mark.parametrize(("text", "plain"), SAME)
def test_reads_as_mathematicians_do(text: str, plain: str) -> None:
    first, second = parse(text), parse(plain)
    at = {name: mp.mpf("1.37") for name in names_in(first)}
    assert abs(evaluate(first, at) - evaluate(second, at)) < mp.mpf(10) ** -25


@pytest.mark.parametrize(
    "text",
    ["", "2 3", "x +", "(x", "x)", "\\frac{1}", "apple", "2e3", "hello world", "x @ y", "\\input{x}",
     "9" * 100, "(" * 200 + "x" + ")" * 200, "x+" * 600 + "x", "__import__('os')", "f(2)", "|x",
     "\\begin{pmatrix} 1 & 2 \\\\ 3 \\end{pmatrix}", "\\int x", "a;b;;", "\\lim x"],
)  # fmt: skip
def test_refuses_what_it_cannot_read(text: str) -> None:
    with pytest.raises(CannotSolve):
        parse(text)


@pytest.mark.parametrize(
    "text", ["9**9**9**9", "(10^9)!", "2^100000", "(1/3)^(10^9)", "1/0", "0^0"]
)
def test_refuses_numbers_beyond_computing(text: str) -> None:
    with pytest.raises(CannotSolve):
        build(parse(text))


leaves = st.one_of(
    st.integers(0, 50).map(lambda n: Number(Fraction(n))),
    st.sampled_from(["x", "y", "z"]).map(Name),
    st.just(Constant("pi")),
)


def _grown(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.tuples(st.sampled_from("+-*/"), inner, inner).map(lambda t: Operation(*t)),
        st.tuples(inner, st.integers(2, 4)).map(
            lambda t: Operation("^", t[0], Number(Fraction(t[1])))
        ),
        inner.map(Negative),
        st.tuples(st.sampled_from(["sin", "cos", "sqrt", "abs", "ln"]), inner).map(
            lambda t: Call(t[0], (t[1],))
        ),
    )


trees = st.recursive(leaves, _grown, max_leaves=12)


def ascii_text(tree: Tree) -> str:
    match tree:
        case Number(value):
            return str(value)
        case Name(name) | Constant(name):
            return name
        case Negative(of):
            return f"(-({ascii_text(of)}))"
        case Operation(op, left, right):
            return f"(({ascii_text(left)}){op}({ascii_text(right)}))"
        case Call(name, (of,)):
            return f"{name}({ascii_text(of)})"
    raise AssertionError(tree)


def same_value(first: Tree, second: Tree) -> bool:
    at = {"x": mp.mpf("0.73"), "y": mp.mpf("1.91"), "z": mp.mpf("2.57")}
    try:
        one = evaluate(first, at)
    except CannotSolve:
        with pytest.raises(CannotSolve):
            evaluate(second, at)
        return True
    return bool(abs(one - evaluate(second, at)) <= mp.mpf(10) ** -18 * max(1, abs(one)))


@settings(max_examples=150, deadline=None)
@given(trees)
def test_ascii_and_latex_read_back(tree: Tree) -> None:
    assert same_value(tree, parse(ascii_text(tree)))
    assert same_value(tree, parse(show(tree)))


@settings(max_examples=100, deadline=None)
@given(trees)
def test_sympy_builds_the_same_value(tree: Tree) -> None:
    at = {"x": mp.mpf("0.73"), "y": mp.mpf("1.91"), "z": mp.mpf("2.57")}
    try:
        value = evaluate(tree, at)
        built = build(tree)
    except CannotSolve:
        return
    points = {symbol: at[symbol.name] for symbol in built.free_symbols}
    other = built.evalf(30, subs={s: str(v) for s, v in points.items()})
    assert abs(complex(value) - complex(other)) <= 1e-9 * max(1.0, abs(complex(value)))


ALPHABET = "x2+-*/^()[]{}|!%,;=<>_.\\$&' \nabcdeinosltrfgpqCAN²√×½∫∞\x00\ud7ff𝑥"


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=40)))
def test_any_text_is_read_or_refused(text: str) -> None:
    for reader in (parse, understand):
        try:
            reader(text)
        except CannotSolve:
            continue


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["solve", "x^2", "=", "4", "for", "x", "derivative of", "integrate", "from", "to", "limit", "as", "approaches", "f(x)", "f(2)", "and", "\\frac{", "}", "[[1,2]]", "determinant of", "what is", "%", "of"]), max_size=12))  # fmt: skip
def test_any_sentence_is_understood_or_refused(words: list[str]) -> None:
    with contextlib.suppress(CannotSolve):
        understand(" ".join(words))


def test_exact_values_use_no_floats() -> None:
    assert exact(parse("0.1 + 0.2")) == Fraction(3, 10)
    assert exact(parse("(2/3)^3 - 1")) == Fraction(-19, 27)
    assert exact(parse("sqrt(2)")) is None
    with pytest.raises(Undefined):
        evaluate(parse("1/(2-2)"), {})


@pytest.mark.parametrize(
    ("text", "seen"),
    [("{ab}^2", "a b^2"), ("4{y(5x-2)}^2", "4 y (5x-2)^2"), ("{(ab)}^2", "(a b)^2"), ("{10}^{-7}", "10^(-7)"), (r"{\left(-3\right)}^4", "(-3)^4")],
)  # fmt: skip
def test_braces_do_not_show_so_a_power_belongs_to_the_last_factor(text: str, seen: str) -> None:
    assert build(parse(text)) == build(parse(seen))


@pytest.mark.parametrize("text", ["{a+b}^2", "{-3}^2"])
def test_a_power_of_braces_that_would_look_like_something_else_is_refused(text: str) -> None:
    with pytest.raises(CannotSolve):
        parse(text)
