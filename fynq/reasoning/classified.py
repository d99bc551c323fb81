"""What a doubt is about and what it asks for, told from its words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fynq.reasoning.classify import is_computation, is_conceptual
from fynq.reasoning.topics import topics

MOST_CHARS = 8_000
_MOST_PARTS = 12


class Intent(StrEnum):
    SOLVE = "solve"
    EXPLAIN = "explain"
    CHECK = "check my work"
    HINT = "hint"
    WHERE_WRONG = "where did I go wrong"


class AnswerType(StrEnum):
    NUMBER = "number"
    EXPRESSION = "expression"
    EQUATION = "equation"
    SET = "set or interval"
    QUANTITY = "unit quantity"
    CHOICE = "choice"
    PROOF = "proof"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Classified:
    """skills: slugs of the skill graph. language: 'en', 'de', …, '' when the words do not tell.
    level: 'primary', 'middle', 'high' or 'college', '' when they do not tell. parts: a), b), … of a
    pasted problem, each with the text that stands before them; () for a single question.
    exam: it looks like a running exam, or has a phrase that the school blocks."""

    subject: str
    skills: tuple[str, ...]
    answer: AnswerType
    language: str
    level: str
    intent: Intent
    parts: tuple[str, ...]
    exam: bool


def classified(question: str, blocked: Sequence[str] = ()) -> Classified:
    """blocked: the school's own phrases of its exams. Pure; never raises."""
    text = question[:MOST_CHARS]
    skills = topics(text)
    return Classified(
        subject=_subject(text, skills),
        skills=skills,
        answer=_answer(text),
        language=language_of(text),
        level=_level(text, skills),
        intent=intent_of(text),
        parts=parts_of(text),
        exam=looks_like_exam(text, blocked),
    )


_WHERE = re.compile(
    r"(?i)\bwhere(?:'s|’s| (?:did|do|have|is|am))(?: i| my| the)\b.{0,30}\b(?:wrong|mistake|error|slip)|"
    r"\bwhat(?:'s|’s| (?:did i do|am i doing|have i done|is|went)) wrong\b|\b(?:find|spot|show me|point out) (?:my|the) (?:mistake|error)|"
    r"\bwhy (?:is|was) (?:my|this) (?:answer|solution|work|result) (?:wrong|incorrect|marked)"
)
_CHECK = re.compile(
    r"(?i)\b(?:check|verify|review|look over|grade|mark|correct) (?:my|this|these|whether|if)\b|^\s*check\s*:|"
    r"\b(?:is|are) (?:this|that|it|these|my \w+|the following(?: \w+)?) (?:right|correct|ok)\b|"
    r"\b(?:did i|have i) (?:do|done|get|got|solve|solved)\b.{0,30}\b(?:right|correct\w*)|\bam i (?:right|correct)\b|"
    r"\bmy (?:work|solution|answer|steps?)\s*(?::|is\b)|\bi (?:got|get) .{1,40}(?:right|correct)\s*\?"
)
_HINT = re.compile(
    r"(?i)\b(?:a|any|some|another) (?:hint|clue|tip)s?\b|^\s*hint\b|\bhow (?:do|should|can|would) i (?:start|begin)\b|"
    r"\b(?:without|don'?t|do not) (?:giv\w+|tell\w*|show\w*|reveal\w*) (?:me )?(?:the )?(?:full )?(?:answer|solution)|\bwhat(?:'s| is) the (?:next|first) step\b|\bnudge\b|"
    r"[.?!\n]\s*(?:please[\s,]+)?(?:give\s+me\s+)?hints?(?:[\s,]+please)?\s*[.?!]*\s*$"
)


def shows_own_work(question: str) -> bool:
    """It asks to look at steps of the student's own; a wish for a hint only may go with that."""
    return bool(_WHERE.search(question) or _CHECK.search(question))


def wants_hints_only(question: str) -> bool:
    return bool(_HINT.search(question))


def intent_of(question: str) -> Intent:
    if _WHERE.search(question):
        return Intent.WHERE_WRONG
    if _HINT.search(question):
        return Intent.HINT
    if _CHECK.search(question):
        return Intent.CHECK
    return Intent.EXPLAIN if is_conceptual(question) else Intent.SOLVE


_COUNTER = re.compile(
    r"(?i)\b(?:question|problem|item|q)\s*\.?\s*\d{1,3}\s*(?:of|/|out of)\s*\d{1,3}\b"
)
_CLOCK = re.compile(
    r"(?i)\btime (?:remaining|left)\b|\b\d{1,3}:\d{2}(?::\d{2})?\s*(?:remaining|left)\b|"
    r"\b\d{1,3}\s*(?:min(?:ute)?s?|sec(?:ond)?s?)\s*(?:remaining|left)\b"
)
_POINTS = re.compile(
    r"(?i)[(\[]\s*\d{1,3}(?:\.\d+)?\s*(?:points?|pts?|marks?)\s*[)\]]|\b(?:worth|possible)\s+\d{1,3}\s*(?:points?|pts?|marks?)|"
    r"\b(?:points?|marks)\s*(?:possible|available)\s*:?\s*\d|\bnot yet answered\b|\bmarked out of\b"
)
_BUTTONS = re.compile(
    r"(?i)\b(?:submit (?:quiz|test|exam|and finish)|finish attempt|flag question|save answer|attempt \d+ of \d+|proctor\w*|lockdown browser|honou?r code)\b"
)
_NAMED = re.compile(r"(?i)\b(?:final|midterm|mid-term|mock)?\s*(?:exam|examination|quiz|test)\b")


def looks_like_exam(question: str, blocked: Sequence[str] = ()) -> bool:
    """A phrase of the school, or two different marks of a test page: one alone is in homework too."""
    said = " ".join(question.casefold().split())
    if any(phrase.strip() and " ".join(phrase.casefold().split()) in said for phrase in blocked):
        return True
    if _CLOCK.search(question) and _NAMED.search(question):
        return True
    return sum(bool(mark.search(question)) for mark in (_COUNTER, _CLOCK, _POINTS, _BUTTONS)) >= 2


_PART = re.compile(r"(?:(?<=\s)|^)(?:\(([a-h]|i{1,3}|iv|v)\)|([a-h]|i{1,3}|iv|v)\)|([a-h])\.)\s+(?=\S)")  # fmt: skip
_NEWLINE_NUMBER = re.compile(r"(?m)^\s*(?:(\d{1,2})[.)])\s+(?=\S)")
_ROMAN = ("i", "ii", "iii", "iv", "v")


def parts_of(question: str) -> tuple[str, ...]:
    """Each part after what stands before the first; () unless the marks run in order from the first
    and no part is so short that the marks are choices of an answer."""
    for pattern, order in (
        (_PART, tuple("abcdefgh")),
        (_PART, _ROMAN),
        (_NEWLINE_NUMBER, tuple(map(str, range(1, 13)))),
    ):
        found = [m for m in pattern.finditer(question) if next(g for g in m.groups() if g) in order]
        marks = tuple(next(g for g in m.groups() if g) for m in found)
        if len(found) < 2 or marks != order[: len(found)] or len(found) > _MOST_PARTS:
            continue
        ends = [*(m.start() for m in found[1:]), len(question)]
        pieces = [
            question[m.end() : end].strip(" \t\n;") for m, end in zip(found, ends, strict=True)
        ]
        stem = question[: found[0].start()].strip()
        if all(pieces) and not _are_choices(stem, marks, pieces):
            return tuple(f"{stem}\n{piece}".strip() for piece in pieces)
    return ()


_CHOOSE = re.compile(r"(?i)\bwhich (?:of|one|is|are)\b|\bselect\b|\bchoose\b(?! from)|\bpick\b|\bcircle the\b")  # fmt: skip
_ASKS = re.compile(r"(?i)\?|\b(?:find|solve|simplify|factor|expand|evaluate|calculate|compute|what|how|show|prove|graph|sketch|write|state|determine|give|explain|differentiate|integrate|draw|estimate)\b")  # fmt: skip


def _are_choices(stem: str, marks: Sequence[str], pieces: Sequence[str]) -> bool:
    if not marks[0].isalpha() or any(_ASKS.search(piece) for piece in pieces):
        return False
    return bool(_CHOOSE.search(stem)) or stem.endswith("?")


_PROOF = re.compile(r"(?i)\b(?:prove|proof|show) (?:that|by|the|it)\b|\bprove\b|\\blacksquare|\bq\.?e\.?d\b")  # fmt: skip
_OPTION = re.compile(r"(?:(?<=\s)|^)\(?[A-Da-d][).]\s+\S")
_SET = re.compile(r"(?i)\binterval\b|\bdomain\b|\brange of (?:the function|f|y)\b|\binequalit|\bsolution set\b|[<>≤≥]|\\[lg]eq?\b|\ball (?:values|solutions|real)\b|\broots\b|\bzeros\b")  # fmt: skip
_EQUATION = re.compile(r"(?i)\b(?:write|find|give|state|determine|derive)\b.{0,40}\bequation\b|\bequation of (?:the|a)\b|\bslope[- ]intercept\b")  # fmt: skip
_UNITS = re.compile(
    r"(?i)\bhow (?:far|long|fast|tall|heavy|high|deep|wide|old)\b|\bin (?:meters?|metres?|cm|km|feet|inches|miles|seconds|hours|minutes|kg|grams?|liters?|litres?|newtons?|joules?|volts?|amperes?|ohms?|degrees|dollars)\b|"
    r"\b(?:speed|velocity|acceleration|force|mass|weight|volume|area|distance|pressure|temperature|current|voltage|resistance|energy|perimeter|circumference)\b"
)
_EXPRESSION = re.compile(r"(?i)\b(?:simplify|expand|factor(?:i[sz]e)?|differentiate|derivative|antiderivative|integrate|rewrite|in terms of|express|expression)\b|\bd/d[a-z]\b")  # fmt: skip
_SOLVE_FOR = re.compile(r"(?i)\bsolve\b|\bfind [a-z]\b|=\s*\?")


def _answer(text: str) -> AnswerType:
    if _PROOF.search(text):
        return AnswerType.PROOF
    if len(_OPTION.findall(text)) >= 3 and not parts_of(text):
        return AnswerType.CHOICE
    if not is_computation(text):
        return AnswerType.EXPRESSION if _EXPRESSION.search(text) and re.search(r"[a-z]\s*[\^²³(+]|\\", text) else AnswerType.OPEN  # fmt: skip
    for pattern, kind in (
        (_EQUATION, AnswerType.EQUATION),
        (_EXPRESSION, AnswerType.EXPRESSION),
        (_SET, AnswerType.SET),
        (_UNITS, AnswerType.QUANTITY),
    ):
        if pattern.search(text):
            return kind
    return AnswerType.NUMBER


_STOP_WORDS = {
    "en": "the of and is what how find are to in with that for which solve does",
    "de": "der die das und ist wie was ein eine finde löse berechne für mit von nicht den",
    "fr": "le la les et est une des quel quelle trouver résoudre calculer pour dans que du",
    "es": "el los las es una qué cuál cómo hallar resuelve calcular para con del por y",
    "it": "il gli è una che come trova risolvi calcola per con della di quanto quale",
    "pt": "os as é uma qual como encontre resolva calcule para com da do não quanto",
    "nl": "het een en is wat hoe vind los bereken voor met van de niet zijn",
}
_STOPS = {language: frozenset(words.split()) for language, words in _STOP_WORDS.items()}
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]{2}")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("ru", re.compile("[\u0400-\u04ff]{3}")),
    ("hi", re.compile("[\u0900-\u097f]{2}")),
    ("ar", re.compile("[\u0600-\u06ff]{2}")),
)
_WORDS = re.compile(r"(?<!\\)\b[^\W\d_]+\b")


def language_of(question: str) -> str:
    """'' for a bare formula, and where two languages fit equally."""
    for language, script in _SCRIPTS:
        if script.search(question):
            return language
    words = [word.casefold() for word in _WORDS.findall(question)]
    counts = sorted(
        ((sum(word in stops for word in words), language) for language, stops in _STOPS.items()),
        reverse=True,
    )
    return counts[0][1] if counts[0][0] > counts[1][0] else ""


_SUBJECTS = (
    ("physics", r"\bnewton|\bvelocity|\bacceleration|\bforce\b|\bfriction|\bvoltage|\bcircuit|\bmomentum|\bjoule|\bprojectile|\bgravit|\bwavelength"),
    ("chemistry", r"\bmol(?:e|es|ar|arity)?\b|\breaction|\bstoichio|\bacid\b|\bpH\b|\bion(?:s|ic)?\b|\bgas law|\bisotope|\bmolecul"),
    ("biology", r"\bcells?\b.*\b(?:membrane|divi|nucle)|\bphotosynthe|\bDNA\b|\benzyme|\bgenes?\b|\bmitosis"),
)  # fmt: skip
_SUBJECT = tuple((name, re.compile(f"(?i){pattern}")) for name, pattern in _SUBJECTS)


def _subject(text: str, skills: Sequence[str]) -> str:
    for name, pattern in _SUBJECT:
        if pattern.search(text):
            return name
    return "mathematics" if skills or is_computation(text) else "general"


_COLLEGE = frozenset(["integrals", "derivatives", "limits", "matrices", "vectors"])
_HIGH = frozenset(["trigonometry", "logarithms", "quadratic-equations", "sequences-and-series", "combinatorics", "probability", "statistics", "forces", "systems-of-linear-equations"])  # fmt: skip
_MIDDLE = frozenset(["linear-equations", "ratios", "percentages", "circles", "volume", "speed-and-velocity", "interest", "geometry"])  # fmt: skip
_GRADE = re.compile(r"(?i)\bgrade (\d{1,2})\b|\b(\d{1,2})(?:st|nd|rd|th)[- ]grader?\b")


def _level(text: str, skills: Sequence[str]) -> str:
    said = _GRADE.search(text)
    if said:
        grade = int(said[1] or said[2])
        return "primary" if grade <= 5 else "middle" if grade <= 8 else "high"
    for level, those in (("college", _COLLEGE), ("high", _HIGH), ("middle", _MIDDLE)):
        if those & set(skills):
            return level
    return "primary" if skills else ""
