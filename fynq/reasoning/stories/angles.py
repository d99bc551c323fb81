"""Angles of triangles; complementary and supplementary angles."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree, names_in
from fynq.reasoning.stories.relations import relation
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, plus
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story, sentences


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
        "angles",
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
        "angles",
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
        return Situation("angles", (Unknown("x", "the other angle in degrees"),), (Translation(adds, equal(plus(value, Name("x")), whole_angle)),), (Asked(Name("x"), "degrees", meaning="The other angle"),), adds + ".", ("geometry", "angles"))  # fmt: skip
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
    return Situation("angles", (Unknown("a", "the larger angle"), Unknown("b", "the smaller angle")), tuple(found), (Asked(larger, "degrees", meaning="One angle"), Asked(smaller, "degrees", meaning="The other angle")), adds + ".", ("geometry", "angles"))  # fmt: skip


def read(story: Story) -> Situation:
    for attempt in (_third_angle, _angles, _pair_of_angles):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)
