"""The share of the values that lies below the one a question asks for."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.statistics import prose
from fynq.reasoning.statistics.prose import NUMBER
from fynq.reasoning.statistics.roles import UNIT

_TAIL = re.compile(r"(?i)(?P<p>\d+(?:\.\d+)?)% of [^.?]*?\bat (?P<way>least|most) (?:what|how)\b|\b(?:lower|upper) (?P<q>\d+(?:\.\d+)?)%")  # fmt: skip
_LONGEST = re.compile(rf"(?i)\b(?P<p>\d+(?:\.\d+)?)% of [^.?]*?\b(?:{UNIT} )?(?:(?P<way>fewer|less|more|longer|shorter|higher|lower|greater) than|(?P<place>above|below|under|over)) (?:what|how|which)\b")  # fmt: skip
_INSIDE = re.compile(r"(?i)(?P<p>\d+(?:\.\d+)?)% of [^.?]*?\bwithin (?:what|how|which)\b")
_QUARTER = re.compile(r"(?i)\b(?:(?P<low>maximum|largest|highest)\b[^.?]*\b(?:bottom|lower|lowest|first)|(?:minimum|smallest|lowest)\b[^.?]*\b(?:top|upper|highest|fourth)) quart(?:ile|er)\b")  # fmt: skip
_HALF = re.compile(r"(?i)\bhalf of (?:all )?(?:the )?[a-z]+")
_AREA = re.compile(rf"(?i)\bP ?\( ?[xX] ?(?P<o>[<>≤≥]) ?k ?\) ?= ?(?P<p>{NUMBER})")
_TOP = re.compile(r"(?i)\b(?P<way>top|highest|longest|upper|bottom|lowest|shortest|lower) (?P<p>\d+(?:\.\d+)?)%(?= of|\?| |$)")  # fmt: skip


def share_asked(asked: str) -> tuple[Fraction, list[tuple[int, int]]] | None:
    """The share below the value that is asked for, and where it is told; None when none is."""
    for pattern in (_TAIL, _LONGEST, _INSIDE):
        match = pattern.search(asked)
        if match is not None and match["p"]:
            p = prose.value(match["p"]) / 100
            way = match.groupdict().get("way") or match.groupdict().get("place") or "below"
            below = way.lower() in ("most", "fewer", "less", "shorter", "lower", "below", "under")  # fmt: skip
            return (p if below else 1 - p), [match.span("p")]
    area = _AREA.search(asked)
    if area is not None:
        p = prose.value(area["p"])
        return (p if area["o"] in "<≤" else 1 - p), [area.span()]
    top = _TOP.search(asked)
    if top is not None and re.search(r"(?i)\bwhat\b|\bfind\b|\bhow\b", asked):
        p = prose.value(top["p"]) / 100
        return (p if top["way"].lower() in ("bottom", "lowest", "shortest", "lower") else 1 - p), [top.span()]  # fmt: skip
    quarter = _QUARTER.search(asked)
    if quarter is not None:
        return (Fraction(1, 4) if quarter["low"] else Fraction(3, 4)), [quarter.span()]
    half = _HALF.search(asked)
    if half is not None and re.search(r"(?i)^how (?:many|long|much)\b|\b(?:within|in less than|under|at most) how (?:many|long|much)\b", asked) and not re.search(r"\d", asked):  # fmt: skip
        return Fraction(1, 2), []
    return None
