"""Unicode's mathematical characters as LaTeX commands."""

from __future__ import annotations

import re
import unicodedata

_COMMANDS = """
α alpha β beta γ gamma δ delta ϵ epsilon ε varepsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa
λ lambda μ mu ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon ϕ phi φ varphi
χ chi ψ psi ω omega Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon Φ Phi Ψ Psi Ω Omega
µ mu ∆ Delta Ω Omega ℏ hbar ℓ ell ℘ wp ℜ Re ℑ Im ∂ partial ∇ nabla ∞ infty ∅ emptyset ℵ aleph
× times · cdot ⋅ cdot ∙ cdot ÷ div ± pm ∓ mp ∗ ast ⋆ star ∘ circ ∙ bullet ⊕ oplus ⊗ otimes ⊖ ominus
⊙ odot ∧ wedge ∨ vee ∩ cap ∪ cup ⊎ uplus ⊔ sqcup ⊓ sqcap † dagger ‡ ddagger ∖ setminus ¬ neg
≤ le ≥ ge ≠ ne ≈ approx ≃ simeq ≅ cong ≡ equiv ∼ sim ∝ propto ≪ ll ≫ gg ≺ prec ≻ succ ⊂ subset
⊃ supset ⊆ subseteq ⊇ supseteq ∈ in ∋ ni ∉ notin ⊥ perp ∥ parallel ∣ mid ≜ triangleq ≐ doteq ⊢ vdash
⊨ models ⩽ leqslant ⩾ geqslant ≲ lesssim ≳ gtrsim
→ to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ↦ mapsto ↑ uparrow
↓ downarrow ⇌ rightleftharpoons ⇄ rightleftarrows ⟶ longrightarrow ⟵ longleftarrow ⟹ Longrightarrow
⟺ Longleftrightarrow ⟷ longleftrightarrow ↗ nearrow ↘ searrow ⇀ rightharpoonup ↪ hookrightarrow
∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint ⋃ bigcup ⋂ bigcap ⨁ bigoplus ⨂ bigotimes √ surd
∀ forall ∃ exists ∄ nexists ∴ therefore ∵ because ∠ angle ∡ measuredangle △ triangle □ square ◻ square
… ldots ⋯ cdots ⋮ vdots ⋱ ddots ′ prime ‖ Vert ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ⟨ langle ⟩ rangle
〈 langle 〉 rangle ⟂ perp ° circ ℝ mathbb{R} ℂ mathbb{C} ℕ mathbb{N} ℤ mathbb{Z} ℚ mathbb{Q}
"""
_WORDS = _COMMANDS.split()
COMMAND = {sign: f"\\{name}" for sign, name in zip(_WORDS[::2], _WORDS[1::2], strict=True)}
COMMAND.update({"°": "^{\\circ}", "−": "-", "–": "-", "—": "-", "″": "''", "′": "'", "⁄": "/"})
_ESCAPED = {"%": "\\%", "#": "\\#", "&": "\\&", "$": "\\$", "_": "\\_", "\\": "\\backslash "}
_FUNCTIONS = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "cot",
        "sec",
        "csc",
        "sinh",
        "cosh",
        "tanh",
        "coth",
        "arcsin",
        "arccos",
        "arctan",
        "log",
        "ln",
        "lg",
        "exp",
        "lim",
        "limsup",
        "liminf",
        "max",
        "min",
        "sup",
        "inf",
        "det",
        "dim",
        "ker",
        "arg",
        "gcd",
        "deg",
        "hom",
        "Pr",
    ]
)
_STYLES = {
    "DOUBLE-STRUCK": "mathbb",
    "SCRIPT": "mathcal",
    "FRAKTUR": "mathfrak",
    "BOLD": "mathbf",
    "SANS-SERIF": "mathsf",
    "MONOSPACE": "mathtt",
}
_LETTERS = re.compile(r"[^\W\d_]{2,}")
ACCENTS = {
    "^": "hat", "ˆ": "hat", "̂": "hat", "~": "tilde", "˜": "tilde", "̃": "tilde", "¯": "bar",
    "‾": "bar", "̅": "bar", "_": "bar", "→": "vec", "⃗": "vec", "⇀": "vec", "˙": "dot", "̇": "dot",
    ".": "dot", "¨": "ddot", "̈": "ddot", "ˇ": "check", "̌": "check", "˘": "breve", "́": "acute",
    "̀": "grave", "⏞": "overbrace", "⏟": "underbrace", "︷": "overbrace", "︸": "underbrace",
}  # fmt: skip
INVISIBLE = "\u2061\u2062\u2063\u2064\u200b\u2060\ufeff\u00ad"


def latex_of(text: str) -> str:
    """Characters of a formula as LaTeX; commands are followed by a blank where a letter may come."""
    out: list[str] = []
    for sign in text:
        if sign in INVISIBLE:
            continue
        command = COMMAND.get(sign) or _ESCAPED.get(sign)
        if command is None:
            command = sign if sign < "\x80" else _styled(sign)
        if command[:1] == "\\" and command[-1:].isalpha():
            command += " "
        out.append(command)
    return "".join(out)


def identifier(text: str) -> str:
    """A name of one letter is italic; sin and its like are commands; other words are upright."""
    text = text.strip()
    if text in _FUNCTIONS:
        return f"\\{text} "
    if _LETTERS.fullmatch(text) and text.isascii():
        return f"\\mathrm{{{text}}}"
    return latex_of(text)


def words(text: str) -> str:
    """Ordinary text inside a formula."""
    inside = "".join(_ESCAPED.get(sign, sign) for sign in text if sign not in INVISIBLE)
    inside = (
        inside.replace("{", "\\{").replace("}", "\\}") if "{" in text or "}" in text else inside
    )
    if not inside.strip():
        return " " if inside else ""
    if all(sign in "+-=<>(),.0123456789 " for sign in inside):
        return inside
    if not inside.isascii() and any(sign in COMMAND for sign in inside):
        return latex_of(text) if not _LETTERS.search(text) else f"\\text{{{inside}}}"
    return f"\\text{{{inside}}}"


def accent(sign: str) -> str:
    """The command of an accent, or ''."""
    return f"\\{ACCENTS[sign]}" if sign in ACCENTS else ""


def _styled(sign: str) -> str:
    """The mathematical alphabets: 𝑥 is x, 𝐱 is \\mathbf{x}."""
    plain = unicodedata.normalize("NFKC", sign)
    if plain == sign or len(plain) != 1:
        return sign
    plain = COMMAND.get(plain, plain)
    name = unicodedata.name(sign, "")
    if name.startswith("MATHEMATICAL") or "DOUBLE-STRUCK" in name or name.startswith("SCRIPT"):
        for style, command in _STYLES.items():
            if style in name:
                return f"\\{command}{{{plain}}}"
        return plain
    return sign
