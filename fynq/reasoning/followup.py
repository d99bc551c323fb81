"""'Why did you divide by 2?': which step of the former answer is meant, and why it is allowed."""

from __future__ import annotations

import re

from fynq.reasoning.passages import terms
from fynq.reasoning.solved import SolvedProblem, SolvedStep

_ASKS = re.compile(r"(?i)\b(?:why|how|explain|what (?:does|is|do) (?:step|that|this)|where|understand|don't get|step)\b")  # fmt: skip
_ABOUT = re.compile(r"(?i)\b(?:you|your|step|that|this|it|we|did|come|comes|get|got)\b")
_STEP = re.compile(r"(?i)\bstep\s*(\d{1,2})\b")
_VERBS = ("divid", "multipl", "subtract", "add", "factor", "expand", "collect", "squar", "root", "discriminant", "formula", "check", "eliminat", "simplif", "product", "quotient", "chain", "power", "cancel", "denominator", "round", "logarithm")  # fmt: skip

_REASONS = {
    "divid": "The unknown is multiplied by this number. Dividing both sides by the same number that is not zero keeps the equation true and leaves the unknown alone.",
    "collect": "Adding or subtracting the same on both sides keeps the equation true. It is done so that the unknown stands on one side and the numbers on the other.",
    "expand": "Every term inside the brackets is multiplied by the factor in front of them (the distributive law), so that like terms can be collected.",
    "factor": "A product is zero only when one of its factors is zero, so a product is easier to work with than a sum.",
    "discriminant": "The discriminant is what stands under the root of the quadratic formula: its sign says how many real solutions there are.",
    "formula": "The quadratic formula comes from completing the square, and gives both solutions of any quadratic equation.",
    "denominator": "Multiplying both sides by the common denominator removes the fractions; numbers that make it zero must be left out.",
    "eliminat": "Equal amounts are added to both sides when equations are added or subtracted, so the result is still true, with one unknown fewer.",
    "product": "For a product of two functions the change comes from both: the change of the first times the second, plus the first times the change of the second.",
    "quotient": "A quotient changes with its top and, in the opposite sense, with its bottom; the quotient rule combines both.",
    "chain": "The outer function reacts to the inner one, and the inner one to the variable; the two rates multiply.",
    "check": "Substituting the result into the original equation shows that no mistake was made and that no solution is extraneous.",
    "power": "Powers bind more strongly than products and sums, so they come first.",
    "cancel": "A factor that stands above and below the fraction line divides to one, wherever it is not zero.",
    "simplif": "Both forms have the same value; the simpler one is easier to read and to work with.",
}


_AGAIN = re.compile(
    r"(?i)^\s*(?:(?:and|now|ok|okay|so|then)[\s,]+)*(?:what|how)\s+about\s+|^\s*and(?:\s+(?:for|of|with))?\s+"
)
_AGAIN_VERBS = {
    "differentiate": "Differentiate",
    "integrate": "Integrate",
    "factor": "Factor",
    "expand": "Expand",
    "simplify": "Simplify",
    "determinant": "Find the determinant of",
    "inverse": "Find the inverse of",
}


def asks_again(question: str) -> bool:
    """'and for x^3?', 'what about sin x?': another formula for the task of the former question."""
    return _AGAIN.match(question) is not None


def same_task(question: str, task: str) -> str:
    """The question with the former task's verb; as it is when it has an equation or a task of its own."""
    rest = _AGAIN.sub("", question, count=1)
    verb = _AGAIN_VERBS.get(task)
    if verb is None or "=" in rest or re.search(r"[A-Za-z]{5,}", rest):
        return question
    return f"{verb} {rest}"


def numbered(question: str) -> bool:
    return _STEP.search(question) is not None


def is_about_former(question: str) -> bool:
    return bool(_ASKS.search(question)) and bool(_ABOUT.search(question))


def step_meant(question: str, solved: SolvedProblem) -> int | None:
    """The index of the step that a question is about; None when it cannot be told."""
    numbered = _STEP.search(question)
    if numbered:
        index = int(numbered[1]) - 1
        return index if 0 <= index < len(solved.steps) else None
    lowered = question.lower()
    verbs = [verb for verb in _VERBS if verb in lowered]
    scores = [_fit(item, verbs, lowered) for item in solved.steps]
    if not scores or max(scores) == 0:
        return None
    return scores.index(max(scores))


def _fit(step: SolvedStep, verbs: list[str], question: str) -> int:
    title, text = step.title.lower(), step.text.lower()
    score = sum(4 * (verb in title) + 2 * (verb in text) for verb in verbs)
    if verbs and score:
        numbers = set(re.findall(r"\d+", question))
        score += len(numbers & set(re.findall(r"\d+", text)))
    return score + len(set(terms(question)) & set(terms(step.title)))


def reason_for(step: SolvedStep) -> str:
    """Why such a step is allowed; '' when fynq has no words for it."""
    title = step.title.lower()
    for key, reason in _REASONS.items():
        if key in title:
            return reason
    text = step.text.lower()
    return next((reason for key, reason in _REASONS.items() if key in text), "")
