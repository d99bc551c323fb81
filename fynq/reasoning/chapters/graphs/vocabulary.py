"""Words that a line about graphs may have beside the name of what it asks for."""

from __future__ import annotations

import re

from fynq.reasoning.reading.words import words

FILLER = frozenset(
    words("""the a an of for to and in is are what find determine give given state identify write
    calculate compute following below each this that these its with by using use formula formulas
    algebraically function functions equation equations graph graphs line lines linear quadratic
    polynomial rational radical absolute value parabola curve curves expression expressions if any all on
    exercise exercises has have where as it your answer problem problems you can be we will evaluate
    defined whose which from relation set two one s let consider information condition conditions real number numbers simplified
    simplest form forms terms exact final squares square root cubic inequality inequalities please question""")
)
TOPIC = frozenset(
    words("""x y odd can number complex real i non-real finding determining identifying writing calculating computing using graphing evaluating solving
    interpreting understanding domain domains range ranges slope slopes intercept intercepts x-intercept
    y-intercept x-intercepts y-intercepts x- y- x-and vertex vertices axis symmetry maximum minimum
    average rate rates change changes interval intervals inverse inverses zeros zero roots asymptote
    asymptotes vertical horizontal slope-intercept point-slope standard general notation point points
    coordinates coordinate plane through passes passing parallel perpendicular two-point linear
    rewriting expressing x-value y-value transformation transformations shift shifts variation direct
    inverse inversely directly relation relations ordered pair pairs quadrant quadrants locating
    variables variable describing relationship relationships value values properties property
    not when how then solve simplify algebraic expression specified indicated used between
    characteristics behavior end local extrema features key or evaluate quadratics parabolas
    restricting restricted input output inputs outputs set sets formula's computed theorem remainder factor
    according divided polynomials factors division synthetic degree modeling""")
)
NOTE = re.compile(
    r"\(?(?:please )?(?:note: )?(?:enter|input|write|give|express|type|leave|state|simplify|put) "
    r"(?:(?:only|just|your|the|final|all|both|any) )*(?:answers?|solutions?|numeric values?|[xy]-coordinate values?|"
    r"[xy]-(?:value|coordinate)s?|[xy] values?|numbers?|□ values?|coordinates?|values?|results?|in)"
    r"(?: (?:in|as|using|from|with|to|of|for|separated|by|a|an|the|your|exact|simplest|simplified|reduced|decimal|fractions?|"
    r"form|interval|notation|ordered|pairs?|points?|commas?|least|greatest|smallest|largest|integers?|improper|"
    r"slope-intercept|point-slope|standard|general|answers?|much|possible|only|coordinates?|terms?|increasing|order|and)\b|,)*[.)]*"
    r"|if (?:there (?:is|are)|it|a point is|the (?:function|line|slope|value|answer)) [a-z ]{2,40}, (?:please )?(?:enter|write|type|input) [\"“']?[a-z ]+[\"”']?"
    r"|(?:the )?answer (?:will|should) be (?:an? )?(?:expression )?(?:in|involving) [a-z□]+(?: form| in simplest forms?)?"
    r"|for real number □"
)
