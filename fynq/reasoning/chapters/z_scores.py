"""Standard deviations from the mean: z-scores, values at a z-score, shares within so many of them."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, prose, second_reading
from fynq.reasoning.statistics.answers import Worked, brief, step
from fynq.reasoning.statistics.distributions import normal_area
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, Prose, loose_numbers
from fynq.reasoning.statistics.roles import Roles, roles

NAME = "z_scores"
_SKILLS = ("z-scores", "statistics")
_RULE = {1: Fraction(68, 100), 2: Fraction(95, 100), 3: Fraction(997, 1000)}
"""The empirical rule."""


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    lines = [line for line in question.replace("\\_", "_").split("\n") if line.strip()]
    if lines and "__" in lines[-1]:
        return _blank(question)
    text = prose.read(question)
    prose.one_unit(text.all)
    text = replace(text, given=tuple(sentence for sentence in text.given if "__" not in sentence))
    for method in (_other_side, _value, _score, _rule):
        worked = method(question, text)
        if worked is not None:
            return replace(worked, rounding=text.rounding)
    raise NotUnderstood("No z-score is asked.")


def _parameters(question: str, text: Prose, *read: Fraction) -> tuple[Fraction, Fraction, Roles]:
    """Mean and standard deviation. read: numbers that have a role already."""
    found = roles(text, figure=True, read=frozenset(read))
    second_reading.insist(question, found.named())
    if found.mean is None or found.deviation is None or found.n is not None:
        raise NotUnderstood("The mean and the standard deviation are not both told.")
    return found.mean, found.deviation, found


_X = re.compile(rf"(?i)(?<![a-z])x ?= ?(?P<x>{NUMBER})")
_Z = re.compile(rf"(?i)\bz ?= ?(?P<z>{NUMBER})|\bz-? ?scores?(?: of (?:an?|the|this|his|her) [a-z]+)?(?: when x ?= ?{NUMBER}(?: [a-z]+)?)? (?:of|is)(?: z ?=)? (?P<s>{NUMBER})")  # fmt: skip


def _z_told(said: str) -> Fraction | None:
    found = {prose.value(match["z"] or match["s"]) for match in _Z.finditer(said)}
    return found.pop() if len(found) == 1 else None


_HAVING = re.compile(rf"(?i)\b(?:has|have|having|with|at) (?:an? |the )?z-? ?score (?:of|equal to) (?:z ?= ?)?(?P<z>{NUMBER})")  # fmt: skip


def _score(question: str, text: Prose) -> Worked | None:
    """The z-score of a value, or how many standard deviations it lies from the mean."""
    asked = text.asked
    told = _z_told(text.all)
    if told is not None and re.search(r"(?i)\bhow many standard deviations (?:from|away from) the mean\b", asked):  # fmt: skip
        return _size_of(told)
    scored = re.search(r"(?i)\bz ?- ?score\b|\bwhat is z\b|\bfind z\b", asked)
    counted = re.search(r"(?i)\bhow many standard deviations?\b", asked)
    if (not scored and not counted) or _HAVING.search(asked):
        return None
    values = {prose.value(m["x"]) for m in _X.finditer(asked)}
    values |= {prose.value(m["x"]) for m in re.finditer(rf"(?i)\bif [xy] ?= ?(?P<x>{NUMBER})", asked)}  # fmt: skip
    if not values:
        values = {prose.value(item) for item in loose_numbers(asked)}
    if not values:
        values = {prose.value(m["x"]) for sentence in text.given for m in _X.finditer(sentence)}
    if len(values) != 1:
        raise NotUnderstood("It is not clear of which value the z-score is asked.")
    (x,) = values
    mean, deviation, found = _parameters(question, text, x)
    spans = [m.span() for m in re.finditer(NUMBER, asked) if prose.value(m[0]) == x]
    found.nothing_else(asked, [found.spans_of(asked), spans])
    z = (x - mean) / deviation
    if counted and re.search(r"(?i)\bbelow\b|\bto the left\b", asked):
        z = -z
    elif counted and not re.search(r"(?i)\babove\b|\bto the right\b", asked):
        z = abs(z)
    return _standardized(x, mean, deviation, z)


def _size_of(z: Fraction) -> Worked:
    """The distance from the mean that a z-score tells."""
    return Worked(
        "distance", r"|z|", abs(z), (step("Take the size", f"$|{brief(z)}| = {brief(abs(z))}$"),),
        "A z-score tells how many standard deviations a value lies from the mean.",
        lambda: abs(z) in (z, -z), "A distance is the z-score without its sign.", skills=_SKILLS,
    )  # fmt: skip


def _standardized(x: Fraction, mean: Fraction, deviation: Fraction, z: Fraction) -> Worked:
    whole = all(real.denominator == 1 for real in (x, mean, deviation))
    size = " and its size is asked" if z != (x - mean) / deviation else ""
    return Worked(
        "z-score", rf"z = \frac{{x - \mu}}{{\sigma}},\quad x = {brief(x)}", z,
        (step("Standardize", rf"$z = \frac{{x - \mu}}{{\sigma}} = \frac{{{brief(x)} - {answers.bracketed(mean)}}}{{{brief(deviation)}}} = {brief((x - mean) / deviation)}${size}"),),
        "A z-score tells how many standard deviations a value lies from the mean.",
        lambda: x in (mean + z * deviation, mean - z * deviation),
        "Going back from the z-score by $\\mu + z\\sigma$ gives the value again.",
        exact=whole and answers.terminating(z, 3) is None, skills=_SKILLS,
    )  # fmt: skip


_APART = re.compile(
    rf"(?i)\b(?:value|score|number|data point|x)?(?: (?:that|which) (?:is|lies|falls))? ?(?P<k>{NUMBER}) standard deviations? (?P<way>above|below|to the left of|to the right of|(?:more|greater|higher|larger|less|lower|smaller|fewer) than)(?: the)? (?:mean|average)"
)
_KNOWN = re.compile(r"(?i)\b(?:what|how (?:tall|much|many|long|heavy|old|far)|find|calculate|determine)\b")  # fmt: skip


def _value(question: str, text: Prose) -> Worked | None:
    """The value so many standard deviations from the mean, or at a z-score."""
    asked = text.asked
    apart = list(_APART.finditer(asked))
    if len(apart) == 1 and not re.search(r"(?i)\bbetween\b|probab|percent|%|\bsample size\b", asked):  # fmt: skip
        k = prose.value(apart[0]["k"])
        way = apart[0]["way"].lower()
        sign = 1 if way in ("above", "to the right of") or way.split()[0] in ("more", "greater", "higher", "larger") else -1  # fmt: skip
        mean, deviation, found = _parameters(question, text, k)
        found.nothing_else(asked, [found.spans_of(asked), apart[0].span()])
        return _at(mean, deviation, sign * k)
    having = _HAVING.search(asked)
    if having is not None and re.search(r"(?i)\b(?:what|which|find)\b", asked):
        score = prose.value(having["z"])
        mean, deviation, found = _parameters(question, text, score)
        found.nothing_else(asked, [found.spans_of(asked), having.span()])
        return _at(mean, deviation, score)
    if re.search(r"(?i)z-? ?score\b", text.facts) and re.search(r"(?i)^what is z\b|z-? ?score\b|deviation|percent|probab|\bmean\b", asked) is None and _KNOWN.search(asked):  # fmt: skip
        z = _z_told(text.facts)
        if z is None or loose_numbers(asked):
            return None
        mean, deviation, _ = _parameters(question, text, z)
        return _at(mean, deviation, z)
    return None


def _at(mean: Fraction, deviation: Fraction, z: Fraction) -> Worked:
    x = mean + z * deviation
    sign = "-" if z < 0 else "+"
    return Worked(
        "value", rf"x = \mu {sign} {brief(abs(z))}\sigma", x,
        (step("Go from the mean", rf"$x = {brief(mean)} {sign} {brief(abs(z))} \cdot {brief(deviation)} = {brief(x)}$"),),
        "A value is the mean plus the number of standard deviations times their size.",
        lambda: (x - mean) / deviation == z,
        "The value's z-score is the number of standard deviations that was asked.", skills=_SKILLS,
    )  # fmt: skip


_LEFT_RIGHT = re.compile(rf"(?i)\barea to the (?P<side>left|right)(?: of (?P<x>[a-z]|{NUMBER}))?(?: in a [a-z ]+)? (?:is|=|equals) (?P<p>{NUMBER})\b.*\barea to the (?P<other>left|right)\b(?: of (?P<y>[a-z]|{NUMBER}))?[ ?.]*$")  # fmt: skip


def _other_side(_: str, text: Prose) -> Worked | None:
    said = " ".join([*text.given[-1:], text.asked])
    match = _LEFT_RIGHT.search(text.asked) or _LEFT_RIGHT.search(said)
    if match is None:
        return None
    p = prose.value(match["p"])
    bare = prose.without(said, [m.span() for m in re.finditer(re.escape(match["p"]), said)])
    if match["side"].lower() == match["other"].lower() or (match["y"] and match["y"] != match["x"]) or not 0 <= p <= 1 or loose_numbers(bare):  # fmt: skip
        raise NotUnderstood(NOT_READ)
    real = 1 - p
    return Worked(
        "area", "1 - A", real,
        (step("Subtract from the whole", f"$1 - {brief(p)} = {brief(real)}$"),),
        "The whole area under a density is 1.", lambda: p + real == 1, "The two areas add up to 1.",
        skills=("probability-distributions", "statistics"),
    )  # fmt: skip


_WITHIN = re.compile(rf"(?i)\bwithin (?P<k>{NUMBER}) standard deviations? (?:of|from|above and below) the mean")  # fmt: skip
_RING = re.compile(
    r"(?i)\bbetween the (?P<inner>first|second) and (?:the )?(?P<outer>second|third) standard deviations?\b"
)
_SHARE = re.compile(r"(?i)\b(?:what|find the) (?:percent|percentage|proportion)\b|\bhow much of\b")
_ABOUT = re.compile(r"(?i)\b(?:about|approximately|roughly) (?P<p>68|95|99\.7)%")
_ENDS = re.compile(r"(?i)\b(?P<low>lower|smaller|first|minimum|lowest|left|smallest)\b|\b(?P<high>upper|larger|second|maximum|highest|right|greater|largest)\b")  # fmt: skip


def _rule(question: str, text: Prose) -> Worked | None:
    """The shares of 68, 95 and 99.7 % of a normal variable."""
    asked, said = text.asked, text.all
    if not re.search(r"(?i)\bnormal|\bbell-?shaped\b|~ ?N ?\(|\bempirical rule\b", said):
        return None
    asked = re.sub(r" ?\((?:left and right|both sides|on both sides|above and below)\)", "", asked)
    ring = _RING.search(asked)
    if ring is not None and _SHARE.search(asked) and not loose_numbers(asked):
        return _share(2 if ring["inner"] == "first" else 3, 1 if ring["inner"] == "first" else 2)
    within = _WITHIN.search(asked)
    if within is not None and _SHARE.search(asked):
        k = prose.value(within["k"])
        if k not in (1, 2, 3) or re.search(r"(?i)\bnot\b|\bmore than\b|\boutside\b", asked):
            raise NotUnderstood(NOT_READ)
        if loose_numbers(prose.without(asked, [within.span()])):
            raise NotUnderstood(NOT_READ)
        return _share(int(k))
    told = asked if _ABOUT.search(asked) else " ".join(text.given[-1:])
    about = _ABOUT.search(told)
    ends = list(_ENDS.finditer(asked))
    if about is not None and len({bool(m["low"]) for m in ends}) == 1 and re.search(r"(?i)\bbetween\b|\bwithin\b|\blie\b", told):  # fmt: skip
        share = prose.value(about["p"]) / 100
        count = next(count for count, part in _RULE.items() if part == share)
        mean, deviation, found = _parameters(question, text, Fraction(2), share)
        found.nothing_else(asked, [found.spans_of(asked), *([about.span()] if told is asked else [])])  # fmt: skip
        return _at(mean, deviation, Fraction(-count if ends[0]["low"] else count))
    return None


def _share(k: int, inner: int = 0) -> Worked:
    """In percent: within k standard deviations, but not within `inner`."""
    part = _RULE[k] - (_RULE[inner] if inner else 0)
    beyond = f" but not within ${inner}$" if inner else ""
    return Worked(
        "empirical rule", rf"P(|X - \mu| < {k}\sigma)", 100 * part,
        (step("Use the empirical rule", rf"About ${brief(100 * part)}\%$ of the values lie within ${k}$ standard deviations of the mean{beyond}."),),
        "Of a normal variable about 68 %, 95 % and 99.7 % lie within one, two and three standard deviations.",
        lambda: abs(normal_area(-k, k) - normal_area(-inner, inner) - answers.number(part)) < mp.mpf("0.006"), "Integrating the density gives this share.",
        skills=_SKILLS,
    )  # fmt: skip


_BLANK = re.compile(r"_{2,}")
_WHICH = re.compile(r"(?i)\b(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th) blank\b")
_NTH = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}


_PLACED = re.compile(r"(?i) ?standard deviations? (?:above|below)")


def _apart(after: str) -> bool:
    """Whether a number of standard deviations belongs before these words."""
    return bool(re.match(r"(?i) ?standard deviations?\b", after))


def _blank(question: str) -> Worked:
    """A sentence about a z-score with words left out; one of them is asked."""
    lines = [line.strip() for line in prose.plain(question).replace("\\_", "_").split("\n") if line.strip()]  # fmt: skip
    line = lines[-1]
    blanks = list(_BLANK.finditer(line))
    nth = _WHICH.search(line)
    at = _NTH[nth["nth"].lower()] if nth else 0
    if not blanks or at >= len(blanks) or (nth is None and len(blanks) > 1):
        raise NotUnderstood("It is not clear which blank is asked.")
    before, after = line[: blanks[at].start()], line[blanks[at].end() :]
    body = [s for s in re.split(r"(?<=[.?!])\s+(?=[A-Z])|\n", "\n".join(lines[:-1])) if not re.search(r"_{2,}|\?$|(?i:\bblanks?\b)", s)]  # fmt: skip
    told = [s for s in re.split(r"(?<=[.?!])\s+(?=[A-Z])", line) if "_" not in s]
    facts = tuple(s for s in (*body, *told) if not re.search(r"(?i)\?$|\bblanks?\b", s))
    xs = {prose.value(m["x"]) for m in _X.finditer(line)} or {prose.value(m["x"]) for s in body for m in _X.finditer(s)}  # fmt: skip
    z_told = _z_told(line)
    z_told = z_told if z_told is not None else _z_told(" ".join(body))
    if z_told is not None and _apart(after) and not _PLACED.match(after):
        return _size_of(z_told)
    read = [*xs, *([z_told] if z_told is not None else [])]
    text = Prose(facts, "What is it?", "", prose.Rounding(), False)
    mean, deviation, _ = _parameters("\n".join(facts), text, *read)
    if len(xs) > 1 or (not xs and z_told is None):
        raise NotUnderstood("It is not clear which value is meant.")
    x = xs.pop() if xs else mean + (z_told or 0) * deviation
    z = (x - mean) / deviation
    if z_told is not None and abs(z - z_told) > Fraction(1, 100):
        raise NotUnderstood("The z-score and the value that are told do not fit together.")
    if _apart(after) and not _PLACED.match(after):
        return _standardized(x, mean, deviation, abs(z))
    if re.search(r"(?i)\bz ?= ?$|\bz-? ?score[^.]* is $", before):
        return _standardized(x, mean, deviation, z)
    if re.search(r"(?i)\bthe mean(?: of| is| =)? ?$", before):
        return Worked(
            "mean", r"\mu", mean, (step("Read the mean", rf"$\mu = {brief(mean)}$"),),
            "A z-score counts from the mean.", lambda: x == mean + z * deviation, "The value lies its z-score's number of standard deviations from this mean.", skills=_SKILLS,
        )  # fmt: skip
    raise NotUnderstood("I do not read what belongs in this blank.")
