"""From a question to a Problem, or an honest refusal.

Each task owns patterns over the whole sentence. Every word has to be accounted for, so a condition
that fynq does not understand leads to a refusal and never to an answer to a different question.
"""

from __future__ import annotations

import re
from dataclasses import replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.builders.calculus import derivative, integral_, limit_
from fynq.reasoning.builders.equations import (
    evaluate,
    formula,
    function_or_value,
    roots,
    solve,
    solve_for,
)
from fynq.reasoning.builders.expressions import (
    combined,
    difference_between,
    matrix_task,
    root_of,
    transform,
)
from fynq.reasoning.builders.functions import value_at
from fynq.reasoning.builders.pieces import NOT_UNDERSTOOD, Builder
from fynq.reasoning.builders.quantities import (
    in_form,
    numbers,
    percent_change,
    percent_of,
    what_percent,
    whole_of_percent,
)
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.moments import tells_a_moment
from fynq.reasoning.reading.number_sets import is_restricted
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import Reading, read
from fynq.reasoning.reading.tree import Tree

_METHODS = (
    r" (?:by|using|with|via|through)(?: (?:factor|quadratic formula|formula|completing square|"
    r"substitution|elimination|graphing|rules?|power rule|product rule|quotient rule|chain rule|"
    r"parts|method|l'hopital's rule|cramer's rule|order|gaussian|row reduction|and|or|property|"
    r"distributive|square|root|solve))+"
)
_TRAILING = r"(?: (?:in|as|with|by|using|for|to|and|of|or|over))+$"
_COMPLEX = re.compile(r" ?(?:over|in|including|with|allow|using)? ?(?:all )?(?:complex|imaginary)(?: and)?(?: plane)?")  # fmt: skip


_REAL = re.compile(
    r"(?i)\breal\s+(?:solutions?|roots?|zeros?|numbers?|values?)|\breals\b|\bx-?\s?intercepts?\b|\\mathbb\s*\{?R"
)
_FORM = re.compile(
    r"(?i)\s*\b(?:as|to|into)\s+(?:an?\s+)?(?P<form>decimal|fraction|percentage|percent)\b(?:\s+number)?"
    r"(?:\s+in\s+(?:its\s+)?(?:lowest\s+terms|simplest\s+form))?"
)
_FORM_VERB = re.compile(r"(?i)\b(?:convert|write|express|change|turn|rewrite|give)\b")
_COMMA = re.compile(r"(?<![\d,.(\[])\d+,\d{1,2}(?![\d,])(?!\s*[\])])|\d\.\d{3},\d")
DECIMAL_COMMA = "Write decimals with a point, as in 3.5, and no dots between thousands."
_TITLE = re.compile(r"[A-Za-z][A-Za-z' ()-]{3,80}(?: #?\d{1,2})?:?")
_CONDITION = re.compile(
    r"(?i)\b(?:assume|suppose|let|given|if|when|where|positive|negative|only|not|no|without|except|"
    r"but|round|nearest|sum|difference|number of|degree|domain|range)\b"
)
_VERBS = re.compile(
    r"(?i)\b(?:simplif|factor|expand|solv|differentiat|integrat|evaluat|multiply)\w*"
)


def understand(question: str) -> Problem:
    """Raises NotUnderstood or CannotSolve.

    A heading above the question is left out when it reads like one and states no condition; what
    follows has to be a whole question of its own.
    """
    form = _FORM.search(question)
    try:
        if form is not None:
            rest = question[: form.start()] + question[form.end() :]
            return in_form(_understand(_FORM_VERB.sub(" ", rest)), form["form"].lower())
        return _understand(question)
    except CannotSolve as error:
        if _COMMA.search(question):
            raise NotUnderstood(DECIMAL_COMMA) from None
        if not isinstance(error, NotUnderstood):
            raise
        heading, _, rest = question.strip().partition("\n")
        title = heading.strip()
        if not rest.strip() or not _TITLE.fullmatch(title) or _CONDITION.search(title):
            raise
        if re.search(r"[A-Za-z]{4,}", re.sub(r"\$[^$]*\$|\\[A-Za-z]+", "", rest)) is None:
            verb = _VERBS.match(title)
            if verb is None:
                raise
            rest = f"{verb[0]} {rest}"
        return _understand(rest)


_SAME_PREPOSITION = re.compile(r"(?im)^\s*(by|from|with|when|if) [^\n]*\n\s*\1 ")


def _understand(question: str) -> Problem:
    if _SAME_PREPOSITION.search(question):
        raise NotUnderstood("I see parts of an exercise and not one question.")
    if tells_a_moment(question):
        raise NotUnderstood(NOT_UNDERSTOOD)
    if _BOTH_ROOTS.search(question):
        raise NotUnderstood("A number has two square roots, and I see one number only.")
    reading = read(question)
    template, domain = _simplified(reading.template)
    if not domain and _REAL.search(question):
        domain = "real"
    refusal = NotUnderstood(NOT_UNDERSTOOD)
    for pattern, builder in _PATTERNS:
        found = pattern.fullmatch(template)
        if found is None:
            continue
        try:
            problem = builder(_parsed(reading), found.groupdict())
        except NotUnderstood as error:
            refusal = error
            continue
        if problem.task is Task.SOLVE and not _asked_letters(question) <= set(problem.variables):
            raise NotUnderstood("Several unknowns are asked for, and I see one equation.")
        if problem.task in _SOLVING and is_restricted(question):
            raise NotUnderstood(
                "I do not leave out solutions that belong to another set of numbers."
            )
        places = problem.places if reading.places is None else reading.places
        return replace(problem, places=places, domain=problem.domain or domain)
    raise refusal


_SEVERAL = re.compile(
    r"(?i)\b(?:find|determine|calculate|solve for|what are|values? (?:of|for))\s+(?:the\s+)?"
    r"(?:(?:constants?|coefficients?|numbers?|unknowns?|values?)\s+(?:of\s+|for\s+)?)*"
    r"(?P<first>\$?[A-Za-z]\$?(?:\s*,\s*\$?[A-Za-z]\$?)*)\s*,?\s*(?:and|&)\s+\$?(?P<last>[A-Za-z])\b(?![(^'])"
)


def _asked_letters(question: str) -> set[str]:
    """A and B of 'Find A and B if …'; nothing where one unknown or none is named."""
    found = _SEVERAL.search(question)
    return set() if found is None else {*re.findall(r"[A-Za-z]", found["first"]), found["last"]}


_BOTH_ROOTS = re.compile(r"(?i)\b(?:square|fourth) roots of [^\n]*$")
_SOLVING = frozenset({Task.SOLVE, Task.SYSTEM, Task.INEQUALITY})


def _simplified(template: str) -> tuple[str, str]:
    domain = ""
    if _COMPLEX.search(template) and "complex" in template + template.replace(
        "imaginary", "complex"
    ):
        domain, template = "complex", _COMPLEX.sub(" ", template).strip()
    if template.startswith("over reals") or template.endswith("over reals"):
        domain, template = "real", template.replace("over reals", "").strip()
    template = re.sub(_METHODS, "", " " + template).strip()
    template = re.sub(_TRAILING, "", template).strip()
    template = re.sub(
        r"^(?:(?:and|what|how|ok|so|but) )+(?:about |for |if |with )*(?=□)", "", template
    )
    template = re.sub(r"^(?:with|for|if|so|but|ok|now|okay|and|also|about) (?!□ )", "", template)
    template = re.sub(
        r"^to (?=simplify|solve|factor|expand|derivative|integral|limit)", "", template
    )
    return re.sub(r"\s+", " ", template), domain


def _parsed(reading: Reading) -> list[Tree]:
    """All formulas of the question; 'f(x) = …' makes f a function in the others."""
    defined = frozenset(
        found[1]
        for text in reading.mathematics
        for found in re.finditer(
            r"(?:^|[,\s(])([A-Za-z])\s*(?:\\left)?\(\s*[A-Za-z]\s*(?:\\right)?\)\s*=", text
        )
    )
    return [parse(text, defined) for text in reading.mathematics]


_WRT = r"(?P<wrt> with respect to □)?"
_TABLE: tuple[tuple[str, Builder], ...] = (
    (r"□", formula),
    (r"solve(?: for)?(?: equations)?(?: of)? □(?: (?:and )?□)*", solve),
    (r"(?:solve |of )?equations(?: of)? □(?: (?:and )?□)*|equations □|□ and □|solve inequality □|inequality □", solve),
    (r"(?:solve )?(?:for |of )?(?:equations )?(?:of )?□(?: (?:and )?□)* (?:solve )?for (?:value of |variable )?□(?: and □)?", solve_for),
    (r"(?P<first>(?:solve )?(?:for )?(?:value of )?(?:variable )?)□(?: and □)? (?:if|in|when|such that|so that|for which|from|satisfying|satisfies) (?:equations )?□(?: and □)*", solve_for),
    (r"(?P<first>solve(?: equations)? for (?:variable )?(?:value of )?)□(?: and □)?(?: in| if| when)?(?: equations)? □(?: and □)*", solve_for),
    (r"(?P<first>)□ (?:if |when |in |for which )?(?:equations )?□(?: and □)*", solve_for),
    (r"(?P<first>)(?:what )?value of □ (?:(?:in|if|when|for which|that satisfies|satisfies|makes) )?(?:equations )?□", solve_for),
    (r"(?:sum|total)(?: of)? □(?: (?:and )?□)+|add □(?: (?:and|to) □)+|plus □ (?:to|and) □", combined("+")),
    (r"difference between □ and □", difference_between),
    (r"difference(?: of)? □ and □", combined("-")),
    (r"subtract □ from □", combined("-", turned=True)),
    (r"(?:product|expand)(?: of)? □(?: (?:and|by|with|times) □)+", combined("*")),
    (r"(?:quotient(?: of)?|divide) □ (?:and|by) □", combined("/")),
    (r"round □|(?:sum|difference|product|add|subtract) □", evaluate),
    (r"□ and simplify|rationalize(?: denominator)?(?: and simplify)?(?: (?:of|in))? □|write □ as simplify", transform(Task.SIMPLIFY)),
    (r"derivative(?P<order>)(?P<wrt>)(?P<at_first> at □) (?:for|if|when|of|given) □", derivative),
    (r"solve(?: equations)? □ solve|□ solve", solve),
    (r"simplify(?: radicals?)? □|□ simplify", transform(Task.SIMPLIFY)),
    (r"expand(?: and simplify)? □|simplify and expand □|□ expand|expand out □|product of □|product □", transform(Task.EXPAND)),
    (r"factor(?: out| completely| of)? □|□ factor|□ as product of factor", transform(Task.FACTOR)),
    (r"(?:real )?solve of(?: equations)? □", roots),
    (rf"(?:(?P<order>second|third|2nd|3rd) )?derivative(?: of)? □{_WRT}(?P<at> (?:at|when|if|for|evaluated at)(?: point)? □)?", derivative),
    (rf"(?:(?P<order>second|third|2nd|3rd) )?derivative □{_WRT}(?P<at> at □)?", derivative),
    (r"(?:(?P<order>second|third) )?derivative(?P<wrt>)(?P<at>) (?:if|for|when|of|given|where) □", derivative),
    (r"(?:(?:if|for|let|given|suppose|when) )?□ (?:and |then )*(?:(?P<order>second|third) )?derivative(?P<wrt>)(?P<at> at □)?", derivative),
    (rf"integral(?: of)? □{_WRT}(?P<bounds> (?:from|between|over) □ (?:to|and) □)?(?P<wrt_last> with respect to □)?", integral_),
    (r"limit(?: of)? □ (?:as|when|for) □ (?:approaches|to)(?: to)? □(?: from)?(?: (?P<side>left|right|above|below))?(?: side)?", limit_),
    (r"limit (?P<first>as|when) □ (?:approaches|to)(?: to)? □(?: from (?P<side>left|right|above|below))?(?: of)? □", limit_),
    (r"(?:determinant|det)(?: of)? □", matrix_task(Task.DETERMINANT)),
    (r"inverse(?: of)? □", matrix_task(Task.INVERSE)),
    (r"transpose(?: of)? □", matrix_task(Task.TRANSPOSE)),
    (r"eigenvalues(?: of)? □", matrix_task(Task.EIGENVALUES)),
    (r"rank(?: of)? □", matrix_task(Task.RANK)),
    (r"(?:prime factor(?: of)?|factor) □|(?:write|factor|□) (?:□ )?as product of (?:prime(?: factor)?|primes|factor)|prime factor of □|factor □ into (?:primes|prime factor|prime)", transform(Task.FACTOR)),
    (r"greatest common (?:divisor|factor)(?: of)? □(?: and □)*", numbers(Task.DIVISOR)),
    (r"highest common factor(?: of)? □(?: and □)*", numbers(Task.DIVISOR)),
    (r"(?:least|lowest) common (?:multiple|denominator)(?: of)? □(?: and □)*", numbers(Task.MULTIPLE)),
    (r"□(?P<percent> percent)? of □", percent_of),
    (r"what percent of □ □|□ percent of □ what", what_percent((1, 0))),
    (r"□ as percent of □|what percent □ of □|□ what percent of □|express □ as percent of □", what_percent((0, 1))),
    (r"(?P<way>increase|decrease) □ by □(?P<percent> percent)?", percent_change),
    (r"□ □(?P<percent> percent)? of what", whole_of_percent),
    (r"square solve of □|square root of □", root_of(2)),
    (r"cube solve of □|cube root of □", root_of(3)),
    (r"(?:let|if|for|suppose|with|when|where)? ?(?:functions )?□(?: (?:and )?□)* (?:at|when|for|if|then|find|value of)?(?: value of)? ?□", function_or_value),
    (r"(?P<first>for|if|when) □(?: and □)* (?:value of )?□", value_at),
    (r"(?:let|if|for|given|suppose|when) □(?: (?:and )?□)+", function_or_value),
    (r"value of □(?: (?:at|when|for|if|where) □(?: and □)*)?", function_or_value),
    (r"□(?: (?:and )?□)+", function_or_value),
    (r"□ (?:for|if|when|where|given|at|with) □(?: and □)*", function_or_value),
)  # fmt: skip


_PATTERNS = tuple((re.compile(pattern), builder) for pattern, builder in _TABLE)
