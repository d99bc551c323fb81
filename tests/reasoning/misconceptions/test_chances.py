from __future__ import annotations

import pytest

from fynq.reasoning.misconceptions.chances import could_show, probed_by, probed_by_question
from fynq.reasoning.misconceptions.library import BY_SLUG
from fynq.reasoning.misconceptions.match import rewrites
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.understand import understand
from fynq.reasoning.work.check import check_work
from fynq.reasoning.work.checked import work_from_json, work_to_json


@pytest.mark.parametrize(
    ("question", "can", "cannot"),
    [
        ("Solve 3(x-2) = 12", "factor_on_first_term moved_without_sign", "square_of_sum"),
        ("Solve 2x = 6", "coefficient_subtracted", "factor_on_first_term minus_on_first_term"),
        ("Expand (x+3)^2", "square_of_sum middle_term_not_doubled", "moved_without_sign"),
        ("Expand 3(x+4)", "factor_on_first_term", "square_of_sum minus_on_first_term"),
        ("What is 2/3 + 1/4?", "tops_and_bottoms_added", "inverted_wrongly"),
        ("Differentiate x^2 sin(x)", "derivative_of_product", "chain_rule_forgotten"),
        ("Integrate x^2", "constant_of_integration integral_not_divided", "bounds_exchanged"),
        ("Solve sqrt(x+3) = x - 3", "extraneous_solution_kept", "equations_combined_wrongly"),
        ("Solve the system x+y=3, x-y=1", "equations_combined_wrongly", "square_of_sum"),
        ("Solve x^2 = 9", "forgotten_minus_root", "extraneous_solution_kept"),
    ],
)
def test_where_a_belief_would_go_wrong(question: str, can: str, cannot: str) -> None:
    found = probed_by(understand(question))
    assert found.issuperset(can.split())
    assert found.isdisjoint(cannot.split())
    for slug in (*can.split(), *cannot.split()):
        among = frozenset({slug})
        assert probed_by_question(question, among) == found & among


def test_it_is_where_the_rule_writes_something_else() -> None:
    for text in ("(x+3)^2", "3(x+4)", "5-(x+2)", "1/2+1/3", "ln(a+b)", "x+3=7", "2+3*4"):
        tree = parse(text)
        wrong = {rule.slug for rule, wrong, right in rewrites(tree) if wrong != right}
        assert could_show([tree]) <= wrong <= BY_SLUG.keys()
        assert could_show([tree])


def test_a_place_where_the_belief_happens_to_be_right_is_no_chance() -> None:
    assert "exponent_as_factor" in could_show([parse("3^2")])
    assert "exponent_as_factor" not in could_show([parse("2^2")])


@pytest.mark.parametrize(
    "question",
    [
        "Why does ice float?",
        "A train goes 60 km in 2 hours. How fast is it?",
        "",
        "x" * 500,
        "(((((",
    ],
)
def test_what_is_not_read_as_a_formula_is_not_judged(question: str) -> None:
    assert probed_by_question(question) is None


def test_a_formula_without_end_is_left_alone() -> None:
    assert could_show([parse("+".join(["x"] * 130))]) == frozenset()


def test_right_work_tells_what_it_passed() -> None:
    work = check_work("Check my work: Solve 3(x-2)=12\n3x-6=12\n3x=18\nx=6").work
    assert work.complete
    assert {"factor_on_first_term", "moved_without_sign"} <= set(work.tested or ())
    assert "square_of_sum" not in (work.tested or ())
    short = check_work("Check my work: Solve 3(x-2)=12\nx-2=4\nx=6").work
    assert "moved_without_sign" in (short.tested or ())


def test_the_end_of_the_work_is_a_chance_of_its_own() -> None:
    whole = check_work("Check my work: integrate x^2\nx^3/3 + C").work
    assert "constant_of_integration" in (whole.tested or ())
    begun = check_work("Check my work: integrate 2x + 3x\nintegral of 5x dx").work
    assert "constant_of_integration" not in (begun.tested or ())


def test_a_bare_answer_passed_whatever_lies_on_the_way() -> None:
    bare = check_work("Check my work: Solve 3(x-2)=12\nx=6").work
    assert {"factor_on_first_term", "moved_without_sign"} <= set(bare.tested or ())


def test_wrong_work_tells_what_its_right_lines_passed_and_crosses_whole() -> None:
    found = check_work("Check my work: Solve 3(x-2)=12\n3x-6=12\n3x=6\nx=2")
    assert found.work.first_wrong == 2
    assert "factor_on_first_term" in (found.work.tested or ())
    assert work_from_json(work_to_json(found)) == found
