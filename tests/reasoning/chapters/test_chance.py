"""Populations, draws and discrete variables: the reading, the answer in its form, the witness."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance import events
from fynq.reasoning.chance.cells import Fact, Feature, Level, Population
from fynq.reasoning.chance.draws import Draws, chance, listed
from fynq.reasoning.chance.events import Atom, Not, in_words
from fynq.reasoning.chance.items import cards, coin, numbers
from fynq.reasoning.chance.second_reading import insist_on_trials
from fynq.reasoning.chance.variables import binomial, geometric, hypergeometric, poisson
from fynq.reasoning.chance.wording import stem
from fynq.reasoning.chapters.chapter import check_by_chapter, solve_by_chapter
from fynq.reasoning.verification.equivalence import equivalent

SURVEY = (
    "In a survey, 240 visitors of a museum were asked. Of 150 visitors who came by bus, 60 bought a guide while "
    "the other 90 did not. Of 90 visitors who came by car, 50 bought a guide while the other 40 did not.\n"
)
CHOIR = (
    "A choir has 80 singers of whom 30 sing soprano. Twenty sing alto. The remainder sing bass. Twelve of the sopranos "
    "play the piano. Five of the altos play the piano. Three of the basses play the piano.\n"
)
TEST = (
    "Two percent of the parts have a crack. Of the parts that have a crack, 90% fail the inspection. "
    "Of the parts that do not have a crack, 5% fail the inspection.\n"
)
DRINKS = "Of 90 men, 40 prefer tea and 50 prefer coffee. Of 110 women, 70 prefer tea and 40 prefer coffee. "
HOME = (
    "Of 200 clerks, 120 work in the office while the other 80 work at home. Of the 120 who work in the office, 90 drink coffee. "
    "Of the 80 who work at home, 30 drink coffee.\n"
)
MARBLES = "A bag contains 5 green marbles, 3 black marbles and 4 white marbles. "
GOALS = "A striker scores with 40% of her shots. Suppose we randomly sample 12 shots. Let X = the number of shots that score.\n"
VISITS = "Mara visits the library three days a week 20% of the time, two days 50% of the time, one day 20% of the time, and no days 10% of the time.\n"

ANSWERED = [
    (SURVEY + "What is the probability that a randomly selected visitor came by bus and bought a guide?", "1/4"),
    (SURVEY + "What is the probability that a randomly selected visitor came by car or did not buy a guide?", "3/4"),
    (SURVEY + "What is the probability that a randomly selected visitor bought a guide given that the visitor came by car?", "5/9"),
    (CHOIR + "What is the probability that a singer sings bass?", "3/8"),
    (CHOIR + "What is the probability that a singer sings alto and plays the piano?", "1/16"),
    ("In a class of 30 students, 18 play cricket, 15 play football and 8 play both. What is the probability that a randomly chosen student plays neither?", "1/6"),
    (DRINKS + "What is the probability that a randomly selected man prefers tea?", "4/9"),
    (DRINKS + "What is the probability that a person who prefers coffee is also a woman?", "4/9"),
    (HOME + "What is the probability that a clerk works at home or drinks coffee?", "17/20"),
    ("A coin is tossed five times. What is the probability that the first three tosses are heads?", "1/8"),
    ("Two dice are rolled. What is the probability that the sum is 7 or 11?", "2/9"),
    (TEST + "What is the probability that a part fails the inspection?", "0.067"),
    (TEST + "What is the probability that a part has a crack given that it fails the inspection? Round to three decimal places.", "0.269"),
    (MARBLES + "One marble is chosen at random. Let B = the event of getting a black marble. Find P(B').", "3/4"),
    (MARBLES + "What is the probability of choosing a green, then a white marble from 2 selections without replacement?", "5/33"),
    (MARBLES + "Two marbles are drawn with replacement. What is the probability that neither is green?", "49/144"),
    ("What is the probability of drawing a red queen or a spade from a standard deck of 52 cards?", "15/52"),
    ("A fair coin is tossed four times. What is the probability of getting at most one head?", "5/16"),
    ("Two fair dice are rolled. What is the probability that the sum is at least 11?", "1/12"),
    ("The sample space S is the whole numbers starting at one and less than 16. Let event A = the odd numbers and event B = numbers less than 6. What is P(A|B)?", "3/5"),
    (GOALS + "What is the probability that at most 3 shots score? Round to four decimal places.", "0.2253"),
    (GOALS + "What is the standard deviation of X?", "1.6971"),
    ("A shop gets an average of 18 calls per hour. What is the probability that it gets exactly four calls in the next 20 minutes?", "0.1339"),
    ("The chance of rain on any day is 0.2. You wait until it rains. What is the probability that you wait three days until it rains?", "0.128"),
    ("A team is to be chosen randomly from 9 girls and 6 boys. The team has five slots. You want to know the probability that two of the players will be boys.\nWhat is the size of the group of interest?", "6"),
    (VISITS + "What is the probability that Mara visits the library at most one day?", "0.3"),
    (VISITS + "Let X = the number of days. What is the expected value of X?", "1.8"),
    (VISITS + "Let X = the number of days. What is x*P(x) for x = 2?", "1"),
    ("x | 0 | 1 | 2\n--|--|--|--\nP(x) | 0.5 | ? | 0.2\n\nWhat is the missing probability?", "0.3"),
    ("You draw a card from a standard deck. If the card is an ace, you win $20. Otherwise, you pay $2. What is the expected value of the game?", "-0.3077"),
    ("Each of 200 students draws a random sample of 50 scores and makes a 95% confidence interval. About how many of the intervals do we expect to contain the mean?", "190"),
    ("Roll a fair, six-sided die 30 times. What is the expected number of times that we roll a number greater than 4?", "10"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), ANSWERED)
def test_answers_with_a_witness(question: str, answer: str) -> None:
    solved = solve_by_chapter(question)
    assert equivalent(answer, solved.final, question), solved.final
    assert check_by_chapter(question, solved).agreed
    spoilt = replace(solved, final=f"{solved.final}7")
    assert not check_by_chapter(question, spoilt).agreed


REFUSED = [
    SURVEY + "What is the probability that a randomly selected visitor came by train?",
    SURVEY + "What is the probability that two randomly selected visitors both came by bus?",
    CHOIR + "What is the probability that a singer plays the violin?",
    "A class has 30 students. 18 play cricket and 15 play football. What is the probability that a student plays both?",
    MARBLES + "Two marbles are drawn. What is the probability that both are green?",
    MARBLES + "One black marble is lost. One marble is chosen at random. What is the probability that it is black?",
    "A loaded die is rolled. What is the probability of rolling a six?",
    "In two turns from a deck of cards with replacement, what is the probability that both cards are not queens?",
    GOALS + "What is the probability that between 2 and 5 shots score?",
    "A striker scores with 40% of her shots. What is the probability that she scores twice?",
    VISITS.replace("50%", "60%") + "What is the probability that Mara visits the library one day?",
    "You draw a card from a standard deck. If the card is an ace, you win $20. What is the expected value?",
    DRINKS + "What is the probability that a person prefers water?",
    "60% of voters support the plan. If 5 voters are chosen at random, what is the probability that fewer than 2 oppose the plan?",
    "X ~ B(10, 0.5). Find P(X ≠ 5).",
    "An experiment consists of tossing a nickel, a dime and a quarter coin. What is the probability of getting all heads?",
    "A die is rolled and a coin is tossed. What is the probability of a six and a head?",
]  # fmt: skip


@pytest.mark.parametrize("question", REFUSED)
def test_refuses_what_is_not_told(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)


def test_a_size_is_found_only_where_the_facts_determine_it() -> None:
    two = Feature((Level("a", frozenset({"a"})), Level("b", frozenset({"b"}))))
    people = Population((two, two))
    people.facts = [Fact(people.whole, Fraction(10)), Fact(people.at(0, 0), Fraction(4))]
    assert people.size(people.at(0, 1)) == 6
    with pytest.raises(CannotSolve):
        people.size(people.at(1, 0))
    people.facts.append(Fact(people.at(1, 0), Fraction(1, 2), people.at(0, 0)))
    assert people.size(people.at(0, 0) & people.at(1, 0)) == 2
    assert min(people.example().values()) >= 0


def test_facts_that_fit_no_population() -> None:
    two = Feature((Level("a", frozenset({"a"})), Level("b", frozenset({"b"}))))
    people = Population((two, two))
    people.facts = [Fact(people.at(0, 0), Fraction(3)), Fact(people.at(0, 0) & people.at(1, 0), Fraction(5))]  # fmt: skip
    with pytest.raises(CannotSolve):
        people.example()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (Draws(cards(), 2, replaced=False), "both cards are red"),
        (Draws(coin(), 5), "at least 2 heads"),
        (Draws(numbers(1, 6), 3), "the sum is 10"),
        (Draws(numbers(1, 6), 2), "the first is a 4"),
        (Draws(cards(), 2), "an ace then a king"),
    ],
)
def test_drawing_by_kinds_and_by_items_agree(made: Draws, words: str) -> None:
    counted = listed(Atom(words), None, made)
    assert counted is not None
    assert Fraction(*counted) == chance(Atom(words), None, made)
    assert chance(Atom(words), None, made) + chance(Not(Atom(words)), None, made) == 1


@pytest.mark.parametrize(
    "variable",
    [binomial(9, Fraction(3, 10)), hypergeometric(6, 9, 5), geometric(Fraction(1, 4)), poisson(Fraction(7, 2))],
)  # fmt: skip
def test_moments_by_formula_are_sums(variable: object) -> None:
    assert isinstance(variable, type(binomial(2, Fraction(1, 2))))
    mean, variance = variable.moments_again()
    assert abs(float(mean) - float(variable.mean)) < 1e-9
    assert abs(float(variance) - float(variable.variance)) < 1e-8


def test_the_second_reading_catches_exchanged_roles() -> None:
    told = "A striker scores with 40% of her shots. We sample 12 shots. What is the probability that at most 3 score?"
    insist_on_trials(told, Fraction(2, 5), 12, [Fraction(3)])
    for p, size, bound in ((Fraction(3, 10), 12, 3), (Fraction(2, 5), 3, 3), (Fraction(2, 5), 5, 12)):  # fmt: skip
        with pytest.raises(CannotSolve):
            insist_on_trials(told, p, size, [Fraction(bound)])


def test_negation_and_connectives() -> None:
    def known(_: str) -> bool:
        return False

    assert in_words("plays neither chess nor golf", known) == events.Both((Not(Atom("plays chess")), Not(Atom("golf"))))  # fmt: skip
    assert in_words("does not sing or dance", known) == Not(events.Either((Atom("does sing"), Atom("dance"))))  # fmt: skip
    with pytest.raises(CannotSolve):
        in_words("all cards are not red", known)


@pytest.mark.parametrize(("word", "other"), [("plays", "playing"), ("drank", "drinks"), ("countries", "country"), ("used", "user")])  # fmt: skip
def test_words_of_one_stem(word: str, other: str) -> None:
    assert stem(word) == stem(other)


TILES = "A sack holds 4 green and 5 grey tiles. "


@pytest.mark.parametrize(
    "question",
    [
        TILES + "Two tiles are drawn. The first is grey. What is the probability that both are grey?",
        TILES + "A tile is drawn and kept. A second tile is drawn. What is the probability that both are green?",
        TILES + "A tile is drawn and it is green. It is not replaced. What is the probability that the next tile is green?",
        "A sack holds 4 green, 5 grey tiles. Three tiles are drawn with replacement. What is the probability that exactly two are grey?",
        "A card is drawn from a standard deck. It is black. What is the probability that it is a club?",
        "A card drawn from a standard deck is black. What is the probability that it is a club?",
        "A die is rolled and shows an odd number. What is the probability that it is a 5?",
        "A coin is tossed four times. The first toss is tails. What is the probability that all four are tails?",
        "A fair coin is tossed 8 times. What is the probability of the first tail on the fourth toss?",
        "A coin is tossed 4 times. What is the probability of getting 3 tails in a row?",
        "X ~ B(12, 0.25). Find the mean and the variance of X.",
        "Lengths are normally distributed with mean 150 cm and standard deviation 10 cm. What is the probability that a length is over 1.7 m?",
        "In a survey of 60 people, 30 have a bike, 20 have a car and 10 have both a bike and a car. What is the probability that a person with a car has no bike?",
        "If E(X) = 6, find E(3X + 1).",
        "X ~ U(1, 9). Find the mean and the standard deviation.",
    ],
)  # fmt: skip
def test_a_condition_or_a_second_question_that_is_not_read_is_refused(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)


@pytest.mark.parametrize(
    ("question", "gold"),
    [
        ("A number is chosen at random from 1 to 40. What is the probability that it is a multiple of 4 or 6?", "13/40"),
        ("A number is chosen at random from 1 to 40. What is the probability that it is divisible by 4 and 6?", "3/40"),
        (TILES + "Two tiles are drawn. What is the probability that both are grey?", "5/18"),
        (TILES + "Two tiles are drawn at the same time. What is the probability that both are grey?", "5/18"),
        ("What is the average of 9, 11 and 16?", "12"),
    ],
)  # fmt: skip
def test_short_questions_of_common_words(question: str, gold: str) -> None:
    solved = solve_by_chapter(question)
    assert equivalent(gold, solved.final, question)
    assert check_by_chapter(question, solved).agreed
