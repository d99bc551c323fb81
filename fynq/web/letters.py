"""Characters: which are never shown, and the mathematical alphabets: MathML Core draws them by character, not by `mathvariant`.

Code points: The Unicode Standard, block Mathematical Alphanumeric Symbols (U+1D400 to U+1D7FF);
the letters that Unicode had before that block are in _EARLIER.
"""

from __future__ import annotations

import re

UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
"""What is never shown: controls, lone surrogates, marks that turn the direction of the text."""

_STARTS = {
    "bold": (0x1D400, 0x1D7CE),
    "bold-italic": (0x1D468, None),
    "script": (0x1D49C, None),
    "bold-script": (0x1D4D0, None),
    "fraktur": (0x1D504, None),
    "bold-fraktur": (0x1D56C, None),
    "double-struck": (0x1D538, 0x1D7D8),
    "sans-serif": (0x1D5A0, 0x1D7E2),
    "bold-sans-serif": (0x1D5D4, 0x1D7EC),
    "monospace": (0x1D670, 0x1D7F6),
}
_EARLIER = {
    "script": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
    "double-struck": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
}


def styled(text: str, variant: str) -> str:
    """`text` in the alphabet that `variant` (a MathML mathvariant) names; unknown ones change nothing."""
    if variant not in _STARTS:
        return text
    letters, digits = _STARTS[variant]
    earlier = _EARLIER.get(variant, {})
    return "".join(earlier.get(one) or _moved(one, letters, digits) for one in text)


def _moved(one: str, letters: int, digits: int | None) -> str:
    if "A" <= one <= "Z":
        return chr(letters + ord(one) - ord("A"))
    if "a" <= one <= "z":
        return chr(letters + 26 + ord(one) - ord("a"))
    if digits is not None and "0" <= one <= "9":
        return chr(digits + ord(one) - ord("0"))
    return one
