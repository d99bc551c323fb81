"""LaTeX of quantities as plain characters: '$\\frac{9.8m}{s^2}$' becomes '9.8 m/s^2'."""

from __future__ import annotations

import re

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_GREEK = {"mu": "μ", "theta": "θ", "omega": "ω", "alpha": "α", "rho": "ρ", "lambda": "λ", "tau": "τ", "Omega": "Ω", "Delta": "Δ"}  # fmt: skip
_FRACTION = re.compile(r"\\[dt]?frac\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_WRAPPED = re.compile(r"\\(?:mathrm|text|textrm|mathbf|operatorname|rm|left|right)\s*\{([^{}]*)\}")


def plain(text: str) -> str:
    """The same text without LaTeX; what is not known stays as it is, and will not be understood."""
    text = text.replace("−", "-").replace("–", "-").replace("‑", "-").replace("’", "'")
    text = text.replace("\\%", "%").replace("\\$", "USD ")
    text = re.sub(r"\$\$", " ", text)
    if text.count("$") % 2 == 0 and re.search(r"\$[^$]*[\\^_{][^$]*\$", text):
        text = text.replace("$", " ")
    text = re.sub(r"(?<!\\)\$(?!\s?\d[\d,.]*(?:\s|[.,;?!)]|$))", " ", text)
    text = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+", lambda m: "^" + m[0].translate(_SUPERSCRIPTS), text)
    text = re.sub(r"\^\s*\{?\s*\\circ\s*\}?|\\degree|\\textdegree|º|˚", "°", text)
    text = re.sub(r"\\(?:,|;|:|!|\s|quad|qquad)|~", " ", text)
    text = re.sub(r"\\(?:left|right)\s*(?=[()\[\]|])", "", text)
    for _ in range(3):
        text = _WRAPPED.sub(r" \1 ", text)
        text = re.sub(r"\{\s*(10|[a-zA-Zµμ]{1,3})\s*\}\s*(?=\^)", r"\1", text)
        text = re.sub(r"\^\s*\{\s*\(?\s*([-+]?\s*[\d.]+)\s*\)?\s*\}", r"^\1", text)
        text = _FRACTION.sub(_ratio, text)
    text = re.sub(r"\\(?:times|cdot)", lambda m: "×" if m[0] == "\\times" else "·", text)
    text = re.sub(r"\\([A-Za-z]+)", lambda m: _GREEK.get(m[1], m[0]), text)
    text = text.replace("**", "^")
    text = re.sub(r"\^\s*\(\s*([-+]?\d+)\s*\)|\^\s*\{\s*([-+]?\d+)\s*\}", lambda m: "^" + (m[1] or m[2]), text)  # fmt: skip
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r"°\s*([CF])\b", r"°\1", text)
    text = re.sub(r"\bdegrees? (?:Celsius|celsius|C)\b", "°C", text)
    text = re.sub(r"\bdegrees? (?:Fahrenheit|fahrenheit|F)\b", "°F", text)
    text = re.sub(r"\bmm (?:of )?(?:Hg|mercury)\b", "mmHg", text)
    text = re.sub(r"\b([cmk]?m)\s*\^\s*([23])", r"\1^\2", text)
    return re.sub(r"\b(square|cubic) ([a-z]+)", _powered, text)


def _ratio(match: re.Match[str]) -> str:
    below = match[2].strip()
    if re.search(r"[\s·*/]", below):
        below = f"({below})"
    return f" {match[1].strip()}/{below} "


def _powered(match: re.Match[str]) -> str:
    return f"{match[2]}^{2 if match[1] == 'square' else 3}"
