"""A model's text as a student may see it: every quotation in it is checked, line by line.

- a Markdown quotation (`>`, of one line or more) stays when a passage says it word for word, as
  the sentences of that passage; otherwise it goes;
- words between quotation marks stay so when a passage, the question or an earlier turn says
  them; otherwise they lose their marks;
- a reference `[n]` stays where passage n has been quoted, under that citation's number; otherwise it
  goes;
- links and pictures go (plain_links.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fynq.domain.knowledge import Citation, Passage
from fynq.reasoning.plain_links import without_links
from fynq.reasoning.quotation import REFERENCE, Marked, locate, marked
from fynq.reasoning.verbatim import Verbatim

CANNOT = "CANNOT ANSWER"
_BLOCK = re.compile(r"\s{0,3}>")
_FORMULA = re.compile(r"(\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]*`)")
_INLINE = re.compile(
    r"(?:“(?P<a>[^“”\n]+)”|„(?P<b>[^„“”\n]+)[“”]|«(?P<c>[^«»\n]+)»|(?<![\w\"])\"(?P<d>[^\"\n]+)\"(?![\w\"]))"
    r"(?:\s*" + REFERENCE + r")?",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"(?<=[\w.,;:!?)”\"'*_%$])[ \t]*" + REFERENCE + r"(?!\()", re.IGNORECASE)
_LIST = re.compile(r"(?<=[\w.,;:!?)”\"'*_%$])[ \t]*\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})+)\](?!\()")
_INTERVAL = re.compile(
    r"(?i)(?:\b(?:intervals?|on|in|over|domain|range|set|is|are|between|from|to|and|or|of|list)|[=∈∪∩<>≤≥])\s*\Z"
)
_NAME = re.compile(r"(?:\A|[^\w])\w{1,2}\Z")


@dataclass
class CitedText:
    """Takes lines, gives them back checked. said: what was not quoted from a passage, but may be
    quoted: the question and earlier turns.

    invented: quotations that no passage has. other_text: words that are not quotations. refused: the
    model said that the passages do not answer.
    """

    passages: Sequence[Passage]
    said: str = ""
    citations: list[Citation] = field(default_factory=list)
    invented: int = 0
    other_text: bool = False
    refused: bool = False
    _block: list[str] = field(default_factory=list)
    _code: bool = False
    _numbers: dict[int, int] = field(default_factory=dict)

    def line(self, line: str) -> str:
        """What may be shown of a line, with its line break; of a quotation only once it ends."""
        if line.lstrip().startswith(("```", "~~~")):
            self._code = not self._code
        elif not self._code and _BLOCK.match(line):
            before = self._quoted() if self._numbered() else ""
            self._block.append(line)
            return before
        return self._quoted() + self._prose(line)

    def end(self) -> str:
        """What is still held back."""
        return self._quoted()

    def _numbered(self) -> bool:
        """The quotation in hand names its passage, so what follows is another one."""
        return bool(self._block) and marked(_content(self._block)).number > 0

    def _quoted(self) -> str:
        if not self._block:
            return ""
        content = _content(self._block)
        ending = "\n" if self._block[-1].endswith("\n") else ""
        self._block.clear()
        found = marked(content)
        if not found.quote:
            return ""
        place = self._cited(found)
        if place is None:
            self.invented += 1
            return ""
        quote = " ".join(self.citations[place - 1].quote.split())
        return f"> {quote} [{place}]{ending}"

    def _prose(self, line: str) -> str:
        if line.strip() == CANNOT:
            self.refused = True
            return ""
        self.other_text = self.other_text or bool(line.strip())
        if self._code or not line.strip():
            return line
        pieces = _FORMULA.split(without_links(line))
        # A formula may stand inside quotation marks, so it is cut out only for references.
        text = _INLINE.sub(self._inline, "".join(pieces))
        pieces = _FORMULA.split(text)
        pieces[::2] = [self._references(piece) for piece in pieces[::2]]
        return "".join(pieces)

    def _inline(self, found: re.Match[str]) -> str:
        words = next(found[name] for name in "abcd" if found[name] is not None)
        number = int(found["number"] or found["spoken"] or 0)
        long = len(words.split()) >= 3
        if not long and not number:
            return found[0]
        place = self._cited(Marked(words.strip(), number)) if long else None
        if place is not None:
            return f"“{words}” [[{place}]]"
        if Verbatim(self.said).find(words.strip(" .,;:!?")) is not None or not long:
            return found[0]
        self.invented += 1
        return words

    def _references(self, text: str) -> str:
        text = _LIST.sub(self._several, text)
        text = _REFERENCE.sub(self._single, text)
        return re.sub(r"\[\[(\d{1,3})\]\]", r"[\1]", text)

    def _single(self, found: re.Match[str]) -> str:
        if _index(found):
            return found[0]
        number = int(found["number"] or found["spoken"])
        return f" [{self._numbers[number]}]" if number in self._numbers else ""

    def _several(self, found: re.Match[str]) -> str:
        if _index(found) or _INTERVAL.search(found.string, 0, found.start()):
            return found[0]
        numbers = [int(each) for each in re.findall(r"\d+", found[1])]
        kept = list(dict.fromkeys(self._numbers[n] for n in numbers if n in self._numbers))
        return "".join(f" [[{place}]]" for place in kept)

    def _cited(self, found: Marked) -> int | None:
        citation = locate(found, self.passages)
        if citation is None:
            return None
        if citation not in self.citations:
            self.citations.append(citation)
        place = self.citations.index(citation) + 1
        for number, passage in enumerate(self.passages, 1):
            if passage.chunk == citation.chunk:
                self._numbers.setdefault(number, place)
        return place


def _index(found: re.Match[str]) -> bool:
    """An index such as a[1], not a reference."""
    return not found[0][0].isspace() and bool(_NAME.search(found.string, 0, found.start()))


def _content(lines: Sequence[str]) -> str:
    return " ".join(re.sub(r"^[\s>]+", "", line).strip() for line in lines)
