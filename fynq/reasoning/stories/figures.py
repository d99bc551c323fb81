"""Rectangles, squares and triangles whose parts are related in words; right triangles; angles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Relation, Tree, names_in
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
    for attempt in (
        _third_angle,
        _angles,
        _pair_of_angles,
        _right_triangle,
        _third_side,
        _shadows,
        _of_shape,
    ):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _of_shape(story: Story) -> Situation:
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


def _third_angle(story: Story) -> Situation:
    """Two angles of a triangle, or one of a right triangle, give the other."""
    ledger = Ledger(story)
    if not re.search(r"(?i)\btriangle\b", ledger.told + ledger.asked) or not re.search(r"(?i)\bangles?\b", ledger.asked):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    asked = ledger.must_ask(
        r"(?:find|what is)(?: the)?(?: measure of)?(?: the)? (?:third|other|remaining|missing) angle"
    )
    unit = r"(?: ?(?:degrees|°))?"
    two = ledger.either(rf"(?:measures? of )?(?:two|2)(?: of the)? angles (?:of|in) (?:a|the) triangle (?:are|measure) (?P<a>{NUMBER}){unit} and (?P<b>{NUMBER}){unit}")  # fmt: skip
    two = two or ledger.either(rf"(?:1|one)(?: of the)? angles?(?: of a triangle)? (?:measures|is) (?P<a>{NUMBER}){unit},? and (?:another|the second|a second|the other)(?: angle)? (?:measures|is) (?P<b>{NUMBER}){unit}")  # fmt: skip
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


def _angles(story: Story) -> Situation:
    """The angles of a triangle by relations to the smallest one."""
    whole = " ".join((*story.told, story.asked))
    if not re.search(r"(?i)\btriangle\b", whole) or not re.search(r"(?i)\bangles?\b", story.asked):
        raise NotUnderstood(REFUSAL)
    right = bool(re.search(r"(?i)\bright triangle\b", whole))
    of = r"(?: of (?:a|the)(?: right)? triangle)?"
    head = r"(?:the )?(?:measure of )?(?:the )?"
    names: list[tuple[str, Tree]] = [
        (rf"{head}(?:smallest|first) angle{of}", Name("a")),
        (rf"{head}(?:one|1|second|largest) angle{of}(?= is)|{head}second angle", Name("b")),
        (rf"{head}(?:third|other) angle{of}|the third(?= is)", Name("c")),
    ]
    found: list[Translation] = []
    for sentence in (part for text in story.told for part in sentences(text)):
        for clause in re.split(r"(?i),? and (?=the (?:third|other|second|measure))", sentence):
            found.append(Translation(clause, relation(clause, names)))
    if right:
        known = {name for item in found for name in names_in(item.relation)}
        found.append(Translation("A right triangle has an angle of 90°", equal(Name("c" if "c" not in known else "b"), amount("90"))))  # fmt: skip
    found.append(Translation("The angles of a triangle add up to 180°", equal(plus(Name("a"), Name("b"), Name("c")), amount("180"))))  # fmt: skip
    if len(found) != 3 or {name for item in found for name in names_in(item.relation)} != set(
        "abc"
    ):
        raise NotUnderstood(REFUSAL)
    asks = {"all": "abc", "each": "abc", "three": "abc", "3": "abc", "smallest": "a", "first": "a", "second": "b", "third": "c"}  # fmt: skip
    which = re.search(r"(?i)\b(?:find|what (?:is|are)) (?:the )?(?:measures? of )?(?:the )?(?P<w>all|each|three|3|smallest|first|second|third)(?: (?:three|3))?(?: of the)? angles?", story.asked)  # fmt: skip
    if which is None:
        raise NotUnderstood(REFUSAL)
    letters = asks[which["w"].lower()]
    return Situation(
        "figures",
        tuple(Unknown(letter, f"the {name} angle in degrees") for letter, name in zip("abc", ("smallest", "second", "third"), strict=True)),
        tuple(found),
        tuple(Asked(Name(letter), "degrees", meaning="An angle") for letter in letters),
        "The angles of a triangle add up to 180°.",
        ("geometry", "triangles"),
    )  # fmt: skip


def _pair_of_angles(story: Story) -> Situation:
    """Complementary angles add up to 90°, supplementary ones to 180°."""
    whole = " ".join((*story.told, story.asked))
    kinds = {kind.lower() for kind in re.findall(r"(?i)\b(complement|supplement)", whole)}
    if len(kinds) != 1:
        raise NotUnderstood(REFUSAL)
    whole_angle = amount("90" if "complement" in kinds else "180")
    adds = f"{'Complementary' if 'complement' in kinds else 'Supplementary'} angles add up to {'90' if 'complement' in kinds else '180'}°"  # fmt: skip
    unit = r"(?:[- ]?(?:degrees?|°))"
    single = re.search(rf"(?i)^(?:find|what is) (?:the measure of )?the (?:complement|supplement) of (?:an? |an angle (?:of|that measures) |the )?(?P<v>{NUMBER}){unit}?(?: angle)?[.?]?$", story.asked)  # fmt: skip
    one = re.search(
        rf"(?i)\b(?:one|1)(?: of the)? angles? (?:measures|is) (?P<v>{NUMBER}){unit}",
        " ".join(story.told),
    )
    if (single and not story.told) or (
        one
        and re.search(r"(?i)\bother\b", story.asked)
        and len(re.findall(NUMBER, re.sub("(?i)(?:two|2) angles", "", whole))) == 1
    ):
        value = amount((single or one)["v"])  # type: ignore[index]
        return Situation("figures", (Unknown("x", "the other angle in degrees"),), (Translation(adds, equal(plus(value, Name("x")), whole_angle)),), (Asked(Name("x"), "degrees", meaning="The other angle"),), adds + ".", ("geometry", "angles"))  # fmt: skip
    larger, smaller = Name("a"), Name("b")
    names: list[tuple[str, Tree]] = [
        (
            r"(?:the )?(?:measure of )?(?:the )?(?:larger|first) angle|(?:the )?(?:measure of )?one angle",
            larger,
        ),
        (r"(?:the )?(?:measure of )?(?:the )?(?:smaller|second|other) angle", smaller),
    ]
    found: list[Translation] = []
    for sentence in (part for text in story.told for part in sentences(text)):
        if re.fullmatch(r"(?i)(?:two|2) angles are (?:complementary|supplementary)\.?", sentence):
            continue
        text = re.sub(r"(?i)^the difference of (?:two|2) (?:complementary|supplementary) angles", "The difference of the larger angle and the smaller angle", sentence)  # fmt: skip
        found.append(Translation(sentence, relation(text, names)))
    found.append(Translation(adds, equal(plus(larger, smaller), whole_angle)))
    if len(found) != 2 or not re.search(
        r"(?i)find (?:the )?measures? of (?:the|both|each)(?: of the)? angles?", story.asked
    ):
        raise NotUnderstood(REFUSAL)
    return Situation("figures", (Unknown("a", "the larger angle"), Unknown("b", "the smaller angle")), tuple(found), (Asked(larger, "degrees", meaning="One angle"), Asked(smaller, "degrees", meaning="The other angle")), adds + ".", ("geometry", "angles"))  # fmt: skip


def _shadows(story: Story) -> Situation:
    """Heights and shadows at the same time are in the same ratio."""
    ledger = Ledger(story)
    if not re.search(r"(?i)\bshadow\b", ledger.told):
        raise NotUnderstood(REFUSAL)
    unit = r"(?P<u>feet|foot|ft|meters?|m|inches)"
    shadow = rf"(?P<v>{NUMBER}) {unit} (?:long )?shadow|shadow (?:that is |which is |is |was |of |measures )*(?P<w>{NUMBER}) (?P<x>feet|foot|ft|meters?|m|inches)(?: long)?"
    shadows = [match for match in (ledger.tell(shadow), ledger.tell(shadow)) if match]
    height = ledger.either(rf"(?P<v>{NUMBER}) {unit}(?: tall| high| in height)?")
    if len(shadows) != 2 or height is None:
        raise NotUnderstood(REFUSAL)
    asked = ledger.must_ask(
        r"how (?:tall|high) (?:is|was) the (?P<what>[a-z]+)|(?:find|what is) the height of the (?P<w>[a-z]+)"
    )
    units = {(item["u"] or item.groupdict().get("x") or "")[:1] for item in (*shadows, height)}
    told = " ".join(story.told)
    own = _part_with(told, height["v"] + " ", [item["v"] or item["w"] for item in shadows])
    if len(units) != 1 or own is None or (asked["what"] or asked["w"]).lower() in own[0].lower():
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\bat the same time(?: of day)?(?: that| as)?\b|\bsame\b|\blong\b|\bif\b")
    ledger.settle()
    known = own[1]
    other = next(item["v"] or item["w"] for item in shadows if (item["v"] or item["w"]) != known)
    equation = equal(over(Name("h"), amount(other)), over(amount(height["v"]), amount(known)))
    return Situation("figures", (Unknown("h", "the height asked for"),), (Translation("Height over shadow is the same for both", equation),), (Asked(Name("h"), {"f": "feet", "m": "meters", "i": "inches"}[units.pop()], meaning="The height"),), "Triangles of heights and shadows at the same time are similar.", ("proportions", "similar-figures"))  # fmt: skip


def _part_with(text: str, number: str, shadows: list[str]) -> tuple[str, str] | None:
    """The clause with the height, and the one shadow that stands in it."""
    for clause in re.split(r"(?i)[.;]|,? (?:at the same time|while|when|and (?=an?\b))", text):
        if re.search(rf"(?<![\d·]){re.escape(number)}", clause):
            inside = [
                value
                for value in shadows
                if re.search(rf"(?<![\d·]){re.escape(value)}(?![\d·])", clause)
            ]
            return (clause, inside[0]) if len(inside) == 1 else None
    return None


def _third_side(story: Story) -> Situation:
    """Two sides and the perimeter of a triangle."""
    ledger = Ledger(story)
    if "triang" not in ledger.told.lower():
        raise NotUnderstood(REFUSAL)
    ledger.must_ask(r"(?:how long is|find (?:the length of )?|what is (?:the length of )?)(?: the)? ?(?:third|other|remaining|missing) side(?: of the \w+)?")  # fmt: skip
    total = ledger.must_tell(
        rf"perimeter(?: of (?:the|a) [a-z ]+?)? is (?P<v>{NUMBER}) (?P<u>[a-z]+)"
    )
    sides = ledger.must_tell(rf"(?:lengths? of )?(?:two|2) sides(?: of (?:a|the) triang(?:le|ular [a-z]+))? (?:are|measure) (?P<a>{NUMBER})(?: (?P<ua>[a-z]+))? and (?P<b>{NUMBER}) (?P<ub>[a-z]+)")  # fmt: skip
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
        foot = ledger.either(rf"(?:base|bottom|foot)(?: of (?:the|a|his|her) (?:ladder|▪))?(?: is| that is)?(?: placed| set)? (?P<v>{NUMBER}) (?:feet|foot|ft|meters?)(?: away)?(?: from)?")  # fmt: skip
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
    ledger.idle(
        r"\bleans? against\b|\bleaning against\b|\bagainst (?:the|a) (?:wall|house|building)\b"
    )
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
