"""What the core solver makes of a question that was read here and said again in its words."""

from __future__ import annotations

from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.solved import SolvedProblem


def solved_by_core(sentence: str) -> SolvedProblem:
    """Raises CannotSolve."""
    from fynq.reasoning.solver.solve import solve
    from fynq.reasoning.understand import understand

    return solve(understand(sentence))


def worked_by_core(sentence: str) -> Worked:
    """Raises CannotSolve."""
    solved = solved_by_core(sentence)
    steps = [(step.title, step.text) for step in solved.steps]
    return Worked(solved.final, solved.asked, steps, solved.concept, solved.result.form)


def confirmed_by_core(sentence: str, final: str = "") -> str:
    """What the core's witnesses say of its answer, which has to be `final` where that is given."""
    from fynq.reasoning.understand import understand
    from fynq.reasoning.verification.verify import verify

    solved = solved_by_core(sentence)
    report = verify(understand(sentence), solved, sentence)
    if not report.agreed or (final and solved.final != final):
        return ""
    return report.witnesses[0].detail if report.witnesses else ""
