"""How often an event is to be expected in several draws, and how that number spreads."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from math import floor

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance import draws, events, experiments, settings
from fynq.reasoning.chance.asked import require_chance
from fynq.reasoning.chance.draws import Draws
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, distributions, prose
from fynq.reasoning.statistics.answers import Worked, brief, close, latex, number, step
from fynq.reasoning.statistics.prose import Prose, Rounding

NAME = "expected_counts"
_GAMES = re.compile(r"(?i)(?:\band |, )?(?:plays?|repeats?) (?:the |this )?(?:game|process|experiment) (?P<n>\d+) times\b|\b(?:in|after|over) (?P<m>\d+) (?:games|rounds)\b(?: of)?")  # fmt: skip
_TIMES = re.compile(
    r"(?i)\b(?:expected|ideal|average|theoretical|likely) number of (?:times|cards|turns|draws|rolls|flips)\b(?: that| in which)?(?P<what>.*)$"
    r"|\bhow many times (?:(?:would|can|do|could) (?:we|you|i|they|1) expect (?:to )?|should (?:we|you|i|they|1) (?:expect (?:to )?)?)(?P<also>.*)$"
    r"|\bhow many (?P<kind>[a-z' ]+?)(?:\(s\))? (?:(?:would|can|do|could) (?:we|you|i|they|1|our player|the player) (?:ideally )?expect|should (?:we|you|i|they|1|our player|the player))\b(?P<tail>.*)$"
    r"|\b(?:expected|ideal|average|theoretical) number of (?P<named>[a-z' ]+?)(?: (?:that )?(?:we|you|i|they|1|our player|the player)\b.*|in (?:these|those|all|the) .*|to be .*)?$"
)
_MOMENT = re.compile(r"(?i)\b(?P<what>expected value|mean|variance|standard deviation)\b(?: (?:for|of) (?:the variable )?X)?")  # fmt: skip
_DOWN = re.compile(r"(?i)\bround(?:ed|ing)? down\b")
_UP = re.compile(r"(?i)\bround(?:ed|ing)? up\b")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    require_chance(question)
    down = bool(_DOWN.search(question))
    if _UP.search(question):
        raise NotUnderstood("I do not understand how the answer is to be rounded.")
    text = prose.read(question)
    phrase, what, asked = _wanted(text)
    games = _GAMES.search(asked)
    asked = _GAMES.sub(" ", asked)
    made, left = experiments.read(list(text.given), asked, most=10_000)
    if not made.told:
        raise NotUnderstood("It is not told how many draws there are.")
    if re.search(r"\d", left.replace("1", "")):
        raise NotUnderstood("I cannot tell the role of every number in this problem.")
    p = draws.chance(events.in_words(phrase, lambda _: True), None, replace(made, count=1))
    if not 0 < p < 1:
        raise CannotSolve("This always happens or never.")
    times = int(games["n"] or games["m"]) if games else 1
    return _worked(made, p, what, times, Rounding() if down else text.rounding, down)


def _wanted(text: Prose) -> tuple[str, str, str]:
    """What is counted, which moment is asked, and the asking sentence without either."""
    asked = text.asked.rstrip("?. ")
    match = _TIMES.search(asked)
    if match is not None:
        beside = f"{asked[: match.start()]} {match['tail'] or ''}"
        kind = match["kind"] or match["named"]
        if kind is not None and re.fullmatch(r"(?i)\s*points?", kind):
            if not experiments.brings_a_point(text.facts):
                raise NotUnderstood("It is not told what brings a point.")
            return "match", "mean", beside
        phrase = re.sub(r"(?i)^\s*(?:(?:we|you|they|i|1) (?:will |would )?)?(?:flip|pick|draw|roll|get|select|see|toss|choose)?s?\b", " ", match["what"] or match["also"] or kind or "")  # fmt: skip
        return phrase.strip(" ?."), "mean", beside
    moment = _MOMENT.search(text.asked)
    what = settings.defined([*text.given, text.asked])
    if moment is None or not what or re.search(r"\d", text.asked):
        raise NotUnderstood("No expected number is asked.")
    name = moment["what"].lower()
    return what, "mean" if name == "expected value" else name, ""


def _worked(made: Draws, p: Fraction, what: str, times: int, rounding: Rounding, down: bool) -> Worked:  # fmt: skip
    n, q = made.count, 1 - p
    size = len(made.source.items)
    mean, variance = n * p, n * p * q
    if not made.replaced and n > 1:
        variance *= Fraction(size - n, size - 1)
    if times > 1 and what != "mean":
        raise NotUnderstood("No expected number is asked.")
    each = latex(p)
    steps = [step("Find the chance in one draw", f"$p = {each}$")]
    product = rf"{n} \cdot {each}" if times == 1 else rf"{times} \cdot {n} \cdot {each}"
    real: answers.Real = times * mean
    if what == "mean":
        steps.append(step("Multiply by the number of draws", rf"$\mu = np = {product} = {latex(real)}$"))  # fmt: skip
    else:
        real = variance
        steps.append(step("Find the variance", rf"$\sigma^2 = npq = {latex(variance)}$"))
    if what == "standard deviation":
        real = mp.sqrt(number(variance))
        steps.append(step("Take the root", rf"$\sigma = {brief(real)}$"))
    if down:
        real = Fraction(floor(real))
        steps.append(step("Round down", f"${brief(real)}$"))

    def holds() -> bool:
        """The moments as sums over the distribution, built up draw by draw."""
        if n > 300:
            return True
        hits = int(p * size)
        row = distributions.binomial_row(n, p) if made.replaced else distributions.hypergeometric_row(hits, size - hits, n)  # fmt: skip
        first = mp.fsum(k * number(chance) for k, chance in enumerate(row))
        if what == "mean":
            found = times * first
            return close(floor(number(found) + mp.mpf("1e-12")) if down else found, real)
        second = mp.fsum((k - first) ** 2 * number(chance) for k, chance in enumerate(row))
        return close(second if what == "variance" else mp.sqrt(second), real)

    return Worked(
        what, r"\mu" if what == "mean" else r"\sigma", real, tuple(steps),
        "The expected number of successes is the number of draws times the chance in each.",
        holds, "The sum over all numbers of successes gives the same.", rounding=rounding,
        exact=isinstance(real, Fraction) and what == "mean", skills=("random-variables", "probability"),
    )  # fmt: skip
