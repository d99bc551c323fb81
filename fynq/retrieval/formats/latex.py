"""LaTeX sources: sections, theorem-like environments, lists, tables; mathematics as it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.decoding import decoded
from fynq.retrieval.formats.latex_names import (
    BEGIN,
    CODE,
    FILES,
    LANGUAGE,
    LANGUAGES,
    LISTS,
    MATH,
    SECTIONS,
    SILENT,
    TABLES,
    THEOREMS,
    TITLE,
    WHITE,
)
from fynq.retrieval.formats.parsed import ParsedText, rejected
from fynq.retrieval.formats.roles import kind_of
from fynq.retrieval.formats.writer import Writer, one_line


def read_latex(raw: bytes) -> ParsedText:
    """Never reads another file: what \\input names is left out, and counted under 'input'."""
    text = decoded(raw)
    begin = text.find(BEGIN)
    preamble = text[:begin] if begin >= 0 else ""
    body = text[begin + len(BEGIN) :] if begin >= 0 else text
    end = body.find("\\end{document}")
    body = body[:end] if end >= 0 else body
    writer = Writer()
    reader = _Reader(writer, dict(THEOREMS.findall(text)))
    reader.read(_nodes(body))
    title = reader.plain(_nodes(_argument(text, TITLE)))
    if reader.files and not writer.text():
        reason = (
            "The file takes its text from other files, which are not read: upload it in one piece."
        )
        raise rejected(Rejection.NO_TEXT, reason)
    return writer.parsed("application/x-tex", title, _language(preamble))


def _nodes(source: str) -> Sequence[Any]:
    from pylatexenc.latexwalker import LatexWalker

    walker = LatexWalker(source, tolerant_parsing=True)
    nodes: Sequence[Any] = walker.get_latex_nodes()[0]
    return nodes


def _argument(text: str, opening: re.Pattern[str]) -> str:
    found = opening.search(text[:200_000])
    if not found:
        return ""
    depth, start = 1, found.end()
    for at in range(start, min(len(text), start + 2_000)):
        depth += (text[at] == "{") - (text[at] == "}")
        if depth == 0:
            return text[start:at]
    return ""


def _language(preamble: str) -> str:
    found = LANGUAGE.search(preamble)
    names = [name.strip() for name in found[1].split(",")] if found else []
    return LANGUAGES.get(names[-1], "") if names else ""


class _Reader:
    def __init__(self, writer: Writer, theorems: dict[str, str]) -> None:
        from pylatexenc.latex2text import LatexNodes2Text

        self._writer = writer
        self._theorems = theorems
        self._text: list[str] = []
        self._to_text = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True)
        self.files = 0

    def read(self, nodes: Sequence[Any]) -> None:
        for node in nodes:
            self._node(node)
        self._flush()

    def plain(self, nodes: Sequence[Any]) -> str:
        """As one line."""
        around, self._text = self._text, []
        for node in nodes:
            self._node(node, inline=True)
        text, self._text = "".join(self._text), around
        return one_line(text)

    def _flush(self) -> None:
        text = "".join(self._text)
        self._text = []
        self._writer.paragraph(text)

    def _node(self, node: Any, inline: bool = False) -> None:
        kind = type(node).__name__
        if kind == "LatexCharsNode":
            self._chars(node.chars, inline)
        elif kind == "LatexGroupNode":
            for each in node.nodelist:
                self._node(each, inline)
        elif kind == "LatexMathNode":
            self._math(node, inline)
        elif kind == "LatexMacroNode":
            self._macro(node, inline)
        elif kind == "LatexEnvironmentNode":
            self._environment(node, inline)
        elif kind == "LatexSpecialsNode":
            self._special(node.specials_chars)
        elif kind == "LatexCommentNode" and node.comment.strip():
            self._writer.stripped["comment"] += len(node.comment.strip())

    def _chars(self, text: str, inline: bool) -> None:
        first, *others = re.split(r"\n[ \t]*\n", text)
        self._text.append(first)
        for each in others:
            if inline:
                self._text.append(" ")
            else:
                self._flush()
            self._text.append(each)

    def _special(self, signs: str) -> None:
        shown = {
            "~": " ",
            "``": "“",
            "''": "”",
            "--": "–",
            "---": "—",
            "&": " ",
            "!`": "¡",
            "?`": "¿",
        }
        if signs == "\n\n":
            self._flush()
        else:
            self._text.append(shown.get(signs, signs))

    def _math(self, node: Any, inline: bool) -> None:
        source = node.latex_verbatim()
        if node.displaytype == "display" and not inline:
            self._flush()
            self._writer.markdown("\n".join(line for line in source.splitlines() if line.strip()))
        else:
            self._text.append(" ".join(source.split()))

    def _macro(self, node: Any, inline: bool) -> None:
        name = node.macroname
        arguments = [each for each in (node.nodeargd.argnlist if node.nodeargd else ()) if each]
        if name in SECTIONS and arguments and not inline:
            self._flush()
            self._writer.heading(SECTIONS[name], self.plain(arguments[-1:]))
        elif name in FILES:
            self.files += 1
            self._writer.stripped["input"] += 1
        elif name in ("textcolor", "color") and WHITE.match(node.latex_verbatim()):
            self._writer.stripped["white"] += len(self.plain(arguments[-1:]))
        elif name in ("tiny", "scriptsize"):
            return
        elif name in ("ref", "eqref", "autoref", "cref", "Cref", "pageref"):
            self._text.append("(ref)" if name == "eqref" else "")
        elif name == "caption" and arguments:
            if inline:
                self._text.append(self.plain(arguments[-1:]))
            else:
                self._flush()
                self._writer.paragraph(self.plain(arguments[-1:]))
        elif name == "footnote" and arguments:
            self._text.append(f" ({self.plain(arguments[-1:])})")
        elif name in ("\\", "newline", "linebreak", "par"):
            self._text.append(" ") if inline or name != "par" else self._flush()
        elif name in ("href", "textcolor") and len(arguments) > 1:
            self._node(arguments[-1], True)
        elif name == "verb":
            self._text.append(f"`{node.nodeargd.verbatim_text}`")
        elif name == "item" or name in SILENT:
            return
        elif name == "ensuremath" and arguments:
            self._text.append(f"${arguments[0].latex_verbatim().strip('{}')}$")
        else:
            self._other_macro(node, arguments)

    def _other_macro(self, node: Any, arguments: Sequence[Any]) -> None:
        """Accents and symbols become their characters; of others the arguments are read."""
        if len(arguments) == 1 and type(arguments[0]).__name__ == "LatexGroupNode":
            from pylatexenc.latex2text import get_default_latex_context_db

            known = get_default_latex_context_db().get_macro_spec(node.macroname)
            if known is None or not callable(getattr(known, "simplify_repl", None)):
                self._node(arguments[0], True)
                return
        self._text.append(self._to_text.node_to_text(node))
        self._text.append(" " if node.macro_post_space and not arguments else "")

    def _environment(self, node: Any, inline: bool) -> None:
        name = node.environmentname
        bare = name.rstrip("*")
        if bare in MATH:
            self._flush_unless(inline)
            source = "\n".join(line for line in node.latex_verbatim().splitlines() if line.strip())
            if inline:
                self._text.append(" ".join(source.split()))
            else:
                self._writer.markdown(source)
        elif bare in CODE:
            self._flush_unless(inline)
            self._writer.code(_inside(node.latex_verbatim(), name))
        elif bare in TABLES:
            self._flush_unless(inline)
            self._writer.table(self._rows(node.nodelist))
        elif bare in LISTS:
            self._flush_unless(inline)
            self._list(node.nodelist, LISTS[bare], 0)
        elif bare == "comment":
            self._writer.stripped["comment"] += len(node.latex_verbatim())
        elif bare in ("thebibliography", "filecontents", "tikzpicture", "pgfpicture"):
            return
        elif inline:
            for each in node.nodelist:
                self._node(each, True)
        else:
            self._part(node, name, bare)

    def _flush_unless(self, inline: bool) -> None:
        if not inline:
            self._flush()

    def _part(self, node: Any, name: str, bare: str) -> None:
        shown = self._theorems.get(name) or self._theorems.get(bare) or ""
        kind = kind_of(bare.lower(), shown.lower().replace(" ", "-"))
        self._flush()
        nodes = list(node.nodelist)
        given = [each for each in (node.nodeargd.argnlist if node.nodeargd else ()) if each]
        title = self.plain(given[:1]).strip("[]") or _title(nodes)
        if kind and kind not in ("summary", "glossary"):
            label = shown or bare.capitalize()
            label = f"{label} ({title})" if title else ("" if kind == "exercise" else label)
            self._writer.begin(kind, label)
            self.read(nodes)
            self._writer.end()
        else:
            if title and bare in ("abstract", "frame"):
                self._writer.paragraph(title)
            self.read(nodes)

    def _list(self, nodes: Sequence[Any], number: int | None, depth: int) -> None:
        item: list[Any] = []
        started = False
        for node in [*nodes, None]:
            is_item = type(node).__name__ == "LatexMacroNode" and node.macroname in ("item", "task", "question", "part")  # fmt: skip
            if node is None or is_item:
                if started:
                    self._item(item, number, depth)
                    number = number + 1 if number is not None else None
                item, started = [], started or is_item
                if is_item and node.nodeargd and any(node.nodeargd.argnlist):
                    term = self.plain([each for each in node.nodeargd.argnlist if each]).strip("[]")
                    item = [f"**{term}** "] if term else []
            elif started:
                item.append(node)

    def _item(self, nodes: Sequence[Any], number: int | None, depth: int) -> None:
        """Lists and displays inside an item follow its first words."""
        words: list[Any] = []
        written = False

        def write() -> None:
            nonlocal written
            text = "".join(each if isinstance(each, str) else _spaced(each, self.plain([each])) for each in words)  # fmt: skip
            words.clear()
            if text.strip():
                if written:
                    self._writer.paragraph(text)
                else:
                    self._writer.item(text, depth, number)
                written = True

        for node in nodes:
            name = getattr(node, "environmentname", "").rstrip("*")
            if name in LISTS:
                write()
                self._list(node.nodelist, LISTS[name], depth + 1)
            elif name in TABLES | CODE or kind_of(name):
                write()
                self._node(node)
            else:
                words.append(node)
        write()

    def _rows(self, nodes: Sequence[Any]) -> list[list[str]]:
        rows: list[list[str]] = [[]]
        cell: list[Any] = []
        for node in nodes:
            is_macro = type(node).__name__ == "LatexMacroNode"
            if is_macro and node.macroname in ("\\", "tabularnewline"):
                rows[-1].append(self.plain(cell))
                rows.append([])
                cell = []
            elif getattr(node, "specials_chars", "") == "&":
                rows[-1].append(self.plain(cell))
                cell = []
            else:
                cell.append(node)
        rows[-1].append(self.plain(cell))
        return rows


def _spaced(node: Any, plain: str) -> str:
    """Words on both sides of a node stay apart."""
    text = getattr(node, "chars", "")
    return " " * text[:1].isspace() + plain + " " * text[-1:].isspace()


def _inside(source: str, name: str) -> str:
    body = source[len(f"\\begin{{{name}}}") : -len(f"\\end{{{name}}}")]
    return re.sub(r"\A(?:\[[^\]\n]*\])?(?:\{[^}\n]*\})?[ \t]*\n", "", body)


def _title(nodes: list[Any]) -> str:
    """The [title] that begins a theorem, taken out of `nodes`."""
    if nodes and type(nodes[0]).__name__ == "LatexCharsNode":
        found = re.match(r"\s*\[([^\[\]]{1,200})\]", nodes[0].chars)
        if found:
            nodes[0].chars = nodes[0].chars[found.end() :]
            return one_line(found[1])
    return ""
