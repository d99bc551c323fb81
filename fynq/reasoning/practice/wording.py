"""What a student is told of an answer."""

from __future__ import annotations

from collections.abc import Mapping

from fynq.domain.practice import Lack

RIGHT = "Right."
NOT_RIGHT = "This is not right."
SIGN = "This is not right: look at the sign."
UNIT_WRONG = "The number is right, but the unit is not."
NOTHING = "There is no answer in this."
GIVEN_UP = "That is fine: take a hint, or skip this one."
CHOICE = "Answer with one of the choices, or with its letter."
NUMBER = "A number is asked."
STRANGE = "There is a letter in this that the question does not have."
UNCOUNTED = "This does not count yet: go on."
LACKS: Mapping[Lack, str] = {
    Lack.UNIT: "The number is right, and its unit is missing.",
    Lack.OTHER_UNIT: "It is as much as that, but another unit is asked for.",
    Lack.WORKED_OUT: "This is equal to the answer, but it is not worked out.",
    Lack.SIMPLIFIED: "This is equal to the answer, but it can be simplified.",
    Lack.LOWEST_TERMS: "This is equal to the answer, but the fraction can be reduced.",
    Lack.FACTORED: "This is equal to the answer, but it is not factored.",
    Lack.EXPANDED: "This is equal to the answer, but it is not multiplied out.",
    Lack.ROUNDED: "The value is right, but it is not rounded as asked.",
    Lack.PERCENT: "The value is right, but it is asked for in percent.",
    Lack.PRECISION: "This is near the answer. Give it exactly, or with more figures.",
    Lack.SOLUTIONS: "What you found is right, but there is more to find.",
    Lack.CONSTANT: "Right but for the constant of integration: add $+\\,C$.",
    Lack.SOLVED_FOR: "This says the same as the answer, but it is not solved for the letter asked.",
}
