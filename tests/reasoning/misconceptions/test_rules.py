from __future__ import annotations

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.misconceptions.library import BY_SLUG, LIBRARY
from fynq.reasoning.misconceptions.match import rewrites
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Derivative, Relation, Tree, names_in
from fynq.reasoning.verification.points import agree


def _same(one: Tree, two: Tree) -> bool:
    if isinstance(one, Relation) or isinstance(two, Relation):
        return (
            isinstance(one, Relation)
            and isinstance(two, Relation)
            and one.op == two.op
            and _same(one.left, two.left)
            and _same(one.right, two.right)
        )
    names = sorted({*names_in(one), *names_in(two)})
    try:
        return agree(one, two, names, "test", needed=3) is True
    except CannotSolve:
        return False


def _tree(text: str) -> Tree:
    if text.startswith("d/dx "):
        return Derivative(parse(text[5:]), "x")
    return parse(text)


CASES = [
    ("(x+3)^2", "square_of_sum", "x^2+9"),
    ("(x-3)^2", "square_of_sum", "x^2-9"),
    ("(a+b)^3", "power_of_sum", "a^3+b^3"),
    ("(x+3)^2", "middle_term_not_doubled", "x^2+3x+9"),
    ("3(x+4)", "factor_on_first_term", "3x+4"),
    ("5-(x+2)", "minus_on_first_term", "5-x+2"),
    ("(x+2)(x+5)", "firsts_and_lasts", "x^2+10"),
    ("3x+4", "unlike_terms", "7x"),
    ("sqrt(a+b)", "root_of_sum", "sqrt(a)+sqrt(b)"),
    ("2^(-3)", "negative_exponent_as_sign", "-8"),
    ("x^2*x^3", "exponents_multiplied", "x^6"),
    ("(x^2)^3", "powers_added", "x^5"),
    ("(2x)^3", "power_on_one_factor", "2x^3"),
    ("-3^2", "minus_squared", "9"),
    ("ln(a+b)", "logarithm_of_sum", "ln(a)+ln(b)"),
    ("sin(a+b)", "function_of_sum", "sin(a)+sin(b)"),
    ("1/2+1/3", "tops_and_bottoms_added", "2/5"),
    ("1/2+1/3", "tops_not_scaled", "2/6"),
    ("(x+3)/x", "cancelled_terms", "3"),
    ("(1/2)/(3/4)", "inverted_wrongly", "3/8"),
    ("2+3*4", "left_to_right", "20"),
    ("52-37", "smaller_from_larger", "25"),
    ("2.5+0.13", "decimals_not_aligned", "0.38"),
    ("0.2*0.3", "decimal_places_of_product", "0.6"),
    ("x+3=7", "moved_without_sign", "x=7+3"),
    ("3x=12", "divided_one_side", "x=12"),
    ("2x+6=10", "divided_one_term", "x+6=5"),
    ("3x=12", "coefficient_subtracted", "x=9"),
    ("x^2=9", "forgotten_minus_root", "x=3"),
    ("x^2=3x", "lost_root", "x-3=0"),
    ("-2x<6", "inequality_not_flipped", "-2x>6"),
    ("(2x)*(3x)", "coefficients_added_in_product", "5x^2"),
    ("x^2-5x+6=0", "formula_sign_of_b", "(x+5/2)^2=1/4"),
    ("x^2+4x-5=0", "formula_divided_in_part", "(x+4)^2=9"),
    ("2x^2+3x-2=0", "formula_denominator", "(x+3/2)^2=25/4"),
    ("x^2+4x-5=0", "formula_discriminant_sign", "(x+2)^2=-1"),
    ("x^2+6x=7", "square_completed_on_one_side", "(x+3)^2=7"),
    ("x^2+9=25", "root_term_by_term", "x+3=5"),
    ("sqrt(x)=4", "root_undone_by_root", "x=2"),
    ("x^2<9", "root_of_inequality", "x<3"),
    ("2^x=8", "exponential_as_product", "x=4"),
    ("ln(x)=3", "logarithm_undone_wrongly", "x=3e"),
    ("1/x+1/3=1/2", "reciprocal_of_each_term", "x+3=2"),
    ("2/x=3/5", "multiplied_straight", "6=5x"),
    ("x^2+5x-6", "factor_pair", "(x-3)(x+2)"),
    ("4x^2-9", "squares_not_rooted", "(4x-9)(4x+9)"),
    ("6x^2+9x", "common_factor_from_one_term", "3x(2x+9)"),
    ("3sqrt(2)+2sqrt(3)", "roots_with_factors_added", "5sqrt(5)"),
    ("2^3*3^2", "unlike_bases_multiplied", "6^5"),
    ("x^2+x^3", "powers_added_in_sum", "x^5"),
    ("(-2)^3", "sign_of_power", "8"),
    ("ln(6)/ln(2)", "quotient_of_logarithms", "ln(3)"),
    ("2sin(x)", "factor_into_function", "sin(2x)"),
    ("sin(2x)/sin(x)", "function_name_cancelled", "2x/x"),
    ("52-38", "borrow_not_paid", "24"),
    ("23*14", "partial_product_not_shifted", "92+23"),
    ("3+1/4", "whole_added_to_numerator", "4/4"),
    ("d/dx 1/x^2", "integrated_in_place_of_derived", "-1/x"),
    ("d/dx x^2*sin(x)", "derivative_of_product", "2x*cos(x)"),
    ("d/dx sin(3x)", "chain_rule_forgotten", "cos(3x)"),
    ("d/dx x^3", "exponent_kept", "3x^3"),
    ("d/dx e^x", "power_rule_on_exponential", "x*e^(x-1)"),
]


@pytest.mark.parametrize(("before", "slug", "written"), CASES)
def test_a_rule_writes_what_such_a_student_writes(before: str, slug: str, written: str) -> None:
    found = [wrong for _, wrong, _ in rewrites(_tree(before), [BY_SLUG[slug]])]
    assert any(_same(wrong, parse(written)) for wrong in found)


@pytest.mark.parametrize(
    "before",
    sorted({before for before, _, _ in CASES if "=" not in before and "<" not in before}),
)
def test_what_a_rule_calls_right_keeps_the_value(before: str) -> None:
    tree = _tree(before)
    for rule, _, right in rewrites(tree):
        names = sorted({*names_in(tree), *names_in(right)})
        assert agree(tree, right, names, before, needed=3) is not False, rule.slug


def test_slugs_are_unique_and_each_rule_has_its_words() -> None:
    assert len({item.slug for item in LIBRARY}) == len(LIBRARY)
    for item in BY_SLUG.values():
        assert item.name and item.explanation and item.skill and item.remedy


def test_no_rule_fails_on_a_part_that_is_not_its_own() -> None:
    for text in ("x", "5", "pi", "x!", "|x|", "x<3", "a,b", "sqrt(x)/0", "0/x", "-(-x)", "x^y"):
        assert all(len(found) == 3 for found in rewrites(parse(text)))
