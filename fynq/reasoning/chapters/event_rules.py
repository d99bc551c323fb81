"""Probabilities of two events from probabilities of others, and of outcomes that are counted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, prose
from fynq.reasoning.statistics.answers import Worked, brief, latex, step
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, Prose, loose_numbers, value, without

NAME = "event_rules"
_EVENT = r"P ?\( ?(?P<e>[A-Z]\w{0,12}'?(?: ?(?:AND|OR|and|or|\||∩|∪|\\mid|\\cap|GIVEN|given) ?[A-Z]\w{0,12}'?)?) ?\)"
_STATED = re.compile(rf"{_EVENT} ?= ?(?P<v>{NUMBER}%?)")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood, also when the four cases of two events do not determine it."""
    with mp.workdps(answers.DIGITS):
        try:
            return answers.solved(NAME, _work(question))
        except CannotSolve as error:
            raise NotUnderstood(error.detail) from error


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    text = prose.read(question)
    if text.figure:
        raise NotUnderstood("I cannot see the picture that this refers to.")
    wanted = [m["e"] for m in re.finditer(_EVENT + r"(?! ?= ?[\d.])", text.asked)]
    if len(set(wanted)) != 1 or not re.search(r"(?i)\bfind\b|\bwhat is\b|\bcalculate\b|\bcompute\b|\bdetermine\b|\?", text.asked):  # fmt: skip
        raise NotUnderstood("No probability of an event is asked.")
    if not _STATED.search(text.facts + " " + text.asked):
        raise NotUnderstood("No probabilities are told.")
    return replace(_two_events(text, _spelled(wanted[0])), rounding=text.rounding)


def _spelled(event: str) -> str:
    event = re.sub(r"\s*(?:\bAND\b|\band\b|∩|\\cap)\s*", "&", event)
    event = re.sub(r"\s*(?:\bOR\b|\bor\b|∪|\\cup)\s*", "+", event)
    return re.sub(r"\s*(?:\||\\mid|\bGIVEN\b|\bgiven\b)\s*", "|", event).replace(" ", "")


def _two_events(text: Prose, wanted: str) -> Worked:
    told: dict[str, Fraction] = {}
    for sentence in (*text.given, text.asked, text.after):
        spans = []
        for match in _STATED.finditer(sentence):
            spans.append(match.span())
            name, chance = _spelled(match["e"]), value(match["v"])
            if not 0 <= chance <= 1 or told.setdefault(name, chance) != chance:
                raise NotUnderstood("The probabilities told do not fit together.")
        for number in loose_numbers(without(sentence, spans)):
            if value(number) not in told.values():
                raise NotUnderstood(NOT_READ)
    letters = sorted({letter.rstrip("'") for name in (*told, wanted) for letter in re.split(r"[&+|]", name)})  # fmt: skip
    if not 1 <= len(letters) <= 2:
        raise NotUnderstood("I read two events at most.")
    first = letters[0]
    second = letters[1] if len(letters) == 2 else ""
    said = text.facts + " " + text.asked
    if re.search(
        r"(?i)\b(?:not|n't|are) ?(?:\w+ )?(?:independent|mutually exclusive)\b.*\?|whether",
        text.asked,
    ):
        raise NotUnderstood("I do not read this condition.")
    negative = re.search(
        r"(?i)\bnot (?:independent|mutually)|n't (?:independent|mutually)|\bdependent\b", said
    )
    independent = bool(re.search(r"(?i)\bindependent\b", _body(text))) and not negative
    exclusive = bool(re.search(r"(?i)\bmutually exclusive\b|\bdisjoint\b", _body(text))) and not negative  # fmt: skip
    atoms = _atoms(told, first, second, independent, exclusive)
    found = _chance(wanted, atoms, first)
    if found is None:
        raise CannotSolve("The probabilities told do not determine this one.")
    steps = [
        step("Write what is known", ", ".join(f"$P({_latex(name)}) = {brief(chance)}$" for name, chance in told.items()) + ("; the events are independent" if independent else "") + ("; the events are mutually exclusive" if exclusive else "") + "."),
        step("Use the rule", _rule(wanted, atoms, first, found)),
    ]  # fmt: skip

    def holds() -> bool:
        """The four parts are no negative numbers, add to 1, and give each probability told."""
        a, b, c, d = atoms
        return min(atoms) >= 0 and a + b + c + d == 1 and all(_chance(n, atoms, first) == v for n, v in told.items())  # fmt: skip

    if not holds():
        raise CannotSolve("The probabilities told contradict one another.")
    return Worked(
        "probability", f"P({_latex(wanted)})", found, tuple(steps),
        "The addition, multiplication and complement rules connect the probabilities of two events.",
        holds, "A table of all four cases gives every probability that was told.",
        exact=answers.terminating(found) is None, skills=("probability-rules", "probability"),
    )  # fmt: skip


def _body(text: Prose) -> str:
    """What is stated: headings, which end without a stop, state nothing."""
    stated = [s for s in text.given if s.endswith((".", ":", ",")) or re.search(r"\d", s)]
    return " ".join([*stated, re.sub(r"(?i)^.*\bare\b[^.]*\?$", "", text.asked)])


def _atoms(told: Mapping[str, Fraction], a: str, b: str, independent: bool, exclusive: bool) -> tuple[Fraction, ...]:  # fmt: skip
    """P(A∩B), P(A only), P(B only), P(neither)."""
    known = dict(told)
    for x in (a, b):
        if x and x + "'" in known:
            known.setdefault(x, 1 - known[x + "'"])
    if not b:
        if a not in known:
            raise CannotSolve("The probabilities told do not determine this one.")
        return known[a], Fraction(0), Fraction(0), 1 - known[a]
    both = known.get(f"{a}&{b}", known.get(f"{b}&{a}"))
    either = known.get(f"{a}+{b}", known.get(f"{b}+{a}"))
    for _ in range(4):
        p, q = known.get(a), known.get(b)
        if exclusive:
            both = Fraction(0)
        if both is None and independent and p is not None and q is not None:
            both = p * q
        for x, y in ((a, b), (b, a)):
            given = known.get(f"{x}|{y}")
            if given is not None and both is None and known.get(y) is not None:
                both = given * known[y]
            if given and both is not None and y not in known:
                known[y] = both / given
        p, q = known.get(a), known.get(b)
        if both is None and None not in (p, q, either):
            both = p + q - either  # type: ignore[operator]
        if both is not None and either is not None:
            if p is not None and q is None:
                known[b] = either - p + both
            if q is not None and p is None:
                known[a] = either - q + both
        if independent and either is not None and p is not None and q is None and p != 1:
            known[b] = (either - p) / (1 - p)
    p, q = known.get(a), known.get(b)
    if p is None or q is None or both is None:
        raise CannotSolve("The probabilities told do not determine this one.")
    return both, p - both, q - both, 1 - p - q + both


def _chance(name: str, atoms: tuple[Fraction, ...], first: str) -> Fraction | None:
    """By adding the cases of the table that belong to the event."""
    cases = ((True, True), (True, False), (False, True), (False, False))

    def true(letter: str, case: tuple[bool, bool]) -> bool:
        held = case[0] if letter.rstrip("'") == first else case[1]
        return held != letter.endswith("'")

    if "|" in name:
        x, y = name.split("|")
        below = sum((m for m, c in zip(atoms, cases, strict=True) if true(y, c)), Fraction(0))
        above = sum((m for m, c in zip(atoms, cases, strict=True) if true(x, c) and true(y, c)), Fraction(0))  # fmt: skip
        return above / below if below else None
    parts = re.split(r"[&+]", name)
    quantified = any if "+" in name else all
    return sum((m for m, c in zip(atoms, cases, strict=True) if quantified(true(x, c) for x in parts)), Fraction(0))  # fmt: skip


def _latex(name: str) -> str:
    return name.replace("&", r" \cap ").replace("+", r" \cup ").replace("|", r" \mid ")


def _rule(name: str, atoms: tuple[Fraction, ...], first: str, found: Fraction) -> str:
    def p(event: str) -> str:
        chance = _chance(event, atoms, first)
        return brief(chance) if chance is not None else ""

    told = rf"P({_latex(name)})"
    end = brief(found) if answers.terminating(found) else latex(found)
    if "|" in name:
        x, y = name.split("|")
        return rf"${told} = \frac{{P({x} \cap {y})}}{{P({y})}} = \frac{{{p(x + '&' + y)}}}{{{p(y)}}} = {end}$"  # fmt: skip
    if "+" in name:
        x, y = name.split("+")
        return rf"${told} = P({x}) + P({y}) - P({x} \cap {y}) = {p(x)} + {p(y)} - {p(x + '&' + y)} = {end}$"  # fmt: skip
    if "&" in name:
        x, y = name.split("&")
        return rf"${told} = P({x} \mid {y}) \cdot P({y}) = {p(x + '|' + y) or '0'} \cdot {p(y)} = {end}$"  # fmt: skip
    if name.endswith("'"):
        return rf"${told} = 1 - P({name[:-1]}) = 1 - {p(name[:-1])} = {end}$"
    return rf"${told} = {end}$"
