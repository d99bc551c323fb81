"""MathML to LaTeX. Element names: MathML Core and MathML 3 presentation markup (W3C)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from fynq.retrieval.formats.symbols import accent, identifier, latex_of, words

_TEX = ("application/x-tex", "application/x-latex", "text/x-tex", "tex", "latex", "TeX")
_BIG = ("\\sum", "\\prod", "\\lim", "\\max", "\\min", "\\bigcup", "\\bigcap", "\\coprod", "\\int")
_FENCES = {"{": "\\{", "}": "\\}", "⟨": "\\langle ", "⟩": "\\rangle ", "|": "|", "‖": "\\Vert ", "": "."}  # fmt: skip


def name_of(element: Any) -> str:
    """The local name in small letters; '' for comments and processing instructions."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def mathml_to_latex(math: Any) -> str:
    """math: a parsed <math> element. The LaTeX that it carries itself is taken first."""
    tex = _annotation(math)
    return tex or " ".join(_row(list(math)).split())


def is_display(math: Any) -> bool:
    return "block" in (math.get("display") or "") or "display" in (math.get("mode") or "")


def _annotation(math: Any) -> str:
    for element in math.iter():
        if name_of(element) == "annotation" and element.get("encoding") in _TEX:
            text = "".join(element.itertext()).strip()
            if text.startswith("{\\displaystyle") and text.endswith("}"):
                text = text[len("{\\displaystyle") : -1].strip()
            return text
    return ""


def _row(elements: Sequence[Any]) -> str:
    return "".join(_latex(element) for element in elements)


def _latex(element: Any) -> str:
    name = name_of(element)
    write = _WRITERS.get(name)
    if write is not None:
        return write(element)
    if name in _DROPPED or not name:
        return ""
    return _row(list(element)) if len(element) else latex_of(_text(element))


def _text(element: Any) -> str:
    return "".join(element.itertext())


def _parts(element: Any, count: int) -> list[str]:
    """The children as LaTeX, filled up with '' to `count`."""
    parts = [_latex(child).strip() for child in element if name_of(child)]
    return parts[:count] + [""] * (count - len(parts))


def _group(latex: str) -> str:
    return f"{{{latex.strip()}}}"


def _base(latex: str) -> str:
    latex = latex.strip()
    return latex if len(latex) <= 1 or (latex[0] == "\\" and latex[1:].isalpha()) else _group(latex)


def _number(element: Any) -> str:
    return latex_of(_text(element).strip())


def _operator(element: Any) -> str:
    text = _text(element).strip()
    if len(text) > 1 and text.isascii() and text.isalpha():
        return f" {identifier(text)} "
    if text in ("{", "}"):
        return f"\\{text}"
    return latex_of(text)


def _fraction(element: Any) -> str:
    above, below = _parts(element, 2)
    if element.get("linethickness") in ("0", "0pt", "0em"):
        return f"\\genfrac{{}}{{}}{{0pt}}{{}}{{{above}}}{{{below}}}"
    return f"\\frac{{{above}}}{{{below}}}"


def _sub(element: Any) -> str:
    base, low = _parts(element, 2)
    return f"{_base(base)}_{_group(low)}"


def _sup(element: Any) -> str:
    base, high = _parts(element, 2)
    return _raised(base, high)


def _raised(base: str, high: str) -> str:
    if set(high) <= {"'"} and high:
        return f"{_base(base)}{high}"
    return f"{_base(base)}^{_group(high)}"


def _sub_sup(element: Any) -> str:
    base, low, high = _parts(element, 3)
    return f"{_base(base)}_{_group(low)}^{_group(high)}"


def _under(element: Any) -> str:
    base, low = _parts(element, 2)
    mark = accent(_last_text(element))
    if mark == "\\bar":
        return f"\\underline{{{base}}}"
    if mark == "\\underbrace":
        return f"{mark}{{{base}}}"
    if base.startswith(_BIG):
        return f"{base.strip()}_{_group(low)}"
    return f"\\underset{{{low}}}{{{base}}}"


def _over(element: Any) -> str:
    base, high = _parts(element, 2)
    mark = accent(_last_text(element))
    if mark:
        wide = {"\\bar": "\\overline", "\\hat": "\\widehat", "\\vec": "\\overrightarrow"}
        mark = wide.get(mark, mark) if len(base.strip()) > 1 and not base.startswith("\\") else mark
        return f"{mark}{{{base}}}"
    if base.startswith(_BIG):
        return f"{base.strip()}^{_group(high)}"
    return f"\\overset{{{high}}}{{{base}}}"


def _under_over(element: Any) -> str:
    base, low, high = _parts(element, 3)
    if base.startswith(_BIG):
        return f"{base.strip()}_{_group(low)}^{_group(high)}"
    return f"\\overset{{{high}}}{{\\underset{{{low}}}{{{base}}}}}"


def _last_text(element: Any) -> str:
    children = [child for child in element if name_of(child)]
    return _text(children[-1]).strip() if len(children) > 1 else ""


def _root(element: Any) -> str:
    base, degree = _parts(element, 2)
    return f"\\sqrt[{degree}]{{{base}}}"


def _square_root(element: Any) -> str:
    return f"\\sqrt{{{_row(list(element)).strip()}}}"


def _fenced(element: Any) -> str:
    opening, closing = element.get("open", "("), element.get("close", ")")
    separator = element.get("separators", ",").strip()[:1]
    inside = separator.join(_latex(child).strip() for child in element if name_of(child))
    return f"\\left{_FENCES.get(opening, opening)}{inside}\\right{_FENCES.get(closing, closing)}"


def _table(element: Any) -> str:
    rows = [row for row in element if name_of(row) in ("mtr", "mlabeledtr")]
    lines = [
        " & ".join(_row(list(cell)).strip() for cell in row if name_of(cell) == "mtd")
        for row in rows
    ]
    columns = max((line.count(" & ") for line in lines), default=0)
    name = "aligned" if _is_alignment(element) and columns else "matrix"
    inside = " \\\\ ".join(lines)
    return f"\\begin{{{name}}} {inside} \\end{{{name}}}"


def _is_alignment(element: Any) -> bool:
    return "right" in (element.get("columnalign") or "")


def _enclosed(element: Any) -> str:
    inside = _row(list(element)).strip()
    if "box" in (element.get("notation") or ""):
        return f"\\boxed{{{inside}}}"
    if "strike" in (element.get("notation") or ""):
        return f"\\cancel{{{inside}}}"
    return inside


def _scripts(element: Any) -> str:
    """base, pairs of sub and sup, <mprescripts/>, pairs that stand before."""
    before: list[str] = []
    after: list[str] = []
    into = after
    for child in [each for each in element if name_of(each)][1:]:
        if name_of(child) == "mprescripts":
            into = before
        else:
            into.append(_latex(child).strip())
    base = _parts(element, 1)[0]
    return f"{_pairs('{}', before) if before else ''}{_pairs(_base(base), after)}"


def _pairs(base: str, scripts: Sequence[str]) -> str:
    for at in range(0, len(scripts), 2):
        low, high = [*scripts[at : at + 2], ""][:2]
        base += (f"_{_group(low)}" if low else "") + (f"^{_group(high)}" if high else "")
    return base


_DROPPED = {"annotation", "annotation-xml", "mphantom", "none", "maligngroup", "malignmark"}
_WRITERS: dict[str, Callable[[Any], str]] = {
    "mi": lambda element: identifier(_text(element)),
    "mn": _number,
    "mo": _operator,
    "mtext": lambda element: words(_text(element)),
    "ms": lambda element: words(f'"{_text(element)}"'),
    "mspace": lambda element: " ",
    "mfrac": _fraction,
    "msub": _sub,
    "msup": _sup,
    "msubsup": _sub_sup,
    "munder": _under,
    "mover": _over,
    "munderover": _under_over,
    "msqrt": _square_root,
    "mroot": _root,
    "mfenced": _fenced,
    "mtable": _table,
    "menclose": _enclosed,
    "mmultiscripts": _scripts,
}
