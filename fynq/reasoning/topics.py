"""Which skills of the graph a question is about, told from its words: for questions that no solver
has read, so that models can be rated and chosen by skill."""

from __future__ import annotations

import re

_MOST = 3
_TOPICS = tuple(
    (slug, re.compile(rf"(?i){pattern}"))
    for slug, pattern in (
        ("integrals", r"\bintegra(?:l|te|ls|tion)|\\int|∫|antiderivative"),
        ("derivatives", r"\bderiv|\bdifferentia|\brate of change|\btangent line|\\frac\{d"),
        ("limits", r"\blimit\b|\\lim|\blim\b"),
        ("matrices", r"\bmatri|\bdeterminant|\beigen|\\begin\{[pb]?matrix"),
        ("vectors", r"\bvectors?\b|\bdot product|\bcross product"),
        ("probability", r"\bprobabilit|\bchance\b|\blikely\b|\bdice\b|\bcoin flip|\bat random"),
        ("statistics", r"\bmean\b|\bmedian|\bstandard deviation|\bvariance|\baverage"),
        ("combinatorics", r"\bhow many ways|\bpermutation|\bcombination|\barrange"),
        ("trigonometry", r"\b(?:sin|cos|tan|sine|cosine)\b|\\(?:sin|cos|tan)|\btrigonometr"),
        ("logarithms", r"\blog(?:arithm)?s?\b|\\log|\\ln|\bln\b"),
        ("sequences-and-series", r"\bsequence|\bseries\b|\bgeometric progression|\\sum"),
        ("quadratic-equations", r"\bquadratic|[a-z]\s*(?:\^\s*\{?2|²).*="),
        ("systems-of-linear-equations", r"\bsystem of|\bsimultaneous"),
        ("geometry", r"\btriangle|\bangle|\bpolygon|\bperimeter|\brectang|\bsquare (?:feet|met)"),
        ("circles", r"\bcircle|\bradius|\bdiameter|\bcircumference"),
        ("volume", r"\bvolume|\bcube\b|\bcylinder|\bsphere"),
        ("speed-and-velocity", r"\bspeed|\bvelocity|\bmph\b|\bkm/h|\bmiles per hour"),
        ("forces", r"\bforce\b|\bnewton|\bfriction"),
        ("interest", r"\binterest\b"),
        ("percentages", r"%|\bpercent"),
        ("ratios", r"\bratio|\bproportion"),
        (
            "fractions",
            r"\bhalf\b|\bthirds?\b|\bquarter|\bfraction|\btwice\b|\btimes as|\d\s*/\s*\d",
        ),
        ("linear-equations", r"\bsolve\b.*=|\d[a-z]\b.*="),
    )
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_TOLD_WORDS = 15
_NUMBER = re.compile(r"\d")


def topics(question: str) -> tuple[str, ...]:
    """At most three, the most particular first; () when the words tell none."""
    text = question[:4_000]
    found = [slug for slug, pattern in _TOPICS if pattern.search(text)]
    if _NUMBER.search(text) and len(_WORD.findall(text)) >= _TOLD_WORDS:
        found.append("word-problems")
    if not found and _NUMBER.search(text):
        found.append("arithmetic")
    return tuple(found[:_MOST])
