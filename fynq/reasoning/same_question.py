"""Do two questions about ideas ask the same, word for word of what matters?

An embedding cannot tell: it puts 'ice' near 'iron' and 'increase' near 'decrease'. So two questions
are the same only when every word and sign that can matter agrees and stands in the same order. What
may differ is courtesy, articles, the order of subject and auxiliary, plurals, the -s and the -ing of
a verb, and how a reason, a meaning or a difference is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from fynq.reasoning.reading.words import words

MAX_CHARS = 400
"""A longer question is compared with none: one that long is hardly asked twice."""

_TOKEN = re.compile(
    r"\d+(?:st|nd|rd|th)\b|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*\d[\w]*|[^\W\d_]+(?:'[^\W\d_]+)*|[^\s\w]|_|\w"
)
_ENDS = frozenset(".,;:?!'\"“”")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "−": "-", "\u00a0": " "})
_SHORT = {
    "what's": "what is", "whats": "what is", "who's": "who is", "where's": "where is", "how's": "how is",
    "why's": "why is", "it's": "it is", "that's": "that is", "i'm": "i am", "i've": "i have",
    "can't": "can not", "cannot": "can not", "won't": "will not", "shan't": "shall not",
    "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth", "pls": "please",
    "plz": "please", "occurs": "happens", "occur": "happen", "occurring": "happening",
}  # fmt: skip
_ASKING = frozenset(words("what why how when where who whom whose which"))
_AUXILIARY = {"is": "be", "are": "be", "am": "be", "do": "do", "does": "do"}
_OTHER_AUXILIARIES = frozenset(
    words("was were did has have had can could will would shall should may might must")
)
_ORDERS = frozenset(words("explain define describe discuss state list compare name"))
_WHOLE = frozenset(
    words("""first second third fourth fifth last only most least best worst highest lowest largest
    smallest greatest more less fewer means news goods arms species series lens physics mathematics statistics
    economics mechanics dynamics ethics gas bus""")
)
"""Words that have no other form, or, being superlatives, keep singular and plural apart around them."""
_SMALL = frozenset(
    words("is it in on an as at be by do if of or to we my me hi ok so no he up am go i")
)
"""What a short word with a capital may be; any other is a symbol: Co is not CO."""
_ACRONYMS_LIKE_WORDS = frozenset(
    words("who aids us it is or and in as at so do be he me no on am an")
)

_CARRIERS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), kept)
    for pattern, kept in (
        (r"(?:hi|hello|hey|please|kindly|ok|okay|so|well|um|hmm|sir|teacher|dear)(?: there)? (?=.)", ""),
        (r"(?:can|could|would|will) (?:you|u|someone|anyone|somebody)(?: please| kindly)? (?=(?:tell|explain|help|define|describe|discuss|give|state|list|compare|show)\b)", ""),
        (r"(?:please )?help me(?: to)? (?:understand|see|know) ", ""),
        (r"(?:please )?tell me (?=(?:what|why|how|when|where|who|whom|whose|which)\b)", ""),
        (r"(?:please )?explain(?: to)?(?: me| us)? (?=(?:what|why|how|when|where|who|whom|whose|which)\b)", ""),
        (r"explain to (?:me|us) ", "explain "),
        (r"(?:i|we) (?:want|need|would like|wish) to (?:know|understand|learn) (?=(?:what|why|how|when|where|who|whom|whose|which)\b)", ""),
        (r"(?:i|we) (?:do not|can not)(?: really| quite)? (?:understand|get|know|see) (?=(?:what|why|how|when|where|who|whom|whose|which)\b)", ""),
        (r"(?:i|we) (?:am|are|was|were) wondering (?=(?:what|why|how|when|where|who|whom|whose|which)\b)", ""),
        (r"(?:i|we) wonder (?=(?:what|why|how|when|where|who|whom|whose|which)\b)", ""),
        (r"do you know (?=(?:what|why|how|when|where|who|whom|whose|which)\b)", ""),
        (r"(?:i|we) have a (?:question|doubt) ", ""),
        (r"(?:my|the|a) (?:question|doubt) is ", ""),
        (r"what (?:do|does) (?:you|we|one|they) mean by (?=.)", "define "),
        (r"how (?:do|can|does) (?:i|we|you|one) (?=.)", "how to "),
        (r"how come (?=.)", "why "),
        (r"(?:what is )?the reason (?:that|why) (?=.)", "why "),
        (r"(?:why|how) is it that (?=.)", "why "),
        (r"(?:what is )?(?:the )?(?:meaning|definition) of (?=.)", "define "),
        (r"(?:please )?(?:give|state|write|tell)(?: me| us)? the (?:meaning|definition) of (?=.)", "define "),
        (r"what is meant by (?=.)", "define "),
        (r"(?:please )?(?:give|tell|show)(?: me| us)? (?=an? example of|examples of)", ""),
        (r"(?:what is )(?=an example of)", ""),
        (r"(?:explain|describe|state|tell me|give)? ?(?=the difference between .)", "what is "),
        (r"(?=difference between .)", "what is "),
    )
)  # fmt: skip
_MEANS = re.compile(r"what (?:do|does) (?P<what>.+) mean")
_LATE = re.compile(r"(?P<rest>.+) (?P<word>why|how come)")
_THANKS = re.compile(r" (?:please|thanks|thank you|thank you very much|thx|exactly)$")
_TO_ME = re.compile(r"(?P<rest>explain .+) to (?:me|us)")
_FILLERS = re.compile(r"\b(?:exactly|actually|basically) ")


@dataclass(frozen=True, slots=True)
class Asked:
    """asking: the question word or the order; auxiliary: '' also for a present 'do'. tokens: what
    is left, in order; articles: the one before each token, or ''."""

    asking: str
    auxiliary: str
    tokens: tuple[str, ...]
    articles: tuple[str, ...]


def asked(question: str) -> Asked:
    """What a question asks, without the courtesy around it."""
    text = _without_carriers(" ".join(_tokens(question)))
    asking, _, rest = text.partition(" ")
    tokens = rest.split()
    if asking not in _ASKING | _ORDERS:
        return Asked("", "", *_bare(text.split()))
    if asking in _ORDERS:
        return Asked(asking, "", *_bare(tokens))
    auxiliary = ""
    if tokens and tokens[0] in _AUXILIARY:
        auxiliary = _AUXILIARY[tokens.pop(0)]
    elif tokens and tokens[0] in _OTHER_AUXILIARIES:
        auxiliary = tokens.pop(0)
    else:
        found = [at for at, token in enumerate(tokens) if token in ("is", "are")]
        others = any(token in _OTHER_AUXILIARIES or token in ("do", "does") for token in tokens)
        if len(found) == 1 and not others:
            auxiliary = _AUXILIARY[tokens.pop(found[0])]
    return Asked(asking, "" if auxiliary == "do" else auxiliary, *_bare(tokens))


def same(one: Asked, other: Asked) -> bool:
    if (one.asking, one.auxiliary) != (other.asking, other.auxiliary):
        return False
    if len(one.tokens) != len(other.tokens) or not one.tokens:
        return False
    if any(a != b for a, b in zip(one.articles, other.articles, strict=True) if a and b):
        return False
    whole = any(token in _WHOLE or token.endswith("est") for token in one.tokens)
    return all(
        a == b or (not whole and bool(_forms(a) & _forms(b)))
        for a, b in zip(one.tokens, other.tokens, strict=True)
    )


def _tokens(question: str) -> list[str]:
    text = unicodedata.normalize("NFC", question).translate(_QUOTES).strip()
    shouted = text.upper() == text
    text = re.sub(r"(?<=[^\W\d_]{2})-(?=[^\W\d_]{2})", " ", text)
    found = _TOKEN.findall(text)
    kept: list[str] = []
    for at, sign in enumerate(found):
        following = found[at + 1] if at + 1 < len(found) else ""
        if sign == "!" and at and re.fullmatch(r"\d.*|[^\W\d_]|\)", found[at - 1]):
            kept.append(sign)
        elif sign not in _ENDS:
            kept.extend(_word(sign, first=not kept, shouted=shouted, following=following))
    return kept


def _word(token: str, *, first: bool, shouted: bool, following: str) -> list[str]:
    lowered = token.lower()
    if lowered in ("a", "an", "the") and (first or lowered == token):
        return [lowered] if following[:2].isalpha() else [token]
    if len(token) <= 2 and lowered != token and lowered not in _SMALL:
        return [token]
    if lowered in _SHORT:
        return _SHORT[lowered].split()
    if not token.replace("'", "").isalpha():
        return [token]
    if token.isupper() and len(token) > 1 and not shouted:
        return ["^" + lowered if lowered in _ACRONYMS_LIKE_WORDS else lowered]
    if not (token.islower() or token.istitle() or token[1:].islower() or shouted):
        return [token]
    if lowered.endswith("n't") and len(lowered) > 4:
        return [lowered[:-3], "not"]
    return [lowered.replace("'", "")]


def _without_carriers(text: str) -> str:
    changed = True
    while changed:
        before = text
        text = _FILLERS.sub("", _THANKS.sub("", text))
        for pattern, kept in _CARRIERS:
            found = pattern.match(text)
            if found is not None:
                text = kept + text[found.end() :]
        changed = text != before and not text.startswith("what is the difference between")
    means = _MEANS.fullmatch(text)
    if means is not None:
        return f"define {means['what']}"
    to_me = _TO_ME.fullmatch(text)
    if to_me is not None:
        return to_me["rest"]
    late = _LATE.fullmatch(text)
    if late is not None and text.split()[0] not in _ASKING:
        return f"why {late['rest']}"
    return text


def _bare(tokens: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tokens without articles, and the article of each. One before 'few' or 'little', or at
    the end, is a word like others."""
    kept: list[str] = []
    articles: list[str] = []
    article = ""
    for token, following in zip(tokens, [*tokens[1:], ""], strict=False):
        if token in ("a", "an", "the") and following not in ("few", "little", ""):
            article = token[0]
            continue
        kept.append(token)
        articles.append(article)
        article = ""
    return tuple(kept), tuple(articles)


def _forms(word: str) -> set[str]:
    """The word and what it may be the plural, the third person or the -ing form of."""
    forms = {word}
    if not word.isalpha() or len(word) < 4 or word in _WHOLE:
        return forms
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        forms.add(word[:-1])
        if word.endswith("ies"):
            forms.add(word[:-3] + "y")
        if word.endswith(("ches", "shes", "sses", "xes", "zes", "oes")):
            forms.add(word[:-2])
    stem = word[:-3]
    if word.endswith("ing") and len(stem) >= 3 and re.search(r"[aeiouy]", stem):
        forms |= {stem, stem + "e"}
        if stem[-1] == stem[-2]:
            forms.add(stem[:-1])
    return forms
