"""The units of a worked solution: carried through line by line, and held against what was asked.

A wrong unit is a mistake for certain, where it is read for certain; what is not is left open. That
the units agree does not tell whether the right things were calculated.
"""

from __future__ import annotations

from collections.abc import Sequence

from fynq.reasoning.verification.quantities.amount import Amount
from fynq.reasoning.verification.quantities.asked import Asked, asked_of
from fynq.reasoning.verification.quantities.context import Context, context_of
from fynq.reasoning.verification.quantities.kinds import called
from fynq.reasoning.verification.quantities.lines import Judged, judged_lines, side_after
from fynq.reasoning.verification.quantities.text import Kind, normalised, tokens
from fynq.reasoning.verification.units_checked import NO_UNITS, Units

MOST_FINAL = 400


def check_units(question: str, steps: Sequence[str], final: str) -> Units:
    """Never raises for what it cannot read; that stays open."""
    context = context_of(question, steps)
    if not context.evidence:
        return NO_UNITS
    judged = list(judged_lines(steps, context.variables, context.scaled))
    kept = list({(each.line.step, each.line.shown): each for each in judged}.values())
    results = _final(final, context)
    return Units(
        tuple(each.line for each in kept),
        _objection(asked_of(question, context), results, kept, final),
        _is_last(kept, results),
    )


def _final(final: str, context: Context) -> list[Amount]:
    """Readings of the final result; [] where it is not one quantity."""
    found = tokens(normalised(final[:MOST_FINAL]))
    while found and found[-1].kind is Kind.STOP:
        found.pop()
    equals = [at for at, token in enumerate(found) if token.kind is Kind.EQUAL]
    side = side_after(found[equals[-1] + 1 if equals else 0 :], context.variables)
    if side is None or side[2]:
        return []
    rest = found[found.index(side[1][-1]) + 1 :]
    if any(token.kind in {Kind.NUMBER, Kind.UNIT, Kind.OTHER} for token in rest):
        return []
    return side[0] if all(each.single for each in side[0]) else []


def _is_last(judged: Sequence[Judged], results: Sequence[Amount]) -> bool | None:
    if not judged or not results:
        return None
    return any(_same(each, own) for each in judged[-1].results for own in results)


def _same(line: Amount, final: Amount) -> bool:
    if not final.has_unit:
        return abs(line.number - final.number) <= 1e-9 * abs(line.number)
    gap = abs(line.value - final.value)
    rounded = final.digit * final.unit
    return line.dimension == final.dimension and gap <= max(rounded, 1e-9 * abs(line.value))


def _objection(
    asked: Asked, results: Sequence[Amount], judged: Sequence[Judged], final: str
) -> str:
    unlike = _unlike_the_working(results, judged)
    if unlike or not results or not asked:
        return unlike
    bare = [each for each in results if not each.has_unit]
    if bare:
        return _of_bare_number(asked, bare[0], judged)
    if any(asked.accepts(each) for each in results):
        return ""
    if any(asked.accepts_dimension(each.dimension) for each in results):
        return f"The question asks for the result in {asked.unit}, so convert it."
    if any(asked.unsure_of(each) for each in results):
        return ""
    return f"The question asks for {asked.told}, and this is {called(results[0].dimension)}."


def _unlike_the_working(results: Sequence[Amount], judged: Sequence[Judged]) -> str:
    """'0.15 mol' at the end of the working, and '0.15 g' as the result."""
    last = judged[-1] if judged else None
    if last is None or last.line.holds is not True or not results:
        return ""
    alike = all(
        one.has_unit and other.has_unit and other.single and one.number == other.number
        for one in results
        for other in last.results
    )
    found = any(_same(other, one) for one in results for each in judged for other in each.results)
    return (
        "" if found or not alike else f"The working ends with {last.line.shown}, in another unit."
    )


def _of_bare_number(asked: Asked, result: Amount, judged: Sequence[Judged]) -> str:
    """A bare number counts as in the unit asked for, unless the working has it in another one."""
    if not asked.unit or not judged or judged[-1].line.holds is not True:
        return ""
    last = judged[-1].results
    same = [each for each in last if each.has_unit and each.single and each.number == result.number]
    if not same or len(same) < len(last) or any(asked.accepts(each) for each in same):
        return ""
    if not any(asked.accepts_dimension(each.dimension) for each in same):
        return ""
    return f"The number is in another unit; the question asks for the result in {asked.unit}, so convert it."
