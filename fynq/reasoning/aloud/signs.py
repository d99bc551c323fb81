"""What the signs of LaTeX are called."""

from __future__ import annotations

SIGNS = {
    "+": "plus", "-": "minus", "−": "minus", "*": "times", r"\cdot": "times", r"\times": "times",
    "·": "times", "×": "times", r"\div": "divided by", "÷": "divided by", "/": "over", ":": "to",
    r"\pm": "plus or minus", "±": "plus or minus", r"\mp": "minus or plus", "=": "equals",
    r"\ne": "is not equal to", r"\neq": "is not equal to", "≠": "is not equal to",
    "<": "is less than", r"\lt": "is less than", ">": "is greater than", r"\gt": "is greater than",
    r"\le": "is less than or equal to", r"\leq": "is less than or equal to",
    "≤": "is less than or equal to", r"\ge": "is greater than or equal to",
    r"\geq": "is greater than or equal to", "≥": "is greater than or equal to",
    r"\approx": "is approximately", "≈": "is approximately", r"\equiv": "is equivalent to",
    r"\sim": "is similar to", r"\cong": "is congruent to", r"\propto": "is proportional to",
    r"\to": "goes to", r"\rightarrow": "goes to", "→": "goes to", r"\mapsto": "is mapped to",
    r"\rightleftharpoons": "is in equilibrium with", r"\Rightarrow": "implies", r"\implies": "implies",
    r"\Leftrightarrow": "if and only if", r"\iff": "if and only if", r"\in": "is in",
    r"\notin": "is not in", r"\subset": "is a subset of", r"\subseteq": "is a subset of",
    r"\cup": "union", r"\cap": "intersection", r"\setminus": "without", r"\emptyset": "the empty set",
    r"\infty": "infinity", "∞": "infinity", r"\%": "percent", "%": "percent", "!": "factorial",
    r"\ldots": "and so on", r"\dots": "and so on", r"\cdots": "and so on", "…": "and so on",
    r"\land": "and", r"\wedge": "and", r"\lor": "or", r"\vee": "or", r"\neg": "not", r"\forall": "for all",
    r"\exists": "there is", r"\mid": "given", r"\perp": "is perpendicular to",
    r"\parallel": "is parallel to", r"\angle": "angle", r"\triangle": "triangle", r"\circ": "composed with",
    r"\partial": "partial", r"\nabla": "nabla", r"\therefore": "therefore", r"\degree": "degrees",
    "°": "degrees", r"\$": "dollars", r"\star": "star", r"\ast": "times",
    ",": ",", ";": ";", ".": ".", "(": "open parenthesis", ")": "close parenthesis",
    "[": "open square bracket", "]": "close square bracket", r"\{": "open brace", r"\}": "close brace",
    r"\lbrace": "open brace", r"\rbrace": "close brace", "|": "vertical bar", r"\vert": "vertical bar",
    r"\|": "double bar", r"\langle": "open angle bracket", r"\rangle": "close angle bracket",
    r"\lfloor": "the floor of", r"\rfloor": "end floor", r"\lceil": "the ceiling of",
    r"\rceil": "end ceiling", "'": "prime", "′": "prime", "″": "double prime",
}  # fmt: skip
PLAIN = {
    r"\cdot": "·", r"\times": "×", r"\div": "÷", r"\pm": "±", r"\mp": "∓", r"\ne": "≠", r"\neq": "≠",
    r"\lt": "<", r"\gt": ">", r"\le": "≤", r"\leq": "≤", r"\ge": "≥", r"\geq": "≥", r"\approx": "≈",
    r"\equiv": "≡", r"\sim": "~", r"\cong": "≅", r"\propto": "∝", r"\to": "→", r"\rightarrow": "→",
    r"\mapsto": "↦", r"\rightleftharpoons": "⇌", r"\Rightarrow": "⇒", r"\implies": "⇒",
    r"\Leftrightarrow": "⇔", r"\iff": "⇔", r"\in": "∈", r"\notin": "∉", r"\subset": "⊂",
    r"\subseteq": "⊆", r"\cup": "∪", r"\cap": "∩", r"\setminus": "\\", r"\emptyset": "∅",
    r"\infty": "∞", r"\%": "%", r"\ldots": "…", r"\dots": "…", r"\cdots": "…", r"\land": "∧",
    r"\wedge": "∧", r"\lor": "∨", r"\vee": "∨", r"\neg": "¬", r"\forall": "∀", r"\exists": "∃",
    r"\mid": "|", r"\perp": "⊥", r"\parallel": "∥", r"\angle": "∠", r"\triangle": "△", r"\circ": "°",
    r"\partial": "∂", r"\nabla": "∇", r"\therefore": "∴", r"\degree": "°", r"\$": "$", r"\{": "{",
    r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\vert": "|", r"\|": "‖", r"\langle": "⟨",
    r"\rangle": "⟩", r"\lfloor": "⌊", r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉", r"\ast": "*",
}  # fmt: skip
GREEK = dict(
    zip(
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "varepsilon",
            "zeta",
            "eta",
            "theta",
            "vartheta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "pi",
            "rho",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "varphi",
            "chi",
            "psi",
            "omega",
            "Gamma",
            "Delta",
            "Theta",
            "Lambda",
            "Xi",
            "Pi",
            "Sigma",
            "Phi",
            "Psi",
            "Omega",
        ],
        [
            "α",
            "β",
            "γ",
            "δ",
            "ε",
            "ε",
            "ζ",
            "η",
            "θ",
            "θ",
            "ι",
            "κ",
            "λ",
            "μ",
            "ν",
            "ξ",
            "π",
            "ρ",
            "σ",
            "τ",
            "υ",
            "φ",
            "φ",
            "χ",
            "ψ",
            "ω",
            "Γ",
            "Δ",
            "Θ",
            "Λ",
            "Ξ",
            "Π",
            "Σ",
            "Φ",
            "Ψ",
            "Ω",
        ],
        strict=True,
    )
)
FUNCTIONS = {
    "sin": "sine", "cos": "cosine", "tan": "tangent", "cot": "cotangent", "sec": "secant",
    "csc": "cosecant", "arcsin": "arc sine", "arccos": "arc cosine", "arctan": "arc tangent",
    "sinh": "hyperbolic sine", "cosh": "hyperbolic cosine", "tanh": "hyperbolic tangent",
    "log": "log", "ln": "natural log", "exp": "the exponential", "det": "the determinant",
    "gcd": "the greatest common divisor", "lcm": "the least common multiple", "max": "the maximum",
    "min": "the minimum", "deg": "the degree", "dim": "the dimension", "ker": "the kernel",
}  # fmt: skip
LARGE = {r"\sum": "the sum", r"\prod": "the product", r"\int": "the integral"}
LARGE_PLAIN = {r"\sum": "∑", r"\prod": "∏", r"\int": "∫"}
ACCENTS = {
    r"\overline": "bar", r"\bar": "bar", r"\hat": "hat", r"\widehat": "hat", r"\tilde": "tilde",
    r"\dot": "dot", r"\underline": "underlined",
}  # fmt: skip
TRANSPARENT = frozenset(
    (r"\mathrm", r"\mathbf", r"\mathit", r"\mathbb", r"\mathcal", r"\operatorname", r"\boxed", r"\boldsymbol",
     r"\displaystyle", r"\textstyle", r"\limits", r"\nolimits", r"\left", r"\right", r"\big", r"\Big", r"\bigg",
     r"\Bigg", r"\bigl", r"\bigr", r"\phantom", r"\ce", r"\cancel", r"\mathsf")
)  # fmt: skip
TEXTS = frozenset((r"\text", r"\textbf", r"\textit", r"\mbox", r"\textrm"))
PAUSES = frozenset((r"\quad", r"\qquad"))
SPACES = frozenset((r"\,", r"\;", r"\:", r"\ ", "~", r"\thinspace"))
NOTHING = frozenset((r"\!", r"\nobreak"))
PRIMES = ("'", "′", "″")
NAMES = frozenset((r"\mathrm", r"\operatorname", r"\mathbf", r"\mathit", r"\mathsf"))
FRACTIONS = frozenset((r"\frac", r"\dfrac", r"\tfrac", r"\cfrac"))
BINARY = frozenset(
    ["+", "-", "−", "*", "/", "·", "×", "÷", "=", "<", ">", "≤", "≥", "≠", "≈", "(", "[", ",", ";", ":", "±", "→"]
    + [name for name, word in SIGNS.items() if name.startswith("\\") and word not in ("infinity", "percent", "degrees")]
)  # fmt: skip
