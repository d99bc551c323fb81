"""Writes Markdown block by block, and keeps where the source's pages begin in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from fynq.domain.errors import Rejection
from fynq.retrieval.formats.hidden import visible
from fynq.retrieval.formats.parsed import MAX_TEXT, ParsedText, rejected
from fynq.retrieval.kinds import kind_of_label

_SPACES = re.compile(r"[ \t\n\u00a0\u2002-\u200a\u202f\u205f\u3000]+")
_FALSE_BLOCK = re.compile(r"(#{1,6}(?=\s|$)|>|(?:-{3,}|={3,}|\*{3,}|_{3,})\s*$)")
_BAR = re.compile(r"(?<!\\)\|")
_FORMULA = re.compile(r"\$[^$]*\$")
_WORD = re.compile(r"\w")
_TURN = "\ue002"
_SHORT = 60
"""A solution of at most so many characters is listed with the others behind its exercises."""
LABELS = {
    "example": "Example",
    "exercise": "Exercise",
    "solution": "Solution",
    "definition": "Definition",
    "proof": "Proof",
}
_LASTING = {"example", "exercise", "solution"}


@dataclass
class _Open:
    """A labelled part that is being written. first: its first block's place in the list."""

    kind: str
    label: str
    first: int
    said: bool = False
    given: bool = False
    """The source has this label, which is not lost even where nothing follows it."""


@dataclass
class Writer:
    """A block is one string; blocks are separated by an empty line, items of a list by a newline."""

    stripped: Counter[str] = field(default_factory=Counter)
    _blocks: list[tuple[str, bool]] = field(default_factory=list)
    """Text, and whether it continues the list of the block before it."""
    _marks: list[tuple[int, str]] = field(default_factory=list)
    _turns: list[str] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _answers: list[tuple[str, str]] = field(default_factory=list)
    _exercises: int = 0
    _number: str = ""
    _ended: bool = False
    _size: int = 0

    def mark(self, place: str) -> None:
        """The next block begins at `place` of the source ("page 3")."""
        self._marks.append((len(self._blocks), place))

    def turn(self, place: str) -> str:
        """A sign to be put into the text of the block that is written next, where `place` begins."""
        self._turns.append(place)
        return _TURN

    def heading(self, level: int, text: str) -> None:
        """level: 1 to 6; deeper ones count as 6."""
        title = one_line(text)
        if _WORD.search(title) or len(title) > 1:
            self._settle()
            self._exercises = 0
            self._ended = False
            self._add(f"{'#' * max(1, min(level, 6))} {title}")

    def paragraph(self, text: str) -> None:
        """Plain words: what would begin a Markdown block is escaped."""
        text = one_line(text)
        if text:
            found = _FALSE_BLOCK.match(text)
            self.markdown(f"\\{text}" if found else text)

    def markdown(self, text: str) -> None:
        """A block that is Markdown already."""
        if text.strip():
            self._separate()
            self._add(self._labelled(text))

    def item(self, text: str, depth: int = 0, number: int | None = None) -> None:
        """depth: 0 for the outermost list. number: None for a bullet."""
        text = one_line(text)
        if not text:
            return
        self._separate()
        if self._open and not self._open[-1].said:
            self._add(self._labelled(""))
        sign = "-" if number is None else f"{number}."
        follows = bool(self._blocks) and self._blocks[-1][0].lstrip()[:1] in "-0123456789"
        follows = follows and bool(_LISTED.match(self._blocks[-1][0]))
        self._add(f"{'   ' * min(depth, 8)}{sign} {text}", follows)

    def table(self, rows: Sequence[Sequence[str]], caption: str = "") -> None:
        """rows[0] is the header. Rows may be of unequal length."""
        rows = [[cell_text(cell) for cell in row] for row in rows]
        rows = [row for row in rows if any(row)]
        if not rows:
            return
        width = max(map(len, rows))
        if len(rows) > 2 and width > 1 and rows[0][0] and not any(rows[0][1:]) and any(rows[1][1:]):
            caption = " ".join(filter(None, (caption, rows.pop(0)[0])))
        lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        lines.insert(1, "|" + " --- |" * width)
        if one_line(caption):
            self.paragraph(caption)
        self.markdown("\n".join(lines))

    def code(self, text: str, language: str = "") -> None:
        text = text.strip("\n")
        if text.strip():
            fence = "```"
            while fence in text:
                fence += "`"
            language = language if language.isalnum() else ""
            self.markdown(f"{fence}{language}\n{text}\n{fence}")

    def formula(self, latex: str) -> None:
        """A displayed one."""
        latex = math_text(latex)
        if latex:
            self.markdown(f"$$\n{latex}\n$$")

    def begin(self, kind: str, label: str = "") -> None:
        """A labelled part: example, exercise, solution, definition, proof, or any other."""
        if kind == "exercise":
            self._exercises += 1
            self._number = one_line(label) or f"Exercise {self._exercises}"
        elif not self._in("exercise"):
            self._settle()
        given = bool(one_line(label))
        label = one_line(label) or (self._number if kind == "exercise" else LABELS.get(kind, ""))
        if label and kind in LABELS and kind != "proof" and kind_of_label(f"**{label}.**") != kind:
            label = f"{LABELS[kind]}: {label}"
        self._open.append(_Open(kind, label, len(self._blocks), not label, given))

    def end(self) -> None:
        if self._open[-1].given and not self._open[-1].said:
            self._add(self._labelled(""))
        part = self._open.pop()
        written = self._blocks[part.first :]
        if part.kind == "solution" and len(written) == 1 and self._in("exercise"):
            text = written[0][0].removeprefix(f"**{part.label}.** ")
            if len(text) <= _SHORT and "\n" not in text:
                del self._blocks[part.first :]
                self._answers.append((self._number, text))
                self._marks = [(min(at, part.first), place) for at, place in self._marks]
                return
        if written and not self._open and part.kind in _LASTING:
            self._ended = True

    def parsed(
        self, media_type: str, title: str = "", language: str = "", skills: Sequence[str] = ()
    ) -> ParsedText:
        """Raises RejectedDocument when nothing was written."""
        text, marks = self._joined()
        if not text:
            raise rejected(Rejection.NO_TEXT, "The file holds no text.")
        return ParsedText(
            text=text + "\n",
            title=one_line(visible(title, Counter()))[:300] or self._first_heading(),
            language=language.strip()[:35],
            media_type=media_type,
            skills=tuple(skills),
            stripped=dict(self.stripped),
            marks=marks,
        )

    def _first_heading(self) -> str:
        """Of level one."""
        heads = (block[2:] for block, _ in self._blocks if block.startswith("# "))
        return next(heads, "")[:300]

    def text(self) -> str:
        return self._joined()[0]

    def _joined(self) -> tuple[str, tuple[tuple[int, str], ...]]:
        self._settle()
        places = dict(self._marks)
        parts: list[str] = []
        marks: list[tuple[int, str]] = []
        position = 0
        for at, (block, follows) in enumerate(self._blocks):
            gap = "" if not parts else ("\n" if follows else "\n\n")
            if at in places:
                marks.append((position + len(gap), places[at]))
            parts.append(gap + block)
            position += len(parts[-1])
        return (
            _turned("".join(parts), marks, self._turns)
            if self._turns
            else ("".join(parts), tuple(marks))
        )

    def _add(self, block: str, follows: bool = False) -> None:
        block = visible(block, self.stripped).rstrip()
        if block.strip():
            self._size += len(block)
            if self._size > MAX_TEXT:
                reason = f"The file holds more than {MAX_TEXT:,} characters of text."
                raise rejected(Rejection.TOO_LARGE, reason)
            self._blocks.append((block, follows))

    def _labelled(self, text: str) -> str:
        label = ""
        for part in self._open:
            if not part.said:
                part.said = True
                label += f"**{part.label.rstrip('.:')}.** "
        own_lines = text.startswith(("|", "```", "$$", "\\begin"))
        return label.rstrip() + ("\n\n" if label and own_lines else " " * bool(label)) + text

    def _separate(self) -> None:
        """A rule ends an example or a solution that ordinary text follows."""
        if self._ended and not self._open:
            self._settle()
            if self._ended:
                self._add("---")
            self._ended = False

    def _settle(self) -> None:
        """Writes the short solutions of the exercises so far."""
        if not self._answers or self._in("exercise"):
            return
        answers, self._answers = self._answers, []
        lines = " ".join(f"{name.removeprefix('Exercise ')}: {text.rstrip('.')}." for name, text in answers)  # fmt: skip
        self._add(f"**Answers.** {lines}")
        self._ended = True

    def _in(self, kind: str) -> bool:
        return any(part.kind == kind for part in self._open)


def _turned(
    text: str, marks: list[tuple[int, str]], turns: Sequence[str]
) -> tuple[str, tuple[tuple[int, str], ...]]:
    """Takes the signs of `turn` out of the text, and moves the marks to where they stand then."""
    pieces = text.split(_TURN)
    found: list[tuple[int, str]] = []
    before = position = 0
    for at, piece in enumerate(pieces):
        end = before + len(piece)
        found += [(offset - at, place) for offset, place in marks if before <= offset <= end]
        position += len(piece)
        if at < len(turns) and at + 1 < len(pieces):
            found.append((position, turns[at]))
        before = end + 1
    return "".join(pieces), tuple(found)


_LISTED = re.compile(r"\s*(?:-|\d{1,9}\.) ")


def one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def cell_text(text: str) -> str:
    """One line, and no bar that would end the cell."""
    text = _FORMULA.sub(lambda found: _BAR.sub(r"\\vert ", found[0]), one_line(text))
    return _BAR.sub(r"\\|", text)


def math_text(latex: str) -> str:
    """Without the empty lines and lone dollars that would end the formula."""
    lines = [line.rstrip() for line in latex.strip().splitlines() if line.strip()]
    return re.sub(r"(?<!\\)\$", r"\\$", "\n".join(lines))


def inline_math(latex: str) -> str:
    latex = one_line(math_text(latex))
    return f"${latex}$" if latex else ""
