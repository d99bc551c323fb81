"""Shorthand for the symbols of models."""

from __future__ import annotations

from fynq.reasoning.physics import dimensions as d
from fynq.reasoning.physics.constants import CONSTANTS
from fynq.reasoning.physics.model import Symbol
from fynq.reasoning.physics.models.wording import letter, named, what
from fynq.reasoning.physics.units import Dimension

INF = float("inf")
SIGNED = -INF


def quantity(
    latex: str,
    name: str,
    dimension: Dimension,
    names: str,
    *asked: str,
    cues: str = "",
    by_name: bool = True,
    alone: bool = True,
    low: float = 0.0,
    high: float = INF,
    idle: bool = False,
    unit: str = "",
    magnitude: bool = False,
    difference: bool = False,
) -> Symbol:
    """names: a pattern of its names, by which it is given and, if by_name, asked. asked: further
    ways to ask. cues: further ways to give it."""
    takes_any = cues == "#" or cues.endswith("|#")
    own = cues.removesuffix("#").removesuffix("|") if takes_any else cues
    given = named(names) + (f"|{own}" if own else "")
    asking = ((what(names),) if by_name else ()) + asked
    return Symbol(latex, name, dimension, given, asking, alone, low, high, idle, unit, magnitude, takes_any, difference)  # fmt: skip


GRAVITY = quantity(
    "g",
    "acceleration of gravity",
    d.ACCELERATION,
    r"(?:acceleration (?:due to|of) gravity|gravitational (?:acceleration|field strength)|free[- ]fall acceleration)(?: (?:is|on|at|near) [\w' ]{1,30}?)?",
    cues=letter("g") + r"|\bg (?:as|to be|is|be) #",
)
G_DEFAULT = {"g": CONSTANTS["g"]}
MASS = quantity("m", "mass", d.MASS, "mass(?:es)?", cues=r"# [a-z]|\bof #")
IDLE_MASS = quantity("m", "mass", d.MASS, "mass", by_name=False, idle=True)
HOW_LONG = (r"\bhow (?:long|much time|many (?:seconds|minutes|hours|days|years))\b", r"\bwhen (?:does|will)\b")  # fmt: skip
TIME = quantity("t", "time", d.TIME, "time|duration", *HOW_LONG)
