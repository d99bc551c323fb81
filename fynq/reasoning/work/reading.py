"""A doubt that shows a student's own work, as its problem and its lines.

'Check my work: solve 3(x-2)=12 ⏎ 3x-2=12, so x=14/3' → the problem 'solve 3(x-2)=12' and two lines.
Words tell where a line begins and what the task is; what is said about a step is left aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.misconceptions.pieces import is_sum, terms
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE, read
from fynq.reasoning.reading.tree import (
    Call,
    Derivative,
    Integral,
    Items,
    Operation,
    Relation,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.work.outer import outer_parts

MOST_LINES = 60
_SENTENCE_WORDS = 6
_TALK_WORDS = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """text: as written. template: its words with HOLE for each of `formulas`. carries_on: it begins
    with '=', or stood behind one in a chain."""

    text: str
    template: str
    formulas: tuple[str, ...]
    carries_on: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """task: a verb of `_TASKS`, '' where none is said. problem: None where no line states one. text: all
    that was written."""

    task: str
    problem: Piece | None
    lines: tuple[Piece, ...]
    text: str = ""


_SPANS = re.compile(r"\$\$(.+?)\$\$|(?<!\\)\$([^$\n]+?)(?<!\\)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)  # fmt: skip
_ENGLISH = re.compile(r"(?<![\\a-zA-Z])[a-z]{4,}(?![a-zA-Z])")
"""A word, so that two dollar signs around it are prices."""
_TEXT_IN_LATEX = re.compile(
    r"\\(?:text|mathrm|mbox|textrm)\s*\{[^{}]*\}|\b(?:sqrt|sinh|cosh|tanh)\b"
)
_WORDS = re.compile(
    r"(?<![\\a-zA-Z^_])(?!(?:sqrt|sin|cos|tan|log|ln|exp|or|and|so|then|got|get|pi)\b)[a-zA-Z]{3,}(?![a-zA-Z(^])"
)
_RESULT_WORDS = frozenset(
    ["answer", "result", "final", "finally", "gives", "equals", "becomes", "which", "therefore", "hence", "thus", "simplifies", "have", "is", "the", "my", "we", "to", "derivative", "integral", "first", "next", "also", "it", "that", "this", "solution", "value", "equal", "as", "in", "of", "for", "all", "no", "int", "frac", "cdot", "either", "dx", "dy"]
)  # fmt: skip
_BLOCK = re.compile(r"\\(?:begin|end)\s*\{(?:align|aligned|gather|gathered|equation|split|eqnarray)\*?\}")  # fmt: skip
_ARROW = re.compile(
    r"<=>|⇔|⟺|\\(?:Long)?[Ll]eftrightarrow(?![a-zA-Z])|\\iff(?![a-zA-Z])|\\implies(?![a-zA-Z])|"
    r"\\(?:Long)?Rightarrow(?![a-zA-Z])|\\therefore(?![a-zA-Z])|=>|==>|-->|⇒|⟹|∴|➔|➜"
)
_THIN_ARROW = re.compile(r"->|→|\\(?:long)?rightarrow(?![a-zA-Z])|\\to(?![a-zA-Z])")
_LABEL = re.compile(
    r"(?im)^[ \t>*•-]*(?:(?:step|line|schritt)\s*\d{1,2}\s*[.):=-]?|\(?\d{1,2}[.)](?=\s)|\(?[ivx]{1,4}[.)](?=\s)|\(\d{1,2}\)|[-*•](?=\s))\s*"
)
_MARKED = re.compile(r"\*\*(?=[A-Z])|(?<=[A-Za-z:.])\*\*|(?m:^\s*#{1,4}\s+)")
"""Bold words and headings of Markdown."""
_INLINE = re.compile(r"(?<=\S)(?<![=+*/<>−–·×÷-])\s+\(?([1-9])[.)]\s+(?=\S)")
_SO = (
    r"(?:and\s+)?(?:so|then|therefore|hence|thus|which\s+(?:gives|means|is|equals|becomes|simplifies to)(?:\s+(?:me|us|that))?|"
    r"giving(?:\s+me)?|gives(?:\s+(?:me|us))?|(?:we|i)\s+(?:then\s+)?(?:get|got|have|had|obtain|found|find|wrote|end up with)|"
    r"(?:to|and)\s+(?:get|got)|leads\s+to|becomes|implies(?:\s+that)?|next|after\s+that|finally|meaning|it follows that|that\s+(?:is|means|gives))"
)
_SO_BREAK = re.compile(rf"(?i)(?:[,;.]\s*|\s+){_SO}\s*[:,]?\s+(?=[^\s])")
_SENTENCE = re.compile(r"(?<=[^\s.])\.\s+(?=\S)|(?<=[a-z)])\?\s+(?=\S)|(?<=[a-z])!\s+(?=\S)|;\s*|(?<=[A-Za-z]{3}):\s+|(?<=[\d)%]):\s+")  # fmt: skip

_ASKS = re.compile(
    r"(?i)\b(?:can|could|would|will)\s+you\b|\bplease\b|\b(?:check|verify|review|look over|grade|mark)\s+(?:(?:my|this|the|if|whether)\b\s*)+"
    r"(?:work|working|steps?|solution|answer|homework|calculation)?s?(?:\s+(?:is|are)\s+(?:right|correct|ok|wrong))?|\bwhere\s+(?:did|do|have|is|am)\s+(?:i|my)\b[^.?!:\n]{0,30}?\b(?:wrong|mistake|error|slip)\b|"
    r"\bwhat\s+(?:did i do|am i doing|have i done|is|went)\s+wrong\b|\b(?:find|spot|show me)\s+(?:my|the)\s+(?:mistake|error)\b|"
    r"\bis\s+(?:this|that|it|my\s+\w+)\s+(?:right|correct|ok)\b|\b(?:did|have)\s+i\s+(?:do|done|get|got|solve|solved)\b[^.?!:\n]{0,30}?\b(?:right|correct\w*)\b|\bam\s+i\s+(?:right|correct)\b|"
    r"\bwhy\s+(?:is|was)\s+(?:my|this)\s+(?:answer|solution|work|result)\s+(?:wrong|incorrect|marked\s+\w+)\b|"
    r"\b(?:here\s+is\s+|here's\s+|this\s+is\s+)?(?:my|the)\s+(?:work|working|solution|steps?|attempt|try)\b(?:\s+(?:so far|is|was))?|\b(?:the\s+)?(?:problem|question|exercise|task)\s*(?:is|was|:)|"
    r"\bi\s+(?:tried\s+to|was\s+asked\s+to|am\s+asked\s+to|had\s+to|have\s+to|need\s+to|wanted\s+to|want\s+to|did)\b|\blike\s+this\b|\bas\s+follows\b|"
    r"\b(?:but\s+)?(?:the\s+)?(?:teacher|book|answer key)\s+says?\s+(?:it\s+is\s+|it's\s+)?wrong\b|\bthanks?(?:\s+you)?\b|\b(?:hi|hello|hey)\b"
)
_TASKS = (
    ("differentiate", r"\bdifferentiat\w*|\bderivative\b|\bderive\b|\bf'\s*\(x\)|\bdy/dx"),
    ("integrate", r"\bintegra(?:te|ted|ting|tion|l)\b|\bantiderivative\b"),
    ("factor", r"\bfactor(?:i[sz]e)?d?\b|\bfactoring\b"),
    ("expand", r"\bexpand\w*|\bmultiply\s+out\b|\bfoil\b"),
    ("simplify", r"\bsimplif\w*|\breduce\b|\brationali[sz]e\b|\bcombine\s+like\b"),
    ("solve", r"\bsolv(?:e|ed|ing)\b|\bfind\s+\$?[a-z]\$?(?=\s|$|[.,:])|\bsolution\s+of\b|\broots?\s+of\b"),
    ("evaluate", r"\bevaluat\w*|\bcalculat\w*|\bcomput(?:e|ed)\b|\bwork(?:ed)?\s+out\b|\bwhat\s+is\b|\bfind\s+the\s+value\b|\badd\b|\bsubtract\b|\bmultiply\b|\bdivide\b"),
)  # fmt: skip
_TASK = tuple((name, re.compile(f"(?i){pattern}")) for name, pattern in _TASKS)
_NOTHING = re.compile(r"(?i)\bno\s+(?:real\s+)?(?:solutions?|roots?|answers?)\b|\bnever\s+true\b|\bimpossible\b|\\emptyset|\\varnothing|∅")  # fmt: skip
_ALL = re.compile(r"(?i)\ball\s+(?:real\s+)?numbers?\b|\ball\s+(?:real|x|values)\b|\binfinitely\s+many\b|\balways\s+true\b|\bany\s+(?:real\s+)?(?:number|x|value)\b|\\mathbb\s*\{?R\}?|ℝ")  # fmt: skip
_SOLVED = re.compile(r"\s*[a-zA-Z]\s*(?:[<>]=?|=|\\[lg]eq?)(?:[^=<>a-zA-Z]|\\[a-z]+)+")
_QUANTITY = re.compile(r"[-\d.,/%$ ]+[a-zA-Z]{0,3}\.?")
_SIGNS = re.compile(r"[=<>≤≥≠≈]|\\(?:le|ge|ne|lt|gt|approx)q?(?![a-z])")


def without_request(text: str) -> str:
    """What is said about the work, without 'check my work' and the like."""
    return _ASKS.sub("\n", text)


def says_nothing(text: str) -> bool:
    return bool(_NOTHING.search(text))


def says_all(text: str) -> bool:
    return bool(_ALL.search(text))


def has_sign(formula: str) -> bool:
    """It compares two sides."""
    return bool(_SIGNS.search(formula))


def is_said(piece: Piece) -> bool:
    """Words about a step: 'find b²', 'multiply by 3', but not 'so', 'the answer is'."""
    return bool(set(map(str.lower, _words(piece))) - _RESULT_WORDS)


def is_wordy(piece: Piece) -> bool:
    """The formula stands in a sentence of some length."""
    return len(_words(piece)) >= _TALK_WORDS


def _words(piece: Piece) -> list[str]:
    within = " ".join(piece.formulas)
    return [word for word in _WORDS.findall(piece.text) if word not in within]


def read_work(question: str) -> Work:
    """Raises CannotSolve when a piece is too long to be read, or there are too many."""
    pieces = [piece for text in _texts(question) for piece in _pieces(text)]
    if len(pieces) > MOST_LINES:
        raise CannotSolve("These are more lines than I check at once.")
    task, told = "", []
    first: Piece | None = None
    rest: list[Piece] = []
    for piece in pieces:
        named = _task(piece.text)
        if first is None:
            task = named or task
            if not piece.formulas:
                told.append(piece.text)
                continue
            if task in ("", "evaluate", "solve") and _is_told(piece):
                told.append(piece.text)
                continue
            first = piece
            continue
        if not piece.formulas and named and not rest and not task:
            task = named
            continue
        if piece.formulas or says_nothing(piece.text) or says_all(piece.text):
            rest.append(piece)
    if first is None:
        return Work(task, None, (), without_request(question))
    words = sum(len(text.split()) for text in told)
    if words > 2 * _SENTENCE_WORDS or any(re.search(r"\d", text) for text in told):
        return Work("", None, tuple(_unrolled([first, *rest])), without_request(question))
    return _opened(task, first, _unrolled(rest))


def _unrolled(pieces: list[Piece]) -> list[Piece]:
    """'2x = 16, x = 8' is two lines; 'x = 2, x = 3' and 'x - 2 = 0, x - 3 = 0' are one."""
    found: list[Piece] = []
    for piece in pieces:
        if len(piece.formulas) > 1 and all(has_sign(f) and not re.search(r"[a-zA-Z]", f) for f in piece.formulas):  # fmt: skip
            found.extend(Piece(formula, HOLE, (formula,)) for formula in piece.formulas)
            continue
        parts = [part.strip() for part in outer_parts(piece.formulas[0], ",;") if part.strip()] if len(piece.formulas) == 1 else []  # fmt: skip
        plain = not re.search(r"[a-zA-Z]", piece.formulas[0]) if piece.formulas else False
        if len(parts) > 1 and _are_steps(parts) and (plain or _SOLVED.fullmatch(parts[-1])):
            found.extend(Piece(part, HOLE, (part,)) for part in parts)
        else:
            found.append(piece)
    return found


_QUOTIENT = re.compile(r"(?<![\w.)}])(\d+(?:\.\d+)?|[a-zA-Z]|\([^()]*\))/(\d+(?:\.\d+)?)(?=[a-zA-Z(])")  # fmt: skip


def other_reading(work: Work) -> Work | None:
    """With 3/2x as (3/2)x; None where nothing stands so."""

    def turned(piece: Piece) -> Piece:
        formulas = tuple(_QUOTIENT.sub(r"(\1/\2)", formula) for formula in piece.formulas)
        return replace(piece, text=_QUOTIENT.sub(r"(\1/\2)", piece.text), formulas=formulas)

    problem = turned(work.problem) if work.problem is not None else None
    other = replace(work, problem=problem, lines=tuple(map(turned, work.lines)))
    return other if other != work else None


def _opened(task: str, first: Piece, rest: list[Piece]) -> Work:
    """The first piece states the problem; a chain or a list in it holds the first lines too."""
    formula = first.formulas[0]
    listed = [part for part in outer_parts(formula, ",;") if part.strip()]
    if len(first.formulas) == 1 and len(listed) > 1 and _are_steps(listed):
        stated = Piece(f"{task} {listed[0].strip()}", HOLE, (listed[0].strip(),))
        lines = [Piece(part.strip(), HOLE, (part.strip(),)) for part in listed[1:]]
        return Work(task, stated, (*lines, *rest))
    sides = [part for part in outer_parts(formula, "=≈") if part.strip()]
    if task == "evaluate" and rest and re.search(r"[a-zA-Z]", formula) and len(sides) > 1:
        task = ""
    if task in ("factor", "expand", "simplify") and len(sides) == 2 and not _is_calculation(*sides):
        task = ""
    values = task in ("differentiate", "integrate", "factor", "expand", "simplify", "evaluate")
    defines = bool(re.fullmatch(r"\s*(?:y|[fgh]\s*\(\s*[a-z]\s*\))\s*", sides[0])) if sides else False  # fmt: skip
    chain = len(sides) > 2 or (len(sides) == 2 and _is_calculation(*sides) and not any(has_sign(f) and not piece.carries_on for piece in rest for f in piece.formulas))  # fmt: skip
    if len(first.formulas) == 1 and len(sides) > 1 and not defines and (values or (not task and chain)):  # fmt: skip
        stated = Piece(f"{task} {sides[0].strip()}".strip(), HOLE, (sides[0].strip(),))
        task = task or "chain"
        lines = [Piece(part.strip(), HOLE, (part.strip(),), True) for part in sides[1:]]
        return Work(task, stated, (*lines, *rest))
    return Work(task, first, tuple(rest))


def _is_calculation(left: str, right: str) -> bool:
    """'(x+3)^2 = x^2+9' works the left side out; '7x - 17 = -8x + 13' is an equation."""
    try:
        one, other = parse(left), parse(right)
    except CannotSolve:
        return False
    if isinstance(one, Relation | Items) or isinstance(other, Relation | Items):
        return False
    if isinstance(one, Derivative | Integral) or not names_in(one):
        return True
    if names_in(one) != names_in(other):
        return False
    return len(terms(other)) < len(terms(one)) or any(map(_is_to_do, walk(one)))


def _is_to_do(node: Tree) -> bool:
    """What can be worked out: a bracket, a function, a product of letters, a quotient by one."""
    match node:
        case Call():
            return True
        case Operation("^", base, _):
            return isinstance(base, Operation)
        case Operation("*", left, right):
            return is_sum(left) or is_sum(right) or bool(names_in(left) and names_in(right))
        case Operation("/", left, right):
            return is_sum(left) or bool(names_in(right))
    return False


def _are_steps(parts: list[str]) -> bool:
    """'2x+5=11, 2x=16, x=8': relations in one letter, the first of them not solved."""
    if not all(has_sign(part) for part in parts):
        return False
    letters = [set(re.findall(r"(?<![a-zA-Z\\])[a-zA-Z](?![a-zA-Z])|(?<=\d)[a-zA-Z]", part)) for part in parts]  # fmt: skip
    return len(set.union(*letters)) <= 1 and not _SOLVED.fullmatch(parts[0])


def _task(text: str) -> str:
    bare = _ASKS.sub(" ", text)
    return next((name for name, pattern in _TASK if pattern.search(bare)), "")


def _is_told(piece: Piece) -> bool:
    """A sentence of a word problem: numbers among words, and no relation."""
    words = [word for word in piece.template.split() if word != HOLE]
    if len(words) >= _SENTENCE_WORDS:
        return not any(has_sign(f) and re.search(r"[a-zA-Z]", f) for f in piece.formulas)
    return len(words) >= 2 and all(_QUANTITY.fullmatch(formula) for formula in piece.formulas)


def _texts(question: str) -> Iterator[str]:
    """Pieces of text, each at most one step."""
    text = question.replace("\r", "\n")
    text = _BLOCK.sub("\n", text)
    text = _SPANS.sub(_span, text)
    limits = re.search(r"(?i)\\?lim(?:it)?(?![a-z])", text)
    if not limits:
        text = _THIN_ARROW.sub("\n", text)
    text = _ARROW.sub(_arrow(text), text)
    text = _LABEL.sub("", _MARKED.sub("", text))
    labels = [int(label) for label in _INLINE.findall(text)]
    if len(labels) > 1 and labels == list(range(1, len(labels) + 1)):
        text = _INLINE.sub("\n", text)
    text = _ASKS.sub("\n", text)
    for pattern in (_SENTENCE, _SO_BREAK):
        text = pattern.sub("\n", text)
    for line in text.split("\n"):
        yield from (part for part in re.split(r"\\\\(?!\s*\\end)", line) if part.strip(" .,;:&"))


def _arrow(text: str) -> str:
    return "\n" if text else ""


def _span(found: re.Match[str]) -> str:
    """A formula with its marks; one that holds several steps becomes several."""
    inside = next(part for part in found.groups() if part is not None)
    if "\\begin" in inside:
        return found[0]
    if _ENGLISH.search(_TEXT_IN_LATEX.sub("", inside)):
        return found[0].replace("$", " ")
    parts = re.split(_ARROW.pattern + r"|\\\\|\n", inside)
    return "\n".join(f"${part.replace('&', ' ').strip()}$" for part in parts if part.strip(" &"))


def _pieces(text: str) -> Iterator[Piece]:
    text = _LABEL.sub("", text.lstrip(" ,;:?").rstrip(" ,;:?."))
    reading = read(text)
    formulas = tuple(formula.replace("&", " ").strip() for formula in reading.mathematics)
    if not formulas:
        yield Piece(text, reading.template, ())
        return
    carries_on = formulas[0].startswith(("=", "≈")) and len(formulas) == 1
    if not carries_on:
        yield Piece(text, reading.template, formulas)
        return
    for part in outer_parts(formulas[0], "=≈"):
        if part.strip():
            yield Piece(part.strip(), HOLE, (part.strip(),), True)
