"""Wrong beliefs about exponents, roots, logarithms and trigonometric functions."""

from __future__ import annotations

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
from fynq.reasoning.reading.names import TRIGONOMETRIC
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import Call, Constant, Negative, Operation, Tree, number


def root_of_sum(tree: Tree) -> Rewrites:
    match tree:
        case Call("sqrt", (inside,)) if is_sum(inside):
            parts = terms(inside)
            yield total([negative(_root(negative(part))) if is_negative(part) else _root(part) for part in parts]), tree  # fmt: skip


def _root(part: Tree) -> Tree:
    value = whole(part)
    if value is not None and value >= 0 and int(value**0.5 + 0.5) ** 2 == value:
        return number(int(value**0.5 + 0.5))
    base, exponent = base_and_exponent(part)
    if whole(exponent) == 2:
        return base
    return Call("sqrt", (part,))


def sum_of_roots(tree: Tree) -> Rewrites:
    match tree:
        case Operation("+" | "-" as op, Call("sqrt", (a,)), Call("sqrt", (b,))):
            yield Call("sqrt", (Operation(op, a, b),)), tree


def roots_with_factors_added(tree: Tree) -> Rewrites:
    """3√2 + 2√3 → 5√5."""
    match tree:
        case Operation("+", left, right):
            (a, one), (b, two) = coefficient(left), coefficient(right)
            match one, two:
                case Call("sqrt", (p,)), Call("sqrt", (q,)) if p != q and not a == b == 1:
                    inside = Operation("+", p, q)
                    yield times(a + b, Call("sqrt", (inside,))), tree


def root_as_half(tree: Tree) -> Rewrites:
    match tree:
        case Call("sqrt", (inside,)):
            yield Operation("/", inside, number(2)), tree


def root_factor_kept_square(tree: Tree) -> Rewrites:
    """√12 = 4√3: the square factor comes out without its root."""
    match tree:
        case Call("sqrt", (inside,)):
            value = whole(inside)
            if value is None or value < 4:
                return
            side = next((d for d in range(int(value**0.5), 1, -1) if value % (d * d) == 0), None)
            if side is not None:
                rest = Call("sqrt", (number(value // (side * side)),))
                yield Operation("*", number(side * side), rest), Operation("*", number(side), rest)


def negative_exponent_as_sign(tree: Tree) -> Rewrites:
    match tree:
        case Operation("^", base, exponent) if is_negative(exponent):
            plain = power(base, negative(exponent))
            right = Operation("/", number(1), plain)
            yield Negative(plain), right
            yield Negative(right), right


def exponents_multiplied(tree: Tree) -> Rewrites:
    """x²·x³ → x⁶."""
    yield from _same_base(tree, lambda m, n: m * n)


def bases_multiplied(tree: Tree) -> Rewrites:
    """2³·2² → 4⁵."""
    parts = factors(tree)
    for i, one in enumerate(parts):
        for j in range(i + 1, len(parts)):
            (a, m), (b, n) = base_and_exponent(one), base_and_exponent(parts[j])
            value, p, q = whole(a), whole(m), whole(n)
            if a == b and value is not None and p is not None and q is not None and p + q > 2:
                rest = [part for at, part in enumerate(parts) if at not in (i, j)]
                yield product([power(number(value * value), number(p + q)), *rest]), product([power(a, number(p + q)), *rest])  # fmt: skip


def unlike_bases_multiplied(tree: Tree) -> Rewrites:
    """2³·3² → 6⁵."""
    match tree:
        case Operation("*", Operation("^", a, m), Operation("^", b, n)) if a != b:
            wrong = Operation("^", Operation("*", a, b), Operation("+", m, n))
            yield wrong, tree


def powers_added_in_sum(tree: Tree) -> Rewrites:
    """x² + x³ → x⁵."""
    match tree:
        case Operation("+", left, right):
            (a, m), (b, n) = base_and_exponent(left), base_and_exponent(right)
            p, q = exact(m), exact(n)
            if a == b and p is not None and q is not None and p != q:
                yield power(a, number(p + q)), tree


def _same_base(tree: Tree, join: object) -> Rewrites:
    if not (isinstance(tree, Operation) and tree.op == "*"):
        return
    parts = factors(tree)
    for i, one in enumerate(parts):
        for j in range(i + 1, len(parts)):
            (a, m), (b, n) = base_and_exponent(one), base_and_exponent(parts[j])
            p, q = exact(m), exact(n)
            if a == b and exact(a) != 1 and p is not None and q is not None:
                rest = [part for at, part in enumerate(parts) if at not in (i, j)]
                yield product([power(a, number(p * q)), *rest]), product([power(a, number(p + q)), *rest])  # fmt: skip


def exponents_divided(tree: Tree) -> Rewrites:
    match tree:
        case Operation("/", left, right):
            (a, m), (b, n) = base_and_exponent(left), base_and_exponent(right)
            p, q = exact(m), exact(n)
            if a == b and p and q:
                yield power(a, number(p / q)), power(a, number(p - q))
                yield power(a, number(p + q)), power(a, number(p - q))
                if p < q:
                    yield power(a, number(q - p)), power(a, number(p - q))


def powers_added(tree: Tree) -> Rewrites:
    """(x²)³ → x⁵."""
    match tree:
        case Operation("^", Operation("^", base, m), n):
            p, q = exact(m), exact(n)
            if p is not None and q is not None:
                yield power(base, number(p + q)), power(base, number(p * q))
                if q.denominator == 1 and 1 < q < 5:
                    yield power(base, number(p ** int(q))), power(base, number(p * q))


def power_on_one_factor(tree: Tree) -> Rewrites:
    """(2x)³ → 2x³."""
    match tree:
        case Operation("^", base, n) if isinstance(base, Operation) and base.op in "*/":
            q = exact(n)
            if base.op == "/":
                yield Operation("/", power(base.left, n), base.right), Operation("/", power(base.left, n), power(base.right, n))  # fmt: skip
                yield Operation("/", base.left, power(base.right, n)), Operation("/", power(base.left, n), power(base.right, n))  # fmt: skip
                return
            parts = factors(base)
            right = product([_raised(part, n) for part in parts])
            for kept in range(len(parts)):
                yield product([part if at == kept else _raised(part, n) for at, part in enumerate(parts)]), right  # fmt: skip
            value, rest = coefficient(base)
            if q is not None and value != 1:
                yield times(value * q, product([_raised(part, n) for part in factors(rest)])), right


def _raised(part: Tree, n: Tree) -> Tree:
    base, m = base_and_exponent(part)
    p, q = exact(m), exact(n)
    return power(part, n) if p is None or q is None else power(base, number(p * q))


def sign_of_power(tree: Tree) -> Rewrites:
    """(-2)³ → 8."""
    match tree:
        case Operation("^", base, exponent) if is_negative(base) and (whole(exponent) or 0) % 2:
            plain = power(negative(base), exponent)
            yield plain, Negative(plain)


def zero_exponent(tree: Tree) -> Rewrites:
    match tree:
        case Operation("^", base, exponent) if exact(exponent) == 0:
            yield number(0), number(1)
            yield base, number(1)


def exponent_as_factor(tree: Tree) -> Rewrites:
    """3² → 6."""
    match tree:
        case Operation("^", base, exponent) if (whole(exponent) or 0) > 1 and not is_sum(base):
            yield Operation("*", base, exponent), tree


def fractional_exponent(tree: Tree) -> Rewrites:
    """8^(1/3) → 8/3; a^(m/n) with root and power exchanged."""
    match tree:
        case Operation("^", base, exponent):
            value = exact(exponent)
            if value is not None and value.denominator > 1:
                yield Operation("*", base, exponent), tree
                if abs(value.numerator) > 1:
                    yield power(base, number(1 / value)), tree
                yield Operation("/", number(1), power(base, number(value.denominator))), tree


def minus_squared(tree: Tree) -> Rewrites:
    match tree:
        case Negative(Operation("^", base, exponent)) if (whole(exponent) or 1) % 2 == 0:
            yield power(base, exponent), tree
        case Operation("^", base, exponent) if (
            is_negative(base) and (whole(exponent) or 1) % 2 == 0
        ):
            yield Negative(power(negative(base), exponent)), power(negative(base), exponent)
        case Operation("-", left, right):
            base, exponent = base_and_exponent(factors(right)[-1])
            if (whole(exponent) or 1) % 2 == 0 and not is_sum(base):
                yield Operation("+", left, right), tree


def _logarithm(tree: Tree) -> bool:
    return isinstance(tree, Call) and tree.name in ("log", "ln")


def _with(tree: Call, inside: Tree) -> Tree:
    return Call(tree.name, (inside, *tree.args[1:]))


def logarithm_of_sum(tree: Tree) -> Rewrites:
    if isinstance(tree, Call) and _logarithm(tree) and is_sum(tree.args[0]):
        parts = terms(tree.args[0])
        yield total([negative(_with(tree, negative(part))) if is_negative(part) else _with(tree, part) for part in parts]), tree  # fmt: skip
        if len(parts) == 2 and not is_negative(parts[1]):
            yield Operation("*", _with(tree, parts[0]), _with(tree, parts[1])), tree


def logarithm_of_product(tree: Tree) -> Rewrites:
    if not (isinstance(tree, Call) and _logarithm(tree)):
        return
    match tree.args[0]:
        case Operation("*" | "/" as op, left, right):
            one, two = _with(tree, left), _with(tree, right)
            yield Operation(op, one, two), Operation("+" if op == "*" else "-", one, two)


def sum_of_logarithms(tree: Tree) -> Rewrites:
    match tree:
        case Operation("+" | "-" as op, Call() as one, Call() as two) if (
            _logarithm(one) and _logarithm(two) and one.args[1:] == two.args[1:]
        ):
            a, b = one.args[0], two.args[0]
            right = _with(one, Operation("*" if op == "+" else "/", a, b))
            yield _with(one, Operation(op, a, b)), right
            if op == "-":
                yield Operation("/", one, two), right


def quotient_of_logarithms(tree: Tree) -> Rewrites:
    """ln 6 / ln 2 → ln 3."""
    match tree:
        case Operation("/", Call() as one, Call() as two) if (
            _logarithm(one) and _logarithm(two) and one.args[1:] == two.args[1:]
        ):
            a, b = one.args[0], two.args[0]
            yield _with(one, Operation("/", a, b)), tree
            yield _with(one, Operation("-", a, b)), tree
            yield Operation("/", a, b), tree


def logarithm_of_power(tree: Tree) -> Rewrites:
    match tree:
        case Call("log" | "ln", (Operation("^", base, exponent), *_)):
            inner = _with(tree, base)
            yield power(inner, exponent), Operation("*", exponent, inner)


def function_of_sum(tree: Tree) -> Rewrites:
    match tree:
        case Call(name, (inside,)) if name in TRIGONOMETRIC and is_sum(inside):
            parts = terms(inside)
            yield total([negative(Call(name, (negative(part),))) if is_negative(part) else Call(name, (part,)) for part in parts]), tree  # fmt: skip


def factor_out_of_function(tree: Tree) -> Rewrites:
    """sin 2x → 2 sin x."""
    match tree:
        case Call(name, (inside,)) if name in TRIGONOMETRIC:
            value, rest = coefficient(inside)
            if value not in (1, -1) and rest != number(1):
                yield Operation("*", number(value), Call(name, (rest,))), tree


def factor_into_function(tree: Tree) -> Rewrites:
    """2 sin x → sin 2x."""
    value, rest = coefficient(tree)
    match rest:
        case Call(name, (inside,)) if name in TRIGONOMETRIC and value not in (1, -1, 0):
            yield Call(name, (times(value, inside),)), tree


def function_name_cancelled(tree: Tree) -> Rewrites:
    """sin 2x / sin x → 2."""
    match tree:
        case Operation("/", Call(name, (a,)), Call(other, (b,))) if (
            name == other and name in TRIGONOMETRIC
        ):
            yield Operation("/", a, b), tree


def modulus_of_difference(tree: Tree) -> Rewrites:
    match tree:
        case Call("abs", (inside,)):
            if is_sum(inside):
                yield total([negative(Call("abs", (negative(p),))) if is_negative(p) else Call("abs", (p,)) for p in terms(inside)]), tree  # fmt: skip
            yield inside, tree
            yield Negative(inside), tree


def square_of_i(tree: Tree) -> Rewrites:
    match tree:
        case Operation("^", Constant("i"), exponent) if whole(exponent) == 2:
            yield number(1), number(-1)
        case Operation("*"):
            parts = factors(tree)
            if parts.count(Constant("i")) == 2:
                rest = [part for part in parts if part != Constant("i")]
                yield product(rest), negative(product(rest))


RULES = (
    Misconception("root_of_sum", "Root of a sum term by term", "$\\sqrt{a+b}$ was taken for $\\sqrt a+\\sqrt b$.", "radicals", "Try numbers: $\\sqrt{9+16}=5$, not $3+4$.", root_of_sum, 9),
    Misconception("sum_of_roots", "Sum of roots as a root of the sum", "$\\sqrt a+\\sqrt b$ was taken for $\\sqrt{a+b}$.", "radicals", "Only roots of the same number can be added: $\\sqrt2+\\sqrt2=2\\sqrt2$.", sum_of_roots, 9),
    Misconception("roots_with_factors_added", "Unlike roots added", "Different roots were added as if they were like terms.", "radicals", "Only roots of the same number can be added: $3\\sqrt2+2\\sqrt2=5\\sqrt2$.", roots_with_factors_added, 9),
    Misconception("unlike_bases_multiplied", "Powers of different bases joined", "$a^m\\cdot b^n$ was taken for $(ab)^{m+n}$.", "exponents", "Exponents are added only where the base is the same.", unlike_bases_multiplied, 8),
    Misconception("powers_added_in_sum", "Exponents added in a sum", "$a^m+a^n$ was taken for $a^{m+n}$.", "exponents", "Exponents are added when powers are multiplied, not when they are added.", powers_added_in_sum, 9),
    Misconception("sign_of_power", "Sign of an odd power", "An odd power of a negative number is negative.", "exponents", "Count the minus signs: $(-2)^3=(-2)(-2)(-2)=-8$.", sign_of_power, 7),
    Misconception("quotient_of_logarithms", "Quotient of logarithms", "$\\frac{\\log a}{\\log b}$ was taken for $\\log\\frac ab$.", "logarithms", "$\\log a-\\log b=\\log\\frac ab$; a quotient of logarithms stays one.", quotient_of_logarithms, 8),
    Misconception("factor_into_function", "Factor put into a function", "$2\\sin x$ was taken for $\\sin 2x$.", "trigonometry", "A factor before a function multiplies its value, not its angle.", factor_into_function, 8),
    Misconception("function_name_cancelled", "Function name cancelled", "The name of a function was cancelled like a factor.", "trigonometry", "$\\sin x$ is one number; $\\sin$ alone is none.", function_name_cancelled, 8),
    Misconception("root_as_half", "Root as half", "The square root was taken for half of the number.", "radicals", "$\\sqrt a$ is the number whose square is $a$.", root_as_half, 6),
    Misconception("root_factor_kept_square", "Square factor taken out whole", "A square factor came out of the root without its root being taken.", "radicals", "$\\sqrt{4\\cdot3}=\\sqrt4\\cdot\\sqrt3=2\\sqrt3$.", root_factor_kept_square, 7),
    Misconception("negative_exponent_as_sign", "Negative exponent as a negative number", "A minus in the exponent was taken for a minus before the number.", "exponents", "$a^{-n}=\\frac{1}{a^n}$: the exponent's minus makes a reciprocal, not a sign.", negative_exponent_as_sign, 9),
    Misconception("exponents_multiplied", "Exponents multiplied in a product", "$a^m\\cdot a^n$ was taken for $a^{mn}$.", "exponents", "Count the factors: $a^2\\cdot a^3$ has five of them.", exponents_multiplied, 8),
    Misconception("bases_multiplied", "Bases multiplied", "$a^m\\cdot a^n$ was taken for $(a\\cdot a)^{m+n}$.", "exponents", "The base stays; only the number of factors adds up.", bases_multiplied, 8),
    Misconception("exponents_divided", "Exponents divided or added in a quotient", "In $a^m/a^n$ the exponents were not subtracted as $m-n$.", "exponents", "Cancel factor by factor: $a^5/a^2=a^{5-2}$.", exponents_divided, 7),
    Misconception("powers_added", "Exponents added in a power of a power", "$(a^m)^n$ was taken for $a^{m+n}$ or $a^{m^n}$.", "exponents", "$(a^2)^3=a^2\\cdot a^2\\cdot a^2=a^6$: multiply the exponents.", powers_added, 8),
    Misconception("power_on_one_factor", "Power given to one factor only", "The exponent outside the bracket was not applied to every factor.", "exponents", "$(ab)^n=a^n b^n$: each factor is raised.", power_on_one_factor, 8),
    Misconception("zero_exponent", "Zero exponent", "$a^0$ was taken for 0 or $a$.", "exponents", "$a^0=1$, because $a^n/a^n$ is 1.", zero_exponent, 8),
    Misconception("exponent_as_factor", "Exponent as a factor", "$a^n$ was taken for $a\\cdot n$.", "exponents", "$a^3$ is $a\\cdot a\\cdot a$.", exponent_as_factor, 6),
    Misconception("fractional_exponent", "Fractional exponent", "A fraction in the exponent was not read as a root.", "exponents", "$a^{m/n}$ is the $n$-th root of $a^m$.", fractional_exponent, 6),
    Misconception("minus_squared", "Sign and square mixed up", "$-a^2$ and $(-a)^2$ were taken for the same.", "exponents", "Without a bracket the power comes first: $-3^2=-9$ but $(-3)^2=9$.", minus_squared, 7),
    Misconception("logarithm_of_sum", "Logarithm of a sum", "$\\log(a+b)$ was taken for $\\log a+\\log b$.", "logarithms", "Logarithms turn products into sums; there is no rule for the logarithm of a sum.", logarithm_of_sum, 9),
    Misconception("logarithm_of_product", "Logarithm of a product as a product", "$\\log(ab)$ was taken for $\\log a\\cdot\\log b$, or the same with a quotient.", "logarithms", "$\\log(ab)=\\log a+\\log b$ and $\\log(a/b)=\\log a-\\log b$.", logarithm_of_product, 8),
    Misconception("sum_of_logarithms", "Sum of logarithms", "$\\log a+\\log b$ was not taken for $\\log(ab)$.", "logarithms", "A sum of logarithms is the logarithm of the product; a difference, of the quotient.", sum_of_logarithms, 8),
    Misconception("logarithm_of_power", "Logarithm of a power", "$\\log(a^n)$ was taken for $(\\log a)^n$.", "logarithms", "$\\log(a^n)=n\\log a$.", logarithm_of_power, 8),
    Misconception("function_of_sum", "Trigonometric function of a sum", "$\\sin(a+b)$ was taken for $\\sin a+\\sin b$.", "trigonometry", "A function is not a factor: $\\sin(a+b)=\\sin a\\cos b+\\cos a\\sin b$.", function_of_sum, 9),
    Misconception("factor_out_of_function", "Factor taken out of a function", "$\\sin 2x$ was taken for $2\\sin x$.", "trigonometry", "The factor belongs to the angle: $\\sin 2x=2\\sin x\\cos x$.", factor_out_of_function, 8),
    Misconception("modulus_of_difference", "Absolute value", "An absolute value was not taken as the distance from zero of the whole.", "absolute_value", "Work out what is inside first, then drop its sign.", modulus_of_difference, 6),
    Misconception("square_of_i", "Square of i", "$i^2$ was taken for 1.", "complex_numbers", "$i^2=-1$ by definition.", square_of_i, 8),
)  # fmt: skip
