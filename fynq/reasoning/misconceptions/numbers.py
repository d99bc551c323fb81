"""Wrong beliefs about fractions, decimals, percentages and the order of operations."""

from __future__ import annotations

import math
from fractions import Fraction

from fynq.reasoning.misconceptions.pieces import (
    factors,
    is_negative,
    is_sum,
    negative,
    product,
    quotient,
    terms,
    total,
    whole,
)
from fynq.reasoning.misconceptions.rule import Misconception, Rewrites
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import Negative, Number, Operation, Percent, Tree, number


def tops_and_bottoms_added(tree: Tree) -> Rewrites:
    match tree:
        case Operation("+" | "-" as op, left, right):
            one, two = quotient(left), quotient(right)
            if one is None and two is None:
                return
            a, b = one or (left, number(1))
            c, d = two or (right, number(1))
            right_way = _joined(op, (a, b), (c, d))
            bottom = Operation(op, b, d)
            if exact(bottom) != 0:
                yield Operation("/", Operation(op, a, c), bottom), right_way
            yield Operation("/", Operation(op, a, c), Operation("+", b, d)), right_way
            if a == c:
                yield Operation("/", a, Operation("+", b, d)), right_way


def tops_not_scaled(tree: Tree) -> Rewrites:
    """1/2 + 1/3 → 2/6: a common denominator with the old numerators."""
    match tree:
        case Operation("+" | "-" as op, left, right):
            one, two = quotient(left), quotient(right)
            if one is None or two is None or one[1] == two[1]:
                return
            (a, b), (c, d) = one, two
            right_way = _joined(op, one, two)
            m, n = whole(b), whole(d)
            bottoms: list[Tree] = [Operation("*", b, d)]
            if m and n:
                bottoms = [number(m * n), number(math.lcm(m, n))]
            for bottom in bottoms:
                yield Operation("/", Operation(op, a, c), bottom), right_way


def _joined(op: str, one: tuple[Tree, Tree], two: tuple[Tree, Tree]) -> Tree:
    (a, b), (c, d) = one, two
    if b == d:
        return Operation("/", Operation(op, a, c), b)
    top = Operation(op, product([a, d]), product([c, b]))
    return Operation("/", top, product([b, d]))


def split_denominator(tree: Tree) -> Rewrites:
    """c/(a+b) → c/a + c/b."""
    match tree:
        case Operation("/", top, bottom) if is_sum(bottom):
            yield total([negative(Operation("/", top, negative(part))) if is_negative(part) else Operation("/", top, part) for part in terms(bottom)]), tree  # fmt: skip


def cancelled_terms(tree: Tree) -> Rewrites:
    """(x + 3)/x → 3; (x + 3)/(x + 5) → 3/5; (2x + 4)/2 → x + 4."""
    match tree:
        case Operation("/", top, bottom) if is_sum(top):
            above = terms(top)
            below = terms(bottom)
            for i, part in enumerate(above):
                rest = above[:i] + above[i + 1 :]
                for j, other in enumerate(below):
                    if part == other:
                        under = below[:j] + below[j + 1 :]
                        yield (Operation("/", total(rest), total(under)) if under else total(rest)), tree  # fmt: skip
                        if not under:
                            yield total([*above[:i], number(1), *above[i + 1 :]]), tree
            if len(below) == 1:
                for i, part in enumerate(above):
                    yield total([*above[:i], _divided(part, bottom), *above[i + 1 :]]), tree


def _divided(part: Tree, by: Tree) -> Tree:
    if is_negative(part):
        return negative(_divided(negative(part), by))
    value, divisor = exact(part), exact(by)
    if value is not None and divisor:
        return number(value / divisor)
    return Operation("/", part, by)


def inverted_wrongly(tree: Tree) -> Rewrites:
    """a/b ÷ c/d as ac/(bd), or with the first one turned."""
    match tree:
        case Operation("/", left, right):
            two = quotient(right)
            if two is None:
                one = quotient(left)
                if one is not None and one[1] != number(1):
                    a, b = one
                    yield Operation("/", product([a, right]), b), Operation("/", a, product([b, right]))  # fmt: skip
                return
            a, b = quotient(left) or (left, number(1))
            c, d = two
            right_way = Operation("/", product([a, d]), product([b, c]))
            yield Operation("/", product([a, c]), product([b, d])), right_way
            yield Operation("/", product([b, c]), product([a, d])), right_way


def whole_times_both(tree: Tree) -> Rewrites:
    """3·(2/5) → 6/15."""
    match tree:
        case Operation("*", left, right):
            for outer, inner in ((left, right), (right, left)):
                found = quotient(inner)
                if found is not None and quotient(outer) is None and exact(outer) not in (0, 1, None):  # fmt: skip
                    a, b = found
                    yield Operation("/", product([outer, a]), product([outer, b])), Operation("/", product([outer, a]), b)  # fmt: skip
                    yield Operation("/", a, product([outer, b])), Operation("/", product([outer, a]), b)  # fmt: skip


def multiplied_across(tree: Tree) -> Rewrites:
    """(a/b)(c/d) → ad/(bc)."""
    match tree:
        case Operation("*", left, right):
            one, two = quotient(left), quotient(right)
            if one is not None and two is not None:
                (a, b), (c, d) = one, two
                yield Operation("/", product([a, d]), product([b, c])), Operation("/", product([a, c]), product([b, d]))  # fmt: skip


def left_to_right(tree: Tree) -> Rewrites:
    """2 + 3·4 → 20."""
    match tree:
        case Operation("+" | "-" as op, left, Operation("*" | "/" as inner, a, b)) if not is_sum(b):
            yield Operation(inner, Operation(op, left, a), b), tree
        case Operation("+" | "-" as op, left, Operation("^", a, b)):
            yield Operation("^", Operation(op, left, a), b), tree
    match tree:
        case Operation("*", left, Operation("^", a, b)):
            yield Operation("^", Operation("*", left, a), b), tree
        case Operation("+" | "-" as op, Operation("*" | "/" as inner, a, b), right):
            yield Operation(inner, a, Operation(op, b, right)), tree


def addition_before_subtraction(tree: Tree) -> Rewrites:
    """10 - 3 + 2 → 5, 12 / 2 · 3 → 2."""
    match tree:
        case Operation("+" | "-" as op, Operation("-", a, b), c):
            yield Operation("-", a, Operation(op, b, c)), tree
        case Operation("*" | "/" as op, Operation("/", a, b), c):
            yield Operation("/", a, Operation(op, b, c)), tree


def smaller_from_larger(tree: Tree) -> Rewrites:
    """52 - 37 → 25: in each place the smaller digit from the larger."""
    match tree:
        case Operation("-", Number() as left, Number() as right):
            a, b = whole(left), whole(right)
            if a is not None and b is not None and a > b > 9:
                width = len(str(a))
                digits = [abs(int(x) - int(y)) for x, y in zip(str(a), str(b).zfill(width), strict=True)]  # fmt: skip
                yield number(int("".join(map(str, digits)))), number(a - b)


def borrow_not_paid(tree: Tree) -> Rewrites:
    """52 - 38 → 24: a ten is borrowed and the tens stay as they are ('borrow no decrement')."""
    match tree:
        case Operation("-", Number() as left, Number() as right):
            a, b = whole(left), whole(right)
            if a is not None and b is not None and a > b > 0 and a > 9:
                width = len(str(a))
                pairs = list(zip(str(a), str(b).zfill(width), strict=True))
                digits = [int(x) - int(y) if x >= y else 10 + int(x) - int(y) for x, y in pairs]
                if digits[0] >= 0 and any(x < y for x, y in pairs):
                    yield number(int("".join(map(str, digits)))), number(a - b)


def partial_product_not_shifted(tree: Tree) -> Rewrites:
    """23 · 14 → 92 + 23: the tens are multiplied as if they were ones."""
    match tree:
        case Operation("*", Number() as left, Number() as right):
            for one, other in ((left, right), (right, left)):
                a, b = whole(one), whole(other)
                if a is not None and b is not None and a > 1 and 10 <= b <= 99 and b % 10:
                    yield Operation("+", number(a * (b % 10)), number(a * (b // 10))), tree


def whole_added_to_numerator(tree: Tree) -> Rewrites:
    """3 + 1/4 → 4/4."""
    match tree:
        case Operation("+" | "-" as op, left, right):
            for outer, inner in ((left, right), (right, left)):
                found = quotient(inner)
                if found is not None and quotient(outer) is None and not is_sum(outer):
                    a, b = found
                    pair = (outer, a) if outer is left else (a, outer)
                    yield Operation("/", Operation(op, *pair), b), tree


def carry_dropped(tree: Tree) -> Rewrites:
    match tree:
        case Operation("+", Number() as left, Number() as right):
            a, b = whole(left), whole(right)
            if a is not None and b is not None and a > 0 and b > 0 and max(a, b) > 9:
                width = max(len(str(a)), len(str(b)))
                pairs = list(zip(str(a).zfill(width), str(b).zfill(width), strict=True))
                yield number(int("".join(str((int(x) + int(y)) % 10) for x, y in pairs))), number(a + b)  # fmt: skip
                yield number(int("".join(str(int(x) + int(y)) for x, y in pairs))), number(a + b)


def decimals_not_aligned(tree: Tree) -> Rewrites:
    """2.5 + 0.13 → 0.38 or 3.8: right-aligned as whole numbers."""
    match tree:
        case Operation("+" | "-" as op, Number(a, p), Number(b, q)) if (p or 0) != (q or 0):
            first, second = int(a * 10 ** (p or 0)), int(b * 10 ** (q or 0))
            joined = first + second if op == "+" else first - second
            right = Number(a + b if op == "+" else a - b, max(p or 0, q or 0))
            for places in {p or 0, q or 0}:
                yield Number(Fraction(joined, 10**places), places), right


def decimal_places_of_product(tree: Tree) -> Rewrites:
    """0.2 · 0.3 → 0.6."""
    match tree:
        case Operation("^", Number(a, p), exponent) if p and whole(exponent) == 2:
            square = int(a * 10**p) ** 2
            yield Number(Fraction(square, 10**p), p), Number(a * a, 2 * p)
        case Operation("*", Number(a, p), Number(b, q)) if p or q:
            joined = int(a * 10 ** (p or 0)) * int(b * 10 ** (q or 0))
            right = Number(a * b, (p or 0) + (q or 0))
            for places in {max(p or 0, q or 0), (p or 0) + (q or 0) - 1, (p or 0) + (q or 0) + 1}:
                if places > 0 and places != (p or 0) + (q or 0):
                    yield Number(Fraction(joined, 10**places), places), right


def minus_times_minus(tree: Tree) -> Rewrites:
    """(-3)(-4) → -12, (-3)·4 → 12."""
    match tree:
        case Operation("*" | "/" as op, left, right) if is_negative(left) or is_negative(right):
            plain = Operation(op, *(negative(part) if is_negative(part) else part for part in (left, right)))  # fmt: skip
            both = is_negative(left) and is_negative(right)
            yield (Negative(plain), plain) if both else (plain, Negative(plain))


def minus_minus(tree: Tree) -> Rewrites:
    """5 - (-3) → 2."""
    match tree:
        case Operation("-", left, right) if is_negative(right):
            yield Operation("-", left, negative(right)), Operation("+", left, negative(right))
        case Operation("+", left, right) if is_negative(right):
            yield Operation("+", left, negative(right)), Operation("-", left, negative(right))


def percent_as_number(tree: Tree) -> Rewrites:
    match tree:
        case Percent(of):
            value = exact(of)
            right = Operation("/", of, number(100))
            yield of, right
            yield Operation("/", of, number(10)), right
            if value:
                yield Operation("/", number(1), of), right


def changes_of_percent_added(tree: Tree) -> Rewrites:
    """100·(1 + 10 %)·(1 - 10 %) → 100: both taken of the first amount."""
    parts = factors(tree)
    if len(parts) < 2:
        return
    sums = [(at, part) for at, part in enumerate(parts) if is_sum(part) and exact(part) is not None and number(1) in terms(part)]  # fmt: skip
    if len(sums) >= 2:
        (i, one), (j, two) = sums[:2]
        rest = [part for at, part in enumerate(parts) if at not in (i, j)]
        joined = total([*terms(one), *(part for part in terms(two) if part != number(1))])
        yield product([*rest, joined]), tree


def percent_of_the_change(tree: Tree) -> Rewrites:
    """80·(1 - 25 %) → 80·25 %: the change itself in place of what is left."""
    match tree:
        case Operation("*", left, right):
            for outer, inner in ((left, right), (right, left)):
                if is_sum(inner):
                    parts = terms(inner)
                    if len(parts) == 2 and parts[0] == number(1) and exact(parts[1]) is not None:
                        size = negative(parts[1]) if is_negative(parts[1]) else parts[1]
                        yield product([outer, size]), tree
                        turned = Operation("+" if is_negative(parts[1]) else "-", number(1), size)
                        yield product([outer, turned]), tree


def divided_backwards(tree: Tree) -> Rewrites:
    """6 ÷ 12 → 2."""
    match tree:
        case Operation("/", left, right) if (
            exact(left) not in (None, 0, 1) and exact(right) is not None
        ):
            if not is_sum(left):
                yield Operation("/", right, left), tree


RULES = (
    Misconception("tops_and_bottoms_added", "Numerators and denominators added", "$\\frac ab+\\frac cd$ was taken for $\\frac{a+c}{b+d}$.", "fraction_addition", "Find a common denominator first; denominators are never added.", tops_and_bottoms_added, 9),
    Misconception("tops_not_scaled", "Numerators not scaled", "The fractions got a common denominator but kept their old numerators.", "fraction_addition", "What multiplies the denominator multiplies the numerator too.", tops_not_scaled, 8),
    Misconception("split_denominator", "Denominator split", "$\\frac{c}{a+b}$ was taken for $\\frac ca+\\frac cb$.", "fractions", "Only a sum in the numerator can be split.", split_denominator, 8),
    Misconception("cancelled_terms", "Terms cancelled in place of factors", "A term was cancelled that is not a factor of the whole numerator and denominator.", "rational_expressions", "Cancel factors of the whole top and the whole bottom only; factor first.", cancelled_terms, 8),
    Misconception("inverted_wrongly", "Division of fractions", "The wrong fraction, or none, was inverted.", "fraction_division", "Keep the first fraction and multiply by the reciprocal of the second.", inverted_wrongly, 8),
    Misconception("whole_times_both", "Factor given to top and bottom", "A whole number multiplied the denominator too.", "fraction_multiplication", "$k\\cdot\\frac ab=\\frac{ka}{b}$: there are $k$ times as many pieces of the same size.", whole_times_both, 7),
    Misconception("multiplied_across", "Fractions multiplied crosswise", "$\\frac ab\\cdot\\frac cd$ was taken for $\\frac{ad}{bc}$.", "fraction_multiplication", "Multiply top by top and bottom by bottom.", multiplied_across, 7),
    Misconception("left_to_right", "Order of operations", "The operations were not done in the order powers, products, sums.", "order_of_operations", "Products and quotients come before sums, powers before both.", left_to_right, 6),
    Misconception("addition_before_subtraction", "Addition before subtraction", "Operations of the same rank were not done from left to right.", "order_of_operations", "Plus and minus have the same rank, as have times and divided by: go from left to right.", addition_before_subtraction, 5),
    Misconception("smaller_from_larger", "Smaller digit from the larger", "In each place the smaller digit was taken from the larger one.", "subtraction", "Where the upper digit is smaller, regroup a ten.", smaller_from_larger, 9),
    Misconception("borrow_not_paid", "Ten borrowed and not paid", "A ten was borrowed, but the next place was not made smaller by one.", "subtraction", "After borrowing, the place to the left has one less.", borrow_not_paid, 9),
    Misconception("partial_product_not_shifted", "Partial product not shifted", "The tens were multiplied as if they were ones.", "multiplication", "$23\\cdot14=23\\cdot4+23\\cdot10$.", partial_product_not_shifted, 8),
    Misconception("whole_added_to_numerator", "Whole number added to the numerator", "A whole number was added to the numerator only.", "fraction_addition", "Write the whole number with the same denominator first: $3=\\frac{12}4$.", whole_added_to_numerator, 8),
    Misconception("carry_dropped", "Carry", "A carry was dropped or written out in full.", "addition", "A place holds one digit; ten of it make one of the next.", carry_dropped, 8),
    Misconception("decimals_not_aligned", "Decimal points not aligned", "The decimals were added as if they were aligned at their right ends.", "decimals", "Write the points below each other and fill up with zeros.", decimals_not_aligned, 9),
    Misconception("decimal_places_of_product", "Decimal places of a product", "The product has the wrong number of decimals.", "decimals", "The product has as many decimals as both factors together.", decimal_places_of_product, 8),
    Misconception("minus_times_minus", "Sign of a product", "The sign of a product or quotient is wrong.", "integer_multiplication", "Equal signs give plus, different signs give minus.", minus_times_minus, 5),
    Misconception("minus_minus", "Subtracting a negative", "The two signs were not put together rightly.", "integer_addition", "Subtracting a negative number is adding: $5-(-3)=8$.", minus_minus, 7),
    Misconception("percent_as_number", "Percent not divided by 100", "The percentage was used without dividing by 100.", "percentages", "Percent means of a hundred: $7\\%=0.07$.", percent_as_number, 8),
    Misconception("changes_of_percent_added", "Percent of the wrong base", "The second change was taken of the first amount.", "percentages", "A second change in percent is taken of what is there then.", changes_of_percent_added, 8),
    Misconception("percent_of_the_change", "The change for what is left", "The percentage of the change was mixed up with what is left after it.", "percentages", "After 25 % off, 75 % is left.", percent_of_the_change, 6),
    Misconception("divided_backwards", "Division the wrong way round", "Dividend and divisor were exchanged.", "division", "$a\\div b$ asks how often $b$ fits into $a$.", divided_backwards, 4),
)  # fmt: skip
