"""Wrong beliefs about equations and inequalities."""

from __future__ import annotations

from fynq.reasoning.misconceptions.pieces import (
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
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import (
    Call,
    Name,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
)

_FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def both_ways(tree: Tree) -> list[Relation]:
    """The relation, and the same read from right to left."""
    if not isinstance(tree, Relation) or tree.op == "!=":
        return []
    return [tree, Relation(_FLIPPED.get(tree.op, "="), tree.right, tree.left)]


def moved_without_sign(tree: Tree) -> Rewrites:
    for one in both_ways(tree):
        parts = terms(one.left)
        for i, part in enumerate(parts):
            if part == number(0):
                continue
            rest = parts[:i] + parts[i + 1 :]
            wrong = Relation(one.op, total(rest), total([*terms(one.right), part]))
            yield wrong, Relation(one.op, total(rest), total([*terms(one.right), negative(part)]))


def dropped_on_one_side(tree: Tree) -> Rewrites:
    """x - 3 = 5 → x = 5."""
    for one in both_ways(tree):
        parts = terms(one.left)
        for i, part in enumerate(parts):
            if len(parts) > 1 and not names_in(part):
                rest = parts[:i] + parts[i + 1 :]
                yield Relation(one.op, total(rest), one.right), Relation(one.op, total(rest), total([*terms(one.right), negative(part)]))  # fmt: skip


def divided_one_side(tree: Tree) -> Rewrites:
    """3x = 12 → x = 12."""
    for one in both_ways(tree):
        value, rest = coefficient(one.left)
        if value not in (0, 1) and names_in(rest):
            op = _FLIPPED.get(one.op, "=") if value < 0 else one.op
            right = Relation(op, rest, _over(one.right, number(value)))
            yield Relation(one.op, rest, one.right), right
            if value < 0 and one.op != "=":
                yield Relation(op, rest, one.right), right


def divided_one_term(tree: Tree) -> Rewrites:
    """2x + 6 = 10 → x + 6 = 5; 2y = 6 - 4x → y = 3 - 4x."""
    for one in both_ways(tree):
        parts = terms(one.left)
        if len(parts) < 2:
            yield from _divided_in_one_place(one)
            continue
        for i, part in enumerate(parts):
            value, rest = coefficient(part)
            if value in (0, 1) or not names_in(rest):
                continue
            right = Relation(one.op, total([_over(term, number(value)) for term in parts]), _over(one.right, number(value)))  # fmt: skip
            divided = [*parts[:i], rest, *parts[i + 1 :]]
            yield Relation(one.op, total(divided), _over(one.right, number(value))), right
            yield Relation(one.op, total(divided), one.right), right


def _divided_in_one_place(one: Relation) -> Rewrites:
    value, rest = coefficient(one.left)
    parts = terms(one.right)
    if value in (0, 1) or not names_in(rest) or len(parts) < 2:
        return
    op = _FLIPPED.get(one.op, "=") if value < 0 else one.op
    divided = [_over(part, number(value)) for part in parts]
    for at, part in enumerate(divided):
        wrong = Relation(op, rest, total([*parts[:at], part, *parts[at + 1 :]]))
        yield wrong, Relation(op, rest, total(divided))


def coefficient_subtracted(tree: Tree) -> Rewrites:
    """3x = 12 → x = 9."""
    for one in both_ways(tree):
        value, rest = coefficient(one.left)
        if value not in (0, 1) and names_in(rest):
            op = _FLIPPED.get(one.op, "=") if value < 0 else one.op
            right = Relation(op, rest, _over(one.right, number(value)))
            yield Relation(one.op, rest, total([one.right, negative(number(value))])), right
            yield Relation(one.op, rest, total([one.right, number(value)])), right


def wrong_inverse(tree: Tree) -> Rewrites:
    """3x = 12 → x = 36; x/3 = 4 → x = 4/3; 3x = 12 → x = 3/12."""
    for one in both_ways(tree):
        value, rest = coefficient(one.left)
        if value not in (0, 1, -1) and names_in(rest):
            op = _FLIPPED.get(one.op, "=") if value < 0 else one.op
            right = Relation(op, rest, _over(one.right, number(value)))
            yield Relation(op, rest, product([number(value), one.right])), right
            if exact(one.right) not in (None, 0):
                yield Relation(op, rest, _over(number(value), one.right)), right
        match one.left:
            case Operation("/", top, bottom) if exact(bottom) not in (None, 0) and names_in(top):
                yield Relation(one.op, top, _over(one.right, bottom)), Relation(one.op, top, product([one.right, bottom]))  # fmt: skip


def sign_of_divisor(tree: Tree) -> Rewrites:
    """-2x = 6 → x = 3."""
    for one in both_ways(tree):
        value, rest = coefficient(one.left)
        if value < 0 and names_in(rest) and one.op == "=":
            yield Relation("=", rest, _over(one.right, number(-value))), Relation("=", rest, _over(one.right, number(value)))  # fmt: skip


def _over(tree: Tree, by: Tree) -> Tree:
    value, divisor = exact(tree), exact(by)
    if value is not None and divisor:
        return number(value / divisor)
    rate, rest = coefficient(tree)
    if divisor and not is_sum(tree):
        return times(rate / divisor, rest)
    return Operation("/", tree, by)


def lost_root(tree: Tree) -> Rewrites:
    """x² = 3x → x = 3: divided by what may be zero."""
    if not isinstance(tree, Relation) or tree.op != "=":
        return
    gap = total([*terms(tree.left), *(negative(term) for term in terms(tree.right))])
    parts = [part for part in terms(gap) if exact(part) != 0]
    for name in names_in(tree):
        letter = Name(name)
        if len(parts) > 1 and all(_holds_factor(part, letter) for part in parts):
            yield Relation("=", total([_without(part, letter) for part in parts]), number(0)), tree
    for one in (tree.left, tree.right):
        found = [part for part in factors(one) if names_in(part)]
        if len(found) > 1:
            for part in found:
                rest = [other for other in factors(one) if other is not part]
                other_side = tree.right if one is tree.left else tree.left
                if exact(other_side) == 0:
                    yield Relation("=", product(rest), number(0)), tree
    shared = [part for part in factors(tree.left) if names_in(part) and part in factors(tree.right)]
    for part in shared:
        yield Relation("=", *(product(_removed(factors(side), part)) for side in (tree.left, tree.right))), tree  # fmt: skip


def _removed(parts: list[Tree], part: Tree) -> list[Tree]:
    at = parts.index(part)
    return parts[:at] + parts[at + 1 :]


def _holds_factor(term: Tree, letter: Tree) -> bool:
    _, rest = coefficient(term)
    return any(part == letter or (isinstance(part, Operation) and part.op == "^" and part.left == letter and (whole(part.right) or 0) > 1) for part in factors(rest))  # fmt: skip


def _without(term: Tree, letter: Tree) -> Tree:
    value, rest = coefficient(term)
    parts = factors(rest)
    for at, part in enumerate(parts):
        if part == letter:
            return times(value, product(parts[:at] + parts[at + 1 :]))
        if isinstance(part, Operation) and part.op == "^" and part.left == letter:
            lower = power(letter, number((whole(part.right) or 1) - 1))
            return times(value, product([*parts[:at], lower, *parts[at + 1 :]]))
    return term


def forgotten_minus_root(tree: Tree) -> Rewrites:
    """x² = 9 → x = 3."""
    for one in both_ways(tree):
        match one.left:
            case Operation("^", base, exponent) if whole(exponent) == 2 and one.op == "=":
                root = Call("sqrt", (one.right,))
                yield Relation("=", base, root), tree
                yield Relation("=", base, negative(root)), tree
            case Call("abs", (inside,)) if one.op == "=":
                yield Relation("=", inside, one.right), tree


def root_of_equation_as_half(tree: Tree) -> Rewrites:
    """x² = 16 → x = 8."""
    for one in both_ways(tree):
        match one.left:
            case Operation("^", base, exponent) if whole(exponent) == 2 and one.op == "=":
                yield Relation("=", base, _over(one.right, number(2))), tree


def inequality_not_flipped(tree: Tree) -> Rewrites:
    if not isinstance(tree, Relation) or tree.op not in _FLIPPED:
        return
    yield Relation(_FLIPPED[tree.op], tree.left, tree.right), tree
    for one in both_ways(tree):
        value, rest = coefficient(one.left)
        if value < 0 and names_in(rest):
            found = _over(one.right, number(value))
            yield Relation(one.op, rest, found), Relation(_FLIPPED[one.op], rest, found)


def zero_product_signs(tree: Tree) -> Rewrites:
    """(x - 2)(x + 3) = 0 → x = -2 or x = 3."""
    if not (isinstance(tree, Relation) and tree.op == "=" and exact(tree.right) == 0):
        return
    found = [part for part in factors(tree.left) if is_sum(part) and names_in(part)]
    if len(found) > 1:
        turned = [_mirrored(part) for part in found]
        yield Relation("=", product(turned), number(0)), tree
        for at in range(len(found)):
            mixed = [*found[:at], turned[at], *found[at + 1 :]]
            yield Relation("=", product(mixed), number(0)), tree
    elif found and names_in(tree.left):
        yield Relation("=", _mirrored(found[0]), number(0)), tree


def _mirrored(part: Tree) -> Tree:
    return total([term if names_in(term) else negative(term) for term in terms(part)])


def product_not_zero(tree: Tree) -> Rewrites:
    """(x - 1)(x - 2) = 6 → x - 1 = 6 or x - 2 = 6."""
    if not (isinstance(tree, Relation) and tree.op == "="):
        return
    value = exact(tree.right)
    found = [part for part in factors(tree.left) if names_in(part)]
    if value and len(found) > 1:
        yield Relation("=", product([total([*terms(part), number(-value)]) for part in found]), number(0)), tree  # fmt: skip


def squared_term_by_term(tree: Tree) -> Rewrites:
    """√x + 2 = 5 → x + 4 = 25; √x = 3 → x = 3."""
    for one in both_ways(tree):
        parts = terms(one.left)
        if one.op != "=" or not any(isinstance(part, Call) and part.name == "sqrt" for part in parts):  # fmt: skip
            continue
        squared = [part.args[0] if isinstance(part, Call) and part.name == "sqrt" else power(part, number(2)) for part in parts]  # fmt: skip
        if len(parts) > 1:
            yield Relation("=", total(squared), power(one.right, number(2))), tree
        else:
            yield Relation("=", squared[0], one.right), Relation("=", squared[0], power(one.right, number(2)))  # fmt: skip
            if is_sum(one.right):
                sides = total([power(negative(p) if is_negative(p) else p, number(2)) for p in terms(one.right)])  # fmt: skip
                yield Relation("=", squared[0], sides), Relation("=", squared[0], power(one.right, number(2)))  # fmt: skip


def denominator_cleared_in_one_term(tree: Tree) -> Rewrites:
    """x/2 + 3 = 5 → x + 3 = 10."""
    for one in both_ways(tree):
        parts = terms(one.left)
        for i, part in enumerate(parts):
            plain = negative(part) if is_negative(part) else part
            match plain:
                case Operation("/", top, bottom) if exact(bottom) not in (None, 0):
                    kept = negative(top) if is_negative(part) else top
                    cleared = [*parts[:i], kept, *parts[i + 1 :]]
                    right = Relation(one.op, total([kept if at == i else product([bottom, term]) for at, term in enumerate(parts)]), product([bottom, one.right]))  # fmt: skip
                    if len(parts) > 1:
                        yield Relation(one.op, total(cleared), product([bottom, one.right])), right
                    yield Relation(one.op, total(cleared), one.right), right


RULES = (
    Misconception("moved_without_sign", "Term moved without changing its sign", "A term went to the other side and kept its sign.", "linear_equations", "Do the same on both sides: to remove $+3$ subtract 3 on both.", moved_without_sign, 8),
    Misconception("dropped_on_one_side", "Term removed from one side only", "A term disappeared on one side and nothing was done on the other.", "linear_equations", "Whatever is done on one side is done on the other too.", dropped_on_one_side, 7),
    Misconception("divided_one_side", "One side divided only", "One side was divided and the other was not.", "linear_equations", "Divide both sides by the same number.", divided_one_side, 8),
    Misconception("divided_one_term", "One term divided only", "Only one term of a side was divided.", "linear_equations", "Every term on both sides is divided.", divided_one_term, 7),
    Misconception("coefficient_subtracted", "Coefficient subtracted", "The coefficient was subtracted where it should be divided by.", "linear_equations", "$3x$ is a product, and division undoes it.", coefficient_subtracted, 6),
    Misconception("wrong_inverse", "Wrong inverse operation", "A product was undone by multiplying, a quotient by dividing, or the quotient was turned.", "linear_equations", "Multiplication is undone by division, division by multiplication.", wrong_inverse, 7),
    Misconception("sign_of_divisor", "Sign of the divisor lost", "Both sides were divided, but the minus of the coefficient was lost.", "linear_equations", "Divide by the coefficient with its sign.", sign_of_divisor, 7),
    Misconception("lost_root", "A solution lost by dividing", "Both sides were divided by something that may be zero, or a factor was left out.", "quadratic_equations", "Bring all to one side and factor: a product is zero when any factor is.", lost_root, 9),
    Misconception("forgotten_minus_root", "The second root forgotten", "An equation with a square has two roots; only one was written.", "quadratic_equations", "$x^2=a$ gives $x=\\pm\\sqrt a$.", forgotten_minus_root, 10),
    Misconception("root_of_equation_as_half", "Square undone by halving", "A square was undone by dividing by 2.", "quadratic_equations", "A square is undone by the root.", root_of_equation_as_half, 7),
    Misconception("inequality_not_flipped", "Inequality sign the wrong way", "The inequality sign was not turned, or was turned without need.", "inequalities", "Multiplying or dividing by a negative number turns the sign; nothing else does.", inequality_not_flipped, 8),
    Misconception("zero_product_signs", "Sign of the roots", "The roots were read off the factors with the wrong sign.", "quadratic_equations", "$x-2=0$ gives $x=2$: solve each factor.", zero_product_signs, 8),
    Misconception("product_not_zero", "Zero-product rule without zero", "Each factor was set equal to the right side, which is not zero.", "quadratic_equations", "The rule needs 0 on one side; bring all to one side first.", product_not_zero, 9),
    Misconception("squared_term_by_term", "Squaring an equation term by term", "The sides were not squared as wholes.", "radical_equations", "Isolate the root, then square the whole of both sides.", squared_term_by_term, 8),
    Misconception("denominator_cleared_in_one_term", "Denominator cleared in one term only", "Only one term, or one side, was multiplied by the denominator.", "linear_equations", "Every term on both sides is multiplied.", denominator_cleared_in_one_term, 7),
)  # fmt: skip
