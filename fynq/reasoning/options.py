"""Options of reasoning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReasoningOptions:
    """solver_seconds: wall time after which a solver process is killed; solver_memory_mb: its
    address-space limit; solver_queue: how many callers may wait for one;
    program_route: where a model is configured, it may write programs, which run in the jail;
    opinions: where no check can judge a model's answer, a model of another maker solves the problem
    too, or the same model votes, and a judge is asked where they differ;
    exam_phrases: words of exams that the school blocks; with any, what looks like an exam is refused."""

    solvers: int = 2
    solver_seconds: float = 8.0
    solver_memory_mb: int = 2_048
    model_route: bool = True
    solver_queue: int = 512
    program_route: bool = True
    exam_phrases: tuple[str, ...] = ()
    opinions: bool = True
