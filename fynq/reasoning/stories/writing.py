"""A solved story as steps a teacher writes: name, translate, solve, check, answer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Name, Relation
from fynq.reasoning.solved import Result, SolvedProblem, SolvedStep
from fynq.reasoning.stories.situation import Asked, Rounding, Situation
from fynq.reasoning.stories.solving import Values
from fynq.reasoning.stories.wording import Story


def solved(story: Story, situation: Situation, values: Values) -> SolvedProblem:
    """Raises CannotSolve when an answer cannot be written."""
    from fynq.reasoning.solver.latex import written as latex_of

    several = len(situation.asked) > 1
    finals = [
        answer_text(replace(item, unit="") if several else item, values, story)
        for item in situation.asked
    ]
    final = situation.pattern.format(*finals) if situation.pattern else ", ".join(finals)
    written = {letter: latex_of(value) for letter, value in values.items()}
    meanings = [f"${unknown.letter}$ for {unknown.meaning}" for unknown in situation.unknowns]
    steps = [SolvedStep("Name the unknowns", f"Write {', '.join(meanings)}.")] if meanings else []
    lines = [
        f"{item.words.replace('·', '.')}: $${show(item.relation)}$$"
        for item in situation.translations
    ]
    steps.append(SolvedStep("Translate into equations", "\n".join(lines)))
    if written:
        steps += _worked(situation, written)
        proof = [f"$${_filled(item.relation, written)}$$" for item in situation.translations]
        steps.append(SolvedStep("Check in the story", "Both sides agree in each relation:\n" + "\n".join(proof)))  # fmt: skip
    told = [f"{item.meaning or 'The answer'}: ${text}$" for item, text in zip(situation.asked, finals, strict=True)]  # fmt: skip
    steps.append(SolvedStep("Answer the question", "\n".join(told)))
    asked = ",\\quad ".join(show(item.relation) for item in situation.translations)
    return SolvedProblem(
        task=task_of("stories", situation.kind),
        asked=asked,
        final=final,
        result=Result("values", (tuple(written.values()),), tuple(written)),
        steps=tuple(steps),
        skills=situation.skills,
        concept=situation.concept,
        notes=situation.notes,
    )


def _worked(situation: Situation, written: dict[str, str]) -> list[SolvedStep]:
    """The core's steps for one equation in one unknown; the values alone for a system."""
    from fynq.reasoning.solver.solve import solve
    from fynq.reasoning.understand import understand

    found = ", ".join(f"{letter} = {value}" for letter, value in written.items())
    if len(situation.unknowns) == 1 and len(situation.translations) == 1:
        letter = situation.unknowns[0].letter
        relation = situation.translations[0].relation
        if relation.left == Name(letter):
            return [SolvedStep("Calculate", f"$${found}$$")]
        try:
            core = solve(understand(f"Solve ${show(relation)}$ for ${letter}$"))
        except CannotSolve:
            return [SolvedStep("Solve", f"$${found}$$")]
        return [SolvedStep(step.title, step.text) for step in core.steps]
    return [SolvedStep("Solve the system", f"$${found}$$")]


def _filled(relation: Relation, written: dict[str, str]) -> str:
    from fynq.reasoning.reading.parse import parse
    from fynq.reasoning.reading.substitute import substitute

    own = {letter: parse(value) for letter, value in written.items()}
    return show(substitute(relation, own, {}))


def answer_text(asked: Asked, values: Values, story: Story) -> str:
    """Raises CannotSolve when the value cannot be written as a number or formula."""
    from fynq.reasoning.reading.build import build, symbol
    from fynq.reasoning.solver.latex import written as latex_of

    own = build(asked.what).subs({symbol(letter): value for letter, value in values.items()})
    if asked.head or own.free_symbols:
        return asked.head + latex_of(own)
    if not own.is_real:
        raise CannotSolve("The story has no real answer.")
    if asked.unit == "%":
        own = own * 100
    value = Fraction(int(own.p), int(own.q)) if own.is_Rational else None
    if asked.rounding is not Rounding.NONE:
        import sympy as sp

        whole = sp.ceiling(own) if asked.rounding is Rounding.UP else sp.floor(own)
        return with_unit(str(int(whole)), asked.unit, Fraction(int(whole)))
    places = story.places if story.places is not None else asked.places
    if value is None:
        if places is None:
            return with_unit(latex_of(own), asked.unit, None)
        value = Fraction(str(own.evalf(40)))
        return with_unit(rounded(value, places), asked.unit, value)
    return with_unit(_rational(value, places, asked, story), asked.unit, value)


def _rational(value: Fraction, places: int | None, asked: Asked, story: Story) -> str:
    if story.fraction and value.denominator != 1:
        return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"
    if asked.unit == "dollars" and story.places is None:
        return str(value) if value.denominator == 1 else rounded(value, 2, keep=True)
    exact = _terminating(value)
    if story.places is not None or (exact is None and places is not None):
        return rounded(value, places or 0)
    if exact is not None:
        return exact
    return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


def _terminating(value: Fraction) -> str | None:
    for places in range(7):
        if (value * 10**places).denominator == 1:
            return rounded(value, places)
    return None


def rounded(value: Fraction, places: int, *, keep: bool = False) -> str:
    """Half away from zero; zeros at the end go unless keep."""
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    sign = "-" if value < 0 and whole else ""
    if places == 0:
        return f"{sign}{whole}"
    text = f"{whole // 10**places}.{whole % 10**places:0{places}d}"
    return sign + (text if keep else text.rstrip("0").rstrip("."))


_SINGULAR = {"feet": "foot", "inches": "inch", "celsius": "celsius", "fahrenheit": "fahrenheit"}
_DEGREES = {"celsius": "°C", "fahrenheit": "°F", "degrees": "°"}


def with_unit(number: str, unit: str, value: Fraction | None) -> str:
    """A unit that answers do not carry, 'tickets', is left out."""
    from fynq.reasoning.verification.unit_table import unit as unit_of

    if unit == "dollars":
        return f"-\\${number[1:]}" if number.startswith("-") else f"\\${number}"
    if unit == "%":
        return f"{number}\\%"
    if unit == "degrees":
        return number
    if unit in _DEGREES:
        return f"{number}\\text{{ {_DEGREES[unit]}}}"
    if not unit or unit_of(unit) is None:
        return number
    if number == "1" and " " not in unit and "/" not in unit:
        unit = _SINGULAR.get(unit, unit.removesuffix("s"))
    return f"{number}\\text{{ {unit}}}"
