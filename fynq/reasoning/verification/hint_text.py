"""The mathematics of a hint, wherever it hides: formulas, prose, words, code, odd letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from fynq.reasoning.reading.number_words import in_digits
from fynq.reasoning.reading.spoken_arithmetic import in_notation
from fynq.reasoning.verification.unit_table import unit as unit_of

MOST = 60
LONGEST = 300
_LONGEST_HINT = 6000

_MATH = re.compile(
    r"\$\$(.+?)\$\$|\$(.+?)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]|```(?:[a-z]+\n)?(.+?)```|`([^`]+)`",
    re.DOTALL,
)
_TOKEN = re.compile(
    r"\\[a-zA-Z]+|(?:sqrt|cbrt|abs|sin|cos|tan|log|ln|exp|pi|infinity|inf)(?![a-zA-Z])"
    r"|(?<![a-zA-Z'’])[a-zA-Z](?![a-zA-Z'’])|\d[a-zA-Z](?![a-zA-Z])"
    r"|\d+(?:[.,]\d+)*|\.\d+|[-+*/^=(){}\[\]%°√∛π∞²³×÷·∙⋅−–|_!<>≤≥≈,]"
)
_EQUALS = re.compile(
    r"(?:[=≈<>≤≥]|\\(?:leq?|geq?|lt|gt|approx|Rightarrow|implies|to|Longrightarrow)(?![a-zA-Z])|→|⇒)+"
)
_SIGN_BEFORE = re.compile(r"[:≈→⇒][\s$]*$")
_SENTENCE_ENDS = re.compile(r"^[\s$]*(?:[.!?](?:\s|$)|\n|$)")
_AMONG = re.compile(r"\d[\s$]*,[\s$]*$")
_AND_ON = re.compile(r"^[\s$]*,[\s$]*\d")
_MANY = 4
"""Members of a list that tells none of them in particular."""
_ONE = r"[-−]?\d+(?:\.\d+)?(?:/\d+)?"
_NUMBER = re.compile(r"[-−–]?\s*(?:\d+(?:[.,]\d+)*|\.\d+)\s*%?")

TELLS = (
    r"(?:is|are|was|be|being|equals?|equal to|equalling|gives?(?: you| us)?|giving|gets?|getting|got|"
    r"makes?|making|leaves?(?: you| us)?(?: with)?|leaving(?: you)?(?: with)?|have|has|obtain\w*|yields?|"
    r"answer|result|value|solution|total|reach|reaches|arrive at|end up (?:with|at)|comes? (?:out )?(?:to|at|as)|"
    r"becomes?|turns? out(?: to be)?|amounts? to|works? out (?:to|as|at)|namely|therefore|thus|hence|so|"
    r"find|see|simplif(?:y|ies) to|reduces? to|evaluates? to|lands? (?:on|at)|write|enter|type|choose|"
    r"about|roughly|approximately|nearly|almost|exactly|precisely|reads?|accepts?|expects?|(?:brings?|leads?) (?:you |us |it |one )?to|left with|down to|(?:makes?|call|making) it|put down|nothing (?:left )?but|is worth|worth|measures?|costs?|scores?|counts?)"
)
_TOLD = re.compile(
    rf"(?i)(?:\b{TELLS}\s*(?:that\s+)?(?:it\s+is\s+)?(?:just|exactly|simply|only|precisely|equal to|about|roughly|approximately)?\s*[:,]?\s*(?:x\s*=)?|:|=|≈|→|⇒)\s*[\"'“(\[*_]*\\?\$*$"
)
STRESSED = re.compile(
    r"(?i)(?:\b(?:answer|result|solution|total|it|this|that|you|we|everything|line|must|should|finally|last|which|therefore|so|thus|hence|[b-z])\s*(?:'?s|'ll)?\s*"
    r"(?:will |should |must |would |can |now |then |simply |just )*(?:be|is|are|equals?|gets?|gives?|have|obtain|find|see|reach|reads?|makes?|comes? (?:out )?(?:to|at|as)|end up with|end up at|"
    r"becomes?|left with|arrive at|turns? out to be|amounts? to|works? out (?:to|as|at)|simplif(?:y|ies) to|evaluates? to)?\s*(?:just|exactly|simply|only|precisely|equal to|about)?\s*:?|\b[a-zA-Z]\s*=)\s*[\"'“(*_]*$"
)
_TOLD_AFTER = re.compile(
    r"(?i)^[\"'”)\]*_$]*\s*(?:is|was|will be|must be|would be)\s+(?:the|your|our|a|what|all|how|correct|right)\b|^[\"'”)\]*_$]*\s*(?:fits?|works?)\b|^[\"'”)\]*_$]*\s*(?:answers|solves|satisfies)\b"
)
_ON_CONDITION = re.compile(
    r"(?i)\b(?:if|when|where|let|set|sets|setting|suppose|assume|for|whenever|since|because|substitut\w+|plug\w*|replac\w+|put|try|given|remember that|recall that)\s+(?:that\s+|in\s+)?(?![^.;:!?\n]*\b(?:get|got|answer|result|have|find|found|obtain)\b)[^.;:!?\n]{0,12}$"
)
_OF_INSTRUCTION = re.compile(
    r"(?i)(?:\b(?:by|step|steps|part|parts|power|powers|exponent|degree|index|case|rule|formula|equation|"
    r"line|column|row|rows|first|next|last|from|add|adding|adds|subtract|subtracting|plus|minus|times|multiply|"
    r"multiplying|divide|dividing|dividing by|between|into|base|over|than|digit|digits|example|question|"
    r"substitute|number|to the|all|both|any|each|these|those|the|least|most|exactly|every|other|root|place|places|position|"
    r"quadrant|type|chapter|section|option|figure|table|level|raise|log|move|shift|factor|round)\s*[-−–]?|[(#])\\?\$*\s*$"
)
_COUNTS = re.compile(
    r"(?i)^[\s$]*(?:(?:more|different|distinct|equal|other|possible|same|main|whole|real|like|consecutive|separate|similar|unknown|positive|negative|binomial|linear|simple)\s+)*"
    r"(?:of\s+(?:the|these|those|them|its|our|your)\b|times\b|steps?\b|ways?\b|(?!(?:is|was|does|this|has|fits|works|solves|gives|equals|makes|satisfies|checks|comes|answers|seems|looks|needs|belongs|stands|as|plus|minus|less|thus|unless|yes|remains|falls|drops|appears|results)\b)[a-z]{2,}s\b|(?:and|or)\s+[\d$]|(?:st|nd|rd|th)\b|equations?\b|[-–]|(?:units?|places?|digits?|sides?|row|column|variable|term|number|factor|root|function)\b)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """text: an expression of a hint. told: it is said to be a result. counted: a bare number that
    says how many or which one. whole: what it is a side or a part of; "" where it stands alone.
    stressed: told of the answer itself, not of any quantity."""

    text: str
    told: bool = False
    counted: bool = False
    whole: str = ""
    stressed: bool = False


_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\u202a-\u202e]")
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,60}>")
_STRONG = re.compile(r"(?<![\w*)])(\*\*|__)(?=[^\s*])(.{1,200}?)(?<=[^\s*])\1(?![\w*(])", re.DOTALL)
_VULGAR = re.compile(r"(\d?)\s?([¼½¾⅐-⅞])")
_APART = re.compile(r"(?<![\d.,]\s)(?<![\d.,])(\d(?: \d)+)(?!\d|[.,]\d|\s\d)")
_PYTHON = (
    (re.compile(r"\bmath\.|\bnp\."), ""),
    (re.compile(r"\bprint\s*(?=\()"), ""),
    (re.compile(r"(?<=[\d)])\s*//\s*(?=[\d(])"), "/"),
    (re.compile(r"(?<=[\w)}])\s*\*\*\s*(?=[-\w({])"), "^"),
    (re.compile(r"(?<=\d)_(?=\d{3})"), ""),
)
_PERCENT = re.compile(r"(?i)(?<=[\d}])\s*(?:\\%|per\s?cent\b)")
_WRAPPED = re.compile(r"\\(?:text|mathrm|mathbf|textbf|boxed|mbox|operatorname)\s*\{([^{}]*)\}")
_GROUPED = re.compile(r"(?<![\d.,])(\d{1,3})((?:(?:,|\{,\}|\\,|[\u2009\u202f\u00a0 ])\d{3})+)(?!\d|,\d)")  # fmt: skip


def levelled(text: str) -> str:
    """The same text in plain letters: no markup, no look-alikes, no numbers pulled apart."""
    text = "".join(_plain_letter(char) for char in _INVISIBLE.sub("", text[:_LONGEST_HINT]))
    text = _VULGAR.sub(_vulgar, text)
    text = _STRONG.sub(r"\2", _TAGS.sub(" ", text))
    text = _WRAPPED.sub(r" \1 ", text)
    text = _PERCENT.sub("%", text)
    for pattern, by in _PYTHON:
        text = pattern.sub(by, text)
    return _GROUPED.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), text)


def _plain_letter(char: str) -> str:
    code = ord(char)
    if 0xFF00 <= code <= 0xFFEF or 0x1D400 <= code <= 0x1D7FF or 0x2460 <= code <= 0x2473:
        return unicodedata.normalize("NFKC", char)
    return char


def _vulgar(found: re.Match[str]) -> str:
    top, _, bottom = unicodedata.normalize("NFKC", found[2]).partition("⁄")
    return f"{found[1]} {top}/{bottom}" if found[1] else f" {top}/{bottom}"


def mentions(text: str) -> list[Mention]:
    """Each expression once, first as it is written, then with its words in notation."""
    text = levelled(text)
    found: dict[str, Mention] = {}
    for reading in _readings(text):
        for mention in _mentions(reading):
            cut = mention.text.strip(" .,;:\n\t$*_")
            if not cut or len(cut) > LONGEST:
                continue
            key = bare(re.sub(r"(?<=\d)\s+(?=\d)", "_", cut))
            known = found.get(key)
            found[key] = replace(mention, text=cut) if known is None else _plainer(known, mention)
            if len(found) >= MOST:
                return list(found.values())
    return list(found.values())


def _plainer(first: Mention, second: Mention) -> Mention:
    """Of two mentions of the same, whatever either says more plainly."""
    return Mention(
        first.text,
        first.told or second.told,
        first.counted and second.counted,
        first.whole if first.told or not second.told else second.whole,
        first.stressed or second.stressed,
    )


def _readings(text: str) -> Iterator[str]:
    yield text
    spoken = in_notation(in_digits(_formulas_open(text)))
    if spoken != text:
        yield spoken
    joined = _APART.sub(lambda found: found[1].replace(" ", ""), text)
    if joined != text:
        yield joined


def _formulas_open(text: str) -> str:
    """'$$2$$' as '2', so that words around a formula's number read with it."""
    return re.sub(r"\${1,2}\s*([-−]?\d+(?:\.\d+)?|[a-zA-Z])\s*\${1,2}", r"\1", text)


def bare(text: str) -> str:
    """Without what only changes how it looks."""
    text = re.sub(r"\\(?:left|right|displaystyle|,|;|!|quad)(?![a-zA-Z])|[\s${}]", "", text)
    return (
        re.sub(r"\\times|\\cdot|[×·∙⋅]", "*", text).replace("−", "-").replace("\\dfrac", "\\frac")
    )


def _mentions(text: str) -> Iterator[Mention]:
    prose, gone = text, 0
    for match in _MATH.finditer(text):
        inside = next(part for part in match.groups() if part)
        yield from _placed(inside, text[: match.start()], text[match.end() :])
        hole = " ; ".ljust(len(match[0]))[: max(len(match[0]), 3)]
        prose = prose[: match.start() + gone] + hole + prose[match.end() + gone :]
        gone += len(hole) - len(match[0])
    yield from _lists(text)
    for start, end in _runs(prose):
        run = prose[start:end].strip(" ,\n")
        run = re.sub(r"^(?:a|A|I)\s+|\s+(?:a|A|I)$", "", run)
        if re.search(r"\d|[a-zA-Z]\s*[-+*/^=<>≤≥]|\\|[∞π]", run):
            yield from _placed(run, prose[:start], prose[end:])


_LIST = re.compile(
    rf"(?<![\w.]){_ONE}(?:\s*(?:,\s*(?:and|or)?|;|\band\b|\bor\b)\s*(?:[a-z]\s*=\s*)?{_ONE}){{1,5}}(?![\w^])"
)


def _lists(text: str) -> Iterator[Mention]:
    """'3 and -2' as '3, -2'."""
    for found in _LIST.finditer(_formulas_open(text)):
        yield Mention(", ".join(re.findall(_ONE, found[0])))


def _placed(expression: str, before: str, after: str) -> Iterator[Mention]:
    """The whole, every side of its equations, every part of its lists."""
    before, after = re.sub(r"[$\s]+", " ", before[-80:])[-48:], after[:40]
    number = _NUMBER.fullmatch(expression.strip()) is not None
    given = _ON_CONDITION.search(before) is not None
    told = not given and bool(_TOLD.search(before) or _TOLD_AFTER.match(after))
    ends = bool(_SIGN_BEFORE.search(before) and _SENTENCE_ENDS.match(after))
    stressed = told and bool(ends or STRESSED.search(before) or _TOLD_AFTER.match(after))
    listed = bool(_AMONG.search(before) and _AND_ON.match(after))
    counted = number and (
        listed or given or bool(_COUNTS.match(after)) or bool(_OF_INSTRUCTION.search(before))
    )
    counted = counted and not _TOLD_AFTER.match(after)
    yield Mention(expression, told, counted, stressed=stressed)
    unit = re.match(r"\s*([a-zA-Z°%µΩ]+(?:/[a-zA-Z]+)?(?:\^?[23²³])?)", after)
    if unit and re.search(r"[\d)}]$", expression.strip()) and unit_of(unit[1]):
        yield Mention(f"{expression} {unit[1]}", told, stressed=stressed)
    sides = [side for side in _EQUALS.split(expression) if side.strip()]
    if len(sides) > 1:
        of_letter = any(_is_letter(side) for side in sides)
        yield Mention(sides[-1], not given, whole=expression, stressed=of_letter and not given)
        for side in sides[:-1]:
            turned = not given and _is_letter(sides[-1])
            yield Mention(side, turned, whole=expression, stressed=turned)
    for side in sides:
        parts = side.split(",") if not re.search(r"[(\[]", side) else []
        if 1 < len(parts) < _MANY:
            for part in parts:
                yield Mention(part, told, whole=expression, stressed=stressed)


def _is_letter(text: str) -> bool:
    return re.fullmatch(r"\s*[a-zA-Z]\s*", text) is not None


def _runs(prose: str) -> Iterator[tuple[int, int]]:
    """The longest stretches that read as mathematics, and their parts where two numbers meet."""
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(prose):
        gap = prose[run[-1].end() : token.start()] if run else ""
        if gap.strip() or "\n" in gap:
            yield from _with_parts(prose, run)
            run = []
        run.append(token)
    if run:
        yield from _with_parts(prose, run)


def _with_parts(prose: str, run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    yield run[0].start(), run[-1].end()
    cuts = [0]
    for at in range(1, len(run)):
        gap = prose[run[at - 1].end() : run[at].start()]
        if (gap and run[at - 1][0][-1:].isdigit() and run[at][0][:1].isdigit()) or run[at][
            0
        ] == ",":
            cuts.append(at)
    cuts.append(len(run))
    if len(cuts) > 2:
        for low, high in pairwise(cuts):
            yield run[low].start(), run[high - 1].end()
