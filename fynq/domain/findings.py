"""What one piece of a student's work says of misconceptions."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.domain.doubt import LineVerdict, WorkChecked


@dataclass(frozen=True, slots=True)
class Findings:
    """What a piece of work says of misconceptions. found: that showed in it. tested: that could have
    shown; None where nobody looked. right: whether every line that was read is; None where some
    were not read. These are fields of a LearningEvent."""

    found: tuple[str, ...] = ()
    tested: tuple[str, ...] | None = None
    right: bool | None = None


def findings(work: WorkChecked | None) -> Findings:
    """Of a student's own work as the reasoner checked it."""
    if work is None:
        return Findings()
    found = (work.misconception,) if work.misconception else ()
    if work.first_wrong is not None:
        return Findings(found, work.tested, False)
    verdicts = {line.verdict for line in work.lines}
    whole = LineVerdict.RIGHT in verdicts and LineVerdict.UNREAD not in verdicts
    return Findings(found, work.tested, True if whole else None)
