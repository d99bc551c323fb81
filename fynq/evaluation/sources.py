"""The formulas and tables of a source file, and whether a chunk holds each of them whole.

They are found in the file's own text, by other means than the reader's, and compared by their
letters and digits: a table that was <table> in the file and has bars in the chunk is the same one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from fynq.retrieval.formats.sniff import Format
from fynq.retrieval.spans import Kind, spans

TEXTS = frozenset((Format.MARKDOWN, Format.HTML, Format.CNXML, Format.LATEX))
"""Formats whose files can be searched as text."""
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_CODE = re.compile(r"<(pre|code|script|style|nav|noscript)\b.*?</\1>", re.S | re.I)
_MATH = re.compile(r"<(?:m:)?math\b.*?</(?:m:)?math>", re.S | re.I)
_ANNOTATION = re.compile(r"<(m:)?annotation\b.*?</(m:)?annotation>", re.S | re.I)
_TABLE = re.compile(r"<table\b.*?</table>", re.S | re.I)
_CELL = re.compile(r"<(?:t[dh]|entry)\b[^>]*?(?:/>|>(.*?)(?=<(?:/?t[dhr]|/?tbody|/?thead|/?table|/?entry|/?row)\b))", re.S | re.I)  # fmt: skip
_TABULAR = re.compile(r"\\begin\{(tabularx?|longtable)\*?\}(.*?)\\end\{\1\*?\}", re.S)
_TAG = re.compile(r"<[^<>]*>")
_NAMED = re.compile(r"\\(sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|log|ln|lg|exp|lim|max|min|sup|inf|det|gcd|arg|dim|ker)(?![a-zA-Z])")  # fmt: skip
_COMMAND = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\genfrac(?:\{[^{}]*\}){4}|\\[a-zA-Z]+\*?")
_TEX_COMMENT = re.compile(r"(?<!\\)%.*")
_SCRIPTS = str.maketrans(
    "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱ₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789ni0123456789aehijklmnoprstuvx"
)
_SIGN = re.compile(r"[0-9A-Za-z]")


@dataclass(frozen=True, slots=True)
class SourceParts:
    """formulas: the signs of each. tables: the signs of each cell of each."""

    formulas: Sequence[str]
    tables: Sequence[Sequence[str]]


def parts_of(text: str, format_: Format) -> SourceParts:
    """text: of a whole file in one of TEXTS."""
    if format_ is Format.LATEX:
        return _latex(text)
    bare = _CODE.sub(" ", _COMMENT.sub(" ", text))
    formulas = [signs(_TAG.sub(" ", _ANNOTATION.sub(" ", math))) for math in _MATH.findall(bare)]
    tables = [_cells(table) for table in _TABLE.findall(bare)]
    if format_ is Format.MARKDOWN:
        for span in spans(text):
            inside = text[span.start : span.end]
            if span.kind is Kind.FORMULA and not inside.startswith("\\[link"):
                formulas.append(latex_signs(inside))
            elif span.kind is Kind.TABLE:
                rows = [line.strip().strip("|") for line in inside.splitlines()]
                tables.append([latex_signs(cell) for row in rows for cell in row.split("|")])
    return SourceParts(formulas, [cells for cells in tables if any(cells)])


def whole(parts: SourceParts, chunks: Sequence[str]) -> tuple[int, int]:
    """How many of the formulas, and of the tables, no single chunk holds."""
    held = [latex_signs(chunk) for chunk in chunks]
    formulas = sum(not any(formula in each for each in held) for formula in parts.formulas)
    tables = sum(
        not any(all(cell in each for cell in table) for each in held) for table in parts.tables
    )
    return formulas, tables


def signs(text: str) -> str:
    return "".join(_SIGN.findall(html.unescape(text).translate(_SCRIPTS)))


def latex_signs(text: str) -> str:
    """Of text with formulas: the names of commands are no signs, those of functions are."""
    return signs(
        _COMMAND.sub(" ", _NAMED.sub(r" \1 ", _TAG.sub(" ", text) if "</" in text else text))
    )


def _cells(table: str) -> list[str]:
    cells = (_ANNOTATION.sub(" ", cell) for cell in _CELL.findall(table))
    return [latex_signs(_TAG.sub(" ", cell)) for cell in cells]


def _latex(text: str) -> SourceParts:
    begin = text.find("\\begin{document}")
    body = _TEX_COMMENT.sub("", text[max(begin, 0) :])
    tables = [
        [latex_signs(cell) for row in inside.split("\\\\") for cell in _rows(row)]
        for _, inside in _TABULAR.findall(body)
    ]
    without = _TABULAR.sub(" ", body)
    formulas = [
        latex_signs(without[span.start : span.end])
        for span in spans(without)
        if span.kind is Kind.FORMULA and not without.startswith(("\\begin{document", "\\begin{item", "\\begin{enum"), span.start)
    ]  # fmt: skip
    return SourceParts(formulas, tables)


def _rows(row: str) -> list[str]:
    cleaned = re.sub(
        r"\\(?:hline|toprule|midrule|bottomrule|cline\{[^}]*\})|^\s*\{[^{}]*\}", " ", row
    )
    return re.split(r"(?<!\\)&", cleaned)
