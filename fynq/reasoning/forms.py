"""How English sentences say what something is, does, causes; and what is no statement at all."""

from __future__ import annotations

import re

from fynq.reasoning.passages import stem
from fynq.reasoning.reading.words import words

INSTRUCTION = re.compile(
    r"(?i)\W*(?:(?:exercise|question|problem)\b[^.]*\.\W*)?(?:define|explain|describe|identify|list|compare|discuss|summarize|"
    r"draw|visualize|watch|visit|click|explore|predict|select|choose|calculate|label|distinguish|recall|imagine|suppose|"
    r"outline|state|name|give|consider|evaluate|relate|interpret|match|learn|view|read|review|see|look|go)\s+(?!\w+(?:s|ed)\b\s+(?:of|in|the)\b)\w"
)
CAPTION = re.compile(r"(?i)\W*(?:[a-e]\)\s|\[figure\b|(?:part|panel|figure|table)\s+(?:\(?[a-z]\)?|\d+)\b\s*[:.(]|(?:left|right|top|bottom)\s+(?:photo|image|panel|part)\b|credit\b|\(?credit)")  # fmt: skip
POINTS = re.compile(r"(?i)\b(?:is|are)\s+(?:depicted|shown|illustrated|summari[sz]ed|pictured|listed|presented)\s+(?:in|below|above|here|by)\b|\b(?:shown|illustrated|see) in the (?:figure|table)\.?\s*$")  # fmt: skip
ENTRY = re.compile(r"\W{0,4}(?P<term>[^:\n]{2,60}?)\W{0,3}(?::|—|–)\s+\S")
ASIDE = re.compile(r"\([^()]*\)|,[^,]{1,80}?,(?=\s)")
ARTICLE = re.compile(r"(?i)\b(?:an?|each|every)\s+(?:[\w*_-]+\s+){0,4}(?:is|was)\s*$|\bthe\s+(?:[\w*_-]+\s+){0,4}(?:is|was)\s*$")  # fmt: skip
"""A noun with an article is no bare noun behind the verb: "a lock is open on both sides"."""
NOMINAL = re.compile(r"(?i)\s*(?:an?|the|one|any|each|every|another|when|where|how|what|those|these|two|three|four)\b")  # fmt: skip
ADJECTIVAL = re.compile(
    r"(?i)\s*(?:\w+ly\s+)?(?:not\b|\w*(?:ed|ing|ive|ous|ful|able|ible|ent|ant|al|ic|ary)\b\s*(?:$|[.,;]|to\b|for\b|in\b|by\b|on\b|at\b|with\b|from\b|because\b|than\b|as\b|of\b|into\b|through\b|during\b|over\b|and\b|or\b|but\b|while\b)|"
    r"(?:found|made|seen|shown|known|used|given|located|present|likely|unlikely|able|more|less|often|also|usually|due|part|most|very|so|too|always|never|still|only|in|on|at|from|to|by|for|with|like|as)\b)"
)
COPULA = re.compile(r"(?i)\b(?:is|are|was|were)\b")
OF = re.compile(
    r"(?i)^(?:of|for|in|to|on|at|between)\s+(?:(?!(?:is|are|was|were)\b)(?:[\w-]+|\$[^$]*\$),?\s+){1,7}(?=(?:is|are|was|were)\b)"
)
SAYS_WHAT = re.compile(r"(?i)^\s*(?:means?|refers? to|describes?|denotes?|consists? of|comprises?|measures?|tells?|says?|states?|has the form|(?:can|may) be (?:defined|described|thought of)|(?:is|are) (?:defined|described))\b")  # fmt: skip
CALLED = re.compile(r"(?i)\b(?:called|named|termed|known as|referred to as|dubbed)\b[\s*_“\"']*(?:an?|the)?[\s*_“\"']*$")  # fmt: skip
IS_THE = re.compile(r"(?i)\b(?:is|are|was|were)\s+[*_“\"']+$")
ENDS = re.compile(r"[\s*_”\"']*(?:[.,;:]|$)")
BRACKETS = re.compile(r"\s*\([^()]*\)")
LEADS_IN = frozenset(
    map(
        stem,
        words(
            """in during at on throughout within after before upon under for by with the an most all
            some many each every this these both"""
        ),
    )
)
DURING = re.compile(r"(?i)\b(?:during|in|at|throughout|within|on|upon|under|inside|when)\W+(?:\w+\W+){0,2}$")  # fmt: skip
PURPOSE = re.compile(r"(?i)\b(?:responsible|functions?|roles?|jobs?|purposes?|used|uses?|serv(?:es?|ing)|helps?|allow(?:s|ing)?|enabl(?:es?|ing)|acts?|works?|in order to|so that|(?:is|are|was|were) (?:for|to))\b")  # fmt: skip
MEANS = re.compile(r"(?i)\b(?:by|through|via|using|with|when|because|so that|until|if|which|into|from)\b")  # fmt: skip
THERE = re.compile(r"(?i)\b(?:in|inside|into|on|onto|at|within|outside|between|from|to|near|around|above|below|along|across|through|throughout)\s+(?:the|an?|its|their|both|each|all|\w+)\b")  # fmt: skip
THEN = re.compile(r"(?i)\b(?:\d{3,4}|\d{1,2}[:.]\d\d|when|after|before|until|during|once|if|every|at|on|century|years?|days?|hours?|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|january|february|march|april|may|june|july|august|september|october|november|december|morning|noon|evening|night|spring|summer|autumn|winter)\b")  # fmt: skip
NUMBER = re.compile(r"(?i)\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|twice|no|several|many)\b")  # fmt: skip
BY_WHOM = re.compile(r"(?i)\bby\s+(?:the\s+|an?\s+)?\w")
CONTRAST = re.compile(r"(?i)\b(?:while|whereas|but|than|unlike|differ\w*|in contrast|on the other hand|instead|rather|however|although)\b|;")  # fmt: skip
IS_SO = re.compile(r"(?i)\W*(?:is|are|was|were|has|have|had)\s+(?:an?|the|made|built|composed|one|very|so|\d)\b")  # fmt: skip
STRUCTURE = re.compile(r"(?i)\W*(?:(?:also|often|usually|\w+ly)\s+)?(?:is|are|was|were|has|have|had|consists?|contains?|comprises?|includes?|lies?|occurs?|exists?|comes?|varies|vary|can be|may be|must be|could be|differs?)\b")  # fmt: skip
NO_VERB = re.compile(r"(?i)\s*(?:[,;:.(]|(?:in|of|from|with|at|on|by|for|to|and|or|that|which|who|whose|as|into|during|within|inside|between|near|the|an?|such|like|than|because|if|when|while)\b)")  # fmt: skip
MODAL = re.compile(
    r"(?i)(?:is|are|was|were|has|have|had|can|may|must|will|would|could|should|does|do|did)\b"
)
FIRST_WORD = re.compile(
    r"[\s*_”\"']*(?:(?:also|often|usually|then|thus|only|\w+ly)\s+)?([^\W\d_]+)"
)
INFLECTED = re.compile(r"(?i)\w+(?:s|ed|ing)|can|may|must|will|would|could|should|does|do|did|took|made|gave|kept|held|ran|went|came|led")  # fmt: skip
BECAUSE = re.compile(r"(?i)\b(?:because|since|due to|owing to|caused by|results? from|resulting from|for the reason that|if|when|otherwise)\b")  # fmt: skip
HENCE = re.compile(r"(?i)\b(?:therefore|thus|so that|and so|so|hence|which is why|as a result|this means that|caus(?:es?|ed|ing)(?!\s+by\b)|lead(?:s|ing)? to|led to|result(?:s|ed|ing)? in|makes?|made|allow(?:s|ing)?|enabl(?:es?|ing))\b")  # fmt: skip
ENDINGS = frozenset(
    ("s", "e", "d", "r", "es", "ed", "er", "or", "ion", "al", "ly", "ing", "able", "ic", "n", "en")
)
REFERS_BACK = re.compile(
    r"(?i)\W*(?:it|they|this|these|that|those|here|its|their|such|both|then|there)\b"
)


def tells(sentence: str) -> bool:
    """A statement: no question, no task, no caption."""
    text = sentence.strip()
    return not (
        text.endswith("?") or POINTS.search(text) or CAPTION.match(text) or (INSTRUCTION.match(text) and not ENTRY.match(text))
    )  # fmt: skip


def goes_on(sentence: str) -> bool:
    """It speaks of what the sentence before it spoke of."""
    return REFERS_BACK.match(sentence) is not None


def alike(one: str, other: str) -> bool:
    """One word in two forms that the stemmer leaves apart: divide and division."""
    short, long = sorted((one, other), key=len)
    if long == short:
        return True
    if len(short) < 4:
        return False
    if long[-4:] == "sion" and short[-1] == "d" and long[:-4] == short[:-1]:
        return True
    return (long.startswith(short) and long[len(short) :] in ENDINGS) or (
        len(short) == len(long) and short[:-1] == long[:-1] and len(short) > 4
    )
