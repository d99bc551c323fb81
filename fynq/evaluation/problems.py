"""Problems with known answers, as files have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fynq.domain.errors import InvalidInput
from fynq.evaluation.records import fault, read_jsonl, text_of

_RESULT = "####"
_TOPICS = ("topic", "subject", "course", "source")


@dataclass(frozen=True, slots=True)
class Question:
    """answers: any one of them is right. topic: the file's own name for a part of it, or ''.
    problem: the id of the problem that this is a step of."""

    id: str
    text: str
    answers: tuple[str, ...]
    topic: str = ""
    problem: str = ""


def questions(path: Path) -> list[Question]:
    """Plain {"id", "question", "answer"} or the OATutor layout. Raises InvalidInput naming the
    line, also when there is no question at all.

    Public sets in the plain form may call the question 'problem' and the id 'unique_id' (MATH), have
    the result after '####' (GSM8K), and name the unit of the result in 'unit' (SciBench), which the
    question is then said to ask for.
    """
    found: list[Question] = []
    for line, entry in read_jsonl(path):
        if "steps" in entry:
            found += _oatutor(path, line, entry)
        else:
            found.append(_plain(path, line, entry))
    if not found:
        raise InvalidInput(f"{path.name} holds no problem.", field=path.name)
    return found


def _plain(path: Path, line: int, entry: Mapping[str, Any]) -> Question:
    field = "problem" if "question" not in entry and "problem" in entry else "question"
    asked = text_of(path, line, entry, field)
    key = next((key for key in ("id", "unique_id") if key in entry), None)
    name = str(line) if key is None else text_of(path, line, entry, key).strip()
    answers = tuple(answer.rpartition(_RESULT)[2].strip() for answer in _answers(path, line, entry))
    if entry.get("unit") is not None:
        unit = text_of(path, line, entry, "unit").strip()
        asked = f"{asked} The unit of the answer is {unit}." if unit else asked
    return Question(name, asked, answers, _topic(entry), name)


def _oatutor(path: Path, line: int, entry: Mapping[str, Any]) -> Iterator[Question]:
    """Steps with an arithmetic answer; the question is title, body and the earlier steps."""
    steps = entry["steps"]
    if not isinstance(steps, list) or not all(isinstance(step, dict) for step in steps):
        raise fault(path, line, "'steps' must be a list of objects")
    before = _told(path, line, entry)
    problem = text_of(path, line, entry, "id") if "id" in entry else str(line)
    for at, step in enumerate(steps, 1):
        own = _told(path, line, step)
        if step.get("answer_type") == "arithmetic":
            name = text_of(path, line, step, "id") if "id" in step else f"{line}.{at}"
            asked = "\n".join(part for part in [*before, *own] if part.strip())
            yield Question(name, asked, _answers(path, line, step), _topic(entry), problem)
        before += own


def _told(path: Path, line: int, entry: Mapping[str, Any]) -> list[str]:
    return [
        text_of(path, line, entry, name)
        for name in ("title", "body")
        if entry.get(name) is not None
    ]


def _answers(path: Path, line: int, entry: Mapping[str, Any]) -> tuple[str, ...]:
    given = entry.get("answer")
    listed = given if isinstance(given, list) else [given]
    if not listed:
        raise fault(path, line, "'answer' is an empty list")
    return tuple(text_of(path, line, {"answer": item}, "answer") for item in listed)


def _topic(entry: Mapping[str, Any]) -> str:
    found = next((entry[key] for key in _TOPICS if isinstance(entry.get(key), str)), "")
    return str(found).strip()
