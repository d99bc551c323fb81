"""Which elements of an HTML page a reader does not see."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fynq.retrieval.formats.mathml import name_of

_DECLARATION = re.compile(r"([a-zA-Z-]+)\s*:\s*([^;]*)")
_SIMPLE = re.compile(r"[a-zA-Z][a-zA-Z0-9]*|(?:[a-zA-Z][a-zA-Z0-9]*)?[.#][\w-]+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NUMBER = re.compile(r"-?\d*\.?\d+")
_RGB = re.compile(r"rgba?\(\s*([\d.]+%?)[\s,]+([\d.]+%?)[\s,]+([\d.]+%?)(?:\s*[,/]\s*([\d.]+%?))?")
_NAMED = {"white": 255, "snow": 252, "ivory": 250, "whitesmoke": 245, "black": 0}
_MAX_CSS = 500_000


@dataclass(frozen=True, slots=True)
class Paper:
    """color, background: brightness 0 to 255 of what is inherited; -1 for a colour that is not
    near white, which nobody needs to know better."""

    color: int = 0
    background: int = 255


@dataclass
class Unseen:
    """styles: declarations by simple selector (tag, .class, #id, tag.class)."""

    styles: dict[str, dict[str, str]] = field(default_factory=dict)

    def add_sheet(self, css: str) -> None:
        """Rules at the top level with simple selectors; conditional ones ('@media') are left."""
        css = _COMMENT.sub(" ", css[:_MAX_CSS])
        depth = 0
        selector, start = "", 0
        for at, sign in enumerate(css):
            if sign == "{":
                depth += 1
                if depth == 1:
                    selector, start = css[start:at].strip(), at + 1
            elif sign == "}":
                depth -= 1
                if depth == 0 and not selector.startswith("@"):
                    self._add(selector, _declarations(css[start:at]))
                depth = max(depth, 0)
                if depth == 0:
                    start = at + 1
            elif sign == ";" and depth == 0:
                start = at + 1

    def _add(self, selectors: str, rules: Mapping[str, str]) -> None:
        for selector in selectors.split(","):
            name = selector.strip()
            if _SIMPLE.fullmatch(name) and len(self.styles) < 5_000:
                self.styles.setdefault(name.lower(), {}).update(rules)

    def reason(self, element: Any, paper: Paper) -> tuple[str, Paper]:
        """Why the element is not seen ('' when it is), and the paper for its children."""
        if element.get("hidden") is not None and element.get("hidden") != "until-found":
            return "hidden", paper
        if (element.get("aria-hidden") or "").lower() == "true":
            return "hidden", paper
        style = self._style(element)
        if not style and element.get("color") is None and element.get("bgcolor") is None:
            return "", paper
        color = _brightness(style.get("color", element.get("color") or ""), paper.color)
        shade = style.get("background-color") or style.get("background") or element.get("bgcolor")
        background = _brightness(shade or "", paper.background)
        if "url(" in (shade or "") or style.get("background-image", "none") != "none":
            background = -1
        paper = Paper(color, background)
        if _invisible(style):
            return "hidden", paper
        if _tiny(style):
            return "tiny", paper
        if color >= 0 and background >= 0 and abs(color - background) < 12:
            return "white", paper
        return "", paper

    def _style(self, element: Any) -> dict[str, str]:
        style: dict[str, str] = {}
        if self.styles:
            tag = name_of(element)
            names = [tag]
            classes = (element.get("class") or "").lower().split()
            names += [f".{each}" for each in classes] + [f"{tag}.{each}" for each in classes]
            if element.get("id"):
                names.append(f"#{element.get('id').lower()}")
            for name in names:
                style.update(self.styles.get(name, ()))
        if element.get("style"):
            style.update(_declarations(element.get("style")))
        return style


def _declarations(text: str) -> dict[str, str]:
    found = _DECLARATION.findall(text[:20_000])
    return {name.lower(): value.replace("!important", "").strip().lower() for name, value in found}


def _invisible(style: Mapping[str, str]) -> bool:
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    if _size(style.get("opacity", "1"), 1.0) < 0.05:
        return True
    if style.get("color") == "transparent" and style.get("background-clip") != "text":
        return True
    for side in ("left", "top", "right", "bottom", "text-indent", "margin-left", "margin-top"):
        if _size(style.get(side, ""), 0.0) <= -999:
            return True
    clipped = style.get("overflow", "") in ("hidden", "clip")
    return clipped and any(_size(style.get(side, ""), 9.0) <= 0 for side in ("height", "width"))


def _tiny(style: Mapping[str, str]) -> bool:
    size = style.get("font-size", "")
    if not size[:1].isdigit() and size[:1] != ".":
        return False
    value = _size(size, 16.0)
    if size.endswith("%"):
        return value < 10
    scale = 16.0 if size.endswith("em") else (1.33 if size.endswith("pt") else 1.0)
    return value * scale < 2.0


def _size(text: str, otherwise: float) -> float:
    found = _NUMBER.match(text)
    return float(found[0]) if found else otherwise


def _brightness(color: str, inherited: int) -> int:
    color = color.strip().lower()
    if not color or color in ("inherit", "none", "currentcolor", "initial", "unset"):
        return inherited
    if color == "transparent":
        return inherited
    if color in _NAMED:
        return _NAMED[color]
    rgb = _channels(color)
    if rgb is None:
        return -1
    return min(rgb) if max(rgb) - min(rgb) < 16 else -1


def _channels(color: str) -> tuple[int, int, int] | None:
    found = re.match(r"#([0-9a-f]{3,8})\b", color)
    if found:
        digits = found[1]
        if len(digits) in (3, 4):
            digits = "".join(digit * 2 for digit in digits)
        return (int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)) if len(digits) >= 6 else None  # fmt: skip
    found = _RGB.match(color)
    if found:
        values = [float(part.rstrip("%")) * (2.55 if "%" in part else 1) for part in found.groups()[:3]]  # fmt: skip
        return int(values[0]), int(values[1]), int(values[2])
    return None
