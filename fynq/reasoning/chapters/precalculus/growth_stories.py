"""Exponential growth and decay told in words: rates, half-lives, doubling times, two counts, cooling.

All of them are a start times a factor to the power of time, with or without a level that is not
passed. The check goes forward in time from what was given to what was found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.growth_questions import (
    asks_what_is_there,
    exact_time,
    exact_value,
    needed,
)
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import REFUSAL, Page
from fynq.reasoning.chapters.precalculus.story_numbers import Span, Story, story
from fynq.reasoning.chapters.precalculus.writing import rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.solved import Report, SolvedProblem

_CARBON = Span(Fraction(5730), "year")
_AGE = re.compile(r"\b(?:old|age|aged|years?|dat(?:ed|ing)|decay\w*|remain\w*|isotope)\b")
"""Carbon alone may be a chemist's."""
_OTHER = re.compile(
    r"\b(?:logistic|linear(?:ly)?|each (?:person|month)|withdraw|deposit|interest|compound\w*|per capita|average|carrying capacity|ph\b|ratio of|twice as|"
    r"three times|difference|immigra\w*|harvest\w*|stock\w*|except|unless|however|instead|additional\w*|remov\w*|added|leaves?|left the|another|others?|but|not|"
    r"without|sold|buys?|spends?|first .* then|for the next|only (?:in|every|after)|every other|twice|half as|of (?:the|its) original (?:price|cost))\b"
)


@dataclass(frozen=True, slots=True)
class _Growth:
    """value(t) = level + start · factor^(t / unit). goal: 'value' at `time`, 'time' when the value
    is `target`, 'rate' a unit, 'exponent': k of e^{kt}, 'formula'. start None: only shares of it matter. exact: the factor is e^rate."""

    start: Fraction | None
    factor: Fraction | None
    rate: Fraction | None
    span: Fraction
    unit: str
    goal: str
    time: Fraction | None = None
    target: Fraction | None = None
    level: Fraction = Fraction(0)
    places: int = 0
    name: str = "A"

    def log_factor(self) -> Any:
        """ln of the factor for one unit of time."""
        with mpmath.workdps(40):
            if self.rate is not None:
                return _float(self.rate) / _float(self.span)
            assert self.factor is not None
            return mpmath.log(_float(self.factor)) / _float(self.span)


def _float(value: Fraction) -> Any:
    with mpmath.workdps(40):
        return mpmath.mpf(value.numerator) / value.denominator


def _told(page: Page) -> Story:
    told = story(page)
    if _OTHER.search(told.text):
        raise NotUnderstood(REFUSAL)
    return told


def _read_half_life(page: Page) -> _Growth:
    told = _told(page)
    if "half-life" not in told.text and not ("carbon" in told.text and _AGE.search(told.text)):
        raise NotUnderstood(REFUSAL)
    stated = told.find(r"half-life (?:of [a-z ]+? )?(?:is|of)(?: about| approximately)? (T\d)|half-life[a-z ]* (?:is|of)(?: about| approximately)? (T\d)|(T\d) half-life")  # fmt: skip
    mark = next((part for part in stated.groups() if part), "") if stated else ""
    if not mark and ("carbon" not in told.text or "half-life" in told.asked):
        raise NotUnderstood(REFUSAL)
    life = told.spans[mark] if mark else _CARBON
    places = told.places
    share = told.find(r"(?:contains|has|with|only)(?: about| approximately| only)? (P\d) of (?:its|the|their)(?: original| initial)?(?: amount of)?(?: carbon)?")  # fmt: skip
    if share and re.search(r"\bold\b|\bage\b|years ago", told.asked):
        told.used(mark, share[1]) if mark else told.used(share[1])
        return _Growth(Fraction(1), Fraction(1, 2), None, life.count, life.unit, "time", target=told.percents[share[1]], places=places or 0, name="N")  # fmt: skip
    if re.search(r"decay rate|rate of decay", told.asked) and mark:
        told.used(mark)
        if places is None:
            raise NotUnderstood(REFUSAL)
        return _Growth(None, Fraction(1, 2), None, life.count, life.unit, "exponent", places=places)
    amounts = list(told.amounts.items())
    spans = [key for key in told.spans if key != mark]
    if len(spans) == 1 and len(amounts) == 1 and re.search(r"\bhow (?:much|many)\b|what (?:amount|mass)|\bfind\b|remain|left", told.asked):  # fmt: skip
        told.used(mark, spans[0], amounts[0][0])
        time = told.spans[spans[0]].to(life.unit)
        asks_what_is_there(told)
        return _Growth(amounts[0][1], Fraction(1, 2), None, life.count, life.unit, "value", time=time, places=exact_value(told, amounts[0][1], time / life.count))  # fmt: skip
    if not spans and re.search(r"how long|how many|when", told.asked):
        start, target, marks = _start_and_target(told)
        told.used(mark, *marks)
        return _Growth(start, Fraction(1, 2), None, life.count, life.unit, "time", target=target, places=exact_time(told, target / start, Fraction(1, 2), life.count))  # fmt: skip
    raise NotUnderstood(REFUSAL)


def _start_and_target(told: Story) -> tuple[Fraction, Fraction, list[str]]:
    """From 100 grams to 30 grams; until 20 % remain; until 20 % have decayed."""
    remains = told.find(r"(P\d) (?:of [a-z ]+ )?(?:remains?|is left|are left|left)\b|(?:decays? to|until|contains) (P\d)")  # fmt: skip
    gone = told.find(r"(P\d) (?:of [a-z ]+ )?(?:has|have|to) (?:decayed?|disintegrated?)")
    if len(told.percents) == 1 and (remains or gone):
        found = gone or remains
        assert found is not None
        mark = next(part for part in found.groups() if part)
        value = told.percents[mark]
        return Fraction(1), 1 - value if gone else value, [mark, *told.amounts]
    if len(told.amounts) == 2 and not told.percents:
        (first, a), (second, b) = told.amounts.items()
        if a > b:
            return a, b, [first, second]
    raise NotUnderstood(REFUSAL)


_RISES = r"(?:grow\w*|increas\w*|ris\w+|appreciat\w*|growth)"
_FALLS = r"(?:decay\w*|decreas\w*|declin\w*|depreciat\w*|los\w+|drop\w*|shrink\w*|fall\w*)"
_PER = r"(?:per|each|every|a) (year|day|hour|minute|month|week)|(annual|yearly|daily|hourly|monthly|weekly)(?:ly)?"  # fmt: skip
_ADVERBS = {"annual": "year", "yearly": "year", "daily": "day", "hourly": "hour", "monthly": "month", "weekly": "week"}  # fmt: skip


def _read_rate(page: Page) -> _Growth:
    told = _told(page)
    rises = told.find(rf"{_RISES}[a-z ,]*?(?:rate )?(?:is |was |of |at |by |about |approximately |around |a |continuous |rate )*(P\d)|(P\d) (?:annual |yearly |daily |continuous )*(?:growth|increase)")  # fmt: skip
    falls = told.find(rf"{_FALLS}[a-z ,]*?(?:rate )?(?:is |was |of |at |by |about |approximately |around |a |continuous |rate )*(P\d)|(P\d) (?:annual |yearly |daily |continuous )*(?:decay|decrease|decline|depreciation)")  # fmt: skip
    period = told.find(_PER)
    if bool(rises) == bool(falls) or period is None or len(told.percents) != 1:
        raise NotUnderstood(REFUSAL)
    mark = next(iter(told.percents))
    unit = period[1] or _ADVERBS[period[2]]
    sign = 1 if rises else -1
    rate = told.percents[mark] * sign
    continuous = "continuous" in told.text
    factor, exponent = (None, rate) if continuous else (1 + rate, None)
    time, marks = _time(told, unit)
    amounts = list(told.amounts.items())
    if time is not None and len(amounts) == 1:
        told.used(mark, *marks, amounts[0][0])
        asks_what_is_there(told)
        return _Growth(amounts[0][1], factor, exponent, Fraction(1), unit, "value", time=time, places=_whole_or(told, amounts[0][1]))  # fmt: skip
    if time is None and re.search(r"how long|how many|when|doubling time|half-life", told.asked):
        if re.search(r"\bdoubl", told.asked):
            start, target, also = Fraction(1), Fraction(2), list(told.amounts)
        elif re.search(r"\bhalf\b|half-life", told.asked):
            start, target, also = Fraction(1), Fraction(1, 2), list(told.amounts)
        elif len(amounts) == 2 and (amounts[1][1] > amounts[0][1]) == bool(rises):
            start, target, also = amounts[0][1], amounts[1][1], [key for key, _ in amounts]
        else:
            raise NotUnderstood(REFUSAL)
        told.used(mark, *also)
        found = _Growth(start, factor, exponent, Fraction(1), unit, "time", target=target, places=needed(told.places))  # fmt: skip
        other = _Growth(start, None, rate, Fraction(1), unit, "time", target=target, places=found.places)  # fmt: skip
        if not rises and not continuous and _solved(found) != _solved(other):
            raise CannotSolve("The answer depends on whether the rate is continuous.")
        return found
    raise NotUnderstood(REFUSAL)


def _whole_or(told: Story, amount: Fraction) -> int:
    """Living things are counted in whole numbers when nothing else is said."""
    if told.places is not None:
        return told.places
    if told.scale:
        raise NotUnderstood("Say to which place I should round.")
    if amount.denominator == 1 and re.search(r"population|people|bacteria|deer|wolves|fox|fish|students|cells|animals|birds", told.text):  # fmt: skip
        return 0
    if "$" in told.text or re.search(r"\bvalue|\bworth|\bprice|\bcost", told.text):
        return 2
    raise NotUnderstood("Say to which place I should round.")


def _time(told: Story, unit: str) -> tuple[Fraction | None, list[str]]:
    """How much time passes: between two calendar years, or a span."""
    years = sorted(told.years.items(), key=lambda item: item[1])
    if len(years) == 2 and not told.spans and unit == "year":
        return Fraction(years[1][1] - years[0][1]), [key for key, _ in years]
    if len(told.spans) == 1 and len(years) <= 1:
        (mark, span), *_ = told.spans.items()
        return span.to(unit), [mark, *told.years]
    return None, []


def _read_doubling(page: Page) -> _Growth:
    told = _told(page)
    found = told.find(r"(doubl|tripl)(?:es?|ed|ing)?(?: in size)? (?:every|each|in)(?: about)? (T\d)|(doubl|tripl)ing time (?:of [a-z ]+ )?(?:is|of)(?: about| approximately)? (T\d)")  # fmt: skip
    if found is None or "half-life" in told.text:
        raise NotUnderstood(REFUSAL)
    mark = found[2] or found[4]
    span = told.spans[mark]
    factor = Fraction(2 if (found[1] or found[3]) == "doubl" else 3)
    amounts = list(told.amounts.items())
    rest = {key: value for key, value in told.spans.items() if key != mark}
    if len(amounts) == 1 and len(rest) == 1:
        ((late, time),) = rest.items()
        told.used(mark, late, amounts[0][0])
        periods = time.to(span.unit) / span.count
        exactly = periods.denominator == 1
        places = told.places if told.places is not None else 0 if exactly else _whole_or(told, amounts[0][1])  # fmt: skip
        asks_what_is_there(told)
        return _Growth(amounts[0][1], factor, None, span.count, span.unit, "value", time=time.to(span.unit), places=places)  # fmt: skip
    if len(amounts) == 2 and not rest and re.search(r"how long|when|how many", told.asked):
        (first, a), (second, b) = amounts
        told.used(mark, first, second)
        if b <= a:
            raise NotUnderstood(REFUSAL)
        return _Growth(a, factor, None, span.count, span.unit, "time", target=b, places=exact_time(told, b / a, factor, span.count))  # fmt: skip
    raise NotUnderstood(REFUSAL)


def _read_two_counts(page: Page) -> _Growth:
    """A value in one year, another in a later one: the rate, the function, or a third value."""
    told = _told(page)
    years = list(told.years.items())
    amounts = list(told.amounts.items())
    grows = re.search(r"exponential|same percent|percent(?:age)? (?:each|every|per)|growth rate|annual(?:ly)? rate", told.text)  # fmt: skip
    if told.percents or told.degrees or told.spans or len(amounts) != 2 or not grows or len(years) not in (2, 3):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    pairs = re.findall(r"(Y\d)[^.]*?(N\d)|(N\d)[^.Y]*?(Y\d)", told.text)
    read = [(a or d, b or c) for a, b, c, d in pairs]
    if len(read) != 2 or len({year for year, _ in read}) != 2 or len({value for _, value in read}) != 2:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    (early, a), (late, b) = ((told.years[year], told.amounts[value]) for year, value in read)
    if late <= early:
        raise NotUnderstood(REFUSAL)
    told.used(*told.years, *told.amounts)
    base = {"start": a, "factor": b / a, "rate": None, "span": Fraction(late - early), "unit": "year"}  # fmt: skip
    if len(years) == 3:
        third = next(year for key, year in years if key not in {year for year, _ in read})
        asks_what_is_there(told)
        return _Growth(**base, goal="value", time=Fraction(third - early), places=_whole_or(told, a))  # type: ignore[arg-type]  # fmt: skip
    if re.search(r"growth rate|decay rate|\brate\b|percent", told.asked):
        return _Growth(**base, goal="rate", places=told.places if told.places is not None else 4)  # type: ignore[arg-type]  # fmt: skip
    letter = re.search(r"\b([a-z])\s?\(\s?t\s?\)|population ([a-z]) ", told.asked)
    if re.search(r"\b(?:function|equation|formula|model)\b", told.asked):
        name = (letter[1] or letter[2]).upper() if letter else "N"
        return _Growth(**base, goal="formula", places=told.places if told.places is not None else 4, name=name)  # type: ignore[arg-type]  # fmt: skip
    raise NotUnderstood(REFUSAL)


def _read_from_to(page: Page) -> _Growth:
    """'Grew from 100 to 500 in 6 hours': the count after another time."""
    told = _told(page)
    found = told.find(r"(?:grew|grown|grows|increased|risen|rose|decayed|decreased|dropped|declined|fell) from (N\d)[a-z ]*? to (N\d)[a-z ]*? (?:in|after|over) (T\d)")  # fmt: skip
    if found is None or not re.search(r"rate|exponential", told.text) or "linear" in told.text:
        raise NotUnderstood(REFUSAL)
    late = [mark for mark in re.findall(r"T\d", told.asked) if mark != found[3]]
    span = told.spans[found[3]]
    a, b = told.amounts[found[1]], told.amounts[found[2]]
    if len(late) != 1 or not re.search(r"how many|how much|what", told.asked) or re.search(r"more|additional", told.asked):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    told.used(found[1], found[2], found[3], late[0])
    time = told.spans[late[0]].to(span.unit)
    asks_what_is_there(told)
    return _Growth(a, b / a, None, span.count, span.unit, "value", time=time, places=_whole_or(told, a))  # fmt: skip


def _read_cooling(page: Page) -> _Growth:
    told = _told(page)
    around = told.find(r"(D\d) (?:room|refrigerator|fridge|freezer|oven|house|kitchen|environment|garage|day|bath|surroundings|building)|(?:room|surrounding|ambient|air|outside)(?: temperature)?(?: (?:is|of|at|was))+ (D\d)|room (?:that is |at |with a temperature of )(D\d)")  # fmt: skip
    if around is None or len(told.degrees) not in (3, 4) or not told.spans:
        raise NotUnderstood(REFUSAL)
    level = next(part for part in around.groups() if part)
    order = re.findall(r"D\d", told.text)
    first = next(mark for mark in order if mark != level)
    later = re.search(r"(?:after|in)? ?(T\d)(?: later)?,?[^.]*?\b(D\d)", told.text)
    if later is None or later[2] in (first, level) or order.index(first) > order.index(later[2]):
        raise NotUnderstood(REFUSAL)
    span = told.spans[later[1]]
    t0, ts, t1 = (told.degrees[mark] for mark in (first, level, later[2]))
    if not (t0 > t1 > ts or t0 < t1 < ts):
        raise NotUnderstood(REFUSAL)
    unit = "minute" if span.unit in ("hour", "minute") else span.unit
    base = {"start": t0 - ts, "factor": (t1 - ts) / (t0 - ts), "rate": None, "span": span.to(unit), "unit": unit, "level": ts, "name": "T"}  # fmt: skip
    rest = [mark for mark in told.degrees if mark not in (first, level, later[2])]
    asked = told.asked
    if len(rest) == 1 and re.search(r"how long|how many|when|time", asked):
        if rest[0] not in told.asked and not re.search(rf"until[^.]*{rest[0]}", told.text):
            raise NotUnderstood(REFUSAL)
        told.used(first, level, later[2], later[1], rest[0])
        target = told.degrees[rest[0]]
        places = told.places if told.places is not None else 0
        asked_unit = re.search(r"how many (minute|hour|day)", asked)
        if asked_unit and asked_unit[1] != unit:
            raise NotUnderstood(REFUSAL)
        return _Growth(**base, goal="time", target=target, places=places)  # type: ignore[arg-type]
    if not rest and re.search(r"what will (?:the|its)[a-z ]* temperature|temperature be|what is the temperature", asked):  # fmt: skip
        late = re.findall(r"T\d", asked)
        if len(late) != 1:
            raise NotUnderstood(REFUSAL)
        told.used(first, level, later[2], later[1], late[0])
        time = told.spans[late[0]].to(unit)
        return _Growth(**base, goal="value", time=time, places=told.places if told.places is not None else 0)  # type: ignore[arg-type]  # fmt: skip
    if not rest and re.search(r"\b(?:formula|function|equation|model)\b", asked):
        told.used(first, level, later[2], later[1])
        return _Growth(**base, goal="formula", places=4)  # type: ignore[arg-type]
    raise NotUnderstood(REFUSAL)


def _solved(asked: _Growth) -> str:
    with mpmath.workdps(40):
        k = asked.log_factor()
        start = _float(asked.start) if asked.start is not None else mpmath.mpf(1)
        if asked.goal == "value":
            assert asked.time is not None
            return rounded(_float(asked.level) + start * mpmath.exp(k * _float(asked.time)), asked.places)  # fmt: skip
        if asked.goal == "time":
            assert asked.target is not None
            share = (_float(asked.target) - _float(asked.level)) / start
            if share <= 0 or mpmath.log(share) / k < 0:
                raise CannotSolve("This value is never reached.")
            return rounded(mpmath.log(share) / k, asked.places)
        if asked.goal == "exponent":
            return rounded(k, asked.places)
        if asked.goal == "rate":
            return rounded(abs(mpmath.exp(k) - 1), asked.places)
        if asked.level:
            digits = mpmath.nstr(abs(k), 4)
            if "e" in digits:
                raise CannotSolve("The rate is too small to be written here.")
            sign = "-" if k < 0 else ""
            more = f" + {_short(asked.level)}" if asked.level > 0 else f" - {_short(-asked.level)}"
            return f"{asked.name}(t) = {_short(asked.start or Fraction(1))} e^{{{sign}{digits} t}}{more}"  # fmt: skip
        base = rounded(mpmath.exp(k), asked.places)
        return f"{asked.name}(t) = {_short(asked.start or Fraction(1))} ({base})^t"


def _short(value: Fraction) -> str:
    for places in range(7):
        if (value * 10**places).denominator == 1:
            return rounded(value, places)
    raise NotUnderstood(REFUSAL)


def _work(asked: _Growth) -> Worked:
    final = _solved(asked)
    start = "A_0" if asked.start is None else _short(asked.start)
    with mpmath.workdps(40):
        k = mpmath.nstr(asked.log_factor(), 6)
    if asked.rate is not None:
        base = f"e^{{{_short(asked.rate)} t}}"
    elif asked.level:
        base = f"e^{{{k} t}}"
    else:
        power = "t" if asked.span == 1 else f"\\frac{{t}}{{{_short(asked.span)}}}"
        factor = asked.factor or Fraction(1)
        shown = _short(factor) if factor.denominator in (1, 2, 4, 5, 10, 100, 1000, 10000) else f"\\frac{{{factor.numerator}}}{{{factor.denominator}}}"  # fmt: skip
        base = f"\\left({shown}\\right)^{{{power}}}"
    level = f" + {_short(asked.level)}" if asked.level else ""
    model = f"{asked.name}(t) = {start} \\cdot {base}{level}"
    steps = [(f"Write the model, with t in {asked.unit}s", f"$${model}$$")]
    if asked.level:
        steps.append(("The rate comes from the second temperature", f"$$k = \\frac{{1}}{{{_short(asked.span)}}} \\ln\\left(\\frac{{T_1 - T_s}}{{T_0 - T_s}}\\right) \\approx {k}$$"))  # fmt: skip
    if asked.goal == "value":
        steps.append(("Put in the time", f"$${asked.name}({_short(asked.time or Fraction(0))}) \\approx {final}$$"))  # fmt: skip
    elif asked.goal == "time":
        steps.append(("Set the model equal to the value and take logarithms", f"$$t \\approx {final}$$"))  # fmt: skip
    elif asked.goal == "exponent":
        steps.append(("Write the model as a power of e", f"$$A(t) = A_0 e^{{kt}}, \\quad k = \\frac{{\\ln 0.5}}{{{_short(asked.span)}}} \\approx {final}$$"))  # fmt: skip
    elif asked.goal == "rate":
        steps.append((f"The change in one {asked.unit}, as a share", f"$$r \\approx {final}$$"))
    else:
        steps.append(("Write the function", f"$${final}$$"))
    return Worked(final, model, steps, "Equal times multiply the quantity, or its distance from the level, by equal factors.")  # fmt: skip


def _holds(asked: _Growth, final: str) -> str:
    """Goes forward in a thousand equal steps from the start."""
    half = mpmath.mpf(10) ** -asked.places * mpmath.mpf("0.500001")
    start = _float(asked.start) if asked.start is not None else mpmath.mpf(1)
    level = _float(asked.level)

    def after(time: Any) -> Any:
        with mpmath.workdps(40):
            steps = 1000
            factor = mpmath.exp(asked.log_factor() * time / steps)
            value = start
            for _ in range(steps):
                value *= factor
            return level + value

    if asked.goal == "value":
        return "Going forward step by step gives the same." if abs(after(_float(asked.time or Fraction(0))) - evaluate(parse(final), {})) <= half else ""  # fmt: skip
    if asked.goal == "time":
        value = evaluate(parse(final), {})
        ends = sorted((after(value - half), after(value + half)))
        return "At this time the quantity has the value." if ends[0] <= _float(asked.target or Fraction(0)) <= ends[1] else ""  # fmt: skip
    if asked.goal == "exponent":
        value = evaluate(parse(final), {})
        shares = sorted(mpmath.exp((value + side * half) * _float(asked.span)) for side in (-1, 1))
        return "After one half-life half is left." if shares[0] <= mpmath.mpf("0.5") <= shares[1] else ""  # fmt: skip
    if asked.goal == "rate":
        sign = 1 if asked.log_factor() > 0 else -1
        value = evaluate(parse(final), {})
        own = [start * (1 + sign * (value + side * half)) ** _float(asked.span) for side in (-1, 1)]
        goal = after(_float(asked.span)) - level
        return "With this rate the second count follows from the first." if min(own) <= goal <= max(own) else ""  # fmt: skip
    body = parse(final.partition("=")[2])
    gaps = [abs(evaluate(body, {"t": _float(time)}) / after(_float(time)) - 1) for time in (Fraction(0), asked.span)]  # fmt: skip
    return "The function gives both values." if max(gaps) < 0.01 else ""


_KINDS = (
    Kind("half-life", "exponential-functions", _read_half_life, _work, _holds),
    Kind("cooling", "exponential-functions", _read_cooling, _work, _holds),
    Kind("doubling", "exponential-functions", _read_doubling, _work, _holds),
    Kind("rate", "exponential-functions", _read_rate, _work, _holds),
    Kind("from one count to another", "exponential-functions", _read_from_to, _work, _holds),
    Kind("two counts", "exponential-functions", _read_two_counts, _work, _holds),
)


def solve(question: str) -> SolvedProblem:
    return solve_page("growth_stories", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
