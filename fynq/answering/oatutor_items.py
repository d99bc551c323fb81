"""Practice items out of OATutor's layout: problems with steps, each step an item with its hints.

One JSON object a line: {"id", "title", "body", "steps": [{"id", "title", "body", "answer",
"answer_type", "problem_type", "choices", "skills", "hints": [{"title", "text", …}]}]}.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fynq.answering.item_rows import (
    MOST_CHOICE,
    MOST_CHOICES,
    MOST_HINT,
    MOST_HINTS,
    MOST_QUESTION,
    MOST_SKILLS,
    Bad,
    item_of_row,
)
from fynq.domain.knowledge import PracticeItem

_DISPLAYED = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_UNUSABLE = re.compile(r"[^a-z0-9._-]+")
_LONGEST = 80


def items_of_problem(problem: Mapping[str, Any]) -> Iterator[PracticeItem | Bad]:
    """A step after another: its item, or why it is none."""
    steps = problem.get("steps")
    if not isinstance(steps, list):
        yield Bad("This problem has no steps.", field="steps")
        return
    before = _told(problem)
    for at, step in enumerate(steps):
        if not isinstance(step, dict):
            yield Bad("This step is no object.", field=f"steps/{at}")
            continue
        own = _told(step)
        try:
            yield item_of_row(_row(problem, step, at, [*before, *own]))
        except Bad as fault:
            yield Bad(fault.detail, field=f"steps/{at}/{fault.field}")
        before += [each for each in own if each not in before]


def skill_slug(name: str) -> str:
    """'dynamics:_force_and_newton's_laws' as a slug; long ones are cut and told apart by a digest."""
    slug = _UNUSABLE.sub("-", name.strip().lower()).strip("-._") or "skill"
    if len(slug) <= _LONGEST:
        return slug
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{slug[: _LONGEST - 9].rstrip('-._')}-{digest}"


def skill_name(name: str) -> str:
    """'adding_fractions' as 'Adding fractions'."""
    words = " ".join(re.split(r"[_\s]+", name.strip()))
    return (words[:1].upper() + words[1:])[:200] or "Skill"


def skill_names(problem: Mapping[str, Any]) -> Mapping[str, str]:
    """What the file calls the skills, by slug."""
    steps = problem.get("steps")
    named = [
        str(name)
        for step in (steps if isinstance(steps, list) else ())
        if isinstance(step, dict)
        for name in step.get("skills") or ()
    ]
    return {skill_slug(name): skill_name(name) for name in named}


def _row(
    problem: Mapping[str, Any], step: Mapping[str, Any], at: int, told: list[str]
) -> dict[str, Any]:
    answer = step.get("answer")
    first = answer[0] if isinstance(answer, list) and answer else answer
    choices = _choices(step)
    question = "\n\n".join(dict.fromkeys(told))
    if len(question) > MOST_QUESTION:
        raise Bad(f"This has at most {MOST_QUESTION} characters.", field="question")
    if step.get("answer_type") == "string" and not choices:
        kind = "text"
    else:
        kind = "choice" if choices else "expression"
    skills = [skill_slug(str(name)) for name in step.get("skills") or ()]
    return {
        "slug": skill_slug(str(step.get("id") or f"{problem.get('id', 'item')}-{at + 1}")),
        "question": question,
        "answer": _plain(first) if isinstance(first, str) else first,
        "kind": kind,
        "skills": list(dict.fromkeys(skills))[:MOST_SKILLS],
        "choices": choices,
        "hints": _hints(step),
    }


def _choices(step: Mapping[str, Any]) -> list[str]:
    if step.get("problem_type") != "MultipleChoice":
        return []
    listed = step.get("choices")
    found = [_plain(each) for each in listed if isinstance(each, str)] if isinstance(listed, list) else []  # fmt: skip
    first: dict[str, str] = {}
    for each in filter(None, found):
        # Written twice with another full stop or case they are one.
        first.setdefault(each.rstrip(". ").casefold(), each)
    found = list(first.values())
    if len(found) > MOST_CHOICES or any(len(each) > MOST_CHOICE for each in found):
        raise Bad("There are too many choices, or one is too long.", field="choices")
    return found


def _hints(step: Mapping[str, Any]) -> list[str]:
    """In their order. A scaffold is a question on the way: what it asks is the hint."""
    found: list[str] = []
    listed = step.get("hints")
    for hint in listed if isinstance(listed, list) else ():
        if not isinstance(hint, dict):
            continue
        title, text = (_plain(str(hint.get(name) or "")) for name in ("title", "text"))
        said = f"**{title}.** {text}" if title and text and title != text else text or title
        if said:
            found.append(said[:MOST_HINT])
    return found[:MOST_HINTS]


def _told(entry: Mapping[str, Any]) -> list[str]:
    texts = [_plain(str(entry.get(name) or "")) for name in ("title", "body")]
    return [text for text in texts if text]


def _plain(text: str) -> str:
    return _DISPLAYED.sub(r"$\1$", text).strip()
