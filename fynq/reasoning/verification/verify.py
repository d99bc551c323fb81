"""Does a solution answer what was asked? Every check starts again from the question's own tree.

No check uses SymPy: values come from mpmath and from fractions in plain Python, and the answer is
read back from the LaTeX that the student will see.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Relation, names_in
from fynq.reasoning.solved import Claim, Report, Result, SolvedProblem
from fynq.reasoning.verification import analysis, equations, expressions, intervals, matrices
from fynq.reasoning.verification.points import DIGITS, close, points
from fynq.reasoning.verification.shown import shown
from fynq.reasoning.verification.witnesses import Checked, Disagreement

Check = Callable[[Problem, Result, str], Checked]

_BY_TASK: Mapping[Task, Check] = {
    Task.EVALUATE: expressions.check_value,
    Task.SIMPLIFY: expressions.check_simplified,
    Task.EXPAND: expressions.check_expanded,
    Task.FACTOR: expressions.check_factored,
    Task.SOLVE: equations.check_roots,
    Task.SYSTEM: equations.check_system,
    Task.INEQUALITY: intervals.check_inequality,
    Task.DIFFERENTIATE: analysis.check_derivative,
    Task.INTEGRATE: analysis.check_integral,
    Task.LIMIT: analysis.check_limit,
    Task.DETERMINANT: matrices.check_matrix,
    Task.INVERSE: matrices.check_matrix,
    Task.TRANSPOSE: matrices.check_matrix,
    Task.EIGENVALUES: matrices.check_matrix,
    Task.RANK: matrices.check_matrix,
    Task.MATRIX: matrices.check_matrix,
    Task.PRIME_FACTORS: expressions.check_primes,
    Task.DIVISOR: expressions.check_common,
    Task.MULTIPLE: expressions.check_common,
}


def verify(problem: Problem, solved: SolvedProblem, seed: str) -> Report:
    """seed: the question, so that the same question is tested at the same points. Never raises."""
    steps = tuple(_step_holds(problem, solved, step.claims, seed) for step in solved.steps)
    try:
        if shown(problem, solved.result) != solved.final:
            raise Disagreement("The answer shown is not the result that was found.")
        checked = _BY_TASK[problem.task](problem, solved.result, seed)
    except Disagreement as error:
        return Report(False, error.witnesses, steps, error.why, error.contradicts)
    except (CannotSolve, ArithmeticError, ValueError, TypeError, IndexError, KeyError, AssertionError,
            AttributeError, RecursionError) as error:  # fmt: skip
        why = (
            error.detail
            if isinstance(error, CannotSolve)
            else "The check could not be carried out."
        )
        return Report(False, (), steps, why)
    wrong = [index for index, step in enumerate(solved.steps) if step.claims and not steps[index]]
    if wrong:
        return Report(
            False, checked.witnesses, steps, f"Step {wrong[0] + 1} could not be confirmed."
        )
    return Report(True, checked.witnesses, steps)


def _step_holds(
    problem: Problem, solved: SolvedProblem, claims: tuple[Claim, ...], seed: str
) -> bool:
    try:
        return bool(claims) and all(_claim_holds(problem, solved, claim, seed) for claim in claims)
    except (CannotSolve, ArithmeticError, ValueError, TypeError, RecursionError):
        return False


def _claim_holds(problem: Problem, solved: SolvedProblem, claim: Claim, seed: str) -> bool:
    if claim.kind == "equal":
        return expressions.check_step(parse(claim.before), parse(claim.after), seed)
    if claim.kind == "equation":
        return _has_these_solutions(problem, solved.result, claim.before, seed)
    return False


def _has_these_solutions(problem: Problem, result: Result, text: str, seed: str) -> bool:
    """The relation holds at each solution and at no random point."""
    relation = parse(text)
    if not isinstance(relation, Relation) or not problem.variables:
        return False
    variable = problem.variables[0]
    others = [name for name in names_in(problem.tree) if name != variable]
    for at in points(seed, others, 3):
        for row in result.values if result.form == "roots" else ():
            value = evaluate(parse(row[0]), at, DIGITS)
            if problem.places is None and not _holds(relation, {**at, variable: value}):
                return False
        for there in points(seed + text, [variable], 5):
            if result.form != "all" and _holds(relation, {**at, **there}):
                return False
    return True


def _holds(relation: Relation, at: dict[str, object]) -> bool:
    try:
        return close(evaluate(relation.left, at, DIGITS), evaluate(relation.right, at, DIGITS))
    except Undefined:
        return False
