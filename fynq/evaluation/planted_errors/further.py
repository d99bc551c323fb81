"""Quadratics by formula, proportions, exponentials, systems, and more arithmetic and calculus."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

from fynq.evaluation.planted_errors.pen import Family, Pen, nonzero, number, signed, total


def by_formula(r: Random, pen: Pen) -> str:
    a, p, q = r.choice([1, 1, 2, 3]), nonzero(r, -7, 7), nonzero(r, -7, 7)
    b, c = -a * (p + q), a * p * q
    if p == q or b == 0:
        return ""
    top = pen.slip("formula_sign_of_b", -b, b)
    square = pen.slip("formula_discriminant_sign", b * b - 4 * a * c, b * b + 4 * a * c)
    below = 2 * a
    if a != 1:
        below = pen.slip("formula_denominator", below, 2)
    side = math.isqrt(square) if square >= 0 else -1
    if side * side != square:
        return ""
    written = f"({top} ± sqrt({square}))/{below}"
    part = pen.slip("formula_divided_in_part", False, True)
    if part:
        written = f"{top} ± sqrt({square})/{below}"
    pen.write(f"x = {written}")
    first, second = ((Fraction(top) + s * Fraction(side, below)) if part else Fraction(top + s * side, below) for s in (1, -1))  # fmt: skip
    pen.write(f"x = {number(first)} or x = {number(second)}")
    return f"solve {total([(a, 'x^2'), (b, 'x'), (c, '')])} = 0"


def completed_square(r: Random, pen: Pen) -> str:
    h, n = nonzero(r, -8, 8), r.randint(2, 9)
    c = n * n - h * h
    if c == 0:
        return ""
    right = pen.slip("square_completed_on_one_side", n * n, c) if c > 0 else n * n
    pen.write(f"(x{signed(h)})^2 = {right}")
    pen.write(f"x{signed(h)} = ±sqrt({right})")
    return f"solve x^2{signed(2 * h)}x = {c}" if pen.wrong is not None else _finished(pen, h, n, c)


def _finished(pen: Pen, h: int, n: int, c: int) -> str:
    pen.write(f"x = {n - h} or x = {-n - h}")
    return f"solve x^2{signed(2 * h)}x = {c}"


def square_with_constant(r: Random, pen: Pen) -> str:
    a, b, c = r.choice([(3, 4, 5), (6, 8, 10), (5, 12, 13), (9, 12, 15), (8, 15, 17)])
    task = f"solve x^2 + {a * a} = {c * c}"
    if pen.mistake == "root_term_by_term":
        pen.slip("root_term_by_term", 0, 1)
        pen.write(f"x + {a} = {c}")
        pen.write(f"x = {c - a}")
        return task
    pen.write(f"x^2 = {b * b}")
    pen.write(pen.slip("forgotten_minus_root", f"x = ±{b}", f"x = {b}"))
    return task


def proportion(r: Random, pen: Pen) -> str:
    a, c, d = r.randint(2, 9), r.randint(2, 9), r.randint(2, 9)
    if c == d:
        return ""
    if pen.mistake == "multiplied_straight":
        pen.slip("multiplied_straight", 0, 1)
        pen.write(f"{a * c} = {d}x")
        pen.write(f"x = {number(Fraction(a * c, d))}")
    else:
        pen.write(f"{a * d} = {c}x")
        pen.write(f"x = {number(Fraction(a * d, c))}")
    return f"solve {a}/x = {c}/{d}"


def reciprocals(r: Random, pen: Pen) -> str:
    a, b = r.sample(range(2, 10), 2)
    gap = Fraction(1, a) - Fraction(1, b)
    if pen.mistake == "reciprocal_of_each_term":
        pen.slip("reciprocal_of_each_term", 0, 1)
        pen.write(f"x + {b} = {a}")
        pen.write(f"x = {a - b}")
    else:
        pen.write(f"1/x = 1/{a} - 1/{b}")
        pen.write(f"1/x = {number(gap)}")
        pen.write(f"x = {number(1 / gap)}")
    return f"solve 1/x + 1/{b} = 1/{a}"


def exponential(r: Random, pen: Pen) -> str:
    a, n, k = r.choice([2, 3, 4, 5]), r.randint(2, 4), r.randint(1, 9)
    pen.write(f"{a}^x = {a**n}")
    value = pen.slip("exponential_as_product", Fraction(n), Fraction(a**n, a))
    pen.write(f"x = {number(value)}")
    return f"solve {a}^x + {k} = {a**n + k}"


def logarithmic(r: Random, pen: Pen) -> str:
    a, n = r.choice([2, 3, 4, 5]), r.randint(2, 4)
    if a == n:
        return ""
    pen.write(f"x = {pen.slip('logarithm_undone_wrongly', a**n, r.choice([a * n, n**a]))}")
    return f"solve log_{a}(x) = {n}"


def square_inequality(r: Random, pen: Pen) -> str:
    n, less = r.randint(2, 9), r.random() < 0.5
    if less:
        pen.write(pen.slip("root_of_inequality", f"-{n} < x < {n}", f"x < {n}"))
        return f"solve x^2 < {n * n}"
    pen.write(pen.slip("root_of_inequality", f"x < -{n} or x > {n}", f"x > {n}"))
    return f"solve x^2 > {n * n}"


def elimination(r: Random, pen: Pen) -> str:
    x, y = nonzero(r, -9, 9), nonzero(r, -9, 9)
    a, b = r.sample(range(1, 6), 2)
    first, second = a * x + y, b * x - y
    total_ = pen.slip("equations_combined_wrongly", first + second, first - second)
    pen.write(f"{a + b}x = {total_}")
    found = Fraction(total_, a + b)
    pen.write(f"x = {number(found)}")
    pen.write(f"x = {number(found)}, y = {number(first - a * found)}")
    return f"solve the system {total([(a, 'x'), (1, 'y')])} = {first}, {total([(b, 'x'), (-1, 'y')])} = {second}"  # fmt: skip


def substitution(r: Random, pen: Pen) -> str:
    x, m, a, b = nonzero(r, -6, 6), nonzero(r, -7, 7), r.randint(2, 5), r.randint(2, 5)
    if a == b:
        return ""
    y = x + m
    c = a * x - b * y
    inner = pen.slip("minus_on_first_term", -b * m, b * m)
    pen.write(f"{a}x - {b}x{signed(inner)} = {c}")
    found = Fraction(c - inner, a - b)
    pen.write(f"x = {number(found)}")
    pen.write(f"x = {number(found)}, y = {number(found + m)}")
    return f"solve the system y = x{signed(m)}, {a}x - {b}y = {c}"


def factor_pairs(r: Random, pen: Pen) -> str:
    p, q = nonzero(r, -9, 9), nonzero(r, -9, 9)
    others = [(s, p * q // s) for s in range(-30, 31) if s and p * q % s == 0 and abs(s + p * q // s) != abs(p + q)]  # fmt: skip
    if p + q == 0 or not others:
        return ""
    s, t = pen.slip("factor_pair", (p, q), r.choice(others))
    pen.write(f"(x{signed(s)})(x{signed(t)})")
    return f"factor {total([(1, 'x^2'), (p + q, 'x'), (p * q, '')])}"


def difference_of_squares(r: Random, pen: Pen) -> str:
    a, b = r.randint(2, 7), r.randint(2, 9)
    if math.gcd(a, b) > 1:
        return ""
    right = f"({a}x - {b})({a}x + {b})"
    pen.write(pen.slip("squares_not_rooted", right, f"({a * a}x - {b * b})({a * a}x + {b * b})"))
    return f"factor {a * a}x^2 - {b * b}"


def common_factor_of_two(r: Random, pen: Pen) -> str:
    g, a, b = r.randint(2, 6), r.randint(2, 7), r.randint(2, 7)
    if math.gcd(a, b) > 1:
        return ""
    inner = pen.slip("common_factor_from_one_term", b, g * b)
    pen.write(f"{g}({a}x + {inner})")
    return f"factor {g * a}x + {g * b}"


def unlike_roots(r: Random, pen: Pen) -> str:
    a, b = r.randint(2, 6), r.randint(2, 6)
    m, n = r.sample([2, 3, 5, 7], 2)
    if pen.mistake == "roots_with_factors_added":
        pen.write(pen.slip("roots_with_factors_added", "", f"{a + b}sqrt({m + n})"))
        return f"simplify {a}sqrt({m}) + {b}sqrt({n})"
    pen.write(f"{a + b}sqrt({m})")
    return f"simplify {a}sqrt({m}) + {b}sqrt({m})"


def powers_in_sum(r: Random, pen: Pen) -> str:
    m, n, k = *r.sample(range(2, 7), 2), r.randint(2, 5)
    if pen.mistake == "powers_added_in_sum":
        pen.write(pen.slip("powers_added_in_sum", "", f"x^{m + n}"))
        return f"simplify x^{m} + x^{n}"
    pen.write(f"{k + 1}x^{m}")
    return f"simplify {k}x^{m} + x^{m}"


def negative_cube(r: Random, pen: Pen) -> str:
    b, c = r.randint(2, 5), nonzero(r, 1, 20)
    value = pen.slip("sign_of_power", -(b**3), b**3)
    pen.write(f"{value} + {c}")
    pen.write(str(value + c))
    return f"evaluate (-{b})^3 + {c}"


def quotient_of_logs(r: Random, pen: Pen) -> str:
    b, n, m = r.choice([2, 3, 5]), r.randint(2, 4), r.randint(5, 7)
    if pen.mistake == "quotient_of_logarithms":
        pen.write(pen.slip("quotient_of_logarithms", "", f"ln({b ** (m - n)})"))
        return f"simplify ln({b**m})/ln({b**n})"
    pen.write(f"{m}ln({b})/({n}ln({b}))")
    pen.write(number(Fraction(m, n)))
    return f"simplify ln({b**m})/ln({b**n})"


def cancelled_function(r: Random, pen: Pen) -> str:
    if pen.mistake == "function_name_cancelled":
        k = r.randint(2, 6)
        pen.write(pen.slip("function_name_cancelled", "", str(k)))
        return f"simplify sin({k}x)/sin(x)"
    pen.write("2sin(x)cos(x)/sin(x)")
    pen.write("2cos(x)")
    return "simplify sin(2x)/sin(x)"


def borrowing(r: Random, pen: Pen) -> str:
    tens, ones = r.randint(3, 9), r.randint(0, 7)
    less_tens, less_ones = r.randint(1, tens - 1), r.randint(ones + 1, 9)
    a, b = 10 * tens + ones, 10 * less_tens + less_ones
    if 10 + ones - less_ones == less_ones - ones:
        return ""
    pen.write(str(pen.slip("borrow_not_paid", a - b, a - b + 10)))
    return f"calculate {a} - {b}"


def long_multiplication(r: Random, pen: Pen) -> str:
    a, tens, ones = r.randint(11, 49), r.randint(1, 9), r.randint(1, 9)
    second = pen.slip("partial_product_not_shifted", a * tens * 10, a * tens)
    pen.write(f"{a * ones} + {second}")
    pen.write(str(a * ones + second))
    return f"calculate {a} * {10 * tens + ones}"


def whole_and_fraction(r: Random, pen: Pen) -> str:
    k, bottom = r.randint(2, 9), r.randint(3, 9)
    top = r.choice([n for n in range(1, bottom) if math.gcd(n, bottom) == 1])
    value = pen.slip("whole_added_to_numerator", k * bottom + top, k + top)
    pen.write(f"{value}/{bottom}")
    return f"calculate {k} + {top}/{bottom}"


def inner_integral(r: Random, pen: Pen) -> str:
    k = r.randint(2, 9)
    name, outer = r.choice([("cos", "sin"), ("e", "e")])
    factor = pen.slip("inner_factor_of_integral", "right", r.choice(["forgotten", "multiplied"]))
    body = f"e^({k}x)" if name == "e" else f"{outer}({k}x)"
    head = {"right": f"(1/{k})", "forgotten": "", "multiplied": str(k)}[factor]
    pen.write(f"{head}{body} + C")
    return f"integrate e^({k}x)" if name == "e" else f"integrate cos({k}x)"


def integral_by_parts(r: Random, pen: Pen) -> str:
    function, primitive, twice = r.choice([("cos(x)", "sin(x)", "-cos(x)"), ("e^x", "e^x", "e^x")])
    if pen.mistake == "integral_of_product":
        pen.write(pen.slip("integral_of_product", "", f"(x^2/2)*{primitive} + C"))
    else:
        pen.write(f"x*{primitive} - ({twice}) + C")
    return f"integrate x*{function}"


def reciprocal_power(r: Random, pen: Pen) -> str:
    n = r.randint(2, 4)
    below = f"{n - 1}x^{n - 1}" if n > 2 else "x"
    right = f"-1/({below}) + C"
    pen.write(pen.slip("logarithm_of_denominator", right, f"ln(x^{n}) + C"))
    return f"integrate 1/x^{n}"


def wrong_direction(r: Random, pen: Pen) -> str:
    n, k = r.randint(2, 5), r.randint(1, 5)
    a = k * (n + 1)
    right = f"{a * n}x^{n - 1}" if n > 2 else f"{a * n}x"
    pen.write(pen.slip("integrated_in_place_of_derived", right, f"{k if k > 1 else ''}x^{n + 1}"))
    return f"differentiate {a}x^{n}"


def function_of_square(r: Random, pen: Pen) -> str:
    name, slope = r.choice([("sin", "cos"), ("ln", "1/")])
    n = r.randint(2, 4)
    inner = f"{n}x" if n == 2 else f"{n}x^{n - 1}"
    if name == "ln":
        pen.write(pen.slip("chain_rule_forgotten", f"{inner}/(x^{n} + 1)", f"1/(x^{n} + 1)"))
        return f"differentiate ln(x^{n} + 1)"
    right = f"{inner}*{slope}(x^{n})"
    right = pen.slip("chain_rule_forgotten", right, f"{slope}(x^{n})")
    pen.write(pen.slip("inside_replaced", right, f"{slope}({inner})"))
    return f"differentiate {name}(x^{n})"


def _value(name: str, mistakes: tuple[str, ...], write: object) -> Family:
    return Family(name, mistakes, write, values=True)  # type: ignore[arg-type]


FAMILIES = (
    Family("by_formula", ("formula_sign_of_b", "formula_discriminant_sign", "formula_denominator", "formula_divided_in_part"), by_formula),
    Family("completed_square", ("square_completed_on_one_side",), completed_square),
    Family("square_with_constant", ("root_term_by_term", "forgotten_minus_root"), square_with_constant),
    Family("proportion", ("multiplied_straight",), proportion),
    Family("reciprocals", ("reciprocal_of_each_term",), reciprocals),
    Family("exponential", ("exponential_as_product",), exponential),
    Family("logarithmic", ("logarithm_undone_wrongly",), logarithmic),
    Family("square_inequality", ("root_of_inequality",), square_inequality),
    Family("elimination", ("equations_combined_wrongly",), elimination),
    Family("substitution", ("minus_on_first_term",), substitution),
    _value("factor_pairs", ("factor_pair",), factor_pairs),
    _value("difference_of_squares", ("squares_not_rooted",), difference_of_squares),
    _value("common_factor_of_two", ("common_factor_from_one_term",), common_factor_of_two),
    _value("unlike_roots", ("roots_with_factors_added",), unlike_roots),
    _value("powers_in_sum", ("powers_added_in_sum",), powers_in_sum),
    _value("negative_cube", ("sign_of_power",), negative_cube),
    _value("quotient_of_logs", ("quotient_of_logarithms",), quotient_of_logs),
    _value("cancelled_function", ("function_name_cancelled",), cancelled_function),
    _value("borrowing", ("borrow_not_paid",), borrowing),
    _value("long_multiplication", ("partial_product_not_shifted",), long_multiplication),
    _value("whole_and_fraction", ("whole_added_to_numerator",), whole_and_fraction),
    _value("inner_integral", ("inner_factor_of_integral",), inner_integral),
    _value("integral_by_parts", ("integral_of_product",), integral_by_parts),
    _value("reciprocal_power", ("logarithm_of_denominator",), reciprocal_power),
    _value("wrong_direction", ("integrated_in_place_of_derived",), wrong_direction),
    _value("function_of_square", ("chain_rule_forgotten", "inside_replaced"), function_of_square),
)  # fmt: skip
