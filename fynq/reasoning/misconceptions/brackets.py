"""Wrong beliefs about brackets, powers of sums and like terms."""

from __future__ import annotations

import math
from fractions import Fraction

from fynq.reasoning.misconceptions.pieces import (
    base_and_exponent,
    coefficient,
    factors,
    is_negative,
    is_sum,
    negative,
    power,
    product,
    terms,
    times,
    total,
    whole,
)
from fynq.reasoning.misconceptions.rule import Misconception, Rewrites
from fynq.reasoning.reading.tree import Name, Negative, Operation, Tree, names_in, number


def square_of_sum(tree: Tree) -> Rewrites:
    match tree:
        case Operation("^", base, exponent) if is_sum(base) and whole(exponent) == 2:
            parts = terms(base)
            if len(parts) != 2:
                return
            first, second = parts
            plain = negative(second) if is_negative(second) else second
            a, b = power(first, number(2)), power(plain, number(2))
            middle = Operation("*", Operation("*", number(2), first), plain)
            right = total([a, negative(middle) if is_negative(second) else middle, b])
            yield total([a, b]), right
            if is_negative(second):
                yield total([a, negative(b)]), right


def power_of_sum(tree: Tree) -> Rewrites:
    match tree:
        case Operation("^", base, exponent) if is_sum(base) and (whole(exponent) or 0) > 2:
            parts = [
                negative(power(negative(term), exponent)) if is_negative(term) else power(term, exponent)
                for term in terms(base)
            ]  # fmt: skip
            yield total(parts), tree


def middle_term_not_doubled(tree: Tree) -> Rewrites:
    match tree:
        case Operation("^", base, exponent) if is_sum(base) and whole(exponent) == 2:
            parts = terms(base)
            if len(parts) == 2:
                first, second = parts
                plain = negative(second) if is_negative(second) else second
                middle: Tree = Operation("*", first, plain)
                a, b = power(first, number(2)), power(plain, number(2))
                double: Tree = Operation("*", number(2), middle)
                sign = negative if is_negative(second) else (lambda part: part)
                yield total([a, sign(middle), b]), total([a, sign(double), b])


def factor_on_first_term(tree: Tree) -> Rewrites:
    if not (isinstance(tree, Operation) and tree.op == "*"):
        return
    for outer, inner in ((tree.left, tree.right), (tree.right, tree.left)):
        if is_sum(inner) and not is_sum(outer):
            parts = terms(inner)
            right = total([product([outer, part]) if not is_negative(part) else negative(product([outer, negative(part)])) for part in parts])  # fmt: skip
            first = product([outer, parts[0]])
            yield total([first, *parts[1:]]), right
            if len(parts) == 2:
                last = parts[1]
                scaled = negative(product([outer, negative(last)])) if is_negative(last) else product([outer, last])  # fmt: skip
                yield total([parts[0], scaled]), right


def minus_on_first_term(tree: Tree) -> Rewrites:
    match tree:
        case Negative(of) if is_sum(of):
            first, *rest = terms(of)
            yield total([negative(first), *rest]), total([negative(first), *(negative(term) for term in rest)])  # fmt: skip
        case Operation("-", left, right) if is_sum(right):
            first, *rest = terms(right)
            yield total([left, negative(first), *rest]), total([left, negative(first), *(negative(term) for term in rest)])  # fmt: skip
        case Operation("-", left, Operation("*", outer, inner)) if is_sum(inner) and not is_sum(
            outer
        ):
            first, *rest = terms(inner)
            scaled = [times(Fraction(1), product([outer, term])) for term in rest]
            head = negative(product([outer, first]))
            yield total([left, head, *scaled]), total([left, head, *(negative(term) for term in scaled)])  # fmt: skip
        case Operation("*", outer, inner) if is_negative(outer) and is_sum(inner):
            first, *rest = terms(inner)
            plain = negative(outer)
            head = negative(product([plain, first]))
            scaled = [product([plain, term]) for term in rest]
            yield total([head, *scaled]), total([head, *(negative(term) for term in scaled)])


def firsts_and_lasts(tree: Tree) -> Rewrites:
    match tree:
        case Operation("*", left, right) if is_sum(left) and is_sum(right):
            a, b = terms(left), terms(right)
            if len(a) == len(b) == 2:
                full = [product([one, two]) for one in a for two in b]
                yield total([full[0], full[3]]), total(full)


def unlike_terms(tree: Tree) -> Rewrites:
    if not is_sum(tree):
        return
    parts = [coefficient(term) for term in terms(tree)]
    for i, (a, one) in enumerate(parts):
        for j in range(i + 1, len(parts)):
            b, two = parts[j]
            if one == two or not (names_in(one) or names_in(two)):
                continue
            rest = [times(*part) for at, part in enumerate(parts) if at not in (i, j)]
            joined = times(a + b, product([part for part in (one, two) if part != number(1)]))
            yield total([joined, *rest]), tree


def exponents_of_like_terms(tree: Tree) -> Rewrites:
    if not is_sum(tree):
        return
    parts = [coefficient(term) for term in terms(tree)]
    for i, (a, one) in enumerate(parts):
        for j in range(i + 1, len(parts)):
            b, two = parts[j]
            if one != two or not names_in(one):
                continue
            rest = [times(*part) for at, part in enumerate(parts) if at not in (i, j)]
            base, exponent = base_and_exponent(one)
            count = whole(exponent)
            if count is not None:
                wrong = times(a + b, power(base, number(2 * count)))
                yield total([wrong, *rest]), total([times(a + b, one), *rest])


def like_terms_multiplied(tree: Tree) -> Rewrites:
    if not is_sum(tree):
        return
    parts = [coefficient(term) for term in terms(tree)]
    for i, (a, one) in enumerate(parts):
        for j in range(i + 1, len(parts)):
            b, two = parts[j]
            if one == two and names_in(one) and a * b != a + b:
                rest = [times(*part) for at, part in enumerate(parts) if at not in (i, j)]
                yield total([times(a * b, one), *rest]), total([times(a + b, one), *rest])


def sign_of_like_terms(tree: Tree) -> Rewrites:
    """5x - 8x → 3x, or 2 - 7 → 5: the sign of the larger is lost; -3 - 4 → 7 or -1."""
    if not is_sum(tree):
        return
    parts = [coefficient(term) for term in terms(tree)]
    for i, (a, one) in enumerate(parts):
        for j in range(i + 1, len(parts)):
            b, two = parts[j]
            if one != two or (a > 0 and b > 0):
                continue
            rest = [times(*part) for at, part in enumerate(parts) if at not in (i, j)]
            right = total([times(a + b, one), *rest])
            for wrong in {-(a + b), abs(a) - abs(b), abs(b) - abs(a), abs(a) + abs(b), -abs(a) - abs(b)} - {a + b}:  # fmt: skip
                yield total([times(wrong, one), *rest]), right


def square_of_difference(tree: Tree) -> Rewrites:
    """a² - b² → (a - b)², the converse of (a - b)² = a² - b²."""
    match tree:
        case Operation("-", left, right):
            a, m = base_and_exponent(left)
            b, n = base_and_exponent(right)
            if whole(m) == 2:
                root = _root(b, n)
                if root is not None:
                    wrong = power(Operation("-", a, root), number(2))
                    yield wrong, Operation("*", Operation("-", a, root), Operation("+", a, root))


def sum_of_squares_factored(tree: Tree) -> Rewrites:
    match tree:
        case Operation("+", left, right):
            a, m = base_and_exponent(left)
            b, n = base_and_exponent(right)
            root = _root(b, n) if whole(m) == 2 else None
            if root is not None:
                yield Operation("*", Operation("-", a, root), Operation("+", a, root)), tree
                yield power(Operation("+", a, root), number(2)), tree
                yield Operation("*", Operation("+", a, root), Operation("+", a, root)), tree


def signs_of_factors(tree: Tree) -> Rewrites:
    """x² - 5x + 6 → (x + 2)(x + 3)."""
    from fynq.reasoning.misconceptions.quadratics import rational_roots

    found = rational_roots(tree)
    if found is None:
        return
    letter, lead, (first, second) = found

    def written(sign_one: int, sign_two: int) -> Tree:
        return product([number(lead), *(total([letter, number(sign * root)]) for sign, root in ((sign_one, first), (sign_two, second)))])  # fmt: skip

    right = written(-1, -1)
    for signs in ((1, 1), (1, -1), (-1, 1)):
        yield written(*signs), right


def _root(base: Tree, exponent: Tree) -> Tree | None:
    if whole(exponent) == 2:
        return base
    value = whole(base)
    if (
        value is not None
        and whole(exponent) == 1
        and value > 0
        and int(value**0.5 + 0.5) ** 2 == value
    ):
        return number(int(value**0.5 + 0.5))
    return None


def coefficients_added_in_product(tree: Tree) -> Rewrites:
    """2x · 3x → 5x²."""
    match tree:
        case Operation("*", left, right) if names_in(left) and names_in(right):
            (a, one), (b, two) = coefficient(left), coefficient(right)
            if not is_sum(left) and not is_sum(right) and a + b != a * b:
                rest = product([one, two])
                yield times(a + b, rest), times(a * b, rest)


def common_factor_from_one_term(tree: Tree) -> Rewrites:
    """6x² + 9x → 3x(2x + 9)."""
    if not is_sum(tree):
        return
    parts = terms(tree)
    values = [coefficient(part) for part in parts]
    if len(parts) != 2 or any(value.denominator != 1 for value, _ in values):
        return
    shared = math.gcd(*(int(value) for value, _ in values))
    letters = [factor for factor in factors(values[0][1]) if factor in factors(values[1][1])]
    letter = next((names for names in names_in(tree) if all(_has_letter(rest, names) for _, rest in values)), None)  # fmt: skip
    outers: list[Tree] = [number(shared)] if shared > 1 else []
    if letter is not None:
        outers += [Name(letter), *([product([number(shared), Name(letter)])] if shared > 1 else [])]
    outers += [each for each in letters if names_in(each) and each not in outers]
    for outer in outers:
        for at in range(2):
            inside = [part if place == at else Operation("/", part, outer) for place, part in enumerate(parts)]  # fmt: skip
            yield product([outer, total(inside)]), tree


def _has_letter(rest: Tree, letter: str) -> bool:
    return any(base_and_exponent(part)[0] == Name(letter) for part in factors(rest))


def common_factor_left_inside(tree: Tree) -> Rewrites:
    """6x + 3 → 3(2x): the term that is the common factor itself disappears."""
    if not is_sum(tree) or not names_in(tree):
        return
    parts = terms(tree)
    values = [coefficient(part) for part in parts]
    for value, rest in values:
        if rest == number(1) and value > 1 and all((other / value).denominator == 1 for other, _ in values):  # fmt: skip
            kept = [
                times(other / value, of) for other, of in values if (other, of) != (value, rest)
            ]
            whole_sum = [times(other / value, of) for other, of in values]
            yield product([number(value), total(kept)]), product([number(value), total(whole_sum)])


def factor_of_every_factor(tree: Tree) -> Rewrites:
    """2(x·y) → (2x)(2y): a factor is given to each factor of a product."""
    parts = factors(tree)
    if len(parts) == 3:
        first, second, third = parts
        yield product([first, second, first, third]), tree


RULES = (
    Misconception("square_of_sum", "Squaring a sum term by term", "$(a+b)^2$ was taken for $a^2+b^2$.", "expanding_brackets", "$(a+b)^2$ means $(a+b)(a+b)$, so there is a middle term $2ab$.", square_of_sum, 9),
    Misconception("power_of_sum", "Raising a sum term by term", "$(a+b)^n$ was taken for $a^n+b^n$.", "expanding_brackets", "A power of a sum is a product of brackets; multiply them out one by one.", power_of_sum, 9),
    Misconception("middle_term_not_doubled", "Middle term not doubled", "$(a+b)^2$ was written with the middle term $ab$ in place of $2ab$.", "expanding_brackets", "Both $ab$ and $ba$ appear, so the middle term is $2ab$.", middle_term_not_doubled, 8),
    Misconception("factor_on_first_term", "Factor given to one term only", "The factor before the bracket was multiplied with one of the terms only.", "distributive_property", "Each term in the bracket is multiplied: $a(b+c)=ab+ac$.", factor_on_first_term, 9),
    Misconception("minus_on_first_term", "Minus given to the first term only", "The minus before the bracket changed the sign of the first term only.", "distributive_property", "A minus before a bracket changes the sign of every term: $-(a+b)=-a-b$.", minus_on_first_term, 10),
    Misconception("firsts_and_lasts", "Only first and last terms multiplied", "$(a+b)(c+d)$ was taken for $ac+bd$.", "expanding_brackets", "Each term of the first bracket meets each of the second: four products.", firsts_and_lasts, 9),
    Misconception("unlike_terms", "Unlike terms added", "Terms with different letters or powers were put together.", "like_terms", "Only terms with the same letters and powers can be added: $3x+2$ stays as it is.", unlike_terms, 6),
    Misconception("exponents_of_like_terms", "Exponents added in a sum", "When like terms were added their exponents were added too.", "like_terms", "Adding like terms adds the coefficients and leaves the power: $x^2+x^2=2x^2$.", exponents_of_like_terms, 7),
    Misconception("like_terms_multiplied", "Coefficients multiplied in a sum", "The coefficients of like terms were multiplied in place of being added.", "like_terms", "$2x+3x$ is two of them and three more, so $5x$.", like_terms_multiplied, 6),
    Misconception("sign_of_like_terms", "Sign lost in a sum", "The sign was lost when terms of different or negative sign were put together.", "integer_addition", "Think of the number line: start at the first number and step left for a minus.", sign_of_like_terms, 4),
    Misconception("square_of_difference", "Difference of squares as a square", "$a^2-b^2$ was taken for $(a-b)^2$.", "factoring", "$a^2-b^2=(a-b)(a+b)$; multiply out to check.", square_of_difference, 7),
    Misconception("sum_of_squares_factored", "Sum of squares factored", "$a^2+b^2$ was factored like a difference of squares.", "factoring", "$a^2+b^2$ does not factor with real numbers; multiply out to check.", sum_of_squares_factored, 7),
    Misconception("signs_of_factors", "Wrong signs in the factors", "The numbers in the factors are right but their signs are not.", "factoring", "Multiply the factors out: the middle term tells which signs are right.", signs_of_factors, 7),
    Misconception("common_factor_left_inside", "Term lost when factoring out", "A term equal to the common factor disappeared; a 1 should stay in its place.", "factoring", "Dividing a term by itself leaves 1: $3x+3=3(x+1)$.", common_factor_left_inside, 7),
    Misconception("coefficients_added_in_product", "Coefficients added in a product", "The factors before the letters were added where they should be multiplied.", "algebraic_expressions", "In a product everything is multiplied: $2x\\cdot3x=6x^2$.", coefficients_added_in_product, 8),
    Misconception("common_factor_from_one_term", "Common factor taken from one term only", "The common factor was taken out of one term and left in the other.", "factoring", "Divide every term by the factor; multiply out to check.", common_factor_from_one_term, 7),
    Misconception("factor_of_every_factor", "Factor given to each factor of a product", "A factor before a product was multiplied with each of its factors.", "distributive_property", "Distributing is for sums; $2(xy)$ is $2xy$.", factor_of_every_factor, 3),
)  # fmt: skip
