"""One member of a population drawn at random: probabilities from the counts of groups."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance import counts, events, second_reading, shares, tables
from fynq.reasoning.chance.asked import Asking, asking, event_in, require_chance
from fynq.reasoning.chance.cells import Cells, Population
from fynq.reasoning.chance.events import Event
from fynq.reasoning.chance.wording import stem
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem, SolvedStep
from fynq.reasoning.statistics import answers, prose
from fynq.reasoning.statistics.answers import Worked, brief, latex, step
from fynq.reasoning.statistics.prose import Prose

NAME = "contingency_tables"
_SEVERAL = re.compile(r"(?i)\b(?:select|choose|pick|draw|take|grab)(?:s|ing)? (?:[2-9]|\d\d+|several) |\b(?:[2-9]|\d\d+) (?:\w+ ){0,3}(?:are|were) (?:selected|chosen|picked|drawn)\b|\bin a row\b|\btwice\b|\bonce\b|\btrials?\b|\battempts\b|\bthen\b|\b(?:[2-9]|\d\d+) (?:selections|draws|picks|random)\b")  # fmt: skip

_DRAWN_TOGETHER = re.compile(r"(?i)\b(?:[2-9]|several) (?:(?!of\b)[a-z]+ ){0,3}(?:are|were|is) (?:then |each )?(?:randomly |simultaneously )?(?:selected|chosen|picked|drawn|taken|removed|grabbed)\b|\b(?:draw|pick|choose|select|take|grab|remove)(?:s|ing)? (?:out )?(?:[2-9]|several) |\b(?:(?:a|the) second|another|the next) [a-z]+ (?:is|was)\b|\b(?:is|was) (?:then )?(?:kept|eaten|set aside)\b")  # fmt: skip
"""A number of members that are drawn, as a story tells it."""


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood, also where the counts do not determine what is asked: the story may be
    of another kind."""
    with mp.workdps(answers.DIGITS):
        try:
            return answers.solved(NAME, _work(question))
        except CannotSolve as error:
            raise NotUnderstood(error.detail) from error


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    require_chance(question)
    made = [found for rows in tables.all_of(question) if (found := tables.contingency(rows))]
    text = prose.read(tables.without_tables(question))
    if text.figure:
        raise NotUnderstood("I cannot see the picture that this refers to.")
    asked = asking(text)
    if (
        _SEVERAL.search(f"{text.asked} {text.after}")
        or re.search(r"(?i)\breplac", text.all)
        or any(map(_DRAWN_TOGETHER.search, text.given))
    ):
        raise NotUnderstood("More than one member is drawn.")
    if len(made) > 1:
        raise NotUnderstood("More than one table is told.")
    people = counts.of_table(*made[0], text.given) if made else _population(text, asked)
    second_reading.insist_on_groups(question, people, people.counted)
    return replace(_probability(people, asked), rounding=text.rounding)


def _population(text: Prose, asked: Asking) -> Population:
    stated = [events.without_letters(sentence) for sentence in text.given]
    if asked.before and asked.before.rstrip().endswith(","):
        stated.append(asked.before)
    if not re.search(r"\d%|\d\.\d|\b\.\d", " ".join(stated)):
        return counts.population(stated)
    try:
        return shares.population(stated, asked.letters)
    except NotUnderstood:
        if isinstance(asked.event, str) and asked.letters:
            return shares.population(stated, {})
        raise


def _probability(people: Population, asked: Asking) -> Worked:
    event = event_in(asked.event, asked.letters, _names(people))
    given = event_in(asked.given, asked.letters, _names(people)) if asked.given is not None else None  # fmt: skip
    if asked.subject and isinstance(asked.event, str):
        given, event = _of_subject(people, asked, given, event)
    wanted = events.outcomes(event, people.whole, people.named)
    among = people.whole if given is None else events.outcomes(given, people.whole, people.named)
    top, bottom = people.size(wanted & among), people.size(among)
    if not bottom:
        raise CannotSolve("The condition never holds.")
    found = top / bottom
    if found in (0, 1) and (people.notes or isinstance(asked.event, str)):
        raise CannotSolve("What is told does not determine this.")

    def holds() -> bool:
        """The members of a population with these counts, one kind after the other."""
        sizes = people.example()
        inside = [cell for cell in people.cells if given is None or events.holds(given, cell, people.named)]  # fmt: skip
        hit = [cell for cell in inside if events.holds(event, cell, people.named)]
        return min(sizes.values()) >= 0 and sum((sizes[c] for c in hit), Fraction(0)) == found * sum((sizes[c] for c in inside), Fraction(0))  # fmt: skip

    if not holds():
        raise CannotSolve("The counts told contradict one another.")
    name = events.told(event) + (rf" \mid {events.told(given)}" if given is not None else "")
    steps = _shares(event, given, name, top, bottom) if isinstance(people, shares.Described) else _counts(given, name, top, bottom)  # fmt: skip
    return Worked(
        "probability", f"P({name})", found, steps,
        "A probability is the share of those with the event among all that can be drawn.",
        holds, "A population with these numbers was set up and its members counted.",
        exact=not isinstance(people, shares.Described) or answers.terminating(found) is None,
        skills=("probability",) if given is None else ("conditional-probability", "probability"), notes=people.notes,
    )  # fmt: skip


def _of_subject(people: Population, asked: Asking, given: Event | None, event: Event) -> tuple[Event | None, Event]:  # fmt: skip
    """'A randomly selected man prefers tea' asks of the men only. Raises NotUnderstood where a
    group is named as the subject and it is not said that one of it is drawn."""
    assert isinstance(asked.event, str)
    rest = re.sub(rf"(?i)^\s*{asked.subject}\b", " ", asked.event, count=1)
    known = _names(people)
    if isinstance(people, shares.Described) and stem(asked.subject) in people.nouns:
        return given, event
    if not known(asked.subject) or rest == asked.event or not known(rest):
        return given, event
    if given is not None or not asked.drawn:
        raise NotUnderstood("I cannot tell of whom the probability is asked.")
    return events.Atom(asked.subject), event_in(rest, asked.letters, known)


def _counts(given: Event | None, name: str, top: Fraction, bottom: Fraction) -> tuple[SolvedStep, ...]:  # fmt: skip
    over = rf"\frac{{{brief(top)}}}{{{brief(bottom)}}}"
    first = "Count those of which the question speaks" if given is not None else "Count all"
    return (
        step(first, f"There are ${brief(bottom)}$."),
        step("Count those for which the event holds", f"Of these, ${brief(top)}$."),
        step("Divide", f"$P({name}) = {over}" + ("$" if latex(top / bottom) == over else f" = {latex(top / bottom)}$")),
    )  # fmt: skip


def _shares(event: Event, given: Event | None, name: str, top: Fraction, bottom: Fraction) -> tuple[SolvedStep, ...]:  # fmt: skip
    if given is None:
        return (step("Split into the cases that are told", f"The probabilities told fix that of each case; those of the event add up to $P({name}) = {brief(top)}$."),)  # fmt: skip
    both, condition = events.told(events.Both((event, given))), events.told(given)
    value = brief(top / bottom) if answers.terminating(top / bottom) else latex(top / bottom)
    return (
        step("Find the probability of the condition", f"$P({condition}) = {brief(bottom)}$"),
        step("Find the probability of both", f"$P({both}) = {brief(top)}$"),
        step("Divide", rf"$P({name}) = \frac{{{brief(top)}}}{{{brief(bottom)}}} = {value}$"),
    )


def _names(people: Population) -> events.Known:
    def known(phrase: str) -> bool:
        try:
            return _is_some(people, people.named(phrase))
        except NotUnderstood:
            return False

    return known


def _is_some(people: Population, cells: Cells) -> bool:
    return bool(cells) and cells != people.whole
