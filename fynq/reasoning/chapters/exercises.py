"""Exercises of a textbook whose instruction and formula stand apart, solved by the core's methods."""

from __future__ import annotations

import re
from dataclasses import replace

from fynq.reasoning.builders.equations import solving
from fynq.reasoning.builders.expressions import transform, value_of
from fynq.reasoning.builders.pieces import variable_of
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.exercise_kinds import special
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, Sheet, formula, read_sheet
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.slips import one_slip
from fynq.reasoning.reading.tree import (
    Items,
    Name,
    Operation,
    Relation,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.reading.words import words
from fynq.reasoning.solved import Report, SolvedProblem

_VERBS: dict[str, str] = {
    **dict.fromkeys(words("solve"), "solve"),
    **dict.fromkeys(
        words("simplify reduce evaluate calculate compute add subtract rationalize perform divide"),
        "simplify",
    ),
    **dict.fromkeys(words("multiply distribute expand foil square"), "expand"),
    **dict.fromkeys(words("factor factorise factorize"), "factor"),
    **dict.fromkeys(
        words(
            "simplifying evaluating adding subtracting dividing rationalizing calculating finding"
        ),
        "simplify",
    ),
    **dict.fromkeys(words("multiplying expanding squaring"), "expand"),
    **dict.fromkeys(words("solving"), "solve"),
    **dict.fromkeys(words("factoring factorising"), "factor"),
}
_FILLER = frozenset(
    words("""the a an each every all following given below this these that in of for to by and or with
    from on using use your it its as into out completely first then
    expression expressions equation equations exercise exercises problem problems fraction fractions
    polynomial polynomials monomial monomials binomial binomials trinomial trinomials integer integers
    number numbers decimal decimals whole mixed real square squares root roots radical radicals cube
    rational algebraic numerical numeric variable variables quadratic linear literal
    complex signed operation operations indicated order
    property properties rule rules method methods formula quotient product power powers exponent
    exponents exponential associative distributive commutative identity inverse zero equality
    addition subtraction multiplication division pattern patterns conjugate conjugates perfect
    binomial-squares term terms like combine combining denominator denominators numerator different
    common unlike divided higher raised form forms general strategy appropriate recognize
    trial error ac grouping difference completing discriminant both sides side constants
    coefficient coefficients pair simplest lowest
    factor multiply divide add subtract simplify evaluate solve find values value ii i
    horizontally vertically proportion proportions absolute negative positive""")
)
_ABOVE = frozenset(words("system simultaneous systems simultaneously"))
_SLIPS = tuple(word for word in {*_FILLER, *_VERBS} if len(word) > 5)
_FOR = re.compile(rf"solve (?:(?:the )?(?:equation|formula|proportion) (?:{HOLE} )?)?for (?:the )?(?:given )?(?:variable )?({HOLE}|[a-z])(?: in terms of .*)?|find (?:the )?(?:value|values) of (?:the variable )?({HOLE}|[a-z])")  # fmt: skip
_METHOD = re.compile(r"(?:^| )(?:by|using|use) [a-z' -]+?(?: to (?=solve|simplify|factor|multiply|find)|$)")  # fmt: skip


def solve(question: str) -> SolvedProblem:
    from fynq.reasoning.solver.solve import solve as solve_by_core

    solved = solve_by_core(_problem(question))
    return replace(solved, task=task_of("exercises", solved.task))


def check(question: str, solved: SolvedProblem) -> Report:
    from fynq.reasoning.verification.verify import verify

    problem = _problem(question)
    return verify(problem, replace(solved, task=problem.task), question)


def _problem(question: str) -> Problem:
    sheet = read_sheet(question)
    problem = _of_sheet(sheet)
    return problem if sheet.places is None else replace(problem, places=sheet.places)


def _of_sheet(sheet: Sheet) -> Problem:
    trees = [formula(item) for item in sheet.formulas]
    own = special(sheet.sentences, sheet.heading, trees)
    if own is not None:
        return own
    verb, names, trees = _instruction(sheet, trees)
    if len(trees) != 1:
        raise NotUnderstood(REFUSAL)
    tree = trees[0]
    if isinstance(tree, Items) or (_ABOVE & set(sheet.heading.split())):
        raise NotUnderstood(REFUSAL)
    if isinstance(tree, Relation):
        if verb != "solve" or _shares_unknowns(tree, sheet.above):
            raise NotUnderstood(REFUSAL)
        return solving(tree, names)
    if names:
        raise NotUnderstood(REFUSAL)
    if verb == "factor":
        return transform(Task.FACTOR)([tree], {})
    if verb == "expand" and names_in(tree) and not _divides_by_variable(tree):
        return transform(Task.EXPAND)([tree], {})
    return value_of(tree)


def _instruction(sheet: Sheet, trees: list[Tree]) -> tuple[str, tuple[str, ...], list[Tree]]:
    """The verb, what the equation is to be solved for, and the formulas that are left to work on."""
    verb, names = "", tuple[str, ...]()
    left: list[Tree] = []
    waiting = list(trees)
    for sentence in sheet.sentences:
        if sentence.count(HOLE) > len(waiting):
            raise NotUnderstood(REFUSAL)
        mine = [waiting.pop(0) for _ in range(sentence.count(HOLE))]
        found = _FOR.fullmatch(_METHOD.sub("", sentence).strip())
        if found is not None and (mine or found[1]):
            if any(not isinstance(tree, Name) for tree in mine):
                if not found[2] or len(mine) != 1:
                    raise NotUnderstood(REFUSAL)
                verb, left = "simplify", [*left, *mine]
                continue
            letter = found[1] or found[2]
            names = (variable_of(mine[0]) if letter == HOLE else letter,)
            verb = "solve"
            continue
        left += mine
        said = [_spelled(word) for word in re.findall(r"[a-z'-]+", sentence)]
        if re.fullmatch(r"find (?:the )?values? of (?:the |each )?variables?", " ".join(said)):
            verb = "solve"
            continue
        own = next((_VERBS[word] for word in said if word in _VERBS), "")
        if any(word not in _FILLER and word not in _VERBS for word in said):
            raise NotUnderstood(REFUSAL)
        if re.search(r"\bsquare roots?\b", sentence) and own == "expand" and said[0] != "multiply":
            own = "simplify"
        verb = own or verb
        if not own and said and said[0] not in ("find", "use", "using"):
            raise NotUnderstood(REFUSAL)
        if said[:2] == ["find", "the"] and not own and {"value", "quotient", "product"} & set(said):
            verb = verb or ("expand" if "product" in said else "simplify")
    if not verb:
        raise NotUnderstood(REFUSAL)
    return verb, names, [*left, *waiting]


def _spelled(word: str) -> str:
    if word in _FILLER or word in _VERBS or len(word) < 6:
        return word
    return next((known for known in _SLIPS if one_slip(word, known)), word)


def _divides_by_variable(tree: Tree) -> bool:
    return any(
        isinstance(node, Operation) and node.op == "/" and names_in(node.right)
        for node in walk(tree)
    )


def _shares_unknowns(tree: Relation, above: tuple[str, ...]) -> bool:
    """Whether the equations above could belong to this one as a system."""
    mine = set(names_in(tree))
    for text in above:
        other = formula(text)
        theirs = set(names_in(other))
        if isinstance(other, Relation) and mine & theirs and len(mine | theirs) > 1:
            return True
    return False
