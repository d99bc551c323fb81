"""Stories that state their formula: the height of a ball, the size of a population, the speed from
skid marks. Asked is a value, the time of a value, the highest point, or the landing."""

from __future__ import annotations

import re

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Name, Operation, Tree, names_in
from fynq.reasoning.stories.situation import Asked, Domain, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_LEFT = re.compile(r"^\s*(?P<name>[A-Za-z])\s*(?:\(\s*(?P<v>[a-z])\s*\))?\s*$")
_LATER = re.compile(rf"(?i)\b(?:after|in|at|for)(?: the)? (?P<v>{NUMBER}) (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b|\b(?P<u>{NUMBER}) (?:seconds?|minutes?|hours?|days?|years?) (?:after|later|from now)")  # fmt: skip
_REACH = re.compile(rf"(?i)\b(?:reach(?:es|ed)?(?: a| an)?(?: height| speed| population| temperature| value| level)?(?: of)?|be|are|is|there (?:are|will be)|grow to|drop to|cool to|equal(?:s)?|height (?:of|is)|worth) (?:about |only )?(?P<v>{NUMBER})\b")  # fmt: skip
_ASKS_WHEN = (
    r"(?:^|[,.;:?] )(?:and )?when\b|\b(?:find|determine|tell|estimate|predict|see|know) when\b"
)
_COMPARES = re.compile(r"\b(?:how (?:much|many) (?:more|fewer|less|greater|higher|longer)|more than|less than|factor|times|ratio|percent(?:age)?|difference|increases?d?|decreases?d?|changes?d?|average|rate|between|from .* to|surplus|profit|cost)\b|%")  # fmt: skip
_SKILLS = ("functions", "word-problems")


def read(story: Story) -> Situation:
    if len(story.formulas) != 1:
        raise NotUnderstood(REFUSAL)
    left, _, right = story.formulas[0].partition("=")
    named = _LEFT.match(left)
    if named is None or not right or "=" in right:
        raise NotUnderstood(REFUSAL)
    try:
        tree = parse(right)
    except CannotSolve:
        raise NotUnderstood(REFUSAL) from None
    letters = names_in(tree)
    if (
        len(letters) != 1
        or (named["v"] and letters != (named["v"],))
        or letters[0] == named["name"]
    ):
        raise NotUnderstood(REFUSAL)
    variable = letters[0]
    asked = story.asked.lower()
    if _COMPARES.search(asked):
        raise NotUnderstood(REFUSAL)
    if re.search(r"\bmaximum\b|\bhighest\b|\bgreatest\b|\bpeak\b", asked):
        return _highest(named["name"], tree, variable, asked)
    if re.search(r"\bhits? the (?:ground|water)\b|\breach(?:es)? the ground\b|\breturns? to (?:the )?(?:ground|earth)\b|\bland(?:s)?\b", asked) and re.search(r"\bwhen\b|\bhow (?:long|many seconds)\b|\bat what time\b", asked):  # fmt: skip
        return _at(tree, variable, amount("0"), "On the ground the height is 0", "seconds")
    later = _LATER.search(story.asked)
    when = re.search(rf"{_ASKS_WHEN}|\bhow (?:long|many (?:seconds|minutes|hours|days|weeks|months|years))\b|\bat what time\b", asked)  # fmt: skip
    if when:
        reached = _REACH.search(re.sub(r"\bhow many\b", "", story.asked))
        numbers = re.findall(NUMBER, story.asked)
        if reached is None or len(numbers) != 1:
            raise NotUnderstood(REFUSAL)
        return _at(
            tree, variable, amount(reached["v"]), "The formula has the value that is reached", ""
        )
    if later and len(re.findall(NUMBER, story.asked)) == 1:
        return _value(named["name"], tree, variable, amount(later["v"] or later["u"]))
    if re.search(r"\binitial(?:ly)?\b|\bat the (?:start|beginning)\b", asked) and not re.search(
        NUMBER, story.asked
    ):
        return _value(named["name"], tree, variable, amount("0"))
    return _from_story(story, named["name"], tree, variable)


def _value(name: str, tree: Tree, variable: str, at: Tree) -> Situation:
    own = substitute(tree, {variable: at}, {})
    return Situation(
        "formulas",
        (Unknown(name, "the value asked for", Domain.ANY),),
        (Translation("Put the number into the formula", equal(Name(name), own)),),
        (Asked(Name(name), meaning="The value"),),
        "Put the known number into the formula.",
        _SKILLS,
    )


def _at(tree: Tree, variable: str, value: Tree, words: str, unit: str) -> Situation:
    return Situation(
        "formulas",
        (Unknown(variable, "the time asked for"),),
        (Translation(words, equal(tree, value)),),
        (Asked(Name(variable), unit, meaning="The time"),),
        "Set the formula equal to the value and solve for the time.",
        _SKILLS,
    )


def _highest(name: str, tree: Tree, variable: str, asked: str) -> Situation:
    """The vertex of a parabola that opens downwards: t = -b / 2a."""
    import sympy as sp

    from fynq.reasoning.reading.build import build, symbol
    from fynq.reasoning.solver.latex import written

    expression = sp.expand(build(tree))
    at = symbol(variable)
    if not expression.is_polynomial(at) or sp.degree(expression, at) != 2:
        raise NotUnderstood(REFUSAL)
    a, b, _ = (sp.Poly(expression, at).coeff_monomial(at**power) for power in (2, 1, 0))
    if not a.is_Rational or not b.is_Rational or a >= 0 or b < 0:
        raise NotUnderstood(REFUSAL)
    doubled: Tree = parse(written(2 * a))
    middle = Translation("A parabola is highest at the time $-\\frac{b}{2a}$", equal(Operation("*", doubled, Name(variable)), parse(written(-b))))  # fmt: skip
    when = re.search(r"\bwhen\b|\bhow long\b|\bat what time\b|\bhow many seconds\b|\btime\b", asked)
    if when:
        return Situation("formulas", (Unknown(variable, "the time of the highest point", Domain.NOT_NEGATIVE),), (middle,), (Asked(Name(variable), "seconds" if "second" in asked else "", meaning="The time"),), "A parabola is highest at its vertex.", _SKILLS)  # fmt: skip
    if not re.search(r"\bwhat\b|\bhow (?:high|much|many)\b|\bfind\b", asked):
        raise NotUnderstood(REFUSAL)
    top = Translation("The height at that time", equal(Name(name), tree))
    return Situation("formulas", (Unknown(variable, "the time of the highest point", Domain.NOT_NEGATIVE), Unknown(name, "the greatest value", Domain.ANY)), (middle, top), (Asked(Name(name), meaning="The greatest value"),), "A parabola is highest at its vertex.", _SKILLS)  # fmt: skip


def _from_story(story: Story, name: str, tree: Tree, variable: str) -> Situation:
    """The one number of the story stands for the formula's one letter: 's = √(24d)', 122 feet."""
    text = " ".join((*story.told, story.asked))
    plain = re.sub(r"⟦\d+⟧", " ", text)
    numbers = re.findall(NUMBER, plain)
    if len(numbers) != 1 or not re.search(r"(?i)\buse the formula\b", text + story.heading):
        raise NotUnderstood(REFUSAL)
    if not re.search(r"(?i)\b(?:find|what|how)\b", text) or re.search(
        r"(?i)\b(?:more|less|than|times|percent)\b|%", plain
    ):
        raise NotUnderstood(REFUSAL)
    named = {"s": "side|speed", "v": "speed|velocity|volume", "t": "time|seconds|long", "r": "radius", "d": "distance|diameter", "a": "area", "h": "height"}.get(name.lower())  # fmt: skip
    if named is None or not re.search(rf"(?i)\b(?:{named})", text):
        raise NotUnderstood(REFUSAL)
    situation = _value(name, tree, variable, amount(numbers[0]))
    unknown = Unknown(name, "the value asked for")
    return Situation(situation.kind, (unknown,), situation.translations, situation.asked, situation.concept, situation.skills)  # fmt: skip
