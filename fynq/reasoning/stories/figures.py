"""Rectangles, squares and triangles whose parts are related in words; right triangles; angles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Relation, Tree, names_in
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
_DIAGONAL = _Part("the diagonal", "(?:length of the )?diagonal(?: distance)?(?: from (?:1|one) corner of the [a-z ]+? to the opposite corner)?")  # fmt: skip
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
    for attempt in (_third_angle, _right_triangle, _third_side, _of_shape):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _of_shape(story: Story) -> Situation:
    whole = " ".join((story.heading, *story.told, story.asked)).lower()
    shape = next((item for item in _SHAPES if re.search(item.trigger, whole, re.DOTALL)), None)
    if shape is None or re.search(r"\b(?:circle|radius|border|path|frame|cut|tile|triangle)\b", whole) and shape is not _TRIANGLE:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    reader = _Reader(shape)
    asked = reader.asked(story.asked)
    for sentence in story.told:
        for part in sentences(sentence):
            reader.take(part)
    given = reader.found
    laws = _laws(shape, given, {letter for letter in asked})
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
        found = re.search(r"(?i)(?:find|what (?:is|are|was|were|will be)|calculate|determine)(?: the value of)? (?:the |its )?(?P<what>.+)", text)  # fmt: skip
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
        text = re.sub(r"\bin\.(?=\s|$)", "inches", text)
        text = self._values(text)
        if not values_only:
            for clause in re.split(r"(?i),? and (?=(?:the |its )?(?:length|width|base|height|perimeter|area)\b)|▪", text):  # fmt: skip
                if re.search(r"(?i)\d", clause) and self._related(clause):
                    text = text.replace(clause, " ")
        text = re.sub(r"(?i)\b(?:square feet|square|corner to corner|all|fence off|fenced? in)\b", " ", text)
        ledger = Ledger(Story((text,), "", "", None, (), False))
        ledger.settle()

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
        bare = re.sub(r"(?i)square |\.$", "", unit).strip().lower()
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
    from fynq.reasoning.stories.proportions import _plural, _singular

    if not unit:
        return ""
    name = {"in": "inches", "ft": "feet", "yd": "yards", "mi": "miles"}.get(unit) or _plural(_singular(unit))  # fmt: skip
    return f"square {name}" if part.square else name


def _third_angle(story: Story) -> Situation:
    """Two angles of a triangle, or one of a right triangle, give the other."""
    ledger = Ledger(story)
    if not re.search(r"(?i)\btriangle\b", ledger.told + ledger.asked) or not re.search(r"(?i)\bangles?\b", ledger.asked):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    asked = ledger.must_ask(r"(?:find|what is)(?: the)?(?: measure of)?(?: the)? (?:third|other|remaining|missing) angle")
    unit = r"(?: ?(?:degrees|°))?"
    two = ledger.either(rf"(?:measures? of )?(?:two|2)(?: of the)? angles (?:of|in) (?:a|the) triangle (?:are|measure) (?P<a>{NUMBER}){unit} and (?P<b>{NUMBER}){unit}")  # fmt: skip
    right = None if two else ledger.either(rf"(?:1|one)(?: acute)? angle (?:of|in) a right triangle (?:is|measures) (?P<a>{NUMBER}){unit}")  # fmt: skip
    found = two or right
    if found is None or not asked:
        raise NotUnderstood(REFUSAL)
    ledger.settle()
    second = amount(found["b"]) if two else amount("90")
    equation = equal(plus(amount(found["a"]), second, Name("x")), amount("180"))
    return Situation(
        "figures",
        (Unknown("x", "the measure of the angle in degrees"),),
        (Translation("The angles of a triangle add up to 180°", equation),),
        (Asked(Name("x"), "degrees", meaning="The angle"),),
        "The angles of a triangle add up to 180°.",
        ("geometry", "triangles"),
    )


def _third_side(story: Story) -> Situation:
    """Two sides and the perimeter of a triangle."""
    ledger = Ledger(story)
    ledger.must_ask(r"(?:how long is|find (?:the length of )?|what is (?:the length of )?)(?: the)? ?(?:third|other|remaining|missing) side(?: of the \w+)?")  # fmt: skip
    total = ledger.must_tell(rf"perimeter(?: of (?:the|a) [a-z ]+?)? is (?P<v>{NUMBER}) (?P<u>[a-z]+)")
    sides = ledger.must_tell(rf"(?:lengths? of )?(?:two|2) sides of (?:a|the) triang(?:le|ular [a-z]+) (?:are|measure) (?P<a>{NUMBER})(?: (?P<ua>[a-z]+))? and (?P<b>{NUMBER}) (?P<ub>[a-z]+)")  # fmt: skip
    ledger.settle()
    if len({unit for unit in (total["u"], sides["ua"], sides["ub"]) if unit}) != 1:
        raise NotUnderstood(REFUSAL)
    equation = equal(plus(amount(sides["a"]), amount(sides["b"]), Name("x")), amount(total["v"]))
    return Situation(
        "figures",
        (Unknown("x", "the length of the third side"),),
        (Translation("The perimeter is the sum of the sides", equation),),
        (Asked(Name("x"), total["u"], meaning="The third side"),),
        "The perimeter is the sum of the sides.",
        ("geometry", "perimeter"),
    )


def _right_triangle(story: Story) -> Situation:
    """Two sides of a right triangle, named, or as a ladder, its foot and its height."""
    ledger = Ledger(story)
    whole = " ".join((story.heading, *story.told, story.asked)).lower()
    length = rf"(?:is|of|has (?:a )?length(?: of)?|measures|with length|has a measure of|=)? ?(?P<v>{NUMBER})(?: (?P<u>{UNITS})(?![a-z]))?"  # fmt: skip
    known: list[tuple[str, Tree]] = []
    unit = ""
    if re.search(r"\bladder\b", whole):
        long = ledger.must_tell(rf"(?P<v>{NUMBER}) ?(?P<u>feet|foot|ft|meters?|m)\.?(?: long)? ladder|ladder (?:is|of|that is) (?P<w>{NUMBER}) (?P<x>feet|foot|ft|meters?)(?: long)?")  # fmt: skip
        known.append(("c", amount(long["v"] or long["w"])))
        foot = ledger.either(rf"(?:base|bottom|foot)(?: of (?:the|a|his|her) ladder)?(?: is| that is)?(?: placed| set)? (?P<v>{NUMBER}) (?:feet|foot|ft|meters?)(?: away)?(?: from)?")  # fmt: skip
        high = None if foot else ledger.either(rf"(?:reach(?:es)?|touches)(?: the wall| the house| a window| the top)*(?: at| a height of| up)? (?P<v>{NUMBER}) (?:feet|foot|ft|meters?)(?: high| above the ground| up)*")  # fmt: skip
        other = foot or high
        if other is None:
            raise NotUnderstood(REFUSAL)
        ledger.must_ask(r"how (?:high|far)[^?\d]*" if foot else r"how far[^?\d]*(?:base|bottom|foot|wall|house)[^?\d]*")  # fmt: skip
        known.append(("a", amount(other["v"])))
        unit = "meters" if (long["u"] or long["x"] or "").startswith("m") else "feet"
        asked = "b"
    else:
        if not re.search(r"pythagorean|right triangle|right-angled|hypotenuse", whole):
            raise NotUnderstood(REFUSAL)
        hypotenuse = ledger.either(rf"hypotenuse(?: of (?:a|the) [a-z ]*triangle)? {length}")
        if hypotenuse:
            known.append(("c", amount(hypotenuse["v"])))
            leg = ledger.either(rf"(?:another|(?:1|one)|the other|a)(?: of (?:its|the))? (?:side|leg)s?(?: of (?:a|the) [a-z ]*triangle)? {length}")  # fmt: skip
            if leg is None:
                raise NotUnderstood(REFUSAL)
            known.append(("a", amount(leg["v"])))
            asked = "b"
            units = {item["u"] for item in (hypotenuse, leg) if item["u"]}
        else:
            legs = ledger.either(rf"legs?(?: of (?:a|the) [a-z ]*triangle)?(?: are| with lengths?| of lengths?| measure| have lengths?)*(?: of)? (?P<v>{NUMBER})(?: (?P<u>{UNITS}))? and (?P<w>{NUMBER})(?: (?P<x>{UNITS}))?")  # fmt: skip
            if legs is None:
                raise NotUnderstood(REFUSAL)
            known += [("a", amount(legs["v"])), ("b", amount(legs["w"]))]
            asked = "c"
            units = {item for item in (legs["u"], legs["x"]) if item}
        if len(units) > 1:
            raise NotUnderstood(REFUSAL)
        unit = next(iter(units), "")
        ledger.must_ask(r"(?:solve for|find|what is)(?: the)?(?: length of)?(?: the)? (?:(?:third|other|missing|remaining) (?:side|leg)|leg|hypotenuse)(?: of the (?:right )?triangle)?" if asked == "b" else r"(?:solve for|find|what is)(?: the)?(?: length of)?(?: the)? (?:third side|hypotenuse|missing side)(?: of the (?:right )?triangle)?")  # fmt: skip
        ledger.idle(r"length of the third side of the (?:right )?triangle|\bthird side\b")
    ledger.idle(r"\bleans? against\b|\bleaning against\b|\bagainst (?:the|a) (?:wall|house|building)\b")
    ledger.settle()
    sides: dict[str, Tree] = dict(known)
    equation = equal(plus(power(sides.get("a", Name("a")), 2), power(sides.get("b", Name("b")), 2)), power(sides.get("c", Name("c")), 2))  # fmt: skip
    return Situation(
        "figures",
        (Unknown(asked, "the missing side"),),
        (Translation("By the Pythagorean theorem", equation),),
        (Asked(Name(asked), unit, meaning="The missing side"),),
        "In a right triangle the squares of the legs add up to the square of the hypotenuse.",
        ("pythagorean-theorem",),
    )
