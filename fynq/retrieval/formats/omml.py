"""Office MathML to LaTeX. Elements: ECMA-376 Part 1, 22.1."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fynq.retrieval.formats.mathml import name_of
from fynq.retrieval.formats.symbols import accent, identifier, latex_of, words

_BIG = {"∑": "\\sum", "∏": "\\prod", "∐": "\\coprod", "∫": "\\int", "∬": "\\iint", "∭": "\\iiint", "∮": "\\oint", "⋃": "\\bigcup", "⋂": "\\bigcap", "⋁": "\\bigvee", "⋀": "\\bigwedge"}  # fmt: skip
_FENCES = {"{": "\\{", "}": "\\}", "⟨": "\\langle ", "⟩": "\\rangle ", "〈": "\\langle ", "〉": "\\rangle ", "‖": "\\Vert ", "⌊": "\\lfloor ", "⌋": "\\rfloor ", "⌈": "\\lceil ", "⌉": "\\rceil ", "": "."}  # fmt: skip


def omml_to_latex(math: Any) -> str:
    """math: an <m:oMath> element."""
    return " ".join(_row(math).split())


def _row(element: Any) -> str:
    return "".join(_latex(child) for child in element)


def _latex(element: Any) -> str:
    name = name_of(element)
    if name.endswith("pr") or not name:
        return ""
    write = _WRITERS.get(name)
    return write(element) if write is not None else _row(element)


def _child(element: Any, name: str) -> str:
    """The LaTeX of the child `name`, in small letters; '' when there is none."""
    found = next((child for child in element if name_of(child) == name), None)
    return "" if found is None else _row(found).strip()


def _property(element: Any, name: str) -> str | None:
    """The value of a property in the element's first child (naryPr, dPr, ...)."""
    for properties in element:
        if name_of(properties).endswith("pr"):
            for each in properties:
                if name_of(each) == name:
                    value = next((v for k, v in each.attrib.items() if k.endswith("val")), "")
                    return str(value)
    return None


def _run(element: Any) -> str:
    text = "".join(each.text or "" for each in element if name_of(each) == "t")
    if _property(element, "nor") not in (None, "0", "off", "false"):
        return words(text)
    if len(text) > 1 and text.strip().isalpha() and text.isascii():
        return identifier(text) if identifier(text).startswith("\\") and not identifier(text).startswith("\\mathrm") else _letters(element, text)  # fmt: skip
    return latex_of(text)


def _letters(element: Any, text: str) -> str:
    """Letters in the plain style are a word, italic ones a product of variables."""
    plain = _property(element, "sty") == "p"
    return f"\\mathrm{{{text.strip()}}}" if plain else text


def _group(latex: str) -> str:
    return f"{{{latex.strip()}}}"


def _fraction(element: Any) -> str:
    above, below = _child(element, "num"), _child(element, "den")
    kind = _property(element, "type")
    if kind == "lin":
        return f"{_group(above)}/{_group(below)}"
    if kind == "noBar":
        return f"\\genfrac{{}}{{}}{{0pt}}{{}}{{{above}}}{{{below}}}"
    return f"\\frac{{{above}}}{{{below}}}"


def _scripted(element: Any) -> str:
    low, high = _child(element, "sub"), _child(element, "sup")
    base = _child(element, "e")
    base = base if len(base) <= 1 or (base[0] == "\\" and base[1:].isalpha()) else _group(base)
    return base + (f"_{_group(low)}" if low else "") + (f"^{_group(high)}" if high else "")


def _before(element: Any) -> str:
    low, high = _child(element, "sub"), _child(element, "sup")
    return f"{{}}_{_group(low)}^{_group(high)}{_child(element, 'e')}"


def _root(element: Any) -> str:
    degree = _child(element, "deg")
    return (
        f"\\sqrt[{degree}]" * bool(degree) + "\\sqrt" * (not degree) + _group(_child(element, "e"))
    )


def _large(element: Any) -> str:
    sign = _property(element, "chr")
    command = _BIG.get("∫" if sign is None else sign, latex_of(sign or ""))
    low, high = _child(element, "sub"), _child(element, "sup")
    command += (f"_{_group(low)}" if low else "") + (f"^{_group(high)}" if high else "")
    return f"{command} {_child(element, 'e')}"


def _delimited(element: Any) -> str:
    opening, closing = _property(element, "begchr"), _property(element, "endchr")
    opening = "(" if opening is None else opening
    closing = ")" if closing is None else closing
    separator = latex_of(_property(element, "sepchr") or "|")
    inside = separator.join(_row(child).strip() for child in element if name_of(child) == "e")
    return f"\\left{_FENCES.get(opening, opening)}{inside}\\right{_FENCES.get(closing, closing)}"


def _function(element: Any) -> str:
    name = _child(element, "fname").strip()
    return f"{name} {_child(element, 'e')}"


def _limit(mark: str) -> Callable[[Any], str]:
    def write(element: Any) -> str:
        base, limit = _child(element, "e"), _child(element, "lim")
        if base.startswith("\\") and base.strip()[1:].isalpha():
            return f"{base.strip()}{mark}{_group(limit)}"
        return ("\\underset" if mark == "_" else "\\overset") + _group(limit) + _group(base)

    return write


def _accented(element: Any) -> str:
    sign = _property(element, "chr")
    command = accent("^" if sign is None else sign) or "\\hat"
    return command + _group(_child(element, "e"))


def _barred(element: Any) -> str:
    command = "\\overline" if _property(element, "pos") == "top" else "\\underline"
    return f"{command}{_group(_child(element, 'e'))}"


def _grouped(element: Any) -> str:
    sign = _property(element, "chr")
    command = accent("⏟" if sign is None else sign)
    inside = _child(element, "e")
    return f"{command}{_group(inside)}" if command else inside


def _matrix(element: Any) -> str:
    rows = [row for row in element if name_of(row) == "mr"]
    lines = [" & ".join(_row(cell).strip() for cell in row if name_of(cell) == "e") for row in rows]
    inside = " \\\\ ".join(lines)
    return f"\\begin{{matrix}} {inside} \\end{{matrix}}"


def _equations(element: Any) -> str:
    lines = " \\\\ ".join(_row(line).strip() for line in element if name_of(line) == "e")
    return f"\\begin{{aligned}} {lines} \\end{{aligned}}"


_WRITERS: dict[str, Callable[[Any], str]] = {
    "r": _run,
    "f": _fraction,
    "ssub": _scripted,
    "ssup": _scripted,
    "ssubsup": _scripted,
    "spre": _before,
    "rad": _root,
    "nary": _large,
    "d": _delimited,
    "func": _function,
    "limlow": _limit("_"),
    "limupp": _limit("^"),
    "acc": _accented,
    "bar": _barred,
    "groupchr": _grouped,
    "m": _matrix,
    "eqarr": _equations,
    "borderbox": lambda element: f"\\boxed{_group(_child(element, 'e'))}",
    "phant": lambda element: "",
}
