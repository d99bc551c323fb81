"""Exercises of a textbook whose instruction and formula stand apart, solved by the core's methods."""

from __future__ import annotations

import re
from dataclasses import replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.builders.equations import solving
from fynq.reasoning.builders.expressions import transform, value_of
from fynq.reasoning.builders.pieces import variable_of
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.exercise_kinds import special
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, Sheet, formula, read_sheet
from fynq.reasoning.chapters.exercise_words import VERBS, is_accounted_for, spelled, stripped
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.number_sets import is_restricted
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.tree import (
    Items,
    Name,
    Operation,
    Relation,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import Report, SolvedProblem

_ABOVE = frozenset(words("system simultaneous systems simultaneously"))
_FOR = re.compile(
    rf"solve (?:(?:the )?(?:equation|formula|proportion) (?:{HOLE} )?)?for (?:the )?(?:given )?(?:variable )?(?P<for>{HOLE}|[a-z])(?: in terms of .*)?(?: in the (?:following|given) (?:equation|formula))?"
    rf"|(?:express|write) (?P<express>{HOLE}|[a-z]) (?:in terms of|as a function of) (?:{HOLE}|[a-z])"
    rf"|find (?:the )?(?:value|values) of (?:the variable )?(?P<of>{HOLE}|[a-z])(?: in the (?:following|given) (?:[a-z]+ )?(?:equation|formula|function)s?)?"
)
_FORM_WANTED = re.compile(
    r"scientific|notation|percent|mixed|decimal form|exponential|as (?:a|an) (?!exact|single|fraction|integer|improper|equation|inequality|ordered|point|reduced)|interval|significant|units?\b|only (?:hours|feet|inches|minutes)"
)
_COMMON = re.compile(
    r"find the (?:greatest common factor|gcf) of the (?:polynomial|expression|terms)"
)
_METHOD = re.compile(r"(?:^| )(?:by|using|use) [a-z' -]+?(?: to (?=solve|simplify|factor|multiply|find|evaluate|expand)|$)")  # fmt: skip
_LEFT_UNDER_ROOT = re.compile(r"\\sqrt(?:\[(?P<index>\d+)\])?\{(?P<inside>(?:[^{}]|\{\w*\})*)\}")


def solve(question: str) -> SolvedProblem:
    from fynq.reasoning.solver.solve import solve as solve_by_core

    problem = _problem(question)
    solved = solve_by_core(problem)
    if problem.task is Task.SIMPLIFY and _is_unfinished(solved.final):
        raise CannotSolve("I know no simpler form of this.")
    return replace(solved, task=task_of("exercises", solved.task))


def _is_unfinished(final: str) -> bool:
    """Whether a power that could leave its root is still under it."""
    return any(
        int(power) >= int(root["index"] or 2)
        for root in _LEFT_UNDER_ROOT.finditer(final)
        for power in re.findall(r"[a-z]\^\{?(\d+)", root["inside"])
    )


def check(question: str, solved: SolvedProblem) -> Report:
    from fynq.reasoning.verification.verify import verify

    problem = _problem(question)
    return verify(problem, replace(solved, task=problem.task), question)


_CONTINUED = re.compile(r"(?i)(?P<start>[a-z][^\n]*)\n(?:\s*(?P<by>by|from|with|when|if) [^\n]*\n)(?:\s*(?P=by) [^\n]*\n)*\s*(?P<end>(?P=by) [^\n]*)")  # fmt: skip


def _problem(question: str) -> Problem:
    """'Multiply 3 / by 10 / by 100' asks for 3 times 100."""
    found = _CONTINUED.fullmatch(question.strip())
    if found is not None:
        from fynq.reasoning.understand import understand

        return understand(f"{found['start']} {found['end']}")
    sheet = read_sheet(question, other_parts=True)
    try:
        problem = _of_sheet(sheet)
    except NotUnderstood:
        problem = _of_last_line(sheet)
    if problem.task in (Task.SOLVE, Task.INEQUALITY) and is_restricted(question):
        raise NotUnderstood(REFUSAL)
    return problem if sheet.places is None else replace(problem, places=sheet.places)


def _of_sheet(sheet: Sheet) -> Problem:
    if "common log" in sheet.heading and any(re.search(r"\bln\b", item) for item in sheet.formulas):
        raise NotUnderstood("The question speaks of common and of natural logarithms.")
    if any(_FORM_WANTED.search(note) for note in sheet.notes):
        raise NotUnderstood("The answer is wanted in a form that I do not give here.")
    if not all(is_accounted_for(sentence) for sentence in sheet.earlier):
        raise NotUnderstood(REFUSAL)
    if sheet.places is None and re.search(r"\b(?:round|rounded|approximate)\b", " ".join(sheet.sentences)):  # fmt: skip
        raise NotUnderstood("I do not see to how many places I should round.")
    trees = [formula(item) for item in sheet.formulas]
    own = special(sheet.sentences, sheet.heading, trees)
    if own is not None:
        return own
    verb, names, trees = _instruction(sheet, trees)
    if len(trees) != 1:
        raise NotUnderstood(REFUSAL)
    tree = trees[0]
    if isinstance(tree, Items) or (_ABOVE & set(sheet.heading.split())):
        raise NotUnderstood(REFUSAL)
    if isinstance(tree, Relation):
        if verb != "solve" or _shares_unknowns(tree, sheet.above):
            raise NotUnderstood(REFUSAL)
        return solving(tree, names)
    if names:
        raise NotUnderstood(REFUSAL)
    if verb == "factor":
        return transform(Task.FACTOR)([tree], {})
    if verb == "expand" and names_in(tree) and not _divides_by_variable(tree):
        return transform(Task.EXPAND)([tree], {})
    if verb != "expand" and "expand" in sheet.heading:
        raise NotUnderstood(REFUSAL)
    return value_of(tree)


def _of_last_line(sheet: Sheet) -> Problem:
    """A line that is a whole question by itself, under words that only name its topic."""
    from fynq.reasoning.understand import understand

    above = (*sheet.earlier, *sheet.instructed)
    if sheet.last_is_bare or sheet.above:
        raise NotUnderstood(REFUSAL)
    if not all(is_accounted_for(sentence.removeprefix("what is ")) for sentence in above):
        raise NotUnderstood(REFUSAL)
    try:
        return understand(sheet.last)
    except CannotSolve as error:
        raise NotUnderstood(error.detail) from None


def _instruction(sheet: Sheet, trees: list[Tree]) -> tuple[str, tuple[str, ...], list[Tree]]:
    """The verb, what the equation is to be solved for, and the formulas that are left to work on."""
    verb, names = "", tuple[str, ...]()
    left: list[Tree] = []
    waiting = list(trees)
    for full in sheet.sentences:
        sentence = stripped(full)
        if sentence in ("round", "rounded"):
            continue
        if sentence.count(HOLE) > len(waiting):
            raise NotUnderstood(REFUSAL)
        mine = [waiting.pop(0) for _ in range(sentence.count(HOLE))]
        found = _FOR.fullmatch(_METHOD.sub("", sentence).strip())
        if found is not None and (mine or found["for"] or found["express"]):
            if any(not isinstance(tree, Name) for tree in mine):
                if not found["of"] or len(mine) != 1:
                    raise NotUnderstood(REFUSAL)
                verb, left = "simplify", [*left, *mine]
                continue
            letter = found["for"] or found["express"] or found["of"]
            names = (variable_of(mine[0]) if letter == HOLE else letter,)
            verb = "solve"
            continue
        left += mine
        if _COMMON.fullmatch(sentence) and "factor" in sheet.sentences:
            continue
        verb = _verb(sentence, verb)
    if not verb:
        raise NotUnderstood(REFUSAL)
    return verb, names, [*left, *waiting]


def _verb(sentence: str, former: str) -> str:
    """What the sentence adds to what the former ones asked. Raises NotUnderstood."""
    said = [spelled(word) for word in re.findall(r"[a-z'-]+", sentence)]
    if not said or said == ["what", "is"]:
        return former or "simplify"
    if re.fullmatch(r"find (?:the )?values? of (?:the |each )?variables?", " ".join(said)):
        return "solve"
    if not is_accounted_for(sentence):
        raise NotUnderstood(REFUSAL)
    own = next((VERBS[word] for word in said if word in VERBS), "")
    if re.search(r"\bsquare roots?\b", sentence) and own == "expand" and said[0] != "multiply":
        own = "simplify"
    if not own and said[0] not in ("find", "use", "using"):
        raise NotUnderstood(REFUSAL)
    results = {"value", "quotient", "sum", "difference", "product"} & set(said)
    if said[:2] == ["find", "the"] and not own and results:
        return former or ("expand" if "product" in said else "simplify")
    return own or former


def _divides_by_variable(tree: Tree) -> bool:
    return any(
        isinstance(node, Operation) and node.op == "/" and names_in(node.right)
        for node in walk(tree)
    )


def _shares_unknowns(tree: Relation, above: tuple[str, ...]) -> bool:
    """Whether the equations above could belong to this one as a system."""
    mine = set(names_in(tree))
    for text in above:
        other = formula(text)
        theirs = set(names_in(other))
        if isinstance(other, Relation) and mine & theirs and len(mine | theirs) > 1:
            return True
    return False
