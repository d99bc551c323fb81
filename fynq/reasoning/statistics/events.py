"""What a question asks of a random number: bounds, a percentile, a moment."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NUMBER, value

_N = rf"(?P<a>{NUMBER})"
_M = rf"(?P<b>{NUMBER})"
_UNIT = r"(?: ?(?!and\b|or\b)[a-z]+){0,3}?"
_LESS = r"less than|fewer than|under|below|lower than|shorter than|smaller than|younger than|before|lighter than|faster than"
_MORE = r"more than|greater than|over|above|longer than|larger than|higher than|bigger than|exceeds?|older than|taller than|heavier than|after"

_SHAPES: tuple[tuple[str, str], ...] = (
    (rf"P ?\(? ?{_N} ?(?P<o>[<≤]) ?[A-Za-z]\w*̄? ?(?P<p>[<≤]) ?{_M} ?\)", "between"),
    (rf"P ?\( ?Σ?[A-Za-zx]̄? ?(?P<o>[<≤]) ?{_N} ?\)", "less"),
    (rf"P ?\( ?Σ?[A-Za-zx]̄? ?(?P<o>[>≥]) ?{_N} ?\)", "more"),
    (rf"P ?\( ?(?:[A-Za-z] ?= ?)?{_N} ?\)", "equal"),
    (rf"[xX]̄? ?(?P<o>[<≤]) ?{_N}", "less"),
    (rf"[xX]̄? ?(?P<o>[>≥]) ?{_N}", "more"),
    (rf"\b[xX] ?= ?{_N}", "equal"),
    (rf"\b(?:between|from) {_N}{_UNIT} (?:and|to) {_M}\b", "inside"),
    (
        rf"\b{_N} to {_M} (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|miles?|inches|pounds?|points?)\b",
        "inside",
    ),
    (
        rf"\bwithin (?:the )?(?:next |first )?{_N} (?:seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b(?! of| from)",
        "at most",
    ),
    (rf"\b(?:at most|no more than|not more than|up to|maximum of) {_N}\b", "at most"),
    (rf"\b{_N}{_UNIT} or (?:less|fewer|under|below|younger|shorter)\b", "at most"),
    (rf"\b(?:at least|no less than|no fewer than|not less than|minimum of) {_N}\b", "at least"),
    (rf"\b{_N}{_UNIT} or (?:more|greater|above|over|older|longer|higher)\b", "at least"),
    (rf"\b(?:{_LESS}) {_N}\b", "less"),
    (rf"\b(?:{_MORE}) {_N}\b", "more"),
    (rf"\b(?:exactly|equal to) {_N}\b", "equal"),
)
_PATTERNS = tuple((re.compile(pattern if "P ?" in pattern else "(?i)" + pattern), kind) for pattern, kind in _SHAPES)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bounds:
    """None: no bound. strict: the bound itself is left out (matters for counts)."""

    low: Fraction | None
    high: Fraction | None
    low_strict: bool = False
    high_strict: bool = False
    exactly: bool = False
    span: tuple[int, int] = (0, 0)

    def told(self, name: str) -> str:
        """As LaTeX inside P( )."""
        from fynq.reasoning.statistics.answers import brief

        if self.exactly and self.low is not None:
            return f"{name} = {brief(self.low)}"
        left = "" if self.low is None else f"{brief(self.low)} {'<' if self.low_strict else chr(92) + 'le'} "  # fmt: skip
        right = "" if self.high is None else f" {'<' if self.high_strict else chr(92) + 'le'} {brief(self.high)}"  # fmt: skip
        if self.high is None and self.low is not None:
            return f"{name} {'>' if self.low_strict else chr(92) + 'ge'} {brief(self.low)}"
        return f"{left}{name}{right}"


def bounds(asked: str) -> Bounds:
    """Raises NotUnderstood when there is none, or more than one that does not say the same."""
    found: list[Bounds] = []
    taken: list[tuple[int, int]] = []
    for pattern, kind in _PATTERNS:
        for match in pattern.finditer(asked):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            found.append(_bounds(match, kind))
    if not found:
        raise NotUnderstood("I cannot tell between which values the probability is asked.")
    first = found[0]
    if any((b.low, b.high, b.exactly) != (first.low, first.high, first.exactly) for b in found):
        raise NotUnderstood("More than one range of values is named.")
    return first


def _bounds(found: re.Match[str], kind: str) -> Bounds:
    a, span = value(found["a"]), found.span()
    if kind == "between":
        return _ordered(a, value(found["b"]), found["o"] == "<", found["p"] == "<", span)
    if kind == "inside":
        return _ordered(a, value(found["b"]), False, False, span)
    sign = found.groupdict().get("o")
    if kind == "equal":
        return Bounds(a, a, exactly=True, span=span)
    if kind in ("less", "at most"):
        return Bounds(None, a, high_strict=kind == "less" and sign != "≤", span=span)
    return Bounds(a, None, low_strict=kind == "more" and sign != "≥", span=span)


def _ordered(a: Fraction, b: Fraction, left: bool, right: bool, span: tuple[int, int]) -> Bounds:
    if a >= b:
        raise NotUnderstood("The lower bound is not below the upper one.")
    return Bounds(a, b, left, right, span=span)


def scaled(within: Bounds, factor: Fraction) -> Bounds:
    """In another unit."""
    low = None if within.low is None else within.low * factor
    high = None if within.high is None else within.high * factor
    return replace(within, low=low, high=high)


_BAR = re.compile(r"P ?\((?P<event>[^|()]*)\|(?P<given>[^|()]*)\)")
_GIVEN = re.compile(r"(?i),?\s*\b(?:given(?: that)?|if we know(?: that)?|knowing(?: that)?|if (?:it is|you) know[n]?(?: that)?|assuming(?: that)?)\b")  # fmt: skip


_LASTED = re.compile(rf"(?i)\b(?:has|have|had) (?:already )?[a-z]+(?: for)? {_N}")


def conditional(asked: str) -> tuple[Bounds, Bounds, list[tuple[int, int]]]:
    """The event, the condition, and where they stand in the question. Raises NotUnderstood."""
    bar = _BAR.search(asked)
    if bar is not None:
        event, given = (bounds(f"P({bar[part].strip()})") for part in ("event", "given"))
        return event, given, [bar.span()]
    parts = list(_GIVEN.finditer(asked))
    before = asked[: parts[0].start()] if parts else ""
    if len(parts) != 1 or re.search(r"(?i)\bif\b|\bwhen\b|\balready\b", before):
        raise NotUnderstood("I do not read this condition.")
    at = parts[0]
    condition = asked[at.end() :]
    lasted = _LASTED.search(condition)
    event = bounds(asked[: at.start()])
    given = bounds(condition) if lasted is None else Bounds(value(lasted["a"]), None, span=lasted.span())  # fmt: skip
    start, end = given.span
    return event, given, [event.span, (start + at.end(), end + at.end())]


_PERCENTILE = re.compile(r"(?i)\b(?P<k>\d+(?:\.\d+)?)(?:st|nd|rd|th) percentile\b")
_QUARTILE = re.compile(r"(?i)\b(?:the )?(?P<which>first|1st|lower|third|3rd|upper) quartile\b|\b(?P<q>Q_?\{?[13]\}?)(?!\w)")  # fmt: skip


def percentile(asked: str) -> Fraction | None:
    """The share below, between 0 and 1."""
    found = _PERCENTILE.search(asked)
    if found is not None:
        share = value(found["k"]) / 100
        return share if 0 < share < 1 else None
    quartile = _QUARTILE.search(asked)
    if quartile is None:
        return None
    said = (quartile["which"] or quartile["q"]).lower()
    return Fraction(1, 4) if said in ("first", "1st", "lower") or "1" in said else Fraction(3, 4)


def is_conditional(asked: str) -> bool:
    return bool(
        re.search(r"(?i)\bgiven\b|\bif\b|\bwhen\b|\bknow(?:ing|n|s)?\b|\balready\b|\|", asked)
    )


def is_probability(asked: str) -> bool:
    return bool(re.search(r"(?i)\bprobab|\bchance\b|\blikel|\bP ?\(|\bproportion\b", asked))
