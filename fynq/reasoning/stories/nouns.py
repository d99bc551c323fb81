"""Nouns of a story in one form: 'boxes' is 'box'; a phrase is known by its last noun."""

from __future__ import annotations

import re

_IRREGULAR = {
    "feet": "foot", "inches": "inch", "people": "person", "children": "child", "men": "man", "women": "woman", "boxes": "box",
    "batches": "batch", "lbs": "pound", "dishes": "dish", "classes": "class", "glasses": "glass", "potatoes": "potato",
    "tomatoes": "tomato", "mice": "mouse", "geese": "goose", "teeth": "tooth", "loaves": "loaf", "shelves": "shelf",
    "knives": "knife", "leaves": "leaf", "wolves": "wolf", "bushes": "bush", "peaches": "peach", "sandwiches": "sandwich",
    "branches": "branch", "benches": "bench", "foxes": "fox", "buses": "bus", "watches": "watch", "fish": "fish",
    "sheep": "sheep", "deer": "deer", "dice": "die", "matches": "match", "lunches": "lunch", "brushes": "brush",
    "pantries": "pantry", "ostriches": "ostrich", "radishes": "radish", "couches": "couch", "heroes": "hero", "gas": "gas", "oxen": "ox",
}  # fmt: skip
_PLURALS = {one: many for many, one in _IRREGULAR.items() if many not in ("lbs",)}
_IE = frozenset(("calories", "cookies", "movies", "brownies", "pies", "ties", "smoothies", "zombies", "selfies", "hoodies", "pixies", "birdies", "cutlasses", "rookies", "genies"))  # fmt: skip


def singular(noun: str) -> str:
    low = noun.lower().strip()
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if low.endswith("ies") and len(low) > 5 and low not in _IE:
        return low[:-3] + "y"
    return low[:-1] if low.endswith("s") and not low.endswith("ss") and len(low) > 2 else low


def plural(noun: str) -> str:
    if noun in ("mg", "km", "cm", "kg", "ml", "g", "m"):
        return noun
    if noun in _PLURALS:
        return _PLURALS[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return f"{noun}s"


def head(phrase: str) -> str:
    """The noun of 'red rose bushes in the garden': bush."""
    bare = re.split(
        r"\b(?:of|in|on|from|with|at|for|to|that|which|who|about|under|than)\b", phrase.lower()
    )[0]
    words = re.findall(r"[a-z'-]+", bare) or re.findall(r"[a-z'-]+", phrase.lower())
    return singular(words[-1]) if words else ""
