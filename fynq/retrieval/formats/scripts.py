"""Raised and lowered text as Unicode's own signs where there are such: x², H₂O, Ca²⁺."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_WORDS = frozenset(["st", "nd", "rd", "th"])


def raised(text: str) -> str:
    return _moved(text, _RAISED, "^")


def lowered(text: str) -> str:
    return _moved(text, _LOWERED, "_")


def _moved(text: str, signs: dict[int, int], mark: str) -> str:
    text = text.strip()
    if not text or text.lower() in _WORDS or set(text) <= set(map(chr, signs.values())):
        return text
    if len(text) <= 8 and all(ord(sign) in signs for sign in text):
        return text.translate(signs)
    if text[:1] in "$[*†‡" or " " in text:
        return text
    return f"{mark}{text}" if len(text) == 1 else f"{mark}{{{text}}}"
