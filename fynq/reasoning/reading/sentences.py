"""A question as a template of words with its mathematics cut out.

'Can you please solve 2x + 3 = 11 for x?' → 'solve □ for □' with ['2x + 3 = 11', 'x'].
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.limits import MAX_CHARS
from fynq.reasoning.reading.names import CONSTANTS, FUNCTIONS, GREEK
from fynq.reasoning.reading.slips import one_slip
from fynq.reasoning.reading.spoken import written
from fynq.reasoning.reading.tokens import plain
from fynq.reasoning.reading.vocabulary import (
    COUNTS,
    DROPPED,
    NOT_MATHEMATICS,
    PLACES,
    SYNONYMS,
)

HOLE = "□"
_SPAN = re.compile(
    r"\$\$(?P<a>.+?)\$\$|\\\((?P<b>.+?)\\\)|\\\[(?P<c>.+?)\\\]|(?<!\\)\$(?P<d>[^$]+?)(?<!\\)\$"
    r"|(?P<e>\\begin\{(?P<env>\w+\*?)\}.+?\\end\{(?P=env)\})",
    re.DOTALL,
)
_KNOWN = frozenset([*FUNCTIONS, *CONSTANTS, *GREEK])
_ROUND = re.compile(
    r"[,.;(]?\s*(?:and\s+)?(?:(?:then\s+)?round(?:ed|ing)?(?:\s+(?:your|the)\s+(?:final\s+)?answers?|\s+off|\s+it)?\s+|correct\s+|"
    r"accurate\s+|answer\s+)?(?:to|up to)\s+(?:the\s+)?(?:nearest\s+(?P<unit>whole number|integer|tenth|"
    r"hundredth|ten[- ]thousandth|thousandth|cent|unit)|(?P<count>\d|one|two|three|four|five|six)\s+"
    r"(?:decimal\s+(?:places?|points?|digits?)|decimals|d\.?p\.?))\)?\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """template: canonical words with HOLE for each piece of `mathematics`, in order.

    places: decimals that were asked for, or None.
    """

    template: str
    mathematics: tuple[str, ...]
    places: int | None = None


def read(question: str) -> Reading:
    """Raises CannotSolve when the question is too long."""
    if len(question) > MAX_CHARS:
        raise CannotSolve("The question is too long to be read as mathematics.")
    question, places = _rounding(_notation_in_words(written(_unlabelled(question))))
    words: list[str] = []
    holes: list[str] = []
    position = 0
    for span in _SPAN.finditer(question):
        _scan(question[position : span.start()], words, holes)
        inside = next(span.group(name) for name in "abcde" if span.group(name) is not None)
        between = question[position : span.start()]
        matrices = bool(span["e"]) and bool(holes) and holes[-1].endswith("}")
        if (
            words
            and words[-1] == HOLE
            and (_continues(between) or (matrices and not between.strip()))
        ):
            holes[-1] += " " + inside
        else:
            words.append(HOLE)
            holes.append(inside)
        position = span.end()
    _scan(question[position:], words, holes)
    return Reading(_canonical(words), tuple(holes), places)


def runs(text: str) -> tuple[list[str], list[str]]:
    """The words of plain text in lower case, with HOLE for each run of mathematics; and the runs."""
    words: list[str] = []
    holes: list[str] = []
    _scan(text, words, holes)
    return words, holes


_LABELS = (("1", "2", "3", "4"), ("I", "II", "III", "IV"), ("i", "ii", "iii"), ("a", "b", "c", "d"))


def _unlabelled(question: str) -> str:
    """'(1) x + y = 3 (2) x - y = 1': labels of equations become line breaks."""
    for labels in _LABELS:
        places = [
            found
            for label in labels
            if (found := re.search(rf"(?<!\S)\(?{label}(?:\)|\.(?!\d)|:)(?=\s)", question))
        ]
        between = [question[a.end() : b.start()] for a, b in itertools.pairwise(places)]
        if len(places) > 1 and all("=" in part for part in between):
            for found in reversed(places):
                question = question[: found.start()] + "\n" + question[found.end() :]
    return question


_REWRITTEN: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?i)(^\s*|[.!?\n,:;]\s*|\b(?:me|so|and|hi|hey|tell|please)\s+)(?:what(?:'s|s| is| are| was| would be)|how (?:do|would|can|should) (?:i|you|we))\b"
        ),
        r"\1 ",
    ),
    (re.compile(r"(?i)(?<=[)\w]),?\s+what(?: is|'s) (?=[a-z]\(|\$?[a-z]\$?\s*[?.]*$)"), " and "),
    (
        re.compile(
            r"(?i)(?<!\\)\blim(?:it)?(?![a-z])\s*(?:_\s*)?(?:as\s+)?[({]?\s*([a-z])\s*(?:->|→|\\to)\s*([^\s(){},]+)\s*[)}]?\s*(?:of\s+|,\s*)?"
        ),
        r" \\lim_{\1 \\to \2} ",
    ),
    (re.compile(r"(?i)\b(as|when)\s+\$?([a-z])\s*(?:->|→|\\to)\s*"), r"\1 \2 approaches "),
    (
        re.compile(r"(?i)(approaches|tends to)\s+(-?[\w.]+)\^?\{?\+\}?(?=[\s.,?]|$)"),
        r"\1 \2 from right ",
    ),
    (
        re.compile(r"(?i)(approaches|tends to)\s+(-?[\w.]+)\^?\{?-\}?(?=[\s.,?]|$)"),
        r"\1 \2 from left ",
    ),
    (
        re.compile(r"\\d?frac\{d[a-z]\}\{d([a-z])\}|\bd[a-z]\s?/\s?d([a-z])\b(?<!d/d[a-z])"),
        " derivative ",
    ),
    (re.compile(r"\$?\b[a-zA-Z]'\((-?\d+)\)\$?"), r" derivative at \1 "),
    (re.compile(r"\$?\b[a-zA-Z]''\([a-z]\)\$?|\by''"), " second derivative "),
    (re.compile(r"\$?\b[a-zA-Z]'\([a-z]\)\$?|\by'"), " derivative "),
)


def _notation_in_words(question: str) -> str:
    for pattern, words in _REWRITTEN:
        question = pattern.sub(words, question)
    return question


def _continues(between: str) -> bool:
    """'$a$ $=$ $b$' is one formula in three spans."""
    return between.strip(" ") in ("", "=") and "\n" not in between and bool(between)


def _rounding(question: str) -> tuple[str, int | None]:
    found = _ROUND.search(question)
    if found is None:
        return question, None
    if found["unit"]:
        places = PLACES[found["unit"].lower().replace("-", " ").replace("ten thou", "ten-thou")]
    else:
        count = found["count"].lower()
        places = COUNTS.get(count) or int(count)
    return question[: found.start()] + " . " + question[found.end() :], places


def _scan(text: str, words: list[str], holes: list[str]) -> None:
    """Appends the words of plain text, with its runs of mathematics as holes."""
    run: list[str] = []

    def close() -> None:
        formula = " ".join(run).strip(" ,;.:")
        run.clear()
        if not formula:
            return
        if formula in ("a", "A", "I"):
            words.append(formula.lower())
        else:
            words.append(HOLE)
            holes.append(formula)

    chunks = re.split(r"(\s+)", plain(text))
    for place, chunk in enumerate(chunks):
        if not chunk:
            continue
        if chunk.isspace():
            if "\n" in chunk and not (run and run[-1].endswith(("+", "-", "=", "*"))):
                close()
            continue
        core, ends = _trim(chunk)
        if not core:
            if run and chunk in ("=", "?", ",", ";"):
                run.append(chunk) if chunk == "=" else close()
            continue
        word = _as_word(core)
        following = next((part for part in chunks[place + 1 :] if part.strip()), "")
        if word is None and _is_stray(core, run, following):
            word = core.lower()
        if word is None:
            run.append(chunk if not ends else core)
            if ends:
                close()
            continue
        close()
        words.append(word)
    close()


def _trim(chunk: str) -> tuple[str, bool]:
    """The chunk without the punctuation of a sentence, and whether the sentence ends."""
    core = chunk.strip("\"'")
    ends = False
    if core.endswith(("?", ".", ":", '"')):
        core = core.rstrip('?.:"')
        ends = True
    alphabetic = core.rstrip("!,;").isalpha()
    if alphabetic and len(core.rstrip("!,;")) > 1:
        core = core.rstrip("!,;")
    if core.startswith("(") and core[1:].rstrip("),").isalpha() and len(core) > 4:
        core = core.strip("(),")
    return core, ends


def _as_word(core: str) -> str | None:
    """The lower-case word, or None when the chunk is mathematics."""
    lowered = core.lower()
    bare = lowered.rstrip(",;)")
    if re.fullmatch(r"\d+(?:st|nd|rd|th)", bare):
        return bare
    if re.fullmatch(r"[a-z]+(?:-[a-z]+)*-?[a-z]{3,}|[a-z]+'[a-z]+", bare) and "-" in bare:
        return bare
    if re.fullmatch(r"[a-z]+'[a-z]{1,2}", bare) and len(bare) > 3:
        return bare
    if not bare.isalpha():
        return None
    if bare in NOT_MATHEMATICS:
        return bare
    if bare == "int":
        return None
    if bare in _KNOWN or len(bare) == 1 or (bare in SYNONYMS and len(bare) <= 3):
        return bare if bare in SYNONYMS else None
    if bare in SYNONYMS or bare in DROPPED:
        return bare
    if len(bare) <= 3:
        return None
    return bare if not _glued_function(bare) else None


_SIGN_AT_END = tuple("+-*/^=<>(,|[{_&\\")
_SIGN_AT_START = tuple("+-*/^=<>),|]}!_&\\")


def _is_stray(core: str, run: list[str], following: str) -> bool:
    """'pls' in '2+3*4 pls', 'DNA' in 'what is DNA': letters that no sign ties to a formula.

    Read as a product of letters they would change the question.
    """
    if (
        not core.isalpha()
        or len(core) < 2
        or core.lower() in _KNOWN
        or _glued_function(core.lower())
    ):
        return False
    if core[0] == "d" and len(core) == 2:
        return False
    tied_before = bool(run) and run[-1].endswith(_SIGN_AT_END)
    if run and not tied_before:
        return True
    names = len(core) == 2 and bool(set(core.lower()) & set("xyz"))
    return not (names or tied_before or following.startswith(_SIGN_AT_START))


def _glued_function(word: str) -> bool:
    """'sinx', 'xlnx': function names and one variable."""
    rest = word
    for name in sorted(FUNCTIONS, key=len, reverse=True):
        rest = rest.replace(name, " ")
    letters = set(rest.replace(" ", ""))
    return rest != word and len(letters) <= 1 and len(word) <= 10


_TASK_WORDS = tuple(word for word in SYNONYMS if len(word) > 4)


def _corrected(word: str) -> str:
    """A word that names a task, typed with one slip: 'sovle', 'diferentiate'."""
    if (
        len(word) < 5
        or word in SYNONYMS
        or word in DROPPED
        or word in (*NOT_MATHEMATICS, "multiple")
    ):
        return word
    near = [known for known in _TASK_WORDS if one_slip(word, known)]
    return near[0] if near else word


def _canonical(words: list[str]) -> str:
    kept: list[str] = []
    for word in map(_corrected, words):
        canonical = SYNONYMS.get(word, "" if word in DROPPED else word)
        if canonical and not (kept and kept[-1] == canonical and canonical != HOLE):
            kept.append(canonical)
    template = " ".join(kept)
    return template.replace("equations of equations", "equations")
