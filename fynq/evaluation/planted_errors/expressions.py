"""Brackets, powers, roots, logarithms and functions, rewritten as a student writes it."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from fynq.evaluation.planted_errors.pen import Family, Pen, nonzero, number, signed, total

_LETTERS = "xyabnt"


def square(r: Random, pen: Pen) -> str:
    x, b = r.choice(_LETTERS), nonzero(r, -9, 9)
    right = f"{x}^2{signed(2 * b)}{x} + {b * b}"
    right = pen.slip("square_of_sum", right, f"{x}^2 + {b * b}")
    right = pen.slip("middle_term_not_doubled", right, total([(1, f"{x}^2"), (b, x), (b * b, "")]))
    pen.write(right)
    return f"expand ({x}{signed(b)})^2"


def square_in_steps(r: Random, pen: Pen) -> str:
    a, b, c = nonzero(r, 2, 5), nonzero(r, 1, 9), nonzero(r, 1, 9)
    middle, last = 2 * a * b, b * b
    if pen.mistake == "square_of_sum":
        middle = pen.slip("square_of_sum", middle, 0)
    if pen.mistake == "middle_term_not_doubled":
        middle = pen.slip("middle_term_not_doubled", middle, a * b)
    pen.write(f"{total([(a * a, 'x^2'), (middle, 'x'), (last, '')])} + {c}")
    pen.write(total([(a * a, "x^2"), (middle, "x"), (last + c, "")]))
    return f"expand and simplify ({a}x + {b})^2 + {c}"


def cube(r: Random, pen: Pen) -> str:
    b = r.randint(1, 4)
    right = total([(1, "x^3"), (3 * b, "x^2"), (3 * b * b, "x"), (b**3, "")])
    pen.write(pen.slip("power_of_sum", right, f"x^3 + {b**3}"))
    return f"expand (x + {b})^3"


def two_brackets(r: Random, pen: Pen) -> str:
    a, b = nonzero(r, -9, 9), nonzero(r, -9, 9)
    if a + b == 0:
        return ""
    if pen.mistake == "firsts_and_lasts":
        pen.write(pen.slip("firsts_and_lasts", "", f"x^2{signed(a * b)}"))
        return f"expand (x{signed(a)})(x{signed(b)})"
    pen.write(f"x^2{signed(b)}x{signed(a)}x{signed(a * b)}")
    if a < 0 or b < 0:
        k = pen.slip("sign_of_like_terms", a + b, abs(a) + abs(b) if a * b < 0 else -(a + b))
    else:
        k = a + b
    pen.write(total([(1, "x^2"), (k, "x"), (a * b, "")]))
    return f"expand (x{signed(a)})(x{signed(b)})"


def distributed(r: Random, pen: Pen) -> str:
    a, b, c, d = nonzero(r, 2, 9), nonzero(r, -9, 9), nonzero(r, 2, 9), nonzero(r, -9, 9)
    inner = pen.slip("factor_on_first_term", a * b, b)
    pen.write(f"{a}x{signed(inner)} + {c}x{signed(c * d)}")
    k, m = a + c, inner + c * d
    k = pen.slip("like_terms_multiplied", k, a * c)
    last = pen.slip("exponents_of_like_terms", total([(k, "x"), (m, "")]), total([(k, "x^2"), (m, "")]))  # fmt: skip
    if m:
        last = pen.slip("unlike_terms", last, f"{k + m}x")
    pen.write(last)
    return f"simplify {a}(x{signed(b)}) + {c}(x{signed(d)})"


def subtracted_bracket(r: Random, pen: Pen) -> str:
    a, b, c, d = nonzero(r, 5, 12), nonzero(r, -9, 9), nonzero(r, 2, 4), nonzero(r, -9, 9)
    last = pen.slip("minus_on_first_term", -d, d)
    pen.write(f"{a}x{signed(b)} - {c}x{signed(last)}")
    pen.write(total([(a - c, "x"), (b + last, "")]))
    return f"simplify ({a}x{signed(b)}) - ({c}x{signed(d)})"


def unlike(r: Random, pen: Pen) -> str:
    a, b, c, d = (r.randint(2, 9) for _ in range(4))
    if pen.mistake == "unlike_terms":
        pen.write(f"{a + c}x + {b + d}y")
        pen.write(pen.slip("unlike_terms", "", f"{a + c + b + d}xy"))
        return f"simplify {a}x + {b}y + {c}x + {d}y"
    pen.write(f"{a}x + {c}x + {b}y + {d}y")
    k = pen.slip("like_terms_multiplied", a + c, a * c)
    pen.write(f"{k}x + {b + d}y")
    return f"simplify {a}x + {b}y + {c}x + {d}y"


def factored(r: Random, pen: Pen) -> str:
    p, q = nonzero(r, -9, 9), nonzero(r, -9, 9)
    if p + q == 0 or p == q:
        return ""
    s = pen.slip("signs_of_factors", 1, -1)
    pen.write(f"(x{signed(p * s)})(x{signed(q * s)})")
    return f"factor {total([(1, 'x^2'), (p + q, 'x'), (p * q, '')])}"


def squares_factored(r: Random, pen: Pen) -> str:
    n = r.randint(2, 12)
    if pen.mistake == "sum_of_squares_factored":
        pen.write(pen.slip("sum_of_squares_factored", "", f"(x + {n})(x + {n})" if r.random() < 0.5 else f"(x + {n})(x - {n})"))  # fmt: skip
        return f"factor x^2 + {n * n}"
    pen.write(pen.slip("square_of_difference", f"(x - {n})(x + {n})", f"(x - {n})^2"))
    return f"factor x^2 - {n * n}"


def common_factor(r: Random, pen: Pen) -> str:
    a, b = r.randint(2, 9), r.randint(2, 9)
    pen.write(pen.slip("common_factor_left_inside", f"{a}({b}x + 1)", f"{a}({b}x)"))
    return f"factor {a * b}x + {a}"


def powers_of_one_base(r: Random, pen: Pen) -> str:
    x = r.choice(_LETTERS)
    m, n, k = r.sample(range(2, 8), 3)
    first = pen.slip("exponents_multiplied", m + n, m * n)
    pen.write(f"{x}^{first}/{x}^{k}")
    last = first - k
    if first % k == 0 and first // k != first - k:
        last = pen.slip("exponents_divided", last, first // k)
    if last in (0, 1) or last < 0:
        return ""
    pen.write(f"{x}^{last}")
    return f"simplify ({x}^{m} * {x}^{n})/{x}^{k}"


def powers_of_numbers(r: Random, pen: Pen) -> str:
    b, m, n = r.choice([2, 3, 5]), r.randint(2, 3), r.randint(2, 4)
    base = pen.slip("bases_multiplied", b, b * b)
    exponent = pen.slip("exponents_multiplied", m + n, m * n)
    pen.write(f"{base}^{exponent}")
    value = base**exponent
    value = pen.slip("exponent_as_factor", value, base * exponent)
    pen.write(str(value))
    return f"calculate {b}^{m} * {b}^{n}"


def power_of_power(r: Random, pen: Pen) -> str:
    x, m, n = r.choice(_LETTERS), r.randint(2, 6), r.randint(2, 5)
    k = pen.slip("powers_added", m * n, m + n)
    pen.write(f"{x}^{k} * {x}")
    last = pen.slip("exponents_multiplied", k + 1, k)
    pen.write(f"{x}^{last}")
    return f"simplify ({x}^{m})^{n} * {x}"


def power_of_product(r: Random, pen: Pen) -> str:
    a, n, m = r.randint(2, 5), r.randint(2, 4), r.randint(1, 4)
    inside = "x" if m == 1 else f"x^{m}"
    k = pen.slip("power_on_one_factor", a**n, a)
    pen.write(f"{k}x^{m * n}")
    return f"simplify ({a}{inside})^{n}"


def negative_power(r: Random, pen: Pen) -> str:
    b, n = r.randint(2, 9), r.randint(1, 3)
    if pen.mistake == "negative_exponent_as_sign":
        pen.write(pen.slip("negative_exponent_as_sign", "", f"-{b**n}"))
        return f"evaluate {b}^(-{n})"
    pen.write(f"1/{b}^{n}" if n > 1 else f"1/{b}")
    if n > 1:
        value = pen.slip("exponent_as_factor", b**n, b * n)
        pen.write(f"1/{value}")
    return f"evaluate {b}^(-{n})"


def zero_power(r: Random, pen: Pen) -> str:
    b, c = r.randint(2, 20), r.randint(2, 20)
    one = pen.slip("zero_exponent", 1, r.choice([0, b]))
    pen.write(f"{one} + {c}")
    pen.write(str(one + c))
    return f"evaluate {b}^0 + {c}"


def fractional_power(r: Random, pen: Pen) -> str:
    b, n = r.choice([(2, 3), (3, 3), (4, 2), (5, 2), (3, 2), (2, 4), (6, 2), (7, 2)])
    wrong = number(Fraction(b**n, n))
    pen.write(pen.slip("fractional_exponent", str(b), wrong))
    return f"evaluate {b**n}^(1/{n})"


def squared_minus(r: Random, pen: Pen) -> str:
    a, b, c = r.randint(2, 6), r.randint(2, 9), nonzero(r, -9, 9)
    if r.random() < 0.5:
        value = pen.slip("minus_squared", -(b * b), b * b)
        pen.write(f"{value}{signed(c)}")
        pen.write(str(value + c))
        return f"evaluate -{b}^2{signed(c)}"
    value = pen.slip("minus_squared", b * b, -b * b)
    pen.write(f"{a} * {value}{signed(c)}" if value > 0 else f"{a} * ({value}){signed(c)}")
    pen.write(f"{a * value}{signed(c)}")
    pen.write(str(a * value + c))
    return f"evaluate {a}(-{b})^2{signed(c)}"


def root_of_squares(r: Random, pen: Pen) -> str:
    a, b, c = r.choice([(3, 4, 5), (6, 8, 10), (5, 12, 13), (8, 15, 17), (9, 12, 15)])
    if pen.mistake == "root_of_sum":
        pen.write(pen.slip("root_of_sum", "", f"{a} + {b}"))
        pen.write(str(a + b))
        return f"evaluate sqrt({a * a} + {b * b})"
    pen.write(f"sqrt({c * c})")
    value = Fraction(c)
    value = pen.slip("root_as_half", value, Fraction(c * c, 2))
    pen.write(number(value))
    return f"evaluate sqrt({a * a} + {b * b})"


def root_with_letter(r: Random, pen: Pen) -> str:
    n = r.randint(2, 9)
    pen.write(pen.slip("root_of_sum", f"sqrt(x^2 + {n * n})", f"x + {n}"))
    return f"simplify sqrt(x^2 + {n * n})"


def roots_added(r: Random, pen: Pen) -> str:
    a, b = r.sample([4, 9, 16, 25, 36, 49, 64, 81], 2)
    if pen.mistake == "sum_of_roots":
        pen.write(pen.slip("sum_of_roots", "", f"sqrt({a + b})"))
        return f"evaluate sqrt({a}) + sqrt({b})"
    one, two = int(a**0.5), int(b**0.5)
    pen.write(f"{one} + {two}")
    pen.write(str(one + two))
    return f"evaluate sqrt({a}) + sqrt({b})"


def root_simplified(r: Random, pen: Pen) -> str:
    n, k = r.randint(2, 7), r.choice([2, 3, 5, 6, 7])
    if pen.mistake == "root_factor_kept_square" and r.random() < 0.5:
        pen.write(pen.slip("root_factor_kept_square", "", f"{n * n}sqrt({k})"))
        return f"simplify sqrt({n * n * k})"
    pen.write(f"sqrt({n * n} * {k})")
    out = pen.slip("root_factor_kept_square", n, n * n)
    pen.write(f"{out}sqrt({k})")
    return f"simplify sqrt({n * n * k})"


def logarithms(r: Random, pen: Pen) -> str:
    a, b = r.sample(range(2, 12), 2)
    shape = {"logarithm_of_sum": 0, "logarithm_of_product": 1, "sum_of_logarithms": 2, "logarithm_of_power": 3}.get(pen.mistake, r.randint(1, 3))  # fmt: skip
    if shape == 0:
        pen.write(pen.slip("logarithm_of_sum", "", f"ln(x) + ln({a})"))
        return f"simplify ln(x + {a})"
    if shape == 1:
        pen.write(pen.slip("logarithm_of_product", f"ln({a}) + ln(x)", f"ln({a}) * ln(x)"))
        return f"expand ln({a}x)"
    if shape == 2:
        pen.write(pen.slip("sum_of_logarithms", f"ln({a * b})", f"ln({a + b})"))
        return f"simplify ln({a}) + ln({b})"
    pen.write(pen.slip("logarithm_of_power", f"{a}ln(x)", f"(ln(x))^{a}"))
    return f"expand ln(x^{a})"


def functions(r: Random, pen: Pen) -> str:
    name, k = r.choice(["sin", "cos", "tan"]), r.randint(2, 5)
    if pen.mistake == "function_of_sum":
        pen.write(pen.slip("function_of_sum", "", f"{name}(x) + {name}(y)"))
        return f"expand {name}(x + y)"
    if pen.mistake == "factor_out_of_function":
        pen.write(pen.slip("factor_out_of_function", "", f"{k}{name}(x)"))
        return f"simplify {name}({k}x)"
    pen.write("2sin(x)cos(x)")
    return "expand sin(2x)"


def cancelled(r: Random, pen: Pen) -> str:
    a, b = r.randint(2, 9), r.randint(2, 9)
    if pen.mistake == "cancelled_terms":
        if r.random() < 0.5:
            pen.write(pen.slip("cancelled_terms", "", str(b)))
            return f"simplify (x + {b})/x"
        pen.write(pen.slip("cancelled_terms", "", f"x + {a * b}"))
        return f"simplify ({a}x + {a * b})/{a}"
    pen.write(f"{a}(x + {b})/{a}")
    pen.write(f"x + {b}")
    return f"simplify ({a}x + {a * b})/{a}"


def difference_over_factor(r: Random, pen: Pen) -> str:
    n = r.randint(2, 9)
    wrong = f"(x - {n})^2/(x - {n})"
    step = pen.slip("square_of_difference", f"(x - {n})(x + {n})/(x - {n})", wrong)
    pen.write(step)
    pen.write(f"x - {n}" if step == wrong else f"x + {n}")
    return f"simplify (x^2 - {n * n})/(x - {n})"


def split(r: Random, pen: Pen) -> str:
    a, b = r.randint(2, 9), r.randint(2, 9)
    pen.write(pen.slip("split_denominator", f"{a}/({b} + x)", f"{a}/x + {a}/{b}"))
    return f"simplify {a}/(x + {b})"


def _value(name: str, mistakes: tuple[str, ...], write: object) -> Family:
    return Family(name, mistakes, write, values=True)  # type: ignore[arg-type]


FAMILIES = (
    _value("square", ("square_of_sum", "middle_term_not_doubled"), square),
    _value("square_in_steps", ("square_of_sum", "middle_term_not_doubled"), square_in_steps),
    _value("cube", ("power_of_sum",), cube),
    _value("two_brackets", ("firsts_and_lasts", "sign_of_like_terms"), two_brackets),
    _value("distributed", ("factor_on_first_term", "like_terms_multiplied", "exponents_of_like_terms", "unlike_terms"), distributed),
    _value("subtracted_bracket", ("minus_on_first_term",), subtracted_bracket),
    _value("unlike", ("unlike_terms", "like_terms_multiplied"), unlike),
    _value("factored", ("signs_of_factors",), factored),
    _value("squares_factored", ("sum_of_squares_factored", "square_of_difference"), squares_factored),
    _value("common_factor", ("common_factor_left_inside",), common_factor),
    _value("powers_of_one_base", ("exponents_multiplied", "exponents_divided"), powers_of_one_base),
    _value("powers_of_numbers", ("bases_multiplied", "exponents_multiplied", "exponent_as_factor"), powers_of_numbers),
    _value("power_of_power", ("powers_added", "exponents_multiplied"), power_of_power),
    _value("power_of_product", ("power_on_one_factor",), power_of_product),
    _value("negative_power", ("negative_exponent_as_sign", "exponent_as_factor"), negative_power),
    _value("zero_power", ("zero_exponent",), zero_power),
    _value("fractional_power", ("fractional_exponent",), fractional_power),
    _value("squared_minus", ("minus_squared",), squared_minus),
    _value("root_of_squares", ("root_of_sum", "root_as_half"), root_of_squares),
    _value("root_with_letter", ("root_of_sum",), root_with_letter),
    _value("roots_added", ("sum_of_roots",), roots_added),
    _value("root_simplified", ("root_factor_kept_square",), root_simplified),
    _value("logarithms", ("logarithm_of_sum", "logarithm_of_product", "sum_of_logarithms", "logarithm_of_power"), logarithms),
    _value("functions", ("function_of_sum", "factor_out_of_function"), functions),
    _value("cancelled", ("cancelled_terms",), cancelled),
    _value("difference_over_factor", ("square_of_difference",), difference_over_factor),
    _value("split", ("split_denominator",), split),
)  # fmt: skip
