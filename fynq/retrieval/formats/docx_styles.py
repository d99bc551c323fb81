"""What a Word document's styles and numbering say of a paragraph or a run."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from fynq.retrieval.formats.mathml import name_of

_HEADING = re.compile(r"heading (\d)", re.I)
_MOST_PARENTS = 20


@dataclass(frozen=True, slots=True)
class Look:
    """hidden: why text is not seen, or ''. white: its own colour is white; shaded: on what is not."""

    hidden: str = ""
    white: bool = False
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    name: str = ""
    outline: int = 0
    look: Look = field(default_factory=Look)
    numbering: tuple[str, int] | None = None


def child(element: Any, name: str) -> Any:
    """The first child of that local name in small letters, or None."""
    if element is None:
        return None
    return next((each for each in element if name_of(each) == name), None)


def value(element: Any, name: str) -> str | None:
    """The `val` of the child `name`."""
    found = child(element, name)
    if found is None:
        return None
    return next((str(v) for k, v in found.attrib.items() if k.endswith("}val")), "")


def is_on(properties: Any, name: str) -> bool:
    given = value(properties, name)
    return given is not None and given.lower() not in ("0", "false", "off", "none")


def look_of(properties: Any, inherited: Look) -> Look:
    """properties: of a run, a paragraph (its shading) or a cell."""
    if properties is None:
        return inherited
    look = inherited
    shade = child(properties, "shd")
    if shade is not None:
        fill = next((v for k, v in shade.attrib.items() if k.endswith("}fill")), "auto")
        look = replace(look, shaded=fill.lower() not in ("auto", "ffffff", ""))
    if value(properties, "highlight") not in (None, "none", "white"):
        look = replace(look, shaded=True)
    color = value(properties, "color")
    if color is not None:
        look = replace(look, white=_is_white(color))
    if child(properties, "vanish") is not None or child(properties, "webhidden") is not None:
        hides = is_on(properties, "vanish") or (is_on(properties, "webhidden") and child(properties, "vanish") is not None)  # fmt: skip
        look = replace(look, hidden="hidden" if hides else "")
    size = value(properties, "sz")
    if size is not None and look.hidden in ("", "tiny"):
        tiny = size.isascii() and size.isdigit() and int(size) <= 3
        look = replace(look, hidden="tiny" if tiny else "")
    if look.hidden in ("", "white"):
        look = replace(look, hidden="white" if look.white and not look.shaded else "")
    return look


def _is_white(color: str) -> bool:
    if len(color) != 6:
        return False
    try:
        return min(int(color[at : at + 2], 16) for at in (0, 2, 4)) >= 244
    except ValueError:
        return False


class Styles:
    """bare: no paragraph of the document has a heading's style."""

    def __init__(self, document: Any) -> None:
        root = _styles_of(document)
        self._styles = {_id(each): each for each in root if name_of(each) == "style" and _id(each)}
        self._default = next(
            (_id(each) for each in root if name_of(each) == "style" and _is_default(each)), ""
        )
        self._read: dict[str, Style] = {}
        self._numbered = _numbered(document)
        defaults = child(child(child(root, "docdefaults"), "rprdefault"), "rpr")
        self.language = (value(defaults, "lang") or "") if defaults is not None else ""
        used = {value(child(p, "ppr"), "pstyle") or "" for p in document.element.body.iter() if name_of(p) == "p"}  # fmt: skip
        self.bare = not any(self._style(each).outline for each in used)

    def of(self, properties: Any) -> Style:
        return self._style(value(properties, "pstyle") or self._default)

    def run_look(self, properties: Any, inherited: Look) -> Look:
        named = value(properties, "rstyle")
        if not named or named not in self._styles:
            return inherited
        return look_of(child(self._styles[named], "rpr"), inherited)

    def outline(self, properties: Any, style: Style) -> int:
        own = value(properties, "outlinelvl")
        if own is not None and own.isascii() and own.isdigit():
            return int(own) + 1 if int(own) < 9 else 0
        return style.outline

    def numbering(self, properties: Any) -> tuple[str, int] | None:
        found = child(properties, "numpr")
        if found is None:
            return None
        level = value(found, "ilvl") or "0"
        return value(found, "numid") or "0", int(
            level
        ) if level.isascii() and level.isdigit() else 0

    def is_numbered(self, number: str, level: int) -> bool:
        return (number, level) in self._numbered

    def _style(self, name: str) -> Style:
        if name not in self._read:
            self._read[name] = self._resolved(name)
        return self._read[name]

    def _resolved(self, name: str) -> Style:
        """Parents first, so that the style's own properties win."""
        line: list[Any] = []
        while name in self._styles and len(line) < _MOST_PARENTS:
            line.append(self._styles[name])
            name = value(self._styles[name], "basedon") or ""
        style = Style()
        for each in reversed(line):
            properties = child(each, "ppr")
            shown = value(each, "name") or ""
            heading = _HEADING.fullmatch(shown)
            outline = int(heading[1]) if heading else self.outline(properties, style)
            look = look_of(child(each, "rpr"), look_of(properties, style.look))
            style = Style(shown, outline, look, self.numbering(properties) or style.numbering)
        return style


def _styles_of(document: Any) -> Any:
    """The root of the styles; empty for a document that has none."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/styles") and not relation.is_external:
            return getattr(relation.target_part, "element", ())
    return ()


def _id(style: Any) -> str:
    return next((str(v) for k, v in style.attrib.items() if k.endswith("}styleId")), "")


def _is_default(style: Any) -> bool:
    fields = {k.rpartition("}")[2]: v for k, v in style.attrib.items()}
    return fields.get("type") == "paragraph" and fields.get("default") in ("1", "true")


def _numbered(document: Any) -> set[tuple[str, int]]:
    """Which levels of which lists count; the others have bullets."""
    part = next(
        (r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering") and not r.is_external),
        None,
    )  # fmt: skip
    root = getattr(part, "element", None)
    if root is None:
        return set()
    abstract: dict[str, set[int]] = {}
    for each in root:
        if name_of(each) == "abstractnum":
            number = next(
                (str(v) for k, v in each.attrib.items() if k.endswith("}abstractNumId")), ""
            )
            levels = [level for level in each if name_of(level) == "lvl"]
            abstract[number] = {
                int(next((v for k, v in level.attrib.items() if k.endswith("}ilvl")), "0"))
                for level in levels
                if value(level, "numfmt") not in ("bullet", "none", None)
            }
    found: set[tuple[str, int]] = set()
    for each in root:
        if name_of(each) == "num":
            number = next((str(v) for k, v in each.attrib.items() if k.endswith("}numId")), "")
            found |= {
                (number, level) for level in abstract.get(value(each, "abstractnumid") or "", ())
            }
    return found
