"""Rectangles, squares and triangles whose parts are related in words; right triangles; angles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Relation, names_in
from fynq.reasoning.stories.nouns import plural, singular
from fynq.reasoning.stories.relations import UNITS, relation
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, over, plus, power, times
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story, sentences

_L, _W, _P, _A, _D, _S, _B, _H = (Name(letter) for letter in "lwpadsbh")

_TWO, _FOUR = amount("2"), amount("4")


@dataclass(frozen=True, slots=True)
class _Part:
    meaning: str
    pattern: str
    adjectives: str = "(?!)"
    square: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    trigger: str
    parts: Mapping[str, _Part]
    laws: tuple[tuple[str, Relation], ...]
    concept: str


_LENGTH = _Part("the length", "length", "long|in length")

_WIDTH = _Part("the width", "width", "wide|in width")

_PERIMETER = _Part("the perimeter", "perimeter|distance around")

_AREA = _Part("the area", "area", square=True)

_DIAGONAL = _Part("the diagonal", "(?:length of (?:the|its) )?diagonal(?: distance)?(?: from (?:1|one) corner of the [a-z ]+? to the opposite corner)?")  # fmt: skip

_RECTANGLE = _Shape(
    r"\brectang(?:le|ular)\b|\b(?:graph )?paper\b|\bperimeter\b(?=.*\blength\b)(?=.*\bwidth\b)|\blength\b(?=.*\bwidth\b)",
    {"d": _DIAGONAL, "l": _LENGTH, "w": _WIDTH, "p": _PERIMETER, "a": _AREA},
    (
        ("The perimeter of a rectangle is twice its length and twice its width", equal(_P, plus(times(_TWO, _L), times(_TWO, _W)))),
        ("The area of a rectangle is its length times its width", equal(_A, times(_L, _W))),
        ("By the Pythagorean theorem", equal(plus(power(_L, 2), power(_W, 2)), power(_D, 2))),
    ),
    "Name one side with a letter, write the other with it, and use the formula of the rectangle.",
)  # fmt: skip

_SQUARE = _Shape(
    r"\bsquare\b(?! (?:inch|feet|foot|yard|mile|meter|centi|kilo|milli))",
    {"d": _Part("the diagonal", "(?:length of the )?diagonal"), "s": _Part("the side", "(?:length of (?:the |a |each |1 )?)?sides?(?: length)?"), "p": _PERIMETER, "a": _AREA},
    (
        ("The perimeter of a square is four times its side", equal(_P, times(_FOUR, _S))),
        ("The area of a square is the square of its side", equal(_A, power(_S, 2))),
        ("By the Pythagorean theorem", equal(times(_TWO, power(_S, 2)), power(_D, 2))),
    ),
    "All sides of a square are equal.",
)  # fmt: skip

_TRIANGLE = _Shape(
    r"\btriang(?:le|ular)\b(?=.*\b(?:area|height)\b)",
    {"b": _Part("the base", "base|width", "wide"), "h": _Part("the height", "height", "tall|high"), "a": _AREA},
    (("The area of a triangle is half of the base times the height", equal(_A, over(times(_B, _H), _TWO))),),
    "The area of a triangle is half of the base times the height.",
)  # fmt: skip

_SHAPES = (_TRIANGLE, _RECTANGLE, _SQUARE)

_OF = r"(?: of (?:(?:the|a|an|his|her|their|its|this|that|each) )?(?:\w+ ){0,2}?\w+(?=\s+(?:is|are|was|to|and|of|with|if)\b|\s*$|[,.?]|\s+\d))?"  # fmt: skip

_TO_BE = re.compile(r"(?i)\b(?:\w+ )?(?:\w+ )?(?:wants?|needs?) (the \w+) to be\b")


def read(story: Story) -> Situation:
    whole = " ".join((story.heading, *story.told, story.asked)).lower()
    shape = next((item for item in _SHAPES if re.search(item.trigger, whole, re.DOTALL)), None)
    if shape is None or (re.search(r"\b(?:circle|radius|border|path|frame|cut|tile|triangle)\b", whole) and shape is not _TRIANGLE):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    reader = _Reader(shape)
    asked = reader.asked(story.asked)
    for sentence in story.told:
        for part in sentences(sentence):
            reader.take(part)
    given = reader.found
    laws = _laws(shape, given, set(asked))
    relations = [*given, *laws]
    letters = {name for item in relations for name in names_in(item.relation)}
    if len(letters) != len(relations):
        raise NotUnderstood(REFUSAL)
    unknowns = [letter for letter in shape.parts if letter in letters]
    unit = reader.unit
    return Situation(
        "figures",
        tuple(Unknown(letter, shape.parts[letter].meaning) for letter in unknowns),
        tuple(relations),
        tuple(Asked(Name(letter), _unit(unit, shape.parts[letter]), meaning=shape.parts[letter].meaning.capitalize()) for letter in asked),
        shape.concept,
        ("geometry", "word-problems"),
    )  # fmt: skip


def _laws(shape: _Shape, given: list[Translation], asked: set[str]) -> list[Translation]:
    """The fewest laws that close the system."""
    from itertools import combinations

    for count in range(len(shape.laws) + 1):
        for chosen in combinations(shape.laws, count):
            relations = [*(item.relation for item in given), *(law for _, law in chosen)]
            letters = {name for item in relations for name in names_in(item)}
            if asked <= letters and len(letters) == len(relations):
                return [Translation(words, law) for words, law in chosen]
    raise NotUnderstood(REFUSAL)


class _Reader:
    def __init__(self, shape: _Shape) -> None:
        self._shape = shape
        self.found: list[Translation] = []
        self.unit = ""

    def asked(self, text: str) -> list[str]:
        """Takes the values that the question itself gives, too."""
        found = re.search(r"(?i)(?:find|what (?:is|are|was|were|will be)|calculate|determine)(?: the value of)? (?:the |its |their |his |her )?(?:[a-z]+'s )?(?P<what>.+)", text)  # fmt: skip
        how = re.search(r"(?i)how (long|wide|tall|high)\b(?P<what>)[^?]*", text)
        if found:
            what = found["what"]
            if re.match(r"(?i)dimensions", what) or re.match(r"(?i)length and (?:the )?width|width and (?:the )?length", what):  # fmt: skip
                rest = re.sub(r"(?i)^(?:dimensions|length and (?:the )?width|width and (?:the )?length)", "", what)  # fmt: skip
                letters = [letter for letter in self._shape.parts if letter in "lwbh"]
            else:
                letters = [letter for letter, part in self._shape.parts.items() if re.match(rf"(?i){part.pattern}", what)][:1]  # fmt: skip
                rest = re.sub(rf"(?i)^(?:{self._shape.parts[letters[0]].pattern})", "", what) if letters else what  # fmt: skip
        elif how:
            letters = [letter for letter, part in self._shape.parts.items() if how[1].lower() in part.adjectives]  # fmt: skip
            rest = how["what"]
        else:
            raise NotUnderstood(REFUSAL)
        if not letters:
            raise NotUnderstood(REFUSAL)
        self.take(rest, values_only=True)
        return letters

    def take(self, text: str, *, values_only: bool = False) -> None:
        text = _TO_BE.sub(r"\1 is", text)
        text = re.sub(
            rf"(?i)\bwith (?:a |the )?(length|width) (?={NUMBER} (?:{UNITS}) (?:less|more|longer|shorter))",
            r"▪ the \1 is ",
            text,
        )
        text = re.sub(r"\bin\.(?=\s|$)", "inches", text)
        text = re.sub(
            r"(?i)\b(?:and )?an? (height|length|width|base) that is ", r"▪ the \1 is ", text
        )
        if "a" in self._shape.parts:
            text = self._area_as_adjective(text)
        text = self._values(text)
        if not values_only:
            for clause in re.split(r"(?i),? and (?=(?:the |its )?(?:length|width|base|height|perimeter|area)\b)|▪", text):  # fmt: skip
                if re.search(r"(?i)\d", clause) and self._related(clause):
                    text = text.replace(clause, " ")
        text = re.sub(
            r"(?i)\b(?:square feet|square|corner to corner|all|fence off|fenced? in)\b", " ", text
        )
        ledger = Ledger(Story((text,), "", "", None, (), False))
        ledger.settle()

    def _area_as_adjective(self, text: str) -> str:
        """'a 200 square foot garden'"""
        found = re.search(rf"(?i)(?P<v>{NUMBER}) (?P<u>square (?:foot|feet|inch|yard|meter|mile)) (?=[a-z])(?!more|less)", text)  # fmt: skip
        if not found or re.search(r"(?i)\barea\b", text):
            return text
        self._measured(found["u"], _AREA)
        self.found.append(
            Translation(f"The area is {found['v']} {found['u']}", equal(_A, amount(found["v"])))
        )
        return text[: found.start()] + text[found.end() :]

    def _values(self, text: str) -> str:
        stop = r"(?!\s*(?:more|less|times|longer|shorter|wider|greater|larger|smaller|taller|than))"
        number = rf"(?>(?P<v>{NUMBER})(?: ?(?P<u>{UNITS})(?![a-z])\.?)?){stop}"
        for letter, part in self._shape.parts.items():
            for pattern in (
                rf"(?:an? |the |its |whose )?(?:total )?\b(?:{part.pattern}){_OF}(?: is| was| of| to be| measures| must be| can be|=|:)? {number}",
                rf"(?:is |measures )?{number} (?:{part.adjectives})\b",
            ):
                found = re.search(pattern, text, re.IGNORECASE)
                if found:
                    self._measured(found["u"] or "", part)
                    self.found.append(Translation(found[0].strip(), equal(Name(letter), amount(found["v"]))))  # fmt: skip
                    text = text[: found.start()] + " ▪ " + text[found.end() :]
        both = re.search(rf"(?i)(?P<v>{NUMBER}) ?(?P<u>{UNITS})? (?:by|x|×) (?P<w>{NUMBER}) ?(?P<x>{UNITS})?", text)  # fmt: skip
        if both and "l" in self._shape.parts:
            for unit in (both["u"], both["x"]):
                self._measured(unit or "", _LENGTH)
            self.found.append(Translation(both[0], equal(_L, amount(both["v"]))))
            self.found.append(Translation(both[0], equal(_W, amount(both["w"]))))
            text = text[: both.start()] + " ▪ " + text[both.end() :]
        return text

    def _measured(self, unit: str, part: _Part) -> None:
        bare = re.sub(r"(?i)square |\.$", "", unit).strip().lower().replace("foot", "feet")
        if part.square != ("square" in unit.lower()) and bare:
            raise NotUnderstood(REFUSAL)
        if bare and self.unit and bare[:2] != self.unit[:2]:
            raise NotUnderstood(REFUSAL)
        self.unit = self.unit or bare

    def _related(self, clause: str) -> bool:
        names = [(rf"(?:the |its )?(?:{part.pattern}){_OF}", Name(letter)) for letter, part in self._shape.parts.items()]  # fmt: skip
        for found in re.finditer(rf"(?i)(?<=\d) ?({UNITS})(?![a-z])", clause):
            self._measured(found[1], _LENGTH)
        own = relation(clause.strip(" ,▪"), names)
        self.found.append(Translation(clause.strip(" ,▪."), own))
        return True


def _unit(unit: str, part: _Part) -> str:
    if not unit:
        return ""
    name = {"in": "inches", "ft": "feet", "yd": "yards", "mi": "miles"}.get(unit) or plural(singular(unit))  # fmt: skip
    return f"square {name}" if part.square else name
