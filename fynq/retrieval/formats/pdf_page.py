"""What stands on a page of a PDF: its visible characters, its rules, its pictures.

Lengths are points, measured from the page's upper left corner. PDF 1.7: ISO 32000-1, 9.3.6 (the
modes in which text is rendered).
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import pi
from typing import Any

from fynq.retrieval.formats.pdf_geometry import Box, Char, Page, Rule, turn_page

_INVISIBLE = (3, 7)
_TINY = 1.5
_WHITE = 250
_MOST_CHARACTERS = 200_000
_MOST_RULES = 4_000
_THIN = 2.5
_FIXED_PITCH = 1
_MONO = ("courier", "mono", "consol", "typewriter", "cmtt", "menlo")
_TEX_FONTS = {
    "cmex": dict(zip("\0\x10\x12\x20\x01\x11\x13\x21\x02\x14\x22\x03\x15\x23\x08\x1a\x28\x09\x1b\x29\x0c\x0dXYZPQRpqrstST[\\^_`",
                     "(((())))[[[]]]{{{}}}||∑∏∫∑∏∫√√√√√⋃⋂⋃⋂⋀⋁⋁", strict=False)),
    "cmsy": dict(zip("0fgjk2!", "′{}|‖∈→", strict=True)),
}  # fmt: skip
"""TeX's fonts of signs, where the file does not say what their letters draw."""
_HYPHENS = (0xFFFE, 0x2, 0x00AD)
"""What PDFium, or the file itself, says for a hyphen at a line's end."""
_BOLD = ("bold", "black", "heavy", "semibold", "demi")


@dataclass(slots=True)
class _Look:
    """Of all the characters that one operator of the page draws."""

    mode: int
    brightness: int
    alpha: int
    bold: bool
    mono: bool
    size: float
    signs: dict[str, str]
    turn: int


def read_page(page: Any, stripped: Counter[str]) -> Page:
    """page: a pypdfium2 page. What nobody can see is counted in `stripped`, and left out."""
    from pypdfium2 import raw as pdfium

    left, bottom, right, top = page.get_cropbox()
    found = Page(right - left, top - bottom)
    shades: list[Box] = []
    for item in _drawn(page, pdfium):
        box = _bounds(item, pdfium, left, top)
        if box is None:
            continue
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.pictures.append(box)
        elif kind == pdfium.FPDF_PAGEOBJ_SHADING:
            shades.append(box)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            _path(item, box, found, shades, pdfium, left, top)
    text = page.get_textpage()
    try:
        _characters(text, found, shades, stripped, pdfium, left, top)
    finally:
        text.close()
    return found


def _drawn(page: Any, pdfium: Any) -> Iterator[Any]:
    kinds = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING)
    for count, item in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if count >= 20_000:
            return
        yield item.raw


def _bounds(item: Any, pdfium: Any, left: float, top: float) -> Box | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *sides):
        return None
    x0, y0, x1, y1 = (side.value for side in sides)
    return Box(x0 - left, top - y1, x1 - left, top - y0)


def _path(
    item: Any, box: Box, found: Page, shades: list[Box], pdfium: Any, left: float, top: float
) -> None:
    """Thin paths are rules, filled ones are a background, others are taken line by line."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, fill, stroke)
    wide, high = box.right - box.left, box.bottom - box.top
    if high <= _THIN < wide:
        found.level.append(Rule((box.top + box.bottom) / 2, box.left, box.right))
    elif wide <= _THIN < high:
        found.upright.append(Rule((box.left + box.right) / 2, box.top, box.bottom))
    else:
        if fill.value and _brightness(item, pdfium) < _WHITE:
            shades.append(box)
        if stroke.value and len(found.level) + len(found.upright) < _MOST_RULES:
            _segments(item, found, pdfium, left, top)


def _segments(item: Any, found: Page, pdfium: Any, left: float, top: float) -> None:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    for at in range(min(pdfium.FPDFPath_CountSegments(item), _MOST_RULES)):
        segment = pdfium.FPDFPath_GetPathSegment(item, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = (
            matrix.a * x.value + matrix.c * y.value + matrix.e - left,
            top - (matrix.b * x.value + matrix.d * y.value + matrix.f),
        )
        if before and pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
            if abs(here[1] - before[1]) < 0.5 < abs(here[0] - before[0]):
                start, end = sorted((before[0], here[0]))
                found.level.append(Rule(here[1], start, end))
            elif abs(here[0] - before[0]) < 0.5 < abs(here[1] - before[1]):
                start, end = sorted((before[1], here[1]))
                found.upright.append(Rule(here[0], start, end))
        before = here


def _characters(
    text: Any,
    found: Page,
    shades: list[Box],
    stripped: Counter[str],
    pdfium: Any,
    left: float,
    top: float,
) -> None:
    looks: dict[int, _Look] = {}
    scanned = sum(box.area for box in found.pictures) > 0.5 * found.width * found.height
    kept: list[tuple[int, Char]] = []
    unseen: list[tuple[int, Char]] = []
    rect = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    handle = text.raw
    for at in range(min(pdfium.FPDFText_CountChars(handle), _MOST_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(handle, at)
        drawn = pdfium.FPDFText_GetTextObject(handle, at)
        if not drawn:  # a blank or a newline that PDFium makes of a gap, which is judged here
            continue
        if not pdfium.FPDFText_GetLooseCharBox(handle, at, rect):
            continue
        key = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        look = looks.get(key)
        if look is None:
            look = looks[key] = _look(handle, at, drawn, pdfium)
        if look.turn < 0:
            continue  # along a curve, or a mark across the page
        sign = look.signs.get(chr(code)) if look.signs and code < 0x7F else None
        sign = sign or _sign(code)
        if sign == "\ufffd":
            found.unreadable += 1
            continue
        pdfium.FPDFText_GetCharOrigin(handle, at, x, y)
        box = Box(rect.left - left, top - rect.top, rect.right - left, top - rect.bottom)
        size = look.size or box.bottom - box.top
        base = top - y.value if look.turn % 2 == 0 else x.value - left
        char = Char(sign, box, base, size, look.bold, look.mono)
        why = _unseen(char, look, found, shades)
        if why == "invisible" and scanned:
            unseen.append((look.turn, char))
        elif why and sign.strip():
            stripped[why] += 1
        elif not why:
            kept.append((look.turn, char))
    visible = sum(char.text.strip() != "" for _, char in kept)
    if scanned and len(unseen) > 3 * visible:
        kept = unseen  # the words that were recognized on a picture of the page
    else:
        hidden = sum(char.text.strip() != "" for _, char in unseen)
        if hidden:
            stripped["invisible"] += hidden
    turn_page(found, kept)


def _turn(handle: Any, at: int, pdfium: Any) -> int:
    """Quarter turns against the clock of the line that the text stands on; -1 for a slanted one."""
    quarters = pdfium.FPDFText_GetCharAngle(handle, at) / (pi / 2)
    return -round(quarters) % 4 if abs(quarters - round(quarters)) < 0.13 else -1


def _sign(code: int) -> str:
    if code in _HYPHENS:
        return "\u00ad"
    if code == 0 or 0xE000 <= code <= 0xF8FF or code in (0xFFFD, 0xFFFF):
        return "\ufffd"
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code) if code >= 0x20 else " "


def _unseen(char: Char, look: _Look, page: Page, shades: list[Box]) -> str:
    x, y = (char.box.left + char.box.right) / 2, (char.box.top + char.box.bottom) / 2
    if not (-1 <= x <= page.width + 1 and -1 <= y <= page.height + 1):
        return "off_page"
    if look.mode in _INVISIBLE or look.alpha < 8:
        return "invisible"
    if max(char.box.bottom - char.box.top, look.turn % 2 * char.size) < _TINY:
        return "tiny"
    if look.mode in (0, 4) and look.brightness >= _WHITE:
        behind = any(box.holds(x, y) for box in shades) or any(
            box.holds(x, y) for box in page.pictures
        )
        return "" if behind else "white"
    return ""


def _look(handle: Any, at: int, drawn: Any, pdfium: Any) -> _Look:
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    known = pdfium.FPDFText_GetFillColor(handle, at, red, green, blue, alpha)
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(handle, at, name, 128, flags)
    font = name.value.decode("latin-1").lower()
    weight = pdfium.FPDFText_GetFontWeight(handle, at)
    matrix = pdfium.FS_MATRIX()
    size = pdfium.FPDFText_GetFontSize(handle, at)
    if pdfium.FPDFText_GetMatrix(handle, at, matrix):
        size *= (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
    return _Look(
        mode=pdfium.FPDFTextObj_GetTextRenderMode(drawn),
        brightness=min(red.value, green.value, blue.value) if known else 0,
        alpha=alpha.value if known else 255,
        bold=weight >= 600 or any(word in font for word in _BOLD),
        mono=bool(flags.value & _FIXED_PITCH) or any(word in font for word in _MONO),
        size=size,
        turn=_turn(handle, at, pdfium),
        signs=next((signs for name, signs in _TEX_FONTS.items() if name in font), {}),
    )


def _brightness(item: Any, pdfium: Any) -> int:
    red, green, blue, alpha = (ctypes.c_uint(0) for _ in range(4))
    if not pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return 0
    return 255 if alpha.value < 8 else min(red.value, green.value, blue.value)
