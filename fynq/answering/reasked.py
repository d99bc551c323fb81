"""The same doubt again by the same student: the former explanation did not help."""

from __future__ import annotations

import re

READ_SECONDS = 10.0
"""Whoever asks again sooner has not read the answer: that is a double click, or a lost connection."""

_NOT = re.compile(
    r"(?i)^\W*(?:(?:sorry|but|ok|okay|hm+|no|um+|well)[\s,.!]+)*(?:"
    r"i\s+(?:still\s+|really\s+|just\s+)*(?:don[’']?t|do\s+not|didn[’']?t|did\s+not|can[’']?t|cannot|can\s+not)\s+(?:really\s+|quite\s+|fully\s+)*(?:get|understand|follow|see)(?:\s+(?:it|this|that|how|why|your\s+(?:answer|explanation|solution)|the\s+(?:answer|explanation|solution)))?(?:\s+(?:at\s+all|yet|either))?"
    r"|(?:i[’']?m|i\s+am)\s+(?:still\s+|even\s+more\s+|completely\s+|totally\s+)*(?:confused|lost)"
    r"|(?:that|this|it)(?:[’']?s|\s+is|\s+was)?\s+(?:still\s+|very\s+|too\s+|really\s+)*(?:confusing|unclear|not\s+clear|makes?\s+no\s+sense|(?:does\s+not|doesn[’']?t)\s+(?:make\s+(?:any\s+)?sense|help))"
    r"|(?:can|could|would|will)\s+you\s+(?:please\s+)?explain\s+(?:it|this|that)?\s*(?:again|differently|in\s+another\s+way|more\s+(?:simply|clearly))"
    r"|(?:please\s+)?explain\s+(?:it\s+|this\s+|that\s+)?(?:again|differently|in\s+another\s+way|more\s+(?:simply|clearly))"
    r"|(?:ich\s+)?versteh(?:e)?\s+(?:das|es)?\s*(?:immer\s+noch\s+|leider\s+)?nicht"
    r"|no\s+(?:lo\s+)?entiendo(?:\s+(?:nada|esto))?"
    r"|je\s+ne\s+comprends\s+(?:toujours\s+)?pas"
    r")(?:[\s,]+(?:please|sorry|bitte|por\s+favor))?\W*$"
)
_LONGEST = 120


def not_understood(question: str) -> bool:
    """'I still don't get it': the whole message says that the answer before it did not help."""
    return len(question) <= _LONGEST and _NOT.match(question) is not None
