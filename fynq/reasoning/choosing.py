"""Which sentences of the passages answer a question, or none."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from fynq.domain.knowledge import Passage
from fynq.reasoning.classified import language_of
from fynq.reasoning.focus import Focus, Kind, focus, tokens
from fynq.reasoning.forms import goes_on, tells
from fynq.reasoning.passages import LIGHT as LIGHT_WORDS
from fynq.reasoning.passages import Sentence, sentences, stem, terms
from fynq.reasoning.reading.slips import one_slip
from fynq.reasoning.speaking import Said, answers, in_order, said, speaks_of

LIMIT = 3
COVERED = 0.62
"""The share of the question, by weight of its words, that the leading sentence and its title must
have; measured on 160 questions about the starter notes and beside them."""
COVERED_NEAR = 0.5
NEAR = 0.55
"""A passage so near to the question (cosine) may say it in other words."""
LIGHT = 0.3
DIRECT = 1.2
"""What a sentence is preferred by that says what was asked."""
FACTS = frozenset((Kind.PERSON, Kind.PLACE, Kind.TIME, Kind.COUNT))
"""A sentence that does not say who, where, when or how many is no answer."""
ORDERED = 0.3
HALF = 0.5
"""What a word counts that stands only above the sentence."""
_LIGHT = frozenset(map(stem, LIGHT_WORDS))
_CAUSE = re.compile(r"(?i)\b(?:because|since|therefore|thus|so that|and so|due to|causes?|reason|as a result|hence|which is why|this means|leads? to)\b")  # fmt: skip
_DEFINES = re.compile(r"(?i)\b(?:is|are|means|measures?|describes?|is called|refers to|tells?|says?|consists?|has)\b")  # fmt: skip
_WHY = re.compile(r"(?i)\W*(?:\w+\W+){0,3}?(?:why|how|y)\b|.*\b(?:cause|reason)")
_WHAT = re.compile(r"(?i)^\W*(?:\w+\W+){0,3}?(?:what(?:'s|s| is| are| was| does)?|define|explain|describe|state)\b(?!.*\b(?:difference|and|or|between)\b)")  # fmt: skip
_HEADING = re.compile(r"(?m)^#{1,6}\s+(.+)$")
_ASIDE = re.compile(r"(?i)\b(?:mistake|misconception|example|error)s?\b")
_MISTAKEN = re.compile(r"(?i)\b(?:common mistake|misconception|mistaken|it is wrong to|is wrong|is false|(?:people|students|many) (?:often )?(?:think|believe|say))\b")  # fmt: skip
_ENGLISH = re.compile(
    r"(?i)\W*(?:what|why|how|who|whom|when|where|which|define|explain|describe)\b"
)
_LEGEND = re.compile(r"^(?:Here|where)\s+\$")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's words with their weights: rare words weigh more, words unknown to all the
    passages the most. pair: two words that name one thing and have to stand together."""

    weights: Mapping[str, float]
    causal: bool
    defining: bool
    pair: tuple[str, str] | None

    @property
    def total(self) -> float:
        return sum(self.weights.values()) or 1.0

    def rarest(self, words: Collection[str]) -> str:
        """Of them the one that weighs most; '' where none is known."""
        held = [word for word in words if word in self.weights]
        return max(held, key=self.weights.__getitem__, default="")

    def only(self, words: Collection[str]) -> _Asked:
        """Without the words around the subject, as many in "how many"."""
        held = {word: weight for word, weight in self.weights.items() if word in words}
        return replace(self, weights=held) if held else self

    def share(self, found: set[str]) -> float:
        return sum(weight for term, weight in self.weights.items() if term in found) / self.total


def best(question: str, passages: Sequence[Passage], limit: int = LIMIT) -> list[Sentence]:
    """The sentence that answers the question, then its best neighbours in reading order; [] when no
    sentence has enough of the question's words, be it with its title."""
    everything = [item for number, passage in enumerate(passages, 1) for item in sentences(passage, number)]  # fmt: skip
    asked = _asked(question, everything, passages)
    if asked is None:
        return []
    aimed = _aimed(question, everything, passages)
    told = [item for item in everything if tells(item.text)]
    scored = {item: _score(item, passages[item.number - 1], asked) for item in told}
    speaking = {item for item in told if _speaks(item, passages[item.number - 1], asked, aimed)}
    direct = {item for item in speaking if _answers(item, passages[item.number - 1], asked, aimed)}
    facts = aimed is not None and aimed.kind in FACTS
    leads = [
        item
        for item in told
        if item in speaking
        and (item in direct or (not facts and _leads(item, passages[item.number - 1], asked)))
        and _may_lead(item, passages[item.number - 1])
    ]
    if not leads:
        return []

    def merit(item: Sentence) -> float:
        ordered = aimed is not None and in_order(_said(item, passages[item.number - 1]), aimed)
        return scored[item] + DIRECT * (item in direct) + ORDERED * ordered

    lead = max(leads, key=merit)
    document = passages[lead.number - 1].document
    others = [
        item
        for item in told
        if item != lead
        and passages[item.number - 1].document == document
        and (
            (item in speaking and scored[item] >= 0.55 * scored[lead])
            or (item.number == lead.number and _follows(lead, item) and _goes_on(item, aimed))
        )
        and scored[item] > 0.3
        and _may_lead(item, passages[item.number - 1])
    ]
    chosen = sorted(others, key=lambda item: -scored[item])[: limit - 1]
    return _distinct([lead, *sorted(chosen, key=lambda item: (item.number, item.start))])


def says_so(question: str, quote: str, passage: Passage) -> bool:
    """Whether one of the quoted sentences says what was asked. Of questions in other languages than
    English their words tell."""
    everything = sentences(passage, 1)
    asked = _asked(question, everything, [passage])
    aimed = _aimed(question, everything, [passage])
    if asked is None or aimed is None:
        return asked is not None
    return any(
        _speaks(item, passage, asked, aimed) and _answers(item, passage, asked, aimed)
        for item in everything
        if item.text in quote
    )


def told_by(question: str, passages: Sequence[Passage]) -> bool:
    """Whether a sentence of the passages says what was asked."""
    found = best(question, passages)
    return bool(found) and says_so(question, found[0].text, passages[found[0].number - 1])


def _aimed(
    question: str, everything: Sequence[Sentence], passages: Sequence[Passage]
) -> Focus | None:
    """None where the question is not English. A word with one slip is the one that was meant."""
    if language_of(question) not in ("", "en") and not _ENGLISH.match(question):
        return None
    texts = [item.text for item in everything]
    texts += [f"{passage.title} {passage.heading}" for passage in passages]
    known = {token.stem for text in texts for token in tokens(text)}
    found = focus(question)
    return found.reworded(lambda word: _meant(word, known) if _is_word(word, known) else "")


def _is_word(word: str, known: set[str]) -> bool:
    """Two letters that nobody writes are a slip."""
    return len(word) != 2 or not word.isalpha() or word in known


def _speaks(item: Sentence, passage: Passage, asked: _Asked, aimed: Focus | None) -> bool:
    if aimed is None:
        return True
    found = _said(item, passage)
    if not speaks_of(found, aimed):
        return False
    if aimed.whole:
        return True
    around = {token.stem for heading in found.above for token in heading}
    near = {token.stem for token in found.own} | around
    firsts = (next((w for w in group if w not in _LIGHT), "") for group in aimed.subject)
    rarest = asked.rarest(sorted(aimed.words))
    return (not rarest or rarest in terms(item.text)) and all(not w or w in near for w in firsts)


def _answers(item: Sentence, passage: Passage, asked: _Asked, aimed: Focus | None) -> bool:
    if aimed is None or _aside(item, passage) == "mistake":
        return False
    own = set(terms(item.text))
    wanted = asked.only(aimed.words)
    share = wanted.share(own) + HALF * wanted.share(set(_around(passage)) - own)
    return answers(_said(item, passage), aimed, share)


def _said(item: Sentence, passage: Passage) -> Said:
    inside = [found[1] for found in _HEADING.finditer(passage.text, 0, item.start)]
    return said(item.text, [passage.title, passage.heading, *inside[-1:]])


def _goes_on(item: Sentence, aimed: Focus | None) -> bool:
    return aimed is None or goes_on(item.text)


def _may_lead(item: Sentence, passage: Passage) -> bool:
    return passage.kind != "exercise"


def _distinct(found: Sequence[Sentence]) -> list[Sentence]:
    """Chunks may overlap, so the same sentence may be found twice."""
    return list({item.text: item for item in reversed(found)}.values())[::-1]


def _follows(lead: Sentence, item: Sentence) -> bool:
    return 0 <= item.start - lead.end <= 2


def _asked(
    question: str, everything: Sequence[Sentence], passages: Sequence[Passage]
) -> _Asked | None:
    counts = Counter(term for item in everything for term in set(terms(item.text)))
    titles = {term for passage in passages for term in terms(f"{passage.title} {passage.heading}")}
    known = counts.keys() | titles
    listed = [_meant(term, known) for term in terms(question)]
    listed = [term for term in listed if len(term) > 2 or term in known]
    if not listed or not everything:
        return None
    weights = {
        term: math.log(2 + len(everything) / (1 + counts[term]))
        * (LIGHT if term in _LIGHT else 1.0)
        for term in listed
    }
    heavy = list(dict.fromkeys(term for term in listed if term not in _LIGHT))
    what = _WHAT.match(question) is not None
    plain = " ".join(re.findall(r"[a-z']+", question.lower()))
    side_by_side = len(heavy) == 2 and _adjacent(heavy, plain.split())
    pair = (heavy[0], heavy[1]) if what and side_by_side else None
    return _Asked(weights, _WHY.match(question) is not None, what, pair)


def _adjacent(heavy: Sequence[str], said: Sequence[str]) -> bool:
    """Whether the two words stand side by side in the question, or with 'of' between them."""
    stems = [terms(word)[:1] for word in said if word != "of"]
    return any([*a, *b] == list(heavy) for a, b in itertools.pairwise(stems))


def _meant(term: str, known: set[str] | Counter[str]) -> str:
    """The known word that was typed with one slip, if there is just one."""
    if term in known or len(term) < 4:
        return term
    near = [word for word in known if len(word) > 2 and one_slip(term, word)]
    return near[0] if len(near) == 1 else term


def _around(passage: Passage) -> list[str]:
    return terms(f"{passage.title} {passage.heading}")


def _leads(item: Sentence, passage: Passage, asked: _Asked) -> bool:
    if item.text.rstrip().endswith("?") or _LEGEND.match(item.text) or _aside(item, passage) == "mistake":  # fmt: skip
        return False
    own, around = terms(item.text), _around(passage)
    if passage.start == 0 and item == sentences(passage, item.number)[0] and asked.share(set(around)) > 0.95:  # fmt: skip
        return True
    needed = COVERED_NEAR if passage.score >= NEAR else COVERED
    heavy = {term for term in asked.weights if term not in _LIGHT}
    if len(heavy) == 1 and not heavy & set(around) and not _is_subject(item.text, asked):
        return False
    if asked.defining and len(heavy) <= 3 and not heavy <= {*own, *around}:
        return False
    if not asked.share(set(own)) or asked.share({*own, *around}) < needed:
        return False
    return asked.pair is None or any(_together(asked.pair, listed) for listed in (own, around))


def _together(pair: tuple[str, str], listed: Sequence[str]) -> bool:
    return any(set(pair) == set(both) for both in itertools.pairwise(listed))


def _aside(item: Sentence, passage: Passage) -> str:
    """'mistake' or 'example' when the sentence stands under such a heading, else ''."""
    above = [found[1] for found in _HEADING.finditer(passage.text, 0, item.start)]
    heading = above[-1] if above else passage.heading
    if not _ASIDE.search(heading):
        return ""
    return "example" if "xample" in heading else "mistake"


def _score(item: Sentence, passage: Passage, asked: _Asked) -> float:
    own, around = set(terms(item.text)), set(_around(passage))
    share = asked.share(own)
    score = share + 0.4 * asked.share(around - own)
    if not score:
        return 0.0
    wanted = _CAUSE if asked.causal else _DEFINES
    score += 0.2 * (wanted.search(item.text) is not None) + 0.25 * max(0.0, passage.score)
    score += 0.4 * (asked.defining and _is_subject(item.text, asked))
    if passage.start == 0 and item.start < 60:
        score += 0.15 + 0.5 * asked.share(around)
    score -= 0.3 * item.text.rstrip().endswith("?") + 0.5 * (
        _MISTAKEN.search(item.text) is not None
    )
    score -= {"mistake": 0.6, "example": 0.4, "": 0.0}[_aside(item, passage)]
    return score - 0.4 * (_LEGEND.match(item.text) is not None)


def _is_subject(text: str, asked: _Asked) -> bool:
    """The sentence begins with what is asked for and goes on to say what it is."""
    verb = _DEFINES.search(text)
    if verb is None:
        return False
    subject = set(terms(text[: verb.start()]))
    heavy = {term for term in asked.weights if term not in _LIGHT}
    return bool(heavy) and heavy <= subject and len(subject) <= len(heavy) + 1
