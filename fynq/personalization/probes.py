"""On which skills does a misconception show?

The reasoner's library says what each is; this is where it lies on the skill graph that fynq brings."""

from __future__ import annotations

from collections.abc import Mapping

from fynq.domain.misconceptions import MisconceptionState

_SKILLS: tuple[tuple[str, str], ...] = (
    ("polynomials algebraic-expressions", "square_of_sum power_of_sum middle_term_not_doubled firsts_and_lasts"),
    ("algebraic-expressions linear-equations", "factor_on_first_term minus_on_first_term factor_of_every_factor"),
    ("algebraic-expressions", "unlike_terms exponents_of_like_terms like_terms_multiplied coefficients_added_in_product"),
    ("integers arithmetic", "sign_of_like_terms minus_minus minus_times_minus"),
    ("factoring polynomials", "square_of_difference sum_of_squares_factored signs_of_factors common_factor_left_inside common_factor_from_one_term factor_pair squares_not_rooted"),
    ("radicals", "root_of_sum sum_of_roots roots_with_factors_added root_as_half root_factor_kept_square squared_term_by_term root_undone_by_root extraneous_solution_kept"),
    ("exponents", "unlike_bases_multiplied powers_added_in_sum sign_of_power negative_exponent_as_sign exponents_multiplied bases_multiplied exponents_divided powers_added power_on_one_factor zero_exponent exponent_as_factor fractional_exponent minus_squared"),
    ("logarithms", "quotient_of_logarithms logarithm_of_sum logarithm_of_product sum_of_logarithms logarithm_of_power logarithm_undone_wrongly"),
    ("trigonometry trigonometric-identities", "factor_into_function function_name_cancelled function_of_sum factor_out_of_function"),
    ("absolute-value", "modulus_of_difference"),
    ("complex-numbers", "square_of_i"),
    ("fractions", "tops_and_bottoms_added tops_not_scaled whole_added_to_numerator split_denominator inverted_wrongly whole_times_both multiplied_across"),
    ("rational-expressions fractions", "cancelled_terms reciprocal_of_each_term multiplied_straight"),
    ("order-of-operations arithmetic", "left_to_right addition_before_subtraction"),
    ("arithmetic", "smaller_from_larger borrow_not_paid partial_product_not_shifted carry_dropped divided_backwards"),
    ("decimals", "decimals_not_aligned decimal_places_of_product"),
    ("percentages", "percent_as_number changes_of_percent_added percent_of_the_change"),
    ("linear-equations rearranging-formulas", "moved_without_sign dropped_on_one_side divided_one_side divided_one_term coefficient_subtracted wrong_inverse sign_of_divisor denominator_cleared_in_one_term"),
    ("quadratic-equations", "lost_root forgotten_minus_root root_of_equation_as_half zero_product_signs product_not_zero formula_sign_of_b formula_divided_in_part formula_denominator formula_discriminant_sign square_completed_on_one_side root_term_by_term"),
    ("linear-inequalities", "inequality_not_flipped root_of_inequality"),
    ("exponential-functions exponents", "exponential_as_product"),
    ("product-rule derivatives", "derivative_of_product"),
    ("quotient-rule derivatives", "derivative_of_quotient"),
    ("chain-rule derivatives", "chain_rule_forgotten inside_replaced"),
    ("derivatives", "exponent_kept exponent_not_brought_down power_rule_on_exponential logarithm_of_base_forgotten derivative_of_constant sign_of_trigonometric_derivative derivative_of_logarithm derivative_of_root integrated_in_place_of_derived"),
    ("integrals", "integral_not_divided derived_in_place_of_integrated integral_of_constant sign_of_trigonometric_integral integral_of_reciprocal integral_of_product logarithm_of_denominator constant_of_integration"),
    ("substitution-rule integrals", "inner_factor_of_integral"),
    ("definite-integrals integrals", "bounds_exchanged"),
    ("systems-of-linear-equations", "equations_combined_wrongly"),
)  # fmt: skip
_BY_SLUG: Mapping[str, tuple[str, ...]] = {
    slug: tuple(skills.split()) for skills, slugs in _SKILLS for slug in slugs.split()
}


def probes(misconception: str | MisconceptionState) -> tuple[str, ...]:
    """Slugs of skills whose exercises would show it, the likeliest first; with the state of a
    student also those on which it did. () for an unknown slug."""
    if isinstance(misconception, str):
        return _BY_SLUG.get(misconception, ())
    return tuple(dict.fromkeys((*probes(misconception.slug), *misconception.skills)))
