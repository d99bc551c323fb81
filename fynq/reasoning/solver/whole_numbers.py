"""Prime factors, greatest common divisors, least common multiples."""

from __future__ import annotations

import math
from functools import reduce

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items
from fynq.reasoning.solved import Result, SolvedProblem
from fynq.reasoning.solver.skills import skills
from fynq.reasoning.solver.writing import display, same, step

MAX_NUMBER = 10**14


def solve(problem: Problem) -> SolvedProblem:
    trees = problem.tree.items if isinstance(problem.tree, Items) else (problem.tree,)
    values = []
    for tree in trees:
        value = exact(tree)
        if value is None or value.denominator != 1 or not 1 < value < MAX_NUMBER:
            raise CannotSolve("I factor whole numbers above 1 with at most 14 digits.")
        values.append(int(value))
    products = [_product(value) for value in values]
    steps = [
        step("Factor into primes", display(f"{value} = {product}"), same(str(value), product))
        for value, product in zip(values, products, strict=True)
    ]
    if problem.task is Task.PRIME_FACTORS:
        final = products[0]
    elif problem.task is Task.DIVISOR:
        final = str(math.gcd(*values))
        steps.append(step("Take what they share", f"Each common prime with its smaller power: {display(final)}"))  # fmt: skip
    else:
        final = str(reduce(math.lcm, values))
        steps.append(
            step("Take all that occurs", f"Each prime with its larger power: {display(final)}")
        )
    return SolvedProblem(
        problem.task,
        show(problem.tree),
        final,
        Result("expression", ((final,),)),
        tuple(steps),
        skills(problem),
        "Write each number as a product of primes.",
    )


def _product(value: int) -> str:
    parts = [f"{prime}^{{{power}}}" if power > 1 else str(prime) for prime, power in sp.factorint(value).items()]  # fmt: skip
    return " \\cdot ".join(parts)
