"""Every name, module and attribute that a program may use, and the count of its steps."""

from __future__ import annotations

import decimal
import functools
import itertools
import math
import statistics
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from fynq.reasoning.jail import guards
from fynq.reasoning.jail.guards import Exceeded

MOST_STEPS = 2_000_000
MOST_OUTPUT = 4_000

TICK, LOOP, ATTRIBUTE, FORMAT, MODULE = "tick!", "loop!", "attribute!", "format!", "module!"
OPERATORS = {name: f"{name}!" for name in guards.OPERATIONS}
"""No source text can spell a name with an exclamation mark."""

_FLOATING = [
    "sqrt",
    "cbrt",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "atan2",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "degrees",
    "radians",
    "hypot",
    "dist",
    "fabs",
    "fmod",
    "fsum",
    "gcd",
    "isqrt",
    "trunc",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "copysign",
    "erf",
    "erfc",
    "gamma",
    "lgamma",
    "pi",
    "e",
    "tau",
    "inf",
    "nan",
]
_STATISTICS = [
    "mean",
    "fmean",
    "median",
    "median_low",
    "median_high",
    "mode",
    "multimode",
    "stdev",
    "pstdev",
    "variance",
    "pvariance",
    "geometric_mean",
    "harmonic_mean",
    "correlation",
    "covariance",
    "linear_regression",
    "NormalDist",
]
_ITERATORS = ["accumulate", "chain", "combinations", "combinations_with_replacement", "count", "cycle", "islice", "pairwise", "permutations", "product", "repeat", "takewhile", "dropwhile", "zip_longest"]  # fmt: skip


def _floor(value: Any) -> int:
    found: int = math.floor(guards.moderate(value))
    return found


def _ceiling(value: Any) -> int:
    found: int = math.ceil(guards.moderate(value))
    return found


Modules: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "math": {
            **{name: getattr(math, name) for name in _FLOATING},
            "factorial": guards.factorial,
            "comb": guards.comb,
            "perm": guards.perm,
            "prod": guards.product,
            "lcm": guards.lcm,
            "pow": math.pow,
            "floor": _floor,
            "ceil": _ceiling,
        },
        "fractions": {"Fraction": guards.fraction},
        "decimal": {
            "Decimal": guards.decimal,
            **{name: getattr(decimal, name) for name in ("ROUND_HALF_UP", "ROUND_HALF_EVEN", "ROUND_DOWN", "ROUND_UP", "ROUND_FLOOR", "ROUND_CEILING")},
        },
        "statistics": {
            **{name: getattr(statistics, name) for name in _STATISTICS},
            "quantiles": guards.quantiles,
        },
        "itertools": {name: getattr(itertools, name) for name in _ITERATORS},
        "functools": {"reduce": functools.reduce},
    }
)  # fmt: skip

_ATTRIBUTES: Mapping[type, frozenset[str]] = {
    list: frozenset(["append", "pop", "insert", "index", "count", "sort", "reverse", "remove", "clear", "copy"]),
    tuple: frozenset(["index", "count"]),
    dict: frozenset(["keys", "values", "items", "get", "pop", "setdefault", "copy"]),
    set: frozenset(["add", "remove", "discard", "union", "intersection", "difference", "issubset", "issuperset"]),
    str: frozenset(["split", "strip", "lower", "upper", "startswith", "endswith", "isdigit", "isalpha", "count", "find"]),
    int: frozenset(["bit_length", "numerator", "denominator"]),
    float: frozenset(["is_integer", "as_integer_ratio"]),
    Fraction: frozenset(["numerator", "denominator", "limit_denominator"]),
    Decimal: frozenset(["quantize", "sqrt", "ln", "log10", "exp"]),
    statistics.NormalDist: frozenset(["cdf", "pdf", "inv_cdf", "zscore", "mean", "stdev", "variance"]),
    statistics.LinearRegression: frozenset(["slope", "intercept"]),
}  # fmt: skip
_TYPES: Mapping[Any, type] = {
    guards.integer: int,
    guards.fraction: Fraction,
    guards.decimal: Decimal,
}


class _Module:
    """Members are reached through the guard of attributes alone."""

    __slots__ = ("members",)

    def __init__(self, members: Mapping[str, Any]) -> None:
        self.members = members


class Vocabulary:
    """The names of one run. output: what was printed."""

    def __init__(self, most_steps: int = MOST_STEPS) -> None:
        self._left = most_steps
        self.output = ""

    def names(self) -> dict[str, Any]:
        """The global names of a program, with no other built-ins."""
        plain = (abs, all, any, bool, dict, divmod, enumerate, filter, float, frozenset, len, list, map, max, min, reversed, set, sorted, str, tuple, zip)  # fmt: skip
        known: dict[str, Any] = {each.__name__: each for each in plain}
        known |= {
            "int": guards.integer,
            "pow": guards.power,
            "range": guards.numbers,
            "round": guards.rounded,
            "sum": guards.total,
            "print": self._print,
            "isinstance": self._is,
            "AssertionError": AssertionError,
        }
        hidden = {
            TICK: self._tick,
            LOOP: self._loop,
            ATTRIBUTE: self._attribute,
            FORMAT: guards.formatted,
            MODULE: lambda name: _Module(Modules[name]),
            **{OPERATORS[name]: guard for name, guard in guards.OPERATIONS.items()},
        }
        return {"__builtins__": known | hidden, "__name__": "program"}

    def _tick(self) -> bool:
        self._left -= 1
        if self._left < 0:
            raise Exceeded("The program takes too many steps.")
        return True

    def _loop(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._tick()
            yield value

    def _is(self, value: Any, kinds: Any) -> bool:
        listed = kinds if isinstance(kinds, tuple) else (kinds,)
        return isinstance(value, tuple(_TYPES.get(kind, kind) for kind in listed))

    def _print(self, *values: Any, sep: str = " ", end: str = "\n") -> None:
        room = MOST_OUTPUT - len(self.output)
        if room <= 0:
            raise Exceeded("The program prints too much.")
        self.output += (sep.join(map(str, values)) + end)[:room]

    def _attribute(self, owner: Any, name: str) -> Any:
        """A member of a module, or one of the listed attributes of a value of exactly that type."""
        if type(owner) is _Module:
            if name not in owner.members:
                raise AttributeError(name)
            member = owner.members[name]
            if owner.members is Modules["itertools"]:
                return self._ticking(member)
            return member
        if type(owner) is list and name == "extend":
            return functools.partial(guards.extended, owner)
        if type(owner) is str and name == "join":
            return functools.partial(guards.joined, owner)
        if name not in _ATTRIBUTES.get(type(owner), ()):
            raise AttributeError(name)
        return getattr(owner, name)

    def _ticking(self, make: Callable[..., Iterable[Any]]) -> Callable[..., Iterator[Any]]:
        def made(*values: Any, **options: Any) -> Iterator[Any]:
            if make is itertools.product and options.get("repeat", 1) > 30:
                raise Exceeded("A product is too large.")
            return self._loop(make(*values, **options))

        return made
