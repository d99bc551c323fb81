"""What a hint says of the student's own lines, the fullest first."""

from __future__ import annotations

from collections.abc import Iterator

from fynq.domain.policy import Help
from fynq.reasoning.hints.shown_work import OwnWork
from fynq.reasoning.work import telling

COMPLETE = "**Your work is right, and its last line answers the problem.** Check it once more by putting it into the problem."
AGAIN = "Do this one line again, slowly, and compare it with the one before."


def so_far(own: OwnWork, line: str) -> str:
    """That the lines are right which are."""
    count = len(own.right_lines)
    lines = "Your line is right" if count == 1 else f"Your {count} lines are right"
    return f"**So far so good.** {lines}, down to ${line}$."


def wrong_line(own: OwnWork, rung: Help) -> Iterator[str]:
    """About the first wrong line, more on each rung: which, what happened, how to see it."""
    checked = own.checked
    head = f"**Line {checked.work.first_wrong} is the first one that is wrong.**"
    if checked.wrote:
        after = f" after ${checked.after}$" if checked.after else ""
        head = f"{head} You wrote ${checked.wrote}${after}."
    happened = f"**What happened:** {checked.work.title}."
    if rung is not Help.RESTATE:
        if rung is not Help.CONCEPT:
            yield "".join(telling.told(checked, hints=True)).strip()
        if checked.work.title:
            yield f"{head}\n\n{happened} {checked.explanation}"
            yield f"{head}\n\n{happened}"
    yield f"{head}\n\n{AGAIN}"
    yield f"**Line {checked.work.first_wrong} is the first one that is wrong.** {AGAIN}"
