"""How textbooks lay out an exercise: a heading, an instruction, earlier parts, the part asked.

    Solve Equations with Decimals
    In the following exercises, solve each equation.
    $$0.4y - 4 = 2$$
    $$0.5x + 3 = 1$$

asks for the last line, with the instruction above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.limits import MAX_CHARS
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE, read, runs
from fynq.reasoning.reading.tree import Tree

REFUSAL = "I do not understand every part of this exercise."
_MATHEMATICS = re.compile(
    r"\$\$(?P<a>.+?)\$\$|\\\((?P<b>.+?)\\\)|\\\[(?P<c>.+?)\\\]"
    r"|(?<!\\)\$(?P<d>(?![^$]*(?<![\\A-Za-z])[A-Za-z]{3})[^$\n]{1,160}?)(?<!\\)\$(?!\d)"
    r"|(?P<e>\\begin\{(?P<env>\w+\*?)\}.+?\\end\{(?P=env)\})",
    re.DOTALL,
)
_JOINED = re.compile(rf"{HOLE} ?([-+*/=×·÷−]?) ?{HOLE}")
_CALLED = re.compile(
    r"(?<![A-Za-z\\])(?:arc)?(?:sin|cos|tan|cot|sec|csc|ln|log)(?![a-z]) ?(?:\(.+?\)|[^\s.,;?]+)"
)
_ABBREVIATION = re.compile(r"(?i)\s*\((?:lcm|lcd|gcf|gcd|hcf)\)")
_ASIDE = re.compile(
    r"(?i)\s*(?<!\\left)\((?=\s*(?:please|give|input|write|enter|type|express|round|put)\b)"
)
_NAMED_FORM = re.compile(r" of (?:the )?form \$+[a-z ]+\^2[^$=]*\$+")
_LABEL = re.compile(
    r"^(?:(?:[Pp]roblem|[Qq]uestion|[Ee]xercise|[Ee]x|[Qq]|[Nn]o)\.? ?#?\d+[a-z]?[.:)]|\(?(?:[a-h]|[1-9]|iv|v|i{1,3})\s*\)|[a-h]\.|[1-9]\d?\.(?=\s))\s*"
)
_NUMBER = re.compile(r"(?<![\w.,^\\])\$?-?\d[\d,]*(?:\.\d+)?%?(?![\w^])")
_WRITTEN_OUT = re.compile(r"\w\s*[-+*/^=<>]\s*[\w(]|\d[a-z]|[)]\s*[+*/^-]")
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
    notes: sentences about how the answer is to be typed. places: decimals asked for. earlier:
    instructions of other parts that came before, which a reader has to account for. last: the last
    line as it was written, without its label, bare when it has no sentence; instructed: the sentences above that line."""

    heading: str
    sentences: tuple[str, ...]
    formulas: tuple[str, ...]
    above: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    places: int | None = None
    earlier: tuple[str, ...] = ()
    last: str = ""
    last_is_bare: bool = False
    instructed: tuple[str, ...] = ()


def lines_of(question: str) -> tuple[str, list[Line], list[Line]]:
    """The heading or '', the lines below it, and lines that only say how to type the answer.
    Raises NotUnderstood when nothing is asked, or a picture is needed."""
    if len(question) > MAX_CHARS or "##" in question:
        raise NotUnderstood(REFUSAL)
    lines = [
        Line(text)
        for raw in re.sub(r"\\n(?=\s|$)", "\n", question).split("\n")
        if (text := raw.strip())
    ]
    typing = [line for line in lines if line.only_notes()]
    lines = [line for line in lines if not line.only_notes()]
    if not lines:
        raise NotUnderstood(REFUSAL)
    heading = ""
    if len(lines) > 1 and lines[0].is_heading(lines[1:]):
        heading = lines.pop(0).words
        lines = [line for line in lines if line.bare or line.name() != _name(heading)] or lines
    return heading, lines, typing


@lru_cache(maxsize=8)  # every chapter of exercises reads the same sheet
def read_sheet(question: str, *, other_parts: bool = False) -> Sheet:
    """Raises NotUnderstood when no line says what to do, or a line above is none of these things.

    other_parts: whether parts with an instruction of their own may stand above."""
    heading, lines, typing = lines_of(question)
    *before, last = lines
    above: list[str] = []
    asked: list[Line] = [last]
    while before and last.bare and before[-1].bare:
        above += before.pop().formulas
    while before and (before[-1].instructs() or last.bare) and not before[-1].bare:
        asked.insert(0, before.pop())
        if asked[0].template() == last.template() and len(asked) > 1:
            del asked[0]
    earlier: list[str] = []
    for line in before:
        if not line.bare and line.template() not in {item.template() for item in asked}:
            earlier += line.sentences()
        above += line.formulas
    if earlier and not (other_parts and last.instructs() and last.formulas):
        raise NotUnderstood(REFUSAL)
    sentences = [item for line in asked for item in line.sentences()]
    if not sentences and heading:
        sentences = [_LEAD.sub("", heading, count=1).strip(" .:")]
    formulas = tuple(item for line in asked for item in line.formulas)
    places = None
    sentences = [_NEAREST.sub("", item).strip() for item in sentences]
    asides = [aside for line in lines for aside in line.asides]
    if any(_ROUNDING.search(text) for text in (*(line.words for line in (*asked, *typing)), *asides)):  # fmt: skip
        places = read(question).places
    kept = tuple(item for item in sentences if not _is_note(item))
    sentences += [item for line in typing for item in line.sentences()]
    notes = tuple(item for item in (*sentences, *asides) if _is_note(item))
    return Sheet(
        heading=heading,
        sentences=tuple(dict.fromkeys(kept)),
        formulas=formulas,
        above=tuple(above),
        notes=notes,
        places=places,
        earlier=tuple(earlier),
        last=last.text,
        last_is_bare=not last.sentences(),
        instructed=tuple(item for line in asked[:-1] for item in line.sentences()),
    )


class Line:
    """words: the line in lower case with HOLE for each formula. asides: what is said in parentheses
    about how the answer is to be typed."""

    def __init__(self, text: str) -> None:
        found: list[str] = []

        def cut(match: re.Match[str]) -> str:
            inside = next(match[name] for name in "abcde" if match[name] is not None).strip()
            words = re.sub(r"\\(?:begin|end|operatorname|text)\{\w+\*?\}", "", inside)
            if re.search(r"(?<![\\A-Za-z])[A-Za-z]{4,}(?![A-Za-z{(])", words):
                return f" {inside} "
            found.append(inside)
            return f" {HOLE} "

        text, self.asides = _without_asides(_ABBREVIATION.sub("", text))
        self.text = _LABEL.sub("", text)
        masked = " ".join(_MATHEMATICS.sub(cut, _NAMED_FORM.sub("", text)).split())
        unlabelled = _LABEL.sub("", masked)
        if HOLE in unlabelled or re.match(r"[A-Za-z]", masked):
            masked = unlabelled
        if not re.search(r"[A-Za-z]{2}", re.sub(r"\\[A-Za-z]+", "", masked)) and HOLE not in masked:
            masked, found = HOLE, [text.rstrip(" .;:,")]
        while (joint := _JOINED.search(masked)) is not None:
            at = masked[: joint.start()].count(HOLE)
            _require_plain(found[at], joint[1], found[at + 1])
            found[at : at + 2] = [f"{found[at]} {joint[1]} {found[at + 1]}"]
            masked = masked[: joint.start()] + HOLE + masked[joint.end() :]
        if not found and (called := _CALLED.search(masked)):
            found = [called[0]]
            masked = f"{masked[: called.start()]}{HOLE}{masked[called.end() :]}"
        if not found:
            words, holes = runs(masked)
            if any(_WRITTEN_OUT.search(hole) for hole in holes) and not any(re.search(r"[A-Za-z]{5}", hole) for hole in holes):  # fmt: skip
                masked, found = " ".join(words), holes
        if not found and _NUMBER.search(masked):
            found = [item.replace("$", "").replace("%", "\\%") for item in _NUMBER.findall(masked)]
            masked = _NUMBER.sub(HOLE, masked)
        self.formulas = found
        self.words = _spelled_out(masked.lower().replace("’", "'"))
        self.bare = not re.search(r"[a-z]", re.sub(r"\band\b|\bor\b", "", self.words))

    def sentences(self) -> list[str]:
        parts = re.split(r"[.:;?!()]+(?=\s|$)|[()]", self.words)
        cleaned = [_LEAD.sub("", " ".join(part.split()), count=1).strip(" ,") for part in parts]
        return [part for part in cleaned if re.search(r"[a-z]", part.replace("and", ""))]

    def template(self) -> str:
        return re.sub(r"\d+", "0", self.words)

    def name(self) -> str:
        return _name(self.words)

    def only_notes(self) -> bool:
        said = self.sentences()
        return not self.formulas and bool(said) and all(_is_note(item) for item in said)

    def is_heading(self, following: Sequence[Line]) -> bool:
        """A title has no full stop, or stands there twice."""
        text = self.words.rstrip(":")
        asks = re.match(r"(?:what|which|who|where|why|how (?!to )|do|does|can|will)\b", text)
        if asks is None or self.name() in {line.name() for line in following}:  # fmt: skip
            text = text.rstrip("?")
        if self.name() in {line.name() for line in following}:
            text = text.rstrip("?.")
        if self.bare or len(text) > 110 or re.search(r"[.?!;=$]", text):
            return False
        return _NO_HEADING.search(text) is None

    def instructs(self) -> bool:
        return bool(self.sentences())


_SHORT = {
    "lcm": "least common multiple",
    "lcd": "least common denominator",
    "gcf": "greatest common factor",
    "gcd": "greatest common divisor",
}


def _spelled_out(words: str) -> str:
    return re.sub(r"\b(?:lcm|lcd|gcf|gcd)\b", lambda found: _SHORT[found[0]], words)


def _without_asides(text: str) -> tuple[str, list[str]]:
    """'Factor (Give your answer as a product): x² - 1' without its parenthesis."""
    asides: list[str] = []
    while (found := _ASIDE.search(text)) is not None:
        depth, end = 1, found.end()
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        aside = text[found.end() : end - 1].strip().lower()
        if depth or not _is_note(aside):
            break
        asides.append(aside)
        text = f"{text[: found.start()]} {text[end:]}".strip()
    return text, asides


def _name(words: str) -> str:
    """A title without what may differ when it is repeated."""
    return " ".join(re.findall(r"[a-z'-]+", words))


def _require_plain(left: str, sign: str, right: str) -> None:
    """'$2+3$ * $4-1$' leaves open what is multiplied."""
    if (sign in tuple("*/×·÷") and (_is_sum(left) or _is_sum(right))) or (sign in tuple("-−") and _is_sum(right)):  # fmt: skip
        raise NotUnderstood(REFUSAL)


def _is_sum(text: str) -> bool:
    depth, bare = 0, re.sub(r"\\(?:left|right)(?![a-z])", "", text).strip()
    for place, char in enumerate(bare):
        depth += (char in "([{") - (char in ")]}")
        if char in "+-" and depth == 0 and place and bare[place - 1] not in "*/=^":
            return True
    return False


def formula(text: str) -> Tree:
    """A formula as books print it: '4a^3 b 9a^2' is a product. Raises NotUnderstood."""
    text = re.sub(r"\\operatorname\{(-?[\d.]+)\}", r" \1 ", text)
    text = re.sub(r"((?<![A-Za-z\\])[A-Za-z]|\^\d+|(?<!matrix)\}) +(?=\d)", r"\1 \\cdot ", text)
    try:
        return parse(text.replace("**", "^"))
    except CannotSolve as error:
        raise NotUnderstood(error.detail) from None


def _is_note(sentence: str) -> bool:
    return bool(
        re.match(
            r"(?:please )?(?:input|write|give|enter|type|put|express|leave|separate|round) "
            r"(?:(?:all|your|the|final) )*(?:multiple )?(?:answers?|solutions?|result)\b"
            r"|if there (?:are|is) (?:multiple|more than one|two) (?:answers?|solutions?)"
            r"|if there (?:are|is) no (?:real )?solutions?\b.*\benter "
            r"|if the (?:result|answer|solution) is (?:not|no) [a-z ]+, (?:type|enter|write) "
            r"|separate |when possible|round (?:to|your)|if (?:it is )?possible|e\.?g\b|ex\b",
            sentence,
        )
    )
