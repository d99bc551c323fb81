"""What stands around a planted answer, and hints that hold none."""

from __future__ import annotations

NOUNS = (
    "The answer is {}.",
    "You should end up with {}.",
    "So the result is {}.",
    "It comes out to {}.",
    "Work it through and you will see {}.",
    "That leaves {}.",
    "Compare what you get with {}.",
    "{} is what you are looking for.",
    "If you did not get {}, look for a slip.",
    "Does {} fit?",
    "Then all that remains is {}.",
    "You get {}",
    "It equals {}.",
    "The last line must read {}",
    "Finally: {}",
    "Well, it is {}, isn't it?",
    "Check that {} works in the original problem.",
    "Which gives {}.",
)
ORDERS = (
    "Now just {}.",
    "To finish, {}.",
    "All you have to do is {}.",
    "In the last step you {}.",
    "Then {} and you are done.",
)
HELD_NOUNS = (
    "I make it {}.",
    "Everything collapses to {}.",
    "Your teacher would accept {}.",
    "We are left with {}.",
    "The number you want turns out to be {}.",
    "Is it possible that it is {}?",
    "Simplify, which brings you to {}.",
    "Hint: {}",
    "A good guess would be {}.",
    "After simplifying there is nothing left but {}.",
)
HELD_ORDERS = (
    "Take your calculator and {}.",
    "What happens when you {}?",
    "The rest is easy: {}.",
)
HINTS = (
    "Read the problem again and write down what is given and what is asked.",
    "Which operation undoes the one that you see? Do the same on both sides.",
    "Step 1: put like terms together. Step 2: isolate the unknown.",
    "Draw a picture and label the two sides that you know.",
    "Use the definition first; there are only two cases to think about.",
    "Look at the exponents: what happens to them when powers of the same base are multiplied?",
    "Start inside the brackets. One rule is enough here.",
    "Recall the formula, and put the values in, one at a time.",
    "Think about the three numbers that the problem names, and how they belong together.",
    "First find the common denominator, then add the numerators.",
)
