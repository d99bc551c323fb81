"""Functions given by formulas: values, sums, products, quotients, compositions, and where a value
is taken.

'For f(x) = x² and g(x) = x - 1, find (f ∘ g)(3)' is the value of f(g(3)); 'solve f(x) = 4' is an
equation. The core works it out and the core's witness checks it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.builders.equations import solving
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.graphs.given import Image, pieces, read_image
from fynq.reasoning.chapters.graphs.page import REFUSAL, Line, read_page, require_known
from fynq.reasoning.chapters.graphs.vocabulary import NOTE
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.moments import tells_a_moment
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Call, Items, Name, Relation, Tree, names_in, walk
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import Report, SolvedProblem

_WORDS = frozenset(
    words("""a the of for in and is are what find evaluate evalute evaluat calculate compute simplify determine given let if
    when at by following function functions exercise exercises use using each value values expression
    expressions these those this to new composition compositions composite formula formulas answer
    answers your on problem problems finding evaluating evaluation function's pair pairs perform
    operation operations indicated add subtract multiply divide dividing multiplying adding subtracting
    combine combining combination combinations arithmetic algebra algebraic sum difference product quotient
    polynomial polynomials quadratic linear rational radical simplified form as much possible then
    binomial each different input inputs from solve solving notation we you can with or terms defined
    specific specified computing determining two where below above following: interpret simplest fully
    consider suppose be such that so instead point points will fill table graph remainder theorem
    synthetic division according divided degree fourth power without calculator round nearest tenth hundredth
    thousandth decimal places place one three four if necessary""")
)
_NAMED = re.compile(r"(?P<name>[A-Za-z])\s?\(\s?(?P<of>[A-Za-z])\s?\)\s?=\s?(?P<body>[^=<>]+)", re.DOTALL)  # fmt: skip
_LETTER = re.compile(r"(?P<name>[fgh])\s?=\s?(?P<body>[^=<>]+)", re.DOTALL)
_OP = r"(?P<op>[-+*/]|\\cdot|\\circ|\\times|\\div|∘|)"
_TWO = re.compile(rf"\(?\s*(?P<a>[A-Za-z])\s*{_OP}\s*(?P<b>[A-Za-z])\s*\)?\s*(?:\((?P<at>[^()]+)\)|(?P<bare>[a-z]))?")  # fmt: skip
_OVER = re.compile(r"\(?\s*\\frac\s*\{?(?P<a>[A-Za-z])\}?\s*\{?(?P<b>[A-Za-z])\}?\s*\)?\s*(?:\((?P<at>[^()]+)\))?")  # fmt: skip
_WHERE = re.compile(r"\bsolve\b|\bwhat is □|\bfor (?:what|which)\b|\b(?:find|determine)\b.*\b(?:such that|so that|when|if|where|for which)\b|values? of □")  # fmt: skip


@dataclass(slots=True)
class _Read:
    """functions: name → (variable, body as written). levels: name → (left side's variable, value)
    of an equation such as f(x) = 3. asked: what stands alone in the last line, or above it."""

    functions: dict[str, tuple[str, str]] = field(default_factory=dict)
    levels: list[tuple[str, str]] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


def _problem(question: str) -> Problem:
    return _understood(question)[0]


def _understood(question: str) -> tuple[Problem, str]:
    """The problem, and what is asked as it was written."""
    page = read_page(question)
    for line in page.lines:
        require_known(NOTE.sub(" ", line.words), _WORDS)
    found = _Read()
    for line in page.lines:
        _define(line, found)
    last = page.lines[-1]
    for line in page.lines:
        if line is last or not found.asked:
            _ask(line, found, last=line is last)
    if not found.functions:
        raise NotUnderstood(REFUSAL)
    told = " ".join(line.words for line in page.lines)
    problem = _stated(found, told, last)
    spoken = found.asked[-1] if found.asked else ""
    return (problem if page.places is None else replace(problem, places=page.places)), spoken


def _define(line: Line, found: _Read) -> None:
    """Definitions of functions; a second formula for the same one is an equation."""
    for text in (piece for formula in line.formulas for piece in pieces(formula)):
        named = _NAMED.fullmatch(text) or _LETTER.fullmatch(text)
        if named is None:
            continue
        name, body = named["name"], named["body"].strip(" .")
        variable = named.groupdict().get("of") or _only_letter(body)
        if name not in found.functions:
            found.functions[name] = (variable, body)
        elif found.functions[name][1] != body:
            found.levels.append((name, body))


def _only_letter(body: str) -> str:
    letters = {item.name for item in walk(_parsed(body, frozenset())) if isinstance(item, Name)}
    if len(letters) != 1:
        raise NotUnderstood(REFUSAL)
    return letters.pop()


def _ask(line: Line, found: _Read, *, last: bool) -> None:
    """What is not a definition: values of variables and of functions, and what is asked."""
    asked: list[str] = []
    values: dict[str, str] = {}
    for text in (piece for formula in line.formulas for piece in pieces(formula)):
        if _NAMED.fullmatch(text) or _LETTER.fullmatch(text):
            continue
        image = read_image(text)
        assigned = re.fullmatch(r"([a-z])\s*=\s*(.+)", text)
        if image is not None:
            found.images.append(image)
        elif assigned and assigned[1] not in found.functions:
            values[assigned[1]] = assigned[2]
        else:
            asked.append(text)
    if last:
        found.values = values
    if last and not asked and not values:
        return
    found.asked = asked


def _stated(found: _Read, told: str, last: Line) -> Problem:
    variables = {variable for variable, _ in found.functions.values()}
    asked = [text for text in found.asked if text not in variables]
    if found.levels:
        return _level(found, told, asked)
    if "difference quotient" in told and not asked and len(found.functions) == 1:
        ((name, (variable, _)),) = found.functions.items()
        asked = [f"\\frac{{{name}({variable}+h)-{name}({variable})}}{{h}}"]
    if not asked and found.values and len(found.functions) == 1:
        ((name, (variable, _)),) = found.functions.items()
        if set(found.values) != {variable}:
            raise NotUnderstood(REFUSAL)
        asked, found.values = [f"{name}({found.values[variable]})"], {}
    if not asked:
        asked = [text for text in found.asked[-1:] if "values" in told]
    if len(asked) != 1:
        raise NotUnderstood(REFUSAL)
    names = frozenset(found.functions) | {image.name for image in found.images}
    text = _written(asked[0], found, names)
    tree = _parsed(text, names)
    if not any(isinstance(node, Call) and node.name in names for node in walk(tree)):
        tree = _argument(tree, found, told, last)
    return _valued(tree, found, names)


def _argument(tree: Tree, found: _Read, told: str, last: Line) -> Tree:
    """'Evaluate f(x) = x + 1 at the following values' and a value on the last line."""
    if len(found.functions) != 1 or found.values or isinstance(tree, Items | Relation):
        raise NotUnderstood(REFUSAL)
    if not (last.bare and re.search(r"\bat\b|values|inputs?", told)) or "solve" in told:
        raise NotUnderstood(REFUSAL)
    (name,) = found.functions
    return Call(name, (tree,))


def _valued(tree: Tree, found: _Read, names: frozenset[str]) -> Problem:
    bodies = {name: (variable, _parsed(body, names)) for name, (variable, body) in found.functions.items()}  # fmt: skip
    values = {name: _parsed(text, names) for name, text in found.values.items()}
    own = substitute(substitute(substitute(tree, values, {}), {}, bodies), values, {})
    own = _with_images(own, found.images)
    if isinstance(own, Items | Relation) or any(isinstance(node, Call) and node.name in names for node in walk(own)):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    task = Task.EXPAND if names_in(own) else Task.EVALUATE
    return Problem(task, own, concepts=("functions",))


def _with_images(tree: Tree, images: list[Image]) -> Tree:
    """Values that are told, f(4) = 3, in their places; one that has none is a condition."""
    for image in images:
        calls = [node for node in walk(tree) if isinstance(node, Call) and node.name == image.name]
        if not calls or any(exact(node.args[0]) != exact(image.at) for node in calls):
            raise NotUnderstood(REFUSAL)
        tree = substitute(tree, {}, {image.name: ("_", image.value)})
    return tree


def _level(found: _Read, told: str, asked: list[str]) -> Problem:
    """Where the function has a value: solve f(x) = 3, or f(x) = g(x)."""
    if len(found.levels) != 1 or asked or found.values or found.images or not _WHERE.search(told):
        raise NotUnderstood(REFUSAL)
    ((name, level),) = found.levels
    names = frozenset(found.functions)
    variable, body = found.functions[name]
    bodies = {key: (letter, _parsed(text, names)) for key, (letter, text) in found.functions.items()}  # fmt: skip
    left, right = (substitute(_parsed(text, names), {}, bodies) for text in (body, level))
    if set(names_in(right)) - {variable} or variable not in names_in(left):
        raise NotUnderstood(REFUSAL)
    return solving(Relation("=", left, right), (variable,))


def _written(text: str, found: _Read, names: frozenset[str]) -> str:
    """(f + g)(2) as f(2) + g(2), f/g as f(x)/g(x), (f ∘ g)(x) as f(g(x))."""
    two = _TWO.fullmatch(text) or _OVER.fullmatch(text)
    if two is None or not {two["a"], two["b"]} <= names:
        return text
    first, second = two["a"], two["b"]
    variable = found.functions[first][0] if first in found.functions else "x"
    groups = two.groupdict()
    stated = groups["at"] or groups.get("bare")
    at = stated or variable
    if stated is None and found.values.get(variable):
        at = f"({found.values[variable]})"
        found.values = {}
    op = groups.get("op", "/")
    if op in ("\\circ", "∘"):
        return f"{first}({second}({at}))"
    sign = {"+": "+", "-": "-", "/": "/", "\\div": "/"}.get(op, "*")
    return f"{first}({at}) {sign} {second}({at})"


def _parsed(text: str, names: frozenset[str]) -> Tree:
    try:
        return parse(text, names)
    except CannotSolve:
        raise NotUnderstood(REFUSAL) from None


def solve(question: str) -> SolvedProblem:
    from fynq.reasoning.solver.solve import solve as solve_by_core

    if tells_a_moment(question):
        raise NotUnderstood("E(X) belongs to a random variable.")
    problem, spoken = _understood(question)
    solved = solve_by_core(problem)
    asked = spoken if "(" in spoken else f"f({spoken})" if spoken else solved.asked
    return replace(solved, task=task_of("graphs.values", solved.task), asked=asked)


def check(question: str, solved: SolvedProblem) -> Report:
    from fynq.reasoning.verification.verify import verify

    problem = _problem(question)
    return verify(problem, replace(solved, task=problem.task), question)
