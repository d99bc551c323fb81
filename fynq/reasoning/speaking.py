"""Whether a sentence speaks of what a question asks, and whether it says what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fynq.reasoning import forms
from fynq.reasoning.focus import Focus, Kind, Token, tokens
from fynq.reasoning.passages import LIGHT, STOP, stem
from fynq.reasoning.reading.words import words

ENOUGH_SAID = 0.75
"""The share of a clause's words, by weight, that a sentence must have to say it."""
_SPREAD = 2
"""Other words that may stand between two that name one thing together: light-dependent reactions."""

_LEADING = 2
"""Words before the subject of an effect."""
_NEAR = 3
"""Words between two that belong together."""
_SEEMING = frozenset(
    map(
        stem,
        words("take takes go goes last lasts look looks appear seem get become actually really"),
    )
)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence with the headings and the title above it, the nearest last."""

    text: str
    own: Sequence[Token]
    above: Sequence[Sequence[Token]]


def said(text: str, above: Sequence[str]) -> Said:
    return Said(text, tokens(text), [tokens(each) for each in above])


def speaks_of(found: Said, asked: Focus) -> bool:
    """The subject stands in the sentence; or right above it, and the sentence refers to it."""
    groups = _identifying(asked)
    if not groups:
        return False
    missing = [group for group in groups if not _stands(group, found.own)]
    if not missing:
        return True
    above = [token for heading in found.above for token in heading]
    elsewhere = [group for group in missing if not _stands(group, above)]
    if elsewhere:
        return False
    return len(missing) < len(groups) or forms.REFERS_BACK.match(found.text) is not None


def in_order(found: Said, asked: Focus) -> bool:
    """Its words come as the question has them."""
    flat = [word for group in asked.subject for word in group]
    at = 0
    for token in found.own:
        if at < len(flat) and forms.alike(token.stem, flat[at]):
            at += 1
    return at == len(flat)


def answers(found: Said, asked: Focus, share: float) -> bool:
    """It says what was asked, as far as its form tells. share: of the question's words, by weight,
    that it has with what stands above it."""
    if not _linked(found, asked):
        return False
    match asked.kind:
        case Kind.DEFINITION:
            return any(defines(part, asked) for part in _clauses(found))
        case Kind.FUNCTION:
            rest = _after_subject(found, asked)
            does = rest is not None and (
                _does(found, asked) or forms.PURPOSE.search(rest) is not None
            )
            return does or _is_entry(found, asked.words)
        case Kind.FATE:
            rest = _after_subject(found, asked)
            return rest is not None and forms.IS_SO.match(rest) is None
        case Kind.EVENT:
            return _happens_in(found, asked) and share >= ENOUGH_SAID
        case Kind.DIFFERENCE:
            both = len(asked.subject) > 1 and all(_stands(g, found.own) for g in asked.subject)
            return both and forms.CONTRAST.search(found.text) is not None
        case Kind.MANNER if not asked.verb:
            return _does(found, asked)
    if share < ENOUGH_SAID or _worded(found, asked) < ENOUGH_SAID:
        return False
    text = found.text
    match asked.kind:
        case Kind.CAUSE | Kind.ORIGIN:
            return (asked.kind is Kind.ORIGIN or len(asked.words) > 1) and _effect_is(found, asked)
        case Kind.MANNER:
            return forms.MEANS.search(text) is not None
        case Kind.PLACE:
            return _has_verb(found, asked) and forms.THERE.search(text) is not None
        case Kind.TIME:
            return forms.THEN.search(text) is not None
        case Kind.COUNT:
            return _counted(found, asked)
        case Kind.PERSON:
            named = any(token.named and token.stem not in asked.words for token in found.own[1:])
            first = found.own[0].named and found.own[0].stem not in STOP | asked.words
            by = forms.BY_WHOM.search(text) is not None
            return _has_verb(found, asked) and (named or first or by)
    return _has_verb(found, asked)


def _acts(rest: str, subject: str) -> bool:
    """What follows the subject is what it does, not what it is or where. subject: its last word as
    it stands; after one in the singular a bare word is a noun, as in "an antibiotic dose"."""
    if forms.STRUCTURE.match(rest) or forms.NO_VERB.match(rest):
        return False
    verb = forms.FIRST_WORD.match(rest)
    return verb is not None and (
        subject.endswith("s") or forms.INFLECTED.fullmatch(verb[1]) is not None
    )


def _does(found: Said, asked: Focus) -> bool:
    rest = _after_subject(found, asked)
    if rest is None:
        return False
    before = tokens(found.text[: len(found.text) - len(rest)])
    subject = found.text[before[-1].start : before[-1].end] if before else ""
    return _acts(rest, subject)


def _effect_is(found: Said, asked: Focus) -> bool:
    """What is asked for is on the side of the effect: before "because", behind "therefore"."""
    text = found.text
    back = forms.BECAUSE.search(text)
    if back is not None:
        lead = text[: back.start()]
        if not tokens(lead):
            lead = text[text.find(",", back.end()) + 1 :] if "," in text[back.end() :] else ""
        effect = said(lead, ())
        if _worded(effect, asked) >= ENOUGH_SAID - 0.1 and _begins_with(effect, asked):
            return True
    forward = forms.HENCE.search(text)
    return forward is not None and _worded(said(text[forward.end() :], ()), asked) >= 0.5


def _begins_with(found: Said, asked: Focus) -> bool:
    """Not with something else, of which the question's words only say more."""
    other = 0
    for token in found.own:
        if any(forms.alike(token.stem, word) for word in asked.words):
            return True
        other += _content(token)
        if other > _LEADING and asked.kind is Kind.CAUSE:
            return False
    return False


def _linked(found: Said, asked: Focus) -> bool:
    """Words that "of" joins stand near each other; or one of them only above the sentence."""
    for one, other in asked.links:
        places = [
            [at for at, token in enumerate(found.own) if forms.alike(token.stem, word)]
            for word in (one, other)
        ]
        if all(places) and min(abs(a - b) for a in places[0] for b in places[1]) > _NEAR:
            return False
    return True


def _clauses(found: Said) -> list[Said]:
    """The sentence, and its parts between semicolons."""
    parts = found.text.split(";") if ";" in found.text else []
    return [found, *(Said(part, tokens(part), found.above) for part in parts)]


def _worded(found: Said, asked: Focus) -> float:
    """The share of the question's own words that the sentence has, each counting the same."""
    wanted = [word for word in asked.words if word not in _SEEMING]
    if not wanted:
        return 1.0
    return sum(any(forms.alike(token.stem, word) for token in found.own) for word in wanted) / len(
        wanted
    )


def _counted(found: Said, asked: Focus) -> bool:
    """A number stands just before what is counted; of a measure, a number stands anywhere."""
    counted = asked.subject[0][-1]
    for at, token in enumerate(found.own):
        if forms.alike(token.stem, counted):
            start = found.own[max(at - 3, 0)].start
            if forms.NUMBER.search(found.text[start : token.start]):
                return True
    return asked.measured and forms.NUMBER.search(found.text) is not None


def defines(found: Said, asked: Focus) -> bool:
    """'X is a …', 'X: …', 'X means …', '… is called X'."""
    present = [group for group in asked.subject if _stands(group, found.own)]
    wanted = {word for group in present for word in group}
    if not wanted:
        return False
    if _is_entry(found, wanted):
        return True
    rest = _after(found, wanted)
    if rest is not None:
        if forms.SAYS_WHAT.match(rest):
            return True
        rest = forms.OF.sub("", rest.lstrip(" *_”\"'"))
        copula = forms.COPULA.match(rest)
        if copula:
            predicate = rest[copula.end() :]
            subject = found.text[: len(found.text) - len(predicate)]
            bare = not (forms.ARTICLE.search(subject) or forms.ADJECTIVAL.match(predicate))
            return bare or bool(forms.NOMINAL.match(predicate))
    last = _place(present[0], found.own)
    if last is None or forms.goes_on(found.text):
        return False
    before, behind = found.text[: found.own[last[0]].start], found.text[found.own[last[1]].end :]
    named = forms.IS_THE.search(before) is not None and forms.ENDS.match(behind) is not None
    return named or forms.CALLED.search(before) is not None


def _is_entry(found: Said, wanted: AbstractSet[str]) -> bool:
    """Of a glossary: the word and what it means."""
    entry = forms.ENTRY.match(forms.BRACKETS.sub(" ", found.text))
    return (
        entry is not None
        and {token.stem for token in tokens(entry["term"]) if _content(token)} == wanted
    )


def _after_subject(found: Said, asked: Focus) -> str | None:
    return _after(found, asked.words)


def _after(found: Said, wanted: AbstractSet[str]) -> str | None:
    """What follows where the sentence begins with the subject, and nothing else but words that lead
    in; None where it does not."""
    text = forms.ASIDE.sub(lambda aside: " " * len(aside[0]), found.text)
    own = tokens(text)
    met: set[str] = set()
    other = 0
    for at, token in enumerate(own):
        if token.stem in wanted:
            met.add(token.stem)
            following = own[at + 1] if at + 1 < len(own) else None
            if met == wanted and (following is None or following.stem not in wanted):
                return _unspecified(text, token, following)
            continue
        if met and met != wanted and _content(token) and other:
            return None
        if _content(token) and token.stem not in forms.LEADS_IN:
            other += 1
            if other > (1 if met else 0):
                return None
    return None


def _unspecified(text: str, token: Token, following: Token | None) -> str | None:
    """Metaphase is not metaphase I, and a cell not a cell wall: another noun may follow only after a
    verb, which is not told here, so only numerals count."""
    if following is not None and not text[token.end : following.start].strip():
        word = text[following.start : following.end]
        if word.isdigit() or word in ("I", "II", "III", "IV"):
            return None
    end = token.end
    if text.count("$", 0, end) % 2:
        end = text.find("$", end) + 1 or end
    return text[end:]


def _happens_in(found: Said, asked: Focus) -> bool:
    """Its subject, or when, is what was asked for."""
    for group in _identifying(asked)[:1]:
        place = _place(group, found.own)
        if place is None:
            continue
        first, last = place
        token = found.own[last]
        following = found.own[last + 1] if last + 1 < len(found.own) else None
        if _unspecified(found.text, token, following) is None:
            continue
        before = found.text[: found.own[first].start]
        lead = [each for each in tokens(before) if _content(each)]
        if _is_compound(found, last):
            continue
        if not lead or forms.DURING.search(before):
            return True
    return False


def _is_compound(found: Said, last: int) -> bool:
    """Another noun follows, as in "the metaphase plate is"."""
    if last + 2 >= len(found.own):
        return False
    token, following, after = found.own[last : last + 3]
    adjacent = not found.text[token.end : following.start].strip()
    return adjacent and _content(following) and bool(forms.MODAL.match(found.text[after.start :]))


def _identifying(asked: Focus) -> tuple[tuple[str, ...], ...]:
    """Groups that must be found as they are; of a clause, each word may stand apart."""
    if asked.whole:
        return asked.subject
    words_of = [word for group in asked.subject for word in group if word != asked.verb]
    named = [word for word in words_of if word not in _LIGHT_STEMS] or words_of
    return tuple((word,) for word in named[:1])


def _has_verb(found: Said, asked: Focus) -> bool:
    return not asked.verb or any(forms.alike(token.stem, asked.verb) for token in found.own)


def _stands(group: Sequence[str], listed: Sequence[Token]) -> bool:
    return _place(group, listed) is not None


def _place(group: Sequence[str], listed: Sequence[Token]) -> tuple[int, int] | None:
    """The first and last token of a run that has all the group's words, and few others. A group
    with a letter or a number in it bears no others."""
    strict = any(len(word) < 3 for word in group)
    spread = 0 if strict else _SPREAD
    wanted = list(group)
    for at, token in enumerate(listed):
        if not any(forms.alike(token.stem, word) if len(word) > 2 else token.stem == word for word in wanted):  # fmt: skip
            continue
        window = listed[at : at + len(wanted) + spread]
        left = list(wanted)
        for offset, each in enumerate(window):
            match = next((w for w in left if each.stem == w or (len(w) > 2 and forms.alike(each.stem, w))), None)  # fmt: skip
            if match is not None:
                left.remove(match)
                if not left:
                    return at, at + offset
    return None


def _content(token: Token) -> bool:
    return token.stem not in _STOP_STEMS and len(token.stem) > 1


_LIGHT_STEMS = frozenset(map(stem, LIGHT))
_STOP_STEMS = frozenset(stem(word) for word in STOP) | STOP
