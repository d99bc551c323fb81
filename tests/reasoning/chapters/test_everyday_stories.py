"""Word problems that are in every textbook, and those beside them that ask for something else."""

from __future__ import annotations

import pytest

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import check_by_chapter, solve_by_chapter

ANSWERS = [
    ("Two numbers have a sum of 40 and a difference of 6. What is the smaller number?", "17"),
    ("Two numbers add up to 31 and differ by 7. What are they?", "19, 12"),
    ("The product of two consecutive positive integers is 132. Find them.", "11, 12"),
    ("A chemist mixes a 10% acid solution with a 40% acid solution to get 30 litres of a 20% acid solution. How many litres of each does the chemist need?", "20, 10"),
    ("How much pure water must be added to 8 liters of a 30% acid solution to make a 20% solution?", "4\\text{ liters}"),
    ("How many ounces of pure acid must be added to 12 ounces of a 10% acid solution to make a 40% acid solution?", "6\\text{ ounces}"),
    ("The half-life of a substance is 5 days. How much of 60 g remains after 20 days?", "3.75"),
    ("The half-life of a drug is 6 hours. How long until 12.5% of it remains?", "18"),
    ("A train leaves at 50 mph and another leaves 3 hours later at 80 mph in the same direction. How long until the second catches up?", "5\\text{ hours}"),
    ("Two trains 450 miles apart travel toward each other at 70 mph and 80 mph. When will they meet?", "3\\text{ hours}"),
    ("A van travels 50 mph for 3 hours and 30 mph for 2 hours. What is the average speed for the whole trip?", "42\\text{ mph}"),
    ("Two cars start from the same town and travel in opposite directions at 40 mph and 55 mph. How far apart are they after 2 hours?", "190\\text{ miles}"),
    ("Convert 54 km/h to m/s.", "15\\text{ m/s}"),
    ("Convert 3 m² to cm².", "30000\\ \\mathrm{cm^2}"),
    ("How many cubic feet are in 2 cubic yards?", "54\\ \\mathrm{ft^3}"),
    ("Convert 10 mph to km/h.", "16.1\\text{ km/h}"),
    ("A taxi charges $4 plus $3 per mile. How far can you go with $22?", "6\\text{ miles}"),
    ("A plumber charges $60 plus $45 per hour. How much does a 4 hour job cost?", "\\$240"),
    ("Sales tax is 5%. A lamp costs $40 before tax. What is the total cost?", "\\$42"),
    ("A dinner costs $66 including 10% tax. How much was the tax?", "\\$6"),
    ("$2000 is invested at 10% compounded annually for 2 years. What is the total interest earned?", "\\$420"),
    ("A right triangle has hypotenuse 17 and a leg 8. Find its area.", "60"),
]  # fmt: skip

REFUSALS = [
    "A commission of 4% was paid on a $250,000 house. How much did the seller receive?",
    "Two numbers have a sum of 13 and a product of 40. What is the first number?",
    "Two trains 300 km apart travel toward each other at 40 mph and 60 mph. When will they meet?",
    "How much pure alcohol must be added to 10 liters of a 40% acid solution to make a 50% alcohol solution?",
    "A train leaves at 60 mph and another leaves 2 hours later at 90 mph in the same direction. How long after the first train leaves does the second catch up?",
    "A right triangle has an area of 30 and a leg 5. Find the hypotenuse.",
    "A culture of 300 bacteria doubles every 2 hours. How many more bacteria are there after 4 hours than at the start?",
    "A culture doubles every 2 hours. There are 300 bacteria now. How many were there 4 hours ago?",
    "A town of 9,000 grows by 2% per year. By how many people will it have grown after 4 years?",
    "A substance with a half-life of 10 years has 25 grams left after 30 years. How much was there at first?",
    "The half-life of a drug is 4 hours. A patient takes 80 mg. How much is eliminated in 8 hours?",
    "$1000 is deposited each year at 5% compounded annually for 3 years. What is the balance?",
    "A coat is discounted 20% and then 10%. It cost $90. What is the sale price?",
    "Convert 5 hours to minutes and then to seconds.",
    "A film is 135 minutes long. How long is it in hours and minutes?",
    "A train leaves at 50 mph and another leaves 3 hours later at 80 mph in the opposite direction. How long until the second catches up?",
    "A train leaves at 80 mph and another leaves 3 hours later at 50 mph in the same direction. How long until the second catches up?",
    "A taxi charges $4 for the first mile and $3 for each additional mile. What does a 5 mile ride cost?",
    "A band charges $200 plus $5 per guest. How many guests can come with $303?",
    "How much pure water must be added to 8 liters of a 30% acid solution to make a 40% solution?",
]  # fmt: skip


@pytest.mark.parametrize(("question", "answer"), ANSWERS)
def test_it_answers_and_confirms(question: str, answer: str) -> None:
    solved = solve_by_chapter(question)
    assert solved.final == answer
    assert check_by_chapter(question, solved).agreed


@pytest.mark.parametrize("question", REFUSALS)
def test_it_refuses_what_asks_for_something_else(question: str) -> None:
    with pytest.raises(CannotSolve):
        solve_by_chapter(question)
