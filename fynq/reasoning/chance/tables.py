"""Tables in a text: Markdown, LaTeX, or the probabilities of values told one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, loose_numbers, value, without

Rows = tuple[tuple[str, ...], ...]
_TIME = r"(?: of the time| chance| probability)?"
_P = r"(?P<p>\d+(?:\.\d+)?%|0?\.\d+|\d+/\d+|1\.0+|1(?=[.,; ]|$))"
_VALUE = r"(?:all (?:of )?(?:the )?)?(?P<x>\d+|no|none|zero)\b"
_SPACES = re.compile(r"\s+")
_TOLD = (
    rf"(?i)\bP ?\( ?(?:[A-Za-z] ?= ?)?(?P<x>{NUMBER}) ?\) ?= ?{_P}",
    rf"(?i)\bprobability (?:that|of)\b[^.;\d%]*?{_VALUE}[^.;\d%]*?\b(?:is|was|equals)(?: about)? {_P}",
    rf"(?i)(?:^|[,;] ?|\band |\bfor |[a-z] ){_VALUE}(?: [a-z-]+){{0,5}}? {_P}{_TIME}(?![\d%])",
)


def markdown(text: str) -> list[Rows]:
    """Tables whose lines are cells between bars."""
    found: list[Rows] = []
    block: list[tuple[str, ...]] = []
    for line in [*text.split("\n"), ""]:
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        if (
            line.strip().count("|") >= 1
            and len(cells) > 1
            and (not block or len(cells) == len(block[0]))
        ):
            if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in cells):
                block.append(cells)
            continue
        if len(block) > 1:
            found.append(tuple(block))
        block = []
    return found


def latex(text: str) -> list[Rows]:
    """Tables of an array or a tabular."""
    found = []
    for match in re.finditer(r"\\begin\{(array|tabular)\}(?:\{[^{}]*\})?(?P<body>.*?)\\end\{\1\}", text, re.DOTALL):  # fmt: skip
        body = re.sub(r"\\hline|\\cline\{[^}]*\}", " ", match["body"])
        rows = [tuple(_cell(cell) for cell in line.split("&")) for line in body.split(r"\\") if line.strip()]  # fmt: skip
        if len(rows) > 1 and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1:
            found.append(tuple(rows))
    return found


def all_of(question: str) -> list[Rows]:
    return [*markdown(question), *latex(question)]


def without_tables(question: str) -> str:
    kept = [line for line in question.split("\n") if line.count("|") < 2]
    return re.sub(
        r"\\begin\{(array|tabular)\}.*?\\end\{\1\}", " ", "\n".join(kept), flags=re.DOTALL
    )


def _cell(text: str) -> str:
    return re.sub(r"\\(?:text|mathrm|mathbf|textbf)\{([^{}]*)\}", r"\1", text).replace("$", "").strip()  # fmt: skip


def distribution_of(table: Rows) -> dict[Fraction, Fraction | None] | None:
    """Values and probabilities, None for a blank one; None when it is another kind of table."""
    for rows in (table, tuple(zip(*table, strict=True))):
        heads = [_plain(row[0]) for row in rows]
        at = next((n for n, head in enumerate(heads) if re.fullmatch(r"p\((?:[a-z]|[a-z]=[a-z])\)|probability|p", head)), None)  # fmt: skip
        if at is None:
            continue
        values = rows[0] if at else rows[1]
        if not re.fullmatch(r"[a-z]|x=.*|value.*|number.*|outcome.*", _plain(values[0])):
            continue
        found: dict[Fraction, Fraction | None] = {}
        for x, p in zip(values[1:], rows[at][1:], strict=True):
            if not re.fullmatch(NUMBER, _plain(x)):
                return None
            found[value(_plain(x))] = _probability(p)
        return found
    return None


def _plain(text: str) -> str:
    return text.replace("$", "").replace("\\", "").replace("−", "-").replace(" ", "").lower()


def _probability(text: str) -> Fraction | None:
    text = re.sub(r"frac\{(\d+)\}\{(\d+)\}", r"\1/\2", _plain(text))
    if re.fullmatch(r"(?:\?|_+|p|)", text):
        return None
    if not re.fullmatch(r"\d+(?:\.\d+)?%?|\.\d+|\d+/\d+", text):
        raise NotUnderstood(NOT_READ)
    return value(text)


def told(sentences: Sequence[str], idle: Sequence[int] = ()) -> dict[Fraction, Fraction | None]:
    """Values and probabilities in prose. Raises NotUnderstood when a number has no place."""
    found: dict[Fraction, Fraction | None] = {}
    for said in sentences:
        sentence = _SPACES.sub(" ", said)
        spans: list[tuple[int, int]] = []
        for pattern in _TOLD:
            for match in re.finditer(pattern, without(sentence, spans)):
                x = Fraction(0) if match["x"].lower() in ("no", "none", "zero") else value(match["x"])  # fmt: skip
                p = value(match["p"])
                if found.setdefault(x, p) != p:
                    raise NotUnderstood("Two probabilities are told of one value.")
                spans.append((match.start("x"), match.end()))
        left = [value(text.rstrip("%")) for text in loose_numbers(without(sentence, spans))]
        if spans and left:
            raise NotUnderstood(NOT_READ)
    return found


def completed(found: dict[Fraction, Fraction | None]) -> tuple[dict[Fraction, Fraction], Fraction | None]:  # fmt: skip
    """With the one blank filled in, and at which value it was. Raises NotUnderstood when the
    probabilities do not add up to 1."""
    blanks = [x for x, p in found.items() if p is None]
    known = sum((p for p in found.values() if p is not None), Fraction(0))
    if len(found) < 2 or len(blanks) > 1 or any(p is not None and not 0 <= p <= 1 for p in found.values()):  # fmt: skip
        raise NotUnderstood("I cannot read the table of probabilities.")
    if (blanks and not 0 <= known <= 1) or (not blanks and known != 1):
        raise NotUnderstood("The probabilities do not add up to 1.")
    whole = {x: (1 - known if p is None else p) for x, p in found.items()}
    return whole, blanks[0] if blanks else None


def contingency(table: Rows) -> tuple[tuple[str, ...], tuple[str, ...], list[list[int]]] | None:
    """Names of the rows and of the columns, and the counts without totals; None when it is another
    kind of table. Raises NotUnderstood when the totals do not fit."""
    head, *body = [[_cell(cell).strip("* ") for cell in row] for row in table]
    if len(head) < 3 or len(body) < 2:
        return None
    counts = []
    for row in body:
        if not all(re.fullmatch(r"\d[\d,]*", cell) for cell in row[1:]):
            return None
        counts.append([int(cell.replace(",", "")) for cell in row[1:]])
    rows, columns = [row[0] for row in body], head[1:]
    if _TOTAL.match(columns[-1]):
        if any(row[-1] != sum(row[:-1]) for row in counts):
            raise NotUnderstood("The totals of the table do not fit.")
        counts, columns = [row[:-1] for row in counts], columns[:-1]
    if _TOTAL.match(rows[-1]):
        if counts[-1] != [sum(column) for column in zip(*counts[:-1], strict=True)]:
            raise NotUnderstood("The totals of the table do not fit.")
        counts, rows = counts[:-1], rows[:-1]
    if len(rows) < 2 or len(columns) < 2 or not all((*rows, *columns)):
        return None
    return tuple(rows), tuple(columns), counts


_TOTAL = re.compile(r"(?i)^(?:grand |row |column )?totals?$")
