"""Formulas in words and in plain signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.reasoning.aloud.formulas import plain, spoken, without_formulas

SAID = {
    r"x^2 - 5x + 6 = 0": "x squared minus 5 x plus 6 equals 0",
    r"3(x - 2)": "3 times open parenthesis x minus 2 close parenthesis",
    r"-3 < x \le 4": "negative 3 is less than x is less than or equal to 4",
    r"\frac{1}{2}": "1 over 2",
    r"\frac{x+1}{x-1}": "the fraction with numerator x plus 1 and denominator x minus 1, end fraction",
    r"\sqrt{2}": "the square root of 2",
    r"\sqrt{x+1}": "the square root of x plus 1, end root",
    r"\sqrt[3]{8}": "the cube root of 8",
    r"e^{-x}": "e to the power of negative x",
    r"2^{n+1}": "2 to the power of n plus 1, end power",
    r"a_{n+1} = a_n": "a sub n plus 1, end sub equals a sub n",
    r"f'(x) = 2x": "f prime of x equals 2 x",
    r"\sin^2 x": "sine squared of x",
    r"\log_2 8 = 3": "log base 2 of 8 equals 3",
    r"\int_0^1 x\,dx": "the integral from 0 to 1 of x d x",
    r"\sum_{i=1}^{n} i": "the sum from i equals 1 to n of i",
    r"\lim_{x \to 0} x": "the limit as x approaches 0 of x",
    r"\frac{d}{dx} x^2": "the derivative with respect to x of x squared",
    r"|x-3|": "the absolute value of x minus 3, end absolute value",
    r"(-\infty, 5]": "open parenthesis negative infinity, 5 close square bracket",
    r"90^\circ": "90 degrees",
    r"5\,\mathrm{m/s}": "5 m/s",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}": "the 2 by 2 matrix with row 1: 1, 2; row 2: 3, 4; end matrix",
    r"x = 2 \text{ or } x = 3": "x equals 2 or x equals 3",
    r"1{,}5 \cdot 2": "1,5 times 2",
    r"\alpha + \Delta t": "alpha plus capital delta t",
    r"\binom{5}{2}": "5 choose 2",
}

WRITTEN = {
    r"x^2 - 5x + 6 = 0": "x^2 - 5x + 6 = 0",
    r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}": "x = (-b ± sqrt(b^2 - 4ac))/(2a)",
    r"2x\sin x": "2x sin x",
    r"10^{-3}": "10^(-3)",
    r"90^\circ": "90°",
    r"-3 < x \le 4": "-3 < x ≤ 4",
    r"5\,\mathrm{m/s^2}": "5 m/s^2",
}


NAMES = (r"\frac", r"\sqrt", r"\left", r"\right", r"\begin", r"\end", r"\sum", r"\text", r"\log")


@pytest.mark.parametrize("latex", SAID)
def test_said(latex: str):
    assert spoken(latex) == SAID[latex]


@pytest.mark.parametrize("latex", WRITTEN)
def test_written(latex: str):
    assert plain(latex) == WRITTEN[latex]


def test_text_keeps_everything_but_its_formulas():
    text = "So $x^2 = 4$ costs 5 dollars.\n> Word for word: $x^2$ [1]\nThen $$x = 2$$ Check it."
    assert without_formulas(text, spoken) == (
        "So x squared equals 4 costs 5 dollars.\n> Word for word: $x^2$ [1]\nThen x equals 2. Check it."
    )


marks = st.sampled_from([*"xyab0123456789+-=<>(){}[]|^_&\\ ,.!'$%", *NAMES])
latex = st.lists(marks, max_size=60).map("".join)


@given(latex)
def test_nothing_raises_and_no_number_is_lost(text: str):
    for tell in (spoken, plain):
        said = tell(text)
        balanced = text.count("{") == text.count("}") == 0 and "\\" not in text
        if balanced and not set("&^_'$%!|[](){}") & set(text):
            assert [c for c in said if c.isdigit()] == [c for c in text if c.isdigit()]


def test_depth_and_length_have_an_end():
    deep = r"\frac{" * 500 + "1" + "}{2}" * 500
    assert spoken(deep) == deep
    assert plain("{" * 5_000) == "{" * 5_000
    assert spoken("x" * 3_000).count("x") == 3_000
