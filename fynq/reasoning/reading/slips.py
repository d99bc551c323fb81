"""Slips of the keyboard (Damerau 1964): one letter too many, too few, wrong, or two exchanged."""

from __future__ import annotations


def one_slip(typed: str, meant: str) -> bool:
    """Whether exactly one slip leads from `meant` to `typed`."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    same = next(
        (at for at, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b),
        min(len(typed), len(meant)),
    )
    left, right = typed[same:], meant[same:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right or left == right[1:]
