"""Operations said in words as notation: 'add 5 and 7', 'half of 10', '6 less than 20'.

Reads a text that may hold anything else too. Numbers must be in digits already.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_GROUP = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
_X = rf"(?:-?\d+(?:\.\d+)?(?:/\d+(?![\d.]))?%?(?:\s?[b-zA-HJ-Z](?![\w'’]))?(?:\^-?\d+)?|{_GROUP}|(?<![\w'’])[b-zA-HJ-Z](?![\w'’])(?:\^-?\d+)?)"  # fmt: skip
_THE = r"(?:the\s+)?(?:numbers?\s+|result\s+of\s+|value\s+of\s+)?"
_A, _B = rf"{_THE}(?P<a>{_X})", rf"{_THE}(?P<b>{_X})"
_START = r"(?<![\w.^])"
_END = r"(?![\w^]|\.\d)"

Pair = Callable[[str, str], str]


def _of(op: str, *, turned: bool = False) -> Pair:
    def write(a: str, b: str) -> str:
        return f"(({b}){op}({a}))" if turned else f"(({a}){op}({b}))"

    return write


_SAID: tuple[tuple[str, Pair], ...] = (
    (rf"(?:the\s+)?(?:principal\s+|positive\s+)?square\s+root\s+of\s+{_A}", lambda a, _: f"(sqrt({a}))"),
    (rf"(?:the\s+)?cube\s+root\s+of\s+{_A}", lambda a, _: f"(({a})^(1/3))"),
    (rf"{_A}\s*(?:,\s*)?(?:squared|times\s+itself)", lambda a, _: f"(({a})^2)"),
    (rf"{_A}\s+cubed", lambda a, _: f"(({a})^3)"),
    (rf"(?:the\s+square\s+of|square(?:\s+of)?)\s+{_A}", lambda a, _: f"(({a})^2)"),
    (rf"(?:the\s+cube\s+of|cube)\s+{_A}", lambda a, _: f"(({a})^3)"),
    (rf"{_A}\s+(?:raised\s+)?to\s+the\s+(?:power\s+(?:of\s+)?)?{_B}(?:\s*(?:st|nd|rd|th))?(?:\s+power)?", _of("^")),
    (rf"(?:double|twice|two\s+times|2\s+times)\s+{_A}", lambda a, _: f"(2*({a}))"),
    (rf"(?:triple|thrice)\s+{_A}", lambda a, _: f"(3*({a}))"),
    (rf"(?:halve|half(?:\s+of)?)\s+{_A}", lambda a, _: f"(({a})/2)"),
    (rf"(?P<a>\d+/\d+|\d+(?:\.\d+)?%)\s+of\s+{_B}", _of("*")),
    (rf"{_A}\s+below\s+(?:zero|0)", lambda a, _: f"(-({a}))"),
    (rf"(?:the\s+)?(?:opposite|negative)\s+of\s+{_A}", lambda a, _: f"(-({a}))"),
    (rf"(?:the\s+)?reciprocal\s+of\s+{_A}", lambda a, _: f"(1/({a}))"),
    (rf"(?:the\s+)?absolute\s+value\s+of\s+{_A}", lambda a, _: f"(abs({a}))"),
    (r"(?P<a>\d+)\s+factorial", lambda a, _: f"(({a})!)"),
    (rf"(?:the\s+)?(?:sum|total)\s+of\s+{_A}\s+and\s+{_B}", _of("+")),
    (rf"(?:the\s+)?difference\s+(?:of|between)\s+{_A}\s+and\s+{_B}", lambda a, b: f"(abs(({a})-({b})))"),
    (rf"(?:the\s+)?product\s+of\s+{_A}\s+and\s+{_B}", _of("*")),
    (rf"(?:the\s+)?(?:quotient|ratio)\s+of\s+{_A}\s+(?:and|to)\s+{_B}", _of("/")),
    (rf"multiply(?:ing)?\s+{_A}\s+(?:by|and|with|times)\s+{_B}", _of("*")),
    (rf"divid(?:e|ing)\s+{_A}\s+(?:by|into|among|between)\s+{_B}", _of("/")),
    (rf"(?:split|shar(?:e|ing)|splitting)\s+{_A}\s+(?:into|among|between|by)\s+{_B}", _of("/")),
    (rf"{_A}\s+(?:divided\s+by|split\s+into|shared\s+(?:among|between|by)|over|÷)\s+{_B}", _of("/")),
    (rf"{_A}\s+(?:multiplied\s+by|times|lots\s+of|groups\s+of|[x×])\s+{_B}", _of("*")),
    (rf"add(?:ing)?\s+{_A}\s+(?:and|to|with|plus)\s+{_B}", _of("+")),
    (rf"(?:subtract(?:ing)?|tak(?:e|ing)(?:\s+away)?|deduct(?:ing)?|remov(?:e|ing))\s+{_A}\s+(?:away\s+)?from\s+{_B}", _of("-", turned=True)),
    (rf"from\s+{_B},?\s+(?:subtract|take(?:\s+away)?)\s+{_A}", _of("-", turned=True)),
    (rf"{_A}\s+(?:less|fewer)\s+than\s+{_B}", _of("-", turned=True)),
    (rf"{_A}\s+subtracted\s+from\s+{_B}", _of("-", turned=True)),
    (rf"{_A}\s+(?:more|greater|larger|bigger)\s+than\s+{_B}", _of("+")),
    (rf"{_A}\s+(?:plus|added\s+to|increased\s+by|together\s+with|and\s+then\s+add)\s+{_B}", _of("+")),
    (rf"{_A}\s+(?:minus|less|take\s+away|decreased\s+by|reduced\s+by|diminished\s+by|lowered\s+by)\s+{_B}", _of("-")),
    (rf"{_A}\s+and\s+{_B}\s+(?:added|together|combined|summed)(?:\s+together)?", _of("+")),
    (rf"{_A}\s+and\s+{_B}\s+multiplied(?:\s+together)?", _of("*")),
)  # fmt: skip
_PATTERNS = tuple((re.compile(f"(?i:{_START}{said}{_END})"), write) for said, write in _SAID)
_ROUNDS = 4
_LONGEST = 2000


def in_notation(text: str) -> str:
    """Inner operations first, a few levels deep; each result stands in brackets."""
    if len(text) > _LONGEST:
        return text
    for _ in range(_ROUNDS):
        before = text
        for pattern, write in _PATTERNS:
            text = pattern.sub(lambda found, write=write: _written(found, write), text)  # type: ignore[misc]
        if text == before or len(text) > _LONGEST:
            break
    return text


def _written(found: re.Match[str], write: Pair) -> str:
    groups = found.groupdict()
    return write(groups["a"], groups.get("b") or "")
