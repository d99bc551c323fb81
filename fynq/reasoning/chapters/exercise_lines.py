"""A textbook exercise as its lines: a heading, instructions, and formulas, one of which is asked.

'Add and Subtract ⏎ Simplify the following. ⏎ a) $x + x$ ⏎ b) $2 - 1$' asks for b; the parts before
it have been answered.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.names import FUNCTIONS

_SPAN = re.compile(r"\$\$(.+?)\$\$|(?<!\\)\$([^$]+?)(?<!\\)\$|\\\((.+?)\\\)", re.DOTALL)
_LABEL = re.compile(r"^\(?[a-h1-9ivx]{1,3}\s*\)\s*|^[a-h]\.\s+")
_WORD = re.compile(r"(?<!\\)[A-Za-z][A-Za-z'’-]*")
_CONDITION = re.compile(
    r"(?i)\b(?:assum\w*|suppose|let|given|if|when|where|positive|negative exponents?|only|not|no|without|"
    r"except|but|degree|domain|range|approximat\w*|round\w*|nearest|condens\w*)\b"
)
_LIST = " , "
_REFUSAL = "I do not understand every part of this question."


@dataclass(frozen=True, slots=True)
class Exercise:
    """heading: '' or words that state no condition. instruction: the words in force for `formula`,
    in lower case without punctuation. earlier: formulas of parts that came before, under it."""

    heading: str
    instruction: str
    formula: str
    earlier: tuple[str, ...] = ()
    listed: bool = False


def exercise(question: str, allowing: str = "") -> Exercise:
    """Raises NotUnderstood when a line is neither words nor a formula, or has a condition other
    than the word `allowing`."""
    lines = [line.strip() for line in question.strip().split("\n") if line.strip()]
    if not lines or "##" in question:
        raise NotUnderstood(_REFUSAL)
    told: list[str] = []
    formulas: list[tuple[int, str]] = []
    for line in lines:
        words, inside = _parted(line)
        if words and (not told or canonical(words) != told[-1]):
            told.append(canonical(words))
        if inside:
            formulas.append((len(told), inside))
    if not formulas or not told or not _asked_last(lines[-1]):
        raise NotUnderstood(_REFUSAL)
    reach, formula = formulas[-1]
    told = told[:reach] if reach else told
    heading = told[0] if len(told) > 1 else ""
    body = told[1:] if len(told) > 1 else told
    body = [part for part in body if part != heading] or [heading]
    if _CONDITION.search(heading.replace(allowing, "") if allowing else heading) or len(body) > 2:
        raise NotUnderstood(_REFUSAL)
    earlier = tuple(text for _, text in formulas[:-1])
    return Exercise(heading, " ; ".join(body), formula, earlier, _LIST in formula)


def _asked_last(line: str) -> bool:
    return bool(_parted(line)[1]) or line.lower().startswith(("please enter", "write your answer"))


def canonical(words: str) -> str:
    """'Simplify the following expressions.' → 'simplify expression'."""
    found = [
        _singular(word) for word in re.findall(r"[a-z0-9'-]+", words.lower().replace("’", "'"))
    ]
    return " ".join(word for word in found if word not in _FILLER)


_FILLER = frozenset(
    ["a", "an", "the", "of", "following", "follow", "each", "every", "these", "those", "this", "that", "it", "below", "above", "all", "in", "exercise", "please", "given-below", "problem", "question", "find", "expression", "term", "two", "three", "one"]
)  # fmt: skip


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _parted(line: str) -> tuple[str, str]:
    """The words of a line and its one formula; words that follow the formula are not accepted."""
    line = _LABEL.sub("", line, count=1)
    spans = list(_SPAN.finditer(line))
    if not spans:
        return ("", _bare(line)) if _is_formula(line) else (line, "")
    before, after = line[: spans[0].start()], line[spans[-1].end() :]
    if after.strip(" .,;:?"):
        raise NotUnderstood(_REFUSAL)
    before, opening = re.subn(r"\s*\($", "", before)
    if opening:
        raise NotUnderstood(_REFUSAL)
    return before, _joined(line, spans)


def _joined(line: str, spans: list[re.Match[str]]) -> str:
    """'$9$ * $(-7)$' as one formula. A sum beside a product sign leaves open what was meant."""
    text = _inside(spans[0])
    for former, span in itertools.pairwise(spans):
        between = line[former.end() : span.start()].strip()
        if between in (",", "and", ", and"):
            text = text + _LIST + _inside(span)
            continue
        if between not in ("+", "-", "*", "/", "=", "−", "×", "÷"):
            raise NotUnderstood(_REFUSAL)
        part = _inside(span)
        if between in "*/×÷" and (_is_sum(text) or _is_sum(part)):
            raise NotUnderstood(_REFUSAL)
        if between in "-−" and _is_sum(part):
            raise NotUnderstood(_REFUSAL)
        text = f"{text} {between} {part}"
    return text


def _inside(span: re.Match[str]) -> str:
    return next(part for part in span.groups() if part is not None).strip()


def _is_sum(text: str) -> bool:
    depth, bare = 0, text.replace("\\left", "").replace("\\right", "").strip()
    for place, char in enumerate(bare):
        depth += (char in "([{") - (char in ")]}")
        if char in "+-" and depth == 0 and place:
            return True
    return False


def _bare(line: str) -> str:
    return line.strip(" .,;:?").replace("**", "^")


def _is_formula(line: str) -> bool:
    words = [word for word in _WORD.findall(line) if word.lower() not in FUNCTIONS]
    return bool(re.search(r"\d|[+*/^=]", line)) and all(len(word) <= 2 for word in words) and not re.search(r"\b(?:is|of|to|at|if|or|by)\b", line)  # fmt: skip
