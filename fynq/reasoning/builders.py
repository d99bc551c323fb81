"""One builder per kind of request: from the formulas of a question to its Problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import (
    Call,
    Derivative,
    Integral,
    Items,
    Limit,
    Matrix,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)

NOT_UNDERSTOOD = "I do not understand every part of this question."


Match = Mapping[str, str | None]
"""The named groups of the pattern that matched."""
Builder = Callable[[list[Tree], Match], Problem]


class NotUnderstood(CannotSolve):
    """No task's pattern accounts for the whole question."""


def _one(trees: list[Tree]) -> Tree:
    """The single formula, or the relations of a system as Items."""
    flat: list[Tree] = []
    for tree in trees:
        flat.extend(tree.items if isinstance(tree, Items) else [tree])
    return flat[0] if len(flat) == 1 else Items(tuple(flat))


def _only(trees: list[Tree]) -> Tree:
    tree = _one(trees)
    if isinstance(tree, Items):
        raise NotUnderstood("I see several formulas where I expected one.")
    return tree


def _expression(tree: Tree) -> Tree:
    """'y = x^2' or 'f(x) = x^2' as an object of calculus or algebra means its right side."""
    if isinstance(tree, Relation):
        named = isinstance(tree.left, Name) or (
            isinstance(tree.left, Call) and len(tree.left.name) == 1
        )
        if tree.op == "=" and named:
            return tree.right
        raise NotUnderstood("I expected an expression and not an equation.")
    return tree


def _variable(tree: Tree) -> str:
    if isinstance(tree, Name):
        return tree.name
    raise NotUnderstood("I expected a variable.")


def _sole_variable(tree: Tree) -> str:
    names = names_in(tree)
    if len(names) == 1:
        return names[0]
    for usual in ("x", "t", "y", "n"):
        if usual in names:
            return usual
    if not names:
        return "x"
    raise NotUnderstood("Say which variable is meant.")


def formula(trees: list[Tree], _: Match) -> Problem:
    """A formula without a verb: the notation says what to do."""
    tree = _one(trees)
    if isinstance(tree, Relation | Items):
        return solve(trees, _)
    return evaluate(trees, _)


def evaluate(trees: list[Tree], _: Match) -> Problem:
    tree = _only(trees)
    if isinstance(tree, Relation):
        right_blank = isinstance(tree.right, Name) and not names_in(tree.left)
        if not right_blank:
            return solve(trees, _)
        tree = tree.left
    if isinstance(tree, Derivative):
        return Problem(Task.DIFFERENTIATE, tree, (tree.variable,))
    if isinstance(tree, Integral):
        return Problem(Task.INTEGRATE, tree, (tree.variable,))
    if isinstance(tree, Limit):
        return Problem(Task.LIMIT, tree, (tree.variable,))
    if any(isinstance(node, Matrix) for node in walk(tree)):
        if isinstance(tree, Call) and tree.name == "det":
            return Problem(Task.DETERMINANT, tree.args[0])
        return _matrix_value(tree)
    if any(isinstance(node, Integral | Limit | Items | Relation) for node in walk(tree)):
        raise NotUnderstood(NOT_UNDERSTOOD)
    if isinstance(tree, Name):
        raise NotUnderstood("I see a variable, and nothing that says what it is.")
    return Problem(Task.SIMPLIFY if names_in(tree) else Task.EVALUATE, tree)


def _matrix_value(tree: Tree) -> Problem:
    if isinstance(tree, Operation) and tree.op == "^" and isinstance(tree.left, Matrix):
        if tree.right == Negative(number(1)):
            return Problem(Task.INVERSE, tree.left)
        if tree.right == Name("T"):
            return Problem(Task.TRANSPOSE, tree.left)
    if isinstance(tree, Matrix):
        raise NotUnderstood("Say what to do with the matrix.")
    return Problem(Task.MATRIX, tree)


def transform(task: Task) -> Builder:
    def builder(trees: list[Tree], _: Match) -> Problem:
        tree = _expression(_only(trees))
        if any(isinstance(node, Integral | Limit | Derivative | Matrix) for node in walk(tree)):
            return evaluate([tree], _)
        if not names_in(tree):
            if task is Task.FACTOR:
                return Problem(Task.PRIME_FACTORS, tree)
            return Problem(Task.EVALUATE, tree)
        return Problem(task, tree)

    return builder


def solve(trees: list[Tree], _: Match) -> Problem:
    if any(isinstance(node, Call) and len(node.name) == 1 for tree in trees for node in walk(tree)):
        return _function_value(trees, _)
    return _solving(_one(trees), ())


def solve_for(trees: list[Tree], found: Match) -> Problem:
    """The variables are the last holes, or the first ones in 'solve for x: …'."""
    first = "first" in found
    wanted, rest = (trees[:1], trees[1:]) if first else (trees[-1:], trees[:-1])
    if len(trees) > 2 and not first and isinstance(trees[-2], Name):
        wanted, rest = trees[-2:], trees[:-2]
    elif len(trees) > 2 and first and isinstance(trees[1], Name):
        wanted, rest = trees[:2], trees[2:]
    names: list[str] = []
    for tree in wanted:
        names += [_variable(item) for item in (tree.items if isinstance(tree, Items) else (tree,))]
    return _solving(_one(rest), tuple(names))


def _solving(tree: Tree, names: tuple[str, ...]) -> Problem:
    if isinstance(tree, Items):
        return _system(tree, names)
    if not isinstance(tree, Relation):
        if any(isinstance(node, Integral | Limit | Derivative | Matrix) for node in walk(tree)):
            return evaluate([tree], {})
        if not names_in(tree):
            return Problem(Task.EVALUATE, tree)
        raise NotUnderstood("There is no equation to solve.")
    if any(isinstance(node, Integral | Limit | Derivative | Matrix) for node in walk(tree)):
        raise NotUnderstood(NOT_UNDERSTOOD)
    if any(isinstance(node, Call) and len(node.name) == 1 for node in walk(tree)):
        raise NotUnderstood("Say what to do with the function.")
    if not names_in(tree):
        raise NotUnderstood("There is no variable to solve for.")
    variable = names[0] if names else _sole_variable(tree)
    if len(names) > 1 or variable not in names_in(tree):
        raise NotUnderstood("The variable does not stand in the equation.")
    if not names and len(names_in(tree)) > 1:
        raise NotUnderstood("Say for which variable I should solve.")
    if tree.op == "!=":
        raise NotUnderstood(NOT_UNDERSTOOD)
    return Problem(Task.SOLVE if tree.op == "=" else Task.INEQUALITY, tree, (variable,))


def _system(tree: Items, names: tuple[str, ...]) -> Problem:
    relations = [item for item in tree.items if isinstance(item, Relation)]
    if len(relations) != len(tree.items):
        raise NotUnderstood("I see several formulas that are not all equations.")
    if all(item.op == "=" for item in relations):
        found = names or names_in(tree)
        if set(found) - set(names_in(tree)):
            raise NotUnderstood("The variable does not stand in the equations.")
        return Problem(Task.SYSTEM, tree, tuple(found))
    variables = names_in(tree)
    if len(relations) == 2 and len(variables) == 1 and relations[0].right == relations[1].left:
        return Problem(Task.INEQUALITY, tree, variables)
    raise NotUnderstood("I solve one inequality at a time.")


def roots(trees: list[Tree], _: Match) -> Problem:
    tree = _only(trees)
    if isinstance(tree, Relation) and not (
        isinstance(tree.left, Name) and tree.left.name == "y" and "y" not in names_in(tree.right)
    ):
        if isinstance(tree.left, Call) and len(tree.left.name) == 1:
            tree = tree.right
        else:
            return _solving(tree, ())
    of = tree.right if isinstance(tree, Relation) else tree
    return _solving(Relation("=", of, number(0)), ())


def derivative(trees: list[Tree], found: Match) -> Problem:
    order = {"second": 2, "third": 3, "2nd": 2, "3rd": 3}.get(found["order"] or "", 1)
    rest = list(trees)
    point: Tree | None = None
    if found["at"]:
        point = rest.pop()
    variable = _variable(rest.pop()) if found["wrt"] else ""
    tree = _only(rest)
    if isinstance(tree, Derivative):
        tree = tree.of if order == 1 else tree
    of = _expression(tree)
    if any(isinstance(node, Integral | Limit | Matrix | Relation | Items) for node in walk(of)):
        raise NotUnderstood(NOT_UNDERSTOOD)
    variable = variable or _sole_variable(of)
    if isinstance(point, Relation):
        if point.left != Name(variable):
            raise NotUnderstood(NOT_UNDERSTOOD)
        point = point.right
    return Problem(Task.DIFFERENTIATE, Derivative(of, variable, order), (variable,), point)


def integral_(trees: list[Tree], found: Match) -> Problem:
    rest = list(trees)
    low = high = None
    variable = ""
    groups = found
    if groups.get("wrt_last"):
        variable = _variable(rest.pop())
    if groups.get("bounds"):
        high, low = rest.pop(), rest.pop()
        if isinstance(low, Relation):
            variable, low = _variable(low.left), low.right
        if isinstance(high, Relation):
            high = high.right
    if groups.get("wrt"):
        variable = _variable(rest.pop())
    tree = _only(rest)
    if isinstance(tree, Integral):
        if low is None:
            low, high = tree.low, tree.high
        of, variable = tree.of, variable or tree.variable
    else:
        of = _without_differential(_expression(tree))
    variable = variable or _sole_variable(of)
    if any(isinstance(node, Limit | Matrix | Relation | Items) for node in walk(of)):
        raise NotUnderstood(NOT_UNDERSTOOD)
    return Problem(Task.INTEGRATE, Integral(of, variable, low, high), (variable,))


def _without_differential(tree: Tree) -> Tree:
    """'integrate x^2 dx' reads as x^2·d·x; the last two factors are the differential."""
    match tree:
        case Operation("*", Operation("*", of, Name("d")), Name()):
            return of
        case Operation("*", of, Operation("*", Name("d"), Name())):
            return of
        case Operation("+" | "-" as op, left, right):
            return Operation(op, left, _without_differential(right))
        case _:
            return tree


def limit_(trees: list[Tree], found: Match) -> Problem:
    first = bool(found.get("first"))
    names, rest = (trees[:-1], trees[-1:]) if first else (trees[1:], trees[:1])
    side = {"left": "-", "below": "-", "right": "+", "above": "+"}.get(found["side"] or "", "")
    if len(names) == 1:
        raise NotUnderstood("Say where the variable goes.")
    variable, point = _variable(names[0]), names[1]
    match point:
        case Operation("^", at, _):
            raise NotUnderstood(
                "Write the side of the limit as 'from the left' or 'from the right'."
            )
        case at:
            return Problem(Task.LIMIT, Limit(_expression(_only(rest)), variable, at, side), (variable,))  # fmt: skip


def matrix_task(task: Task) -> Builder:
    def builder(trees: list[Tree], _: Match) -> Problem:
        tree = _only(trees)
        if isinstance(tree, Relation) and isinstance(tree.left, Name):
            tree = tree.right
        if isinstance(tree, Call) and tree.name == "det":
            tree = tree.args[0]
        if not isinstance(tree, Matrix):
            raise NotUnderstood("I expected a matrix.")
        return Problem(task, tree)

    return builder


def numbers(task: Task) -> Builder:
    def builder(trees: list[Tree], _: Match) -> Problem:
        tree = _one(trees)
        items = tree.items if isinstance(tree, Items) else (tree,)
        if not all(isinstance(item, Number) and item.value.denominator == 1 and item.value > 0 for item in items):  # fmt: skip
            raise NotUnderstood("I expected positive whole numbers.")
        if task is not Task.PRIME_FACTORS and len(items) < 2:
            raise NotUnderstood("I expected at least two numbers.")
        return Problem(task, tree)

    return builder


def percent_of(trees: list[Tree], _: Match) -> Problem:
    rate = trees[0] if isinstance(trees[0], Percent) else Percent(trees[0])
    return Problem(Task.EVALUATE, Operation("*", rate, trees[1]), concepts=("percentages",))


def what_percent(order: tuple[int, int]) -> Builder:
    def builder(trees: list[Tree], _: Match) -> Problem:
        part, whole = trees[order[0]], trees[order[1]]
        ratio = Operation("*", Operation("/", part, whole), number(100))
        return Problem(Task.EVALUATE, ratio, percent=True, concepts=("percentages",))

    return builder


def percent_change(trees: list[Tree], found: Match) -> Problem:
    rate = trees[1] if isinstance(trees[1], Percent) else Percent(trees[1])
    op = "+" if found["way"] == "increase" else "-"
    tree = Operation("*", trees[0], Operation(op, number(1), rate))
    return Problem(Task.EVALUATE, tree, concepts=("percentages",))


def whole_of_percent(trees: list[Tree], _: Match) -> Problem:
    rate = trees[1] if isinstance(trees[1], Percent) else Percent(trees[1])
    return Problem(Task.EVALUATE, Operation("/", trees[0], rate), concepts=("percentages",))


def root_of(index: int) -> Builder:
    def builder(trees: list[Tree], found: Match) -> Problem:
        tree = _only(trees)
        of = Call("sqrt", (tree,)) if index == 2 else Call("root", (tree, number(index)))
        return evaluate([of], found)

    return builder


def _function_value(trees: list[Tree], found: Match) -> Problem:
    """Definitions f(x) = … first, then what is asked: f(3), f(g(2)), f(a+h)."""
    definitions: dict[str, tuple[str, Tree]] = {}
    rest: list[Tree] = []
    for tree in trees:
        for item in tree.items if isinstance(tree, Items) else (tree,):
            match item:
                case Relation("=", Call(name, (Name(variable),)), body) if len(name) == 1:
                    definitions[name] = (variable, body)
                case Relation("=", Name("y"), body):
                    definitions["y"] = ("x", body)
                case _:
                    rest.append(item)
    if not definitions or len(rest) != 1:
        raise NotUnderstood(NOT_UNDERSTOOD)
    asked = rest[0]
    values: dict[str, Tree] = {}
    if isinstance(asked, Relation):
        if not (isinstance(asked.left, Name) and len(definitions) == 1 and asked.op == "="):
            raise NotUnderstood(NOT_UNDERSTOOD)
        (variable, body), *_ = definitions.values()
        if asked.left.name != variable:
            raise NotUnderstood(NOT_UNDERSTOOD)
        values, asked = {variable: asked.right}, body
    tree = substitute(asked, values, definitions)
    if any(isinstance(node, Call) and len(node.name) == 1 for node in walk(tree)):
        raise NotUnderstood("A function is not defined.")
    task = Task.EXPAND if names_in(tree) else Task.EVALUATE
    return Problem(task, tree, concepts=("functions",))


def value_at(trees: list[Tree], found: Match) -> Problem:
    """'evaluate 3x + 2 when x = 4 and y = 2'."""
    first, *rest = trees if not found.get("first") else [trees[-1], *trees[:-1]]
    values: dict[str, Tree] = {}
    for tree in rest:
        for item in tree.items if isinstance(tree, Items) else (tree,):
            match item:
                case Relation("=", Name(name), value) if not names_in(value):
                    values[name] = value
                case _:
                    raise NotUnderstood(NOT_UNDERSTOOD)
    if isinstance(first, Relation | Items) or not values or set(values) - set(names_in(first)):
        if isinstance(first, Relation):
            return _function_value(trees, found)
        raise NotUnderstood(NOT_UNDERSTOOD)
    tree = substitute(first, values, {})
    task = Task.SIMPLIFY if names_in(tree) else Task.EVALUATE
    return Problem(task, tree, concepts=("algebraic-expressions",))


def function_or_value(trees: list[Tree], found: Match) -> Problem:
    if len(trees) == 1 and not isinstance(trees[0], Items):
        return formula(trees, found)
    if any(
        isinstance(item, Relation) and isinstance(item.left, Call) and len(item.left.name) == 1
        for tree in trees
        for item in (tree.items if isinstance(tree, Items) else (tree,))
    ):
        return _function_value(trees, found)
    if all(isinstance(tree, Relation | Items) for tree in trees):
        return solve(trees, found)
    if isinstance(trees[-1], Relation) and not isinstance(trees[0], Relation):
        return value_at(trees, found)
    if isinstance(trees[0], Relation):
        return _function_value(trees, found)
    raise NotUnderstood(NOT_UNDERSTOOD)
