"""Looks for a student's problem among the worked examples of some texts. Runs in a solver process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from fynq.domain.errors import CannotSolve
from fynq.reasoning.claimed import claimed
from fynq.reasoning.passages import terms
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Name
from fynq.reasoning.solved import Report
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.equivalence import equivalent
from fynq.reasoning.verification.verify import verify
from fynq.reasoning.verification.worked import check_worked
from fynq.reasoning.worked_examples.alignment import Alignment, aligned, keeps_order
from fynq.reasoning.worked_examples.chains import calculated
from fynq.reasoning.worked_examples.found import FoundAnswer, LookedUp, Place
from fynq.reasoning.worked_examples.method import OTHERWISE, Worked, applied
from fynq.reasoning.worked_examples.reading import (
    Span,
    WorkedExample,
    asks,
    without_checks,
    worked_examples,
)
from fynq.reasoning.worked_examples.result import value_of, written
from fynq.reasoning.worked_examples.statement import Statement, statement

NO_ANSWER = "I cannot tell the answer of the worked example."
MOST_TEXTS = 12
_LIKE = 0.34
"""The share of a question's words that an example has to have, to be shown to a model."""
_SPAN = re.compile(r"\$\$(.+?)\$\$|\\\((.+?)\\\)|\\\[(.+?)\\\]|(?<!\\)\$([^$]+?)(?<!\\)\$", re.DOTALL)  # fmt: skip
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SHARES = re.compile(r"(?i)\b(?:half|halves|thirds?|quarters?|fourths?|fifths?|sixths?|eighths?|tenths?|twice|thrice|doubled?|tripled?|times|dozens?)\b")  # fmt: skip
_CONCLUDES = re.compile(r"(?i)^(?:so|therefore|hence|thus|consequently|it follows|this gives|the (?:final )?(?:answer|result|solution)s?\b)")  # fmt: skip


def look_up(question: str, texts: Sequence[str]) -> LookedUp:
    """Never raises."""
    examples = [
        example
        for number, text in enumerate(texts[:MOST_TEXTS])
        for example in worked_examples(text, number)
    ]
    if not examples:
        return LookedUp()
    near = _near(question, examples)
    try:
        problem = statement(question)
    except (CannotSolve, RecursionError):
        return LookedUp(None, near)
    same: list[FoundAnswer] = []
    alike: list[FoundAnswer] = []
    for example, alignment in _aligned(problem, examples):
        try:
            if alignment.same_words and alignment.same_numbers:
                same.append(_same_problem(question, example, alignment))
            else:
                alike.append(_done_alike(question, example, alignment))
        except (CannotSolve, ArithmeticError, ValueError, TypeError, RecursionError):
            continue
    return LookedUp(_agreed(question, [*same, *alike]), near)


def _aligned(
    problem: Statement, examples: Sequence[WorkedExample]
) -> Iterator[tuple[WorkedExample, Alignment]]:
    for example in examples:
        try:
            stated = statement(" ".join(span.text for span in example.problem))
        except (CannotSolve, RecursionError):
            continue
        found = aligned(stated, problem)
        if found is not None and example.whole:
            yield example, found


def _agreed(question: str, found: Sequence[FoundAnswer]) -> FoundAnswer | None:
    """The first, where all lead to the same answer and no check is against it."""
    if not found or any(each.report.contradicted for each in found):
        return None
    first, *others = found
    if not all(_same_answer(question, first.final, each.final) for each in others):
        return None
    places = tuple(dict.fromkeys(each.place for each in others if each.place != first.place))
    return replace(first, others=places)


def _same_answer(question: str, one: str, other: str) -> bool:
    return _plain(one) == _plain(other) or equivalent(one, other, question)


def _plain(text: str) -> str:
    return re.sub(r"[\s${}.]|\\(?:text|mathrm|[ ,;!])", "", text)


def _same_problem(question: str, example: WorkedExample, alignment: Alignment) -> FoundAnswer:
    """Raises NotUnderstood where the example's answer cannot be told."""
    try:
        final = _renamed(_answer_of(example), alignment)
    except NotUnderstood:
        final = written(*_last(example, alignment))
    steps = tuple(step.text for step in example.steps)
    worked = check_worked(steps, final)
    if worked.contradicted:
        raise NotUnderstood("A calculation of the worked example is wrong.")
    told = tuple((f"Step {at} of the source", text) for at, text in enumerate(steps, 1))
    right = sum(each.holds is True for each in worked.calculations) if worked.supported else 0
    checked = tuple(worked.checked(at) for at in range(len(steps)))
    report = replace(_report(question, final), checked=checked)
    return FoundAnswer(True, _place(example), final, told, report, recomputed=right)


def _answer_of(example: WorkedExample) -> str:
    """LaTeX or words: behind 'Answer', else the formulas of the concluding sentence."""
    if example.answer is not None:
        text = example.answer.text.strip().rstrip(".").strip()
        whole = re.fullmatch(r"\$([^$]+)\$", text)
        return whole[1].strip() if whole else _unmarked(text)
    last = without_checks(example.steps)
    if not last or not _CONCLUDES.match(last[-1].text) or not asks_one_thing(example.problem):
        raise NotUnderstood(NO_ANSWER)
    spans = list(_SPAN.finditer(last[-1].text))
    if len(spans) != 1:
        raise NotUnderstood(NO_ANSWER)
    inside = next(part for part in spans[0].groups() if part is not None)
    after = last[-1].text[spans[0].end() :].strip(" .!")
    if re.search(r"\d|[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{3,}", after):
        raise NotUnderstood(NO_ANSWER)
    sides = re.split(r"(?<![<>!])=", inside)
    kept = f"{sides[0]}={sides[-1]}" if re.fullmatch(r"\s*[A-Za-z]\s*", sides[0]) else sides[-1]
    return f"{kept.strip(' .,;')}{_unit(after)}"


def _unit(after: str) -> str:
    return rf"\ \text{{{after}}}" if re.fullmatch(r"[A-Za-z°%/²³ ]{1,24}", after) else ""


def _unmarked(text: str) -> str:
    return text.replace("**", "").replace("$", "")


def asks_one_thing(problem: Sequence[Span]) -> bool:
    asking = [span.text for span in problem if asks(span.text)]
    joined = re.search(r"(?i)\band\b(?!\s*[\d$\\(])|\?.*\?", asking[-1]) if asking else None
    return len(asking) == 1 and joined is None


def _renamed(final: str, alignment: Alignment) -> str:
    """In the letters of the student. Raises CannotSolve where it cannot be read."""
    changed = {old: Name(new) for old, new in alignment.renamed.items() if old != new}
    if not changed:
        return final
    return show(substitute(parse(final), changed, {}))


def _done_alike(question: str, example: WorkedExample, alignment: Alignment) -> FoundAnswer:
    """Raises CannotSolve where the method may not carry over."""
    if not keeps_order(alignment.pairs):
        raise NotUnderstood(OTHERWISE)
    worked = _worked(example, alignment)
    last, unit_after = _last(example, alignment)
    final = written(last, unit_after)
    told = []
    for at, group in groupby(worked, key=lambda each: each.own.step):
        lines = [
            f"> {' '.join(example.steps[at].text.split())}",
            "With the numbers of your problem:",
        ]
        for each in group:
            sign = r"\approx" if each.rounded else "="
            result = final if each is worked[-1] else value_of(each)
            lines.append(f"${show(each.shown)} {sign} {result}$")
        told.append((f"As in step {at + 1} of the source", "\n\n".join(lines)))
    report = replace(_report(question, value_of(last)), checked=(True,) * len(told))
    return FoundAnswer(False, _place(example), final, tuple(told), report, recomputed=len(worked))


def _worked(example: WorkedExample, alignment: Alignment) -> tuple[Worked, ...]:
    texts = tuple(step.text for step in without_checks(example.steps))
    shares = any(_SHARES.search(span.text) for span in example.problem)
    return applied(calculated(texts), alignment.pairs, texts, shares=shares)


def _last(example: WorkedExample, alignment: Alignment) -> tuple[Worked, str]:
    """The calculation whose result is the answer, and what is written behind that result where the
    answer is said again. Raises NotUnderstood."""
    last = _worked(example, alignment)[-1]
    number = _NUMBER.search(last.own.shown)
    conclusion = example.conclusion
    said = example.answer or conclusion
    if number is None or said is None or not asks_one_thing(example.problem):
        raise NotUnderstood(NO_ANSWER)
    places = [place for place in _NUMBER.finditer(said.text) if place[0] == number[0]]
    own = conclusion is not None and example.steps[last.own.step] == conclusion
    if not places or not (own or example.answer is not None or _CONCLUDES.match(said.text)):
        raise NotUnderstood(NO_ANSWER)
    return last, "" if own else said.text[places[-1].end() :].lstrip("$")[:40]


def _report(question: str, final: str) -> Report:
    """What the checks of the built-in solver say of the answer, where they read the question."""
    try:
        return verify(understand(question), claimed(question, final), question)
    except (CannotSolve, ArithmeticError, ValueError, TypeError, AttributeError, RecursionError):
        return Report(False)


def _place(example: WorkedExample) -> Place:
    return Place(example.number, example.start, example.end)


def _near(question: str, examples: Sequence[WorkedExample]) -> Place | None:
    """The first of those that share most words with the question."""
    wanted = set(terms(question))
    if not wanted:
        return None

    def share(example: WorkedExample) -> float:
        said = " ".join(span.text for span in example.problem)
        return len(wanted & set(terms(said))) / len(wanted)

    best = max(examples, key=share)
    return _place(best) if share(best) >= _LIKE else None
