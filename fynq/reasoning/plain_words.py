"""What the words of school mathematics and physics mean, for younger readers."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MOST = 6
_PRIMARY = {
    "equation": "two things with an equals sign between them",
    "unknown": "the number that we look for",
    "variable": "a letter that stands for a number",
    "fraction": "a part of a whole, such as one half",
    "numerator": "the number above the line of a fraction",
    "denominator": "the number below the line of a fraction",
    "product": "what you get when you multiply",
    "quotient": "what you get when you divide",
    "difference": "what you get when you take one number from another",
    "sum": "what you get when you add",
    "bracket": "a sign that keeps things together",
    "multiple": "a number that you get by multiplying",
    "divisor": "a number that divides another one without a rest",
    "remainder": "what is left over when you divide",
    "average": "all numbers added up and shared out evenly",
    "perimeter": "the way around a shape",
    "digit": "one of the signs 0 to 9",
    "decimal": "a number with digits behind the point",
}
_MIDDLE = {
    "coefficient": "the number in front of a letter",
    "term": "a part of a sum",
    "like term": "parts of a sum with the same letters and powers",
    "expression": "numbers and letters joined by signs, without an equals sign",
    "factor": "one of the numbers or brackets that are multiplied",
    "exponent": "the small raised number of a power",
    "power": "a number multiplied by itself some times",
    "root": "the number that gives the original when it is multiplied by itself",
    "inequality": "two things with a sign such as < between them",
    "interval": "all numbers between two ends",
    "substitute": "to put a number in the place of a letter",
    "substituting": "putting a number in the place of a letter",
    "simplify": "to write shorter without changing the value",
    "reciprocal": "one divided by the number",
    "quadratic": "with a square of the unknown and nothing higher",
    "linear": "with the unknown itself and no powers of it",
    "discriminant": "the part of the quadratic formula under the root; its sign tells how many solutions there are",
    "common denominator": "a number that all denominators divide",
    "gradient": "how steep a line is",
    "slope": "how steep a line is",
    "intercept": "where a line crosses an axis",
    "probability": "how likely something is, from 0 to 1",
    "median": "the middle one when all are put in order",
    "velocity": "speed with a direction",
    "acceleration": "how fast the speed changes",
    "derivative": "how fast a function changes",
    "function": "a rule that gives one number for each number",
}
_FORMULA = re.compile(r"\$[^$]*\$")


def explained(texts: Sequence[str], reading: str) -> str:
    """'*term*: a part of a sum; …', for the words in the texts that such a reader may not know; ''
    where there are none. reading: 'primary', 'middle' or anything else."""
    known = {"primary": {**_PRIMARY, **_MIDDLE}, "middle": _MIDDLE}.get(reading, {})
    text = _FORMULA.sub(" ", " ".join(texts)).lower()
    found: list[str] = []
    for word in sorted(known, key=lambda each: (-len(each), each)):
        pattern = rf"\b{word}(?:s|es)?\b"
        if re.search(pattern, text):
            found.append(word)
            text = re.sub(pattern, " ", text)
    return "; ".join(f"*{word}*: {known[word]}" for word in sorted(found)[:_MOST])
