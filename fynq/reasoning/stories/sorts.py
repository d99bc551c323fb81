"""One owner's things of several sorts: 9 red sticks, 5 more blue sticks than red, and half as many
green ones as blue. Each sort is an unknown."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree, names_in
from fynq.reasoning.stories.nouns import head, singular
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, letter_for, minus, plus, times
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story, sentences

_SORT = r"(?:[a-z][a-z'-]*(?: [a-z][a-z'-]*){0,2}?)"
_LEAD = r"(?:(?:[A-Z][a-z]+|(?:[Tt]he|[Hh]is|[Hh]er|[Aa]n?) [a-z]+(?: [a-z]+)?|[Ss]?[Hh]e|[Tt]hey|[Tt]here) (?:also )?(?:has|have|had|are|were|is|was|sees|saw|counts|counted|plants|planted|bought|buys|owns|picks|picked|made|bakes|baked|found|sold|sells|raises|rears|contains|keeps)(?: only| exactly)? )?"
_PLACE = r"(?: (?:in|on|at|inside) (?:the|a|an|his|her|their|its) [a-z]+(?: [a-z]+)?)?"
_STOP = frozenset(
    (
        "the",
        "a",
        "an",
        "of",
        "there",
        "are",
        "is",
        "have",
        "has",
        "as",
        "ones",
        "one",
        "many",
        "number",
    )
)
_ALL = frozenset(("kid", "child", "person", "student", "animal", "flower", "fruit", "insect", "vegetable", "gem", "pet", "bird", "coin", "tree", "plant", "vehicle", "toy", "drink", "snack", "member", "people"))  # fmt: skip


class _Sorts:
    """The sorts met so far, known by their words: 'blue' is the blue sticks."""

    def __init__(self) -> None:
        self.known: dict[frozenset[str], str] = {}
        self.said: dict[str, str] = {}
        self.heads: set[str] = set()

    def _within(self, words: frozenset[str], key: frozenset[str]) -> bool:
        """'blue' is within 'blue stick'; 'stick' alone is every stick."""
        return words < key and not words <= self.heads

    def whole(self, phrase: str) -> bool:
        """Is it the name of all the sorts: coins, of gold and silver coins?"""
        word = head(phrase)
        return " " not in phrase and all(word in key and len(key) > 1 for key in self.known)

    def name(self, phrase: str) -> Name:
        words = frozenset(singular(word) for word in phrase.lower().split()) - _STOP
        if not words or len(words) > 3:
            raise NotUnderstood(REFUSAL)
        fitting = [key for key in self.known if words == key or self._within(words, key) or self._within(key, words)]  # fmt: skip
        if len(fitting) > 1:
            raise NotUnderstood(REFUSAL)
        if fitting:
            letter = self.known.pop(fitting[0])
            self.known[fitting[0] | words] = letter
            return Name(letter)
        self.heads.add(head(phrase))
        letter = letter_for(phrase, self.known.values()).name
        self.known[words] = letter
        self.said[letter] = phrase
        return Name(letter)

    def find(self, phrase: str) -> Name | None:
        words = frozenset(singular(word) for word in phrase.lower().split()) - _STOP
        fitting = [key for key in self.known if words <= key]
        return Name(self.known[fitting[0]]) if len(fitting) == 1 and len(self.known) > 1 else None


def read(story: Story) -> Situation:
    sorts = _Sorts()
    found: list[Translation] = []
    counts: list[tuple[str, str, Tree]] = []
    compared = 0
    for sentence in (part for text in story.told for part in sentences(text)):
        for clause in _clauses(sentence):
            text = re.sub(r"^(?:If|Also,|And|and|while) ", "", clause)
            relation = _compare(text, sorts)
            if relation is not None:
                compared += 1
                found.append(Translation(clause, equal(*relation)))
                continue
            count = _count(text)
            if count is None:
                Ledger(Story((clause,), "", "", None, (), False)).settle()
                continue
            counts.append((clause, *count))
    totals: list[tuple[str, Tree]] = []
    for clause, phrase, value in counts:
        if sorts.whole(phrase):
            totals.append((clause, value))
        else:
            found.append(Translation(clause, equal(sorts.name(phrase), value)))
    everything = plus(*(Name(letter) for letter in sorts.known.values()))
    found += [Translation(clause, equal(everything, value)) for clause, value in totals]
    if not compared or len(sorts.known) < 2 or _owners(story) > 1:
        raise NotUnderstood(REFUSAL)
    asked = _asked(story.asked, sorts)
    letters = {name for item in found for name in names_in(item.relation)}
    if len(letters) != len(found) or not set(names_in(asked)) <= letters:
        raise NotUnderstood(REFUSAL)
    return Situation(
        "sorts",
        tuple(
            Unknown(letter, f"the number of {said}", Domain.WHOLE)
            for letter, said in sorts.said.items()
        ),
        tuple(found),
        (Asked(asked, meaning="The number"),),
        "Name the number of each sort and write each sentence as an equation.",
        ("word-problems", "linear-equations"),
    )


def _owners(story: Story) -> int:
    """People who have things, by their names: two of them are another kind of story."""
    having = r"(?:has|have|had|bought|buys|owns|picked|picks|made|found|sold|planted|plants)"
    return len(
        set(re.findall(rf"\b([A-Z][a-z]+) {having}\b", " ".join(story.told)))
        - {"There", "She", "He", "They", "It"}
    )


def _clauses(sentence: str) -> list[str]:
    text = sentence.strip().rstrip(".!")
    text = re.sub(rf",? (?:and|but|while) (?={NUMBER} |the number of|there )", " ‖", text)
    text = re.sub(rf", (?={NUMBER} )", " ‖", text)
    return [re.sub(rf"^{_LEAD}(?=\d|the number)", "", part.strip()) for part in text.split("‖")]


def _compare(text: str, sorts: _Sorts) -> tuple[Tree, Tree] | None:
    more = re.fullmatch(rf"(?P<n>{NUMBER})(?P<p>%)? (?P<m>more|fewer|less) (?P<a>{_SORT}) than (?:there (?:are|were) )?(?:the )?(?P<b>{_SORT})(?: (?:he|she|they) (?:has|have|had))?{_PLACE}", text)  # fmt: skip
    if more:
        left, base = sorts.name(more["a"]), sorts.name(more["b"])
        size: Tree = times(amount(more["n"] + "%"), base) if more["p"] else amount(more["n"])
        return left, plus(base, size) if more["m"] == "more" else minus(base, size)
    many = re.fullmatch(rf"(?P<k>{NUMBER}) (?:times )?(?:as many (?P<a>{_SORT}) (?:as|than)|the number of (?P<c>{_SORT}) (?:as|than))(?: there (?:are|were))?(?: the)? (?P<b>{_SORT}){_PLACE}", text)  # fmt: skip
    if many:
        return sorts.name(many["a"] or many["c"]), times(amount(many["k"]), sorts.name(many["b"]))
    both = re.fullmatch(rf"(?P<n>{NUMBER}) (?P<m>more|fewer|less) than (?P<k>{NUMBER}) times (?:as many|the number of) (?P<a>{_SORT}) as (?:there (?:are|were) )?(?P<b>{_SORT}){_PLACE}", text)  # fmt: skip
    if both:
        scaled = times(amount(both["k"]), sorts.name(both["b"]))
        return sorts.name(both["a"]), plus(scaled, amount(both["n"])) if both["m"] == "more" else minus(scaled, amount(both["n"]))  # fmt: skip
    number = re.fullmatch(rf"[Tt]he number of (?P<a>{_SORT}) (?:is|was) (?P<n>{NUMBER}) (?P<m>more|less|fewer) than (?:the number of )?(?:the )?(?P<b>{_SORT})", text)  # fmt: skip
    if number:
        other = sorts.name(number["b"])
        return sorts.name(number["a"]), plus(other, amount(number["n"])) if number["m"] == "more" else minus(other, amount(number["n"]))  # fmt: skip
    return None


def _count(text: str) -> tuple[str, Tree] | None:
    found = re.fullmatch(rf"(?P<n>{NUMBER}) (?P<a>{_SORT}){_PLACE}", text)
    if (
        not found
        or re.search(
            r"\b(?:of|each|per|dollars|times|more|less|hours|days|years|weeks)\b", found["a"]
        )
        or "/" in found["n"]
    ):
        return None
    return found["a"], amount(found["n"])


def _asked(asked: str, sorts: _Sorts) -> Tree:
    text = asked.strip().rstrip("?. ")
    found = re.fullmatch(rf"(?i:how many)(?P<x> total)? (?P<t>{_SORT}) (?:are|were|is|was|does|did|do)(?: there| [A-Z][a-z]+| s?he| they| it| the [a-z]+)?(?: [a-z]+)??(?P<y> (?:in total|altogether|in all|total|combined))?{_PLACE}(?P<z> (?:in total|altogether|in all|total|combined))?", text) or re.fullmatch(rf"(?i:find|calculate|what is) the (?P<x>total) number of (?P<t>{_SORT})(?P<y>)(?P<z>)(?: [a-z ]+)?", text)  # fmt: skip
    if found is None or re.search(r"(?i)\b(?:more|fewer|less|left|each)\b", text):
        raise NotUnderstood(REFUSAL)
    own = sorts.find(found["t"])
    everything = plus(*(Name(letter) for letter in sorts.known.values()))
    total = found["x"] or found["y"] or found["z"]
    if own is not None and not total:
        return own
    heads = {head(said) for said in sorts.said.values()}
    common = all(head(found["t"]) in key for key in sorts.known)
    if (
        own is None
        and (total or common or head(found["t"]) in _ALL)
        and head(found["t"]) not in (heads if not common else ())
    ):
        return everything
    raise NotUnderstood(REFUSAL)
