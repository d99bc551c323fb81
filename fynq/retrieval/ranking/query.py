"""What a student's message asks, without the courtesy around it."""

from __future__ import annotations

import re

_GREETING = re.compile(
    r"^\s*(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear (?:sir|madam|teacher|tutor|all)|"
    r"hallo|guten (?:tag|morgen)|bonjour|salut|hola|buenos d[ií]as|ol[aá]|ciao)\b"
    r"(?: (?:there|everyone|all|sir|teacher|tutor))?[\s,.!:;-]*",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"^\s*(?:"
    r"(?:please|pls|plz|kindly|bitte|por favor|s'il (?:te|vous) pla[iî]t)\b"
    r"|(?:can|could|would|will) (?:you|u)(?: please| kindly)?\b"
    r"(?: (?:help(?: me)?(?: (?:to )?(?:understand|with|out with))?|explain|tell|show|describe|teach)"
    r"(?: (?:to )?(?:me|us))?\b)?"
    r"|(?:i|we) (?:do not|don'?t|didn'?t|can'?t|cannot) (?:really |quite )?"
    r"(?:understand|get|know|see)\b"
    r"|(?:i|we) (?:need|want|would like|'d like) (?:some )?(?:help|to know|to understand|to ask)\b"
    r"(?: (?:with|on|about|in|to|for|if|you)\b)?"
    r"|i(?:'m| am) (?:confused|stuck|lost|wondering|having trouble)\b(?: (?:with|about|on|by|at|if)\b)?"
    r"|(?:i have|here is|here'?s) (?:a|my|another) (?:quick )?(?:question|doubt|problem)\b"
    r"(?: (?:about|on|in|regarding)\b)?"
    r"|(?:can|could) (?:someone|anyone|somebody)(?: please)? (?:help(?: me)?|explain|tell me)\b"
    r"(?: (?:to )?(?:understand|with|me)\b)?"
    r"|help(?: me)?(?: (?:to )?(?:understand|with))\b"
    r"|(?:explain|tell|show|teach)(?: (?:to )?(?:me|us))\b(?: (?:about|again)\b)?"
    r"|my (?:question|doubt) is\b"
    r")[\s,.:;!?-]*",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[\s,.;!-]*\b(?:please|pls|plz|thanks?(?: you| u)?(?: so much| a lot| very much| in advance)?|"
    r"many thanks|help(?: me)?|danke(?: sch[oö]n)?|merci(?: d'avance| beaucoup)?|gracias|obrigad[oa]|bitte|"
    r"urgent(?:ly)?|asap|step by step|in simple (?:words|terms)|in (?:detail|brief|short))"
    r"[\s,.;!-]*(?P<mark>\??)\s*$",
    re.IGNORECASE,
)
_ROUNDS = 6
_LONGEST = 2_000


def clean(query: str) -> str:
    """The query less greetings, requests and thanks; itself where nothing else would be left.

    Only what stands at its beginning and its end is taken, so no formula is lost and no subject:
    "Could you please explain why $x^2 \\\\ge 0$? Thanks!" asks "why $x^2 \\\\ge 0$?"
    """
    text = " ".join(query.split())[:_LONGEST]
    for _ in range(_ROUNDS):
        before = text
        text = _GREETING.sub("", text)
        text = _REQUEST.sub("", text)
        text = _CLOSING.sub(lambda found: found["mark"], text)
        if text == before:
            break
        if not any(sign.isalnum() for sign in text):
            return before
    return text
