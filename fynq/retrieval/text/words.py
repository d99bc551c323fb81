"""From a text to its terms, in the order of reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from fynq.retrieval.text.formula_terms import formula_terms
from fynq.retrieval.text.function_words import FUNCTION_WORDS
from fynq.retrieval.text.plain_formula import plain

_UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Thai, Lao, Khmer, kana, Han: written without blanks, so pairs of letters are the terms."""
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)(?:(?P<mark>%)|(?P<tail>[^\W\d_][^\W_]*))?"
    r"|[^\W\d_][^\W_]*(?:'[^\W\d_]+)?"
)
_UNIT = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)*) (kg|g|mg|m|cm|mm|km|nm|s|ms|h|n|j|kj|w|kw|v|a|hz|pa|kpa|mol|l|ml|k|"
    r"c|ev|ohm|degree)(?![\w'])"
)
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)+")
_RUN = re.compile(f"[{_UNSPACED}]+")
_HAS_RUN = re.compile(f"[{_UNSPACED}]")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
_LONGEST = 64
_SHARE = 0.1
"""A language of at least this share of a collection's texts is stemmed in queries too."""
_MOST_LANGUAGES = 3
_SAMPLE = 400


class Reader:
    """Reads texts in one or more languages. Not for threads at once: a stemmer keeps a cache.

    languages: names of Snowball algorithms, the collection's commonest first.
    """

    def __init__(self, languages: Sequence[str] = ("english",)) -> None:
        self.languages = tuple(languages)

    def terms(self, text: str) -> list[str]:
        """The terms of a passage, stemmed in its own language; function words are left out."""
        language = self.languages[0] if len(self.languages) == 1 else self._language_of(text)
        return self._stemmed(tokens(text), language)

    def query_terms(self, text: str) -> list[str]:
        """The terms of a question, stemmed in each of the collection's languages."""
        found = tokens(text)
        terms = self._stemmed(found, self.languages[0])
        for language in self.languages[1:]:
            known = set(terms)
            terms += [term for term in self._stemmed(found, language) if term not in known]
        return terms

    def _language_of(self, text: str) -> str:
        return max(self.languages, key=lambda language: _score(text, language))

    def _stemmed(self, found: Iterable[str], language: str) -> list[str]:
        stop = FUNCTION_WORDS.get(language, frozenset())
        stems = _stems(language)
        result = []
        for token in found:
            stem = stems.get(token)
            if stem is None:
                stem = stems.learn(token)
            if token not in stop:
                result.append(stem)
        return result


class _Stems(dict[str, str]):
    """A bounded memory of stems."""

    def __init__(self, language: str) -> None:
        super().__init__()
        import Stemmer

        self._stemmer: Any = Stemmer.Stemmer(language, 0)

    def learn(self, token: str) -> str:
        stem: str = self._stemmer.stemWord(token) if token.isalpha() else token
        if len(self) > 200_000:
            self.clear()
        self[token] = stem
        return stem


@lru_cache(maxsize=16)
def _stems(language: str) -> _Stems:
    return _Stems(language)


def tokens(text: str) -> list[str]:
    """Folded words, numbers, letters of formulas, then compounds, amounts and parts of formulas.

    Case, accents, typographic variants and LaTeX do not matter; nothing is stemmed or left out.
    """
    text = plain(text).casefold()
    found: list[str] = []
    for token in _TOKEN.finditer(text):
        number = token["number"]
        if number is None:
            word = token[0]
            if "'" in word:
                word = word.removesuffix("'s").replace("'", "")
            found.append(word[:_LONGEST])
            continue
        number = _number(number)
        found.append(number)
        if token["tail"]:
            found.extend((token["tail"][:_LONGEST], (number + token["tail"])[:_LONGEST]))
        elif token["mark"]:
            found.append(number + "%")
    if "-" in text:
        hyphened = " ".join(part for part in text.split() if "-" in part)
        for compound in _COMPOUND.findall(hyphened):
            parts = compound.split("-")
            if len(compound) <= _LONGEST and any(
                len(part) > 1 and part.isalpha() for part in parts
            ):
                found.append("".join(parts))
    found.extend(_number(amount) + unit for amount, unit in _UNIT.findall(text))
    found.extend(formula_terms(text))
    if _HAS_RUN.search(text):
        found = _with_pairs(found)
    return found


def languages_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The languages of a collection, the commonest first; English when none is recognised."""
    step = max(len(texts) // _SAMPLE, 1)
    votes: Counter[str] = Counter()
    for text in texts[::step]:
        words = set(_plain_words(text))
        hits = {name: len(words & stop) for name, stop in FUNCTION_WORDS.items()}
        best = max(hits, key=hits.__getitem__)
        if hits[best] >= 2:
            votes[best] += 1
    total = sum(votes.values())
    common = [name for name, count in votes.most_common(_MOST_LANGUAGES) if count >= _SHARE * total]
    return tuple(common) or ("english",)


def _score(text: str, language: str) -> int:
    stop = FUNCTION_WORDS.get(language, frozenset())
    return sum(word in stop for word in _plain_words(text))


def _plain_words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", plain(text[:2_000]).casefold())


def _number(number: str) -> str:
    """1,000 is 1000 and 2.50 is 2.5; a comma before other digits is a decimal one."""
    if "," in number:
        number = number.replace(",", "" if _THOUSANDS.match(number) else ".")
    if "." in number and number.count(".") == 1:
        number = number.rstrip("0").rstrip(".")
    return number[:_LONGEST]


def _with_pairs(found: Iterable[str]) -> list[str]:
    result: list[str] = []
    for token in found:
        runs = _RUN.findall(token)
        if not runs:
            result.append(token)
            continue
        result.extend(part for part in _RUN.split(token) if part)
        for run in runs:
            result.extend(run[at : at + 2] for at in range(max(len(run) - 1, 1)))
    return result
