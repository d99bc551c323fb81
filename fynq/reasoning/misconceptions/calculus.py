"""Wrong beliefs about derivatives and integrals: the rules of calculus with one of them bent."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from fynq.domain.errors import CannotSolve
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
)
from fynq.reasoning.misconceptions.rule import Apply, Misconception, Rewrites
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Derivative,
    Integral,
    Name,
    Negative,
    Operation,
    Tree,
    names_in,
    number,
)

ZERO, ONE = number(0), number(1)


def derive(tree: Tree, variable: str, bent: str = "") -> Tree:
    """The derivative, with the rule `bent` done wrongly. Raises CannotSolve where no rule fits."""
    if variable not in names_in(tree):
        return tree if bent == "constant" else ZERO
    match tree:
        case Name():
            return ONE
        case Negative(of):
            return negative(derive(of, variable, bent))
        case Operation("+" | "-") if is_sum(tree):
            parts = [(part, derive(part, variable, bent)) for part in terms(tree)]
            return total([slope for _, slope in parts if slope != ZERO])
        case Operation("*"):
            return _product(tree, variable, bent)
        case Operation("/", top, bottom):
            return _quotient(top, bottom, variable, bent)
        case Operation("^", base, exponent):
            return _power(base, exponent, variable, bent)
        case Call(name, (inside,)):
            return _function(name, inside, variable, bent)
        case _:
            raise CannotSolve("I do not know this derivative.")


def _product(tree: Operation, variable: str, bent: str) -> Tree:
    constant = [part for part in factors(tree) if variable not in names_in(part)]
    rest = [part for part in factors(tree) if variable in names_in(part)]
    if constant:
        return product([*constant, derive(product(rest), variable, bent)])
    first, second = rest[0], product(rest[1:])
    one, two = derive(first, variable, bent), derive(second, variable, bent)
    if bent == "product":
        return product([one, two])
    return Operation("+", product([one, second]), product([first, two]))


def _quotient(top: Tree, bottom: Tree, variable: str, bent: str) -> Tree:
    if variable not in names_in(bottom):
        return Operation("/", derive(top, variable, bent), bottom)
    one, two = derive(top, variable, bent), derive(bottom, variable, bent)
    if bent == "quotient":
        return Operation("/", one, two)
    first, second = product([one, bottom]), product([top, two])
    if bent == "quotient_order":
        first, second = second, first
    below = bottom if bent == "quotient_square" else power(bottom, number(2))
    if bent == "quotient_plus":
        return Operation("/", Operation("+", first, second), below)
    return Operation("/", Operation("-", first, second), below)


def _power(base: Tree, exponent: Tree, variable: str, bent: str) -> Tree:
    if variable in names_in(exponent):
        if variable in names_in(base):
            raise CannotSolve("I do not know this derivative.")
        if bent == "exponential":
            lower = Operation("-", exponent, ONE)
            return product([exponent, Operation("^", base, lower)])
        inner = ONE if bent == "chain" else derive(exponent, variable, bent)
        scale = ONE if base == Constant("e") else Call("ln", (base,))
        if bent == "base_logarithm":
            scale = ONE
        return product([tree for tree in (inner, scale, Operation("^", base, exponent)) if tree != ONE])  # fmt: skip
    value = exact(exponent)
    if value is None:
        raise CannotSolve("I do not know this derivative.")
    inner = ONE if bent == "chain" else derive(base, variable, bent)
    outer = times(value, power(base, number(value - 1)) if value != 1 else ONE)
    if bent == "exponent_kept":
        outer = times(value, power(base, exponent))
    elif bent == "exponent_not_brought_down":
        outer = power(base, number(value - 1))
    elif bent == "exponent_raised":
        outer = times(value, power(base, number(value + 1)))
    elif bent == "inside_replaced" and base != Name(variable):
        return times(value, power(derive(base, variable), number(value - 1)))
    return outer if inner == ONE else product([outer, inner])


def _function(name: str, inside: Tree, variable: str, bent: str) -> Tree:
    cosine, sine = Call("cos", (inside,)), Call("sin", (inside,))
    table: dict[str, Tree] = {
        "sin": Negative(cosine) if bent == "sign" else cosine,
        "cos": sine if bent == "sign" else Negative(sine),
        "tan": Operation("/", ONE, power(cosine, number(2))),
        "ln": Call("ln", (ONE,)) if bent == "logarithm" else Operation("/", ONE, inside),
        "exp": Call("exp", (inside,)),
        "sqrt": Operation("/", ONE, Operation("*", ONE if bent == "root" else number(2), Call("sqrt", (inside,)))),
    }  # fmt: skip
    if name not in table:
        raise CannotSolve("I do not know this derivative.")
    if bent == "inside_replaced" and inside != Name(variable):
        return _function(name, derive(inside, variable), variable, "chain")
    if bent == "logarithm" and name == "ln":
        return Operation("/", ONE, derive(inside, variable))
    inner = ONE if bent == "chain" else derive(inside, variable, bent)
    return table[name] if inner == ONE else product([inner, table[name]])


def antiderive(tree: Tree, variable: str, bent: str = "") -> Tree:
    """Term by term, without a constant. Raises CannotSolve where no rule fits."""
    if is_sum(tree):
        return total([antiderive(part, variable, bent) for part in terms(tree)])
    if is_negative(tree):
        return negative(antiderive(negative(tree), variable, bent))
    rate, rest = coefficient(tree)
    letter = Name(variable)
    if rest == ONE:
        return ZERO if bent in ("constant_lost", "derived") else times(rate, letter)
    match rest:
        case Name():
            exponent = exact(ONE)
        case Operation("^", base, power_) if base == letter:
            exponent = exact(power_)
        case Operation("/", top, bottom) if variable not in names_in(top) and bottom == letter:
            if bent == "reciprocal":
                return negative(Operation("/", top, power(letter, number(2))))
            return times(rate, product([top, Call("ln", (Call("abs", (letter,)),))]))
        case Operation("/", top, Operation("^", base, power_)) if (
            variable not in names_in(top) and base == letter and exact(power_) is not None
        ):
            turned = antiderive(power(letter, number(-(exact(power_) or 0))), variable, bent)
            return times(rate, product([top, turned]))
        case Call("sin", (inside,)):
            rate *= _inner(inside, variable, bent)
            return times(rate if bent == "sign" else -rate, Call("cos", (inside,)))
        case Call("cos", (inside,)):
            rate *= _inner(inside, variable, bent)
            return times(-rate if bent == "sign" else rate, Call("sin", (inside,)))
        case Operation("^", base, inside) if base == Constant("e"):
            return times(rate * _inner(inside, variable, bent), rest)
        case Operation("^", base, power_) if exact(power_) not in (None, -1):
            rate *= _inner(base, variable, bent)
            grown = (exact(power_) or 0) + 1
            return times(rate / grown, power(base, number(grown)))
        case _:
            raise CannotSolve("I do not know this integral.")
    if exponent is None or exponent == -1:
        raise CannotSolve("I do not know this integral.")
    raised = power(letter, number(exponent + 1))
    if bent == "not_divided":
        return times(rate, raised)
    if bent == "multiplied":
        return times(rate * (exponent + 1), raised)
    if bent == "divided_by_old" and exponent:
        return times(rate / exponent, raised)
    if bent == "derived":
        return times(rate * exponent, power(letter, number(exponent - 1)) if exponent != 1 else ONE)
    return times(rate / (exponent + 1), raised)


def _inner(inside: Tree, variable: str, bent: str) -> Fraction:
    """What the factor of a linear inside makes of an integral. Raises CannotSolve for any other."""
    factor = exact(derive(inside, variable))
    if not factor:
        raise CannotSolve("I do not know this integral.")
    if bent == "inner_forgotten":
        return Fraction(1)
    return factor if bent == "inner_multiplied" else 1 / factor


def integral_of_product(tree: Tree) -> Rewrites:
    """∫ f·g → ∫f · ∫g."""
    if isinstance(tree, Integral):
        parts = [part for part in factors(tree.of) if tree.variable in names_in(part)]
        constant = [part for part in factors(tree.of) if tree.variable not in names_in(part)]
        if len(parts) == 2:
            yield _between(tree, product([*constant, *(antiderive(part, tree.variable) for part in parts)])), tree  # fmt: skip


def logarithm_of_denominator(tree: Tree) -> Rewrites:
    """∫ 1/x² → ln x²."""
    match tree:
        case Integral(Operation("/", top, bottom), variable) if variable not in names_in(
            top
        ) and bottom != Name(variable):
            yield _between(tree, product([top, Call("ln", (bottom,))])), tree


def integrated_in_place_of_derived(tree: Tree) -> Rewrites:
    if isinstance(tree, Derivative) and tree.order == 1:
        yield antiderive(tree.of, tree.variable), derive(tree.of, tree.variable)


def _bent_derivative(*ways: str) -> Apply:
    def apply(tree: Tree) -> Rewrites:
        if isinstance(tree, Derivative) and tree.order == 1:
            right = derive(tree.of, tree.variable)
            for way in ways:
                yield derive(tree.of, tree.variable, way), right

    return _quietly(apply)


def _bent_integral(*ways: str) -> Apply:
    def apply(tree: Tree) -> Rewrites:
        if isinstance(tree, Integral):
            right = _between(tree, antiderive(tree.of, tree.variable))
            for way in ways:
                yield _between(tree, antiderive(tree.of, tree.variable, way)), right

    return _quietly(apply)


def _between(tree: Integral, found: Tree) -> Tree:
    if tree.low is None or tree.high is None:
        return found
    from fynq.reasoning.reading.substitute import substitute

    high, low = (substitute(found, {tree.variable: at}, {}) for at in (tree.high, tree.low))
    return Operation("-", high, low)


def bounds_exchanged(tree: Tree) -> Rewrites:
    if isinstance(tree, Integral) and tree.low is not None and tree.high is not None:
        right = _between(tree, antiderive(tree.of, tree.variable))
        assert isinstance(right, Operation)
        yield Operation("-", right.right, right.left), right
        yield Operation("+", right.left, right.right), right
        yield right.left, right


def _quietly(apply: Callable[[Tree], Rewrites]) -> Apply:
    """Nothing where the function is none that the rules cover."""

    def guarded(tree: Tree) -> Rewrites:
        try:
            yield from apply(tree)
        except CannotSolve:
            return

    return guarded


_D = "derivative_rules"
_I = "integration"
RULES = (
    Misconception("derivative_of_product", "Derivative of a product", "$(fg)'$ was taken for $f'g'$.", _D, "$(fg)'=f'g+fg'$.", _bent_derivative("product"), 9),
    Misconception("derivative_of_quotient", "Derivative of a quotient", "$(f/g)'$ was not taken by the quotient rule.", _D, "$(f/g)'=\\frac{f'g-fg'}{g^2}$, in this order.", _bent_derivative("quotient", "quotient_order", "quotient_square", "quotient_plus"), 9),
    Misconception("chain_rule_forgotten", "Chain rule forgotten", "The derivative of the inner function is missing.", _D, "Multiply by the derivative of what is inside.", _bent_derivative("chain"), 9),
    Misconception("inside_replaced", "Inner function replaced by its derivative", "The inner function was replaced by its derivative.", _D, "Keep the inside in the outer derivative, then multiply by its derivative.", _bent_derivative("inside_replaced"), 8),
    Misconception("exponent_kept", "Power rule: exponent not lowered", "The exponent was brought down but not made smaller by one, or was raised.", _D, "$(x^n)'=n x^{n-1}$.", _bent_derivative("exponent_kept", "exponent_raised"), 8),
    Misconception("exponent_not_brought_down", "Power rule: exponent not brought down", "The exponent was lowered but does not stand before the power.", _D, "$(x^n)'=n x^{n-1}$.", _bent_derivative("exponent_not_brought_down"), 8),
    Misconception("power_rule_on_exponential", "Power rule on an exponential function", "The variable is in the exponent, but the rule for $x^n$ was used.", _D, "$(e^x)'=e^x$ and $(a^x)'=a^x\\ln a$.", _bent_derivative("exponential"), 9),
    Misconception("logarithm_of_base_forgotten", "Factor ln a forgotten", "$(a^x)'$ was taken for $a^x$.", _D, "$(a^x)'=a^x\\ln a$; only for $e$ is the factor 1.", _bent_derivative("base_logarithm"), 8),
    Misconception("derivative_of_constant", "Derivative of a constant", "The constant was kept.", _D, "A constant does not change, so its derivative is 0.", _bent_derivative("constant"), 8),
    Misconception("sign_of_trigonometric_derivative", "Sign in the derivative of sine or cosine", "The sign is wrong.", _D, "$(\\sin x)'=\\cos x$ and $(\\cos x)'=-\\sin x$.", _bent_derivative("sign"), 8),
    Misconception("derivative_of_logarithm", "Derivative of a logarithm", "$(\\ln f)'$ was taken for $1/f'$.", _D, "$(\\ln f)'=f'/f$.", _bent_derivative("logarithm"), 8),
    Misconception("derivative_of_root", "Derivative of a root", "The factor 2 in the denominator is missing.", _D, "$(\\sqrt x)'=\\frac{1}{2\\sqrt x}$.", _bent_derivative("root"), 7),
    Misconception("integral_not_divided", "Integral of a power", "The new exponent was not divided by.", _I, "$\\int x^n\\,dx=\\frac{x^{n+1}}{n+1}+C$.", _bent_integral("not_divided", "multiplied", "divided_by_old"), 8),
    Misconception("derived_in_place_of_integrated", "Differentiated in place of integrated", "The derivative was taken.", _I, "Differentiate your result: it should give back what was integrated.", _bent_integral("derived"), 9),
    Misconception("integral_of_constant", "Integral of a constant lost", "The constant term disappeared.", _I, "$\\int a\\,dx=ax+C$.", _bent_integral("constant_lost"), 8),
    Misconception("sign_of_trigonometric_integral", "Sign in the integral of sine or cosine", "The sign is wrong.", _I, "$\\int\\sin x\\,dx=-\\cos x+C$; differentiate to check.", _bent_integral("sign"), 8),
    Misconception("integral_of_reciprocal", "Integral of 1/x", "$\\int\\frac1x\\,dx$ was not taken for a logarithm.", _I, "$\\int\\frac1x\\,dx=\\ln|x|+C$.", _bent_integral("reciprocal"), 8),
    Misconception("inner_factor_of_integral", "Factor of the inside in an integral", "The factor of the inner function was forgotten, or multiplied with.", _I, "$\\int f(ax)\\,dx=\\frac1aF(ax)+C$; differentiate to check.", _bent_integral("inner_forgotten", "inner_multiplied"), 8),
    Misconception("integral_of_product", "Integral of a product", "$\\int fg$ was taken for $\\int f\\cdot\\int g$.", _I, "There is no such rule; try substitution or integration by parts.", _quietly(integral_of_product), 9),
    Misconception("logarithm_of_denominator", "Logarithm of any denominator", "$\\int\\frac1{f}\\,dx$ was taken for $\\ln f$.", _I, "Only $\\int\\frac{f'}{f}\\,dx$ is $\\ln|f|+C$; a power is integrated by the power rule.", _quietly(logarithm_of_denominator), 8),
    Misconception("integrated_in_place_of_derived", "Integrated in place of differentiated", "An antiderivative was taken.", _D, "The derivative of $x^n$ is $nx^{n-1}$: its degree falls.", _quietly(integrated_in_place_of_derived), 8),
    Misconception("bounds_exchanged", "Bounds of the integral", "The value at the lower bound was not subtracted from the value at the upper.", _I, "$\\int_a^b f=F(b)-F(a)$.", _quietly(bounds_exchanged), 8),
)  # fmt: skip
