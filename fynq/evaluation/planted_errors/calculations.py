"""Arithmetic and calculus, worked out as a student writes it."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

from fynq.evaluation.planted_errors.pen import Family, Pen, nonzero, number, total


def _proper(r: Random, *but: int) -> tuple[int, int]:
    while True:
        bottom = r.choice([n for n in range(2, 10) if n not in but])
        top = r.randint(1, bottom - 1)
        if math.gcd(top, bottom) == 1:
            return top, bottom


def fractions_added(r: Random, pen: Pen) -> str:
    a, b = _proper(r)
    c, d = _proper(r, b)
    common = b * d // math.gcd(b, d)
    task = f"calculate {a}/{b} + {c}/{d}"
    if pen.mistake == "tops_and_bottoms_added":
        pen.write(pen.slip("tops_and_bottoms_added", "", f"{a + c}/{b + d}"))
        return task
    p, q = a * common // b, c * common // d
    if pen.mistake == "tops_not_scaled":
        p, q = pen.slip("tops_not_scaled", (p, q), (a, c))
    pen.write(f"{p}/{common} + {q}/{common}")
    pen.write(f"{p + q}/{common}")
    if math.gcd(p + q, common) > 1:
        pen.write(number(Fraction(p + q, common)))
    return task


def fractions_divided(r: Random, pen: Pen) -> str:
    (a, b), (c, d) = _proper(r), _proper(r)
    task = f"calculate ({a}/{b})/({c}/{d})"
    step = pen.slip("inverted_wrongly", f"({a}/{b})*({d}/{c})", f"({a}/{b})*({c}/{d})")
    wrong = step.endswith(f"({c}/{d})") and pen.mistake == "inverted_wrongly"
    pen.write(step)
    pen.write(number(Fraction(a * c, b * d) if wrong else Fraction(a * d, b * c)))
    return task


def fraction_times_whole(r: Random, pen: Pen) -> str:
    (a, b), k = _proper(r), r.randint(2, 9)
    pair = pen.slip("whole_times_both", (k * a, b), (k * a, k * b))
    pen.write(f"{pair[0]}/{pair[1]}")
    if math.gcd(*pair) > 1:
        pen.write(number(Fraction(*pair)))
    return f"calculate {k} * ({a}/{b})"


def fractions_multiplied(r: Random, pen: Pen) -> str:
    (a, b), (c, d) = _proper(r), _proper(r)
    if Fraction(a * d, b * c) == Fraction(a * c, b * d):
        return ""
    pair = pen.slip("multiplied_across", (a * c, b * d), (a * d, b * c))
    pen.write(f"{pair[0]}/{pair[1]}")
    if math.gcd(*pair) > 1:
        pen.write(number(Fraction(*pair)))
    return f"calculate ({a}/{b}) * ({c}/{d})"


def order(r: Random, pen: Pen) -> str:
    a, b, c, d = r.randint(2, 12), r.randint(2, 9), r.randint(2, 9), r.randint(1, 12)
    if pen.mistake == "left_to_right":
        pen.slip("left_to_right", 0, 1)
        pen.write(f"{a + b} * {c} - {d}")
        pen.write(f"{(a + b) * c} - {d}")
        pen.write(str((a + b) * c - d))
        return f"calculate {a} + {b} * {c} - {d}"
    pen.write(f"{a} + {b * c} - {d}")
    pen.write(f"{a + b * c} - {d}")
    pen.write(str(a + b * c - d))
    return f"calculate {a} + {b} * {c} - {d}"


def same_rank(r: Random, pen: Pen) -> str:
    a, b, c = r.randint(10, 40), r.randint(2, 9), r.randint(2, 9)
    step = pen.slip("addition_before_subtraction", f"{a - b} + {c}", f"{a} - {b + c}")
    pen.write(step)
    pen.write(str(a - b - c if step.endswith(f"- {b + c}") and pen.wrong is not None else a - b + c))  # fmt: skip
    return f"calculate {a} - {b} + {c}"


def column_subtraction(r: Random, pen: Pen) -> str:
    a, b = r.randint(2, 9) * 10 + r.randint(0, 8), 0
    b = r.randint(1, a // 10 - 1) * 10 + r.randint(a % 10 + 1, 9)
    wrong = abs(a // 10 - b // 10) * 10 + abs(a % 10 - b % 10)
    pen.write(str(pen.slip("smaller_from_larger", a - b, wrong)))
    return f"calculate {a} - {b}"


def column_addition(r: Random, pen: Pen) -> str:
    a, b = r.randint(1, 4) * 10 + r.randint(5, 9), r.randint(1, 4) * 10 + r.randint(5, 9)
    wrong = (a // 10 + b // 10) * 10 + (a % 10 + b % 10) % 10
    pen.write(str(pen.slip("carry_dropped", a + b, wrong)))
    return f"calculate {a} + {b}"


def decimals_added(r: Random, pen: Pen) -> str:
    a, b = r.randint(11, 99), r.randint(11, 99)
    if a % 10 == 0 or b % 10 == 0:
        return ""
    right, wrong = a * 10 + b, (a + b)
    value = pen.slip("decimals_not_aligned", right, wrong)
    pen.write(f"{value // 100}.{value % 100:02d}")
    return f"calculate {a // 10}.{a % 10} + 0.{b:02d}"


def decimals_multiplied(r: Random, pen: Pen) -> str:
    a, b = r.randint(2, 9), r.randint(2, 9)
    value = pen.slip("decimal_places_of_product", a * b, a * b * 10)
    pen.write(f"{value // 100}.{value % 100:02d}".rstrip("0").rstrip("."))
    return f"calculate 0.{a} * 0.{b}"


def signs(r: Random, pen: Pen) -> str:
    a, b, c = r.randint(2, 9), r.randint(2, 9), r.randint(1, 20)
    value = pen.slip("minus_times_minus", a * b, -a * b)
    pen.write(f"{value} - {c}")
    pen.write(str(value - c))
    return f"calculate (-{a}) * (-{b}) - {c}"


def minus_a_negative(r: Random, pen: Pen) -> str:
    a, b, c = r.randint(2, 20), r.randint(2, 9), r.randint(2, 9)
    step = pen.slip("minus_minus", f"{a} + {b} + {c}", f"{a} - {b} + {c}")
    pen.write(step)
    pen.write(str(a - b + c if " - " in step else a + b + c))
    return f"calculate {a} - (-{b}) + {c}"


def percent(r: Random, pen: Pen) -> str:
    p, n = r.choice([5, 10, 15, 20, 25, 30, 40]), r.randint(2, 40) * 20
    if pen.mistake == "percent_as_number":
        pen.write(pen.slip("percent_as_number", "", f"{p} * {n}"))
        pen.write(str(p * n))
        return f"calculate {p}% of {n}"
    pen.write(f"{p}/100 * {n}")
    pen.write(number(Fraction(p * n, 100)))
    return f"calculate {p}% of {n}"


def power_rule(r: Random, pen: Pen) -> str:
    a, n, b, c = nonzero(r, 2, 6), r.randint(3, 6), nonzero(r, -9, 9), nonzero(r, 1, 9)
    exponent = pen.slip("exponent_kept", n - 1, n)
    factor = pen.slip("exponent_not_brought_down", a * n, a)
    last = pen.slip("derivative_of_constant", 0, c)
    pen.write(total([(factor, f"x^{exponent}"), (b, ""), (last, "")]))
    return f"differentiate {total([(a, f'x^{n}'), (b, 'x'), (c, '')])}"


def product_rule(r: Random, pen: Pen) -> str:
    n, name, slope = r.randint(2, 5), *r.choice([("sin(x)", "cos(x)"), ("e^x", "e^x"), ("ln(x)", "1/x")])  # fmt: skip
    inner = "x" if n == 2 else f"x^{n - 1}"
    right = f"{n}{inner}*{name} + x^{n}*{slope}"
    pen.write(pen.slip("derivative_of_product", right, f"{n}{inner}*{slope}"))
    return f"differentiate x^{n}*{name}"


def quotient_rule(r: Random, pen: Pen) -> str:
    b = nonzero(r, 1, 9)
    right = f"(2x(x + {b}) - x^2)/(x + {b})^2"
    wrong = r.choice(["2x", f"(x^2 - 2x(x + {b}))/(x + {b})^2", f"(2x(x + {b}) + x^2)/(x + {b})^2"])
    step = pen.slip("derivative_of_quotient", right, wrong)
    pen.write(step)
    if step == right:
        pen.write(f"(x^2 + {2 * b}x)/(x + {b})^2")
    return f"differentiate x^2/(x + {b})"


def chain_rule(r: Random, pen: Pen) -> str:
    a, b, n = r.randint(2, 9), nonzero(r, 1, 9), r.randint(3, 6)
    if r.random() < 0.5:
        k = pen.slip("chain_rule_forgotten", a, 1)
        pen.write(f"{k if k != 1 else ''}cos({a}x)")
        return f"differentiate sin({a}x)"
    k = pen.slip("chain_rule_forgotten", a * n, n)
    pen.write(f"{k}({a}x + {b})^{n - 1}")
    return f"differentiate ({a}x + {b})^{n}"


def exponential_rule(r: Random, pen: Pen) -> str:
    a = r.randint(2, 9)
    if r.random() < 0.5:
        pen.write(pen.slip("power_rule_on_exponential", f"{a}e^x", f"{a}x*e^(x - 1)"))
        return f"differentiate {a}e^x"
    said = pen.slip("power_rule_on_exponential", f"{a}^x*ln({a})", f"x*{a}^(x - 1)")
    pen.write(pen.slip("logarithm_of_base_forgotten", said, f"{a}^x"))
    return f"differentiate {a}^x"


def sine_rule(r: Random, pen: Pen) -> str:
    a, b = r.randint(2, 9), r.randint(2, 9)
    sign = pen.slip("sign_of_trigonometric_derivative", "-", "")
    pen.write(f"{sign}{a}sin(x) + {b}" if sign else f"{a}sin(x) + {b}")
    return f"differentiate {a}cos(x) + {b}x"


def antiderivative(r: Random, pen: Pen) -> str:
    n, k, c = r.randint(2, 5), r.randint(1, 5), nonzero(r, 1, 9)
    a = k * (n + 1)
    task = f"integrate {total([(a, f'x^{n}'), (c, '')])}"
    if pen.mistake == "derived_in_place_of_integrated":
        pen.write(pen.slip("derived_in_place_of_integrated", "", f"{a * n}x^{n - 1} + C"))
        return task
    factor = pen.slip("integral_not_divided", k, a)
    constant = f" + {c}x" if c != 1 else " + x"
    constant = pen.slip("integral_of_constant", constant, "")
    tail = pen.slip("constant_of_integration", " + C", "")
    pen.write(f"{factor if factor != 1 else ''}x^{n + 1}{constant}{tail}")
    return task


def trigonometric_integral(r: Random, pen: Pen) -> str:
    a = r.randint(2, 9)
    sign = pen.slip("sign_of_trigonometric_integral", "-", "")
    pen.write(f"{sign}{a}cos(x) + C")
    return f"integrate {a}sin(x)"


def reciprocal(r: Random, pen: Pen) -> str:
    a = r.randint(2, 9)
    pen.write(pen.slip("integral_of_reciprocal", f"{a}ln|x| + C", f"-{a}/x^2 + C"))
    return f"integrate {a}/x"


def definite(r: Random, pen: Pen) -> str:
    a, low, high = r.randint(1, 4), r.randint(0, 2), r.randint(3, 5)
    up, down = a * high * high, a * low * low
    if pen.mistake == "bounds_exchanged" and down == 0:
        return ""
    step = pen.slip("bounds_exchanged", f"{up} - {down}", r.choice([f"{down} - {up}", f"{up} + {down}"]))  # fmt: skip
    pen.write(step)
    one, op, two = step.split(" ")
    pen.write(str(int(one) - int(two) if op == "-" else int(one) + int(two)))
    return f"integrate {2 * a}x from {low} to {high}"


def _value(name: str, mistakes: tuple[str, ...], write: object) -> Family:
    return Family(name, mistakes, write, values=True)  # type: ignore[arg-type]


FAMILIES = (
    _value("fractions_added", ("tops_and_bottoms_added", "tops_not_scaled"), fractions_added),
    _value("fractions_divided", ("inverted_wrongly",), fractions_divided),
    _value("fraction_times_whole", ("whole_times_both",), fraction_times_whole),
    _value("fractions_multiplied", ("multiplied_across",), fractions_multiplied),
    _value("order", ("left_to_right",), order),
    _value("same_rank", ("addition_before_subtraction",), same_rank),
    _value("column_subtraction", ("smaller_from_larger",), column_subtraction),
    _value("column_addition", ("carry_dropped",), column_addition),
    _value("decimals_added", ("decimals_not_aligned",), decimals_added),
    _value("decimals_multiplied", ("decimal_places_of_product",), decimals_multiplied),
    _value("signs", ("minus_times_minus",), signs),
    _value("minus_a_negative", ("minus_minus",), minus_a_negative),
    _value("percent", ("percent_as_number",), percent),
    _value("power_rule", ("exponent_kept", "exponent_not_brought_down", "derivative_of_constant"), power_rule),
    _value("product_rule", ("derivative_of_product",), product_rule),
    _value("quotient_rule", ("derivative_of_quotient",), quotient_rule),
    _value("chain_rule", ("chain_rule_forgotten",), chain_rule),
    _value("exponential_rule", ("power_rule_on_exponential", "logarithm_of_base_forgotten"), exponential_rule),
    _value("sine_rule", ("sign_of_trigonometric_derivative",), sine_rule),
    _value("antiderivative", ("integral_not_divided", "derived_in_place_of_integrated", "integral_of_constant", "constant_of_integration"), antiderivative),
    _value("trigonometric_integral", ("sign_of_trigonometric_integral",), trigonometric_integral),
    _value("reciprocal", ("integral_of_reciprocal",), reciprocal),
    _value("definite", ("bounds_exchanged",), definite),
)  # fmt: skip
