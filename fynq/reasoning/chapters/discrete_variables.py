"""Binomial, geometric, hypergeometric and Poisson variables: which law a story describes, its
parameters, moments and probabilities."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance import rates, second_reading, settings, variables
from fynq.reasoning.chance.asked import require_chance
from fynq.reasoning.chance.variables import Variable
from fynq.reasoning.chance.wording import content
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, events, prose
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.events import Bounds
from fynq.reasoning.statistics.prose import Prose, Rounding, loose_numbers

NAME = "discrete_variables"
_MOMENT = re.compile(
    r"(?i)\b(?P<what>expected (?:value|number)|mean|average|long[- ]term average|variance|standard deviation|μ|σ²|σ)\b|\bhow many\b.*\b(?P<expect>expect(?:ed)?|on average)\b"
)
_SPREADS = {"variance": "variance", "σ²": "variance", "standard deviation": "deviation", "σ": "deviation"}  # fmt: skip
_GROUP = re.compile(r"(?i)\b(?:size of the group of interest|how many (?:\w+ )?(?:are|is) in the group of interest|size of the 1st group|size of the first group)\b")  # fmt: skip
_SECOND = re.compile(r"(?i)\bsize of the (?:2nd|second|other) group\b|\bhow many (?:\w+ )?(?:are|is) in the (?:2nd|second|other) group\b")  # fmt: skip
_WISH = re.compile(r"(?i)\bwants? to (?:know|find)\b|\binterested in (?:finding|determining|knowing)\b|\bwould like to (?:know|find)\b")  # fmt: skip
_SAMPLE = re.compile(r"(?i)\b(?:size of the sample|sample size|how many (?:\w+ )?(?:are|is) in the sample)\b")  # fmt: skip
_PARAMETER = re.compile(r"(?i)\b(?:what is|find|what's|value of|state|determine)(?: the)?(?: value)?(?: of)? (?P<name>[npq])\b(?: ?=| ?\?|$)|^(?P<alone>[npq]) ?= ?_*\??$|\bprobability of (?:a )?(?P<word>success|failure)\b")  # fmt: skip
_PROBABILITY = re.compile(r"(?i)\bprobability\b|\bchances?\b|\bhow likely\b|\bP ?\(")
_EXACT = re.compile(r"(?P<a>\d+) (?:times|\"?successes\"?|of (?:them|the|these|those)\b)|\b(?P<once>once|twice)\b", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """asked: the asking sentence without the numbers that belong to the law. size: of the sample;
    group: of those that are counted."""

    variable: Variable
    asked: str
    size: int | None = None
    group: int | None = None
    whole: int | None = None
    p: Fraction | None = None
    p_success: Fraction | None = None


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood; CannotSolve when the numbers describe no such variable."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


_TOLD_DRAW = re.compile(r"(?i)\b(?:the )?(?:first|second|third|last|next|other)(?: [a-z]+)? (?:is|was|turns out|shows?|showed|lands?|landed)\b|\b(?:1|one|none|some) of (?:them|these) (?:is|was|are)\b")  # fmt: skip
"""How a trial ended, told beside the setting."""


def _work(question: str) -> Worked:
    require_chance(question)
    text = prose.read(re.sub(r"\\frac\{([a-z]+)\}\{([a-z]+)\}", r"\1 or \2", question))
    worked = _column(text) or _asked(text, question)
    places = text.rounding.places
    if places is not None and worked.value and not float(answers.rounded(worked.value, places)):
        told = f"To ${places}$ decimal places this is ${answers.rounded(worked.value, places)}$."
        return replace(worked, rounding=Rounding(significant=2), notes=(told,))
    return replace(worked, rounding=text.rounding)


def _column(text: Prose) -> Worked | None:
    """'What does the column P(x) add up to?'"""
    if not re.fullmatch(r"(?i)what (?:does|do|should|must) the (?:column|probabilities|values)(?: of| in(?: the column)?)? ?\"?(?:P\((?:x|X ?= ?x)\))?\"? ?(?:column )?(?:sum|add)(?: up)? to\?", text.asked):  # fmt: skip
        return None
    one = Fraction(1)
    return Worked(
        "sum", r"\sum P(x)", one, (step("Add all probabilities", r"$\sum P(x) = 1$: one of the values always occurs."),),
        "The probabilities of all values of a discrete random variable add up to 1.",
        lambda: variables.binomial(3, Fraction(1, 3)).between(0, 3) == one, "The probabilities of an example were added.",
        skills=("random-variables", "probability"),
    )  # fmt: skip


def _asked(text: Prose, question: str) -> Worked:
    if text.figure or re.search(r"(?i)\bnormal|\buniform|\bexponential|\bunless\b|\bexcept\b", text.all):  # fmt: skip
        raise NotUnderstood("I do not read this condition.")
    if re.search(r"(?i)\bgiven that\b|\bconditional", text.asked):
        raise NotUnderstood("I do not read this condition.")
    if any(map(_TOLD_DRAW.search, text.given)):
        raise NotUnderstood("It is told how a trial ended.")
    made = _setting(text)
    asked = made.asked
    parameter = _PARAMETER.search(text.asked)
    if _GROUP.search(asked) and made.group is not None:
        return _told("group of interest", "r", Fraction(made.group), made)
    if _SECOND.search(asked) and made.group is not None and made.whole is not None:
        return _told("second group", "b", Fraction(made.whole - made.group), made)
    if _SAMPLE.search(asked) and made.size is not None:
        return _told("sample size", "n", Fraction(made.size), made)
    if parameter is not None and made.p is not None:
        name = parameter["name"] or parameter["alone"] or ("p" if parameter["word"].lower() == "success" else "q")  # fmt: skip
        if name == "n":
            if made.size is None:
                raise NotUnderstood("It is not told how many trials there are.")
            return _told("trials", "n", Fraction(made.size), made)
        return _told("chance", name, made.p if name == "p" else 1 - made.p, made)
    within = _bounds(asked, made) if _PROBABILITY.search(asked) else None
    if made.p is not None:
        ends = {end for end in (within.low, within.high) if end is not None} if within else set()
        second_reading.insist_on_trials(question, made.p, made.size, ends)
    if within is not None:
        return _area(made.variable, within)
    if made.variable.law == "poisson" and re.match(r"(?i)how many\b", asked):
        return _moment(made.variable, "mean")
    moment = _MOMENT.search(asked)
    if moment is None or settings.unread(asked):
        raise NotUnderstood("I cannot tell what is asked of the variable.")
    if len({_SPREADS.get((found["what"] or "").lower(), "mean") for found in _MOMENT.finditer(asked)}) > 1:  # fmt: skip
        raise NotUnderstood("I read one question at a time.")
    what = (moment["what"] or "mean").lower()
    return _moment(made.variable, what)


# --- which law ---


def _setting(text: Prose) -> Setting:
    everything = text.facts + " " + text.asked
    law = settings.law_named(everything)
    told = settings.parameters(text.facts, law) if law else None
    if told is not None:
        return Setting(told, text.asked)
    whole = re.match(r"(?i)^(?P<law>for an? [^,]*), (?P<rest>.*)$", text.asked)
    told = settings.parameters(whole["law"], law) if law and whole and not text.given else None
    if told is not None and whole is not None:
        return Setting(told, whole["rest"])
    if re.search(r"(?i)\baverage|\bmean\b|\bexpect|\babout \d|\bapproximately \d", text.facts) and law in ("", "poisson"):  # fmt: skip
        made = _by_rate(text)
        if made is not None:
            return made
    variable = settings.symbol(everything)
    if variable is not None:
        values = {variable.mean, *settings.symbol_values(everything)}
        beside = settings.unread(settings.SYMBOL.sub(" ", text.facts))
        if any(prose.value(number) not in values for number in beside):
            raise NotUnderstood("Numbers are told beside the law.")
        return Setting(variable, settings.SYMBOL.sub(" ", text.asked))
    if re.search(r"\d%|\d\.\d|\b\.\d|\d/\d|\bguess", everything):
        return _by_trials(text, law)
    return _by_groups(text, law)


def _by_rate(text: Prose) -> Setting | None:
    try:
        told, left = rates.rate([sentence for sentence in text.given if not _WISH.search(sentence)])
    except NotUnderstood:
        return None
    span, unit, asked = rates.span_asked(text.asked, told, left)
    mean = told.in_span(span, unit)
    return Setting(variables.poisson(mean), asked)


def _by_trials(text: Prose, law: str) -> Setting:
    until = law == "geometric" or bool(settings.UNTIL.search(text.facts + " " + text.asked))
    if settings.BEFORE.search(text.facts + " " + text.asked):
        raise NotUnderstood("It is open whether the last trial counts.")
    if law not in ("", "geometric" if until else "binomial", "poisson"):
        raise NotUnderstood("The story does not fit the law that is named.")
    what = settings.defined([*text.given, text.asked])
    found, asked = settings.trials(text.given, text.asked, until)
    counted = what if what and not _PROBABILITY.search(text.asked) else asked
    p = settings.counted(found, _event_words(counted), content(text.facts)) if not _PARAMETER.search(text.asked) else found.p  # fmt: skip
    if law == "poisson":
        if found.n is None:
            raise NotUnderstood("The story does not fit the law that is named.")
        return Setting(variables.poisson(found.n * p), asked, size=found.n)
    variable = variables.geometric(p) if found.n is None else variables.binomial(found.n, p)
    return Setting(variable, asked, size=found.n, p=p)


def _event_words(text: str) -> str:
    return re.sub(r"(?i)\b(?:at least|at most|no more than|no fewer than|not more than|none|no)\b", " ", text)  # fmt: skip


def _by_groups(text: Prose, law: str) -> Setting:
    if law not in ("", "hypergeometric"):
        raise NotUnderstood("The story does not fit the law that is named.")
    if re.search(r"(?i)(?<!without )\breplac|\b(?:put|puts|placed|returned|returns|goes) (?:\w+ )?back\b", re.sub(r"(?i)\b(?:not|never|n't) (?:be )?replaced\b", " ", text.all)):  # fmt: skip
        raise NotUnderstood("What is drawn goes back.")
    people, n, asked = settings.groups(text.given, text.asked)
    what = settings.defined([*text.given, text.asked])
    wanted = re.search(r"(?im)\bprobability that,? (?P<what>.+?)[.?]?$", text.facts)  # fmt: skip
    phrase = what or (wanted["what"] if wanted else "") or text.asked
    group = settings.of_interest(people, _described(phrase))
    whole = int(people.size(people.whole))
    return Setting(
        variables.hypergeometric(group, whole - group, n), asked, size=n, group=group, whole=whole
    )


def _described(phrase: str) -> str:
    """The group in a phrase, without how many of it are asked for."""
    phrase = re.sub(r"(?i)^.*\b(?:probability|chance) (?:that|of)\b", " ", phrase)
    return re.sub(
        r"\d+|(?i:\b(?:at least|at most|exactly|(?:no|not) (?:more|fewer|less) than|more than|fewer than|less than)\b)",
        " ",
        phrase,
    )


# --- what is asked ---


def _told(what: str, symbol: str, real: Fraction, made: Setting) -> Worked:
    return Worked(
        what, symbol, real, (step("Read it from the story", f"${symbol} = {brief(real)}$, so ${made.variable.told}$."),),
        "A distribution is fixed by its parameters, which the story tells.",
        lambda: close(made.variable.moments_again()[0], made.variable.mean, "1e-6"), "The distribution with these parameters has the mean that they give.",
        skills=("random-variables", "probability"),
    )  # fmt: skip


def _bounds(asked: str, made: Setting) -> Bounds:
    """The number of successes that is asked about. Raises NotUnderstood."""
    said = re.sub(r"(?i)\btwice\b", "2 times", re.sub(r"(?i)\bonce\b", "1 time", asked))
    if re.search(r"(?i)\b(?:between|from) \d", said) and not re.search(r"(?i)\binclusive", said):
        raise NotUnderstood("It is open whether the ends count.")
    if re.search(r"(?i)\b(?:all|each|every) (?:\d+ )?(?:of (?:them|the|these))?", said) and made.size is not None and not re.search(r"(?i)\bat (?:least|most)\b|\bx\b", said):  # fmt: skip
        if any(int(float(text)) != made.size for text in loose_numbers(said)):
            raise NotUnderstood("I cannot tell between which values the probability is asked.")
        return Bounds(Fraction(made.size), Fraction(made.size), exactly=True)
    if made.size == 2 and re.search(r"(?i)\bboth\b", said) and not loose_numbers(said):
        return Bounds(Fraction(2), Fraction(2), exactly=True)
    if re.search(
        r"(?i)\b(?:none|no 1|zero|no (?!more|fewer|less)[a-z]+)\b", said
    ) and not re.search(r"\d", said):
        return Bounds(Fraction(0), Fraction(0), exactly=True)
    try:
        found = events.bounds(said)
        left = prose.without(said, [found.span])
        left = re.sub(r"P ?\([^)]*\)", " ", left)
        if loose_numbers(left):
            raise NotUnderstood("More than one range of values is named.")
        return found
    except NotUnderstood:
        numbers = [text for text in loose_numbers(said) if text.isdigit()] or re.findall(r"(?<![\w.])\d+(?![\w.%])", said)  # fmt: skip
        if len(numbers) != 1 or re.search(r"(?i)\b(?:at|than|over|under|least|most|fewer|less|more than|between|or more|or less|up to|other than|except)\b (?=\d)|[≠<>≤≥]|\d+ or (?:more|less|fewer)", said):  # fmt: skip
            raise
        k = Fraction(int(numbers[0]))
        return Bounds(k, k, exactly=True)


def _area(v: Variable, within: Bounds) -> Worked:
    low, high = within.low, within.high
    if any(end is not None and end.denominator != 1 for end in (low, high)):
        raise NotUnderstood("A count is a whole number.")
    first = None if low is None else int(low) + within.low_strict
    last = None if high is None else int(high) - within.high_strict
    if v.most is not None and ((first or 0) > v.most or (last is not None and last > v.most)):
        raise CannotSolve("There are not so many trials.")
    found = v.between(first, last)
    event = within.told("X")
    steps = [step("Write the distribution", f"${v.told}$")]
    if within.exactly and first is not None:
        steps.append(step("Use the formula", rf"$P({event}) = {v.chance_rule(first)} = {brief(found)}$"))  # fmt: skip
    elif high is None and first is not None:
        steps.append(step("Use the complement", rf"$P({event}) = 1 - P(X \le {first - 1}) = {brief(found)}$"))  # fmt: skip
    else:
        steps.append(step("Add the probabilities", rf"$P({event}) = \sum P(X = k) = {brief(found)}$"))  # fmt: skip
    short = isinstance(found, Fraction) and found.denominator <= 1000 and v.law == "hypergeometric"
    return Worked(
        "probability", f"P({event})", found, tuple(steps),
        f"The number of successes has a {v.law} distribution.",
        lambda: close(v.between_again(first, last), found, "1e-9"), "Adding the probabilities, each found step by step, gives the same.",
        exact=short,
        skills=("random-variables", "probability"),
    )  # fmt: skip


def _moment(v: Variable, what: str) -> Worked:
    steps = [step("Write the distribution", f"${v.told}$")]
    if what in ("variance", "σ²"):
        name, symbol, real = "variance", r"\sigma^2", v.variance
        steps.append(step("Use the formula", f"${v.variance_rule} = {brief(real)}$"))
    elif what in ("standard deviation", "σ"):
        name, symbol, real = "standard deviation", r"\sigma", mp.sqrt(number(v.variance))
        steps += [step("Find the variance", f"${v.variance_rule} = {brief(v.variance)}$"), step("Take the root", rf"$\sigma = {brief(real)}$")]  # fmt: skip
    else:
        name, symbol, real = "mean", r"\mu", v.mean
        steps.append(step("Use the formula", f"${v.mean_rule} = {brief(real)}$"))

    def holds() -> bool:
        mean, variance = v.moments_again()
        second = mp.sqrt(variance) if name == "standard deviation" else variance
        return close(mean if name == "mean" else second, real, "1e-8")

    return Worked(
        name, symbol, real, tuple(steps), f"The {name} follows from the parameters of the distribution.",
        holds, f"The sum over all values gives the same {name}.",
        skills=("random-variables", "probability"),
    )  # fmt: skip
