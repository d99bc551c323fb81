"""Test points: random, but the same for the same question."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import mpmath as mp

from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.tree import Call, Number, Tree, names_in, walk

DIGITS = 30
CLOSE = mp.mpf(10) ** -18


def generator(seed: str) -> random.Random:
    return random.Random(hashlib.sha256(seed.encode("utf-8", "replace")).digest())  # noqa: S311


def points(seed: str, names: Sequence[str], wanted: int = 40) -> Iterator[dict[str, Any]]:
    """Positive ones first, because roots and logarithms are defined there; then of both signs."""
    source = generator(seed)
    for index in range(wanted):
        low = 0.2 if index % 2 == 0 else -4.0
        yield {name: mp.mpf(source.uniform(low, 4.0 + index / 8)) for name in names}


def close(first: Any, second: Any, tolerance: Any = CLOSE) -> bool:
    """Relative for large values, absolute for small ones."""
    return bool(abs(first - second) <= tolerance * max(1, abs(first), abs(second)))


def agree(
    first: Tree, second: Tree, names: Sequence[str], seed: str, needed: int = 4
) -> bool | None:
    """Whether two trees have the same value at random points.

    None when they are not both defined at enough points to say so. Even roots of negative numbers
    count as undefined, also where a quotient of two of them would be real.
    """
    return agree_by(
        lambda at: _real_value(first, at),
        lambda at: evaluate(second, at, DIGITS),
        names,
        seed,
        needed if names else 1,
    )


def agree_for_positive(first: Tree, second: Tree, names: Sequence[str], seed: str) -> bool | None:
    """As agree, with positive numbers only: for laws that hold where every letter is positive."""
    tried = 0
    for at in points(seed, names):
        if any(value <= 0 for value in at.values()):
            continue
        try:
            left, right = evaluate(first, at, DIGITS), evaluate(second, at, DIGITS)
        except Undefined:
            continue
        if not close(left, right):
            return False
        tried += 1
    return True if tried >= 4 or (tried and not names) else None


def _real_value(tree: Tree, at: Mapping[str, Any]) -> Any:
    """Raises Undefined also where an even root with variables in it has a negative radicand."""
    if at:
        for node in walk(tree):
            if isinstance(node, Call) and (node.name == "sqrt" or _is_even_root(node)):
                inside = evaluate(node.args[0], at, DIGITS)
                if names_in(node) and mp.im(inside) == 0 and mp.re(inside) < 0:
                    raise Undefined("An even root of a negative number is not real.")
    return evaluate(tree, at, DIGITS)


def _is_even_root(node: Call) -> bool:
    index = node.args[1] if node.name == "root" and len(node.args) == 2 else None
    return isinstance(index, Number) and index.value % 2 == 0


def agree_by(
    first: Callable[[dict[str, Any]], Any],
    second: Callable[[dict[str, Any]], Any],
    names: Sequence[str],
    seed: str,
    needed: int,
    tolerance: Any = CLOSE,
) -> bool | None:
    same = 0
    for at in points(seed, names):
        try:
            left = first(at)
        except Undefined:
            continue
        if mp.im(left) != 0 and names and abs(mp.im(left)) > CLOSE * max(1, abs(left)):
            continue
        try:
            right = second(at)
        except Undefined:
            return False
        if not close(left, right, tolerance):
            return False
        same += 1
        if same >= needed:
            return True
    return None
