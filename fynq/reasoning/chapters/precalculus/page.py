"""A question as its sentences, each with HOLE for every formula; what is given, and what is asked.

'Identify a conic. / $$r=\\frac{6}{1-2\\sin\\theta}$$ / Find the eccentricity. / Find the directrix.'
gives a formula and asks for the directrix: of several demands the last is the question.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.limits import MAX_CHARS
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Tree

HOLE = "□"
REFUSAL = "I do not understand every part of this question."
_SPAN = re.compile(r"\$\$(.+?)\$\$|\\\((.+?)\\\)|(?<!\\)\$([^$]*[^$\\\s])\$(?!\d)", re.DOTALL)
_OPERATOR = re.compile(r"\s*(?:[-+*/=^]|\*\*|\\cdot|\\times)?\s*")
_FUNCTION = re.compile(
    r"\\?(?:sin|cos|tan|sec|csc|cot|ln|log|arcsin|arccos|arctan)(?:\^\{?-?\d\}?)?"
)
_BEFORE_SIGN = re.compile(r"(?:[A-Za-z](?:_\{?\w+\}?)?|cos|sin|tan|sec|csc|cot)\s?(?:\([A-Za-z0-9]+\))?\s*$")  # fmt: skip
_ASSIGNED = re.compile(r"(?<![\w\\])[A-Za-z](?:_\{?\w+\}?)?(?:\s?\([a-z]\))?\s*=\s*$")
_CALL = re.compile(
    r"(?<![\w\\□])(?:[fghkpsvACNPQRST]\s?\([A-Za-z\d.,+-]{1,8}\)|y|r|[A-Z]|[a-z]_\{?\w\}?)\s?=\s?[^\s=□][^\s=□]*(?:\s[-+*/·×]\s[^\s=□]+|(?<![.,;:?])\s(?:[b-hj-z]|[A-Za-z\d().+-]+(?:\^|!)[^\s=□,;]*)(?=[\s.,;:?]|$))*"
    r"|(?<![\w\\□])\(\s?-?[\d./]+\s?,\s?-?[\d./]+\s?\)"
    r"|(?<![\w\\□])(?:[fghP]|sin|cos|tan|sec|csc|cot|log|ln)\s?\([A-Za-z\d.,+-]{1,8}\)"
)
_GREEK = re.compile(r"(?<![A-Za-z\\])(sin|cos|tan|sec|csc|cot)\s?theta\b")
_WORD = re.compile(
    r"\d+x\d+|\d+(?:st|nd|rd|th)\b|[a-z]+(?:['-][a-z]+)*|\d[\d.,]*|[^\s\w.,;:?!()'\"□-]"
)
_NOTE = re.compile(
    r"note$|(?:please |and |then |note |simply |also )*(?:enter|type|input|give|write|put|express|leave|keep|round|answer|state|report)"
    r"(?: in| as)? (?:(?:all|your|the|final|exact|a|it|this|result|as|in|an|to|answers?|solutions?|equation|numbers?|fractions?|form|format|simplified|reduced|list|interval|notation|separated|by|commas?|using|radians|of|with|two|or|□|cents?|places?|degrees?|minutes?|years?) ?)+(?:\"\)? ?format|only)?(?:(?: where| ?\"|,? such as|,? like) .*|(?: ?\".*))?$"
    r"|if (?:the|it|there|possible|you)\b.*\b(?:enter|write|say|type|answer)\b.*|use [a-z0-9□ ,]*\bas the variable$|hint\b.*|give (?:a|the|your) (?:degree|radian|angle)s?(?: measure)?\b.*"
)
_PLACES = {"tenth": 1, "hundredth": 2, "hundreth": 2, "thousandth": 3, "ten thousandth": 4, "cent": 2, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}  # fmt: skip
_ROUND = re.compile(
    r"(?i)[,;(]?\s*\b(?:(?:and |then |please |use a calculator to )*(?:round(?:ed|ing)?(?: off)?|approximate|express|give|find)"
    r"(?: each| it| your| the| all| final| decimal| result| answers?| values?| numbers?| time)*,? )?"
    r"(?:to (?:the )?(?:nearest )?(?P<unit>tenth|hundredth|hundreth|ten[- ]thousandth|thousandth|cent)s?(?: (?:place|of)s?)?"
    r"|to (?:the )?nearest (?P<whole>whole number|integer|unit|year|day|hour|minute|second|dollar|mile|degree|person|month|foot|whole)"
    r"|(?:to|with) \$*(?P<count>\d|one|two|three|four|five|six)\$* decimal places?)\b(?: in minutes)?,?(?: if necessary)?\)?"
)
_TITLE = re.compile(
    r"(?:[a-z]+-)?(?!using|given|nothing|during|following|beginning)[a-z]{3,}ing\b|using [a-z' -]+$"
)
_ASKING = re.compile(
    r"(?:please |then |also |and |now |next |finally )*(?:find|what|how|write|give|identi\w*|determine|evaluate|calculate|compute|state|solve|expand|condense|"
    r"rewrite|convert|express|simplify|use|using|decompose|eliminate|estimate|predict|change|multiply|add|subtract|list|which|perform|graph|sketch|enter|type|"
    r"approximate|round|if so|to the nearest|in what|at what|when will|about how|by how|compare|show|verify|describe)\b"
)
_ASKS_WITHIN = re.compile(
    r"\b(?:find|(?:for|at|in|after) (?:what|which|how)|what (?:is|are|was|will|does|would)|how (?:many|long|much|old|far|fast|large|soon)|evaluate|calculate|write|determine|identify|state|express|convert|rewrite|solve|simplify)\b"
)
_LETTER_NUMBER = re.compile(r"((?<![A-Za-z\\])[A-Za-z]|\}) +(?=\d)")
_END = re.compile(
    r"(?i)[.:;?]+(?=\s|$|\))|\((?=(?:please|note|round|enter|give your|write your|use) ?\b)"
)
_KEPT = "\0"
_VALUE = rf"(?:{HOLE}|-?\d+(?:\.\d+)?(?:/\d+)?)"
_RUN = re.compile(rf"(?:{_VALUE}\s*,\s*){{2,}}{_VALUE}?(?:\s*,?\s*(?:…|\.{{2,}}|\\[lc]?dots))?")
_MEMBER = re.compile(
    r"\s*-?\s*(?:\d[\d.]*(?:/\d+)?|\\frac\{-?\d+\}\{-?\d+\})(?:\s*,\s*-?[\d.]+)*[\s.,…]*(?:\\[lc]?dots)?"
)
_NESTED_MARKS = re.compile(r"(?<!\$)\$(?!\$)([^$\n]+?)\$\$([^$]*)\$\$([^$\n]+)\$(?![\d$])")
_LOG_BASE = re.compile(
    r"\\?\blog(?:arithm)? base (?P<mark>\$\$?)?(?P<base>[\w./]+|\\frac\{\d+\}\{\d+\})(?:\$\$?)? of (?P<opened>\$\$?)?(?P<of>[^$=\s]+) ?(?P<closed>\$\$?)?"
)
_TITLE_CONDITION = re.compile(r"\b(?:assum\w*|suppose|let|(?<!the )(?<!a )given|positive|negative|only|without|except|but|nearest|round\w*)\b|\d")  # fmt: skip
_STATES_A_CONDITION = re.compile(
    r"\b(?:assume|suppose|let|(?<!the )(?<!a )given|when|where|if|positive|negative|only|not|no|without|except|but|nearest|"
    r"largest|smallest|between|than|less|more|is|are)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """words: lower case, HOLE for each of `formulas`. asks: whether it demands something. title:
    'Finding the angle', which demands something only where nothing else does."""

    words: str
    formulas: tuple[str, ...]
    asks: bool
    title: bool = False

    @property
    def bare(self) -> bool:
        """Formulas alone."""
        return not re.search(r"[a-z]", re.sub(r"\b(?:and|or)\b", "", self.words))


@dataclass(frozen=True, slots=True)
class Page:
    """heading: lower case, '' when the first line is part of the question. notes: how the answer is
    to be typed. places: decimals asked for."""

    heading: str
    sentences: tuple[Sentence, ...]
    notes: tuple[Sentence, ...] = ()
    places: int | None = None

    @property
    def asked(self) -> Sentence:
        """The last demand, which may be a label: 'Vertex'; a title, or the heading, where there is none."""
        last = self.sentences[-1] if self.sentences else None
        if last and not (last.asks or last.formulas) and 0 < len(last.words.split()) <= 3:
            return last
        for sentence in reversed(self.sentences):
            if sentence.asks:
                return sentence
        for sentence in reversed(self.sentences):
            if sentence.title:
                return sentence
        return Sentence(self.heading, (), True)

    @property
    def given(self) -> tuple[Sentence, ...]:
        return tuple(item for item in self.sentences if not (item.asks or item.title))

    @property
    def formulas(self) -> tuple[str, ...]:
        return tuple(item for sentence in self.sentences for item in sentence.formulas)

    @property
    def last(self) -> str:
        """The last formula. Raises NotUnderstood when there is none."""
        if not self.formulas:
            raise NotUnderstood(REFUSAL)
        return self.formulas[-1]

    def require(self, known: frozenset[str]) -> None:
        """Raises NotUnderstood when a word of a sentence, or of a heading that is all that asks,
        is not among `known`."""
        texts = [sentence.words for sentence in self.sentences if not sentence.title]
        if not any(sentence.asks for sentence in self.sentences):
            texts.append(self.asked.words)
        for word in _WORD.findall(" ".join(texts)):
            if word not in known:
                raise NotUnderstood(REFUSAL)


@lru_cache(maxsize=8)  # every kind of problem reads the same page
def read_page(question: str) -> Page:
    """Raises NotUnderstood for a question that refers to a picture, or is too long."""
    if len(question) > MAX_CHARS or "##" in question:
        raise NotUnderstood(REFUSAL)
    text, places = _rounding(cleaned(question))
    lines = [line.strip() for line in text.split("\n") if line.strip(" .,;:")]
    if not lines:
        raise NotUnderstood(REFUSAL)
    read = [_sentences(line) for line in lines]
    heading = ""
    if len(read) > 1 and _is_heading(read[0], lines[0]):
        heading = ": ".join(sentence.words for sentence in read.pop(0))
    kept: list[Sentence] = []
    notes: list[Sentence] = []
    for sentence in (item for line in read for item in line):
        if _NOTE.match(sentence.words):
            notes.append(sentence)
            continue
        if sentence in kept:
            kept.remove(sentence)
        kept.append(sentence)
    return Page(heading, tuple(kept), tuple(notes), places)


def _rounding(text: str) -> tuple[str, int | None]:
    """The text without what it says of rounding, and the decimals asked for."""
    places: int | None = None
    for found in _ROUND.finditer(text):
        named = (found["unit"] or found["count"] or found["whole"]).lower().replace("-", " ")
        places = _PLACES.get(named, 0) if not named.isdigit() else int(named)
    return _ROUND.sub(" ", text), places


def cleaned(question: str) -> str:
    """One spelling for what is written in several ways."""
    text = re.sub(r"\\n(?=\s|$)", "\n", question).replace("’", "'").replace("–", "-")
    text = re.sub(r"[\U0001d400-\U0001d7ff]", lambda m: unicodedata.normalize("NFKC", m[0]), text)
    text = re.sub(
        r"(?<=\b\d)\$* ?(?:×|\\times) ?\$*(?=\d\$* (?:[Mm]atri|[Dd]etermin|[Ss]ystem))", "x", text
    )
    text = re.sub(r"\((-?\d{1,3}),(?=\d{3}\))", r"(\1, ", text)
    text = _NESTED_MARKS.sub(r"$$\1\2\3$$", text)
    text = text.replace("**", "^").replace("−", "-").replace("θ", "\\theta ")
    text = re.sub(r"\\operatorname\{([^{}]*)\}", lambda m: f" {m[1]} ", text)
    text = re.sub(r"\\(?:left|right)(?![a-z])|\\displaystyle|\\d(?=frac)", lambda m: "\\" if m[0] == "\\d" else "", text)  # fmt: skip
    text = re.sub(r"(?<![A-Za-z])\\?log\s?\{(\w+)\}\s?(?=\()", r"\\log_{\1}", text)
    text = _LOG_BASE.sub(_logarithm, text)
    text = _GREEK.sub(r"\\\1(\\theta)", text)
    return re.sub(r"\\degree|\^\\circ|\^\{\\circ\}", "°", text)


def _logarithm(match: re.Match[str]) -> str:
    """'log base $3$ of $x$ = 4' with its formula marked; what follows inside the marks stays so."""
    opened, inner, closed = match["opened"] or "", match["of"].strip(), match["closed"] or ""
    start = "$$" if not opened or closed or match["mark"] else ""
    end = closed or ("" if opened else "$$")
    return f"{start or opened}\\log_{{{match['base']}}}({inner}){end}"


def _sentences(line: str) -> list[Sentence]:
    told, _, formula = line.rpartition(": ")
    if told and "$" not in formula and _all_mathematics(formula):
        return [*_sentences(told), *_sentences(formula)]
    masked, formulas = _listed(*_cut(line))
    found: list[Sentence] = []
    for part in _END.split(masked):
        words = " ".join(part.split()).strip(" ,()").lower()
        if not re.search(r"[a-z□\d]", words):
            continue
        if HOLE not in words and "=" in words and _all_mathematics(part):
            found.append(Sentence(HOLE, (part.strip(" ,"),), False))
            continue
        own = tuple(formulas[: words.count(HOLE)])
        del formulas[: words.count(HOLE)]
        words = re.sub(
            r"^(?:for|in) the following (?:exercises?|problems?|questions?),? ", "", words
        )
        words = re.sub(r"^\(?[a-h]\) ", "", words)
        title = not own and len(masked) < 120 and bool(_TITLE.match(words)) and not _TITLE_CONDITION.search(words)  # fmt: skip
        asks = not title and bool(_ASKING.match(words) or _ASKS_WITHIN.search(words))
        found.append(Sentence(words, own, asks, title))
    return found


def _listed(masked: str, formulas: list[str]) -> tuple[str, list[str]]:
    """'□, □, □, …' of numbers is one formula."""
    while found := _RUN.search(masked):
        start = masked[: found.start()].count(HOLE)
        count = found[0].count(HOLE)
        if not all(_MEMBER.fullmatch(text) for text in formulas[start : start + count]):
            masked = (
                f"{masked[: found.start()]}{found[0].replace(HOLE, _KEPT)}{masked[found.end() :]}"
            )
            continue
        pieces = iter(formulas[start : start + count])
        listed = re.sub(HOLE, lambda _, p=pieces: next(p).strip(" .,;…"), found[0])  # type: ignore[misc]
        listed = ", ".join(part.strip() for part in listed.split(",") if part.strip(" .…"))
        formulas = [*formulas[:start], listed, *formulas[start + count :]]
        masked = f"{masked[: found.start()]} {_KEPT} {masked[found.end() :]}"
    return masked.replace(_KEPT, HOLE), formulas


def _cut(line: str) -> tuple[str, list[str]]:
    spans = list(_SPAN.finditer(line))
    if not spans and _all_mathematics(line):
        return HOLE, [re.sub(r"(?<!\.)[.,;:]$", "", line.strip())]
    pieces: list[str] = []
    formulas: list[str] = []
    at = 0
    for span in spans:
        between, at = line[at : span.start()], span.end()
        inside = next(part for part in span.groups() if part is not None).strip()
        if _prose(inside):
            pieces.append(f"{between} {inside} ")
            continue
        signed = re.match(r"[-+*/=^]", inside) or (formulas and re.search(r"[-+*/=^]$", formulas[-1]))  # fmt: skip
        joins = bool(pieces) and pieces[-1] == HOLE and _OPERATOR.fullmatch(between) and (signed or between.strip() or _FUNCTION.fullmatch(formulas[-1]))  # fmt: skip
        if joins:
            formulas[-1] = f"{formulas[-1]} {between.strip()} {inside}"
            continue
        if (re.match(r"=", inside) and (left := _BEFORE_SIGN.search(between))) or (
            left := _ASSIGNED.search(between)
        ):
            between, inside = between[: left.start()], f"{left[0].strip()} {inside}"
        pieces += [_loose(between, formulas), HOLE]
        formulas.append(inside)
    pieces.append(_loose(line[at:], formulas))
    return " ".join(pieces), formulas


def _loose(text: str, formulas: list[str]) -> str:
    """Formulas that stand in the text without marks."""

    def hole(match: re.Match[str]) -> str:
        found = match[0].rstrip(".,;:?")
        formulas.append(found)
        return HOLE + match[0][len(found) :]

    return _CALL.sub(hole, text)


def _prose(inside: str) -> bool:
    words = re.findall(r"(?<![\\A-Za-z{])[A-Za-z]{3,}(?![A-Za-z({}])", inside)
    known = ("sin", "cos", "tan", "log", "sec", "csc", "cot", "theta")
    return bool(words) and all(word not in known for word in words) and not re.search(r"[\d\\=^]", inside)  # fmt: skip


def _all_mathematics(line: str) -> bool:
    bare = re.sub(r"\\(?:begin|end)\{[a-z]+\}|\\[A-Za-z]+|[_^]\{[^{}]*\}", " ", line)
    words = re.findall(r"[A-Za-z]+", bare)
    return bool(re.search(r"[\d=+*/^]", line)) and all(
        (len(word) < 3 and word.lower() not in ("is", "of", "to", "at", "if", "or", "by", "do", "in"))
        or word in ("sin", "cos", "tan", "log", "ln", "sec", "csc", "cot") for word in words
    )  # fmt: skip


def _is_heading(sentences: list[Sentence], line: str) -> bool:
    if line.rstrip().endswith(("?", ".")) or len(line) > 120:
        return False
    plain = all(
        re.fullmatch(r"\d{1,2}|n|\d+x\d+", text) for item in sentences for text in item.formulas
    )
    if plain and all(item.title for item in sentences):
        return True
    return plain and not any(_STATES_A_CONDITION.search(item.words) for item in sentences)


def numbers_marked(page: Page) -> Page:
    """The page with the numbers of its words as formulas."""
    sentences = []
    for item in page.sentences:
        own = iter(item.formulas)
        formulas: list[str] = []

        def hole(match: re.Match[str], own: Iterator[str] = own, into: list[str] = formulas) -> str:
            into.append(next(own) if match[0] == HOLE else match[0])
            return HOLE

        words = re.sub(rf"{HOLE}|(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]\w)", hole, item.words)
        sentences.append(Sentence(words, tuple(formulas), item.asks, item.title))
    return Page(page.heading, tuple(sentences), page.notes, page.places)


def vocabulary(text: str) -> frozenset[str]:
    return frozenset(text.split())


def tree_of(text: str, functions: frozenset[str] = frozenset()) -> Tree:
    """Raises NotUnderstood for what does not read as mathematics. 'a b 5c' is a product."""
    bare = text.strip(" .,;:")
    with contextlib.suppress(CannotSolve):
        return parse(bare, functions)
    try:
        return parse(_LETTER_NUMBER.sub(r"\1 \\cdot ", bare), functions)
    except CannotSolve:
        raise NotUnderstood(REFUSAL) from None


PLAIN = vocabulary(
    "a an the of for and or in is are be to as this that these those it its each every following given below above with "
    "find determine give write identify identiy compute calculate state express use using what which can you your we i answer answers "
    "exercise exercises problem problems question questions part if possible then now also please form by from on have has"
)
"""Words that say nothing of their own in a question."""
