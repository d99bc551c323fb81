"""Which skills of the graph a problem exercises."""

from __future__ import annotations

from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.names import TRIGONOMETRIC
from fynq.reasoning.reading.tree import Call, Constant, Number, Operation, Percent, Tree, walk


def content(tree: Tree) -> tuple[str, ...]:
    """Skills that the notation itself shows."""
    found: list[str] = []
    for node in walk(tree):
        match node:
            case Call("sqrt" | "root"):
                found.append("radicals")
            case Call("ln" | "log"):
                found.append("logarithms")
            case Call("abs"):
                found.append("absolute-value")
            case Call("exp") | Operation("^", Constant("e")):
                found.append("exponential-functions")
            case Call(name) if name in TRIGONOMETRIC or name in ("asin", "acos", "atan"):
                found.append("trigonometry")
            case Percent():
                found.append("percentages")
            case Constant("i"):
                found.append("complex-numbers")
            case Number(_, decimals) if decimals is not None:
                found.append("decimals")
    return tuple(dict.fromkeys(found))


def arithmetic(problem: Problem) -> tuple[str, ...]:
    tree = problem.tree
    operations = [node for node in walk(tree) if isinstance(node, Operation)]
    found = [*problem.concepts, *content(tree)]
    if any(node.op == "/" for node in operations):
        found.append("fractions")
    if any(node.op == "^" for node in operations):
        found.append("exponents")
    if len({node.op for node in operations}) > 1:
        found.append("order-of-operations")
    return tuple(dict.fromkeys([*found, "arithmetic"]))[:4]


BY_TASK: dict[Task, tuple[str, ...]] = {
    Task.SIMPLIFY: ("algebraic-expressions",),
    Task.EXPAND: ("polynomials", "algebraic-expressions"),
    Task.FACTOR: ("factoring", "polynomials"),
    Task.SYSTEM: ("systems-of-linear-equations",),
    Task.INEQUALITY: ("linear-inequalities",),
    Task.DIFFERENTIATE: ("derivatives",),
    Task.INTEGRATE: ("integrals",),
    Task.LIMIT: ("limits",),
    Task.DETERMINANT: ("determinants", "matrices"),
    Task.INVERSE: ("matrices", "determinants"),
    Task.TRANSPOSE: ("matrices",),
    Task.EIGENVALUES: ("eigenvalues", "matrices", "determinants"),
    Task.RANK: ("matrices",),
    Task.MATRIX: ("matrices",),
    Task.PRIME_FACTORS: ("factors-and-multiples",),
    Task.DIVISOR: ("factors-and-multiples",),
    Task.MULTIPLE: ("factors-and-multiples",),
}


def skills(problem: Problem, *more: str) -> tuple[str, ...]:
    own = BY_TASK.get(problem.task, ())
    return tuple(dict.fromkeys([*more, *own, *problem.concepts, *content(problem.tree)]))[:5]
