"""Draws of cards, dice, coins, numbers and things from a bag: events of equally likely outcomes."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import partial

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance import draws, events, experiments
from fynq.reasoning.chance.asked import asking, event_in, require_chance
from fynq.reasoning.chance.draws import Draws
from fynq.reasoning.chance.events import Event
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem, SolvedStep
from fynq.reasoning.statistics import answers, prose
from fynq.reasoning.statistics.answers import Worked, latex, step

NAME = "sample_spaces"


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood; CannotSolve when the condition never holds."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    require_chance(question)
    text = prose.read(question)
    if text.figure:
        raise NotUnderstood("I cannot see the picture that this refers to.")
    asked = asking(text)
    stated = [events.without_letters(sentence) for sentence in text.given]
    words = asked.event if isinstance(asked.event, str) else ""
    made, left = experiments.read(stated, f"{asked.before} | {words}" if words else asked.before)
    beside = left.partition("|")[0] if words else left
    if re.search(r"\d|\b(?:twice|again)\b", beside.replace("1", "")):
        raise NotUnderstood("It is not clear how many draws are meant.")
    phrase = left.partition("|")[2] if words else asked.event
    prepared = partial(draws.protected, count=made.count)
    event = event_in(phrase, asked.letters, _names(made), prepared)
    given = None
    if asked.given is not None:
        given = event_in(asked.given, asked.letters, _names(made), prepared)
    worked = _probability(event, given, made)
    if words and (
        (not worked.value and made.count > 1)
        or (made.source.name == "thing" and worked.value in (0, 1))
    ):
        raise CannotSolve("As I read it, this never happens, or always.")
    return replace(worked, rounding=text.rounding)


def _names(made: Draws) -> events.Known:
    def known(phrase: str) -> bool:
        try:
            draws.condition(phrase, made)
        except NotUnderstood:
            return False
        return True

    return known


def _probability(event: Event, given: Event | None, made: Draws) -> Worked:
    found = draws.chance(event, given, made)

    def holds() -> bool:
        """Outcome by outcome where they can be listed, otherwise by the complement."""
        counted = draws.listed(event, given, made)
        if counted is not None:
            return Fraction(*counted) == found
        return 1 - draws.chance(events.Not(event), given, made) == found

    name = events.told(event) + (rf" \mid {events.told(given)}" if given is not None else "")
    return Worked(
        "probability", f"P({name})", found, _steps(event, given, made, name, found),
        "With equally likely outcomes a probability is the number of favourable ones over the number of all.",
        holds, "The outcomes were listed one by one and counted.", exact=True,
        skills=("probability",) if given is None else ("conditional-probability", "probability"),
    )  # fmt: skip


def _steps(event: Event, given: Event | None, made: Draws, name: str, found: Fraction) -> tuple[SolvedStep, ...]:  # fmt: skip
    counted = draws.listed(event, given, made)
    if counted is None:
        way = "with" if made.replaced else "without"
        return (step("Multiply along the draws", rf"The {made.count} draws are made {way} replacement: $P({name}) = {latex(found)}$."),)  # fmt: skip
    hit, among = counted
    if not among:
        raise CannotSolve("The condition never holds.")
    over = rf"\frac{{{hit}}}{{{among}}}"
    same = "" if latex(found) == over else f" = {latex(found)}"
    first = "Count the outcomes that the condition leaves" if given is not None else "Count all outcomes"  # fmt: skip
    return (
        step(first, f"There are ${among}$ equally likely outcomes."),
        step("Count the favourable ones", f"The event happens at ${hit}$ of them."),
        step("Divide", f"$P({name}) = {over}{same}$"),
    )
