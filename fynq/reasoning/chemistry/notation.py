"""Chemical text of any spelling as one plain line: LaTeX, \\ce, Unicode subscripts and arrows.

H₂O, $\\mathrm{H_2O}$ and \\ce{H2O} become H2O; SO₄²⁻ becomes SO4^2-; 10^{-3} becomes 10^-3.
"""

from __future__ import annotations

import re
import unicodedata

_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_WRAPPED = re.compile(r"\\(?:mathrm|text|textrm|mathbf|textbf|rm|operatorname|mbox|mathit|textit|boldsymbol)\s*\{([^{}]*)\}")  # fmt: skip
_JOINED = re.compile(
    r"(\\mathrm\s*\{[A-Z()\[\]][A-Za-z()\[\]]*\}(?:_\{?\d+\}?)?)\s+(?=\\mathrm\s*\{\s*[A-Z(\[][A-Za-z()\[\]]*\}(?!\s*\^\s*\{?-))"
)
_COMMANDS = (
    (r"\\(?:long)?rightarrow|\\to(?![a-z])|\\xrightarrow(?:\[[^\]]*\])?\{[^{}]*\}|→|⟶|⇒|➔|➝|──>|--+>|=>|(?<=\s)-->", " -> "),
    (r"\\(?:rightleftharpoons|leftrightarrow|rightleftarrows)|⇌|⇄|↔|<=>|<-+>", " <-> "),
    (r"\\times|×|✕|⨯", "×"),
    (r"\\(?:cdot|bullet)(?![a-z])|•|⋅|∙", "·"),
    (r"\^\s*\{?\s*\\circ\s*\}?\s*|\\degree|º|˚", "°"),
    (r"\\(?:mu|micro)(?![a-z])\s*|μ", "µ"),
    (r"\\Delta(?![a-z])\s*|∆", "Δ"),
    (r"\\(?:ominus|circ|standardstate)(?![a-z])|⦵|⊖", "°"),
    (r"\\%", "%"),
    (r"\\approx|≈", "≈"),
    (r"\\(?:left|right|displaystyle|quad|qquad|big|Big)(?![a-z])", " "),
    (r"\\[,;:!> ]|~", " "),
    (r"[–—−‒]", "-"),
    (r"[’‘]", "'"),
    (r"\\rho(?![a-z])", "ρ"),
    (r"\\lambda(?![a-z])", "λ"),
)  # fmt: skip
_FORMATION = re.compile(r"Δ_?f ?H\s?\^?°?|ΔH\s?\^?°?\s?_?f(?![A-Za-z])\s?\^?°?|ΔH\s?_f\^?°")
_OF_REACTION = re.compile(r"Δ_?(?:r|rxn|c) ?H\s?\^?°?|ΔH\s?\^?°?\s?_?(?:rxn|r|c|comb|reaction)?(?![A-Za-z])\s?\^?°?")  # fmt: skip
_COMPILED = tuple((re.compile(pattern), new) for pattern, new in _COMMANDS)


def plain(question: str) -> str:
    """One spelling for all; dollars and braces are gone, lines stay lines."""
    text = unicodedata.normalize("NFC", question).replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")  # fmt: skip
    text = _RAISED.sub(lambda found: "^" + found[0].translate(_SUPERSCRIPTS), text)
    text = text.translate(_SUBSCRIPTS)
    text = _JOINED.sub(r"\1", text)
    text = re.sub(r"\\frac\s*\{(\d+)\}\s*\{(\d+)\}", r"\1/\2", text)
    text = re.sub(r"\\(?:ce|chem)\s*\{((?:[^{}]|\{[^{}]*\})*)\}", r" \1 ", text)
    for pattern, new in _COMPILED:
        text = pattern.sub(new, text)
    for _ in range(4):
        text = re.sub(r"_\s*(?:\{\s*(\d+)\s*\}|(\d+))", r"\1\2", text)
        text = re.sub(r"_\s*\{\s*([A-Za-z, ]+?)\s*\}", r"_\1", text)
        text = re.sub(r"\^\s*\{\s*([^{}]*?)\s*\}", _raised, text)
        text = _WRAPPED.sub(r"\1", text)
    text = _FORMATION.sub("ΔHf ", text)
    text = _OF_REACTION.sub("ΔH ", text)
    text = re.sub(r"(?<=[a-z])°\s?C\b", "·°C", text)
    text = text.replace("\\(", " ").replace("\\)", " ").replace("\\[", " ").replace("\\]", " ")
    text = text.replace("$", " ").replace("{", "").replace("}", "").replace("**", "")
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r"(?<=[A-Za-z\d)])\(\s*(s|l|g|aq)\s*\)", r"(\1)", text)
    text = re.sub(r"(?<=[A-Za-z\d)]) \((s|l|g|aq)\)", r"(\1)", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def _raised(found: re.Match[str]) -> str:
    return "^" + re.sub(r"\s", "", found[1])
