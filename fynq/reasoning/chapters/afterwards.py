"""Is something to be done with the result, or is the question turned after it was asked?

'Calculate the mean. Then add 7 to your answer.' asks for another number than the mean. Chapters that
read prose pass over sentences that tell a story; such a sentence must never be among them.
"""

from __future__ import annotations

import re

_FIRST = r"(?:(?:then|now|and|but|next|finally|also|afterwards|after that|please)[\s,]+)*"
_RESULT = (
    r"(?:the |your |this |that )?(?:final |exact |previous |last )?(?:results?|answers?|outcome)\b"
)
_DO = r"(?:add|subtract|multiply|divide|double|triple|halve|square|cube|negate|invert|increase|decrease|raise)\b"
_OF_IT = (
    r"(?:square|cube|root|square root|reciprocal|inverse|opposite|negative|half|double|triple|sum|"
    r"product|remainder|absolute value)"
)
_TURNS = (
    rf"{_DO} (?:it\b|{_RESULT}).*",
    rf"{_DO}.{{0,40}} (?:to|from|by) {_RESULT}.*",
    r"(?:ignore|disregard|omit|skip|drop|exclude|leave out|forget|replace)\b.*",
    r"(?:only (?:consider|use|count|include|take|look)|(?:consider|use|count|include|take) only)\b.*",
    rf"(?:give|find|take|write|report|state|calculate|compute|what is) (?:the )?{_OF_IT} of {_RESULT}.*",
    r"use\b.* (?:instead|previous|former)\b.*",
    r"how many of (?:these|them|those)\b.*",
)
_TURNED = re.compile(rf"(?i){_FIRST}(?:{'|'.join(_TURNS)})", re.DOTALL)
_SENTENCES = re.compile(r"(?<=[.?!])\s+|(?<=\$)\s+(?=[A-Z])|\n")


def is_turned(question: str) -> bool:
    """Of the last line alone: the lines before it may be parts that were asked earlier."""
    last = question.rstrip().rpartition("\n")[2]
    found = [sentence.strip() for sentence in _SENTENCES.split(last)]
    return any(_TURNED.fullmatch(sentence.rstrip(" .!?")) for sentence in found if sentence)
