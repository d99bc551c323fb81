"""Looks for a student's problem among the worked examples of some texts. Runs in a solver process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from fynq.domain.doubt import Witness
from fynq.domain.errors import CannotSolve
from fynq.reasoning.claimed import claimed
from fynq.reasoning.passages import terms
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Name, Relation, names_in
from fynq.reasoning.solved import Report
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.equivalence import equivalent
from fynq.reasoning.verification.verify import verify
from fynq.reasoning.verification.worked import check_worked
from fynq.reasoning.worked_examples.alignment import Alignment, aligned, keeps_order
from fynq.reasoning.worked_examples.chains import calculated
from fynq.reasoning.worked_examples.found import FoundAnswer, LookedUp, Place
from fynq.reasoning.worked_examples.method import Worked, applied
from fynq.reasoning.worked_examples.reading import (
    Span,
    WorkedExample,
    asks,
    asks_a_quantity,
    numbers_said,
    without_checks,
    worked_examples,
)
from fynq.reasoning.worked_examples.result import bare, is_rounded, stays_whole, written
from fynq.reasoning.worked_examples.statement import SPAN, Statement, spelling, statement
from fynq.reasoning.worked_examples.values import OTHERWISE

NO_ANSWER = "I cannot tell the answer of the worked example."
MOST_TEXTS = 12
_FAILURES = (CannotSolve, ArithmeticError, ValueError, TypeError, AttributeError, LookupError, RecursionError)  # fmt: skip
_LIKE = 0.34
"""The share of a question's words that an example has to have, to be shown to a model."""
_SOLVED = re.compile(r"\s*[A-Za-z]\s*=")
_EXCEPTS = re.compile(
    r"(?i)\b(?:except|not|no|unless|without|cannot|never|neither|only)\b|\\ne(?:q)?(?![a-z])|≠"
)
_CONCLUDES_WITHIN = re.compile(r"(?i)(?:[,;:]\s*(?:so|hence|thus|therefore|and so)|\bthe (?:answer|result|solution) is|\bwe get|\bit follows that)\s*$")  # fmt: skip
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
        except _FAILURES:
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
        if found is not None and example.whole and not _is_worked_out(stated):
            yield example, found


def _is_worked_out(stated: Statement) -> bool:
    """A calculation stands in the problem itself, or several conditions that one letter cannot meet."""
    relations = [piece for piece in stated.pieces if isinstance(piece, Relation)]
    return len(relations) > 1 or any(not names_in(each) for each in relations)


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
    report = replace(_report(question, final, final, steps), checked=checked)
    return FoundAnswer(True, _place(example), final, told, report, recomputed=right)


def _answer_of(example: WorkedExample) -> str:
    """LaTeX or words: behind 'Answer', else the formulas of the concluding sentence."""
    if example.answer is not None:
        text = example.answer.text.strip().rstrip(".").strip()
        whole = re.fullmatch(r"\$([^$]+)\$", text)
        return whole[1].strip() if whole else _unmarked(text)
    last = without_checks(example.steps)
    if not last or not asks_one_thing(example.problem):
        raise NotUnderstood(NO_ANSWER)
    return _concluded(last[-1].text)


def _concluded(sentence: str) -> str:
    """Raises NotUnderstood."""
    spans = list(SPAN.finditer(sentence))
    formulas = [next(part for part in span.groups() if part is not None) for span in spans]
    between = [sentence[a.end() : b.start()].strip() for a, b in pairwise(spans)]
    after = sentence[spans[-1].end() :].strip(" .!*") if spans else ""
    first = len(formulas) - 1
    while first > 0 and between[first - 1] in ("or", "and", ","):
        first -= 1
    answers = formulas[first:]
    before = sentence[: spans[first].start()].rstrip() if spans else ""
    solved = all(_SOLVED.match(formula) for formula in answers)
    said = _CONCLUDES.match(sentence) or _CONCLUDES_WITHIN.search(before)
    told = bool(said) or (solved and before.endswith(":"))
    unit = rf"\ \text{{{after}}}" if after and spelling(after) is not None else ""
    if not answers or not told or not (solved or len(answers) == 1) or (after and not unit):
        raise NotUnderstood(NO_ANSWER)
    if _EXCEPTS.search(sentence):
        raise NotUnderstood(NO_ANSWER)
    return r"\text{ or }".join(_last_side(formula) for formula in answers) + unit


def _last_side(formula: str) -> str:
    """'x = 4 = 2²' as 'x = 2²', and '2 + 3 = 5' as '5'."""
    sides = re.split(r"(?<![<>!])=", formula.strip(" .,;"))
    named = re.fullmatch(r"\s*[A-Za-z]\s*", sides[0]) and len(sides) > 1
    return f"{sides[0].strip()} = {sides[-1].strip()}" if named else sides[-1].strip()


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
    if not all(map(stays_whole, worked[:-1])):
        raise NotUnderstood(OTHERWISE)
    last, before, after = _last(example, alignment)
    final = written(last, before, after)
    told = []
    for at, group in groupby(worked, key=lambda each: each.own.step):
        lines = [
            f"> {' '.join(example.steps[at].text.split())}",
            "With the numbers of your problem:",
        ]
        for each in group:
            sign = r"\approx" if is_rounded(each) else "="
            result = final if each is worked[-1] else bare(each)
            lines.append(f"${show(each.shown)} {sign} {result}$")
        told.append((f"As in step {at + 1} of the source", "\n\n".join(lines)))
    report = replace(_report(question, final, bare(last), ()), checked=(True,) * len(told))
    return FoundAnswer(False, _place(example), final, tuple(told), report, recomputed=len(worked))


def _worked(example: WorkedExample, alignment: Alignment) -> tuple[Worked, ...]:
    texts = tuple(step.text for step in without_checks(example.steps))
    problem = " ".join(span.text for span in example.problem)
    return applied(calculated(texts), alignment.pairs, problem, texts)


def _last(example: WorkedExample, alignment: Alignment) -> tuple[Worked, str, str]:
    """The calculation whose result is the answer, and what is written before and behind that result
    where the answer is said again. Raises NotUnderstood."""
    last = _worked(example, alignment)[-1]
    conclusion = example.conclusion
    said = example.answer or conclusion
    if said is None or not asks_one_thing(example.problem):
        raise NotUnderstood(NO_ANSWER)
    if not any(asks_a_quantity(span.text) for span in example.problem):
        raise NotUnderstood(NO_ANSWER)
    result, every = numbers_said(last.own.shown), numbers_said(said.text)
    own = conclusion is not None and example.steps[last.own.step] == conclusion
    again = example.answer is not None or every == result or _CONCLUDES.match(said.text)
    # What is said after the result, as 'so 4 buses' after 3.25, would be the answer in its place.
    if not result or every[-len(result) :] != result or not (own or again):
        raise NotUnderstood(NO_ANSWER)
    place = said.text.rfind(result[0])
    before, after = said.text[:place], said.text[place + len(result[0]) :]
    return last, before[-3:], "" if own and example.answer is None else after.lstrip("$")[:40]


def _report(question: str, final: str, bare_final: str, steps: Sequence[str]) -> Report:
    """What checks that do not lean on the example say of the answer: those of the built-in solver,
    where they read the question, and of the units. bare_final: without unit."""
    from fynq.reasoning.verification.dimensions import check_units  # loads slowly

    try:
        report = verify(understand(question), claimed(question, bare_final), question)
    except _FAILURES:
        report = Report(False)
    units = check_units(question, steps, final)
    if units.contradicted:
        return replace(report, contradicted=True)
    if not units.supported:
        return report
    witness = Witness("units", "The units of the working lead to the unit of the result.")
    return replace(report, witnesses=(*report.witnesses, witness))


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
