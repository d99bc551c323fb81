"""Functions given by formulas: values, sums, products, quotients, compositions.

'For f(x) = x² and g(x) = x - 1, find (f ∘ g)(3)' becomes 'If f(x) = …, find f(g(3))'.
"""

from __future__ import annotations

import re

from fynq.reasoning.chapters.restating import (
    REFUSAL,
    check_restated,
    cut_out,
    known,
    require_words,
    solve_restated,
)
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem

_WORDS = known(
    "a b c d e f the of for in and is are what find evaluate evalute calculate compute simplify determine given let if when at by "
    "following function functions exercise exercises use using each value values expression these those this to "
    "new composition compositions composite formula formulas answer answers your on problem problems "
    "finding evaluating evaluation function's pair pairs perform operation operations indicated add subtract "
    "multiply divide dividing multiplying adding subtracting combine combining combination combinations arithmetic algebra algebraic "
    "sum difference product quotient polynomial polynomials quadratic linear rational radical simplified form "
    "as much possible then binomial each different input inputs from solve"
)
_DEFINITION = re.compile(r"(?<![A-Za-z\\])([A-Za-z])\s*\(\s*([A-Za-z])\s*\)\s*=\s*(.+)", re.DOTALL)
_TWO = re.compile(r"\(?\s*(?P<a>[A-Za-z])\s*(?P<op>[-+*/]|\\cdot|\\circ|∘|\\times|\\div|)\s*(?P<b>[A-Za-z])\s*\)?\s*(?:\((?P<at>[^()]+)\)|(?P<bare>[a-z]))?")  # fmt: skip
_OVER = re.compile(r"\(?\s*\\frac\s*\{?(?P<a>[A-Za-z])\}?\s*\{?(?P<b>[A-Za-z])\}?\s*\)?\s*(?:\((?P<at>[^()]+)\))?")  # fmt: skip
_ALONE = re.compile(r"(?:^|(?<=[\s(]))(?P<call>[fgh]\s?\([^()\s]+\)|\([fgh][^()=]{1,9}[fgh]\)\s?\([^()]+\))(?=[\s.,?)]|$)")  # fmt: skip
_BRACED = re.compile(r"\{\(([^{}()]*(?:\([^()]*\))?[^{}()]*)\)\}")
_WHEN = re.compile(r"\b(?:when|at|for|if)\s+□\s*[.?]?\s*$")


def restated(question: str) -> str:
    text, formulas = cut_out(_marked(question))
    functions: dict[str, tuple[str, str]] = {}
    wanted: list[str] = []
    value = ""
    for braced in formulas:
        formula = _BRACED.sub(r"(\1)", braced)
        parts = [part.strip() for part in re.split(r"[;,]\s*(?=[a-zA-Z]\s*\([a-z]\)\s*=)", formula)]
        for part in parts:
            found = _DEFINITION.fullmatch(part.strip(" .,;"))
            assigned = re.fullmatch(r"([a-z])\s*=\s*(-?[\d./]+|-?\\frac\{\d+\}\{\d+\})", part)
            if found:
                name, variable, body = found.groups()
                if functions.get(name, (variable, body)) != (variable, body) or "=" in body:
                    raise NotUnderstood(REFUSAL)
                functions[name] = (variable, body)
            elif assigned and _WHEN.search(text.strip()):
                value = assigned[2]
            else:
                wanted.append(part)
    require_words(text.replace("□", " "), _WORDS)
    variables = {variable for variable, _ in functions.values()}
    wanted = [part for part in wanted if part not in variables]
    letters = variables | set(functions)
    if not wanted or not _calls(wanted[-1], functions):
        raise NotUnderstood(REFUSAL)
    if any(set(re.findall(r"(?<!\\)\b[A-Za-z]", part)) - letters for part in wanted[:-1]):
        raise NotUnderstood(REFUSAL)
    if value and len(wanted) != 1:
        raise NotUnderstood(REFUSAL)
    asked = _written(wanted[-1], functions, value)
    given = " and ".join(f"${name}({v})={body}$" for name, (v, body) in functions.items())
    return f"If {given}, find ${asked}$"


def _marked(question: str) -> str:
    """Values of functions that stand in the text without marks of mathematics get them."""
    pieces = re.split(r"(\$\$.+?\$\$|(?<!\\)\$[^$]+?(?<!\\)\$)", question)
    for at in range(0, len(pieces), 2):
        pieces[at] = re.sub(r"(?m)^\s*\(?[a-h]\)\s", " ", pieces[at])
        pieces[at] = _ALONE.sub(r"$\g<call>$", pieces[at])
    return "".join(pieces)


def _calls(text: str, functions: dict[str, tuple[str, str]]) -> bool:
    """Only what is made of the functions that were defined can be asked."""
    names = set(re.findall(r"(?<![A-Za-z\\])([A-Za-z])\s*[({]", text)) & set(functions)
    two = _TWO.fullmatch(text) or _OVER.fullmatch(text)
    return "=" not in text and (bool(names) or bool(two and {two["a"], two["b"]} <= set(functions)))


def _written(text: str, functions: dict[str, tuple[str, str]], value: str) -> str:
    two, over = _TWO.fullmatch(text), _OVER.fullmatch(text)
    found = two or over
    if found is None or not {found["a"], found["b"]} <= set(functions):
        if value:
            raise NotUnderstood(REFUSAL)
        return re.sub(r"([A-Za-z])\s*\{\(?([^{}]*?)\)?\}", r"\1(\2)", text) if re.match(r"[fgh]\s*\{", text) else text  # fmt: skip
    first, second = found["a"], found["b"]
    variable = functions[first][0]
    stated = found["at"] or (two["bare"] if two else None)
    if value and stated not in (None, variable):
        raise NotUnderstood(REFUSAL)
    at = value or stated or variable
    op = two["op"] if two else "/"
    if op in ("\\circ", "∘"):
        return f"{first}({second}({at}))"
    sign = {"+": "+", "-": "-", "/": "/", "\\div": "/"}.get(op, "*")
    return f"{first}({at}) {sign} {second}({at})"


def solve(question: str) -> SolvedProblem:
    return solve_restated("functions", restated(question))


def check(question: str, solved: SolvedProblem) -> Report:
    return check_restated(restated(question), solved)
