"""One variable of an equation from a value of the other, a formula solved for a letter, and the
value of an expression where its letters are told.

'x + 2y = 8. If x = 4, what is y?' is the equation 4 + 2y = 8; 'Evaluate 4x - y when x = 2, y = 1'
is a value. The core works it out and the core's witness checks it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.builders.equations import solving
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.graphs.given import pieces
from fynq.reasoning.chapters.graphs.page import REFUSAL, Line, Page, read_page, require_known
from fynq.reasoning.chapters.graphs.vocabulary import NOTE
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.moments import tells_a_moment
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Items, Name, Relation, Tree, names_in
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import Report, SolvedProblem

_WORDS = frozenset(
    words("""find the a an of for if when what is in following exercise exercises given equation and value values
    other another variable variables solution solutions to linear solve formula get expression specific letter
    evaluate evaluat evalute substitute with evaluating expressions evaluation formulas terms problem problems algebraic integers integer
    simplify then solving finding each these this it coordinate missing complete ordered pair substitution
    proportion proportions that equations corresponding single number numbers at let where by using use
    different indicated calculate compute determine your answer relationship express as function possible
    write fill line point satisfies satisfy so makes true graph on complex rational radical polynomial
    quadratic y-value x-value y-coordinate x-coordinate be fraction fractions decimals specified real exact form replacing replace isolate""")
)
_VALUE = re.compile(rf"\b(?:when|if|for|given|with|at|where|let)\b[^.]*{HOLE}|values?|^\W*(?:{HOLE}[,\s]*(?:and)?\s*)+\W*$")  # fmt: skip
_FUNCTION = re.compile(r"(?P<name>[A-Za-z])\s*=\s*[A-Za-z]\s*\(\s*(?P<of>[A-Za-z])\s*\)")
_TERMS_OF = re.compile(
    rf"(?:in terms of|as a function of)(?: (?:the|variables?))*(?: {HOLE} ?,?(?: and)?)* ?$"
)
_PAIR = re.compile(r"\((?P<x>[^(),]+),(?P<y>[^(),]+)\)")
_BLANK = re.compile(r"\s*(?:\\?_+|\?|\\square|□|\\text\{[ _?]*\}|\{ *\})\s*")


@dataclass(slots=True)
class _Told:
    """What stands in the lines, the last of each kind: earlier values belong to earlier parts."""

    equations: list[Tree]
    expressions: list[Tree]
    values: dict[str, Tree]
    letters: list[str]
    valued: int = -1


def _problem(question: str) -> Problem:
    page = read_page(question)
    for line in page.lines:
        require_known(NOTE.sub(" ", line.words), _WORDS)
    told = _Told([], [], {}, [])
    for number, line in enumerate(page.lines):
        _take(line, number, told)
    problem = _stated(told, page)
    return problem if page.places is None else replace(problem, places=page.places)


def _take(line: Line, number: int, told: _Told) -> None:
    fresh = True
    letters: list[str] = []
    free = _free(line.words)
    kept = [formula for at, formula in enumerate(line.formulas) if at not in free]
    for text in (piece for formula in kept for piece in pieces(formula)):
        own = _FUNCTION.fullmatch(text)
        pair = _PAIR.fullmatch(text)
        if own:
            letters.append(own["name"])
            continue
        if pair:
            letters += _of_pair(pair, told)
            told.valued = number
            continue
        match _parsed(text):
            case Relation("=", Name(name), right) if not names_in(right):
                if not fresh and told.values.get(name, right) != right:
                    raise NotUnderstood(REFUSAL)
                told.values = {name: right} if fresh else {**told.values, name: right}
                told.valued, fresh = number, False
            case Relation("=") as equation:
                told.equations.append(equation)
            case Name(name):
                letters.append(name)
            case Relation() | Items():
                raise NotUnderstood(REFUSAL)
            case expression:
                told.expressions.append(expression)
    told.letters = letters or told.letters


def _free(text: str) -> set[int]:
    """The holes of 'in terms of x and z': letters that may stay in the answer."""
    places = [found.start() for found in re.finditer(HOLE, text)]
    return {at for at, place in enumerate(places) if _TERMS_OF.search(text[:place])}


def _of_pair(pair: re.Match[str], told: _Told) -> list[str]:
    """'(0, _)' tells x and asks for y."""
    blanks = [
        name for name in ("x", "y") if _BLANK.fullmatch(pair[name]) or pair[name].strip() == name
    ]
    if len(blanks) != 1:
        raise NotUnderstood(REFUSAL)
    known = "y" if blanks == ["x"] else "x"
    value = _parsed(pair[known])
    if names_in(value):
        raise NotUnderstood(REFUSAL)
    told.values = {known: value}
    return blanks


def _stated(told: _Told, page: Page) -> Problem:
    equations = list(dict.fromkeys(told.equations))
    expressions = list(dict.fromkeys(told.expressions))
    text = " ".join(line.words for line in page.lines)
    if expressions and not equations:
        return _value(expressions, told, page)
    if len(equations) != 1 or expressions:
        raise NotUnderstood(REFUSAL)
    (equation,) = equations
    assert isinstance(equation, Relation)
    asked = told.letters[-1] if told.letters else ""
    if asked in told.values and len(set(told.letters)) == 2:
        (asked,) = set(told.letters) - {asked}
    values = told.values
    if not asked or asked in values or asked not in names_in(equation):
        raise NotUnderstood(REFUSAL)
    if not set(values) <= set(names_in(equation)):
        raise NotUnderstood(REFUSAL)
    if values and equation.left == Name(asked) and set(names_in(equation.right)) == set(values):
        return Problem(Task.EVALUATE, substitute(equation.right, values, {}), concepts=("algebraic-expressions",))  # fmt: skip
    own = substitute(equation, values, {})
    if values and names_in(own) != (asked,):
        raise NotUnderstood(REFUSAL)
    if not values and not re.search(r"\b(?:solve|solving|express|isolate|get|formula)\b", text):
        raise NotUnderstood(REFUSAL)
    return solving(own, (asked,))


def _value(expressions: list[Tree], told: _Told, page: Page) -> Problem:
    if len(expressions) != 1 or not told.values:
        raise NotUnderstood(REFUSAL)
    (expression,) = expressions
    if set(told.letters) - set(told.values) or set(told.values) != set(names_in(expression)):
        raise NotUnderstood(REFUSAL)
    if told.valued != len(page.lines) - 1 or not _VALUE.search(page.lines[-1].words):
        raise NotUnderstood(REFUSAL)
    tree = substitute(expression, told.values, {})
    return Problem(Task.EVALUATE, tree, concepts=("algebraic-expressions",))


def _parsed(text: str) -> Tree:
    try:
        return parse(text)
    except CannotSolve:
        raise NotUnderstood(REFUSAL) from None


def solve(question: str) -> SolvedProblem:
    from fynq.reasoning.solver.solve import solve as solve_by_core

    if tells_a_moment(question):
        raise NotUnderstood("E(X) belongs to a random variable.")
    solved = solve_by_core(_problem(question))
    return replace(solved, task=task_of("related_values", solved.task))


def check(question: str, solved: SolvedProblem) -> Report:
    from fynq.reasoning.verification.verify import verify

    problem = _problem(question)
    return verify(problem, replace(solved, task=problem.task), question)
