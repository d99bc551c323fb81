"""What the student is told of the own work."""

from __future__ import annotations

from collections.abc import Iterator

from fynq.domain.doubt import Answer, LineVerdict, Verification
from fynq.reasoning.confidence import Kind
from fynq.reasoning.work.checked import CheckedWork

MODEL = "builtin/work-check"


def told(checked: CheckedWork, *, hints: bool) -> Iterator[str]:
    """Pieces of the text in order. hints: nothing that shows the right line or a result."""
    if checked.work.first_wrong is None:
        yield from _of_right_work(checked)
    else:
        yield from _of_wrong_work(checked, hints=hints)
    unread = _numbers(checked, LineVerdict.UNREAD)
    if unread:
        yield f"\nI could not read {_named(unread)}, so nothing is said about {'it' if len(unread) == 1 else 'them'}.\n"  # fmt: skip


def _of_wrong_work(checked: CheckedWork, *, hints: bool) -> Iterator[str]:
    number = checked.work.first_wrong
    good = [n for n in _numbers(checked, LineVerdict.RIGHT) if number is not None and n < number]
    before = f" {_named(good).capitalize()} {'is' if len(good) == 1 else 'are'} right." if good else ""  # fmt: skip
    yield f"**Line {number} is the first one that is wrong.**{before}\n\n"
    if checked.wrote:
        after = f" after ${checked.after}$" if checked.after else ""
        yield f"You wrote ${checked.wrote}${after}.\n\n"
    if checked.work.title:
        yield f"**What happened:** {checked.work.title}. {checked.explanation}\n\n"
    if checked.evidence and not (hints and checked.tells):
        yield f"**See for yourself:** {checked.evidence}\n\n"
    if checked.expected and not hints:
        yield f"**What follows there:** ${checked.expected}$\n\n"
    yield f"**Hint:** {checked.remedy or 'Do this one line again, slowly, and put a number in for the letter in both lines to compare them.'}\n"  # fmt: skip
    carried = _numbers(checked, LineVerdict.CARRIED)
    if carried:
        yield f"\n{_named(carried).capitalize()} {'follows' if len(carried) == 1 else 'follow'} from the wrong line; {'it is' if len(carried) == 1 else 'they are'} wrong because of it only.\n"  # fmt: skip


def _of_right_work(checked: CheckedWork) -> Iterator[str]:
    read = [line for line in checked.work.lines if line.verdict is not LineVerdict.UNREAD]
    every = len(read) == len(checked.work.lines)
    which = "The line" if len(read) == 1 else f"All {len(read)} lines"
    if not every:
        which += " that I could read" if len(read) == 1 else " of the lines that I could read"
        which = which.replace(
            f"All {len(read)} lines of the lines", f"All {len(read)} of the lines"
        )
    yield f"**{which} {'is' if len(read) == 1 else 'are'} right.**\n\n"
    if checked.work.complete:
        yield "The work is complete: the last line answers the problem.\n"
    elif checked.unfinished:
        yield f"It is not complete yet: {checked.unfinished}\n" if every else ""
    for witness in checked.witnesses:
        yield f"\n**Checked:** {witness.detail}\n"


def status_of(checked: CheckedWork) -> Verification:
    """VERIFIED when every line was read and compared, or the wrong one is shown to be wrong."""
    unread = bool(_numbers(checked, LineVerdict.UNREAD))
    return Verification.VERIFIED if checked.witnesses and not unread else Verification.LIKELY


def kind_of(checked: CheckedWork) -> Kind:
    """What the confidence in it depends on."""
    kinds = tuple(sorted({witness.kind for witness in checked.witnesses}))
    return Kind("work", status_of(checked).value, kinds, checked.task)


def answer(checked: CheckedWork, text: str, confidence: float | None = None) -> Answer:
    return Answer(
        text=text,
        final=_final(checked),
        status=status_of(checked),
        model=MODEL,
        witnesses=checked.witnesses,
        subject="mathematics",
        skills=checked.skills,
        confidence=confidence,
        work=checked.work,
    )


def _final(checked: CheckedWork) -> str:
    work = checked.work
    if work.first_wrong is not None:
        return f"Line {work.first_wrong}: {work.title}" if work.title else f"Line {work.first_wrong} does not follow"  # fmt: skip
    if _numbers(checked, LineVerdict.UNREAD):
        return "No wrong line among those that I could read"
    return "All right, and complete" if work.complete else "All right so far"


def _numbers(checked: CheckedWork, verdict: LineVerdict) -> list[int]:
    return [line.number for line in checked.work.lines if line.verdict is verdict]


def _named(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
