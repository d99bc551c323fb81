"""A discrete variable told by its values and their probabilities: the missing one, events, moments."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import mpmath as mp

from fynq.reasoning.chance import tables, variables
from fynq.reasoning.chance.asked import require_chance
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, events, prose
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.events import Bounds
from fynq.reasoning.statistics.prose import Prose, loose_numbers

NAME = "probability_tables"
_MOMENT = re.compile(
    r"(?i)\b(?P<what>expected (?:value|number)|E\([A-Z]\)|Var\([A-Z]\)|long[- ]term average|mean|average|variance|standard deviation)(?!\w)|\bhow many\b[^?]*\b(?P<expect>expect(?:ed)?|on average)\b|\bon average, how many\b"
)
_PRODUCT = re.compile(r"(?i)\bx ?(?:\*|·|×|\\cdot|\\times)? ?P ?\( ?(?:X ?= ?)?x ?\)")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    require_chance(question)
    text = prose.read(tables.without_tables(question))
    found = [
        table
        for rows in tables.all_of(question)
        if (table := tables.distribution_of(rows)) is not None
    ]
    if len(found) > 1:
        raise NotUnderstood("More than one table is told.")
    pairs = found[0] if found else None
    if pairs is None:
        stated = [re.sub(r"(?i)\b(?:days?|times|hours?) (?:a|per|each) (?:day|week|month|year)\b", "", part) for part in text.given]  # fmt: skip
        pairs = tables.told(stated)
    whole, blank = tables.completed(pairs)
    return replace(_asked(text, whole, blank), rounding=text.rounding)


def _asked(text: Prose, table: dict[Fraction, Fraction], blank: Fraction | None) -> Worked:
    asked = re.sub(r"(?i)^given that the random variable [^,]*, ", "", text.asked)
    asked = re.sub(r"\) ?= ?(?=[?_]|$)", ")", asked)
    if re.search(r"(?i)\bgiven\b(?! (?:in|by|below|above|table))|\bconditional|\bindependent|\bnot\b|n't\b|\btwo (?:weeks|days)|\bcost|\bearn|\bprofit", re.sub(r"(?i)\bnot more than|not less than", " ", asked)):  # fmt: skip
        raise NotUnderstood("I do not read this condition.")
    if blank is not None and re.search(r"(?i)\bmissing\b|\bcomplete\b|\bfill\b|\bunknown\b", asked):
        return _exactly(table, Bounds(blank, blank, exactly=True))
    product = _product(asked, table)
    if product is not None:
        return product
    if _PRODUCT.search(asked) or (moment := _MOMENT.search(asked)) is None:
        return _exactly(table, _bounds(asked, table))
    if loose_numbers(re.sub(r"(?i)\btable \d+|\b\d+-\w+", " ", asked)):
        raise NotUnderstood("I cannot tell what is asked of the variable.")
    what = (moment["what"] or "mean").lower()
    return _moment(table, "variance" if what.startswith("var(") else what)


def _product(asked: str, table: dict[Fraction, Fraction]) -> Worked | None:
    """An entry of the column x·P(x)."""
    times = r" ?(?:\*|·|×|\\cdot|\\times) ?"
    found = re.search(
        rf"\b(?P<k>\d+){times}P ?\( ?(?:[xX] ?= ?)?(?P=k) ?\)|\bx{times}P ?\( ?[xX] ?= ?(?P<j>\d+) ?\)",
        asked,
    )
    if found is None and _PRODUCT.search(asked):
        found = re.search(r"\b[xX] ?= ?(?P<k>\d+)(?P<j>)\b", asked)
    if found is None or len(set(loose_numbers(asked)) - {found["k"] or found["j"]}) > 0:
        return None
    x = Fraction(found["k"] or found["j"])
    if x not in table:
        raise NotUnderstood("The table does not have this value.")
    entry = x * table[x]
    mean, _ = variables.of_table(table)
    others = sum((value * p for value, p in table.items() if value != x), Fraction(0))
    return Worked(
        "product", "x P(x)", entry,
        (step("Multiply the value by its probability", rf"${brief(x)} \cdot {brief(table[x])} = {brief(entry)}$"),),
        "The entries x·P(x) of a table add up to the expected value.",
        lambda: mean - others == entry, "What the other entries leave of the expected value is the same.",
        exact=answers.terminating(entry) is None, skills=("random-variables", "probability"),
    )  # fmt: skip


def _bounds(asked: str, table: dict[Fraction, Fraction]) -> Bounds:
    """Raises NotUnderstood."""
    if _PRODUCT.search(asked) or not re.search(r"(?i)\bprobab|\bP ?\(|\bchance", asked):
        raise NotUnderstood("I cannot tell what is asked of the variable.")
    if re.search(r"(?i)\b(?:between|from) \d", asked):
        raise NotUnderstood("It is open whether the ends count.")
    try:
        found = events.bounds(asked)
        left = re.sub(r"P ?\([^)]*\)", " ", prose.without(asked, [found.span]))
        if loose_numbers(left):
            raise NotUnderstood("More than one range of values is named.")
    except NotUnderstood:
        numbers = re.findall(r"(?<![\w.])\d+(?![\w.%])", asked)
        if len(numbers) != 1 or re.search(r"(?i)\b(?:than|over|under|least|most|up to|or more|or less|or fewer)\b|[<>≤≥]", asked):  # fmt: skip
            raise
        k = Fraction(int(numbers[0]))
        found = Bounds(k, k, exactly=True)
    if found.exactly and found.low not in table:
        raise NotUnderstood("The table does not have this value.")
    return found


def _inside(x: Fraction, within: Bounds) -> bool:
    above = within.low is None or x > within.low or (x == within.low and not within.low_strict)
    return above and (within.high is None or x < within.high or (x == within.high and not within.high_strict))  # fmt: skip


def _exactly(table: dict[Fraction, Fraction], within: Bounds) -> Worked:
    chosen = [x for x in sorted(table) if _inside(x, within)]
    found = sum((table[x] for x in chosen), Fraction(0))
    event = within.told("X")
    sums = " + ".join(brief(table[x]) for x in chosen) or "0"
    same = f" = {brief(found)}" if len(chosen) > 1 else ""
    return Worked(
        "probability", f"P({event})", found,
        (step("Add the probabilities of the values", f"$P({event}) = {sums}{same}$"),),
        "The probability of an event is the sum of the probabilities of its values.",
        lambda: found == 1 - sum((p for x, p in table.items() if not _inside(x, within)), Fraction(0)),
        "The probabilities of the other values leave the same.",
        exact=answers.terminating(found) is None, skills=("random-variables", "probability"),
    )  # fmt: skip


def _moment(table: dict[Fraction, Fraction], what: str) -> Worked:
    mean, variance = variables.of_table(table)
    products = " + ".join(rf"{brief(x)} \cdot {brief(p)}" for x, p in sorted(table.items()))
    steps = [step("Multiply each value by its probability and add", rf"$\mu = \sum x P(x) = {products} = {brief(mean)}$")]  # fmt: skip
    squares = sum((x * x * p for x, p in table.items()), Fraction(0))
    real: answers.Real = mean
    name, symbol = "mean", r"\mu"
    if what in ("variance", "standard deviation"):
        real, name, symbol = variance, "variance", r"\sigma^2"
        spread = " + ".join(rf"({brief(x)} - {brief(mean)})^2 \cdot {brief(p)}" for x, p in sorted(table.items()))  # fmt: skip
        steps.append(step("Add the squared deviations times their probabilities", rf"$\sigma^2 = {spread} = {brief(variance)}$"))  # fmt: skip
    if what == "standard deviation":
        real, name, symbol = mp.sqrt(number(variance)), "standard deviation", r"\sigma"
        steps.append(step("Take the root", rf"$\sigma = \sqrt{{{brief(variance)}}} = {brief(real)}$"))  # fmt: skip

    def holds() -> bool:
        if name == "mean":
            return sum(((x - mean) * p for x, p in table.items()), Fraction(0)) == 0
        return close(number(real) ** (2 if name == "standard deviation" else 1), squares - mean * mean)  # fmt: skip

    return Worked(
        name, symbol, real, tuple(steps), f"The {name} of a discrete variable weighs its values by their probabilities.",
        holds, "The deviations from the mean balance." if name == "mean" else "The mean of the squares less the square of the mean gives the same.",
        exact=isinstance(real, Fraction) and answers.terminating(real) is None,
        skills=("random-variables", "probability"),
    )  # fmt: skip
