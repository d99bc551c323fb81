"""The expected gain of a game of chance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import mpmath as mp

from fynq.reasoning.chance import draws, events, experiments, payoffs, variables
from fynq.reasoning.chance.asked import require_chance
from fynq.reasoning.chance.draws import Draws
from fynq.reasoning.chance.payoffs import Payoff
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, prose
from fynq.reasoning.statistics.answers import Worked, brief, step
from fynq.reasoning.statistics.prose import Prose, loose_numbers

NAME = "games"
_ASKED = re.compile(r"(?i)\bexpected (?:value|profit|gain|loss|winnings?|return|earnings?|net (?:gain|profit))\b|\b(?:average|long[- ]term) (?:profit|gain|winnings?)\b|\bexpect to (?:win|gain|make|earn)\b")  # fmt: skip
_SPREAD = re.compile(r"(?i)\b(?P<what>standard deviation|variance)\b")
_MONEY = re.compile(r"(?i)\bprofit|\bwinnings?\b|\bgain\b|\bX ?= ?the amount\b")
_GAMES = re.compile(r"(?i)\b(?:if|when|after) (?:you|they|he|she) (?:plays? )?(?:the |this )?(?:game )?(?:plays? )?(?:it )?(?P<n>\d+) times\b|\bplay(?:ing)? (?:the |this )?game (?P<m>\d+) times\b")  # fmt: skip


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    require_chance(question)
    text = prose.read(re.sub(r"(?i)\bkeep (?:it|the answer|your answer) (?:in|as) (?:a )?fraction(?:al form)?\.?", " ", question))  # fmt: skip
    spread = _SPREAD.search(text.asked)
    if (
        _ASKED.search(text.asked) is None and not (spread and _MONEY.search(text.all))
    ) or loose_numbers(_GAMES.sub(" ", text.asked)):
        raise NotUnderstood("No expected gain is asked.")
    if re.search(r"(?i)\bprobability", text.asked):
        raise NotUnderstood("No expected gain is asked.")
    found = payoffs.payoffs(text.given, _drawn)
    told_as_fractions = bool(re.search(r"\d/\d", text.facts))
    fraction = told_as_fractions or bool(re.search(r"(?i)\bfraction", question))
    if spread is not None:
        return replace(_spread(found, spread["what"].lower()), rounding=text.rounding)
    return replace(_expected(text, found, fraction), rounding=text.rounding)


def _drawn(story: Sequence[str], described: Sequence[str]) -> list[Fraction]:
    """The chances of events that cards, dice or coins decide."""
    made, _ = experiments.read([sentence for sentence in story if sentence.strip()], "")

    def known(phrase: str) -> bool:
        try:
            draws.condition(phrase, made)
        except NotUnderstood:
            return False
        return True

    return [_chance(event, made, known) for event in described]


def _chance(event: str, made: Draws, known: events.Known) -> Fraction:
    event = re.sub(r"(?i)\byou\b", " ", event)
    return draws.chance(events.in_words(draws.protected(event), known), None, made)


def _expected(text: Prose, found: Sequence[Payoff], exact: bool) -> Worked:
    game = _GAMES.search(text.asked)
    times = int(game["n"] or game["m"]) if game else 1
    each = sum((one.amount * one.chance for one in found), Fraction(0))
    real = times * each
    products = " + ".join(rf"({brief(one.amount)}) \cdot {answers.latex(one.chance) if answers.terminating(one.chance) is None else brief(one.chance)}" for one in found)  # fmt: skip
    steps = [
        step("List what can happen", "; ".join(f"{one.event.strip()}: ${brief(one.amount)}$" for one in found) + "."),
        step("Multiply each gain by its probability and add", rf"$\mu = {products} = {answers.latex(each) if exact else brief(each)}$"),
    ]  # fmt: skip
    if times > 1:
        steps.append(step("Multiply by the number of games", rf"${times} \cdot {brief(each)} = {brief(real)}$"))  # fmt: skip
    if re.search(r"(?i)\bexpected loss\b", text.asked):
        real = -real
    lowest = min(one.amount for one in found)

    def holds() -> bool:
        """Counted from the worst outcome: what each other outcome brings more."""
        above = sum(((one.amount - lowest) * one.chance for one in found), Fraction(0))
        return times * (lowest + above) == (-real if re.search(r"(?i)\bexpected loss\b", text.asked) else real)  # fmt: skip

    return Worked(
        "expected value", r"\mu", real, tuple(steps),
        "The expected value weighs each gain or loss by its probability.",
        holds, "Counted from the worst outcome, the other outcomes bring the same.", exact=exact,
        skills=("random-variables", "probability"),
    )  # fmt: skip


def _spread(found: Sequence[Payoff], what: str) -> Worked:
    table: dict[Fraction, Fraction] = {}
    for one in found:
        table[one.amount] = table.get(one.amount, Fraction(0)) + one.chance
    mean, variance = variables.of_table(table)
    squares = sum((x * x * p for x, p in table.items()), Fraction(0))
    terms = " + ".join(rf"({brief(x)} - ({brief(mean)}))^2 \cdot {brief(p)}" for x, p in table.items())  # fmt: skip
    steps = [
        step("Find the mean", rf"$\mu = {brief(mean)}$"),
        step("Add the squared deviations times their probabilities", rf"$\sigma^2 = {terms} = {brief(variance)}$"),
    ]  # fmt: skip
    real: answers.Real = variance
    if what == "standard deviation":
        real = mp.sqrt(answers.number(variance))
        steps.append(step("Take the root", rf"$\sigma = {brief(real)}$"))
    return Worked(
        what, r"\sigma" if what == "standard deviation" else r"\sigma^2", real, tuple(steps),
        "The variance weighs the squared deviations from the mean by their probabilities.",
        lambda: answers.close(answers.number(real) ** (2 if what == "standard deviation" else 1), squares - mean * mean),
        "The mean of the squares less the square of the mean gives the same.",
        skills=("random-variables", "probability"),
    )  # fmt: skip
