"""Disguises of a number: another form, words, or a calculation that only needs to be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from fynq.evaluation.answer_pairs.kin import decimal, rounded

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen""".split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_BELOW = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth", 10: "tenth", 12: "twelfth", 20: "twentieth", 100: "hundredth"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Disguised:
    """text: what takes the answer's place. order: it is an order ('add 5 and 7'), no noun."""

    text: str
    order: bool = False


Disguise = Callable[[Random, Fraction], Disguised | None]


def spelled(n: int) -> str:
    """A whole number below a billion in words."""
    if n < 0:
        return f"minus {spelled(-n)}"
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _TENS[n // 10 - 2] + (f"-{_ONES[n % 10]}" if n % 10 else "")
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            rest = n % size
            tail = f" and {spelled(rest)}" if 0 < rest < 100 else f" {spelled(rest)}" if rest else ""  # fmt: skip
            return f"{spelled(n // size)} {name}{tail}"
    raise ValueError(n)


def exact_decimal(v: Fraction) -> str | None:
    rest = v.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return decimal(v) if rest == 1 and v.denominator <= 10**6 else None


def plain(v: Fraction) -> str:
    return str(v.numerator) if v.denominator == 1 else f"{v.numerator}/{v.denominator}"


def _whole(v: Fraction, low: int = -999, high: int = 9999) -> int | None:
    return v.numerator if v.denominator == 1 and low <= v <= high else None


def unreduced(r: Random, v: Fraction) -> Disguised | None:
    k = r.randint(2, 9)
    n, d = v.numerator * k, v.denominator * k
    return Disguised(r.choice((f"{n}/{d}", f"$\\frac{{{n}}}{{{d}}}$", f"\\( \\dfrac{{{n}}}{{{d}}} \\)", f"{n} / {d}"))) if v else None  # fmt: skip


def as_decimal(r: Random, v: Fraction) -> Disguised | None:
    text = exact_decimal(v)
    if text is None:
        return None
    if v.denominator == 1:
        return Disguised(r.choice((f"{v.numerator}.0", f"${v.numerator}.00$")))
    return Disguised(r.choice((text, f"${text}$", f"{text}0")))


def as_percent(r: Random, v: Fraction) -> Disguised | None:
    text = exact_decimal(v * 100)
    if text is None or v.denominator == 1:
        return None
    return Disguised(r.choice((f"{text}%", f"{text} percent", f"${text}\\%$")))


def mixed(r: Random, v: Fraction) -> Disguised | None:
    if v.denominator == 1 or abs(v) < 1:
        return None
    whole, rest = divmod(abs(v.numerator), v.denominator)
    s = "-" if v < 0 else ""
    return Disguised(r.choice((f"{s}{whole} {rest}/{v.denominator}", f"${s}{whole}\\frac{{{rest}}}{{{v.denominator}}}$")))  # fmt: skip


def in_words(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v)
    if n is None:
        return None
    text = spelled(n)
    if n < 0 and r.random() < 0.5:
        text = text.replace("minus", "negative")
    return Disguised(text if r.random() < 0.8 else text.replace("-", " "))


def fraction_in_words(r: Random, v: Fraction) -> Disguised | None:
    n, d = abs(v.numerator), v.denominator
    if d == 1 or d not in _BELOW or n > 40:
        return None
    name = _BELOW[d]
    s = r.choice(("minus ", "negative ")) if v < 0 else ""
    if n > d and r.random() < 0.5:
        part = "a" if n % d == 1 else spelled(n % d)
        return Disguised(f"{s}{spelled(n // d)} and {part} {_plural(name, n % d)}")
    if n == 1:
        return Disguised(s + r.choice((f"one {name}", f"a {name}" if name != "eighth" else "one eighth")))  # fmt: skip
    joint = r.choice((" ", "-"))
    return Disguised(f"{s}{spelled(n)}{joint}{_plural(name, n)}")


def _plural(name: str, n: int) -> str:
    return name if n == 1 else "halves" if name == "half" else f"{name}s"


def point_in_words(r: Random, v: Fraction) -> Disguised | None:
    text = exact_decimal(v)
    if text is None or v.denominator == 1 or len(text) > 8:
        return None
    whole, _, digits = text.lstrip("-").partition(".")
    s = r.choice(("minus ", "negative ")) if v < 0 else ""
    return Disguised(f"{s}{spelled(int(whole))} point {' '.join(_ONES[int(c)] for c in digits)}")


def over_in_words(r: Random, v: Fraction) -> Disguised | None:
    if v.denominator == 1 or abs(v.numerator) > 99 or v.denominator > 99:
        return None
    return Disguised(f"{spelled(v.numerator)} {r.choice(('over', 'divided by'))} {spelled(v.denominator)}")  # fmt: skip


def product(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v)
    factors = [k for k in range(2, 60) if n and n % k == 0 and abs(n) // k > 1]
    if not n or not factors:
        return None
    a = r.choice(factors)
    return Disguised(r.choice((f"{a}·{n // a}", f"{a} × {n // a}", f"${a} \\cdot {_b(n // a)}$", f"{a}*{_b(n // a)}", f"{a}({n // a})", f"{a} x {n // a}", f"$\\left({a}\\right)\\left({n // a}\\right)$")))  # fmt: skip


def _b(n: int) -> str:
    return f"({n})" if n < 0 else str(n)


def a_sum(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v)
    if n is None:
        return None
    a = r.randint(2, 30)
    return Disguised(r.choice((f"{n - a} + {a}" if n != a else f"{n + a} - {a}", f"{n + a} − {a}", f"${n + a}-{a}$", f"{a} + {_b(n - a)}")))  # fmt: skip


def quotient(r: Random, v: Fraction) -> Disguised | None:
    n, k = _whole(v), r.randint(2, 12)
    return Disguised(r.choice((f"{n * k} ÷ {k}", f"{n * k}/{k}", f"${n * k} \\div {k}$", f"{n * k}:{k}".replace(":", " / ")))) if n else None  # fmt: skip


def two_steps(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v)
    if n is None:
        return None
    a, b = r.randint(2, 9), r.randint(2, 9)
    c = n - a * b
    sign = "+" if c >= 0 else "-"
    square = n - a * a
    return Disguised(r.choice((f"{a}*{b} {sign} {abs(c)}", f"${a} \\times {b} {sign} {abs(c)}$", f"{a}^2 {'+' if square >= 0 else '-'} {abs(square)}", f"({n * a} + {a * b})/{a} - {b}")))  # fmt: skip


def root(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v, 1, 99)
    if not n:
        return None
    return Disguised(r.choice((f"√{n * n}", f"$\\sqrt{{{n * n}}}$", f"sqrt({n * n})", f"the square root of {n * n}", f"$\\sqrt[3]{{{n**3}}}$")))  # fmt: skip


def order_in_words(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v, 2, 999)
    if not n:
        return None
    a, k = r.randint(2, 15), r.randint(2, 9)
    texts = [f"add {n - a} and {a}" if n > a else f"subtract {a} from {n + a}", f"subtract {a} from {n + a}", f"take {a} away from {n + a}", f"divide {n * k} by {k}", f"halve {2 * n}"]  # fmt: skip
    if n % k == 0 and n != k:
        texts.append(f"multiply {k} by {n // k}")
    if n % 2 == 0:
        texts.append(f"double {n // 2}")
    return Disguised(r.choice(texts), order=True)


def noun_in_words(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v, 2, 999)
    if not n:
        return None
    a, k = r.randint(2, 15), r.randint(2, 9)
    texts = [f"{a} less than {n + a}", f"half of {2 * n}", f"a third of {3 * n}", f"the difference between {n + a} and {a}", f"the quotient of {n * k} and {k}", f"10% of {n * 10}"]  # fmt: skip
    if n > a:
        texts += [f"the sum of {a} and {n - a}", f"{a} more than {n - a}"]
    if n % k == 0 and n != k:
        texts += [f"{k} times {n // k}", f"the product of {k} and {n // k}"]
    if int(n**0.5) ** 2 == n:
        texts += [f"the square of {int(n**0.5)}", f"{int(n**0.5)} squared"]
    return Disguised(r.choice(texts))


def all_words(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v, 2, 400)
    if not n:
        return None
    a, k = r.randint(2, 15), r.randint(2, 9)
    texts = [f"{spelled(n + a)} minus {spelled(a)}", f"half of {spelled(2 * n)}", f"{spelled(a)} less than {spelled(n + a)}"]  # fmt: skip
    if n > a:
        texts.append(f"{spelled(n - a)} plus {spelled(a)}")
    if n % k == 0 and n != k:
        texts.append(f"{spelled(k)} times {spelled(n // k)}")
    return Disguised(r.choice(texts))


def nested_words(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v, 2, 400)
    if not n:
        return None
    a = r.randint(1, 2 * n - 1)
    return Disguised(r.choice((f"half of the sum of {a} and {2 * n - a}", f"twice {n} divided by 2", f"{a} more than the difference between {n} and {a}" if n > a else f"the sum of {n - 1} and 1")))  # fmt: skip


def equation(r: Random, v: Fraction) -> Disguised | None:
    letter, text = r.choice("xyntk"), plain(v)
    return Disguised(r.choice((f"{text} = {letter}", f"{letter} = {text}", f"${text}={letter}$", f"${letter} = {text}$", f"{letter}={text}")))  # fmt: skip


def equals_words(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v)
    letter = r.choice("xyntk")
    return None if n is None else Disguised(f"{letter} {r.choice(('equals', 'is', 'is equal to'))} {spelled(n)}")  # fmt: skip


def scientific(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v, 1000, 10**9)
    if not n:
        return None
    digits = str(n).rstrip("0")
    power = len(str(n)) - 1
    m = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return Disguised(r.choice((f"${m} \\times 10^{{{power}}}$", f"{m} × 10^{power}", f"{m}e{power}", f"{m}*10^{power}")))  # fmt: skip


def separated(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v, 1000, 10**9)
    if not n:
        return None
    text = f"{n:,}"
    return Disguised(r.choice((text, text.replace(",", " "), text.replace(",", "{,}").join("$$"), text.replace(",", "\u202f"))))  # fmt: skip


def in_code(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v)
    if n is None:
        return None
    a = r.randint(2, 9)
    return Disguised(r.choice((f"`{n}`", f"`x = {n * a} // {a}`", f"`print({n - a * a} + {a}**2)`", f"```python\nresult = {n * a} / {a}\n```", f"`{n + a} - {a}`")))  # fmt: skip


def odd_letters(r: Random, v: Fraction) -> Disguised | None:
    text = plain(v)
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)
    bold = "".join(chr(0x1D7CE + int(c)) if c.isdigit() else c for c in text)
    apart = "\u200b".join(text)
    return Disguised(r.choice((wide, bold, apart, text.replace("-", "−"))))


def marked(r: Random, v: Fraction) -> Disguised | None:
    text = plain(v)
    return Disguised(r.choice((f"**{text}**", f"__{text}__", f"<b>{text}</b>", f"$\\boxed{{{text}}}$", f"$\\text{{{text}}}$", f"*{text}*", f"“{text}”", f"[{text}]")))  # fmt: skip


def digits_apart(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v, 10, 99999)
    return Disguised(" ".join(str(n))) if n else None


def about(r: Random, v: Fraction) -> Disguised | None:
    if v.denominator == 1 or abs(v) < 1:
        return None
    places = r.choice((1, 2))
    text = rounded(v, places)
    return Disguised(f"{r.choice(('about', 'roughly', 'approximately', '≈'))} {text}") if Fraction(text) != v else None  # fmt: skip


def opposite(r: Random, v: Fraction) -> Disguised | None:
    n = _whole(v, -99, -1)
    return None if n is None else Disguised(r.choice((f"the opposite of {-n}", f"-({-n})", f"0 − {-n}", f"negative {spelled(-n)}")))  # fmt: skip


DISGUISES: Mapping[str, Disguise] = {
    "unreduced fraction": unreduced,
    "decimal": as_decimal,
    "percent": as_percent,
    "mixed number": mixed,
    "number in words": in_words,
    "fraction in words": fraction_in_words,
    "decimal in words": point_in_words,
    "fraction said with over": over_in_words,
    "product": product,
    "sum": a_sum,
    "quotient": quotient,
    "two steps": two_steps,
    "root": root,
    "order in words": order_in_words,
    "noun in words": noun_in_words,
    "calculation all in words": all_words,
    "nested words": nested_words,
    "equation in another letter": equation,
    "letter equals words": equals_words,
    "scientific notation": scientific,
    "thousands separated": separated,
    "code": in_code,
    "odd letters": odd_letters,
    "marked up": marked,
    "digits apart": digits_apart,
    "rounded": about,
    "opposite": opposite,
}
