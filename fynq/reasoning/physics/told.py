"""A question's sentences, its quantities by sentence, and the sentence that asks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from fynq.reasoning.physics.quantities import Quantity, plain, read_quantities
from fynq.reasoning.problem import NotUnderstood

REFUSAL = "I do not understand every part of this physics problem."

_ASKS = re.compile(
    r"(?i)\?|^(?:\([a-z]\) ?|[a-z]\) )?(?:then |now |use .{0,60} to )?(?:find|calculate|compute|determine|estimate|convert|express|what|how|at what|give the|by what)\b|"
    r"(?:, |\. |and )(?:find|calculate|compute|determine|estimate|what|how)\b"
)
_HINTS = re.compile(r"(?i)^(?:calculate|find|determine|compute|estimate)(?: the following)?:?$")
_BREAK = re.compile(r"(?<=[.?!:])\s+(?=[A-Z(])|(?<=[.?!:])\)\s+(?=[A-Z(])|\n+")
_FIGURE = re.compile(
    r"(?<![-\w])(?:Figure|figure|Fig\.?|Table|Problem|Section|Equation|Example|Part) \d+(?:[.-]\d+)?\b(?!\s?[\^×])"
)
_INERTIA = re.compile(r"\(?(?:with )?\bI ?= ?\(?\d+ ?/ ?\d+\)? ?\*? ?[mM] ?\*? ?[rR] ?\^ ?2 ?\)?")
"""A formula for the moment of inertia of a named shape; the models know it."""
_COUNTED = re.compile(
    r"(?i)\b(?:two|three|four|five|six|eight|ten|pair of|dozen)(?: identical| equal)? ⟨"
)
"""'Two 10 Ω resistors': one number stands for several bodies."""
_SHARE = 0.04


@dataclass(frozen=True, slots=True)
class Sentence:
    """text: with '⟨n⟩' in the place of the n-th quantity of the whole question. line: from 0."""

    text: str
    numbers: tuple[int, ...]
    line: int

    def seen_from(self, number: int) -> str:
        """'#' for this quantity and '_' for every other one."""
        own = self.text.replace(f"⟨{number}⟩", "#")
        return re.sub(r"⟨\d+⟩", "_", own)

    @property
    def bare(self) -> str:
        return re.sub(r"⟨\d+⟩", "_", self.text)

    @property
    def asks(self) -> bool:
        return bool(_ASKS.search(self.text)) and not _HINTS.match(self.text.strip())


@dataclass(frozen=True)
class Told:
    sentences: tuple[Sentence, ...]
    quantities: tuple[Quantity, ...]

    @property
    def text(self) -> str:
        return "\n".join(sentence.text for sentence in self.sentences)

    @cached_property
    def bare(self) -> str:
        return "\n".join(sentence.bare for sentence in self.sentences)

    @cached_property
    def asked(self) -> Sentence:
        """The last sentence that asks. Raises NotUnderstood when there is none, or when the last
        line asks twice."""
        asking = [sentence for sentence in self.sentences if sentence.asks]
        if not asking:
            raise NotUnderstood(REFUSAL)
        same_line = [sentence for sentence in asking if sentence.line == asking[-1].line]
        if len(same_line) > 1:
            raise NotUnderstood(REFUSAL)
        return asking[-1]

    @property
    def has_earlier_parts(self) -> bool:
        asked = self.asked
        return any(one.asks and one.line != asked.line for one in self.sentences)


def told(question: str) -> Told:
    """Raises NotUnderstood for a text without quantities or question."""
    text = _FIGURE.sub("the figure", plain(question))
    found = read_quantities(_INERTIA.sub(" ", text))
    kept = [
        one
        for at, one in enumerate(found.quantities)
        if not _is_aside(found.text, found.quantities, at)
    ]
    pieces: list[str] = []
    at = 0
    for one in found.quantities:
        pieces.append(found.text[at : one.start])
        pieces.append(f" ⟨{kept.index(one)}⟩ " if one in kept else " ")
        at = one.end
    pieces.append(found.text[at:])
    text = re.sub(r"[ \t]+", " ", "".join(pieces))
    text = re.sub(
        r"\((?:about|approximately|approx\.?|or|that is|which is|≈|=|i\.e\.,?)?\s*\)|≈(?=\s*[.,)?])",
        "",
        text,
    )
    text = re.sub(r"\([^()]*=\s*\)|(?i:\(?\buse\s+=\s*\)?)\.?", "", text)
    text = re.sub(r" +([,.;?!)])", r"\1", text)
    if _COUNTED.search(text):
        raise NotUnderstood(REFUSAL)
    sentences = tuple(_sentences(text))
    if not any(sentence.asks for sentence in sentences):
        raise NotUnderstood(REFUSAL)
    return Told(sentences, tuple(kept))


def _sentences(text: str) -> list[Sentence]:
    found: list[Sentence] = []
    for number, line in enumerate(part for part in text.split("\n") if part.strip()):
        for part in _BREAK.split(line):
            if part.strip():
                numbers = tuple(int(one) for one in re.findall(r"⟨(\d+)⟩", part))
                found.append(Sentence(part.strip(), numbers, number))
    return found


def _is_aside(text: str, quantities: tuple[Quantity, ...], at: int) -> bool:
    """The value again in another unit, in brackets; or a side of '1 MW = 1000000 W'."""
    one = quantities[at]
    before, after = text[: one.start].rstrip(), text[one.end :].lstrip()
    if at and re.search(
        r"(?:\(|=|≈|, or|\bor)(?:\s?(?:about|approximately|or|i\.e\.,?|=|≈))?$", before
    ):
        former = quantities[at - 1]
        between = text[former.end : one.start]
        if (
            former.dimension == one.dimension
            and former.unit != one.unit
            and re.fullmatch(
                r"\s*\(?[^()\w]*(?:about|approximately|or|which is|that is)?\s*", between
            )
        ):
            first, second = float(former.si), float(one.si)
            if second and abs(first / second - 1) <= _SHARE:
                return True
    if at + 1 < len(quantities) and after.startswith("=") and one.value == 1 and one.unit.name:
        other = quantities[at + 1]
        return (
            other.dimension == one.dimension
            and bool(other.si)
            and abs(float(one.si / other.si) - 1) <= _SHARE
        )
    return False


def without_earlier_parts(whole: Told) -> list[Told]:
    """The whole text; then without the lines that ask earlier; then the last line alone. What is
    left out is still in the text that conditions are looked for in."""
    asked = whole.asked
    asking = {one.line for one in whole.sentences if one.asks and one.line != asked.line}
    choices = [whole]
    if asking:
        fewer = tuple(one for one in whole.sentences if one.line not in asking)
        choices.append(replace(whole, sentences=fewer))
    last = tuple(one for one in whole.sentences if one.line >= asked.line)
    if len(last) < len(whole.sentences):
        choices.append(replace(whole, sentences=last))
    return choices


def with_references(whole: Told) -> Told:
    """'from its top speed' in the last line, where an earlier line has 'its top speed of 80 km/h'."""
    asked = whole.asked
    earlier = [one for one in whole.sentences if one.line < asked.line]
    found: dict[str, str] = {}
    for sentence in earlier:
        for match in re.finditer(
            r"\b((?:top|initial|final|maximum|launch|impact|original) (?:speed|velocity|height)|(?:outer |inner )?(?:radius|diameter))(?: is| was)?(?: of)? (⟨\d+⟩)",
            sentence.text,
        ):
            found[match[1]] = match[2] if found.get(match[1], match[2]) == match[2] else ""
    sentences = []
    for sentence in whole.sentences:
        text = sentence.text
        if sentence.line >= asked.line:
            for name, number in found.items():
                if number and number not in text:
                    text = re.sub(
                        rf"\b(from|to|at|reaches|reach) (its|his|her|the|their|this|that) {name}\b(?! (?:of|is) ⟨)",
                        rf"\1 \2 {name} of {number}",
                        text,
                    )
        numbers = tuple(int(one) for one in re.findall(r"⟨(\d+)⟩", text))
        sentences.append(replace(sentence, text=text, numbers=numbers))
    return replace(whole, sentences=tuple(sentences))
