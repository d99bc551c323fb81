"""Equations and inequalities, solved as a student writes it."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from fynq.evaluation.planted_errors.pen import Family, Pen, nonzero, number, signed, total


def _divided(pen: Pen, a: int | Fraction, right: Fraction) -> None:
    """a x = right, the last step."""
    value = right / a
    value = pen.slip("divided_one_side", value, right)
    value = pen.slip("coefficient_subtracted", value, right - a)
    value = pen.slip("wrong_inverse", value, right * a)
    if a < 0:
        value = pen.slip("sign_of_divisor", value, -right / a)
    pen.write(f"x = {number(value)}")


_LAST = ("divided_one_side", "coefficient_subtracted", "wrong_inverse")


def two_steps(r: Random, pen: Pen) -> str:
    a, b, x = nonzero(r, 2, 9), nonzero(r, -12, 12), nonzero(r, -9, 9)
    c = a * x + b
    right = Fraction(pen.slip("moved_without_sign", c - b, c + b))
    right = Fraction(pen.slip("dropped_on_one_side", right, Fraction(c)))
    pen.write(f"{a}x = {number(right)}")
    _divided(pen, a, right)
    return f"solve {a}x{signed(b)} = {c}"


def negative_coefficient(r: Random, pen: Pen) -> str:
    a, b, x = nonzero(r, -9, -2), nonzero(r, -12, 12), nonzero(r, -9, 9)
    c = a * x + b
    right = Fraction(pen.slip("moved_without_sign", c - b, c + b))
    pen.write(f"{a}x = {number(right)}")
    _divided(pen, a, right)
    return f"solve {number(b)}{' - ' if a < 0 else ' + '}{abs(a)}x = {c}"


def bracket(r: Random, pen: Pen) -> str:
    a, b, x = nonzero(r, 2, 9), nonzero(r, -9, 9), nonzero(r, -9, 9)
    c = a * (x + b)
    inner = pen.slip("factor_on_first_term", a * b, b)
    pen.write(f"{a}x{signed(inner)} = {c}")
    right = Fraction(pen.slip("moved_without_sign", c - inner, c + inner))
    pen.write(f"{a}x = {number(right)}")
    _divided(pen, a, right)
    return f"solve {a}(x{signed(b)}) = {c}"


def minus_bracket(r: Random, pen: Pen) -> str:
    d, a, b, x = nonzero(r, 1, 15), nonzero(r, 2, 6), nonzero(r, -8, 8), nonzero(r, -9, 9)
    c = d - a * (x + b)
    inner = pen.slip("minus_on_first_term", -a * b, a * b)
    pen.write(f"{d} - {a}x{signed(inner)} = {c}")
    left = d + inner
    pen.write(f"{total([(-a, 'x'), (left, '')])} = {c}")
    right = Fraction(pen.slip("moved_without_sign", c - left, c + left))
    pen.write(f"{-a}x = {number(right)}")
    _divided(pen, -a, right)
    return f"solve {d} - {a}(x{signed(b)}) = {c}"


def both_sides(r: Random, pen: Pen) -> str:
    a, c = nonzero(r, 2, 9), nonzero(r, 2, 9)
    if a == c:
        c += 1
    b, x = nonzero(r, -9, 9), nonzero(r, -9, 9)
    d = a * x + b - c * x
    if d == 0:
        b, d = b + 1, d + 1
    k = pen.slip("moved_without_sign", a - c, a + c)
    pen.write(f"{total([(k, 'x'), (b, '')])} = {d}")
    if k == 0:
        return ""
    right = Fraction(d - b)
    pen.write(f"{total([(k, 'x')])} = {number(right)}")
    if k == 1:
        pen.lines.pop()
        pen.write(f"x = {number(right)}")
        return f"solve {total([(a, 'x'), (b, '')])} = {total([(c, 'x'), (d, '')])}"
    _divided(pen, k, right)
    return f"solve {total([(a, 'x'), (b, '')])} = {total([(c, 'x'), (d, '')])}"


def divided_through(r: Random, pen: Pen) -> str:
    a, b, x = nonzero(r, 2, 7), nonzero(r, -8, 8), nonzero(r, -9, 9)
    c = x + b
    left = pen.slip("divided_one_term", b, a * b)
    pen.write(f"x{signed(left)} = {c}")
    right = pen.slip("moved_without_sign", c - left, c + left)
    pen.write(f"x = {right}")
    return f"solve {a}x{signed(a * b)} = {a * c}"


def fraction_equation(r: Random, pen: Pen) -> str:
    a, b, q = nonzero(r, 2, 9), nonzero(r, -9, 9), nonzero(r, -9, 9)
    c = q + b
    if r.random() < 0.5:
        right = pen.slip("moved_without_sign", c - b, c + b)
        pen.write(f"x/{a} = {right}")
        value = pen.slip("wrong_inverse", Fraction(right * a), Fraction(right, a))
        pen.write(f"x = {number(value)}")
    else:
        inner = pen.slip("denominator_cleared_in_one_term", a * b, b)
        pen.write(f"x{signed(inner)} = {a * c}")
        right = pen.slip("moved_without_sign", a * c - inner, a * c + inner)
        pen.write(f"x = {right}")
    return f"solve x/{a}{signed(b)} = {c}"


def collected(r: Random, pen: Pen) -> str:
    a, b, c, x = nonzero(r, 2, 9), nonzero(r, 2, 9), nonzero(r, 1, 9), nonzero(r, -9, 9)
    if a == b:
        a += 1
    total_right = (a - b) * x + c
    k = pen.slip("sign_of_like_terms", a - b, b - a)
    left = total([(k, "x"), (c, "")])
    left = pen.slip("unlike_terms", left, f"{total([(k + c, 'x')])}")
    pen.write(f"{left} = {total_right}")
    if "x" not in left or left == "0":
        return ""
    if pen.wrong is not None and pen.mistake == "unlike_terms":
        if k + c in (0, 1):
            return ""
        pen.write(f"x = {number(Fraction(total_right, k + c))}")
        return f"solve {a}x - {b}x + {c} = {total_right}"
    right = Fraction(total_right - c)
    pen.write(f"{total([(k, 'x')])} = {number(right)}")
    if k not in (1,):
        _divided(pen, k, right)
    return f"solve {a}x - {b}x + {c} = {total_right}"


_OPS = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def inequality(r: Random, pen: Pen) -> str:
    a, b, x = nonzero(r, -8, -2), nonzero(r, -9, 9), nonzero(r, -9, 9)
    op = r.choice(list(_OPS))
    c = a * x + b
    right = Fraction(pen.slip("moved_without_sign", c - b, c + b))
    pen.write(f"{a}x {op} {number(right)}")
    turned = pen.slip("inequality_not_flipped", _OPS[op], op)
    pen.write(f"x {turned} {number(right / a)}")
    return f"solve {a}x{signed(b)} {op} {c}"


def inequality_with_bracket(r: Random, pen: Pen) -> str:
    d, a, b, x = nonzero(r, 1, 12), nonzero(r, 2, 6), nonzero(r, -8, 8), nonzero(r, -9, 9)
    op = r.choice(list(_OPS))
    c = d - a * (x + b)
    inner = pen.slip("minus_on_first_term", -a * b, a * b)
    pen.write(f"{d} - {a}x{signed(inner)} {op} {c}")
    right = Fraction(c - d - inner)
    pen.write(f"{-a}x {op} {number(right)}")
    turned = pen.slip("inequality_not_flipped", _OPS[op], op)
    pen.write(f"x {turned} {number(right / -a)}")
    return f"solve {d} - {a}(x{signed(b)}) {op} {c}"


def _roots(values: list[int]) -> str:
    listed = sorted(set(values))
    return " or ".join(f"x = {value}" for value in listed)


def factored_quadratic(r: Random, pen: Pen) -> str:
    p, q = nonzero(r, -9, 9), nonzero(r, -9, 9)
    if p in (q, -q):
        return ""
    s = pen.slip("signs_of_factors", 1, -1)
    pen.write(f"(x{signed(-p * s)})(x{signed(-q * s)}) = 0")
    t = pen.slip("zero_product_signs", s, -s)
    pen.write(_roots([p * t, q * t]))
    return f"solve {total([(1, 'x^2'), (-(p + q), 'x'), (p * q, '')])} = 0"


def common_letter(r: Random, pen: Pen) -> str:
    a = nonzero(r, -9, 9)
    if r.random() < 0.5 and pen.mistake == "lost_root":
        pen.slip("lost_root", 0, 1)
        pen.write(f"x = {a}")
        return f"solve x^2 = {a}x"
    pen.write(f"x^2{' - ' if a > 0 else ' + '}{abs(a) if abs(a) != 1 else ''}x = 0")
    pen.write(f"x(x{signed(-a)}) = 0")
    pen.write(pen.slip("lost_root", f"x = 0 or x = {a}", f"x = {a}"))
    return f"solve x^2 = {total([(a, 'x')])}"


def square_equation(r: Random, pen: Pen) -> str:
    n, b = r.randint(2, 12), nonzero(r, -20, 20)
    c = n * n + b
    right = pen.slip("moved_without_sign", n * n, c + b)
    if right <= 0 or (right != n * n and int(right**0.5) ** 2 != right):
        return ""
    root = int(right**0.5)
    pen.write(f"x^2 = {right}")
    said = pen.slip("forgotten_minus_root", f"x = {root} or x = {-root}", f"x = {root}")
    if right % 2 == 0:
        said = pen.slip("root_of_equation_as_half", said, f"x = {right // 2}")
    pen.write(said)
    return f"solve x^2{signed(b)} = {c}"


def shifted_square(r: Random, pen: Pen) -> str:
    n, b = r.randint(2, 9), nonzero(r, -9, 9)
    said = f"x{signed(b)} = {n} or x{signed(b)} = {-n}"
    said = pen.slip("forgotten_minus_root", said, f"x{signed(b)} = {n}")
    pen.write(said)
    pen.write(f"x = {n - b}" if " or " not in said else _roots([n - b, -n - b]))
    return f"solve (x{signed(b)})^2 = {n * n}"


def product_equation(r: Random, pen: Pen) -> str:
    p, q = nonzero(r, -6, 6), nonzero(r, -6, 6)
    a, b = r.sample([n for n in range(-6, 7) if n], 2)
    # (x - a)(x - b) = k has the roots p and q where k = ab - pq and p + q = a + b
    q = a + b - p
    k = a * b - p * q
    if k == 0 or p == q:
        return ""
    start = f"solve (x{signed(-a)})(x{signed(-b)}) = {k}"
    if pen.mistake == "product_not_zero":
        pen.slip("product_not_zero", 0, 1)
        pen.write(f"x{signed(-a)} = {k} or x{signed(-b)} = {k}")
        pen.write(_roots([a + k, b + k]))
        return start
    middle = pen.slip("firsts_and_lasts", f"{total([(1, 'x^2'), (-(a + b), 'x'), (a * b, '')])} = {k}", f"x^2{signed(a * b)} = {k}")  # fmt: skip
    pen.write(middle)
    if pen.wrong is not None:
        pen.write(f"x^2 = {k - a * b}")
        return start
    pen.write(f"{total([(1, 'x^2'), (-(a + b), 'x'), (a * b - k, '')])} = 0")
    pen.write(f"(x{signed(-p)})(x{signed(-q)}) = 0")
    pen.write(_roots([p, q]))
    return start


def root_equation(r: Random, pen: Pen) -> str:
    b, n = nonzero(r, 1, 9), r.randint(2, 7)
    c = n + b
    a = nonzero(r, 1, 12)
    if r.random() < 0.5 and pen.mistake == "squared_term_by_term":
        pen.slip("squared_term_by_term", 0, 1)
        pen.write(f"x + {a} + {b * b} = {c * c}")
        pen.write(f"x = {c * c - b * b - a}")
        return f"solve sqrt(x + {a}) + {b} = {c}"
    right = pen.slip("moved_without_sign", c - b, c + b)
    pen.write(f"sqrt(x + {a}) = {right}")
    square = pen.slip("squared_term_by_term", right * right, right)
    pen.write(f"x + {a} = {square}")
    pen.write(f"x = {square - a}")
    return f"solve sqrt(x + {a}) + {b} = {c}"


def root_with_false_solution(r: Random, pen: Pen) -> str:
    """√(x + k) = x + m with one root of the square that fails."""
    s, m = r.randint(2, 7), nonzero(r, -6, 0, 0)
    x = s - m
    k = s * s - x
    other = 1 - 2 * m - x
    if other == x or other + m > 0:
        return ""
    pen.write(f"x{signed(k) if k else ''} = (x{signed(m)})^2")
    pen.write(f"{total([(1, 'x^2'), (2 * m - 1, 'x'), (m * m - k, '')])} = 0")
    pen.write(f"(x{signed(-x)})(x{signed(-other)}) = 0".replace(" + 0", "").replace(" - 0", ""))
    said = f"x = {x} or x = {other}"
    if pen.mistake == "extraneous_solution_kept":
        pen.slip("extraneous_solution_kept", 0, 1)
        pen.write(said)
    else:
        pen.write(said)
        pen.write(f"x = {x}")
    return f"solve sqrt(x{signed(k) if k else ''}) = x{signed(m)}"


def modulus_equation(r: Random, pen: Pen) -> str:
    b, n = nonzero(r, -9, 9), r.randint(2, 9)
    said = f"x{signed(b)} = {n} or x{signed(b)} = {-n}"
    said = pen.slip("forgotten_minus_root", said, f"x{signed(b)} = {n}")
    pen.write(said)
    pen.write(f"x = {n - b}" if " or " not in said else _roots([n - b, -n - b]))
    return f"solve |x{signed(b)}| = {n}"


def rearranged(r: Random, pen: Pen) -> str:
    a, b, c = nonzero(r, 2, 9), nonzero(r, 2, 9), nonzero(r, 1, 5)
    right = c * b
    sign = pen.slip("moved_without_sign", -1, 1)
    pen.write(f"{b}y = {right} {'-' if sign < 0 else '+'} {a}x")
    first, second = Fraction(right, b), Fraction(sign * a, b)
    second = pen.slip("divided_one_term", second, Fraction(sign * a))
    pen.write(f"y = {total([(first, ''), (second, 'x')])}")
    return f"solve {a}x + {b}y = {right} for y"


FAMILIES = (
    Family("two_steps", ("moved_without_sign", "dropped_on_one_side", *_LAST), two_steps),
    Family("negative_coefficient", ("moved_without_sign", "sign_of_divisor", *_LAST), negative_coefficient),
    Family("bracket", ("factor_on_first_term", "moved_without_sign", *_LAST), bracket),
    Family("minus_bracket", ("minus_on_first_term", "moved_without_sign", "sign_of_divisor"), minus_bracket),
    Family("both_sides", ("moved_without_sign", *_LAST), both_sides),
    Family("divided_through", ("divided_one_term", "moved_without_sign"), divided_through),
    Family("fraction_equation", ("denominator_cleared_in_one_term", "wrong_inverse", "moved_without_sign"), fraction_equation),
    Family("collected", ("sign_of_like_terms", "unlike_terms"), collected),
    Family("inequality", ("inequality_not_flipped", "moved_without_sign"), inequality),
    Family("inequality_with_bracket", ("inequality_not_flipped", "minus_on_first_term"), inequality_with_bracket),
    Family("factored_quadratic", ("signs_of_factors", "zero_product_signs"), factored_quadratic),
    Family("common_letter", ("lost_root",), common_letter),
    Family("square_equation", ("forgotten_minus_root", "root_of_equation_as_half", "moved_without_sign"), square_equation),
    Family("shifted_square", ("forgotten_minus_root",), shifted_square),
    Family("product_equation", ("product_not_zero", "firsts_and_lasts"), product_equation),
    Family("root_equation", ("squared_term_by_term", "moved_without_sign"), root_equation),
    Family("root_with_false_solution", ("extraneous_solution_kept",), root_with_false_solution),
    Family("modulus_equation", ("forgotten_minus_root",), modulus_equation),
    Family("rearranged", ("moved_without_sign", "divided_one_term"), rearranged),
)  # fmt: skip
