"""Number problems: one unknown number, two related numbers, consecutive integers."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Number, Relation, Tree
from fynq.reasoning.stories.relations import relation
from fynq.reasoning.stories.situation import Asked, Domain, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import plus, signed, times
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story, sentences

_CONCEPT = "Name the number with a letter and translate the sentence word by word."
_SKILLS = ("linear-equations", "word-problems")
_N, _M = Name("n"), Name("m")
_PREDICATE = r"(?:(?:add(?: up)? to|total|sum to|differ by|multiply to|have an? (?:sum|difference|product) of)) (?P<{}>" + NUMBER + ")"  # fmt: skip
_ASK_ONE = re.compile(r"(?i)^(?:find|what is|determine|what was)(?: the value of)? (?:the|this|that|my) (?:unknown )?number[.?]?$")  # fmt: skip
_ASK_ALL = re.compile(
    r"(?i)^(?:find|what are|determine)(?: the values? of)? (?:(?:the|these|both|each)(?: of the)?(?: (?:two|three|four|2|3|4))?(?: positive)?(?: consecutive)?(?: odd| even)? (?:numbers?|integers?)|they|them)[.?]?$"
)
_ASK_SOME = re.compile(r"(?i)^(?:find|what is|determine)(?: the value of)? the (?P<which>larger|smaller|largest|smallest|greater|lesser|greatest|least|first|second|third|middle)(?: one)?(?: of the \w+)?(?: number| integer)?(?: of the \w+)?[.?]?$")  # fmt: skip
_CONSECUTIVE = re.compile(rf"(?i)\b(?:the )?(?P<op>sum|product) of (?P<count>2|3|4|5) (?P<positive>positive )?consecutive (?P<p2>positive )?(?P<kind>odd |even )?(?P<p3>positive )?(?:integers|numbers|whole numbers) (?:is|equals) (?P<value>-?{NUMBER})\s*\.?$")  # fmt: skip


_PAIR = re.compile(rf"(?i)^(?:the |there are )?(?:two|2) numbers (?:that |which )?(?P<a>{_PREDICATE.format('v')}) and (?P<b>{_PREDICATE.format('w')})\.?$")  # fmt: skip


def _one_each(told: list[str]) -> list[str]:
    """'Two numbers add up to 9 and differ by 1' as a sentence for the sum, another for the rest."""
    found = _PAIR.match(told[0]) if len(told) == 1 else None
    if found is None:
        return told
    names = {"a": "sum", "t": "sum", "s": "sum", "d": "difference", "m": "product"}

    def said(words: str, value: str) -> str:
        named = re.search(r"(?i)\b(sum|difference|product)\b", words)
        return (
            f"The {named[1].lower() if named else names[words[0].lower()]} of 2 numbers is {value}."
        )

    return [said(found["a"], found["v"]), said(found["b"], found["w"])]


def read(story: Story) -> Situation:
    told = _one_each([part for sentence in story.told for part in sentences(sentence)])
    if not told:
        told, ask = _split_asked(story.asked)
    else:
        ask = story.asked
    if len(told) == 1 and (found := _CONSECUTIVE.search(told[0])) and found.start() == 0:
        return _consecutive(found, ask)
    if _ASK_ONE.match(ask):
        return _one(told)
    return _two(told, ask)


def _split_asked(asked: str) -> tuple[list[str], str]:
    """'Find three consecutive integers whose sum is 33.'"""
    found = re.match(rf"(?i)find (?P<count>2|3|4|5) (?P<kind>(?:positive )?consecutive (?:odd |even )?(?:positive )?(?:integers|numbers)) (?:whose|with a|such that their|that have a) (?P<op>sum|product) (?:is|of) (?P<value>-?{NUMBER})\.?$", asked)  # fmt: skip
    if found:
        return [f"The {found['op']} of {found['count']} {found['kind']} is {found['value']}."], "Find the numbers."  # fmt: skip
    found = re.match(
        r"(?i)(?:find|what is) (?:the|a) number (?:such that|if|when|for which) (.+)", asked
    )
    if found:
        return [found[1]], "Find the number."
    raise NotUnderstood(REFUSAL)


def _one(told: list[str]) -> Situation:
    told = [
        re.sub(
            r"(?i)^when (\S+) is (subtracted from|added to) (.+?),? the result is (.+)$",
            lambda m: (
                f"{m[3]} {'minus' if m[2].lower().startswith('s') else 'plus'} {m[1]} is {m[4]}"
            ),
            sentence,
        )
        for sentence in told
    ]
    names = [
        (r"(?:a|the|some|this|that|my|an unknown|the unknown|the same) number|it(?= |$|\.)", _N)
    ]
    if len(told) != 1:
        raise NotUnderstood(REFUSAL)
    equation = relation(told[0], names)
    return Situation(
        "numbers",
        (Unknown("n", "the number", Domain.ANY),),
        (Translation(told[0], equation),),
        (Asked(_N, meaning="The number"),),
        _CONCEPT,
        _SKILLS,
    )


def _two(told: list[str], ask: str) -> Situation:
    some = _ASK_SOME.match(ask)
    if not some and not _ASK_ALL.match(ask):
        raise NotUnderstood(REFUSAL)
    size = bool(re.search(r"(?i)\b(?:larger|smaller|greater|lesser)\b", " ".join(told)))
    first = "larger|greater" if size else "first"
    second = "smaller|lesser" if size else "second"
    both = (
        rf"(?:(?:the|two) )*(?:{first})(?: number| integer| one)?(?: of (?:the two|2) numbers)?|(?:the )?one(?: number| of the numbers| of (?:2|two) numbers)?(?= is)",
        rf"(?:(?:the|two) )*(?:{second})(?: number| integer| one)?(?: of (?:the two|2|two|the 2) numbers)?|(?:the other|another|a second|the second|a first|the first)(?: number)?",
    )
    names: list[tuple[str, Tree]] = [(both[0], _N), (both[1], _M)]
    found: list[Translation] = []
    for sentence in told:
        text = re.sub(r"(?i)\b(?:(?:the )?(?P<op>sum|difference|product) of (?:two|2|the two|the 2|the|both) numbers|their (?P<own>sum|difference|product))", lambda m: f"the {m['op'] or m['own']} of ⟪ and ⟫", sentence)  # fmt: skip
        for piece in re.split(r"(?i)(?:,|;)?\s+and (?=the (?:sum|difference|product) of|one|the larger|the smaller)", text):  # fmt: skip
            own = _marked(piece) if "⟪" in piece else relation(piece, names)
            found.append(Translation(sentence, own))
    if len(found) != 2:
        raise NotUnderstood(REFUSAL)
    meanings = (("the larger number", "the smaller number") if size else ("one number", "the other number"))  # fmt: skip
    asked: tuple[Asked, ...] = (Asked(_N, meaning="One number"), Asked(_M, meaning="The other number"))  # fmt: skip
    if some:
        which = some["which"].lower()
        if not size and which not in ("first", "second"):
            raise NotUnderstood(REFUSAL)
        asked = (asked[0] if which in ("larger", "largest", "greater", "greatest", "first") else asked[1],)  # fmt: skip
    unknowns = (Unknown("n", meanings[0], Domain.ANY), Unknown("m", meanings[1], Domain.ANY))
    return Situation("numbers", unknowns, tuple(found), asked, _CONCEPT, _SKILLS)


def _marked(piece: str) -> Relation:
    text = piece.replace("⟪", "NNN").replace("⟫", "MMM")
    return relation(text, [("NNN", _N), ("MMM", _M)])


def _consecutive(found: re.Match[str], ask: str) -> Situation:
    count = int(found["count"])
    kind = (found["kind"] or "").strip().lower()
    step = 2 if kind else 1
    members = [plus(_N, Number(Fraction(step * at))) for at in range(count)]
    left = plus(*members) if found["op"].lower() == "sum" else times(*members)
    positive = found["positive"] or found["p2"] or found["p3"]
    equation = Relation("=", left, signed(found["value"]))
    some = _ASK_SOME.match(ask)
    if some:
        places = {"smallest": 0, "smaller": 0, "least": 0, "lesser": 0, "first": 0, "second": 1, "third": 2, "middle": count // 2 if count % 2 else None}  # fmt: skip
        at = places.get(some["which"].lower(), count - 1)
        if at is None or at >= count:
            raise NotUnderstood(REFUSAL)
        asked: tuple[Asked, ...] = (Asked(members[at], meaning=f"The {some['which']} number"),)
    elif _ASK_ALL.match(ask):
        asked = tuple(Asked(member) for member in members)
    else:
        raise NotUnderstood(REFUSAL)
    domain = Domain(kind) if kind else Domain.INTEGER
    unknowns = (Unknown("n", "the first of the integers", domain, positive=bool(positive)),)
    words = f"Consecutive {kind + ' ' if kind else ''}integers differ by {step}"
    return Situation("numbers", unknowns, (Translation(words, equation),), asked, _CONCEPT, _SKILLS)
