"""The words of mathematical notation: functions, constants, Greek letters, Unicode signs."""

from __future__ import annotations

from fynq.reasoning.reading.words import words

FUNCTIONS: dict[str, str] = {
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "cot": "cot",
    "sec": "sec",
    "csc": "csc",
    "sinh": "sinh",
    "cosh": "cosh",
    "tanh": "tanh",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "asin": "asin",
    "acos": "acos",
    "atan": "atan",
    "ln": "ln",
    "log": "log",
    "exp": "exp",
    "sqrt": "sqrt",
    "cbrt": "cbrt",
    "abs": "abs",
    "floor": "floor",
    "ceil": "ceil",
    "gcd": "gcd",
    "lcm": "lcm",
    "det": "det",
}
"""As written → the name in the tree."""

INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan"}
TRIGONOMETRIC = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})

CONSTANTS: dict[str, str] = {
    "pi": "pi",
    "e": "e",
    "i": "i",
    "infinity": "oo",
    "infty": "oo",
    "oo": "oo",
}

GREEK = words(
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi "
    "rho sigma tau phi varphi chi psi omega Delta Gamma Omega Phi Sigma"
)

SIGNS: dict[str, str] = {
    "×": "*",
    "·": "*",
    "⋅": "*",
    "∙": "*",
    "•": "*",
    "∗": "*",
    "÷": "/",
    "∕": "/",
    "⁄": "/",
    "−": "-",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "＋": "+",
    "＝": "=",
    "≤": "<=",
    "⩽": "<=",
    "≥": ">=",
    "⩾": ">=",
    "≠": "!=",
    "→": "->",
    "π": " pi ",
    "∞": " infinity ",
    "√": "\\sqrt ",
    "∛": " cbrt ",
    "∫": "\\int ",
    "½": "\\frac{1}{2}",
    "⅓": "\\frac{1}{3}",
    "⅔": "\\frac{2}{3}",
    "¼": "\\frac{1}{4}",
    "¾": "\\frac{3}{4}",
    "θ": " theta ",
    "α": " alpha ",
    "β": " beta ",
    "γ": " gamma ",
    "λ": " lambda ",
    "μ": " mu ",
    "φ": " phi ",
    "ω": " omega ",
    "Δ": " Delta ",
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u2061": "",
    "\u2062": "*",
    "\u200b": "",
    "′": "'",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
}

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣ", "0123456789+-nx")
SUPERSCRIPT_RUN = "[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣ]+"
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
SUBSCRIPT_RUN = "[₀₁₂₃₄₅₆₇₈₉]+"

COMMANDS: dict[str, str] = {
    "cdot": "*",
    "times": "*",
    "ast": "*",
    "div": "/",
    "le": "<=",
    "leq": "<=",
    "leqslant": "<=",
    "ge": ">=",
    "geq": ">=",
    "geqslant": ">=",
    "ne": "!=",
    "neq": "!=",
    "lt": "<",
    "gt": ">",
    "to": "->",
    "rightarrow": "->",
    "lvert": "|",
    "rvert": "|",
    "vert": "|",
    "mid": "|",
    "lbrace": "(",
    "rbrace": ")",
    "lbrack": "[",
    "rbrack": "]",
    "colon": ":",
}
"""LaTeX command → the sign that it stands for."""

SILENT = frozenset(
    words(
        "left right big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle limits quad qquad "
        "thinspace cr mathstrut"
    )
)
"""LaTeX commands that carry no mathematics."""

FRACTIONS = frozenset({"frac", "dfrac", "tfrac", "cfrac"})
WRAPPERS = frozenset({"mathrm", "operatorname", "mathit", "mathbf", "boldsymbol", "mathsf"})
MATRICES = frozenset({"matrix", "pmatrix", "bmatrix", "vmatrix", "Bmatrix", "array"})
