"""The chapter of functions and their graphs: one list of kinds, asked in this order."""

from __future__ import annotations

from typing import Any

from fynq.reasoning.chapters.graphs.asking import Kind, check_by, solve_by
from fynq.reasoning.chapters.graphs.domains import ASYMPTOTE, DOMAIN
from fynq.reasoning.chapters.graphs.intercepts import INTERCEPT, SUM, ZEROS
from fynq.reasoning.chapters.graphs.inverses import INVERSE
from fynq.reasoning.chapters.graphs.lines import LINE, SLOPE
from fynq.reasoning.chapters.graphs.parabolas import (
    AXIS,
    EXTREME,
    GENERAL_FORM,
    VERTEX,
    VERTEX_FORM,
)
from fynq.reasoning.chapters.graphs.points import QUADRANT
from fynq.reasoning.chapters.graphs.rates import RATE
from fynq.reasoning.chapters.graphs.transformations import TRANSFORMATION
from fynq.reasoning.chapters.graphs.zeros import COUNT, POLYNOMIAL
from fynq.reasoning.solved import Report, SolvedProblem

_KINDS: tuple[Kind[Any], ...] = (
    TRANSFORMATION,
    RATE,
    POLYNOMIAL,
    COUNT,
    SUM,
    SLOPE,
    INTERCEPT,
    ZEROS,
    VERTEX,
    AXIS,
    EXTREME,
    VERTEX_FORM,
    GENERAL_FORM,
    DOMAIN,
    ASYMPTOTE,
    QUADRANT,
    INVERSE,
    LINE,
)


def solve(question: str) -> SolvedProblem:
    return solve_by(_KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_by(_KINDS, question, solved)
