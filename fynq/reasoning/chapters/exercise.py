"""Exercises whose instruction and formula stand on lines of their own.

The instruction is matched whole, word by word, and stated again as the core reads it; the core
solves and the core's witness checks the problem that was stated.
"""

from __future__ import annotations

import re
from dataclasses import replace

from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.exercise_lines import exercise
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem

_REFUSAL = "I do not understand every part of this question."
_NOUN = (
    r"(?:(?:rational|radical|algebraic|numerical|complex|variable|integer|like|exponential|whole|mixed|real|signed|perfect|square|"
    r"polynomial|monomial|binomial|trinomial|fraction|number|decimal|radical|root|logarithm|power|exponent|function|"
    r"integer|complex rational|product|quotient|sum|difference|and|as)\b ?)*"
)
_LAWS = (
    r"(?:using|by using|use|applying|with) (?:(?:and|or|for|to|exponent|logarithm|power|product|quotient|conjugate|square|"
    r"binomial|difference|sum|cube|perfect|trinomial|zero|negative|distributive|commutative|associative|foil|vertical|"
    r"horizontal|ac|order|operation|pattern|property|propertie|rule|method|theorem|pascal's|triangle|"
    r"grouping|substitution|elimination|lcd|definition|law|undo)\b ?)+"
)
_MODE = (
    r"(?:(?: ?(?:completely|fully|if possible|as much as possible|to single number|by combining like|"
    r"by grouping|by multiplying|by writing as division|as division|by factoring|by expanding|in term i if possible|in term i|"
    r"writing answer with positive exponent|and write(?: your)? answer with positive exponent only|"
    r"write(?: your)? answer with positive exponent(?: only)?|to single|and simplify|simplify if possible|simplify|"
    r"; simplify your answer as much as possible|;|written as improper fraction|enter no if no real solution|exact form|your answer)"
    rf"| ?{_LAWS}) ?)*"
)
_MINORS = r"(?: by (?:expanding by|expansion by|using) (?:minor|cofactor)(?: along (?:first|second|third|any) (?:row|column))?)?"
_SIMPLIFY = (
    r"(?:simplify|simply|evaluate|calculate|compute|combine|add|subtract|divide|sum|difference|quotient|result|perform operation|"
    r"perform indicated operation|adding and subtracting|adding|subtracting|multiplying and dividing|dividing|add and subtract|add or subtract|multiply and divide|multiply or divide|"
    r"simplify and result|multiply fraction|multiply rational)"
)
_TABLE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), verb)
    for pattern, verb in (
        (rf"{_SIMPLIFY}(?: {_NOUN})?{_MODE}", "Simplify"),
        (r"write (?:in term )?i if possible", "Simplify"),
        (rf"(?:multiply|expand|product)(?: {_NOUN})?{_MODE}", "Expand"),
        (rf"{_LAWS}(?:multiply|expand|to multiply|to expand|expand {_NOUN})", "Expand"),
        (rf"us(?:e|ing) (?:binomial theorem|pascal'?s? triangle) to expand(?: {_NOUN})?", "Expand"),
        (rf"factor(?: {_NOUN})?{_MODE}", "Factor"),
        (rf"factor greatest common factor from(?: {_NOUN})?", "Factor"),
        (r"factor (?:greatest common factor|gcf)", "Factor"),
        (rf"solve(?: equation| proportion| {_NOUN}equation)?(?: for)?{_MODE}", "Solve"),
        (rf"evaluate determin(?:ant|ate){_MINORS}", "Evaluate the determinant of"),
        (r"(?:least|lowest) common (?:multiple|denominator)(?: number)?(?: by listing (?:their )?multiple| using prime factor method)?", "Find the least common multiple of"),
        (r"greatest common (?:divisor|factor)(?: number)?(?: by listing (?:their )?factor| using prime factor method)?", "Find the greatest common divisor of"),
    )
)  # fmt: skip
_JUXTAPOSED = re.compile(r"(\^(?:\{[^{}]*\}|\w)) +(?=\d)")


def restated(question: str) -> str:
    """The exercise as one sentence. Raises NotUnderstood."""
    found = exercise(question)
    verb = _verb(found.instruction)
    relation = re.search(r"[=<>]|\\[lg]eq?\b", found.formula) is not None
    if (
        found.listed != verb.startswith("Find the ")
        or relation != (verb == "Solve")
        or any("=" in text for text in found.earlier)
    ):
        raise NotUnderstood(_REFUSAL)
    if "expand" in found.heading and verb not in ("Expand", "Evaluate the determinant of"):
        raise NotUnderstood(_REFUSAL)
    if verb == "Solve" and found.earlier:
        raise NotUnderstood(_REFUSAL)
    formula = _JUXTAPOSED.sub(r"\1 \\cdot ", found.formula)
    return f"{verb} ${formula}$"


def _verb(instruction: str) -> str:
    parts = [part.strip() for part in instruction.split(" ; ")]
    verbs = [verb for part in parts if (verb := _single(part))]
    if len(verbs) != len(parts) or len(set(verbs)) != 1:
        raise NotUnderstood(_REFUSAL)
    return verbs[0]


def _single(instruction: str) -> str:
    for pattern, verb in _TABLE:
        if pattern.fullmatch(instruction):
            return verb
    return ""


def solve(question: str) -> SolvedProblem:
    from fynq.reasoning.solver.solve import solve as worked
    from fynq.reasoning.understand import understand

    solved = worked(understand(restated(question)))
    return replace(solved, task=task_of("exercise", solved.task))


def check(question: str, solved: SolvedProblem) -> Report:
    from fynq.reasoning.understand import understand
    from fynq.reasoning.verification.verify import verify

    asked = restated(question)
    return verify(understand(asked), replace(solved, task=solved.task.rpartition("/")[2]), asked)
