"""The unit that a question asks for ('in km/h', 'how many joules'), or the kind of quantity ('what
is its speed'). What is not plainly asked is not held against an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fynq.reasoning.reading.words import words
from fynq.reasoning.verification.quantities.amount import Amount
from fynq.reasoning.verification.quantities.context import Context
from fynq.reasoning.verification.quantities.facts import Dimension, times
from fynq.reasoning.verification.quantities.kinds import dimension_of, is_money, with_article
from fynq.reasoning.verification.quantities.reader import Mixed, readings
from fynq.reasoning.verification.quantities.text import Kind, Token, normalised, shown, tokens

_ASKING = frozenset(words("find calculate determine compute what how express give convert evaluate round estimate write state change work answer"))  # fmt: skip
_CONVERTING = frozenset(words("convert express change write"))
_CLAUSES = frozenset(words("where if when given suppose assume assuming since because"))
_MANY = frozenset(words("more total additional extra full whole fewer"))
_JOINING = frozenset(("and", "or"))
_NOT_BEHIND = _JOINING | frozenset(words("per a an each arc"))
_TOLD = frozenset(words("is are measured was were"))
_ONE = Token(Kind.NUMBER, "1", 1.0)
_NOUNS: dict[str, str] = {
    "speed": "speed",
    "velocity": "speed",
    "acceleration": "acceleration",
    "force": "force",
    "tension": "force",
    "thrust": "force",
    "weight": "force|mass",
    "mass": "mass",
    "distance": "length",
    "displacement": "length",
    "height": "length",
    "width": "length",
    "depth": "length",
    "radius": "length",
    "diameter": "length",
    "perimeter": "length",
    "circumference": "length",
    "wavelength": "length",
    "length": "length|time",
    "surface area": "area",
    "area": "area",
    "volume": "volume",
    "kinetic energy": "energy",
    "potential energy": "energy",
    "energy": "energy",
    "work done": "energy",
    "work": "energy",
    "heat": "energy",
    "power": "power",
    "pressure": "pressure",
    "momentum": "momentum",
    "density": "density",
    "duration": "time",
    "period": "time",
    "time": "time",
    "voltage": "voltage",
    "potential difference": "voltage",
    "current": "current",
    "resistance": "resistance",
    "temperature": "temperature",
    "cost": "money",
    "price": "money",
    "profit": "money",
}
_PLAIN = "average|total|final|initial|maximum|minimum|greatest|least|new|original|net|resultant|gravitational|elastic|mechanical|horizontal|vertical|instantaneous|constant|terminal|electrical|thermal|mean|combined|remaining|normal|frictional|actual|approximate|selling|overall"  # fmt: skip
_BEHIND = r"(?=\s*(?:$|[?.,;:()]|(?:of|in|at|when|if|that|required|needed|exerted|acts?|acting|flows?|pulls|pushes|can|could|should|remains|results|around|along|after|before|during|on|between|for|with|from|by|used|produced|done|is|was|does|do|did|must|will|has|have|it|he|she|they|you|the|taken|a|an|to)\b))"  # fmt: skip
_ARTICLE = r"(?:(?:the|its|his|her|their|your|this|a|an) )?"
_WHAT = re.compile(
    r"(?:what(?:'s| is| was| are| will be| would be| must be)?|find|calculate|determine|compute|work out|estimate) "
    + _ARTICLE
    + r"(?:(?:magnitude|size|value) of "
    + _ARTICLE
    + rf")?(?:(?:{_PLAIN}) ){{0,3}}(?P<noun>{'|'.join(sorted(_NOUNS, key=len, reverse=True))})\b{_BEHIND}"
)
_HOW = (
    (re.compile(r"how fast (?:is|was|does|did|will|do|must|can) [^?.,]{1,60}?\b(?:go|going|mov\w+|travel\w*|driv\w+|run\w*|fall\w*|walk\w*|fly\w*|swim\w*|cycl\w+|rid\w+)\b"), "speed"),
    (re.compile(r"how far\b"), "length"),
    (re.compile(r"how long\b"), "time|length"),
    (re.compile(r"how (?:tall|deep|wide)\b"), "length"),
    (re.compile(r"how heavy\b"), "mass|force"),
    (re.compile(r"how much (?:time)\b"), "time"),
    (re.compile(r"how much (?:work|energy|heat)\b"), "energy"),
    (re.compile(r"how much force\b"), "force"),
    (re.compile(r"how much (?:money\b|(?:does|did|do|will|would|should|must) [^?.,]{1,60}?\b(?:cost|earn|pay|spend|owe)\b)"), "money"),
)  # fmt: skip
_OTHERWISE = re.compile(r"\b(?:ratio|percent\w*|fraction|times|factor|per|rate|each|how many|change|error|difference in)\b|%")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """named: readings of the unit asked for. unit: as written. kinds: of quantity, any will do."""

    named: tuple[Amount, ...] = ()
    unit: str = ""
    kinds: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.named or self.kinds)

    @property
    def told(self) -> str:
        return (
            f"a result in {self.unit}"
            if self.unit
            else " or ".join(with_article(kind) for kind in self.kinds)
        )

    def accepts(self, result: Amount) -> bool:
        """The unit asked for, or any of a kind asked for where no unit is named."""
        if not self.named:
            return self.accepts_dimension(result.dimension)
        return any(_same_unit(each, result) for each in self.named)

    def accepts_dimension(self, dimension: Dimension) -> bool:
        if any(each.dimension == dimension for each in self.named):
            return True
        return any(_is_of(dimension, kind) for kind in self.kinds)

    def unsure_of(self, result: Amount) -> bool:
        """Angles, which have no dimension; '2 g' of an acceleration; '8 minutes' where minutes per
        mile are asked for."""
        gravity = "acceleration" in self.kinds and [each.name for each in result.units] == ["gram"]
        rate = "per" in self.unit and any(each.units[:1] == result.units for each in self.named)
        return result.angular or not result.dimension or gravity or rate


def _is_of(dimension: Dimension, kind: str) -> bool:
    """Chemists give energies of a mole, and a rod has a density too."""
    if kind == "money":
        return is_money(dimension)
    if kind == "density":
        return dict(dimension).get("mass") == 1 and {name for name, _ in dimension} == {"mass", "length"}  # fmt: skip
    of_all = times(dimension, dimension_of("amount of substance"))
    return dimension_of(kind) in (dimension, of_all)


def _same_unit(asked: Amount, result: Amount) -> bool:
    if asked.thermal or result.thermal:
        return [each.name for each in asked.units] == [each.name for each in result.units]
    alike = abs(asked.unit - result.unit) <= 1e-6 * abs(asked.unit)
    return asked.dimension == result.dimension and alike


def asked_of(question: str, context: Context) -> Asked:
    plain = normalised(question)
    named: list[tuple[str, tuple[Amount, ...]]] = []
    kinds: list[str] = []
    for sentence in _asking(tokens(plain)):
        found = _named(sentence, plain, context.variables)
        named += found
        said = shown(plain, sentence).lower()
        if not found and not _OTHERWISE.search(said):
            kinds += _kinds(said)
    if not named:
        return Asked(kinds=tuple(dict.fromkeys(kinds)))
    if len({unit for unit, _ in named}) > 1 or kinds:
        own = Asked(tuple(each for _, read in named for each in read), named[0][0])
        others = [kind for kind in kinds if not own.accepts_dimension(dimension_of(kind))]
        if others or len({each.dimension for each in own.named}) > 1 or len({unit for unit, _ in named}) > 1:  # fmt: skip
            return Asked()
        return own
    return Asked(named[0][1], named[0][0])


def _asking(found: Sequence[Token]) -> Iterator[list[Token]]:
    """Sentences that ask for something, without their clauses about what is given."""
    sentence: list[Token] = []
    for token in (*found, Token(Kind.STOP, ".")):
        if token.kind is Kind.STOP and token.text in ".?!\n":
            asks = token.text == "?" or any(each.text.lower() in _ASKING for each in sentence)
            kept = list(_without_clauses(sentence))
            if asks and kept:
                yield kept
            sentence = []
        else:
            sentence.append(token)


def _without_clauses(sentence: Sequence[Token]) -> Iterator[Token]:
    inside = False
    for token in sentence:
        if token.kind is Kind.WORD and token.text in _CLAUSES:
            inside = True
        if inside and token.kind is Kind.STOP and token.text == ",":
            inside = False
        elif not inside:
            yield token


def _named(
    sentence: Sequence[Token], plain: str, variables: frozenset[str]
) -> list[tuple[str, tuple[Amount, ...]]]:
    """Units with how they are written; [] where the sentence joins two."""
    found = []
    converting = any(token.text in _CONVERTING for token in sentence)
    for at, token in enumerate(sentence):
        word, before = token.text.lower(), sentence[at - 1] if at else None
        if word == "many" and before is not None and before.text == "how":
            start = at + 1
            while start < len(sentence) and sentence[start].text in _MANY:
                start += 1
        elif word in ("in", "into") or (word == "to" and converting):
            if before is not None and before.text in _JOINING:
                return []
            if before is not None and before.text in _TOLD:
                continue
            start = at + 1
        else:
            continue
        read = _unit_at(sentence, start, variables)
        ahead = sentence[read[1]] if read is not None and read[1] < len(sentence) else None
        if read is not None and (word == "many" or ahead is None or ahead.text != "of"):
            found.append((shown(plain, sentence[start : read[1]]), read[0]))
    return found


def _unit_at(
    sentence: Sequence[Token], start: int, variables: frozenset[str]
) -> tuple[tuple[Amount, ...], int] | None:
    """Readings of a unit that stands by itself, and its end; None for none, or for two units."""
    rest = list(sentence[start : start + 20])
    if rest and rest[0].text in "$€£¥₹":
        rest[0] = replace(rest[0], text="USD" if rest[0].text == "$" else rest[0].text + " ")
    if not rest or (rest[0].kind is not Kind.UNIT and rest[0].kind is not Kind.OPEN):
        return None
    try:
        read = [each for each in readings([_ONE, *rest], variables) if each.units and each.single]
    except Mixed:
        return None
    if not read:
        return None
    end = max(each.end for each in read)
    after = rest[end - 1] if end - 1 < len(rest) else None
    if after is not None and not (after.kind in {Kind.STOP, Kind.CLOSE} or _goes_on(after)):
        return None
    return tuple(each for each in read if each.end == end), start + end - 1


def _goes_on(after: Token) -> bool:
    return after.kind is Kind.WORD and after.text not in _NOT_BEHIND


def _kinds(said: str) -> list[str]:
    found = [kind for match in _WHAT.finditer(said) for kind in _NOUNS[match["noun"]].split("|")]
    for pattern, kinds in _HOW:
        if pattern.search(said):
            found += kinds.split("|")
    return found
