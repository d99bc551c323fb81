"""Patterns that several models share. '#' is the number that is looked at, '_' another one."""

from __future__ import annotations

IS = r"(?:,? (?:of|is|was|are|at|be|equals|equal to|=|:))?(?: (?:about|approximately|roughly|only|at least|exactly|the|a|an|=|its))* ?#"
"""After the name of a quantity: 'mass of #', 'mass is about #'."""


def named(names: str) -> str:
    """The quantity is named before its number, or behind: 'a length of #', 'is # in length'."""
    return rf"\b(?:{names}){IS}|# (?:in )?(?:{names})\b"


def what(names: str) -> str:
    """Asked by name: 'what is its final speed', 'find the speed of', 'how much work'."""
    return (
        r"\b(?:what(?:'s)?|which|find|calculate|compute|determine|estimate|give|how (?:much|great|large|big|strong|many))\b"
        rf"[^.?]*?\b(?P<noun>{names})\b"
    )


def letter(name: str) -> str:
    return rf"(?-i:(?<![A-Za-z_]){name}) ?= ?#"


BODY = r"(?: [a-z'-]+){0,3}"
