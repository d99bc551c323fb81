"""Words compared by their stems, so that 'plays', 'played' and 'playing' are one."""

from __future__ import annotations

import re

from fynq.reasoning.reading.words import words

_EMPTY = frozenset(
    words(
        "a an the of in on at to for from by into as is are was were be been being am has have had having do does did doing "
        "will would shall should can could may might must who whom whose that which what this these those there their his "
        "her its they them it he she we you our your i us one ones so such also then than too very just about per each "
        "and or while when during who're they're it's that's he's she's some kind year past last prior previous previously "
        "recently ago any next now already going up out primarily mainly either both certain particular specific given"
    )
)
"""Words that tell no group from another."""

_GENERAL = frozenset(
    words(
        "person people individual member randomly random chosen choose select selected pick picked draw drawn sample "
        "surveyed survey participant respondent subject someone somebody anyone get obtain occur event like prefer land"
    )
)
_IRREGULAR = {
    "drank": "drink", "drunk": "drink", "gotten": "get", "got": "get", "ate": "eat", "eaten": "eat", "went": "go", "gone": "go",
    "bought": "buy", "sold": "sell", "took": "take", "taken": "take", "wore": "wear", "won": "win", "men": "man", "women": "woman",
    "children": "child", "people": "person", "swam": "swim", "rode": "ride", "drove": "drive", "driven": "drive", "taught": "teach",
    "made": "make", "paid": "pay", "spent": "spend", "lost": "lose", "chose": "choose", "chosen": "choose", "drawn": "draw",
    "drew": "draw", "wrote": "write", "written": "write", "left": "left", "used": "use", "user": "use", "users": "use", "uses": "use", "using": "use", "dice": "die",
    "used to": "use", "athletics": "athletics", "others": "other", "another": "other", "else": "other", "friend": "other", "friends": "other",
    "reusable": "reuseable", "disposable": "disposeable", "recieve": "receive",
    "recieved": "receive", "violation": "ticket", "violations": "ticket", "citation": "ticket", "yes": "yes", "times": "time",
}  # fmt: skip
TURNING = frozenset(
    {
        "outsid",
        "insid",
        "over",
        "under",
        "below",
        "above",
        "before",
        "after",
        "against",
        "less",
        "more",
        "fewer",
    }
)
"""Words that turn a description around: without one of them it is another description."""
NEGATIVE = re.compile(r"(?i)\b(?:not|no|never|neither|nor|without|none|cannot|nothing)\b|n't\b")
_WORD = re.compile(r"[A-Za-z]+(?:[-'’&][A-Za-z]+)*|\d+(?:\.\d+)?%?")


def stem(word: str) -> str:
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if word in _IRREGULAR:
        return _end(_IRREGULAR[word])
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ian", "ians")) and len(word) > 7:
        return word.rstrip("s")[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and re.search(r"[aeiouy]", root):
            if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "ls":
                root = root[:-1]
            return _end(root)
    if re.search(r"(?:s|x|z|ch|sh)es$", word):
        return _end(word[:-2])
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    return _end(word)


def _end(root: str) -> str:
    return root[:-1] if root.endswith("e") and len(root) > 3 else root


_EMPTY_STEMS = frozenset(stem(word) for word in _EMPTY) | _EMPTY
MEMBERS = frozenset(
    map(
        stem,
        words(
            "student athlete driver artist voter woman man customer patient child adult employee worker user teacher player "
            "senior resident citizen shopper visitor musician swimmer runner guest passenger item object thing unit piece card "
            "marble ball chip ticket candy senior american country cookie car household family school house game team with"
        ),
    )
)
"""Nouns for a member, which say nothing unless a group is described by them."""
_GENERAL_STEMS = frozenset(stem(word) for word in _GENERAL) | frozenset(map(stem, ("chose",)))


def stems(phrase: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order; negations are left out."""
    found = []
    for word in _WORD.findall(NEGATIVE.sub(" ", phrase.replace("’", "'"))):
        if word != "1" and word.lower() not in _EMPTY and stem(word) not in _EMPTY_STEMS:
            found.append(stem(word))
    return tuple(found)


def content(phrase: str) -> frozenset[str]:
    """As stems, without words for a member of any group."""
    return frozenset(stems(phrase)) - _GENERAL_STEMS


def is_negative(phrase: str) -> bool:
    """Raises nothing; two negations cancel."""
    return len(NEGATIVE.findall(phrase.replace("’", "'"))) % 2 == 1
