"""Skill graphs out of files: CSV, and the problems of OATutor in the order of their lessons."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from io import StringIO
from pathlib import Path

from fynq.domain.errors import InvalidInput
from fynq.domain.knowledge import Skill
from fynq.domain.skill_graph import Edge, EdgeSource, without_cycles

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_LONGEST_SLUG = 80
_LONGEST_NAME, _LONGEST_DESCRIPTION, _MOST_LEVEL = 200, 2_000, 20
_MOST_BYTES = 200_000_000
_MOST_SKILLS = 10_000
_SEPARATORS = re.compile(r"[;~|]")
_COLUMNS = ("skill", "name", "subject", "prerequisites")
_FURTHER = ("level", "description")
_LESSON = re.compile(r"^\s*(\d+(?:\.\d+)*)")
_SUBJECT = re.compile(r"[a-z][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class SkillFile:
    """skills: each after those that it needs, where the file has no cycle. source: of its edges.
    left_out: edges that would have closed a cycle."""

    skills: tuple[Skill, ...]
    source: EdgeSource
    left_out: int = 0


def read_skills(path: Path, form: str = "") -> SkillFile:
    """form: 'csv' or 'oatutor'; '' goes by the file's ending. Raises InvalidInput that names the line."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInput(f"{path}: the file is larger than {_MOST_BYTES // 10**6} MB.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        kind = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        raise InvalidInput(f"{path} {kind}.") from None
    form = form or ("csv" if path.suffix.lower() == ".csv" else "oatutor")
    read = from_csv(text, path.name) if form == "csv" else from_oatutor(text, path.name)
    if len(read.skills) > _MOST_SKILLS:
        raise InvalidInput(f"{path.name}: more than {_MOST_SKILLS} skills.")
    return read


def from_csv(text: str, name: str) -> SkillFile:
    """Columns skill, name, subject, prerequisites (slugs joined by ~, ; or |), and level and
    description where there are any. A skill's prerequisites may stand in several rows."""
    rows = csv.DictReader(StringIO(text), strict=True)
    found: dict[str, Skill] = {}
    try:
        heads = [(each or "").strip().lower() for each in rows.fieldnames or ()]
        missing = [each for each in _COLUMNS if each not in heads]
        if missing:
            raise InvalidInput(f"{name}: line 1: the column {missing[0]} is missing.")
        rows.fieldnames = heads
        for row in rows:
            skill = _of_row({k: v or "" for k, v in row.items() if k in heads}, name, rows.line_num)
            former = found.get(skill.slug)
            if former is not None:
                needs = tuple(dict.fromkeys((*former.prerequisites, *skill.prerequisites)))
                skill = Skill(
                    skill.slug,
                    former.name,
                    former.subject,
                    former.level,
                    needs,
                    former.description or skill.description,
                )
            found[skill.slug] = skill
    except csv.Error as error:
        raise InvalidInput(f"{name}: line {rows.line_num}: {error}.") from None
    if not found:
        raise InvalidInput(f"{name}: there is no skill in it.")
    return SkillFile(tuple(_in_order(found)), EdgeSource.STATED)


def _of_row(row: dict[str, str], name: str, line: int) -> Skill:
    def fault(problem: str) -> InvalidInput:
        return InvalidInput(f"{name}: line {line}: {problem}.")

    slug = row["skill"].strip()
    if not _SLUG.fullmatch(slug):
        raise fault("skill is no slug (a-z, 0-9, '.', '_', '-'; at most 80)")
    needs = [each.strip() for each in _SEPARATORS.split(row["prerequisites"]) if each.strip()]
    if any(not _SLUG.fullmatch(each) for each in needs) or len(needs) > 32:
        raise fault("prerequisites are not at most 32 slugs joined by ~")
    title = row["name"].strip() or _title(slug)
    subject = row["subject"].strip().lower() or "mathematics"
    level = row.get("level", "").strip() or "0"
    description = row.get("description", "").strip()
    if len(title) > _LONGEST_NAME or not title.isprintable():
        raise fault(f"name has more than {_LONGEST_NAME} or unprintable characters")
    if not _SUBJECT.fullmatch(subject):
        raise fault("subject is no word such as mathematics")
    if not (level.isascii() and level.isdigit() and int(level) <= _MOST_LEVEL):
        raise fault(f"level is no whole number from 0 to {_MOST_LEVEL}")
    if len(description) > _LONGEST_DESCRIPTION or "\0" in description:
        raise fault(f"description has more than {_LONGEST_DESCRIPTION} characters")
    return Skill(slug, title, subject, int(level), tuple(dict.fromkeys(needs)), description)


def from_oatutor(text: str, name: str) -> SkillFile:
    """Skills as the problems name them. What is taught in a lesson may need what was new in the lesson
    before it, of the same course; where two courses disagree, the one that is met first holds."""
    lessons: dict[str, dict[str, dict[str, None]]] = {}
    for line, problem in _problems(text, name):
        course, lesson = problem.get("course"), problem.get("lesson")
        steps = problem.get("steps")
        if (
            not isinstance(course, str)
            or not isinstance(lesson, str)
            or not isinstance(steps, list)
        ):
            raise InvalidInput(f"{name}: line {line}: course, lesson or steps is missing.")
        taught = lessons.setdefault(course, {}).setdefault(lesson, {})
        for step in steps:
            named = step.get("skills") if isinstance(step, dict) else None
            for each in named if isinstance(named, list) else ():
                if isinstance(each, str) and (slug := skill_slug(each)):
                    taught[slug] = None
    skills: dict[str, Skill] = {}
    edges: list[Edge] = []
    for course, of_course in lessons.items():
        edges.extend(_of_course(course, of_course, skills))
    if not skills:
        raise InvalidInput(f"{name}: there is no skill in it.")
    kept, closing = without_cycles(dict.fromkeys(edges), {})
    needs: dict[str, list[str]] = {}
    for edge in kept:
        needs.setdefault(edge.skill, []).append(edge.prerequisite)
    whole = {
        slug: Skill(slug, each.name, each.subject, each.level, tuple(needs.get(slug, ())))
        for slug, each in skills.items()
    }
    return SkillFile(tuple(_in_order(whole)), EdgeSource.COURSE_ORDER, len(closing))


def _of_course(
    course: str, lessons: dict[str, dict[str, None]], skills: dict[str, Skill]
) -> Iterator[Edge]:
    subject = "physics" if "physics" in course.lower() else "mathematics"
    seen: set[str] = set()
    before: list[str] = []
    for lesson in sorted(lessons, key=_place):
        new = [slug for slug in lessons[lesson] if slug not in seen]
        seen.update(new)
        for slug in new:
            skills.setdefault(slug, Skill(slug, _title(slug), subject, 0))
            for earlier in before:
                yield Edge(slug, earlier, EdgeSource.COURSE_ORDER)
        before = new or before


def _place(lesson: str) -> tuple[list[int], str]:
    """'1018.5.10 Ratios' after '1018.5.9 …'; lessons without a number come last."""
    found = _LESSON.match(lesson)
    numbers = [int(each[:9]) for each in found[1].split(".")] if found else [10**9]
    return numbers, lesson


def _problems(text: str, name: str) -> Iterator[tuple[int, dict[str, object]]]:
    for line, row in enumerate(text.splitlines(), 1):
        if not row.strip():
            continue
        try:
            problem = json.loads(row)
        except (ValueError, RecursionError):
            raise InvalidInput(f"{name}: line {line}: this is not JSON.") from None
        if not isinstance(problem, dict):
            raise InvalidInput(f"{name}: line {line}: this is not an object.")
        yield line, problem


def skill_slug(name: str) -> str:
    """A slug of the API as it is; of any other name one that stays the same for the same name; '' for
    one without letters and digits."""
    if _SLUG.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKD", name).lower().replace("’", "").replace("'", "")
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if len(slug) <= _LONGEST_SLUG:
        return slug
    mark = blake2b(slug.encode(), digest_size=4).hexdigest()
    return f"{slug[: _LONGEST_SLUG - 9].rstrip('_')}_{mark}"


def _title(slug: str) -> str:
    words = re.sub(r"[_.-]+", " ", slug).strip()
    return (words[:1].upper() + words[1:])[:_LONGEST_NAME] or slug


def _in_order(skills: dict[str, Skill]) -> Iterable[Skill]:
    """Prerequisites first, as far as there is such an order."""
    done: dict[str, Skill] = {}
    waiting: list[Skill] = list(skills.values())
    while waiting:
        ready = [s for s in waiting if all(n in done or n not in skills for n in s.prerequisites)]
        if not ready:
            ready = waiting
        done.update((skill.slug, skill) for skill in ready)
        waiting = [skill for skill in waiting if skill.slug not in done]
    return done.values()
