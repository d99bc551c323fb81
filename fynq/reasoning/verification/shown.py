"""The answer's one line, put together again from the structured result.

The check compares it with what the student will see, so a right result cannot carry a wrong line.
"""

from __future__ import annotations

from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Integral, Name
from fynq.reasoning.solved import Result


def shown(problem: Problem, result: Result) -> str:
    match result.form:
        case "none":
            return _nothing(problem)
        case "all":
            return "\\text{all real numbers}"
        case "undefined":
            return "\\text{does not exist}"
        case "roots":
            variable = show(Name(problem.variables[0]))
            return " \\text{ or } ".join(f"{variable} = {row[0]}" for row in result.values)
        case "system":
            names = [show(Name(name)) for name in problem.variables]
            rows = (",\\; ".join(f"{n} = {v}" for n, v in zip(names, row, strict=True)) for row in result.values)  # fmt: skip
            return " \\text{ or } ".join(rows)
        case "values":
            return _eigenvalues(result)
        case "matrix":
            body = "\\\\".join(" & ".join(row) for row in result.values)
            return f"\\begin{{pmatrix}}{body}\\end{{pmatrix}}"
        case "interval":
            return _interval(problem, result)
    text = result.values[0][0]
    if problem.percent:
        return text + "\\%"
    if isinstance(problem.tree, Integral) and problem.tree.low is None:
        return text + " + C"
    return text


def _nothing(problem: Problem) -> str:
    if problem.task is Task.INVERSE:
        return "\\text{no inverse}"
    return "\\text{no solution}"


def _eigenvalues(result: Result) -> str:
    if len(result.values) == 1:
        return f"\\lambda = {result.values[0][0]}"
    return ",\\; ".join(f"\\lambda_{{{i}}} = {row[0]}" for i, row in enumerate(result.values, 1))


def _interval(problem: Problem, result: Result) -> str:
    x = show(Name(problem.variables[0]))
    parts = []
    for low, high, left, right in result.values:
        below = "<" if left == "(" else "\\le"
        above = "<" if right == ")" else "\\le"
        if low == "-\\infty" and high == "\\infty":
            return "\\text{all real numbers}"
        if low == high:
            parts.append(f"{x} = {low}")
        elif low == "-\\infty":
            parts.append(f"{x} {above} {high}")
        elif high == "\\infty":
            parts.append(f"{x} {'>' if left == '(' else chr(92) + 'ge'} {low}")
        else:
            parts.append(f"{low} {below} {x} {above} {high}")
    return " \\text{ or } ".join(parts)
