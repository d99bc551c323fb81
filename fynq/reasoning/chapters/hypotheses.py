"""Tests of one mean or one proportion: estimate, standard error, test statistic, p-value, errors.

Formulas: z = (p′ − p)/√(pq/n), z = (x̄ − μ)/(σ/√n), t = (x̄ − μ)/(s/√n) with n − 1 degrees of
freedom; the power of a test is 1 − β. When no level of significance is told, 5 % is the usual one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, distributions, prose, second_reading
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, Prose, value
from fynq.reasoning.statistics.sampling import Sampling, sampling, story

NAME = "hypotheses"
_SKILLS = ("hypothesis-tests", "statistics")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


_TEST = re.compile(r"(?i)\bhypothes[ie]s\b|\bp-? ?value\b|\btest statistic\b|\bsignificance\b|\btype (?:I|II|1|2)\b|\bH_?\{?[0a]\}?\b|\bpower of (?:the|this) test\b")  # fmt: skip
_TWO = re.compile(r"(?i)\b(?:2|two|both) (?:\w+ )?(?:samples|groups|populations|means|proportions|variances)\b|\bmatched\b|\bpaired\b|\bchi-?square|χ|\bvariances?\b|\bANOVA\b|\bcorrelation\b|\bregression\b|\bgoodness")  # fmt: skip


def _work(question: str) -> Worked:
    text = prose.read(question)
    if not _TEST.search(text.all) or _TWO.search(text.all):
        raise NotUnderstood("No test of one mean or proportion is asked.")
    errors = _errors(text)
    if errors is not None:
        return replace(errors, rounding=text.rounding, skills=_SKILLS)
    found = sampling(text)
    second_reading.insist(story(question), found.named())
    if found.loose:
        raise NotUnderstood(NOT_READ)
    return replace(_asked(text, found), rounding=text.rounding, skills=_SKILLS)


_LEVEL = re.compile(r"(?i)^(?:what is|find|state) (?:the )?(?:(?:preconceived )?(?:level of significance|significance level)|α|alpha)\b[^?]*\??$")  # fmt: skip
_SHARED = re.compile(r"(?i)\bp'|\b(?:sample|estimated) proportion\b|\bpoint estimate\b")
_ERROR = re.compile(r"(?i)\bstandard error\b|\bstandard deviation (?:of|for) (?:p'|x̄|the (?:sample|sampling))")  # fmt: skip
_STATISTIC = re.compile(
    r"(?i)\btest statistic\b|\b[zt]-? ?(?:score|statistic|value)\b|\bwhat is [zt]\b"
)
_P_VALUE = re.compile(r"(?i)\bp-? ?value\b")


def _asked(text: Prose, found: Sampling) -> Worked:
    asked = text.asked.strip()
    if _LEVEL.match(asked):
        told = found.get("significance")
        real = told if told is not None else Fraction(1, 20)
        why = f"The story names it: ${brief(real)}$." if told is not None else f"None is named, so the usual ${brief(real)}$ is taken."  # fmt: skip
        return _plain("level of significance", r"\alpha", real, why, "The level of significance is the chance of rejecting a true null hypothesis.", lambda: 0 < real < Fraction(1, 2))  # fmt: skip
    if re.search(r"(?i)\bdegrees? of freedom\b|\bdf\b", asked):
        if found.get("claimed share", "successes") is not None:
            raise NotUnderstood(NOT_READ)
        n = found.n
        return _plain("degrees of freedom", "n - 1", Fraction(n - 1), f"${n} - 1 = {n - 1}$", "A sample of n data has n − 1 degrees of freedom.", lambda: n > 1)  # fmt: skip
    if _P_VALUE.search(re.sub(r"(?i)\b(?:value )?that helps? determine the p-? ?value", "", asked)):
        return _p_value(_test(found), _tail(text))
    if _STATISTIC.search(asked):
        test = _test(found)
        return _of(test, "test statistic", test.letter, test.statistic)
    if _ERROR.search(asked):
        test = _test(found)
        return _of(test, "standard error", test.formula, test.error)
    if _SHARED.search(asked):
        x, n = found.need("successes"), found.n
        real = x / n
        return replace(_plain("sample proportion", "p'", real, rf"$p' = \frac{{{brief(x)}}}{{{n}}} = {brief(real)}$", "The estimate of a proportion is the share in the sample.", lambda: real * n == x), exact=answers.terminating(real, 4) is None)  # fmt: skip
    raise NotUnderstood("It is not clear what of the test is asked.")


def _plain(what: str, symbol: str, real: Any, line: str, concept: str, holds: Callable[[], bool]) -> Worked:  # fmt: skip
    return Worked(what, symbol, real, (step(f"Find the {what}", line),), concept, holds, "Going back gives the numbers of the story.")  # fmt: skip


@dataclass(frozen=True)
class _Test:
    """statistic = (estimate − claimed)/error. below and area: of its distribution, in closed form
    and by integration."""

    letter: str
    estimate: Any
    claimed: Fraction
    error: Any
    formula: str
    below: Callable[[Any], Any]
    area: Callable[[Any, Any], Any]

    @property
    def statistic(self) -> Any:
        if isinstance(self.estimate, Fraction) and isinstance(self.error, Fraction):
            return (self.estimate - self.claimed) / self.error
        return (number(self.estimate) - number(self.claimed)) / number(self.error)


def _test(found: Sampling) -> _Test:
    """Raises NotUnderstood."""
    n = found.n
    if "claimed share" in found.roles:
        p = found.need("claimed share")
        x = found.get("successes")
        estimate = x / n if x is not None else found.need("sample share")
        if not 0 < p < 1 or n * p <= 5 or n * (1 - p) <= 5:
            raise NotUnderstood("The sample is too small for the normal approximation.")
        return _Test("z", estimate, p, mp.sqrt(number(p * (1 - p) / n)), r"\sqrt{\frac{pq}{n}}", distributions.normal_below, distributions.normal_area)  # fmt: skip
    claimed, mean = found.need("claimed mean"), found.need("sample mean")
    sigma, s = found.get("deviation"), found.sample_deviation
    if (sigma is None) == (s is None):
        raise NotUnderstood("It is not clear whose standard deviation is told.")
    if sigma is not None:
        return _Test("z", mean, claimed, answers.over_root(sigma, n), r"\frac{\sigma}{\sqrt{n}}", distributions.normal_below, distributions.normal_area)  # fmt: skip
    df = n - 1
    return _Test("t", mean, claimed, answers.over_root(s or Fraction(0), n), r"\frac{s}{\sqrt{n}}", lambda t: distributions.t_below(t, df), lambda a, b: distributions.t_area(a, b, df))  # fmt: skip


def _steps(test: _Test) -> tuple[Any, ...]:
    return (
        step("Find the standard error", f"${test.formula} = {brief(test.error)}$"),
        step("Standardize", rf"${test.letter} = \frac{{{brief(test.estimate)} - {answers.bracketed(test.claimed)}}}{{{brief(test.error)}}} = {brief(test.statistic)}$"),
    )  # fmt: skip


def _of(test: _Test, what: str, symbol: str, real: Any) -> Worked:
    return Worked(
        what, symbol, real, _steps(test)[: 1 if what == "standard error" else 2],
        "A test statistic counts standard errors from the claimed value to the estimate.",
        lambda: close(number(test.claimed) + number(test.statistic) * number(test.error), test.estimate),
        "Going that many standard errors from the claimed value gives the estimate.",
    )  # fmt: skip


def _p_value(test: _Test, tail: str) -> Worked:
    z = number(test.statistic)
    if tail == "left":
        real, ends, line = test.below(z), (None, z), rf"P({test.letter} < {brief(z)})"
    elif tail == "right":
        real, ends, line = 1 - test.below(z), (z, None), rf"P({test.letter} > {brief(z)})"
    else:
        real, ends, line = 2 * test.below(-abs(z)), (None, -abs(z)), rf"2 \cdot P({test.letter} < {brief(-abs(z))})"  # fmt: skip
    times = 2 if tail == "two" else 1
    return Worked(
        "p-value", r"p\text{-value}", real,
        (*_steps(test), step("Take the tail", f"The test is {tail}-{'sided' if tail == 'two' else 'tailed'}: ${line} = {brief(real)}$")),
        "The p-value is the chance of a result at least as far out, if the null hypothesis is true.",
        lambda: close(times * test.area(*ends), real, "1e-8"), "Integrating the density over the tail gives the same.",
    )  # fmt: skip


_ALTERNATIVE = re.compile(rf"H_?\{{?a\}}?:? ?(?:μ|p|x̄)\w* ?(?P<o>≠|<|>) ?{NUMBER}")
_CLAIM = re.compile(r"(?i)\bbeliev|\bclaim|\bsuspect|\bthink|\bthought|\btest(?:s|ing)? (?:the|that|to|whether|if)|\bhypothes|\bdetermine\b|\bwhether\b|\bshow that\b|\bevidence\b|\breason to\b|\bwonder")  # fmt: skip
_NULL = re.compile(r"(?i)\b(?:at least|no less than|not less than)\b|\b(?:at most|no more than|not more than)\b")  # fmt: skip
_THAN = rf"than (?:[a-z]+ ){{0,3}}?(?:{NUMBER}|the (?:claimed|national|stated|reported|usual)\b)"
_SIDES = {
    "two": re.compile(r"(?i)\b(?:is|are|was|were) not(?! (?:more|less|higher|lower|greater))\b|\bdifferent\b|\bdiffers?\b|\bnot equal\b|\bhas changed\b|\bnot the same\b"),
    "right": re.compile(rf"(?i)(?<!no )(?<!not )\b(?:more|greater|higher|larger|longer|older|heavier|taller) {_THAN}|\bexceeds?\b|\bincreased?\b|\b(?:is|are|has become) (?:higher|greater|larger)\b(?! than)"),
    "left": re.compile(rf"(?i)(?<!no )(?<!not )\b(?:less|fewer|lower|smaller|shorter|younger|lighter) {_THAN}|\bdecreased?\b|\b(?:is|are|has become) (?:lower|less|smaller)\b(?! than)"),
}  # fmt: skip


def _tail(text: Prose) -> str:
    """'left', 'right' or 'two'. Raises NotUnderstood unless the story's claims say one."""
    told = {match["o"] for match in _ALTERNATIVE.finditer(text.all)}
    if len(told) == 1:
        return {"≠": "two", "<": "left", ">": "right"}[told.pop()]
    sides: set[str] = set()
    for sentence in (*text.given, text.asked):
        if not _CLAIM.search(sentence):
            continue
        if _NULL.search(sentence):
            raise NotUnderstood("It is not clear which hypothesis is tested.")
        sides |= {side for side, pattern in _SIDES.items() if pattern.search(sentence)}
    if len(sides) != 1:
        raise NotUnderstood("It is not clear in which direction the test goes.")
    return sides.pop()


_STATEMENT = re.compile(
    r"(?i)\bnull hypothesis,?(?: ?H_?\{?0\}?,?)?(?: is)?:? (?:that )?(?P<said>[^.:]+)\."
)
_CHANCE = re.compile(rf"(?i)\bprobability that (?P<said>[^,.]+), (?:but|and|yet)\b[^.]*?\b(?:is|=) (?P<p>{NUMBER})")  # fmt: skip
_NAMED = re.compile(r"(?i)\b(?P<which>type (?:II?|[12]) error|α|β|alpha|beta)\b[^.;\d]{0,40}?(?:is|=|of) ?(?P<p>0?\.\d+)")  # fmt: skip
_WANTED = re.compile(
    r"(?i)\bpower\b|\btype (?P<which>II?|[12]) error\b|\b(?P<sign>α|β|alpha|beta)\b"
)


def _errors(text: Prose) -> Worked | None:
    """The chance of an error, or the power, from the chances that the story tells."""
    wanted = _WANTED.search(text.asked)
    if wanted is None or _LEVEL.match(text.asked.strip()):
        return None
    chances: dict[str, Fraction] = {}
    statement = _STATEMENT.search(text.facts)
    for match in _CHANCE.finditer(text.facts):
        if statement is None or _words(match["said"]) != _words(statement["said"]):
            return None
        same = _negated(match["said"]) == _negated(statement["said"])
        chances["α" if same else "β"] = value(match["p"])
    for match in _NAMED.finditer(text.facts + " " + text.asked):
        kind = match["which"].lower()
        chances["β" if re.search(r"ii|2|β|beta", kind) else "α"] = value(match["p"])
    if re.search(r"(?i)\bpower\b", wanted[0]):
        symbol, beta = r"1 - \beta", chances.get("β")
        real = None if beta is None else 1 - beta
    else:
        kind = (wanted["which"] or wanted["sign"]).lower()
        letter = "β" if kind in ("ii", "2", "β", "beta") else "α"
        symbol, real = r"\beta" if letter == "β" else r"\alpha", chances.get(letter)
    if real is None or not 0 <= real <= 1:
        return None
    return _plain(
        "chance", symbol, real, f"${symbol} = {brief(real)}$",
        "A type I error rejects a true null hypothesis, with chance α; a type II error keeps a false one, with chance β; the power is 1 − β.",
        lambda: real in chances.values() or 1 - real in chances.values(),
    )  # fmt: skip


_HELPING = frozenset({"does", "do", "did", "not", "the", "a", "an", "is", "are", "in", "fact", "actually"})  # fmt: skip


def _words(said: str) -> frozenset[str]:
    said = re.sub(r"(?i)n't\b", " not", said)
    return frozenset(word.rstrip("s") for word in re.findall(r"[a-z]+", said.lower()) if word not in _HELPING)  # fmt: skip


def _negated(said: str) -> bool:
    return bool(re.search(r"(?i)\bnot\b|n't\b|\bno\b", said))
