"""Chapters that state a question again in the core's own words and leave the rest to the core."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem

REFUSAL = "I do not understand every part of this question."
_SPAN = re.compile(r"\$\$(.+?)\$\$|(?<!\\)\$([^$]+?)(?<!\\)\$|\\\((.+?)\\\)", re.DOTALL)
_UNMARKED = re.compile(r"(?=[^=]*=)(?!.*[A-Za-z]{3})[\w+*/^=.,() -]+")
"""A line of equations without marks of mathematics."""
HOLE = "□"

Restate = Callable[[str], str]
"""A question as one sentence that the core reads. Raises NotUnderstood."""


def solve_restated(chapter: str, sentence: str) -> SolvedProblem:
    from fynq.reasoning.solver.solve import solve
    from fynq.reasoning.understand import understand

    solved = solve(understand(sentence))
    return replace(solved, task=task_of(chapter, solved.task))


def check_restated(sentence: str, solved: SolvedProblem) -> Report:
    from fynq.reasoning.understand import understand
    from fynq.reasoning.verification.verify import verify

    own = replace(solved, task=solved.task.rpartition("/")[2])
    return verify(understand(sentence), own, sentence)


def cut_out(question: str) -> tuple[str, list[str]]:
    """The words with HOLE for each marked formula, and the formulas without brackets' sizes."""
    formulas: list[str] = []
    question = "\n".join(
        f"${line}$" if _UNMARKED.fullmatch(line) else line for line in question.split("\n")
    )

    def hole(span: re.Match[str]) -> str:
        inside = next(part for part in span.groups() if part is not None)
        formulas.append(re.sub(r"\\(?:left|right)(?![a-z])\s?", "", inside).strip())
        return HOLE

    return _SPAN.sub(hole, question), formulas


def require_words(text: str, known: frozenset[str]) -> None:
    """Raises NotUnderstood when a word or a number outside the formulas is not in `known`."""
    for word in re.findall(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d+|[#<>=^*/\\]", text):
        if word.lower().replace("’", "'") not in known:
            raise NotUnderstood(REFUSAL)


def known(text: str) -> frozenset[str]:
    return frozenset(text.split())
