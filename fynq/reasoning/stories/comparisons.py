"""Who has how many: 'twice as many as', '5 more than half of', sums and differences of owners.

One kind of thing is counted or measured; each owner of it is an unknown, each sentence an equation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree, names_in
from fynq.reasoning.stories.nouns import head, singular
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, letter_for, minus, plus, times
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story, sentences

_ROLE = r"(?:brother|sister|friend|cousin|mother|father|mom|dad|son|daughter|wife|husband|neighbor|uncle|aunt|boss|teacher|grandmother|grandfather)"
_OWNER = rf"(?:(?:[Hh]is|[Hh]er|[Tt]heir) (?:[a-z]+ )?{_ROLE},? [A-Z][a-z]+,?|[A-Z][A-Za-z]*(?:'s? (?!(?:has|is)\b)[a-z]+[A-Za-z]*)?|(?:[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Aa]n?|[Oo]ne) [a-z]+(?: (?!has|have|had|is|was|are|costs?|weighs?)[a-z]+)??|[Ss]?[Hh]e|[Tt]hey|[Ii]t)"  # fmt: skip
_VERB = r"(?:has|have|had|owns?|owned|is|was|are|were|costs?|weighs?|weighed|(?:has )?[a-z]{2,}(?:ed|s)|made|ate|caught|won|sold|bought|read|ran|got|found|took|drank|saw|earn|slept|swam|rode|drove|wrote|built|spent|gave|did|lost|grew|sang|cut|shot|hit|held)"  # fmt: skip
_THING = r"(?:[A-Za-z][a-z'-]+ ){0,3}[a-z'-]+(?: (?:on|in|at) (?:the )?[A-Za-z]+)?"
_SIZE = r"(?:old|tall|long|far|heavy|big|large|wide|high|fast|expensive|deep|much)"
_MORE = r"(?:more|older|taller|longer|heavier|wider|higher|larger|bigger|greater|deeper|farther|further)"
_LESS = r"(?:fewer|less|younger|shorter|lighter|smaller|narrower|lower|cheaper)"
_TAIL = rf"(?: (?:does|do|did|earn|make|{_VERB}))?"
_UNIT = r"(?:years?|dollars|inches|feet|foot|pounds|miles|minutes|hours|points|meters|centimeters|kilograms|ounces|cents|yards|grams|kilometers|days|degrees)"  # fmt: skip


@dataclass
class _Reading:
    """What is known while the sentences are read."""

    owners: dict[str, str] = field(default_factory=dict)
    things: set[str] = field(default_factory=set)
    verbs: set[str] = field(default_factory=set)
    found: list[Translation] = field(default_factory=list)
    last: str = ""
    unit: str = ""

    def owner(self, text: str) -> Name:
        """The unknown of an owner; a pronoun is the last subject."""
        key = _key(text)
        if key in ("he", "she", "it"):
            if not self.last:
                raise NotUnderstood(REFUSAL)
            key = self.last
        if key in ("they", "their", "one", "some", "each", "there", "we", "you"):
            raise NotUnderstood(REFUSAL)
        if key not in self.owners:
            self.owners[key] = letter_for(key, self.owners.values()).name
        return Name(self.owners[key])

    def subject(self, text: str) -> Name:
        name = self.owner(text)
        key = _key(text)
        self.last = key if key not in ("he", "she", "it") else self.last
        return name


def _key(text: str) -> str:
    """'His friend James' and 'James' are one owner."""
    own = text.strip(" ,.").replace("'s", "'").rstrip("'")
    role = re.match(rf"(?i)(?:his|her|their) (?:[a-z]+ )?{_ROLE},? ([A-Z][a-z]+)$", own)
    if role:
        return role[1].lower()
    own = re.sub(r"(?i)^(?:the|an?|his|her|their|one) (?=[a-z])", "", own)
    return re.sub(r"' .*$", "", own).lower()


def read(story: Story) -> Situation:
    try:
        return _things(story)
    except NotUnderstood:
        return _owners(story)


def _owners(story: Story) -> Situation:
    reading = _Reading()
    totals: list[tuple[str, Tree]] = []
    for sentence in (part for text in story.told for part in sentences(text)):
        for clause in _clauses(sentence):
            if not _clause(clause, reading, totals):
                _require_idle(clause)
    asked, meaning = _asked(story.asked, reading)
    for words, value in totals:
        reading.found.append(Translation(words, equal(plus(*(Name(letter) for letter in reading.owners.values())), value)))  # fmt: skip
    _require_consistent(reading, story)
    letters = {name for item in reading.found for name in names_in(item.relation)}
    if (
        len(letters) != len(reading.found)
        or not set(names_in(asked)) <= letters
        or len(reading.found) < 2
    ):
        raise NotUnderstood(REFUSAL)
    what = next(iter(reading.things), "") or reading.unit
    counts = not reading.unit and bool(reading.things)
    domain = (
        Domain.WHOLE
        if counts and not reading.things & {"hour", "mile", "pound", "cup", "gallon"}
        else Domain.NOT_NEGATIVE
    )
    unknowns = tuple(
        Unknown(letter, f"the {what or 'measure'} of {key}", domain)
        for key, letter in reading.owners.items()
    )
    return Situation(
        "comparisons",
        unknowns,
        tuple(reading.found),
        (Asked(asked, reading.unit, places=2 if reading.unit == "dollars" else None, meaning=meaning),),
        "Name each owner's amount with a letter and write each sentence as an equation.",
        ("word-problems", "linear-equations"),
    )  # fmt: skip


def _clauses(sentence: str) -> list[str]:
    """'A has 3 more than B, who has 5, and C has 2' → three clauses."""
    text = sentence.strip().rstrip(".!")
    if re.match(r"(?i)the (?:sum|total|difference)\b", text):
        return [text]
    text = re.sub(
        rf"^(?:After|When|While|At|In|On|During|For) [^,\d]*, (?={_OWNER} {_VERB} )", "", text
    )
    text = re.sub(rf"({_OWNER}),? (?:who|which) (?={_VERB} )", r"\1 ‖\1 ", text)
    text = re.sub(
        rf",? (?:and|while|but|whereas) (?={_OWNER} {_VERB} (?:only )?(?:\d|as many))", " ‖", text
    )
    text = re.sub(rf", (?={_OWNER} {_VERB} (?:only )?\d)", " ‖", text)
    parts = [part.strip() for part in text.split("‖")]
    if len(parts) > 1 and not all(re.search(r"\d", part) for part in parts):
        return [sentence.strip().rstrip(".!")]
    return parts


def _clause(clause: str, reading: _Reading, totals: list[tuple[str, Tree]]) -> bool:
    clause = re.sub(r"(?i)\bthe (?:cost|price) of (?:an?|the) (?=[a-z]+\b)", "the ", clause)
    text = re.sub(
        r"(?i)^(?:if|suppose|given that|and|but|also|then|now|today),? |\b(?:only|exactly|just|currently|already) (?=\d)| (?:last night|yesterday|today)$",
        "",
        clause,
    )
    for take in (_ratio, _difference, _ages_sum, _together, _value):
        if take(text, reading, totals):
            return True
    return False


def _reference(text: str, reading: _Reading) -> Tree | None:
    """'Bo', 'twice Bo', 'half of Bo's jewels', '3 times as many as Bo', 'the number that Bo has'"""
    found = re.fullmatch(
        rf"(?:(?P<k>{NUMBER}) (?:times |of )?)?(?:as (?:many|much|{_SIZE})(?: {_THING})? as |the (?:number|amount) of {_THING} (?:that )?|what |that of |the (?:age|number|height|weight|cost|price|length|width) of )?"
        rf"(?P<o>{_OWNER})(?:'s?(?: [a-z]+){{0,2}})?{_TAIL}",
        text.strip(),
    )
    if found is None:
        return None
    own = reading.owner(found["o"])
    return times(amount(found["k"]), own) if found["k"] else own


def _note(reading: _Reading, verb: str, thing: str | None, unit: str | None = None) -> None:
    reading.verbs.add(verb.lower())
    if thing and re.fullmatch(_UNIT, thing.lower()):
        unit, thing = thing, None
    if thing and not re.fullmatch(r"(?i)age|old|tall|long|much|many|years old", thing):
        reading.things.add(head(thing))
    if unit:
        bare = {"foot": "feet", "year": "years"}.get(unit.lower(), unit.lower())
        if reading.unit and reading.unit != bare:
            raise NotUnderstood(REFUSAL)
        reading.unit = bare


def _ratio(text: str, reading: _Reading, _: list[tuple[str, Tree]]) -> bool:
    found = re.fullmatch(rf"(?P<o>{_OWNER}) (?P<v>{_VERB}) (?P<k>{NUMBER}) (?:times |of )?(?:as (?:many|{_SIZE})(?: (?P<t>{_THING}))? as|the (?:number|amount) of (?P<n>{_THING}) (?:that|as)|what|the (?:amount|number)(?: that)?) (?P<r>.+)", text)  # fmt: skip
    if not found or re.search(r"\btimes (?:more|older|less)", text):
        return False
    base = _reference(found["r"], reading)
    left = reading.subject(found["o"])
    if base is None or base == left:
        raise NotUnderstood(REFUSAL)
    _note(reading, found["v"], found["t"] or found["n"])
    reading.found.append(Translation(text, equal(left, times(amount(found["k"]), base))))
    return True


def _difference(text: str, reading: _Reading, _: list[tuple[str, Tree]]) -> bool:
    found = re.fullmatch(rf"(?P<o>{_OWNER}) (?P<v>{_VERB}) (?P<n>{NUMBER})(?P<p>%)?(?: (?P<u>{_UNIT}))? (?P<m>{_MORE}|{_LESS})(?: (?!than)(?P<t>{_THING}))? than (?P<r>.+)", text)  # fmt: skip
    if not found:
        return False
    base = _reference(found["r"], reading)
    left = reading.subject(found["o"])
    if base is None or base == left:
        raise NotUnderstood(REFUSAL)
    _note(reading, found["v"], found["t"], found["u"])
    up = re.fullmatch(_MORE, found["m"]) is not None
    size = amount(found["n"])
    if found["p"]:
        size = times(amount(found["n"] + "%"), base)
    reading.found.append(
        Translation(text, equal(left, plus(base, size) if up else minus(base, size)))
    )
    return True


def _value(text: str, reading: _Reading, _: list[tuple[str, Tree]]) -> bool:
    bare = re.fullmatch(rf"(?P<o>{_OWNER}) is (?P<n>{NUMBER})", text)
    if bare and reading.unit in ("", "years"):
        reading.unit = "years"
        reading.found.append(
            Translation(text, equal(reading.subject(bare["o"]), amount(bare["n"])))
        )
        return True
    found = re.fullmatch(rf"(?P<o>{_OWNER}) (?P<v>{_VERB}) (?P<n>{NUMBER}) (?P<t>{_THING})", text)
    if not found or re.search(
        r"\b(?:per|each|every|a day|a week|more|fewer|less|times|and|of the)\b", found["t"]
    ):
        return False
    left = reading.subject(found["o"])
    thing = re.sub(r" (?:old|tall|long|wide|high|heavy)$", "", found["t"])
    _note(reading, found["v"], thing)
    reading.found.append(Translation(text, equal(left, amount(found["n"]))))
    return True


def _ages_sum(text: str, reading: _Reading, totals: list[tuple[str, Tree]]) -> bool:
    found = re.fullmatch(rf"[Tt]he (?:sum|total) of (?:their ages|the ages of (?P<a>{_OWNER}) and (?P<b>{_OWNER})) is (?P<n>{NUMBER})", text)  # fmt: skip
    if not found:
        return False
    if found["a"]:
        pair = plus(reading.owner(found["a"]), reading.owner(found["b"]))
        reading.found.append(Translation(text, equal(pair, amount(found["n"]))))
    else:
        totals.append((text, amount(found["n"])))
    reading.unit = reading.unit or "years"
    return True


def _together(text: str, reading: _Reading, totals: list[tuple[str, Tree]]) -> bool:
    found = re.fullmatch(rf"(?P<who>[A-Za-z ,]+?) (?P<v>{_VERB}|have|earn) (?:a total of )?(?P<n>{NUMBER}) (?P<t>{_THING}) (?:together|altogether|in total|combined|in all)", text) or re.fullmatch(rf"[Tt]ogether,? (?P<who>[A-Za-z ]+?) (?P<v>have|cost|weigh|earn|own) (?:a total of )?(?P<n>{NUMBER}) (?P<t>{_THING})", text) or re.fullmatch(rf"(?P<who>{_OWNER} and {_OWNER}) (?P<v>have|cost|weigh|own) (?:a total of )?(?P<n>{NUMBER}) (?P<t>{_THING})", text) or re.fullmatch(rf"(?P<who>[A-Za-z ,]+?),? (?:together|combined),? (?P<v>{_VERB}|have|earn) (?:a total of )?(?P<n>{NUMBER}) (?P<t>{_THING}?)(?: a year| a month| a week)?", text)  # fmt: skip
    if not found:
        return False
    who = found["who"].strip()
    _note(reading, found["v"], found["t"])
    listed = _listed(who, reading)
    if listed:
        reading.found.append(Translation(text, equal(plus(*listed), amount(found["n"]))))
    elif re.fullmatch(
        r"(?i)they|a (?:married )?couple|the (?:two|three|2|3)(?: [a-z]+)?|both", who
    ):
        totals.append((text, amount(found["n"])))
    else:
        raise NotUnderstood(REFUSAL)
    return True


def _listed(text: str, reading: _Reading) -> list[Tree]:
    """'Ann, Bo and Cy' as their unknowns; empty for anything else."""
    parts = [part for part in re.split(r",? and |, ", text.strip()) if part]
    if (
        re.match(r"(?i)(?:an?|the) ", text)
        and len(parts) == 2
        and re.fullmatch(r"[a-z]+", parts[1])
    ):
        parts[1] = f"the {parts[1]}"
    if len(parts) < 2 or not all(re.fullmatch(_OWNER, part) for part in parts):
        return []
    return [reading.owner(part) for part in parts]


def _asked(text: str, reading: _Reading) -> tuple[Tree, str]:
    """What is asked, in the unknowns."""
    asked = text.strip().rstrip("?. ")
    end = r"(?: (?:in total|altogether|combined|together|in all|total|now))*"
    more = re.fullmatch(rf"(?i:how) (?:many|much) (?:more|fewer|less|older|longer|taller)(?: (?P<t>{_THING}?))? (?:does|did|do|is|was) (?P<a>{_OWNER})(?: [a-z]+)? than (?P<b>{_OWNER}){_TAIL}", asked)  # fmt: skip
    if more:
        if more["t"]:
            _note(reading, "", more["t"])
        first, second = reading.owner(more["a"]), reading.owner(more["b"])
        return (minus(second, first) if re.search(r"(?i)how (?:many|much) (?:fewer|less)", asked) else minus(first, second)), "The difference"  # fmt: skip
    difference = re.fullmatch(
        rf"(?i:what is|find) the difference between the ages of (?P<a>{_OWNER}) and (?P<b>{_OWNER})",
        asked,
    )
    if difference:
        return minus(
            reading.owner(difference["a"]), reading.owner(difference["b"])
        ), "The difference"
    total = re.fullmatch(rf"(?i:how) (?:many|much)(?: (?P<t>{_THING}?))? (?:do|did|does|are|were|have) (?P<who>.+?)(?: (?:have|own|earn|make|made|cost|weigh|get|make|collect|sell|buy|catch|read|eat|pick|score|bake|find)){end}", asked) or re.fullmatch(r"(?i:what (?:is|was)|find|calculate) the (?:total|combined) (?:number|amount)(?: of (?P<t>[a-z ]+?))? (?:that )?(?P<who>.+?) (?:have|has|own|ate|sold)(?: (?:together|altogether|in total|combined|in all))?", asked)  # fmt: skip
    if total:
        who = total["who"].strip()
        listed = _listed(who, reading)
        everyone = re.fullmatch(r"(?i)they(?: all)?|(?:all |the )?(?:two|three|four|2|3|4|all)(?: of them| (?:boys|girls|friends|people|children|kids|siblings|brothers|sisters))?", who)  # fmt: skip
        if total["t"]:
            _note(reading, "", total["t"])
        if listed:
            return plus(*listed), "The total"
        if everyone:
            counted = re.search(r"(?i)\b(two|three|four|2|3|4)\b", who)
            size = (
                {"two": 2, "three": 3, "four": 4, "2": 2, "3": 3, "4": 4}.get(counted[1].lower(), 0)
                if counted
                else 0
            )
            if size and size != len(reading.owners):
                raise NotUnderstood(REFUSAL)
            return plus(*(Name(letter) for letter in reading.owners.values())), "The total"
        if re.fullmatch(_OWNER, who) and not re.search(
            r"(?i)\b(?:together|combined|altogether|in total|in all|total)\b", asked
        ):
            return _known(reading, who), "The number"
        raise NotUnderstood(REFUSAL)
    one = re.fullmatch(rf"(?i:how) many {_UNIT} (?:long|wide|tall|old|high) (?:is|are|was) (?P<o>{_OWNER})", asked) or re.fullmatch(rf"(?i:how) (?:old|tall|long|wide|heavy|big|much|high)(?: in [a-z]+)? (?:is|are|was|does|will) (?P<o>{_OWNER})(?: (?:cost|weigh|be|now|earn))?", asked) or re.fullmatch(rf"(?i:what is|find|what was|what does|calculate) (?:the (?:age|number|height|weight|cost|price) of )?(?P<o>{_OWNER})(?:'s)?(?: (?:age|height|weight|earn|cost))?", asked)  # fmt: skip
    if one:
        return _known(reading, one["o"]), "The answer"
    raise NotUnderstood(REFUSAL)


def _known(reading: _Reading, who: str) -> Tree:
    key = _key(who)
    if key in ("he", "she", "it"):
        key = reading.last
    if key not in reading.owners:
        raise NotUnderstood(REFUSAL)
    return Name(reading.owners[key])


def _require_idle(clause: str) -> None:
    Ledger(Story((clause,), "", "", None, (), False)).settle()


def _kind(phrase: str) -> str:
    """'crossword puzzles' → 'crossword puzzle'"""
    words = phrase.lower().split()
    return " ".join([*words[:-1], singular(words[-1])])


_HAVING = frozenset(
    ("has", "have", "had", "owns", "own", "owned", "", "is", "was", "are", "were", "did")
)


def _require_consistent(reading: _Reading, story: Story) -> None:
    """One kind of thing, and one thing that is done with it."""
    if len(reading.things) > 1 or (reading.things and reading.unit and reading.unit != "dollars"):
        raise NotUnderstood(REFUSAL)
    doing = {verb[:3] for verb in reading.verbs - _HAVING}
    if len(doing) > 1 or (doing and reading.verbs & {"has", "have", "had"}):
        raise NotUnderstood(REFUSAL)
    if re.search(r"(?i)\b(?:ago|will be|in \d+ years)\b", " ".join((*story.told, story.asked))):
        raise NotUnderstood(REFUSAL)


def _things(story: Story) -> Situation:
    """'The number of textbooks was three more than the number of notebooks', and one number."""
    from fynq.reasoning.stories.relations import relation

    told = [part for text in story.told for part in sentences(text)]
    kinds = list(dict.fromkeys(_kind(found[1]) for sentence in told for found in re.finditer(r"\bnumber of ([A-Za-z]+(?: (?!was|is|were|are|he|she|they|it|sold|read|bought)[a-z]+)?)", sentence)))  # fmt: skip
    if len(kinds) != 2:
        raise NotUnderstood(REFUSAL)
    letters = dict(zip(kinds, "ab", strict=True))
    stems = {kind: kind[:-1] if kind.endswith("y") else kind for kind in kinds}
    heads = {head(kind): kind for kind in kinds}

    def of(phrase: str) -> str:
        own = _kind(phrase)
        known = own if own in letters else heads.get(head(phrase), "") if len(heads) == 2 else ""
        if not known:
            raise NotUnderstood(REFUSAL)
        return letters[known]

    names: list[tuple[str, Tree]] = [
        (rf"(?:the )?number of (?:[A-Za-z]+ )?{re.escape(stems[kind])}[a-z]*(?: (?:he|she|they|it) [a-z]+)?(?: sold| read| bought)?", Name(letters[kind]))
        for kind in kinds
    ]  # fmt: skip
    found: list[Translation] = []
    for sentence in told:
        if re.match(r"(?i)the number of", sentence):
            found.append(Translation(sentence, relation(sentence, names)))
            continue
        value = re.fullmatch(rf"(?:{_OWNER}) [a-z]+ (?P<n>{NUMBER}) (?P<t>{_THING})\.?", sentence)
        both = re.fullmatch(rf"(?:{_OWNER}) [a-z]+ (?:a total of )?(?P<n>{NUMBER}) (?P<t>[a-z ]+?)(?: in all| in total| altogether)\.?", sentence)  # fmt: skip
        if value:
            found.append(Translation(sentence, equal(Name(of(value["t"])), amount(value["n"]))))
        elif both and all(re.search(stems[kind], both["t"]) for kind in kinds):
            found.append(
                Translation(sentence, equal(plus(Name("a"), Name("b")), amount(both["n"])))
            )
        else:
            _require_idle(sentence)
    ask = re.fullmatch(rf"(?i:how many) (?P<t>{_THING}?) (?:did|does|do|were|are|was) (?:[A-Za-z ]+)", story.asked.strip().rstrip("?. "))  # fmt: skip
    if ask is None or len(found) != 2:
        raise NotUnderstood(REFUSAL)
    return Situation(
        "comparisons",
        tuple(Unknown(letters[kind], f"the number of {kind}s", Domain.WHOLE) for kind in kinds),
        tuple(found),
        (Asked(Name(of(ask["t"])), meaning="The number"),),
        "Name both numbers and write the sentence as an equation.",
        ("word-problems", "linear-equations"),
    )
