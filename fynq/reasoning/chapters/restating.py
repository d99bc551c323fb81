"""The words of a question apart from its formulas."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood

REFUSAL = "I do not understand every part of this question."
_SPAN = re.compile(r"\$\$(.+?)\$\$|(?<!\\)\$([^$]+?)(?<!\\)\$|\\\((.+?)\\\)", re.DOTALL)
_UNMARKED = re.compile(r"(?=[^=]*=)(?!.*[A-Za-z]{3})[\w+*/^=.,() -]+")
"""A line of equations without marks of mathematics."""
HOLE = "□"


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
