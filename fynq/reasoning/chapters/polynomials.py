"""What is asked of polynomials besides expanding and factoring: degree, greatest common factor,
and division with a remainder.

Read with exact coefficients into monomials; the quotient is checked by multiplying back at whole
numbers, a common factor by dividing every coefficient and exponent.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.exercise_sheet import formula, read_sheet
from fynq.reasoning.chapters.exercise_words import canonical
from fynq.reasoning.chapters.presenting import fraction, judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import (
    Constant,
    Items,
    Name,
    Negative,
    Operation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.solved import Report, SolvedProblem

_CONDITION = re.compile(r"\b(?:positive|negative|approximat\w*|round\w*|domain|range)\b")
_TAKEN_OUT = re.compile(r"\bfactor(?:ing)? (?:out )?(?:the )?(?:greatest common factor|gcf) from\b")
_REFUSAL = "I do not understand every part of this question."
Powers = tuple[tuple[str, int], ...]
Terms = dict[Powers, Fraction]


def terms_of(tree: Tree) -> Terms:
    """The sum as coefficients of products of powers, multiplied out. Raises CannotSolve."""
    value = exact(tree)
    if value is not None:
        return {(): value} if value else {}
    match tree:
        case Name(name):
            return {((name, 1),): Fraction(1)}
        case Negative(of):
            return {powers: -value for powers, value in terms_of(of).items()}
        case Operation("+" | "-" as op, left, right):
            sign = 1 if op == "+" else -1
            found = dict(terms_of(left))
            for powers, value in terms_of(right).items():
                found[powers] = found.get(powers, Fraction(0)) + sign * value
            return {powers: value for powers, value in found.items() if value}
        case Operation("*", left, right):
            return product(terms_of(left), terms_of(right))
        case Operation("^", base, power):
            times = exact(power)
            if times is not None and times.denominator == 1 and 0 <= times <= 12:
                found = {(): Fraction(1)}
                for _ in range(int(times)):
                    found = product(found, terms_of(base))
                return found
            letter = base.name if isinstance(base, Name) else ""
            if letter and times is not None and times.denominator == 1 and 0 < times < 1000:
                return {((letter, int(times)),): Fraction(1)}
        case Operation("/", left, right):
            below = exact(right)
            if below:
                return {powers: value / below for powers, value in terms_of(left).items()}
    raise CannotSolve("I expected a polynomial.")


def product(first: Terms, second: Terms) -> Terms:
    if len(first) * len(second) > 400:
        raise CannotSolve("The polynomial is too long.")
    found: Terms = {}
    for powers, value in first.items():
        for others, factor in second.items():
            merged: dict[str, int] = dict(powers)
            for name, power in others:
                merged[name] = merged.get(name, 0) + power
            key = tuple(sorted(merged.items()))
            found[key] = found.get(key, Fraction(0)) + value * factor
    return {powers: value for powers, value in found.items() if value}


def written(terms: Mapping[Powers, Fraction]) -> str:
    """Highest degree first, letters in order."""
    ordered = sorted(terms.items(), key=lambda item: (-sum(p for _, p in item[0]), [(n, -p) for n, p in item[0]]))  # fmt: skip
    text = ""
    for powers, value in ordered:
        letters = " ".join(name if power == 1 else f"{name}^{{{power}}}" for name, power in powers)
        size = abs(value)
        front = "" if size == 1 and letters else fraction(size)
        sign = "-" if value < 0 else "+"
        text += f" {sign} {front}{letters}" if text else f"{'-' if value < 0 else ''}{front}{letters}"  # fmt: skip
    return text or "0"


_DEGREE_WORDS = frozenset(
    ["determine", "whether", "polynomial", "is", "monomial", "binomial", "trinomial", "or", "other", "then", "degree", "state", "give", "what", "identify", "and", ";"]
)  # fmt: skip
_COMMON_WORDS = frozenset(["greatest", "common", "factor", "monomial", "polynomial", "gcf", "number", "what", "is", "and"])  # fmt: skip
_DIVISION_WORDS = frozenset(
    ["divide", "dividing", "polynomial", "by", "binomial", "monomial", "use", "using", "long", "synthetic", "division", "to", "perform", "quotient", "remainder", "and", ";", "specify", "function", "state"]
)  # fmt: skip


def _kind(told: str) -> str:
    said = set(told.split())
    if "degree" in said and said <= _DEGREE_WORDS:
        return "degree"
    if said <= _COMMON_WORDS and ("gcf" in said or {"greatest", "common", "factor"} <= said):
        return "common"
    if said <= _DIVISION_WORDS and said & {"divide", "division", "dividing"}:
        return "division"
    raise NotUnderstood(_REFUSAL)


def _asked(question: str) -> tuple[str, list[Tree]]:
    sheet = read_sheet(question)
    if sheet.places is not None or sheet.notes or _CONDITION.search(sheet.heading):
        raise NotUnderstood(_REFUSAL)
    divided = re.fullmatch(r"(?:find the quotient of |divide )□ (?:by|and) □(?: using (?:long|synthetic) division)?", " ".join(sheet.sentences))  # fmt: skip
    if divided is not None and len(sheet.formulas) == 2:
        return "division", [Operation("/", formula(sheet.formulas[0]), formula(sheet.formulas[1]))]
    told = " ; ".join(canonical(sentence) for sentence in sheet.sentences)
    kind = _kind(told)
    trees: list[Tree] = []
    for text in sheet.formulas:
        tree = formula(text)
        trees += tree.items if isinstance(tree, Items) else (tree,)
    if kind == "common" and len(trees) == 1 and len(terms_of(trees[0])) > 1:
        if _TAKEN_OUT.search(sheet.heading):
            return "taken out", trees
        return kind, [_tree({powers: value}) for powers, value in terms_of(trees[0]).items()]
    if len(trees) < 2 if kind == "common" else len(trees) != 1:
        raise NotUnderstood(_REFUSAL)
    return kind, trees


def _tree(terms: Terms) -> Tree:
    return parse(written(terms))


def solve(question: str) -> SolvedProblem:
    kind, trees = _asked(question)
    if any(isinstance(node, Constant) for tree in trees for node in walk(tree)):
        raise NotUnderstood(_REFUSAL)
    if kind == "degree":
        return _degree(trees[0])
    if kind == "common":
        return _common(trees)
    if kind == "taken out":
        return _taken_out(trees[0])
    above, below = _over(trees[0])
    return _by_monomial(above, below) if len(terms_of(below)) == 1 else _division(above, below)


def _degree(tree: Tree) -> SolvedProblem:
    terms = terms_of(tree)
    if not terms:
        raise CannotSolve("The zero polynomial has no degree.")
    degrees = [sum(power for _, power in powers) for powers in terms]
    listed = ", ".join(f"${written({powers: value})}$: {degree}" for (powers, value), degree in zip(terms.items(), degrees, strict=True))  # fmt: skip
    steps = [
        ("Add the exponents of each term", listed),
        ("Take the highest", f"The degree is {max(degrees)}."),
    ]
    return presented("polynomials", "degree", f"\\deg({written(terms)})", str(max(degrees)), steps, ("polynomials",), "The degree is the highest sum of exponents in one term.")  # fmt: skip


def _common(trees: list[Tree]) -> SolvedProblem:
    pieces = [terms_of(tree) for tree in trees]
    if any(len(piece) != 1 for piece in pieces):
        raise CannotSolve("I find the greatest common factor of single terms.")
    monomials = [next(iter(piece.items())) for piece in pieces]
    if any(value.denominator != 1 for _, value in monomials):
        raise CannotSolve("I expected whole coefficients.")
    number_part = math.gcd(*[int(value) for _, value in monomials])
    letters = {name for powers, _ in monomials for name, _ in powers}
    least = {name: min(dict(powers).get(name, 0) for powers, _ in monomials) for name in letters}
    powers = tuple(sorted((name, power) for name, power in least.items() if power))
    final = written({powers: Fraction(number_part)})
    steps = [
        ("Common factor of the coefficients", f"$${number_part}$$"),
        ("Lowest power of each common letter", f"$${written({powers: Fraction(1)})}$$"),
        ("Multiply", f"$${final}$$"),
    ]
    return presented("polynomials", "common", "\\gcd(" + ", ".join(written(piece) for piece in pieces) + ")", final, steps, ("factoring", "polynomials"), "Take the largest number and the lowest power of each letter that all terms share.")  # fmt: skip


def _taken_out(tree: Tree) -> SolvedProblem:
    """The common factor in front of what is left of the polynomial."""
    terms = terms_of(tree)
    common = _common([_tree({powers: value}) for powers, value in terms.items()])
    ((shared, factor),) = terms_of(parse(common.final)).items() if common.final != "1" else (((), Fraction(1)),)  # fmt: skip
    left: Terms = {}
    for powers, value in terms.items():
        rest = {name: power - dict(shared).get(name, 0) for name, power in powers}
        left[tuple((name, power) for name, power in rest.items() if power)] = value / factor
    if common.final == "1":
        raise CannotSolve("The terms have no common factor.")
    final = f"{common.final}\\left({written(left)}\\right)"
    steps = [*((step.title, step.text) for step in common.steps), ("Divide each term by it", f"$${final}$$")]  # fmt: skip
    return presented("polynomials", "taken out", written(terms), final, steps, ("factoring", "polynomials"), common.concept)  # fmt: skip


def _over(tree: Tree) -> tuple[Tree, Tree]:
    if isinstance(tree, Negative) and isinstance(tree.of, Operation) and tree.of.op == "/":
        return Negative(tree.of.left), tree.of.right
    if not (isinstance(tree, Operation) and tree.op == "/"):
        raise NotUnderstood(_REFUSAL)
    return tree.left, tree.right


def _single(tree: Tree, name: str) -> list[Fraction]:
    """Coefficients from the constant up."""
    terms = terms_of(tree)
    top = max((power for powers in terms for _, power in powers), default=0)
    if top > 60:
        raise CannotSolve("The degree is too high.")
    return [terms.get(((name, at),) if at else (), Fraction(0)) for at in range(top + 1)]


def _by_monomial(above: Tree, below: Tree) -> SolvedProblem:
    """Every term is divided: (7a^3 + 11)/a → 7a^2 + 11/a."""
    terms, ((letters, factor),) = terms_of(above), terms_of(below).items()
    if len(terms) < 2 or (not letters and not names_in(above)):
        raise NotUnderstood(_REFUSAL)
    quotients: list[tuple[Powers, Powers, Fraction]] = []
    for powers, value in terms.items():
        left = dict(powers)
        for name, power in letters:
            left[name] = left.get(name, 0) - power
        upper = tuple(sorted((name, power) for name, power in left.items() if power > 0))
        lower = tuple(sorted((name, -power) for name, power in left.items() if power < 0))
        quotients.append((upper, lower, value / factor))
    final = ""
    for upper, lower, value in quotients:
        size = abs(value)
        if lower:
            bottom = written({lower: Fraction(size.denominator)})
            text = f"\\frac{{{written({upper: Fraction(size.numerator)})}}}{{{bottom}}}"
        else:
            text = written({upper: size})
        final += f" {'-' if value < 0 else '+'} {text}" if final else f"{'-' if value < 0 else ''}{text}"  # fmt: skip
    before, divisor = written(terms), written(terms_of(below))
    split = " + ".join(f"\\frac{{{written({powers: value})}}}{{{divisor}}}" for powers, value in terms.items())  # fmt: skip
    steps = [
        ("Divide each term", f"$$\\frac{{{before}}}{{{divisor}}} = {split}$$"),
        ("Simplify each fraction", f"$${final}$$"),
    ]
    return presented("polynomials", "division", f"({before}) \\div ({divisor})", final, steps, ("polynomial-division", "polynomials"), "A sum is divided by dividing every term.")  # fmt: skip


def _division(above: Tree, below: Tree) -> SolvedProblem:
    names = sorted({*names_in(above), *names_in(below)})
    divisor_terms = terms_of(below)
    if len(names) != 1 or len(divisor_terms) < 2:
        raise NotUnderstood(_REFUSAL)
    name = names[0]
    rest, divisor = _single(above, name), _single(below, name)
    quotient: Terms = {}
    steps: list[tuple[str, str]] = []
    while len(rest) >= len(divisor) and any(rest):
        shift = len(rest) - len(divisor)
        factor = rest[-1] / divisor[-1]
        if factor:
            powers: Powers = ((name, shift),) if shift else ()
            quotient[powers] = factor
            lead = written({powers: factor})
            taken = written(product({powers: factor}, divisor_terms))
            steps.append((f"Divide the leading terms: ${lead}$", f"Subtract ${lead} \\cdot ({written(divisor_terms)}) = {taken}$."))  # fmt: skip
        rest = [value - (factor * divisor[at - shift] if at >= shift else 0) for at, value in enumerate(rest)][:-1]  # fmt: skip
    remainder: Terms = {
        (((name, at),) if at else ()): value for at, value in enumerate(rest) if value
    }
    if not quotient:
        raise CannotSolve("The divisor has the higher degree.")
    final = written(quotient)
    if remainder:
        minus = len(remainder) == 1 and next(iter(remainder.values())) < 0
        shown = written({p: -v for p, v in remainder.items()} if minus else remainder)
        final += f" {'-' if minus else '+'} \\frac{{{shown}}}{{{written(divisor_terms)}}}"
    steps.append(("Quotient and remainder", f"The remainder is ${written(remainder)}$, so the result is $${final}$$"))  # fmt: skip
    return presented("polynomials", "division", f"({written(terms_of(above))}) \\div ({written(divisor_terms)})", final, steps, ("polynomial-division", "polynomials"), "Divide the leading terms, multiply back, subtract, and go on with what is left.")  # fmt: skip


def check(question: str, solved: SolvedProblem) -> Report:
    kind, trees = _asked(question)
    if kind == "taken out":
        answer = parse(solved.final)
        inner = terms_of(answer.right) if isinstance(answer, Operation) else {}
        whole = inner and math.gcd(*[int(value) for value in inner.values()]) == 1
        shared = set.intersection(*[{name for name, _ in powers} for powers in inner]) if inner else {"x"}  # fmt: skip
        holds = bool(whole) and not shared and terms_of(answer) == terms_of(trees[0])
        return judged(solved, holds, "Multiplied out it is the polynomial again, and nothing common is left inside.")  # fmt: skip
    if kind == "degree":
        return judged(solved, _growth(trees[0]) == int(solved.final), "The polynomial grows with this power when all letters do.", "numeric")  # fmt: skip
    if kind == "common":
        return judged(solved, _divides(trees, solved.final), "It divides every term, and what is left shares nothing.", "recomputation")  # fmt: skip
    above, below = _over(trees[0])
    names = sorted({*names_in(above), *names_in(below)})
    answer = parse(solved.final)
    tried = 0
    for at in range(-7, 40):
        given, divisor = _at(above, names, at), _at(below, names, at)
        if not divisor or given is None:
            continue
        if _at(answer, names, at) != given / divisor:
            return judged(solved, False, "")
        tried += 1
    return judged(solved, tried > 20, "Quotient and remainder were multiplied back at many whole numbers.", "substitution")  # fmt: skip


def _at(tree: Tree, names: list[str], value: int) -> Fraction | None:
    """With value for the first name, and other numbers for the next."""
    from fynq.reasoning.reading.substitute import substitute

    values: dict[str, Tree] = {name: number(value + 3 * place) for place, name in enumerate(names)}
    return exact(substitute(tree, values, {}))


def _growth(tree: Tree) -> int:
    """The degree, from how much the value grows when all letters are doubled far out."""
    from fynq.reasoning.reading.substitute import substitute

    primes = (1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081)
    names = names_in(tree)
    near = {name: number(primes[at % 5]) for at, name in enumerate(names)}
    far = {name: number(primes[at % 5] * 2**10) for at, name in enumerate(names)}
    first, second = exact(substitute(tree, near, {})), exact(substitute(tree, far, {}))
    if not first or not second:
        return -1
    return round(math.log2(abs(second / first)) / 10)


def _divides(trees: list[Tree], final: str) -> bool:
    ((powers, factor),) = terms_of(parse(final)).items()
    left: list[tuple[dict[str, int], Fraction]] = []
    for tree in trees:
        for term, value in terms_of(tree).items():
            powers_left = dict(term)
            for name, power in powers:
                powers_left[name] = powers_left.get(name, 0) - power
            left.append((powers_left, value / factor))
    if any(value.denominator != 1 or min(rest.values(), default=0) < 0 for rest, value in left):
        return False
    shared = set.intersection(*[{n for n, p in rest.items() if p > 0} for rest, _ in left])
    return not shared and math.gcd(*[int(value) for _, value in left]) == 1
