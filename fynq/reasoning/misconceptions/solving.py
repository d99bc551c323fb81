"""Wrong beliefs about solving equations that are not linear.

Most of them are extrapolations in the sense of Matz (1982, 'Towards a process model for high school
algebra errors'): a rule is used where it does not hold, such as linearity for roots and reciprocals.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from fynq.reasoning.misconceptions.pieces import (
    base_and_exponent,
    factors,
    is_negative,
    is_sum,
    negative,
    power,
    product,
    quotient,
    terms,
    total,
    whole,
)
from fynq.reasoning.misconceptions.relations import both_ways
from fynq.reasoning.misconceptions.rule import Misconception, Rewrites
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Name,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
)
from fynq.reasoning.verification.polynomials import ratio

_E = Constant("e")


def _quadratic(tree: Tree) -> tuple[Name, Fraction, Fraction, Fraction] | None:
    """The letter and a, b, c of ax² + bx + c = 0; None for any other relation."""
    if not (isinstance(tree, Relation) and tree.op == "=" and len(names_in(tree)) == 1):
        return None
    letter = names_in(tree)[0]
    if not any(_is_square_of(part, letter) for side in (tree.left, tree.right) for part in terms(side)):  # fmt: skip
        return None
    form = ratio(Operation("-", tree.left, tree.right), letter)
    if form is None or len(form.bottom) != 1 or len(form.top) != 3:
        return None
    c, b, a = (value / form.bottom[0] for value in form.top)
    return Name(letter), a, b, c


def _is_square_of(part: Tree, letter: str) -> bool:
    """3x², so that the quadratic is written out."""
    plain = negative(part) if is_negative(part) else part
    squares = [base_and_exponent(each) for each in factors(plain)]
    return any(base == Name(letter) and whole(exponent) == 2 for base, exponent in squares)


def _centred(letter: Name, centre: Fraction, square: Fraction) -> Relation:
    """(x - centre)² = square, which has the solutions centre ± √square."""
    return Relation("=", power(total([letter, number(-centre)]), number(2)), number(square))


def _formula(tree: Tree) -> Iterator[tuple[str, Tree, Tree]]:
    found = _quadratic(tree)
    if found is None:
        return
    letter, a, b, c = found
    square = (b * b - 4 * a * c) / (4 * a * a)
    right = _centred(letter, -b / (2 * a), square)
    if b:
        yield "sign", _centred(letter, b / (2 * a), square), right
        yield "part", _centred(letter, -b, square), right
    if a != 1:
        yield "denominator", _centred(letter, -b / 2, square * a * a), right
        yield "denominator", _centred(letter, -b / a, square * 4), right
    if a * c:
        yield "discriminant", _centred(letter, -b / (2 * a), (b * b + 4 * a * c) / (4 * a * a)), right  # fmt: skip


def formula_sign_of_b(tree: Tree) -> Rewrites:
    """x² - 5x + 6 = 0 → x = (-5 ± 1)/2."""
    yield from ((wrong, right) for kind, wrong, right in _formula(tree) if kind == "sign")


def formula_divided_in_part(tree: Tree) -> Rewrites:
    """-b ± √D/(2a): only the root is divided."""
    yield from ((wrong, right) for kind, wrong, right in _formula(tree) if kind == "part")


def formula_denominator(tree: Tree) -> Rewrites:
    """Divided by 2 or by a in place of 2a."""
    yield from ((wrong, right) for kind, wrong, right in _formula(tree) if kind == "denominator")


def formula_discriminant_sign(tree: Tree) -> Rewrites:
    """b² + 4ac under the root."""
    yield from ((wrong, right) for kind, wrong, right in _formula(tree) if kind == "discriminant")


def square_completed_on_one_side(tree: Tree) -> Rewrites:
    """x² + 6x = 7 → (x + 3)² = 7."""
    found = _quadratic(tree)
    if found is not None:
        letter, a, b, c = found
        half = b / (2 * a)
        if half:
            yield _centred(letter, -half, -c / a), _centred(letter, -half, half * half - c / a)


def root_term_by_term(tree: Tree) -> Rewrites:
    """x² + 9 = 25 → x + 3 = 5."""
    for one in both_ways(tree):
        parts = terms(one.left)
        rooted = [_rooted(part) for part in parts]
        other = _rooted(one.right)
        if len(parts) > 1 and other is not None and all(rooted):
            signed = [negative(root) if is_negative(part) else root for part, root in zip(parts, rooted, strict=True) if root is not None]  # fmt: skip
            yield Relation(one.op, total(signed), other), tree


def _rooted(part: Tree) -> Tree | None:
    """3 for 9, x for x²; None for what is no square."""
    plain = negative(part) if is_negative(part) else part
    value = whole(plain)
    if value is not None:
        root = int(value**0.5 + 0.5) if value > 0 else 0
        return number(root) if root and root * root == value else None
    base, exponent = base_and_exponent(plain)
    return base if whole(exponent) == 2 else None


def root_undone_by_root(tree: Tree) -> Rewrites:
    """√x = 4 → x = 2."""
    for one in both_ways(tree):
        match one.left:
            case Call("sqrt", (inside,)) if one.op == "=":
                yield Relation("=", inside, Call("sqrt", (one.right,))), Relation("=", inside, power(one.right, number(2)))  # fmt: skip


def root_of_inequality(tree: Tree) -> Rewrites:
    """x² < 9 → x < 3; x² > 16 → x > ±4."""
    for one in both_ways(tree):
        match one.left:
            case Operation("^", base, exponent) if whole(exponent) == 2 and one.op != "=":
                root = Call("sqrt", (one.right,))
                yield Relation(one.op, base, root), tree
                yield Relation(one.op, base, negative(root)), tree


def exponential_as_product(tree: Tree) -> Rewrites:
    """2^x = 8 → x = 4."""
    for one in both_ways(tree):
        match one.left:
            case Operation("^", base, exponent) if names_in(exponent) and not names_in(base):
                right = Relation(one.op, exponent, Operation("/", Call("ln", (one.right,)), Call("ln", (base,))))  # fmt: skip
                yield Relation(one.op, exponent, Operation("/", one.right, base)), right


def logarithm_undone_wrongly(tree: Tree) -> Rewrites:
    """log₂ x = 3 → x = 6 or x = 9."""
    for one in both_ways(tree):
        match one.left:
            case Call("log" | "ln" as name, (inside, *rest)) if names_in(inside):
                base = _E if name == "ln" else rest[0] if rest else number(10)
                right = Relation(one.op, inside, Operation("^", base, one.right))
                yield Relation(one.op, inside, Operation("*", base, one.right)), right
                yield Relation(one.op, inside, Operation("^", one.right, base)), right
                yield Relation(one.op, inside, Operation("/", one.right, base)), right
                yield Relation(one.op, inside, one.right), right


def reciprocal_of_each_term(tree: Tree) -> Rewrites:
    """1/x + 1/3 = 1/2 → x + 3 = 2."""
    if not (isinstance(tree, Relation) and tree.op == "="):
        return
    sides = []
    for side in (tree.left, tree.right):
        turned = [_turned(part) for part in terms(side)]
        if not all(turned):
            return
        sides.append([part for part in turned if part is not None])
    if max(map(len, sides)) > 1:
        yield Relation("=", total(sides[0]), total(sides[1])), tree


def _turned(part: Tree) -> Tree | None:
    plain = negative(part) if is_negative(part) else part
    found = quotient(plain)
    if found is None:
        value = exact(plain)
        found = (plain, number(1)) if value else None
    if found is None:
        return None
    top, bottom = found
    turned = bottom if top == number(1) else Operation("/", bottom, top)
    return negative(turned) if is_negative(part) else turned


def multiplied_straight(tree: Tree) -> Rewrites:
    """2/x = 3/5 → 2·3 = 5x: across in place of crosswise."""
    if isinstance(tree, Relation) and tree.op == "=":
        one, two = quotient(tree.left), quotient(tree.right)
        if one is not None and two is not None:
            (a, b), (c, d) = one, two
            yield Relation("=", product([a, c]), product([b, d])), Relation("=", product([a, d]), product([c, b]))  # fmt: skip


def factor_pair(tree: Tree) -> Rewrites:
    """x² + 5x - 6 → (x + 2)(x - 3): the product fits, the sum does not."""
    names = names_in(tree)
    if len(names) != 1 or not is_sum(tree):
        return
    form = ratio(tree, names[0])
    if form is None or len(form.bottom) != 1 or len(form.top) != 3:
        return
    c, b, a = (value / form.bottom[0] for value in form.top)
    if a != 1 or b == 0 or c.denominator != 1 or not 0 < abs(c) <= 400:
        return
    letter = Name(names[0])
    for p in range(-abs(int(c)), abs(int(c)) + 1):
        if p and c % p == 0 and p <= c / p and p + c / p not in (b, -b):
            yield product([total([letter, number(p)]), total([letter, number(c / p)])]), tree


def squares_not_rooted(tree: Tree) -> Rewrites:
    """4x² - 9 → (4x - 9)(4x + 9)."""
    match tree:
        case Operation("-", left, right):
            parts = factors(left)
            squares = [base_and_exponent(part) for part in parts]
            letters = [
                base for base, exponent in squares if whole(exponent) == 2 and names_in(base)
            ]
            value, other = exact(product([p for p in parts if not names_in(p)])), exact(right)
            if len(letters) != 1 or value is None or other is None or value <= 0 or other <= 0:
                return
            for scale in {value, _square_root(value)}:
                for end in {other, _square_root(other)}:
                    if scale * scale != value or end * end != other:
                        first = product([number(scale), letters[0]])
                        yield Operation("*", Operation("-", first, number(end)), Operation("+", first, number(end))), tree  # fmt: skip


def _square_root(value: Fraction) -> Fraction:
    root = Fraction(int(value.numerator**0.5 + 0.5), int(value.denominator**0.5 + 0.5))
    return root if root * root == value else value


_Q, _X = "quadratic_equations", "rational_equations"
RULES = (
    Misconception("formula_sign_of_b", "Quadratic formula: sign of b", "The formula begins with $-b$, and $b$ was used.", _Q, "In $x=\\frac{-b\\pm\\sqrt{b^2-4ac}}{2a}$ put $b$ with its own sign in a bracket.", formula_sign_of_b, 9),
    Misconception("formula_divided_in_part", "Quadratic formula: only a part divided", "Only the root was divided by $2a$.", _Q, "The whole of $-b\\pm\\sqrt{b^2-4ac}$ is divided by $2a$.", formula_divided_in_part, 9),
    Misconception("formula_denominator", "Quadratic formula: denominator", "The denominator is not $2a$.", _Q, "The formula divides by $2a$.", formula_denominator, 8),
    Misconception("formula_discriminant_sign", "Quadratic formula: sign in the discriminant", "The sign of $4ac$ under the root is wrong.", _Q, "The discriminant is $b^2-4ac$; mind the sign of $c$.", formula_discriminant_sign, 9),
    Misconception("square_completed_on_one_side", "Square completed on one side only", "What completes the square was added on one side only.", _Q, "Add $(b/2)^2$ on both sides.", square_completed_on_one_side, 9),
    Misconception("root_term_by_term", "Root of an equation term by term", "The root was taken of each term.", _Q, "Isolate the square first; the root of a sum is not the sum of roots.", root_term_by_term, 9),
    Misconception("root_undone_by_root", "Root undone by a root", "A root was undone by another root.", "radical_equations", "A root is undone by squaring both sides.", root_undone_by_root, 8),
    Misconception("root_of_inequality", "Root of an inequality", "An inequality with a square was treated like an equation.", "inequalities", "$x^2<a$ means $-\\sqrt a<x<\\sqrt a$; $x^2>a$ means $x<-\\sqrt a$ or $x>\\sqrt a$.", root_of_inequality, 9),
    Misconception("exponential_as_product", "Exponent as a factor in an equation", "A power was undone by dividing by its base.", "exponential_equations", "Write both sides as powers of one base, or take logarithms.", exponential_as_product, 8),
    Misconception("logarithm_undone_wrongly", "Logarithm undone wrongly", "The logarithm was not undone by a power of its base.", "logarithms", "$\\log_b u=c$ means $u=b^c$.", logarithm_undone_wrongly, 8),
    Misconception("reciprocal_of_each_term", "Reciprocal term by term", "Each term of the equation was turned over.", _X, "$\\frac1a+\\frac1b$ is not $\\frac1{a+b}$: add the fractions first.", reciprocal_of_each_term, 9),
    Misconception("multiplied_straight", "Fractions multiplied straight across", "In $\\frac ab=\\frac cd$ top was multiplied with top and bottom with bottom.", _X, "$\\frac ab=\\frac cd$ gives $ad=bc$.", multiplied_straight, 7),
    Misconception("factor_pair", "Factors with the wrong sum", "The two numbers have the right product but not the right sum.", "factoring", "Look for two numbers with product $c$ and sum $b$.", factor_pair, 6),
    Misconception("squares_not_rooted", "Difference of squares without roots", "The terms were taken over without their roots.", "factoring", "$a^2-b^2=(a-b)(a+b)$: $4x^2$ is $(2x)^2$.", squares_not_rooted, 8),
)  # fmt: skip
