"""The student's own steps in what was said of a problem. Runs in a solver process.

Nobody asked to have them checked, so nothing is taken for a step that need not be one: a line counts
when it follows from the problem, or fails in a known way, or when the words say that it is the
student's ('I got', 'so far').
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from fynq.domain.doubt import LineVerdict, WorkChecked
from fynq.reasoning.hints.shown_work import OwnWork
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.work.check import FAILURES, checked
from fynq.reasoning.work.checked import CheckedWork
from fynq.reasoning.work.reading import Work, read_work
from fynq.reasoning.work.stated import stated_question

NO_WORK = "I see no steps of your own here."
MOST_TEXTS = 6
_OWN = re.compile(
    r"(?i)\b(?:i(?:'ve|\s+have|\s+then|\s+also|\s+just)?\s+(?:got|get|did|do|done|wrote|write|tried|found|find|added|subtracted|multiplied|divided|factored|expanded|took|used|moved|put|brought|set|simplified|cancelled|canceled|combined|collected|isolated|squared|substituted|plugged|differentiated|integrated|started|reached|came|ended|think|thought|am\s+at)|"
    r"i\s+have|my\s+(?:work|working|steps?|attempt|try|line|lines)|so\s+far|we\s+(?:got|have|did)|stuck\s+(?:at|after|with|on))\b"
)
_PART = re.compile(
    r"(?i)\b(?:so\s+far|part|partly|half|first\s+term|begins?|beginning|start(?:s|ed)?)\b"
)
"""Of an answer, so that it need not have its value."""
_REPORTS = re.compile(
    r"(?i)\b(?:(?:but|and|then|now|so|first)\s+)?i(?:'ve|\s+have|\s+then|\s+just)?\s+(?:got|get|wrote|write|found|find|think|thought|have|reached)(?:\s+(?:to|that|it\s+is|it's|the\s+(?:answer|line|result)))?\b:?|\bso\s+far\b"
)


def own_work(texts: Sequence[str]) -> OwnWork:
    """texts: what the student said, the latest first, without words that ask for a hint. Raises
    NotUnderstood where no steps are read."""
    said = texts[:MOST_TEXTS]
    if not said:
        raise NotUnderstood(NO_WORK)
    if not read_work(said[0]).task:
        for place in range(1, len(said)):
            found = _continued(said, place)
            if found is not None:
                return found
    found = _alone(said[0])
    if found is None:
        raise NotUnderstood(NO_WORK)
    return found


def _alone(text: str) -> OwnWork | None:
    """The problem and steps in one text."""
    return _taken(read_work(text), text, 0)


def _continued(said: Sequence[str], place: int) -> OwnWork | None:
    """Steps that follow the problem of an earlier text, those of texts between them too."""
    former = read_work(said[place])
    if former.problem is None:
        return None
    later = "\n".join(reversed(said[:place]))
    mine = read_work(_REPORTS.sub("\n", later))
    if mine.task:
        return None
    lines = (*former.lines, *((mine.problem,) if mine.problem is not None else ()), *mine.lines)
    found = _taken(Work(former.task, former.problem, lines), later, place)
    if found is not None or not _OWN.search(later):
        return found
    # The student speaks of steps that cannot be judged; the problem is the former one all the same.
    try:
        return OwnWork(stated_question(former), place, CheckedWork(WorkChecked(())))
    except NotUnderstood:
        return None


def _taken(work: Work, text: str, place: int) -> OwnWork | None:
    if work.problem is None or not work.lines:
        return None
    try:
        found = checked(work)
        question = stated_question(work)
    except FAILURES:
        return None
    if not found.problem or not _is_own(found, text):
        return None
    return OwnWork(question, place, found)


def _is_own(found: CheckedWork, text: str) -> bool:
    verdicts = [line.verdict for line in found.work.lines]
    if LineVerdict.RIGHT in verdicts or found.work.misconception:
        return True
    wrong = found.work.first_wrong is not None
    return wrong and bool(_OWN.search(text)) and not _PART.search(text)
