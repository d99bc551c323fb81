"""Sequences and series: terms, common difference and ratio, the formula of the nth term, sums.

Every answer is confirmed by going from term to term, or by adding one by one.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass, field
from fractions import Fraction

import mpmath

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.number_patterns import (
    MAX_TERMS,
    Series,
    difference,
    geometric,
    numbers_in,
    pattern,
    ratio,
    series,
    terms_of,
)
from fynq.reasoning.chapters.precalculus.page import (
    PLAIN,
    REFUSAL,
    Page,
    Sentence,
    tree_of,
    vocabulary,
)
from fynq.reasoning.chapters.precalculus.writing import decimals_in
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Call, Number, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem

_ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"]  # fmt: skip
_CARDINALS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_WORDS = PLAIN | vocabulary(
    "finding writing fibonacci sequence sequences series term terms defined explicit recursive recursively formula formulas arithmetic geometric general nth common ratio difference "
    "alternating whose whether specified given two sum sums total partial infinite finite expand expanding value expression evaluate calculate add notation summation sigma "
    "number numbers n a d r s i k odd even piecewise function like represented shown so not one provided pattern if where with real at when until simplify "
    "their properties property using converges series' equal indicated is are"
    + " "
    + " ".join(_ORDINALS + _CARDINALS)
)
_INDEX = r"\{?\(?(?P<n>\d+)\)?\}?"
_NEXT = re.compile(r"a\s?_?\s?(?:\{\s?n\s?-\s?(?P<back>[12])\s?\}|\(\s?n\s?-\s?(?P<back2>[12])\s?\)|n\s?-\s?(?P<back3>[12])(?!\d))")  # fmt: skip
_CONDITION = re.compile(r"\(?\s*(?:a_)?n\s*(?:>|<|=|\\geq?|\\ge|≥|>=)\s*\d+\s*\)?|n\s*\\in.*")
_VALUE = r"-?(?:\d+(?:\.\d+)?(?:/\d+)?|\\frac\{-?\d+\}\{\d+\})|-\\frac\{\d+\}\{\d+\}"


@dataclass(slots=True)
class _Data:
    """What a page says of its sequence. given: a_1, a_2, … by index; body: the right side of
    a_n = …; listed: the terms as written; text: all formulas, for the way numbers are written."""

    given: dict[int, Fraction] = field(default_factory=dict)
    step: Fraction | None = None
    factor: Fraction | None = None
    body: str = ""
    listed: str = ""
    summed: str = ""
    wanted: int | None = None
    counted: int | None = None
    text: str = ""


_COUNTS = re.compile(r"\b\d+(?:st|nd|rd|th)\b|(?<=first )\d+(?= terms)")


def _require(page: Page) -> None:
    sentences = (Sentence(_COUNTS.sub("nth", item.words), item.formulas, item.asks, item.title) for item in page.sentences)  # fmt: skip
    Page(_COUNTS.sub("nth", page.heading), tuple(sentences)).require(_WORDS)


def _data(page: Page) -> _Data:
    _require(page)
    data = _Data(text=" ".join(page.formulas))
    for sentence in page.sentences:
        words = sentence.words
        for text in sentence.formulas:
            before, _, words = words.partition("□")
            _take(data, text.strip(), before)
    ordinals = re.findall(rf"\b({'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th)) term\b", page.asked.words)
    if ordinals:
        last = ordinals[-1]
        data.wanted = _ORDINALS.index(last) + 1 if last in _ORDINALS else int(last[:-2])
    counted = re.search(rf"first ({'|'.join(_CARDINALS)}|\d+) terms", page.asked.words)
    if counted:
        data.counted = _CARDINALS.index(counted[1]) + 1 if counted[1] in _CARDINALS else int(counted[1])  # fmt: skip
    return data


def _take(data: _Data, text: str, before: str) -> None:
    """One formula; before: the words since the formula before it."""
    braced = re.fullmatch(
        r"(?:\{?a_?\{?n?\}?\}?\s*=\s*)?(?:\\?\{|\[|\()(.*,.*)(?:\\?\}|\]|\))", text
    )
    text = braced[1].rstrip("\\") if braced else text
    value = exact_or_none(text)
    if found := re.fullmatch(rf"[aA]\s?_?{_INDEX}\s*=\s*(?P<value>.+)", text):
        number = exact_or_none(found["value"])
        if number is None:
            raise NotUnderstood(REFUSAL)
        data.given[int(found["n"])] = number
    elif found := re.fullmatch(r"([rd])\s*=\s*(.+)", text):
        _step(data, found[1], exact_or_none(found[2]))
    elif found := re.fullmatch(r"a\s?(?:_\s?\{?n\}?|\(n\)|n)\s*=\s*(.+)", text):
        if "," in found[1]:
            data.listed = found[1]
        else:
            data.body = found[1]
    elif found := re.fullmatch(rf"[aA]_?{_INDEX}", text):
        data.wanted = int(found["n"])
    elif found := re.fullmatch(rf"[sS]_?{_INDEX}", text):
        data.counted = int(found["n"])
    elif found := re.fullmatch(r"n\s*=\s*(\d+)", text):
        data.wanted = int(found[1])
    elif _CONDITION.fullmatch(text) or text in ("n", "a_n", "a_{n}", "S_n"):
        return
    elif "sum" in text or "∑" in text:
        data.summed = text
    elif re.search(r"ratio (?:is|of|=)?\s*$", before) and value is not None:
        _step(data, "r", value)
    elif re.search(r"difference (?:is|of|=)?\s*$", before) and value is not None:
        _step(data, "d", value)
    elif re.search(r"first term (?:is|of|=)?\s*$", before) and value is not None:
        data.given[1] = value
    elif re.search(r"first\s*$", before) and value is not None and value.denominator == 1:
        data.counted = int(value)
    elif "," in text:
        data.listed = text
    elif re.search(r"\d\s*[-+]", text) and not names_in(tree_of(re.sub(r"\\[lc]?dots|…|\.{2,}", "1", text).rstrip("+ "))):  # fmt: skip
        data.summed = text
    else:
        raise NotUnderstood(REFUSAL)


def _step(data: _Data, letter: str, value: Fraction | None) -> None:
    if value is None:
        raise NotUnderstood(REFUSAL)
    if letter == "d":
        data.step = value
    else:
        data.factor = value


def exact_or_none(text: str) -> Fraction | None:
    try:
        return exact(tree_of(text))
    except NotUnderstood:
        return None


@dataclass(frozen=True, slots=True)
class _Rule:
    """a_n as a tree in n, in p (the term before) and q (the one before that); start: first terms.
    odd, even: for a rule by cases."""

    tree: Tree
    start: tuple[Fraction, ...]
    wanted: tuple[int, ...]
    text: str
    even: Tree | None = None

    def term(self, n: int, before: list[Fraction]) -> Fraction:
        tree = self.even if self.even is not None and n % 2 == 0 else self.tree
        values: dict[str, Tree] = {"n": Number(Fraction(n))}
        if before:
            values["p"] = Number(before[-1])
        if len(before) > 1:
            values["q"] = Number(before[-2])
        value = exact(_with_factorials(substitute(tree, values, {})))
        if value is None:
            raise CannotSolve("The term is no rational number.")
        return value

    def terms(self, count: int) -> list[Fraction]:
        found: list[Fraction] = []
        for n in range(1, count + 1):
            found.append(self.start[n - 1] if n <= len(self.start) else self.term(n, found))
        return found


def _with_factorials(tree: Tree) -> Tree:
    """Factorials of whole numbers as numbers."""
    from fynq.reasoning.reading.tree import Negative, Operation

    match tree:
        case Call("factorial", (of,)):
            value = exact(_with_factorials(of))
            if value is None or value.denominator != 1 or not 0 <= value <= 60:
                raise CannotSolve("The factorial has no value here.")
            return Number(Fraction(math.factorial(int(value))))
        case Operation(op, left, right):
            return Operation(op, _with_factorials(left), _with_factorials(right))
        case Negative(of):
            return Negative(_with_factorials(of))
    return tree


def _read_rule(page: Page) -> _Rule:
    pieces = _by_cases(page)
    if pieces is not None:
        return pieces
    data = _data(page)
    if not data.body or data.listed or data.summed:
        raise NotUnderstood(REFUSAL)
    if re.search(r"\b(?:sum|formula for|ratio|difference between)\b", page.asked.words):
        raise NotUnderstood(REFUSAL)
    wanted = (data.wanted,) if data.wanted else tuple(range(1, (data.counted or 0) + 1))
    if not wanted or max(wanted) > MAX_TERMS:
        raise NotUnderstood(REFUSAL)
    start = tuple(data.given[n] for n in sorted(data.given))
    if sorted(data.given) != list(range(1, len(start) + 1)):
        raise NotUnderstood(REFUSAL)
    body = _NEXT.sub(lambda match: " p " if "1" in match.groups() else " q ", data.body)
    if start and body == data.body:
        body = re.sub(r"a_\{?n\}?(?!\w)", " p ", body)
    tree = tree_of(body)
    names = set(names_in(tree))
    if not names <= ({"n", "p", "q"} if start else {"n"}) or (start and not names & {"p", "q"}):
        raise NotUnderstood(REFUSAL)
    if "q" in names and len(start) < 2:
        raise NotUnderstood(REFUSAL)
    return _Rule(tree, start, wanted, f"a_n = {data.body}")


def _by_cases(page: Page) -> _Rule | None:
    """'If n is odd, then 2n. If n is even, then 5n.'"""
    words = " ".join(sentence.words for sentence in page.sentences)
    if not ("odd" in words and "even" in words):
        return None
    page.require(_WORDS)
    bodies: dict[str, Tree] = {}
    wanted = 0
    for sentence in page.sentences:
        name = re.search(r"\b(odd|even)\b", sentence.words)
        inner = [text for text in sentence.formulas if text.strip() not in ("n", "a_n", "a_{n}")]
        if name and len(inner) == 1:
            bodies[name[1]] = tree_of(re.sub(r"^a_\{?n\}?\s*=", "", inner[0]))
        elif len(inner) == 1 and (found := re.fullmatch(rf"n\s*=\s*(\d+)|a_?{_INDEX}", inner[0].strip())):  # fmt: skip
            wanted = int(found[1] or found["n"])
        elif inner:
            raise NotUnderstood(REFUSAL)
    if set(bodies) != {"odd", "even"} or not 0 < wanted <= MAX_TERMS:
        raise NotUnderstood(REFUSAL)
    return _Rule(bodies["odd"], (), (wanted,), "a_n", bodies["even"])


def _work_rule(rule: _Rule) -> Worked:
    terms = rule.terms(max(rule.wanted)) if rule.start else []
    values = [terms[n - 1] if rule.start else rule.term(n, []) for n in rule.wanted]
    final = ", ".join(fraction(value) for value in values)
    if rule.start:
        lines = [f"$$a_{{{n}}} = {fraction(value)}$$" for n, value in enumerate(terms, 1)]
        steps = [("Go from each term to the next", "\n".join(lines))]
        concept = "A recursive formula makes each term from those before."
    else:
        lines = [f"$$a_{{{n}}} = {fraction(value)} \\quad (n = {n})$$" for n, value in zip(rule.wanted, values, strict=True)]  # fmt: skip
        steps = [("Put the number of the term into the formula", "\n".join(lines))]
        concept = "The formula gives the term when n is its number."
    asked = rule.text + "".join(f", a_{n} = {fraction(value)}" for n, value in enumerate(rule.start, 1))  # fmt: skip
    return Worked(final, asked, steps, concept)


def _rule_holds(rule: _Rule, final: str) -> str:
    """With decimals instead of fractions."""
    found = [evaluate(tree_of(part), {}) for part in final.split(", ")]
    values: list[mpmath.mpf] = []
    for n in range(1, max(rule.wanted) + 1):
        if n <= len(rule.start):
            values.append(mpmath.mpf(rule.start[n - 1].numerator) / rule.start[n - 1].denominator)
            continue
        if not rule.start and n not in rule.wanted:
            values.append(mpmath.mpf(0))
            continue
        tree = rule.even if rule.even is not None and n % 2 == 0 else rule.tree
        at = {"n": mpmath.mpf(n), "p": values[-1] if values else 0, "q": values[-2] if len(values) > 1 else 0}  # fmt: skip
        values.append(evaluate(tree, at))
    good = all(abs(values[n - 1] - value) <= mpmath.mpf(10) ** -12 * (1 + abs(value)) for n, value in zip(rule.wanted, found, strict=True))  # fmt: skip
    return "The terms were computed again with decimals." if good else ""


@dataclass(frozen=True, slots=True)
class _List:
    """goal: 'difference', 'ratio', 'formula', 'explicit' or 'recursive'."""

    listed: str
    goal: str


def _read_list(page: Page) -> _List:
    data = _data(page)
    asked = page.asked.words
    goals = [goal for goal, pattern_ in _LIST_GOALS if re.search(pattern_, asked)]
    if not data.listed or len(goals) != 1 or data.body or data.given or (data.wanted and "term" not in asked):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return _List(data.listed, goals[0])


_LIST_GOALS = (
    ("difference", r"common difference"),
    ("ratio", r"common ratio"),
    ("recursive", r"recursive formula"),
    ("formula", r"(?:general|nth) term|explicit formula|formula for the (?:nth|general)|formula for a_?n"),
)  # fmt: skip


def _work_list(asked: _List) -> Worked:
    terms = numbers_in(asked.listed)
    written = [decimals_in(term, asked.listed) for term in terms]
    shown = ", ".join(written) + ", \\ldots"
    d, r = difference(terms), ratio(terms)
    if len(terms) < 3:
        raise NotUnderstood(REFUSAL)
    if asked.goal == "difference":
        if d is None:
            raise CannotSolve("The sequence is not arithmetic.")
        final = decimals_in(d, asked.listed)
        return Worked(final, shown, [("Subtract a term from the next", f"$$d = {written[1]} - ({written[0]}) = {final}$$")], "In an arithmetic sequence the difference of neighbours is always the same.")  # fmt: skip
    if asked.goal == "ratio":
        if r is None:
            raise CannotSolve("The sequence is not geometric.")
        final = decimals_in(r, asked.listed)
        return Worked(final, shown, [("Divide a term by the one before", f"$$r = \\frac{{{written[1]}}}{{{written[0]}}} = {final}$$")], "In a geometric sequence the quotient of neighbours is always the same.")  # fmt: skip
    if asked.goal == "recursive":
        if d is None and r is None:
            raise CannotSolve("The sequence is neither arithmetic nor geometric.")
        body = f"a_{{n-1}} {'-' if d < 0 else '+'} {decimals_in(abs(d), asked.listed)}" if d is not None else f"{decimals_in(r or d or terms[0], asked.listed)} a_{{n-1}}"  # fmt: skip
        final = f"a_1 = {written[0]}, a_n = {body}"
        return Worked(final, shown, [("Say how a term comes from the one before", f"$${final}$$")], "A recursive formula names the first term and the step.")  # fmt: skip
    found = pattern(asked.listed)
    final = f"a_n = {found.formula}"
    return Worked(final, shown, [("Look how the terms come about", "Compare neighbouring terms: their differences and their quotients."), ("Write the term with its number n", f"$${final}$$")], "The general term is a formula in the number of the term.")  # fmt: skip


def _list_holds(asked: _List, final: str) -> str:
    terms = numbers_in(asked.listed)
    if asked.goal in ("difference", "ratio"):
        step = exact(parse(final))
        assert step is not None
        good = all(b == (a + step if asked.goal == "difference" else a * step) for a, b in itertools.pairwise(terms))  # fmt: skip
        return "Each given term comes from the one before." if good else ""
    if asked.goal == "recursive":
        rule = _Rule(tree_of(_NEXT.sub(" p ", final.split("a_n =")[1])), (terms[0],), (len(terms),), "")  # fmt: skip
        return "The formula gives all the terms." if rule.terms(len(terms)) == terms else ""
    tree = parse(final.partition("=")[2])
    good = all(abs(evaluate(tree, {"n": mpmath.mpf(n)}) - mpmath.mpf(term.numerator) / term.denominator) < mpmath.mpf(10) ** -12 for n, term in enumerate(terms, 1))  # fmt: skip
    return "The formula gives all the terms." if good else ""


@dataclass(frozen=True, slots=True)
class _Progression:
    """first, step (difference or ratio), kind; wanted: number of the term, 0 for the formula;
    counted: number of terms to add, None when a term is asked."""

    first: Fraction
    step: Fraction
    kind: str
    wanted: int
    counted: int | None
    text: str
    recursive: bool = False

    def term(self, n: int) -> Fraction:
        return self.first + (n - 1) * self.step if self.kind == "arithmetic" else self.first * self.step ** (n - 1)  # fmt: skip


def _read_progression(page: Page) -> _Progression:
    data = _data(page)
    words = " ".join([page.heading, *[sentence.words for sentence in page.sentences]])
    kinds = {kind for kind in ("arithmetic", "geometric") if kind in words}
    if data.body or data.summed:
        raise NotUnderstood(REFUSAL)
    asked = page.asked.words
    if data.listed:
        terms = numbers_in(data.listed)
        d, r = difference(terms), ratio(terms)
        if len(terms) < 3 or (d is None and r is None):
            raise NotUnderstood(REFUSAL)
        kind = "arithmetic" if d is not None else "geometric"
        if (kinds and kind not in kinds) or data.given:
            raise CannotSolve("The terms do not form such a sequence.")
        first, step = terms[0], d if d is not None else r
    else:
        first, step, kind = _from_given(data, kinds)
    assert step is not None
    summing = bool(re.search(r"\bsum\b|\badd\b", asked))
    formula = bool(re.search(r"(?:general|nth) term|explicit formula|formula", asked)) and not data.wanted  # fmt: skip
    if summing and data.counted and not data.wanted:
        return _Progression(first, step, kind, 0, data.counted, data.text)
    if summing or (data.wanted is None and not formula):
        raise NotUnderstood(REFUSAL)
    if data.wanted is not None and data.wanted > MAX_TERMS:
        raise NotUnderstood(REFUSAL)
    return _Progression(first, step, kind, data.wanted or 0, None, data.text, "recursive" in asked)


def _from_given(data: _Data, kinds: set[str]) -> tuple[Fraction, Fraction, str]:
    if (data.step is not None and data.factor is not None) or len(kinds) > 1:
        raise NotUnderstood(REFUSAL)
    step = data.step if data.step is not None else data.factor
    if step is not None:
        kind = "arithmetic" if data.step is not None else "geometric"
        if list(data.given) != [1] or (kinds and kinds != {kind}):
            raise NotUnderstood(REFUSAL)
        return data.given[1], step, kind
    if len(data.given) != 2 or len(kinds) != 1:
        raise NotUnderstood(REFUSAL)
    kind = kinds.pop()
    (i, low), (j, high) = sorted(data.given.items())
    if kind == "arithmetic":
        step = (high - low) / (j - i)
        return low - (i - 1) * step, step, kind
    if not low or not high:
        raise CannotSolve("No term of a geometric sequence is zero.")
    step = _root(high / low, j - i)
    return low / step ** (i - 1), step, kind


def _root(value: Fraction, index: int) -> Fraction:
    if index % 2 == 0:
        raise CannotSolve("Two common ratios are possible.")
    size = abs(value)
    found = Fraction(round(size.numerator ** (1 / index)), round(size.denominator ** (1 / index)))
    if found**index != size:
        raise CannotSolve("The common ratio is no rational number.")
    return -found if value < 0 else found


def _work_progression(asked: _Progression) -> Worked:
    first, step = (decimals_in(value, asked.text) for value in (asked.first, asked.step))
    letter = "d" if asked.kind == "arithmetic" else "r"
    known = ("What is known", f"$$a_1 = {first}, \\quad {letter} = {step}$$")
    shown = f"a_1 = {first}, {letter} = {step}"
    rule = "a_1 + (n - 1) d" if letter == "d" else "a_1 \\cdot r^{n - 1}"
    if asked.counted is not None:
        n = asked.counted
        if letter == "d" or asked.step == 1:
            total = Fraction(n, 2) * (asked.first + asked.term(n))
            formula = "\\frac{n (a_1 + a_n)}{2}"
        else:
            total = asked.first * (1 - asked.step**n) / (1 - asked.step)
            formula = "\\frac{a_1 (1 - r^n)}{1 - r}"
        final = decimals_in(total, asked.text)
        return Worked(final, f"{shown}, S_{{{n}}} = ?", [known, ("Use the formula for the sum", f"$$S_{{{n}}} = {formula} = {final}$$")], "The first term, the step and the number of terms fix the sum.")  # fmt: skip
    if not asked.wanted:
        if asked.recursive:
            body = f"a_{{n-1}} {'-' if asked.step < 0 else '+'} {decimals_in(abs(asked.step), asked.text)}" if letter == "d" else f"{step} a_{{n-1}}"  # fmt: skip
            final = f"a_1 = {first}, a_n = {body}"
        elif letter == "d":
            more = asked.first - asked.step
            front = {1: "n", -1: "-n", 0: ""}.get(int(asked.step), f"{step} n") if asked.step.denominator == 1 else f"{step} n"  # fmt: skip
            tail = f" {'-' if more < 0 else '+'} {decimals_in(abs(more), asked.text)}" if more or not front else ""  # fmt: skip
            final = f"a_n = {front}{tail}"
        else:
            final = f"a_n = {geometric(asked.first, asked.step)}"
        return Worked(final, shown, [known, ("Put them into the formula", f"$$a_n = {rule}: \\quad {final}$$")], "The first term and the step fix every term.")  # fmt: skip
    final = decimals_in(asked.term(asked.wanted), asked.text)
    return Worked(final, f"{shown}, a_{{{asked.wanted}}} = ?", [known, ("Use the formula for a term", f"$$a_{{{asked.wanted}}} = {rule} = {final}$$")], "The first term and the step fix every term.")  # fmt: skip


def _walk(asked: _Progression, count: int) -> list[Fraction]:
    found = [asked.first]
    while len(found) < count:
        found.append(found[-1] + asked.step if asked.kind == "arithmetic" else found[-1] * asked.step)  # fmt: skip
    return found


def _progression_holds(asked: _Progression, final: str) -> str:
    if asked.counted is not None:
        return "The terms were added one by one." if sum(_walk(asked, asked.counted)) == exact(parse(final)) else ""  # fmt: skip
    if asked.wanted:
        return "Going from term to term gives the same." if _walk(asked, asked.wanted)[-1] == exact(parse(final)) else ""  # fmt: skip
    if asked.recursive:
        rule = _Rule(tree_of(_NEXT.sub(" p ", final.split("a_n =")[1])), (asked.first,), (5,), "")
        return "The formula gives the terms." if rule.terms(5) == _walk(asked, 5) else ""
    tree = parse(final.partition("=")[2])
    good = all(exact(substitute(tree, {"n": Number(Fraction(n))}, {})) == term for n, term in enumerate(_walk(asked, 6), 1))  # fmt: skip
    return "The formula gives the terms." if good else ""


@dataclass(frozen=True, slots=True)
class _Sum:
    """body in `variable` from low to high; or a series written out, with the number of terms."""

    body: Tree | None = None
    variable: str = ""
    low: int = 0
    high: int | None = None
    written: Series | None = None
    counted: int | None = None
    text: str = ""
    infinite: bool = False


_SIGMA = re.compile(
    r"(?:\\?sum|\\sum|∑)\s*_?\s*\{\s*(?P<x>[a-z])\s*\\?=\s*(?P<low>\d+)\s*\}\s*\^?\s*(?:\{(?P<high>\d+|\\infty|∞)\}|(?P<one>\d|\\infty|∞))\s*(?P<body>.+)", re.DOTALL
)  # fmt: skip
_SPOKEN = re.compile(r"∑\s*(?P<x>[a-z])\s*=\s*(?P<body>\S+)\s+for\s+(?P=x)\s*=\s*(?P<low>\d+)\s+to\s+(?P<high>\d+)")  # fmt: skip


def _read_sum(page: Page) -> _Sum:
    for sentence in page.sentences:
        words = sentence.words
        for text in sentence.formulas:
            words = words.replace("□", text, 1)
        found = _SIGMA.fullmatch(words.strip()) or _SIGMA.search(words) or _SPOKEN.search(words)
        if found and not page.asked.words.startswith(("write", "express")):
            rest = Page(page.heading, tuple(item for item in page.sentences if item != sentence))
            rest.require(_WORDS)
            spoken = words[: found.start()]
            if any(word not in _WORDS for word in re.findall(r"[a-z]+", spoken)):
                raise NotUnderstood(REFUSAL)
            return _sigma(found)
    data = _data(page)
    asked = page.asked.words
    if not data.summed or not re.search(r"\bsum\b|value of the expression|\bs_|\badd\b|series", f"{asked} {page.heading}"):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    written = series(data.summed)
    infinite = "infinite" in f"{asked} {page.heading}" or (written.open and data.counted is None)
    if written.last is None and not infinite and data.counted is None and written.open:
        raise NotUnderstood(REFUSAL)
    return _Sum(written=written, counted=data.counted, text=data.text, infinite=infinite)


def _sigma(found: re.Match[str]) -> _Sum:
    groups = found.groupdict()
    body = groups["body"].strip()
    if body.startswith("{") and body.endswith("}"):
        body = body[1:-1]
    tree = tree_of(re.sub(rf"(?<![A-Za-z\\]){groups['x']}(?![A-Za-z])", " n ", body))
    if set(names_in(tree)) - {"n"}:
        raise NotUnderstood(REFUSAL)
    high = groups.get("high") or groups.get("one") or ""
    end = int(high) if high.isdigit() else None
    if end is not None and (end - int(groups["low"]) > MAX_TERMS or end < int(groups["low"])):
        raise NotUnderstood(REFUSAL)
    return _Sum(tree, "n", int(groups["low"]), end, infinite=end is None)


def _summand(asked: _Sum, k: int) -> Fraction:
    assert asked.body is not None
    value = exact(
        _with_factorials(substitute(asked.body, {asked.variable: Number(Fraction(k))}, {}))
    )
    if value is None:
        raise CannotSolve("A summand is no rational number.")
    return value


def _terms(asked: _Sum) -> list[Fraction]:
    if asked.body is not None:
        assert asked.high is not None
        return [_summand(asked, k) for k in range(asked.low, asked.high + 1)]
    assert asked.written is not None
    if asked.written.last is None and asked.counted is None:
        return list(asked.written.shown)
    return terms_of(asked.written, asked.counted)


def _work_sum(asked: _Sum) -> Worked:
    if asked.infinite:
        first, step = _infinite(asked)
        if abs(step) >= 1:
            raise CannotSolve("The series does not converge.")
        final = decimals_in(first / (1 - step), asked.text)
        return Worked(final, f"a_1 = {fraction(first)}, r = {fraction(step)}", [("The ratio is smaller than 1 in size", f"$$r = {fraction(step)}$$"), ("Use the formula", f"$$S = \\frac{{a_1}}{{1 - r}} = {final}$$")], "An infinite geometric series has a sum when |r| < 1.")  # fmt: skip
    terms = _terms(asked)
    final = decimals_in(sum(terms, Fraction(0)), asked.text)
    few = " + ".join(f"({fraction(term)})" if term < 0 else fraction(term) for term in terms) if len(terms) <= 12 else ""  # fmt: skip
    d, r = difference(terms), ratio(terms)
    n = len(terms)
    if few:
        steps = [("Write the terms", f"$${few}$$"), ("Add them", f"$${final}$$")]
    elif d is not None:
        steps = [("The series is arithmetic", f"$$S_{{{n}}} = \\frac{{{n} ({fraction(terms[0])} + {fraction(terms[-1])})}}{{2}} = {final}$$")]  # fmt: skip
    elif r is not None:
        steps = [("The series is geometric", f"$$S_{{{n}}} = \\frac{{a_1 (1 - r^{{{n}}})}}{{1 - r}} = {final}$$")]  # fmt: skip
    else:
        steps = [("Add the terms", f"$${final}$$")]
    given = show(asked.body) if asked.body is not None else few or "\\text{series}"
    return Worked(final, f"\\sum {given}", steps, "A series is the sum of the terms of a sequence.")


def _infinite(asked: _Sum) -> tuple[Fraction, Fraction]:
    terms = [_summand(asked, asked.low + k) for k in range(5)] if asked.body is not None else list(asked.written.shown) if asked.written else []  # fmt: skip
    step = ratio(terms)
    if step is None or len(terms) < 3:
        raise CannotSolve("The series is not geometric.")
    return terms[0], step


def _sum_holds(asked: _Sum, final: str) -> str:
    value = evaluate(parse(final), {})
    if asked.infinite:
        first, step = _infinite(asked)
        with mpmath.workdps(40):
            term = mpmath.mpf(first.numerator) / first.denominator
            factor = mpmath.mpf(step.numerator) / step.denominator
            total = mpmath.mpf(0)
            for _ in range(4000):
                total += term
                term *= factor
        return "Many terms added one by one come close to it." if abs(total - value) < mpmath.mpf(10) ** -10 else ""  # fmt: skip
    if asked.body is not None and asked.high is not None:
        total = sum((evaluate(asked.body, {asked.variable: mpmath.mpf(k)}) for k in range(asked.low, asked.high + 1)), mpmath.mpf(0))  # fmt: skip
        return "The terms were added again with decimals." if abs(total - value) <= mpmath.mpf(10) ** -12 * (1 + abs(total)) else ""  # fmt: skip
    terms = _terms(asked)
    d, r = difference(terms), ratio(terms)
    n = len(terms)
    if d is not None:
        closed = Fraction(n, 2) * (2 * terms[0] + (n - 1) * d)
    elif r is not None:
        closed = terms[0] * (r**n - 1) / (r - 1)
    else:
        closed = sum(reversed(terms), Fraction(0))
    return "The formula for the sum gives the same." if exact(parse(final)) == closed else ""


_KINDS = (
    Kind("term", "sequences-and-series", _read_rule, _work_rule, _rule_holds),
    Kind("sum", "sequences-and-series", _read_sum, _work_sum, _sum_holds),
    Kind("progression", "sequences-and-series", _read_progression, _work_progression, _progression_holds),
    Kind("list", "sequences-and-series", _read_list, _work_list, _list_holds),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("progressions", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
