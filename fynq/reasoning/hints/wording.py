"""What each rung says, from a solution that was checked."""

from __future__ import annotations

import re

from fynq.reasoning import followup
from fynq.reasoning.explain import TASKS, restated
from fynq.reasoning.solved import SolvedProblem, SolvedStep, kind_of_task

NO_FURTHER = "I found no fuller hint that would not give the answer away."
LAST = "This is as far as your school lets me help. Write down what you have, and ask your teacher."
_SHOWN = re.compile(r"\s*:?\s*(?:\$\$.*?\$\$|\\\[.*?\\\])|\s*:\s*\$[^$]+\$", re.DOTALL)
_BROKEN_OFF = re.compile(
    r"[^.!?]*\b(?:is|are|says?|gives?|reads?|gets?|becomes?|leaves?|means?|of|to|by|with|as|have|has)\s*[.!?]*\s*$"
)
_FORMULA = re.compile(r"\$[^$]*\$")
_CHECKS = ("check", "answer", "write the answer", "read off")
_CANDIDATES = re.compile(r"\s*Candidates?\b.*$", re.DOTALL)


def restatement(solved: SolvedProblem) -> str:
    asked = f"**What is asked:** {restated(solved)}\n\n" if solved.asked else ""
    return f"{asked}Say it in your own words: what is given, and what do you look for?"


def concept(solved: SolvedProblem) -> str | None:
    about = ", ".join(skill.replace("-", " ") for skill in solved.skills[:3])
    if not solved.concept and not about:
        return None
    idea = f"**The idea:** {solved.concept}\n\n" if solved.concept else ""
    return f"{idea}It belongs to: {about}." if about else idea.rstrip()


def next_step(solved: SolvedProblem, done: int) -> str | None:
    """What to do after the first `done` steps, without what comes of it; None after the last."""
    left = [step for step in solved.steps[done:] if not step.title.lower().startswith(_CHECKS)]
    if not left:
        return None
    step = left[0]
    lines = [f"**Next step:** {step.title}."]
    start = _where(step)
    if start:
        lines.append(f"Work on ${start}$.")
    said = instruction(step)
    if said:
        lines.append(said)
    if kind_of_task(solved.task) in ("solve", "system", "inequality"):
        reason = "" if "root" in step.title.lower() else followup.reason_for(step)
        lines += [reason] if reason else []
    lines.append("What do you get?")
    return "\n\n".join(lines)


def bare_step(solved: SolvedProblem, done: int) -> str | None:
    """Only the name of the step, where more of it would say too much."""
    left = solved.steps[done:]
    return f"**Next step:** {left[0].title}. What do you get?" if left else None


def instruction(step: SolvedStep) -> str:
    """'Subtract 3 on both sides' of a step that goes on to show what comes of it."""
    said = _BROKEN_OFF.sub("", _CANDIDATES.sub("", _SHOWN.sub("", step.text)).strip()).strip()
    words = re.findall(r"[A-Za-z]{2,}", _FORMULA.sub("", said))
    if len(words) < 2 or "=" in said or len(said) > 240:
        return ""
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _where(step: SolvedStep) -> str:
    """The expression that the step begins with."""
    claim = step.claims[0] if step.claims else None
    return claim.before if claim is not None and claim.kind == "equal" and claim.after else ""


def worked(question: str, solved: SolvedProblem) -> str:
    """A neighbouring problem with its whole solution."""
    asked = restated(solved) if kind_of_task(solved.task) in TASKS else " ".join(question.split())
    lines = ["Here is a problem of the same kind, worked out. Then do the same with yours.", f"**Problem:** {asked}"]  # fmt: skip
    for at, step in enumerate(solved.steps, 1):
        lines.append(f"**{at}. {step.title}**\n\n{step.text}")
    lines.append(f"**Answer:** ${solved.final}$")
    return "\n\n".join(lines)
