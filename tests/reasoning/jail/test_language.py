"""What programs of the language compute."""

from __future__ import annotations

import pytest

from fynq.reasoning.jail.guards import Exceeded
from fynq.reasoning.jail.language import Refused, compiled
from fynq.reasoning.jail.vocabulary import Vocabulary
from fynq.reasoning.jail.written import written


def computed(source: str) -> str:
    space = Vocabulary().names()
    exec(compiled(source), space)
    return written(space["answer"])


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("answer = 2 ** 10 - 24 // 5 % 3", "1023"),
        ("from fractions import Fraction\nanswer = Fraction(1, 3) + Fraction('1/6')", "1/2"),
        ("import math\nanswer = math.comb(52, 5)", "2598960"),
        ("import math as m\nanswer = m.floor(m.pi * 100) / 100", "3.14"),
        ("from decimal import Decimal\nanswer = Decimal('0.1') * 3", "0.3"),
        ("x = [0] * 3\nfor i in range(3):\n    x[i] += i ** 2\nanswer = x", "0, 1, 4"),
        ("a, b = 1, 1\nwhile b < 100:\n    a, b = b, a + b\nanswer = b", "144"),
        ("def f(n):\n    return 1 if n < 2 else n * f(n - 1)\nanswer = f(6)", "720"),
        ("from itertools import product\nanswer = sum(1 for a, b in product(range(1, 7), repeat=2) if a + b == 7)", "6"),
        ("from statistics import NormalDist\nanswer = f'{NormalDist(100, 15).cdf(115):.4f}'", "0.8413"),
        ("from statistics import median, pstdev\nanswer = [median([3, 1, 2]), pstdev([2, 4])]", "2, 1"),
        ("x = {}\nfor w in 'abca':\n    x[w] = x.get(w, 0) + 1\nanswer = x['a']", "2"),
        ("answer = isinstance(3, int) and not isinstance('3', int)", "true"),
        ("answer = ', '.join([str(n) for n in sorted([3, 1], reverse=True)])", "3, 1"),
        ("answer = list(map(int, '4 5'.split()))", "4, 5"),
        ("from functools import reduce\nanswer = reduce(lambda a, b: a * b, [1, 2, 3, 4])", "24"),
        ("answer = 2 ** -2", "0.25"),
        ("assert 1 < 2 <= 2\nanswer = -(-7 // 2)", "4"),
    ],
)  # fmt: skip
def test_what_a_program_computes(source: str, answer: str) -> None:
    assert computed(source) == answer


@pytest.mark.parametrize(
    "source",
    ["answer = ", "answer = 1\n" * 1_000, "x" * 9_000, "answer = '\0'", "answer = 'x' * ("],
)
def test_what_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(Refused):
        compiled(source)


@pytest.mark.parametrize(
    "source",
    [
        "x = 'ab'\nwhile True:\n    x = f'{x}{x}'",
        "x = [1]\nwhile True:\n    x.extend(x)",
        "x = 3\nwhile True:\n    x *= x",
        "from fractions import Fraction\nx = Fraction(3, 7)\nwhile True:\n    x = x * x + 1",
        "import math\nx = math.lcm(*range(1, 400000))",
        "for i in range(3):\n    print('x' * 5000)",
    ],
)
def test_what_grows_is_stopped(source: str) -> None:
    with pytest.raises(Exceeded):
        computed(source)


@pytest.mark.parametrize("source", ["answer = None", "answer = ''", "answer = print", "answer = 1e999", "answer = [[1]]", "answer = 'x' * 500"])  # fmt: skip
def test_what_is_no_short_answer_is_none(source: str) -> None:
    with pytest.raises(ValueError):
        computed(source)
