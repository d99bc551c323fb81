"""An item of an exercise sheet that the core solver reads once instruction and item stand together."""

from __future__ import annotations

import re
from dataclasses import replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.precalculus.exercise import plain, read
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.tree import Matrix, Relation, walk
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.solve import solve as solve_problem
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.verify import verify

_NAME = "precalculus.sheets"
_TAKEN_OUT = re.compile(
    r"(?i),? ?\b(?:write|give|express|enter|leave) (?:your |the )?(?:final )?(?:answers?|results?) (?:in|as|using) "
    r"(?:a |an )?(?:exact|radical|simplest|simplified|reduced) (?:form|terms)\.?|,? simplify your answer as much as possible\.?"
    r"|without (?:using )?a calculator|if possible|as much as possible|\busing the (?:[a-z]+ )+(?:rules?|propert(?:y|ies)|formulas?|method)(?: of (?:exponents|equality|logarithms))?"
    r"|\bby (?:factoring|using the quadratic formula|adding or subtracting|combining like terms|completing the square)"
    r"|\bfor the variables?\b|by multiplying out|and express the (?:result|product|quotient|answer|sum|difference) (?:as a simplified complex number|in simplest form)"
    r"|^use (?:the )?(?:[a-z]+ )*(?:rules?|propert(?:y|ies)|formulas?)(?: of (?:exponents|equality|logarithms))? to (?=evaluate|simplify|solve|find)"
    r"|\busing (?:synthetic division|the properties for exponents)"
)
_RENAMED: tuple[tuple[str, str], ...] = (
    (r"(?i)\b(?:find|evaluate) the determinant of (?:the )?(?:given )?(?:\d ?x ?\d )?matrix(?: given)? (?:[A-Z] ?= ?)?(?=\\begin)", "determinant of "),
    (r"(?i)\bfind the determinant of (?:the )?(?:given )?(?:\d ?x ?\d )?matrix(?: given)?\.? [A-Z] ?= ?(?=\\begin)", "determinant of "),
    (r"(?i)\b(?:given (?:the )?(?:\d ?x ?\d )?matrix [A-Z], )?find the (?:multiplicative )?inverse(?: of the matrix)?\.? (?:[A-Z] ?= ?)?(?=\\begin)", "inverse of "),
    (r"(?i)^(?:simplify|evaluate|find the value of) (?:the |each |this |these )?(?:following )?(?:(?:numerical|radical|rational|square root|square root espression|given|complex rational|algebraic) )*(?:expressions?|roots?|equations?|radicals?|espressions?|of the expressions?)[.:]? (?:what is )?", "simplify "),
    (r"(?i)^find the value of the expression[.:]? ", "simplify "),
    (r"(?i)^(?:perform|carry out) the (?:indicated|given) operations?(?: on the expression)?[.:]? ?", "simplify "),
    (r"(?i)^(?:multiply|add|subtract|divide) (?:the |each )?(?:following )?(?:rational )?(?:terms|expressions?|polynomials?|fractions?)(?: by the monomial)?(?: and simplify)?[.:]? ", "simplify "),
    (r"(?i)^(?:add|subtract|multiply) (?=[^a-z]*[\d\\a-z(+ ^{}-]+$)", "simplify "),
    (r"(?i)^(?:expand|factor|solve) (?:the )?(?:following |given )*(?:expressions?|equations?|trinomials?|binomials?|polynomials?|perfect square trinomials?)?(?: completely)?[.:]? (?=\S)", ""),
)  # fmt: skip
_DEFINED = re.compile(r"(?<![A-Za-z\\])[A-Za-z]\s?\([A-Za-z]\)\s?=")
_VERB = re.compile(r"(?i)^(expand|factor|solve)\b")


def solve(question: str) -> SolvedProblem:
    for text in _texts(question):
        try:
            problem = _problem(text, question)
            solved = solve_problem(problem)
        except NotUnderstood:
            continue
        if _echo(problem, solved):
            raise CannotSolve("There is nothing to be done that I know of.")
        return replace(solved, task=task_of(_NAME, solved.task))
    raise NotUnderstood("I do not understand every part of this question.")


def check(question: str, solved: SolvedProblem) -> Report:
    """The core's own witnesses, on the item that was asked."""
    own = replace(solved, task=solved.task.rpartition("/")[2])
    for text in _texts(question):
        try:
            problem = _problem(text, question)
        except CannotSolve:
            continue
        return verify(problem, own, text)
    return Report(False, objection="The check could not be carried out.")


def _problem(text: str, question: str) -> Problem:
    if len(_DEFINED.findall(text)) < len(set(_DEFINED.findall(plain(question)))):
        raise NotUnderstood("A function of the question is left out.")
    problem = understand(text)
    places = read(question).places
    if problem.task is Task.SOLVE and re.search(r"(?i)\b(?:negative|positive|sum of)\b", text):
        raise NotUnderstood("A condition on the solution is not understood.")
    return problem if places is None else replace(problem, places=places)


def _texts(question: str) -> list[str]:
    found = []
    for wording in read(question).wordings:
        verb = _VERB.match(wording)
        text = _TAKEN_OUT.sub(" ", wording)
        for pattern, name in _RENAMED:
            renamed = re.sub(pattern, lambda _, n=name: n, text)  # type: ignore[misc]
            if renamed != text:
                text = f"{verb[0]} {renamed}" if verb and not name else renamed
                break
        found += [text, re.sub(r"(?i)^what is ", "simplify ", text)]
    return list(dict.fromkeys(found))


def _echo(problem: Problem, solved: SolvedProblem) -> bool:
    """The answer is what was written, or powers are left under a root: no answer to a simplification."""
    if problem.task in (Task.SOLVE, Task.SYSTEM, Task.INEQUALITY):
        return False
    if any(isinstance(node, Matrix | Relation) for node in walk(problem.tree)):
        return False
    if (
        re.search(r"\\sqrt(?:\[\d\])?\{[^{}]*[a-z]\^", solved.final)
        and problem.task is Task.SIMPLIFY
    ):
        return True
    squeezed = re.sub(r"\s+", "", solved.final)
    return squeezed == re.sub(r"\s+", "", solved.asked) and len(squeezed) > 12
