"""Whole numbers and percentages."""

from __future__ import annotations

from dataclasses import replace

from fynq.reasoning.builders.pieces import NOT_UNDERSTOOD, Builder, Match, one
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import Items, Number, Operation, Percent, Tree, number


def numbers(task: Task) -> Builder:
    def builder(trees: list[Tree], _: Match) -> Problem:
        tree = one(trees)
        items = tree.items if isinstance(tree, Items) else (tree,)
        if not all(isinstance(item, Number) and item.value.denominator == 1 and item.value > 0 for item in items):  # fmt: skip
            raise NotUnderstood("I expected positive whole numbers.")
        if task is not Task.PRIME_FACTORS and len(items) < 2:
            raise NotUnderstood("I expected at least two numbers.")
        return Problem(task, tree)

    return builder


def _rate(tree: Tree, found: Match) -> Tree:
    """'20 percent', '20%', or a part of the whole as in '3/4 of 12'. Raises NotUnderstood for a
    whole number that is neither."""
    if found.get("percent"):
        return tree if isinstance(tree, Percent) else Percent(tree)
    value = exact(tree)
    if value is None or (value.denominator == 1 and not isinstance(tree, Percent)):
        raise NotUnderstood(NOT_UNDERSTOOD)
    return tree


def percent_of(trees: list[Tree], found: Match) -> Problem:
    rate = _rate(trees[0], found)
    return Problem(Task.EVALUATE, Operation("*", rate, trees[1]), concepts=("percentages",))


def what_percent(order: tuple[int, int]) -> Builder:
    def builder(trees: list[Tree], _: Match) -> Problem:
        part, whole = trees[order[0]], trees[order[1]]
        ratio = Operation("*", Operation("/", part, whole), number(100))
        return Problem(Task.EVALUATE, ratio, percent=True, concepts=("percentages",))

    return builder


def percent_change(trees: list[Tree], found: Match) -> Problem:
    if not found["percent"] and not isinstance(trees[1], Percent):
        raise NotUnderstood(NOT_UNDERSTOOD)
    rate = trees[1] if isinstance(trees[1], Percent) else Percent(trees[1])
    op = "+" if found["way"] == "increase" else "-"
    tree = Operation("*", trees[0], Operation(op, number(1), rate))
    return Problem(Task.EVALUATE, tree, concepts=("percentages",))


def whole_of_percent(trees: list[Tree], found: Match) -> Problem:
    rate = _rate(trees[1], found)
    return Problem(Task.EVALUATE, Operation("/", trees[0], rate), concepts=("percentages",))


def in_form(problem: Problem, form: str) -> Problem:
    """A number's value as a 'decimal', a 'fraction' or a 'percentage'."""
    value = exact(problem.tree) if problem.task is Task.EVALUATE else None
    if value is None:
        raise NotUnderstood("I write numbers in another form, and nothing else.")
    if form == "fraction":
        places = next((n for n in range(13) if (value * 10**n).denominator == 1), None)
        if places is None or not isinstance(problem.tree, Number):
            return replace(problem, concepts=("fractions",))
        top = number(int(value * 10**places))
        tree = Operation("/", top, number(10**places))
        return replace(problem, tree=tree, concepts=("fractions", "decimals"))
    if form.startswith("percent"):
        return percent_form(problem)
    places = next((n for n in range(13) if (value * 10**n).denominator == 1), None)
    if places is None and problem.places is None:
        raise NotUnderstood("This decimal does not end. Say to how many places I should round it.")
    return replace(problem, places=problem.places or places, concepts=("decimals",))


def percent_form(problem: Problem) -> Problem:
    tree = Operation("*", problem.tree, number(100))
    return replace(problem, tree=tree, percent=True, concepts=("percentages",))
