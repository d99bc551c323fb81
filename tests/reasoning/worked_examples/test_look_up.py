"""The student's problem among worked examples: the same one, its method, or nothing."""

from __future__ import annotations

import pytest

from fynq.reasoning.worked_examples.found import looked_up_from_json, looked_up_to_json
from fynq.reasoning.worked_examples.look_up import look_up


def book(problem: str, solution: str) -> str:
    return f"## Worked example\n{problem}\n\n**Solution.** {solution}"


def found(example: tuple[str, str], question: str) -> str | None:
    answer = look_up(question, [book(*example)]).answer
    return None if answer is None else answer.final


TRAM = (
    "A tram covers 90 m in 6 s. What is its average speed?",
    "The speed is 90 m / 6 s = 15 m/s.",
)
BRAKES = (
    "A car at $20\\ \\mathrm{m/s}$ brakes with $2\\ \\mathrm{m/s^2}$. Find its braking distance.",
    "$s = \\frac{v^2}{2a} = \\frac{(20\\ \\mathrm{m/s})^2}{2 \\cdot 2\\ \\mathrm{m/s^2}} = 100\\ \\mathrm{m}$.",
)
TENT = (
    "In an isosceles triangle the angle at the top is $40^\\circ$. How large is each of the others?",
    "Together they have $180 - 40 = 140$ degrees, so each of them has $140 \\div 2 = 70$ degrees.",
)
ROOT = ("Solve $2^x + x = 11$.", "Trying whole numbers: $2^3 + 3 = 11$. So $x = 3$.")
COAT = (
    "A coat costs 80 dollars. It is reduced by 15%. What does it cost now?",
    "The reduction is $0.15 \\cdot 80 = 12$ dollars. So it costs $80 - 12 = 68$ dollars.",
)


def test_the_same_problem_in_other_words_and_letters() -> None:
    asked = "Hi, please help! A tram covers 90 metres in 6 seconds. Calculate its average speed."
    looked = look_up(asked, [book(*TRAM)])
    assert looked.answer is not None and looked.answer.same
    assert looked.answer.final == r"15\ \text{m/s}"
    assert [text for _, text in looked.answer.steps] == ["The speed is 90 m / 6 s = 15 m/s."]
    assert not looked.answer.report.agreed
    assert found(ROOT, "Please solve $2^t + t = 11$") == "t = 3"
    assert looked_up_from_json(looked_up_to_json(looked)) == looked


def test_an_equation_of_the_source_is_checked_where_that_is_possible() -> None:
    right = look_up("Solve $x^3 = 8$", [book("Solve $x^3 = 8$.", "So $x = 2$.")]).answer
    assert right is not None and right.report.agreed
    wrong = look_up("Solve $x^3 = 8$", [book("Solve $x^3 = 8$.", "So $x = 3$.")]).answer
    assert wrong is None


@pytest.mark.parametrize(
    ("example", "question", "final"),
    [
        (TRAM, "A bus covers 240 m in 16 s. Find its average speed.", r"15\ \text{m/s}"),
        (TRAM, "A tram covers 100 m in 8 s. What is its average speed?", r"12.5\ \text{m/s}"),
        (BRAKES, "A car at 30 m/s brakes with 5 m/s². Find its braking distance.", r"90\ \mathrm{m}"),
        (TENT, "In an isosceles triangle the angle at the top is 35°. How large is each of the others?", r"72.5\ \text{degrees}"),
        (COAT, "A coat costs 120 dollars. It is reduced by 20 percent. What does it cost now?", r"96\ \text{dollars}"),
    ],
)  # fmt: skip
def test_the_method_with_other_numbers(example: tuple[str, str], question: str, final: str) -> None:
    assert found(example, question) == final


def test_each_step_is_quoted_and_done_again() -> None:
    question = (
        "In an isosceles triangle the angle at the top is 50°. How large is each of the others?"
    )
    answer = look_up(question, [book(*TENT)]).answer
    assert answer is not None and not answer.same and answer.recomputed == 2
    ((_, text),) = answer.steps
    assert text.startswith("> Together they have $180 - 40 = 140$ degrees")
    assert "$180 - 50 = 130$" in text and "\\frac{130}{2} = 65" in text


@pytest.mark.parametrize(
    ("problem", "solution", "question"),
    [
        # The 2 of the problem or the 2 of every perimeter?
        ("A field is 8 m long and 2 m wide. How long is its fence?", "$2 \\cdot (8 + 2) = 20$ m.", "A field is 9 m long and 4 m wide. How long is its fence?"),
        # Two numbers that are the same in the example and differ here.
        ("Ben buys 5 pens at 5 dollars each. What does he pay?", "$5 \\cdot 5 = 25$ dollars.", "Ben buys 6 pens at 4 dollars each. What does he pay?"),
        # A sign that changes the method, or the sense of the result.
        ("It is 5 degrees now. It gets 3 degrees colder. What is the temperature?", "$5 - 3 = 2$ degrees.", "It is -5 degrees now. It gets 3 degrees colder. What is the temperature?"),
        ("Tom has 20 apples. He gives 8 away. How many are left?", "$20 - 8 = 12$.", "Tom has 8 apples. He gives 20 away. How many are left?"),
        # Another unit, another word.
        ("A tram covers 90 m in 6 s. What is its average speed?", "The speed is 90 m / 6 s = 15 m/s.", "A tram covers 90 km in 5 s. What is its average speed?"),
        ("Find the simple interest on 500 euros at 4% in 5 years.", "$500 \\cdot 0.04 \\cdot 5 = 100$ euros.", "Find the compound interest on 600 euros at 4% in 5 years."),
        # Things that are counted come in whole numbers.
        ("A bus holds 40 people. How many buses do 120 people need?", "$120 / 40 = 3$ buses.", "A bus holds 40 people. How many buses do 130 people need?"),
        ("A bus holds 40 people. How many buses do 130 people need?", "It is $130 / 40 = 3.25$, so 4 buses.", "A bus holds 50 people. How many buses do 160 people need?"),
        ("A bus holds 40 people. How many buses do 130 people need?", "It is $130 / 40 = 3.25$. So four buses are needed.", "A bus holds 50 people. How many buses do 160 people need?"),
        # A step in the head.
        ("A third of 12 apples are red, and 5 pears are red too. How many fruits are red?", "$4 + 5 = 9$.", "A third of 15 apples are red, and 6 pears are red too. How many fruits are red?"),
        ("A coin is thrown 7 times. What is the probability of exactly 3 heads?", "$35 \\cdot (1/2)^7 = 35/128$.", "A coin is thrown 6 times. What is the probability of exactly 2 heads?"),
        # A rounded number is used again.
        ("A string of 10 m is cut into 7 equal pieces. How long are 3 pieces?", "One piece is $10 / 7 = 1.43$ m. So three are $1.43 \\cdot 3 = 4.29$ m.", "A string of 11 m is cut into 7 equal pieces. How long are 3 pieces?"),
        # Two questions, two answers.
        ("A tram covers 90 m in 6 s. What is its speed? How far does it get in 10 s?", "$90 / 6 = 15$ m/s. So it gets $15 \\cdot 10 = 150$ m.", "A tram covers 80 m in 5 s. What is its speed? How far does it get in 10 s?"),
        # A number of the problem that nothing uses may be a condition.
        ("A ticket for people over 12 costs 6 dollars. What do 5 tickets cost?", "$6 \\cdot 5 = 30$ dollars.", "A ticket for people over 14 costs 7 dollars. What do 4 tickets cost?"),
        # The source is wrong.
        ("A tram covers 90 m in 6 s. What is its average speed?", "$90 / 6 = 16$ m/s.", "A tram covers 80 m in 5 s. What is its average speed?"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_not_done(problem: str, solution: str, question: str) -> None:
    assert found((problem, solution), question) is None


def test_the_very_problem_is_quoted_even_where_its_method_could_not_carry_over() -> None:
    problem = "A field is 8 m long and 2 m wide. How long is its fence?"
    assert found((problem, "$2 \\cdot (8 + 2) = 20$ m."), problem) == r"20\ \text{m}"
    assert found((problem, "So it is $2 \\cdot (8 + 2) = 22$ m."), problem) is None


def test_examples_that_do_not_agree_answer_nothing() -> None:
    other = (TRAM[0], "The speed is 6 / 90 = 0.07 m/s.")
    question = "A tram covers 80 m in 5 s. What is its average speed?"
    assert look_up(question, [book(*TRAM), book(*TRAM)]).answer is not None
    assert look_up(question, [book(*TRAM), book(*other)]).answer is None


def test_a_formula_tells_which_number_is_which() -> None:
    fence = ("A field is 8 m long and 2 m wide. How long is its fence?", "$2(a + b) = 2(8 + 2) = 20$ m.")  # fmt: skip
    assert found(fence, "A field is 9 m long and 4 m wide. How long is its fence?") == r"26\ \text{m}"  # fmt: skip


def test_an_example_about_the_same_is_offered_where_none_answers() -> None:
    looked = look_up("A tram covers 90 m in 6 s and then stops. Draw it.", [book(*TRAM)])
    assert looked.answer is None and looked.near is not None
    assert look_up("What is a noble gas?", [book(*TRAM)]).near is None
