"""How textbooks lay out an exercise: a heading, an instruction, earlier parts, the part asked.

    Solve Equations with Decimals
    In the following exercises, solve each equation.
    $$0.4y - 4 = 2$$
    $$0.5x + 3 = 1$$

asks for the last line, with the instruction above it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.limits import MAX_CHARS
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE, read
from fynq.reasoning.reading.tree import Tree

REFUSAL = "I do not understand every part of this exercise."
_MATHEMATICS = re.compile(
    r"\$\$(?P<a>.+?)\$\$|\\\((?P<b>.+?)\\\)|\\\[(?P<c>.+?)\\\]"
    r"|(?<!\\)\$(?P<d>(?![^$]*(?<![\\A-Za-z])[A-Za-z]{3})[^$\n]{1,160}?)(?<!\\)\$(?!\d)",
    re.DOTALL,
)
_JOINED = re.compile(rf"{HOLE} ?([-+*/=×·÷]?) ?{HOLE}")
_NUMBER = re.compile(r"(?<![\w.,^\\])\$?-?\d[\d,]*(?:\.\d+)?%?(?![\w^])")
_ROUNDING = re.compile(r"(?i)\bround|\bnearest\b|\bdecimal places?\b")
_NEAREST = re.compile(
    r" to the nearest (?:tenth|hundredth|thousandth|whole number|integer|cent)$"
    r"| to (?:one|two|three|four|\d) decimal places$"
)
_LEAD = re.compile(
    r"(?:in|for) the fol{1,2}o\w{1,2}ing (?:exercises?|problems?|questions?)\s*,?\s*|please\s+|first\s+|"
    r"use the (?:image|figure|graph)\b.*"
)
_NO_HEADING = re.compile(
    r"\b(?:assume|suppose|let|given|when|where|positive|negative|only|not|no|without|except|but|"
    r"nearest|largest|smallest|between|than|less|more|is|are)\b"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """heading: the first line when it only names the topic, or ''. sentences: what is asked, lower
    case, with HOLE for each of `formulas`. above: earlier formulas under the same instruction.
    notes: sentences about how the answer is to be typed. places: decimals asked for."""

    heading: str
    sentences: tuple[str, ...]
    formulas: tuple[str, ...]
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    places: int | None = None


def read_sheet(question: str) -> Sheet:
    """Raises NotUnderstood when no line says what to do, or a line above is none of these things."""
    if len(question) > MAX_CHARS or "##" in question:
        raise NotUnderstood(REFUSAL)
    lines = [
        _Line(text)
        for raw in re.sub(r"\\n(?=\s|$)", "\n", question).split("\n")
        if (text := raw.strip())
    ]
    if not lines:
        raise NotUnderstood(REFUSAL)
    heading = ""
    if len(lines) > 1 and lines[0].is_heading():
        heading = lines.pop(0).words
    *before, last = lines
    above: list[str] = []
    asked: list[_Line] = [last]
    while before and last.bare and before[-1].bare:
        above += before.pop().formulas
    while before and (before[-1].instructs() or last.bare) and not before[-1].bare:
        asked.insert(0, before.pop())
        if asked[0].template() == last.template() and len(asked) > 1:
            del asked[0]
    for line in before:
        if not line.bare and line.template() not in {item.template() for item in asked}:
            raise NotUnderstood(REFUSAL)
        above += line.formulas
    sentences = [item for line in asked for item in line.sentences()]
    if not sentences and heading:
        sentences = [_LEAD.sub("", heading, count=1).strip(" .:")]
    formulas = tuple(item for line in asked for item in line.formulas)
    places = None
    sentences = [_NEAREST.sub("", item).strip() for item in sentences]
    if any(_ROUNDING.search(line.words) for line in asked):
        places = read(question).places
    kept = tuple(item for item in sentences if not _is_note(item))
    notes = tuple(item for item in sentences if _is_note(item))
    return Sheet(heading, tuple(dict.fromkeys(kept)), formulas, tuple(above), notes, places)


class _Line:
    """words: the line in lower case with HOLE for each formula."""

    def __init__(self, text: str) -> None:
        found: list[str] = []

        def cut(match: re.Match[str]) -> str:
            inside = next(match[name] for name in "abcd" if match[name] is not None).strip()
            if re.search(r"(?<![\\A-Za-z])[A-Za-z]{4,}(?![A-Za-z{(])", inside):
                return f" {inside} "
            found.append(inside)
            return f" {HOLE} "

        masked = " ".join(_MATHEMATICS.sub(cut, text).split())
        if not re.search(r"[A-Za-z]{2}", re.sub(r"\\[A-Za-z]+", "", masked)) and HOLE not in masked:
            masked, found = HOLE, [text.rstrip(" .;:,")]
        while (joint := _JOINED.search(masked)) is not None:
            at = masked[: joint.start()].count(HOLE)
            found[at : at + 2] = [f"{found[at]} {joint[1]} {found[at + 1]}"]
            masked = masked[: joint.start()] + HOLE + masked[joint.end() :]
        if not found and _NUMBER.search(masked):
            found = [item.replace("$", "").replace("%", "\\%") for item in _NUMBER.findall(masked)]
            masked = _NUMBER.sub(HOLE, masked)
        self.formulas = found
        self.words = masked.lower().replace("’", "'")
        self.bare = not re.search(r"[a-z]", re.sub(r"\band\b|\bor\b", "", self.words))

    def sentences(self) -> list[str]:
        parts = re.split(r"[.:;?!()]+(?=\s|$)|[()]", self.words)
        cleaned = [_LEAD.sub("", " ".join(part.split()), count=1).strip(" ,") for part in parts]
        return [part for part in cleaned if re.search(r"[a-z]", part.replace("and", ""))]

    def template(self) -> str:
        return re.sub(r"\d+", "0", self.words)

    def is_heading(self) -> bool:
        text = self.words.rstrip(":")
        if self.bare or len(text) > 110 or re.search(r"[.?!;=$]", text):
            return False
        return _NO_HEADING.search(text) is None

    def instructs(self) -> bool:
        return bool(self.sentences())


def formula(text: str) -> Tree:
    """A formula as books print it: '4a^3 b 9a^2' is a product. Raises NotUnderstood for what does
    not read as one, so that other chapters may try."""
    text = re.sub(r"\\operatorname\{(-?[\d.]+)\}", r" \1 ", text)
    text = re.sub(r"((?<![A-Za-z\\])[A-Za-z]|\^\d+|\}) +(?=\d)", r"\1 \\cdot ", text)
    try:
        return parse(text)
    except CannotSolve as error:
        raise NotUnderstood(error.detail) from None


def _is_note(sentence: str) -> bool:
    return bool(
        re.match(
            r"(?:please )?(?:input|write|give|enter|type|put|express|leave|separate|round) "
            r"(?:(?:all|your|the|final) )*(?:multiple )?(?:answers?|solutions?|result)\b"
            r"|if there (?:are|is) (?:multiple|more than one|two) (?:answers?|solutions?)"
            r"|separate |when possible|round (?:to|your)|if (?:it is )?possible|e\.?g\b|ex\b",
            sentence,
        )
    )
