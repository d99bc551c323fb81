"""Terms of sequences given by a formula, a recursion, or as arithmetic or geometric; their sums."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.method import (
    Asked,
    Method,
    Worked,
    check_by,
    method,
    solve_by,
)
from fynq.reasoning.chapters.precalculus.writing import decimals_in, fraction, rational, said
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Number
from fynq.reasoning.solved import Report, SolvedProblem

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")  # fmt: skip
_NTH = r"(?:the )?(?P<nth>[a-z]+|\d+(?:st|nd|rd|th)) term"
_LIST = r"[\[({]?\s*(?P<list>[^a-z=]*?[,.]\s*(?:\\ldots|\\cdots|\.\.\.|\.\.)?)\s*[\])}]?"
_MAX_TERM = 400


def _index(text: str) -> int:
    lowered = text.lower()
    if lowered in _ORDINALS:
        return _ORDINALS.index(lowered) + 1
    found = re.fullmatch(r"(\d+)(?:st|nd|rd|th)?", lowered)
    if found is None or not 0 < int(found[1]) <= _MAX_TERM:
        raise NotUnderstood("I cannot tell which term is meant.")
    return int(found[1])


def _members(text: str) -> list[Fraction]:
    parts = [p.strip() for p in re.split(r",", text.strip(" {}[]()"))]
    parts = [p for p in parts if p.strip(" .") and p not in ("\\ldots", "\\cdots")]
    found = [rational(p.strip(" ") if not p.endswith("..") else p.rstrip(". ")) for p in parts]
    if len(found) < 3:
        raise NotUnderstood("Too few terms are given.")
    return found


def _at(formula: str, n: int) -> Fraction:
    tree = substitute(parse(formula), {"n": Number(Fraction(n))}, {})
    found = exact(tree)
    if found is None:
        raise CannotSolve("The term is no rational number.")
    return found


def _explicit(asked: Asked) -> Worked:
    n = _index(asked["nth"])
    value = _at(asked["formula"], n)
    return Worked(
        fraction(value),
        f"a_n = {said(asked['formula'])}",
        [
            (
                "Put the number of the term into the formula",
                f"$$a_{{{n}}} = {fraction(value)} \\quad (n = {n})$$",
            )
        ],
        "The formula gives the term when n is its number.",
    )


def _explicit_holds(asked: Asked, final: str) -> str:
    n = _index(asked["nth"])
    import mpmath

    from fynq.reasoning.reading.numeric import evaluate

    value = evaluate(parse(asked["formula"]), {"n": mpmath.mpf(n)})
    near = abs(value - evaluate(parse(final), {})) < mpmath.mpf(10) ** -15
    return "The term was evaluated again with decimals." if near else ""


_PREVIOUS = re.compile(r"a_\{?\(?n ?- ?1\)?\}?|\(a_n ?- ?1\)")


def _recursive_terms(asked: Asked) -> list[Fraction]:
    """A lone a_n on the right can only be the term before."""
    n = _index(asked["nth"])
    body = _PREVIOUS.sub(" p ", asked["formula"])
    if body == asked["formula"]:
        body = re.sub(r"a_\{?n\}?(?![\w-])", " p ", body)
    tree = parse(body)
    terms = [rational(asked["start"])]
    for at in range(2, n + 1):
        value = exact(substitute(tree, {"p": Number(terms[-1]), "n": Number(Fraction(at))}, {}))
        if value is None:
            raise CannotSolve("The term is no rational number.")
        terms.append(value)
    return terms


def _recursive(asked: Asked) -> Worked:
    terms = _recursive_terms(asked)
    lines = [f"$$a_{{{at}}} = {fraction(value)}$$" for at, value in enumerate(terms, 1)]
    return Worked(
        fraction(terms[-1]),
        f"a_1 = {fraction(terms[0])}, a_n = {said(_PREVIOUS.sub('a_{n-1}', asked['formula']))}",
        [("Go from each term to the next", "\n".join(lines))],
        "A recursive formula makes each term from the one before.",
    )


def _recursive_holds(asked: Asked, final: str) -> str:
    """Decimals from the last term back to the first: each must follow from the one before."""
    import mpmath

    from fynq.reasoning.reading.numeric import evaluate

    body = _PREVIOUS.sub(" p ", asked["formula"])
    if body == asked["formula"]:
        body = re.sub(r"a_\{?n\}?(?![\w-])", " p ", body)
    tree, value = parse(body), evaluate(parse(asked["start"]), {})
    for at in range(2, _index(asked["nth"]) + 1):
        value = evaluate(tree, {"p": value, "n": mpmath.mpf(at)})
    near = abs(value - evaluate(parse(final), {})) < mpmath.mpf(10) ** -12
    return "The terms were computed again with decimals." if near else ""


def _written(value: Fraction, *texts: str) -> str:
    return decimals_in(value, *texts)


def _difference(asked: Asked) -> Worked:
    terms = _members(asked["list"])
    gaps = {b - a for a, b in itertools.pairwise(terms)}
    if len(gaps) != 1:
        raise CannotSolve("The sequence is not arithmetic.")
    d = gaps.pop()
    final = _written(d, asked["list"])
    return Worked(final, said_list(terms, asked["list"]), [("Subtract each term from the next", f"$$d = {_written(terms[1], asked['list'])} - {bracketed(terms[0], asked['list'])} = {final}$$")], "In an arithmetic sequence each term is the one before plus the common difference.")  # fmt: skip


def _difference_holds(asked: Asked, final: str) -> str:
    terms, d = _members(asked["list"]), rational(final)
    good = all(terms[0] + k * d == term for k, term in enumerate(terms))
    return "All given terms come from the first one with this difference." if good else ""


def _ratio(asked: Asked) -> Worked:
    terms = _members(asked["list"])
    if 0 in terms or len({b / a for a, b in itertools.pairwise(terms)}) != 1:
        raise CannotSolve("The sequence is not geometric.")
    r = terms[1] / terms[0]
    return Worked(fraction(r), said_list(terms, asked["list"]), [("Divide a term by the one before", f"$$r = \\frac{{{fraction(terms[1])}}}{{{fraction(terms[0])}}} = {fraction(r)}$$")], "In a geometric sequence each term is the one before times the common ratio.")  # fmt: skip


def _ratio_holds(asked: Asked, final: str) -> str:
    terms, r = _members(asked["list"]), rational(final)
    good = all(terms[0] * r**k == term for k, term in enumerate(terms))
    return "All given terms come from the first one with this ratio." if good else ""


def bracketed(value: Fraction, *texts: str) -> str:
    text = _written(value, *texts)
    return f"({text})" if value < 0 else text


def said_list(terms: Sequence[Fraction], *texts: str) -> str:
    return ", ".join(_written(term, *texts) for term in terms) + ", \\ldots"


def _pairs(asked: Asked) -> tuple[Fraction, Fraction, int, str]:
    """The first term, the difference or ratio, the number of the term, and the kind."""
    kind = asked["kind"].lower()
    if asked.has("list"):
        terms = _members(asked["list"])
        first, second = terms[0], terms[1]
        step = second - first if kind == "arithmetic" else second / first
        rest = all(_term(first, step, k, kind) == t for k, t in enumerate(terms, 1))
        if not rest:
            raise CannotSolve(f"The sequence is not {kind}.")
        return first, step, _index(asked["nth"]), kind
    if asked.has("step"):
        return rational(asked["start"]), rational(asked["step"]), _index(asked["nth"]), kind
    i, j = _index(asked["i"]), _index(asked["j"])
    low, high = rational(asked["low"]), rational(asked["high"])
    if i >= j:
        raise NotUnderstood("The two terms are not in order.")
    if kind == "arithmetic":
        step = (high - low) / (j - i)
        return low - (i - 1) * step, step, _index(asked["nth"]), kind
    if low == 0:
        raise CannotSolve("No term of a geometric sequence is zero.")
    step = _real_root(high / low, j - i)
    return low / step ** (i - 1), step, _index(asked["nth"]), kind


def _real_root(value: Fraction, index: int) -> Fraction:
    if index % 2 == 0:
        raise CannotSolve("Two common ratios are possible.")
    sign = -1 if value < 0 else 1
    top = round(abs(value.numerator) ** (1 / index))
    bottom = round(value.denominator ** (1 / index))
    found = Fraction(sign * top, bottom)
    if found**index != value:
        raise CannotSolve("The common ratio is no rational number.")
    return found


def _term(first: Fraction, step: Fraction, n: int, kind: str) -> Fraction:
    return first + (n - 1) * step if kind == "arithmetic" else first * step ** (n - 1)


def _progression(asked: Asked) -> Worked:
    first, step, n, kind = _pairs(asked)
    value = _term(first, step, n, kind)
    texts = tuple(asked.groups.values())
    final = _written(value, *texts)
    letter = "d" if kind == "arithmetic" else "r"
    rule = f"a_1 + ({n} - 1) d" if letter == "d" else f"a_1 \\cdot r^{{{n} - 1}}"
    return Worked(
        final,
        f"a_1 = {_written(first, *texts)}, {letter} = {_written(step, *texts)}, a_{{{n}}} = ?",
        [
            ("What is known", f"$$a_1 = {_written(first, *texts)}, \\quad {letter} = {_written(step, *texts)}$$"),
            ("Use the formula for a term", f"$$a_{{{n}}} = {rule} = {final}$$"),
        ],
        "The first term and the step from term to term fix every term.",
    )  # fmt: skip


def _progression_holds(asked: Asked, final: str) -> str:
    """Walks from term to term and meets what was given on the way."""
    first, step, n, kind = _pairs(asked)
    seen: dict[int, Fraction] = {}
    term = first
    for k in range(1, max(n, _index(asked.groups.get("j", "1"))) + 1):
        seen[k] = term
        term = term + step if kind == "arithmetic" else term * step
    good = seen[n] == rational(final)
    if asked.has("i"):
        good = good and seen[_index(asked["i"])] == rational(asked["low"])
        good = good and seen[_index(asked["j"])] == rational(asked["high"])
    return "Going from term to term meets the given terms and this answer." if good else ""


def _summands(asked: Asked) -> tuple[list[Fraction], bool]:
    """The series written out, and whether it was written with dots."""
    text = asked["series"]
    dotted = re.search(r"\+\s*(?:\\ldots|\\cdots|\.\.+)\s*\+", text)
    pieces = [text[: dotted.start()], text[dotted.end() :]] if dotted else [text]
    terms = [_split(piece) for piece in pieces]
    if not dotted:
        return terms[0], False
    shown, last = terms[0], terms[1][-1]
    if len(shown) < 3 or len(terms[1]) != 1:
        raise NotUnderstood("Too few terms are given.")
    step = shown[1] - shown[0]
    if step != 0 and shown[2] - shown[1] == step and ((last - shown[0]) / step).denominator == 1:
        count = int((last - shown[0]) / step) + 1
        if len(shown) < count <= _MAX_TERM:
            return [shown[0] + k * step for k in range(count)], True
    raise CannotSolve("The series is not arithmetic.")


def _split(text: str) -> list[Fraction]:
    text = text.strip().strip("+")
    parts = re.split(r"(?<=[\d}])\s*(?=[+-])", text)
    return [rational(part.strip().lstrip("+")) for part in parts if part.strip()]


def _total(asked: Asked) -> Worked:
    terms, _ = _summands(asked)
    gaps = {b - a for a, b in itertools.pairwise(terms)}
    if len(terms) < 3 or len(gaps) != 1:
        raise NotUnderstood("The series is not arithmetic.")
    n = len(terms)
    total = Fraction(n, 2) * (terms[0] + terms[-1])
    final = _written(total, asked["series"])
    return Worked(
        final,
        asked["series"],
        [
            ("Count the terms", f"$$a_1 = {fraction(terms[0])}, \\quad a_{{{n}}} = {fraction(terms[-1])}, \\quad n = {n}$$"),
            ("Use the formula for the sum", f"$$S_{{{n}}} = \\frac{{n (a_1 + a_n)}}{{2}} = {final}$$"),
        ],
        "The sum of an arithmetic series is the number of terms times the mean of the first and the last.",
    )  # fmt: skip


def _total_holds(asked: Asked, final: str) -> str:
    terms, _ = _summands(asked)
    return "The terms were added one by one." if sum(terms) == rational(final) else ""


_VALUE = r"-?[\d.\\{}frac/]+"
_METHODS: tuple[Method, ...] = (
    method("term", "sequences", _explicit, _explicit_holds,
           rf"(?:write|find|what is) {_NTH} of (?:the|a) sequence (?:defined|given) by (?:the explicit formula )?a_\{{?n\}}? ?= ?(?P<formula>[^a]+)",
           rf"(?:find|write|what is) {_NTH}\.? a_\{{?n\}}? ?= ?(?P<formula>[^a]+)"),
    method("recursive term", "sequences", _recursive, _recursive_holds,
           rf"(?:write|find|what is) {_NTH} of (?:the|a) sequence (?:defined|given) by the recursive formula[.:]? ?a_\{{?1\}}? ?= ?(?P<start>{_VALUE})[,;]? (?:and )?a_\{{?n\}}? ?= ?(?P<formula>.+?)(?:,? for (?:a_)?n ?(?:>|\\ge|\\geq|≥) ?[12])?"),
    method("common difference", "sequences", _difference, _difference_holds,
           rf"what is the value of d in a_n ?= ?a_\{{?n ?- ?1\}}? ?\+ ?d\?? {_LIST}",
           rf"(?:find|what is|determine) the common difference (?:of|for) (?:the |this )?(?:arithmetic )?(?:sequence)?(?: provided)?[:.]? ?{_LIST}",
           rf"determine whether the sequence is arithmetic\.? if so,? find the common difference\. (?:write .{{1,24}} if not\. )?{_LIST}"),
    method("common ratio", "sequences", _ratio, _ratio_holds,
           rf"(?:find(?:ing)?|what is|determine) the common ratio (?:of|for) the (?:geometric )?sequence[:.]? ?{_LIST}"),
    method("progression term", "sequences", _progression, _progression_holds,
           rf"(?:.*find the specified term for the )(?P<kind>arithmetic|geometric) sequence,? given the first term and (?:the )?common (?:difference|ratio)[.:] first term is (?P<start>{_VALUE}),? (?:and )?(?:the )?common (?:difference|ratio) is (?P<step>{_VALUE})[,.] find {_NTH}",
           rf"(?:.*\. ?)?find {_NTH} of an? (?P<kind>arithmetic|geometric) sequence if a_\{{?(?P<i>\d+)\}}? ?= ?(?P<low>{_VALUE}),? and a_\{{?(?P<j>\d+)\}}? ?= ?(?P<high>{_VALUE})",
           rf"(?:.*given|given) (?:two terms from )?an? (?P<kind>arithmetic|geometric) sequence[.,]? ?(?:with |in which |if )?a_\{{?(?P<i>\d+)\}}? ?= ?(?P<low>{_VALUE}),? and a_\{{?(?P<j>\d+)\}}? ?= ?(?P<high>{_VALUE})[,.] find a_\{{?(?P<nth>\d+)\}}?(?:[.?]? what does a_\d equal)?",
           rf".*find the specified term for the (?P<kind>arithmetic|geometric) sequence,? given the first (?:two|three|four|five) terms[.:] a_n ?= ?{_LIST}[.,]? find a_\{{?(?P<nth>\d+)\}}?"),
    method("sum", "sequences", _total, _total_holds,
           r"(?:.*to find the value of the expression|find the sum(?: of the (?:arithmetic )?series)?|.*find the sum of the (?:first n terms of (?:each|the) )?arithmetic (?:series|sequence))[.:]? (?P<series>-?[\d\\][\d\s+.\\a-z{}/-]+)"),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_by("sequences", _METHODS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_by(_METHODS, question, solved)
