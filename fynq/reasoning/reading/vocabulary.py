"""English around mathematics: what is courtesy, what names a task, what is left unread.

A word that is in no table here stays in the sentence, and no task's pattern matches then: fynq
refuses rather than skip a word that may matter.
"""

from __future__ import annotations

from fynq.reasoning.reading.words import words

DROPPED = frozenset(
    words("""the a an please kindly can could would you will u help me us my i i'm im we need needs want do
    does did should hi hello hey dear sir teacher following given this these those that it its exactly fully
    completely step steps show showing show your working thanks thank much advance homework
    problem problems question questions exercise exercises expression expressions
    find is are was be compute calculate evaluate determine get give obtain tell
    perform indicated operation operations each answer answers exact now just quickly
    pls plz thx ty simultaneously whats
    again then let's lets try stuck here below above carry out work
    quadratic linear cubic polynomial trinomial trinomials polynomials binomial such
    rational radical principal exponential logarithmic trigonometric algebraic fraction fractions
    possible simplest terms form lowest number numbers integers real
    all proportion result results single function functions indefinite definite first one-sided two-sided matrix matrices""")
)

SYNONYMS: dict[str, str] = {
    **dict.fromkeys(
        words(
            "differentiate differentiating derivative derivatives derive differentiation differential"
        ),
        "derivative",
    ),
    **dict.fromkeys(
        words(
            "integrate integrating integral integrals antiderivative antiderivatives integration primitive"
        ),
        "integral",
    ),
    **dict.fromkeys(
        words(
            "factor factorise factorize factoring factorising factorizing factored factorisation factorization factors"
        ),
        "factor",
    ),
    **dict.fromkeys(
        words("expand expanding expanded expansion foil distribute multiply multiplying"), "expand"
    ),
    **dict.fromkeys(
        words("simplify simplifying simplified reduce reduced simplification"), "simplify"
    ),
    **dict.fromkeys(
        words("solve solving solution solutions solved root roots zero zeros zeroes"), "solve"
    ),
    **dict.fromkeys(words("equation equations system systems simultaneous"), "equations"),
    **dict.fromkeys(words("inequality inequalities"), "inequality"),
    **dict.fromkeys(words("limit limits"), "limit"),
    **dict.fromkeys(words("approaches tends goes approaching approach"), "approaches"),
    **dict.fromkeys(words("determinant determinants"), "determinant"),
    **dict.fromkeys(words("inverse invert"), "inverse"),
    **dict.fromkeys(words("transpose transposed"), "transpose"),
    **dict.fromkeys(words("eigenvalue eigenvalues"), "eigenvalues"),
    **dict.fromkeys(words("percent percentage"), "percent"),
    **dict.fromkeys(words("value values"), "value"),
    **dict.fromkeys(words("variable variables unknown unknowns"), "variable"),
    **dict.fromkeys(words("wrt"), "with respect to"),
    **dict.fromkeys(words("gcd gcf hcf"), "greatest common divisor"),
    **dict.fromkeys(words("lcm"), "least common multiple"),
    **dict.fromkeys(words("plus added"), "plus"),
    **dict.fromkeys(words("rationalize rationalise rationalizing rationalising"), "rationalize"),
}

NOT_MATHEMATICS = frozenset(
    words("""am an and any are as at be but by can did do for get had has he her him his how if in is it its let
    me my no not of off on one or our out per put she sin's so sum than the then this to too two up us use
    was we what who why will you your cost costs tank sink sing spin pin pit pine pie pies cosy tans
    sums all way ago day now man men old new own see may yes let's via set odd net add big box car
    cup cut due end far few fit fix gas got hot ice job kid key lay led leg lie lot low map mix oil pay
    pen pet raw red row run sea sit six sky sun tax tea ten the top toy try war wet win son log's
    wrt foil hi hey ok lo gcf hcf gcd lcm mph kg km cm mm ml ft lb oz hr min sec rpm hz aid act
    air age art ask bad bag ban bar bat bed bit boy bus buy cat cow cry dad dog dry ear eat egg eye
    fan fat fed fly fun god guy hat hid hit ill ink its jam jar jet joy law lip mad mom mud nor nut
    owe pan pig pop pot rat rid rob sad saw say seen shy sir ski tap tie tin tip ton van vet
    who whom won yet zoo""")
)
"""Short words, and words that begin with a function's name, which are English all the same."""

PLACES = {
    "whole number": 0,
    "integer": 0,
    "one": 0,
    "unit": 0,
    "tenth": 1,
    "hundredth": 2,
    "thousandth": 3,
    "ten-thousandth": 4,
    "ten thousandth": 4,
    "cent": 2,
}

COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
