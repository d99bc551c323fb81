"""Characters that nobody sees, and that carry words past the eye: taken out and counted.

Code points: The Unicode Standard; which joiners are part of a script's spelling: UAX #31, 2.3.
"""

from __future__ import annotations

import re
from collections import Counter

_KINDS = (
    ("zero_width", "\u200b\u200c\u200d\u2060-\u2064\ufeff\u180e\u034f\u115f\u1160\u3164\uffa0"),
    ("bidi", "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"),
    ("tag", "\U000e0000-\U000e007f"),
    ("soft_hyphen", "\u00ad"),
    ("variation", "\ufe00-\ufe0f\U000e0100-\U000e01ef"),
    ("control", "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufffe\uffff"),
)
_HIDDEN = re.compile("|".join(f"(?P<{kind}>[{signs}])" for kind, signs in _KINDS))
_JOINED = re.compile(
    "[\u0600-\u08ff\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufeff"
    "\U00010a00-\U00011fff]"
)
"""Arabic, the scripts of India and their neighbours, Khmer, Mongolian."""
_PICTURE = re.compile(
    "[\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\U000e007f\ufe0f\U0001f3fb-\U0001f3ff]"
)
_IDEOGRAPH = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_FLAG = "\U0001f3f4"
_FLAG_END = "\U000e007f"
_SPELLED_FLAG = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_SHY = "\u00ad"


def visible(text: str, counts: Counter[str]) -> str:
    """`text` without its hidden characters, which are added to `counts` by kind.

    A joiner stays where a script is spelled with it or an emoji is made of it, a variation
    selector where there is one sign that it varies, the tags of a flag in their flag.
    """
    if text.isascii() and not _HIDDEN.search(text):
        return text
    flags = {at for flag in _SPELLED_FLAG.finditer(text) for at in range(*flag.span())}

    def judge(found: re.Match[str]) -> str:
        at = found.start()
        kind = found.lastgroup or ""
        before = text[at - 1] if at else ""
        after = text[at + 1 : at + 2]
        if at in flags or _spells(found[0], kind, before, after):
            return found[0]
        counts[kind] += 1
        return ""

    return _HIDDEN.sub(judge, text)


def _spells(sign: str, kind: str, before: str, after: str) -> bool:
    if sign in "\u200c\u200d":
        if _JOINED.match(before):
            return True
        return sign == "\u200d" and bool(_PICTURE.match(before) and _PICTURE.match(after))
    if kind == "variation":
        if sign in "\ufe0e\ufe0f":
            return bool(_PICTURE.match(before)) or before in "0123456789#*" or sign == before == ""
        return bool(_IDEOGRAPH.match(before)) or ("\ufe00" <= sign <= "\ufe02" and before > "\x7f")
    return False
