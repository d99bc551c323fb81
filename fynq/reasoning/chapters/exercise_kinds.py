"""Instructions that name their own object: 'the opposite of', 'undefined', 'the x-intercept', 'translate'."""

from __future__ import annotations

import re

from fynq.reasoning.builders.equations import solving
from fynq.reasoning.builders.expressions import matrix_task, transform, value_of
from fynq.reasoning.builders.functions import value_at
from fynq.reasoning.builders.quantities import in_form, numbers
from fynq.reasoning.chapters.english_phrases import phrase
from fynq.reasoning.chapters.exercise_words import is_accounted_for, spelled
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import (
    Items,
    Name,
    Number,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.reading.words import words

_TRANSLATE = frozenset(
    words("""translate to into an a algebraic algebra expression equation expressions equations and
    simplify solve then the following phrase phrases sentence sentences english it if possible each
    statement statements write as for variable with integers word words problem single number""")
)
_COMMON = {
    "greatest common (?:factor|divisor)": Task.DIVISOR,
    "least common (?:multiple|denominator)": Task.MULTIPLE,
}
_OF_NUMBERS = (
    r"(?:(?: (?:of|for|the|these|each|two|three|following|numbers?|pair|pairs))*)"
    r"(?: (?:by listing (?:their |the |all )*multiples|(?:using|by) the prime factors? method))?"
)


_VALUE_WORDS = re.compile(r"\b(?:when|for|if|at|given|where|let|with|substitute|into)\b")
_OF_MATRIX = (
    r"(?:(?:find|evaluate|calculate|compute|what is|the|each|given|a|following|multiplicative|matrix|\d ?[x×] ?\d|[a-z]) )*(?P<what>determinants?|determinates?|inverse)"
    r"(?: of)?(?: (?:the|a|given|following|matrix|\d ?[x×] ?\d))*"
    rf"(?: (?:by|using) (?:(?:expanding|expansion) )?(?:by )?(?:minors?|cofactors?)(?: along the (?:first|second|third) (?:row|column))?)?"
    rf"(?: using (?:the formula (?:for|to find) the inverse of a (?:\d ?[x×] ?\d )?matrix|row operations|an augmented matrix))?(?: {HOLE})?"
)
_PRIMES = rf"(?:(?:find|write|give|determine|what is) )?(?:the )?prime factori[sz]ation (?:of|for)(?: (?:the|each|these|this|following|numbers?|integers?))*(?: ?{HOLE})?"
_FORM = (
    r"(?:convert|write|change|express) (?:(?:each|the|following|percents?|decimals?|fractions?|numbers?) )*(?:{HOLE} )?"
    r"(?:to|as|in|into) an? (?P<form>decimal|fraction|percent)(?: {HOLE})?"
).replace("{HOLE}", HOLE)


def special(sentences: tuple[str, ...], heading: str, trees: list[Tree]) -> Problem | None:
    """None when no kind here claims the instruction. Raises NotUnderstood when one does in vain."""
    text = " ".join(spelled(word) for word in " ".join(sentences).replace(",", " ").split())
    flat = [item for tree in trees for item in (tree.items if isinstance(tree, Items) else (tree,))]
    translated = _translated(sentences, heading, trees)
    if translated is not None:
        return translated
    if re.fullmatch(_PRIMES, text) and len(flat) == 1 and isinstance(flat[0], Number):
        return transform(Task.FACTOR)(flat, {})
    at_values = _at_values(text, flat)
    if at_values is not None:
        return at_values
    of_matrix = [re.fullmatch(_OF_MATRIX, sentence) for sentence in sentences] or [None]
    found = re.fullmatch(_OF_MATRIX, text) or (of_matrix[-1] if all(of_matrix) else None)
    if found is not None and len(flat) == 1:
        task = Task.DETERMINANT if found["what"].startswith("determin") else Task.INVERSE
        return matrix_task(task)(flat, {})
    found = re.fullmatch(_FORM, text)
    if found is not None and len(flat) == 1:
        return in_form(value_of(flat[0]), found["form"])
    if re.fullmatch(
        rf"(?:find {HOLE} given the equation and the value of {HOLE} )?(?:{HOLE} )?if {HOLE} what is {HOLE}",
        text,
    ):
        return _from_equation(flat[-3:])
    for wanted, task in _COMMON.items():
        if re.fullmatch(rf"(?:find|what is) the {wanted}{_OF_NUMBERS}(?: {HOLE}(?: and)?)*", text):
            below = [tree.right for tree in flat if isinstance(tree, Operation) and tree.op == "/"]
            return numbers(task)(
                below if len(below) == len(flat) and "denominator" in text else flat, {}
            )
    if re.fullmatch(
        rf"(?:(?:determine|find) )?(?:(?:the )?(?:values?|values) (?:s )?(?:for which|that make) |when is |where is )the (?:rational )?expression (?:is )?undefined(?: {HOLE})?",
        text,
    ):
        return _undefined(flat)
    found = re.fullmatch(
        rf"(?:what is|find) the (?P<axis>[xy])-(?:value|coordinate) (?:for|of) the (?P=axis)-intercept (?:to|of|for) the (?:following )?(?:equation|line|graph)(?: of)? {HOLE}",
        text,
    )
    if found is not None:
        return _intercept(flat, found["axis"])
    if re.fullmatch(rf"round (?:each number|the number|{HOLE}|the following numbers?|your answer)", text):  # fmt: skip
        return Problem(Task.EVALUATE, flat[0]) if len(flat) == 1 and isinstance(flat[0], Number) else None  # fmt: skip
    return None


def _translated(sentences: tuple[str, ...], heading: str, trees: list[Tree]) -> Problem | None:
    told = [item for item in (heading, *sentences) if item.startswith("translate")]
    rest = [item for item in sentences if not item.startswith("translate") and item != "solve"]
    if not told or len(rest) != 1:
        return None
    if any(word not in _TRANSLATE for item in told for word in re.findall(r"[a-z]+", item)):
        return None
    tree = phrase(rest[0], trees)
    if not isinstance(tree, Relation):
        return value_of(tree)
    if not any("solve" in item for item in (*told, *sentences)):
        raise NotUnderstood("I am not sure whether the equation should be solved.")
    return solving(tree, ())


def _at_values(text: str, trees: list[Tree]) -> Problem | None:
    """'Evaluate 4x - y when x = 2, y = 1'; a variable that is given again starts a new part."""
    if not _VALUE_WORDS.search(text) or not re.search(
        r"\b(?:evaluate|simplify|values?|solve)\b", text
    ):
        return None
    if not is_accounted_for(_VALUE_WORDS.sub(" ", text)):
        return None
    expressions: list[Tree] = []
    values: dict[str, Tree] = {}
    for tree in trees:
        match tree:
            case Relation("=", Name(name), value) if not names_in(value):
                if name in values and text.count(HOLE) == len(trees):
                    raise NotUnderstood("I take one value for each variable.")
                values = {name: value} if name in values else {**values, name: value}
            case Relation():
                return None
            case Name() if expressions and tree.name in names_in(expressions[0]):
                continue
            case _:
                expressions.append(tree)
                values = values if len(expressions) == 1 else {}
    if not values or not expressions or len({*expressions}) != 1:
        return None
    if set(names_in(expressions[0])) != set(values):
        raise NotUnderstood("I expected a value for each variable.")
    given = [Relation("=", Name(name), value) for name, value in values.items()]
    return value_at([expressions[0], *given], {})


def _from_equation(trees: list[Tree]) -> Problem | None:
    """'y = x/2 + 4. If x = 2, what is y?'"""
    if len(trees) != 3:
        return None
    equation, at, wanted = trees
    if not (
        isinstance(equation, Relation) and equation.op == "=" and isinstance(wanted, Name)
    ) or not (isinstance(at, Relation) and at.op == "=" and isinstance(at.left, Name)):
        return None
    if equation.left == wanted and set(names_in(equation.right)) == {at.left.name}:
        return value_at([equation.right, at], {})
    return None


def _undefined(trees: list[Tree]) -> Problem:
    """Where the one denominator is zero."""
    if len(trees) == 1 and isinstance(trees[0], Operation) and trees[0].op == "/":
        below = trees[0].right
        divides = any(
            isinstance(node, Operation) and node.op == "/" and names_in(node.right)
            for part in (trees[0].left, below)
            for node in walk(part)
        )
        if len(names_in(below)) == 1 and not divides:
            return solving(Relation("=", below, number(0)), ())
    raise NotUnderstood("I look for the zeros of one denominator.")


def _intercept(trees: list[Tree], axis: str) -> Problem:
    """The other variable is zero there."""
    if len(trees) != 1 or not isinstance(trees[0], Relation) or trees[0].op != "=":
        raise NotUnderstood("I expected the equation of a line.")
    line = trees[0]
    if set(names_in(line)) - {"x", "y"} or axis not in names_in(line):
        raise NotUnderstood("I expected an equation in x and y.")
    values: dict[str, Tree] = {("y" if axis == "x" else "x"): number(0)}
    left, right = (substitute(side, values, {}) for side in (line.left, line.right))
    return solving(Relation("=", left, right), (axis,))
