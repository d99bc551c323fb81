"""The words of an exercise's instruction: which name the work, and which only name its objects."""

from __future__ import annotations

import re

from fynq.reasoning.reading.slips import one_slip
from fynq.reasoning.reading.words import words

VERBS: dict[str, str] = {
    **dict.fromkeys(words("solve solving"), "solve"),
    **dict.fromkeys(
        words(
            """simplify simply reduce evaluate calculate compute add subtract rationalize perform divide
            combine simplifying evaluating adding subtracting dividing rationalizing calculating finding
            combining approximate approximating"""
        ),
        "simplify",
    ),
    **dict.fromkeys(
        words("multiply distribute expand foil square multiplying expanding squaring"), "expand"
    ),
    **dict.fromkeys(words("factor factorise factorize factoring factorising"), "factor"),
}
FILLER = frozenset(
    words("""the a an each every all following given below above this these those that in of for to by and or with
    from on using use your it its as into out completely fully first then
    expression expressions equation equations exercise exercises problem problems fraction fractions
    polynomial polynomials monomial monomials binomial binomials trinomial trinomials integer integers
    number numbers decimal decimals whole mixed real square squares root roots radical radicals cube
    rational algebraic numerical numeric variable variables quadratic linear literal
    complex signed sign signs operation operations indicated order
    property properties rule rules law laws method methods formula formulas quotient product products
    sum difference power powers exponent exponents logarithm logarithms logarithmic function functions
    exponential associative distributive commutative identity inverse zero equality
    addition subtraction multiplication division pattern patterns conjugate conjugates perfect
    binomial-squares term terms like combine combining denominator denominators numerator different
    common unlike divided higher raised form forms general strategy appropriate recognize
    products sums differences cubes round rounded
    trial error ac grouping difference completing discriminant both sides side constants
    trigonometric algebra theorem pascal's triangle foil vertical horizontal principle definition natural
    coefficient coefficients pair simplest lowest simplified
    factor multiply divide add subtract simplify evaluate solve find values value ii i
    horizontally vertically proportion proportions absolute negative positive special angle angles
    principal fourth-degree third-degree second-degree nth 3rd 4th 5th 6th fourth fifth sixth""")
)
_MANNER = re.compile(
    r",? ?\b(?:as much as possible|(?:if|when|where) possible|without (?:using )?a calculator|mentally"
    r"|by (?:writing (?:it|them)? ?as|rewriting (?:it|them)? ?as) (?:a )?division|by multiplying out"
    r"|(?:and )?(?:write|give|express) (?:your |the |each )?(?:final )?(?:answers?|results?) (?:with|using|in terms of) (?:only )?positive exponents(?: only)?"
    r"|to a single number|written as an? (?:improper|single) fraction|(?:and |then )*simplify your answer"
    r"|(?:and )?express the (?:result|product|quotient|answer|sum|difference) (?:as a simplified complex number|in simplest form)"
    r"|using the (?:[a-z-]+ )+(?:rules?|propert(?:y|ies)|formulas?|method)(?: (?:of|for) (?:exponents|equality|logarithms|radicals))?"
    r"|(?<![^ ])use (?:the )?(?:[a-z-]+ )*(?:rules?|propert(?:y|ies)|formulas?)(?: (?:of|for) (?:exponents|equality|logarithms|radicals))? to (?=evaluate|simplify|solve|find)"
    r"|(?:and )?check (?:your|the|each) (?:answers?|solutions?|results?)|if needed, combine any common terms"
    r"|(?:by )?using the least common denominator"
    r"|using absolute values? (?:as|when|where|if) (?:necessary|needed)"
    r"|(?:and )?(?:write|give|express|leave|put) (?:your |the |each )?(?:final )?(?:answers?|results?|it) in (?:its )?(?:simplest|lowest|reduced|simplified|exact|radical) (?:form|terms)"
    r"|(?:using|with) (?:only )?positive exponents(?: only)?|(?:for me|please)|remove (?:the )?(?:parentheses|brackets|grouping symbols)(?: and)?"
    r"|by (?:taking|extracting) (?:the )?square roots?"
    r"|enter no if no real solution|and find the result|from each polynomial"
    r"|find the exact answer and then approximate it|before and after)\b"
)
_RENAMED = tuple(
    (re.compile(pattern), words_)
    for pattern, words_ in (
        (r"(?<![a-z])'([a-z]+)'(?![a-z])", r"\1"),
        (r"\bfactor (?:out )?the (?:greatest common factor|gcf)(?: from| of| out of)?\b", "factor"),
        (r"\b(?:and )?(?:write|express) (?:(?:it|your|the|each|answer|result|expression) )*in terms of i\b", "simplify"),
        (r"^(?:write|express|rewrite) (?:the (?:expression|radical|quotient) )?□ in (?:simplest|simplified) (?:radical )?form$", "simplify □"),
        (r"^(?:write|express|rewrite) (?:the (?:expression|radical|root) )?□ (?:in terms of|using|as a multiple of) (?:□|i)(?: and simplify)?(?: if possible)?$", "simplify □"),
        (r"\b(?:solve|use) the formula to (?:get an expression|solve) for\b", "solve for"),
    )
)  # fmt: skip
_OTHERS = frozenset(words("multiple multiples listing factors primes opposite undefined"))
_SLIPS = tuple(word for word in {*FILLER, *VERBS} if len(word) > 5)


def stripped(sentence: str) -> str:
    """The sentence without what it says of the manner of the answer, which every answer here has."""
    for pattern, renamed in _RENAMED:
        sentence = pattern.sub(renamed, sentence)
    return " ".join(_MANNER.sub(" ", sentence).split()).strip(" ,;")


def spelled(word: str) -> str:
    """The known word that is one slip away, or the word."""
    if word in FILLER or word in VERBS or word in _OTHERS or len(word) < 6:
        return word
    return next((known for known in _SLIPS if one_slip(word, known)), word)


_OF_ITS_OWN = re.compile(
    r"\b(?:its|their) (?:own |radical |complex |additive |multiplicative )?"
    r"(?:conjugate|inverse|opposite|reciprocal|square|cube|root|derivative|negative|double|half)s?\b"
)


_OF_PARTS = re.compile(
    r"\b(?:sum|difference|product|number|total)s? of (?:all |the |its |their )*(?:coefficient|term|digit|root|solution|zero|exponent|factor|variable)s?\b(?! (?:of )?(?:the )?(?:cubes?|squares?))"
)


def is_accounted_for(sentence: str) -> bool:
    """Whether every word is one of these tables', and none names a second object by the first, as
    'its conjugate' does, or asks for a number about its parts, as 'the sum of the coefficients'."""
    if _OF_ITS_OWN.search(sentence) or _OF_PARTS.search(sentence):
        return False
    said = [
        spelled(word) for word in re.findall(r"[a-z0-9'-]*[a-z][a-z0-9'-]*", stripped(sentence))
    ]
    return all(word in FILLER or word in VERBS for word in said)


_ARTICLES = frozenset(words("""a an the of following follow each every these those this that it below above all in
    exercise please problem question find expression term two three one"""))  # fmt: skip


def canonical(sentence: str) -> str:
    """'simplify the following expressions' → 'simplify': singular words that carry the meaning."""
    said = [_singular(word) for word in re.findall(r"[a-z0-9'-]+", stripped(sentence))]
    return " ".join(word for word in said if word not in _ARTICLES)


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
