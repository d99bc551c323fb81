"""Reads the starter knowledge, one folder for each subject: skills.json, notes/*.md, items.jsonl and
exercises.jsonl. Exercises are items, too: those that the built-in solver solves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from importlib.resources.abc import Traversable
from uuid import UUID, uuid5

from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.operations.starter.fields import Record, fault, json_of, split_front_matter, text_of

SKILL_FIELDS = ("slug", "name", "subject", "level", "prerequisites", "description")
NOTE_FIELDS = ("title", "skills", "level")
ITEM_FIELDS = ("slug", "question", "answer", "kind", "skills", "difficulty")
ITEM_FILES = ("items.jsonl", "exercises.jsonl")
ITEM_KINDS = ("number", "expression", "equation", "set", "text")
TOP_LEVEL = 13
"""School years 1 to 12, then the first year of college."""


@dataclass(frozen=True, slots=True)
class StarterNote:
    """source: 'starter/<subject>/<slug>.md', unique. text: Markdown with $LaTeX$, front matter off."""

    source: str
    title: str
    text: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Starter:
    """skills: prerequisites stand before the skills that need them."""

    skills: tuple[Skill, ...]
    documents: tuple[StarterNote, ...]
    items: tuple[PracticeItem, ...]


def starter_id(tenant: Tenant, kind: str, name: str) -> UUID:
    """The id, the same at every load, of a tenant's own copy of a starter record.

    kind: 'document' (name: the note's source), 'item' or 'skill' (name: the slug).
    """
    return uuid5(tenant, f"fynq/starter/{kind}/{name}")


def read_starter(tenant: Tenant = PUBLIC, folder: Traversable | None = None) -> Starter:
    """Reads and checks every subject. The items' ids are those of `tenant`.

    folder: holds the subjects' folders; None reads what fynq ships. Raises ConfigurationError
    that names the file and the record at fault; never returns a part.
    """
    root = files("fynq.operations.starter") if folder is None else folder
    subjects = sorted(
        (each for each in root.iterdir() if each.joinpath("skills.json").is_file()),
        key=lambda each: each.name,
    )
    if not subjects:
        raise fault("", "holds no subject")
    skills = [skill for each in subjects for skill in _skills(each)]
    notes = [note for each in subjects for note in _notes(each)]
    items = [item for each in subjects for item in _items(each, tenant)]
    _unique("skill", (skill.slug for skill in skills))
    _unique("item", (item.slug for item in items))
    known = frozenset(skill.slug for skill in skills)
    for skill in skills:
        _known(f"{skill.subject}/skills.json, {skill.slug}", skill.prerequisites, known)
    for note in notes:
        _known(note.source.removeprefix("starter/"), note.skills, known)
    for item in items:
        _known(f"items, {item.slug}", item.skills, known)
    return Starter(_ordered(skills), tuple(notes), tuple(items))


def _skills(subject: Traversable) -> Iterable[Skill]:
    place = f"{subject.name}/skills.json"
    listed = json_of(text_of(subject.joinpath("skills.json"), place), place)
    if not isinstance(listed, list):
        raise fault(place, "is not a list")
    for number, value in enumerate(listed, 1):
        record = Record.of(value, SKILL_FIELDS, f"{place}, record {number}")
        yield Skill(
            slug=record.slug("slug"),
            name=record.text("name"),
            subject=record.one_of("subject", (subject.name,)),
            level=record.number("level", 1, TOP_LEVEL),
            prerequisites=record.slugs("prerequisites"),
            description=record.text("description"),
        )


def _notes(subject: Traversable) -> Iterable[StarterNote]:
    folder = subject.joinpath("notes")
    if not folder.is_dir():
        return
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        if not file.name.endswith(".md"):
            continue
        place = f"{subject.name}/notes/{file.name}"
        front, text = split_front_matter(text_of(file, place), place)
        record = Record.of(front, NOTE_FIELDS, place)
        record.number("level", 1, TOP_LEVEL)
        if not text.strip():
            raise fault(place, "has no text")
        yield StarterNote(
            source=f"starter/{subject.name}/{file.name}",
            title=record.text("title"),
            text=text,
            skills=_some(record, "skills"),
        )


def _items(subject: Traversable, tenant: Tenant) -> Iterable[PracticeItem]:
    for name in ITEM_FILES:
        file = subject.joinpath(name)
        if file.is_file():
            place = f"{subject.name}/{name}"
            yield from _items_in(text_of(file, place), place, tenant)


def _items_in(text: str, place: str, tenant: Tenant) -> Iterable[PracticeItem]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        at = f"{place}, line {number}"
        record = Record.of(json_of(line, at), ITEM_FIELDS, at)
        slug = record.slug("slug")
        yield PracticeItem(
            id=starter_id(tenant, "item", slug),
            slug=slug,
            question=record.text("question"),
            answer=record.text("answer"),
            kind=record.one_of("kind", ITEM_KINDS),
            skills=_some(record, "skills"),
            difficulty=record.number("difficulty", 1, 5),
        )


def _some(record: Record, name: str) -> tuple[str, ...]:
    slugs = record.slugs(name)
    if not slugs:
        raise fault(record.place, f"{name} is empty")
    return slugs


def _unique(kind: str, slugs: Iterable[str]) -> None:
    twice = sorted(slug for slug, count in Counter(slugs).items() if count > 1)
    if twice:
        raise fault("", f"has more than one {kind} called {', '.join(twice)}")


def _known(place: str, slugs: Iterable[str], known: frozenset[str]) -> None:
    if unknown := sorted(set(slugs) - known):
        raise fault(place, f"names the unknown skills {', '.join(unknown)}")


def _ordered(skills: Sequence[Skill]) -> tuple[Skill, ...]:
    by_slug = {skill.slug: skill for skill in skills}
    graph = {skill.slug: sorted(skill.prerequisites) for skill in skills}
    try:
        return tuple(by_slug[slug] for slug in TopologicalSorter(graph).static_order())
    except CycleError as error:
        path = " → ".join(str(slug) for slug in error.args[1])
        raise fault("", f"has skills that need each other in a circle: {path}") from None
