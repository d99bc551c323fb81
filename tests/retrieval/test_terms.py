"""Words, numbers and formulas as terms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fynq.retrieval.text.words import Reader, languages_of, tokens


@pytest.mark.parametrize(
    ("forms", "shared"),
    [
        ([r"$\frac{a}{b}$", "a/b", r"\dfrac{a}{b}", r"\frac ab"], "a/b"),
        (["x^2", "x²", "$x^{2}$", r"\(x^2\)", "X^2"], "x^2"),
        (["H2O", "H₂O", "$H_2O$", r"\ce{H2O}", r"\mathrm{H_2O}"], "h2o"),
        (["f(x)", r"$f\left(x\right)$", "f (x)"], "f(x)"),
        ([r"\sqrt{x}", "√x", "sqrt(x)", r"\sqrt x"], "sqrt(x)"),
        (["x^2+3x-5=0", "$$x^2 + 3x - 5 = 0$$", "x² + 3x − 5 = 0"], "x^2+3x-5=0"),
        (["TNFα", "TNF-α", "TNF-alpha", r"TNF-$\alpha$"], "alpha"),
        (["1,000", "1000", "1000.0"], "1000"),
        (["5 kg", "5kg"], "5kg"),
        (["3.50", "3.5", "3,5"], "3.5"),
        (["naïve", "naive", "Naïve", "NAIVE", "nai\u0308ve"], "naive"),
        (["T-cell", "Tcell"], "tcell"),
        (["x_1", "x₁", "x_{1}"], "x1"),
        (["sin(2x)", r"\sin(2x)"], "sin(2x)"),
        ([r"\begin{align} y &= mx + b \end{align}", "y = mx + b"], "y=mx+b"),
        (["teacher's", "teacher’s", "teacher"], "teacher"),
    ],
)
def test_variants_of_one_thing_share_a_term(forms, shared):
    for form in forms:
        assert shared in tokens(form), form


def test_prose_makes_no_formulas():
    assert tokens("The cell (see above) divides and/or rests; price $5, or $6.") == [
        "the", "cell", "see", "above", "divides", "and", "or", "rests", "price", "5", "or", "6",
    ]  # fmt: skip


def test_writing_without_blanks_becomes_pairs():
    assert tokens("光合作用") == ["光合", "合作", "作用"]


def test_each_language_is_stemmed_as_itself():
    german = (
        "Die Pflanzen wandeln das Licht der Sonne in Energie um, und das ist die Photosynthese."
    )
    english = "The plants are converting the light of the sun into energy, and that is it."
    assert languages_of([german] * 3 + [english]) == ("german", "english")
    reader = Reader(("german", "english"))
    assert "pflanz" in reader.terms(german)
    assert "plant" in reader.terms(english)
    assert {"pflanz"} <= set(reader.query_terms("Pflanzen"))
    assert {"plant"} <= set(reader.query_terms("plants"))


def test_languages_default_to_english():
    assert languages_of([]) == languages_of(["", "42"]) == ("english",)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters() | st.sampled_from(r"\{}^_$()+-=/x²√½ α\frac"), max_size=80))
def test_any_text_has_terms_that_are_clean(text):
    found = tokens(text)
    for term in found:
        assert term
        assert len(term) <= 130
        assert not any(sign.isspace() for sign in term)
    assert tokens(text.upper()) == tokens(text.upper())


@settings(deadline=None)
@given(st.integers(1, 4000))
def test_deep_nesting_is_no_recursion(depth):
    tokens(r"\frac{" * depth + "1" + "}" * depth)
    tokens("x^{" * depth)


@given(st.from_regex(r"[a-z]\^[2-9] ?[+-] ?[2-9][a-z]", fullmatch=True))
def test_blanks_in_a_formula_do_not_matter(formula):
    assert set(tokens(formula)) == set(tokens(formula.replace(" ", "")))
