"""LaTeX, read mark by mark."""

from __future__ import annotations

import re

from fynq.reasoning.aloud.signs import (
    ACCENTS,
    FRACTIONS,
    FUNCTIONS,
    GREEK,
    LARGE,
    NAMES,
    NOTHING,
    PAUSES,
    PRIMES,
    SIGNS,
    SPACES,
    TEXTS,
    TRANSPARENT,
)
from fynq.reasoning.aloud.telling import Said, Speaker, Writer

_DEEPEST = 40
_MARK = re.compile(
    r"\\[a-zA-Z]+\*?|\\.|\d+(?:(?:\{,\}|\.)\d+|,\d{3}(?!\d))*|[a-zA-Z]|\s+|[\^_{}&'′″]|.", re.DOTALL
)


def marks_of(latex: str) -> list[str]:
    return _MARK.findall(latex)


class Reading:
    """Goes once through the marks of a formula. Raises RecursionError where it is nested too deeply."""

    def __init__(self, tokens: list[str], teller: Speaker | Writer) -> None:
        self._tokens = tokens
        self._at = 0
        self._teller = teller
        self._depth = 0

    def row(self, *ends: str) -> str:
        """Up to one of the tokens `ends`, which stays, or to the end."""
        return self._row(ends).text

    def _row(self, ends: tuple[str, ...]) -> Said:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise RecursionError
        parts: list[str] = []
        count, before = 0, ""
        simple = True
        while (mark := self._peek()) is not None and mark not in ends:
            if mark.isspace() or mark in NOTHING or mark in SPACES:
                self._at += 1
                if mark in SPACES:
                    parts.append(" ")
                continue
            said = self._one(mark, before)
            unary = not before and mark in ("-", "−")
            if not said.text:
                continue
            if mark == "(" and (before == ")" or before[:1].isdigit()):
                parts.append(self._teller.between)
            before = mark
            parts.append(said.text)
            count += not (unary and self._teller.negative_is_simple)
            if unary:
                continue
            simple = simple and said.simple
        self._depth -= 1
        return Said(self._teller.joined(parts), simple and count <= 1)

    def _peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _one(self, mark: str, before: str) -> Said:
        """The next thing with its indices and powers."""
        base = self._base(mark, before)
        above = below = ""
        while (script := self._script()) is not None:
            if script == "_":
                below = self._teller.index(self._argument())
            elif script == "^":
                above += (" " if above else "") + self._teller.power(self._argument())
            else:
                above += (" " if above else "") + self._teller.power(
                    Said(self._teller.sign(script, ""))
                )
        if not above and not below:
            return base
        return Said(self._teller.joined([base.text, below, above]), base.simple)

    def _script(self) -> str | None:
        at = self._at
        while at < len(self._tokens) and self._tokens[at].isspace():
            at += 1
        if at < len(self._tokens) and self._tokens[at] in ("^", "_", *PRIMES):
            self._at = at + 1
            return self._tokens[at]
        return None

    def _argument(self) -> Said:
        """A group in braces, or one mark."""
        while (mark := self._peek()) is not None and mark.isspace():
            self._at += 1
        if mark is None:
            return Said("")
        if mark == "{":
            self._at += 1
            found = self._row(("}",))
            self._at += 1
            return found
        if mark.isdigit() and len(mark) > 1:
            self._tokens[self._at : self._at + 1] = list(mark)
            mark = mark[0]
        return self._base(mark, "")

    def _optional(self) -> str:
        if self._peek() != "[":
            return ""
        self._at += 1
        found = self.row("]")
        self._at += 1
        return found

    def _base(self, mark: str, before: str) -> Said:
        self._at += 1
        teller = self._teller
        if mark == "{":
            found = self._row(("}",))
            self._at += 1
            return found
        if mark in ("}", "&", "^", "_"):
            return Said("")
        if mark == "\\\\" or mark in PAUSES:
            return Said(";" if mark == "\\\\" else ",")
        if mark in FRACTIONS:
            top, bottom = self._argument(), self._argument()
            return Said(teller.fraction(top, bottom), simple=False)
        if mark == r"\sqrt":
            index = self._optional()
            return Said(teller.root(index, self._argument()), simple=False)
        if mark in (r"\binom", r"\dbinom", r"\tbinom"):
            return Said(teller.choose(self._argument().text, self._argument().text), simple=False)
        if mark in TEXTS:
            return Said(self._verbatim(), simple=False)
        if mark == r"\begin":
            return self._environment()
        if mark == r"\end":
            self._verbatim()
            return Said("")
        if mark in ACCENTS:
            return Said(teller.accent(mark, self._argument().text), simple=False)
        if mark in (r"\vec", r"\overrightarrow"):
            return Said(teller.vector(self._argument().text), simple=False)
        if mark in LARGE:
            return Said(teller.large(mark, *self._limits()), simple=False)
        if mark == r"\lim":
            return Said(teller.limit(self._limits()[0]), simple=False)
        if mark in ("|", r"\vert", r"\lvert") and self._closes(mark):
            body = self._row(("|", r"\vert", r"\rvert"))
            self._at += 1
            return Said(teller.absolute(body), simple=False)
        if mark in TRANSPARENT:
            return self._transparent(mark)
        name = mark.lstrip("\\").rstrip("*")
        if mark.startswith("\\") and name in FUNCTIONS:
            return Said(self._function(name), simple=False)
        if mark.startswith("\\") and name in GREEK:
            return Said(teller.greek(name))
        if mark in SIGNS:
            return Said(teller.sign(mark, before), simple=mark in (r"\infty", "∞"))
        applied = self._applied(mark) if mark in tuple("fghFGHP") else None
        if applied is not None:
            return applied
        return Said(name.replace("{,}", ",") if mark.startswith("\\") else mark.replace("{,}", ","))

    def _transparent(self, mark: str) -> Said:
        if mark in NAMES and self._peek() == "{":
            return Said(self._verbatim())
        if mark in (r"\left", r"\right") and self._peek() == ".":
            self._at += 1
        return Said("")

    def _verbatim(self) -> str:
        """What stands in braces, as it stands."""
        if self._peek() != "{":
            return ""
        depth, start = 0, self._at + 1
        while (mark := self._peek()) is not None:
            depth += (mark == "{") - (mark == "}")
            self._at += 1
            if depth == 0:
                break
        return "".join(self._tokens[start : self._at - 1])

    def _limits(self) -> tuple[str, str]:
        low = high = ""
        while True:
            mark = self._peek()
            if mark is not None and (mark.isspace() or mark in (r"\limits", r"\nolimits")):
                self._at += 1
            elif mark == "_":
                self._at += 1
                low = self._argument().text
            elif mark == "^":
                self._at += 1
                high = self._argument().text
            else:
                return low, high

    def _function(self, name: str) -> str:
        base = power = ""
        while (script := self._script()) is not None:
            if script == "_":
                base = self._argument().text
            else:
                power = self._teller.power(self._argument())
        return self._teller.function(name, base, power)

    def _applied(self, name: str) -> Said | None:
        """f(x) and f'(x), where the brackets close."""
        start = self._at
        while start < len(self._tokens) and self._tokens[start] in PRIMES:
            start += 1
        depth, at = 0, start
        while at < len(self._tokens):
            depth += (self._tokens[at] == "(") - (self._tokens[at] == ")")
            if depth == 0:
                break
            at += 1
        if at in (start, len(self._tokens)):
            return None
        primes = [self._teller.sign(each, "") for each in self._tokens[self._at : start]]
        inner = Reading(self._tokens[start + 1 : at], self._teller)
        inner._depth = self._depth + 1
        said = inner._row(())
        self._at = at + 1
        called = self._teller.joined([name, *primes])
        return Said(self._teller.applied(called, said.text), simple=False)

    def _closes(self, mark: str) -> bool:
        del mark
        return any(each in ("|", r"\vert", r"\rvert") for each in self._tokens[self._at :])

    def _environment(self) -> Said:
        environment = self._verbatim().strip()
        if environment == "array" and self._peek() == "{":
            self._verbatim()
        rows: list[list[str]] = [[]]
        while self._peek() is not None:
            rows[-1].append(self._row(("&", "\\\\", r"\end")).text.strip())
            mark = self._peek()
            self._at += 1
            if mark == "\\\\":
                rows.append([])
            elif mark != "&":
                if mark == r"\end":
                    self._verbatim()
                break
        if rows and rows[-1] in ([], [""]) and len(rows) > 1:
            rows.pop()
        return Said(self._teller.rows(environment, rows), simple=False)
