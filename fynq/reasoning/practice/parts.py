"""The members of an answer that names several."""

from __future__ import annotations

import re

NOTHING = re.compile(r"(?i)^(?:no (?:real )?solutions?|none|dne|does not exist|undefined|\\?emptyset|\\varnothing|∅|\\?\{\s*\\?\})$")  # fmt: skip
_BRACES = re.compile(r"^\s*\\?\{(.*?)\\?\}\s*$", re.DOTALL)
_JOINED = re.compile(r"\s+(?:or|and)\s+|;")
_NAMED = re.compile(r"^\s*[A-Za-z](?:_\{?\w+\}?|\^\{?-1\}?)?(?:\s*\([A-Za-z]\))?\s*=\s*")
_MEMBER = re.compile(r"^\s*[A-Za-z]\s*(?:\\in|∈)\s*")


def parts_of(text: str) -> list[str]:
    """'{1, 2}', 'x = 1 or x = 2', '±3' → their members; '(1, 2)' is one part."""
    text = _MEMBER.sub("", re.sub(r"\\left|\\right", "", text))
    braces = _BRACES.match(text)
    text = braces[1] if braces and _is_balanced(braces[1]) else text
    found: list[str] = []
    for joined in _JOINED.split(text):
        for part in _at_commas(joined):
            if re.search(r"\\pm|±", part):
                found += [re.sub(r"\\pm|±", sign, part) for sign in ("+", "-")]
            elif part.strip():
                found.append(part.strip())
    return found


def _is_balanced(text: str) -> bool:
    """Opened before closed: '10}^{2' stood in no one pair of braces."""
    depth = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        if depth < 0:
            return False
    return depth == 0


def unnamed(part: str) -> str:
    """'x = 3' and 'f(x) = 3' as '3'."""
    return _NAMED.sub("", part)


def _at_commas(text: str) -> list[str]:
    """Outside of brackets, and not within 1,000."""
    parts, depth, begin = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0 and not re.match(r",\d{3}(?!\d)", text[at:]):
            parts.append(text[begin:at])
            begin = at + 1
    return [*parts, text[begin:]]
