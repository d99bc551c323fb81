"""fynq practice"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from fynq.answering.item_files import each_item
from fynq.answering.item_rows import Bad
from fynq.answering.oatutor_items import items_of_problem, skill_names
from fynq.cli.databases import database_of
from fynq.cli.telling import EX_CONFIG, FAILURE, AsJson, DataDir, complain, say
from fynq.domain.errors import ConfigurationError, FynqError, InvalidInput, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import PracticeItem, Skill

practice_app = typer.Typer(help="Practice items.", no_args_is_help=True, add_completion=False)

_AT_ONCE = 500
"""Items in one transaction."""
_SHOWN = 20
_SUBJECT, _LEVEL = "mathematics", 9
"""Of skills that only a file of items names."""


@practice_app.callback()
def practice() -> None:
    """Practice items."""


class Layout(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    OATUTOR = "oatutor"


@dataclass
class Read:
    """faults: where, and why it is no item. skills: what the file calls them, by slug."""

    items: list[tuple[str, PracticeItem]] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)
    skills: dict[str, str] = field(default_factory=dict)


@practice_app.command(
    "import",
    epilog="Exit codes: 0 imported; 1 nothing was, or with --all-or-none something is wrong; 2 usage; "
    "78 a file or setting cannot be used.",
)
def import_items(
    path: Annotated[Path, typer.Argument(help="The file.")],
    layout: Annotated[
        Layout | None, typer.Option("--format", help="Default: by the file's name and content.")
    ] = None,
    school: Annotated[str | None, typer.Option(help="Default: the default school.")] = None,
    add_skills: Annotated[
        bool, typer.Option("--add-skills", help="Adds skills that the school does not have.")
    ] = False,
    all_or_none: Annotated[
        bool, typer.Option("--all-or-none", help="Takes nothing when one item is wrong.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Adds or renews practice items: CSV, JSON lines, or OATutor's problems. Each is graded against
    itself first."""
    try:
        read = _read(path, layout)
        facts = asyncio.run(_imported(read, school, data_dir, add_skills, all_or_none))
    except ConfigurationError as error:
        complain(error, as_json)
        raise typer.Exit(EX_CONFIG) from None
    except FynqError as error:
        complain(error, as_json)
        raise typer.Exit(FAILURE) from None
    words = f"{facts['added']:,} items added, {facts['renewed']:,} renewed"
    if facts["faults"]:
        words += f"; {len(facts['faults']):,} left out:"
        words += "".join(f"\n  {at}: {why}" for at, why in facts["faults"][:_SHOWN])
        rest = len(facts["faults"]) - _SHOWN
        words += f"\n  and {rest:,} more" if rest > 0 else ""
    say(facts, words, as_json)
    if not facts["added"] + facts["renewed"]:
        raise typer.Exit(FAILURE)


def _read(path: Path, layout: Layout | None) -> Read:
    """Raises ConfigurationError, InvalidInput."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ConfigurationError(
            str(path), f"it cannot be read ({reason})", "Give the path of a readable file."
        ) from None
    except UnicodeDecodeError:
        raise ConfigurationError(str(path), "it is not UTF-8", "Save it as UTF-8.") from None
    layout = layout or _layout_of(path, text)
    read = Read()
    if layout is not Layout.OATUTOR:
        for line, item in each_item(text, "csv" if layout is Layout.CSV else "jsonl"):
            _keep(read, f"line {line}", item)
        return read
    for line, problem in _problems(text):
        read.skills.update(skill_names(problem))
        for item in items_of_problem(problem):
            _keep(read, f"line {line}", item)
    return read


def _layout_of(path: Path, text: str) -> Layout:
    if path.suffix.lower() == ".csv":
        return Layout.CSV
    first = text.lstrip("\ufeff \t\r\n").partition("\n")[0]
    if not first.startswith("{"):
        return Layout.CSV
    return Layout.OATUTOR if '"steps"' in first else Layout.JSONL


def _keep(read: Read, place: str, item: PracticeItem | Bad) -> None:
    if isinstance(item, Bad):
        read.faults.append((f"{place}, {item.field}", item.detail))
    else:
        read.items.append((place, item))
        for slug in item.skills:
            read.skills.setdefault(slug, slug.replace("-", " ").capitalize())


def _problems(text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for line, part in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if not part.strip():
            continue
        try:
            problem = json.loads(part)
        except (ValueError, RecursionError):
            raise InvalidInput(f"Line {line} is not JSON.", field="file") from None
        if not isinstance(problem, dict):
            raise InvalidInput(f"Line {line} is not a JSON object.", field="file")
        yield line, problem


async def _imported(
    read: Read, slug: str | None, data_dir: Path | None, add_skills: bool, all_or_none: bool
) -> dict[str, Any]:
    from fynq.answering.taking_items import TakeItems
    from fynq.reasoning.options import ReasoningOptions
    from fynq.reasoning.practice.desk import PracticeDesk
    from fynq.reasoning.sandbox.pool import SolverPool
    from fynq.reasoning.turns import Turns
    from fynq.settings import load_settings
    from fynq.storage.curriculum import PostgresCurriculum
    from fynq.storage.item_book import PostgresItemBook
    from fynq.storage.policies import PostgresPolicies
    from fynq.storage.schools import PostgresSchools

    slug = slug or load_settings().identity.default_school
    pool = SolverPool(ReasoningOptions(solvers=2))
    try:
        async with database_of(data_dir) as database:
            school = await PostgresSchools(database).find_school(slug)
            if school is None:
                raise NotFound(f"There is no school {slug}.")
            curriculum = PostgresCurriculum(database)
            known = {skill.slug for skill in await curriculum.skills(school.tenant)}
            new = [
                Skill(each, name, _SUBJECT, _LEVEL)
                for each, name in read.skills.items()
                if each not in known
            ]
            if add_skills:
                await curriculum.put_skills(school.tenant, new)
            desk = PracticeDesk(pool.ask, Turns(2, 64))
            book = PostgresItemBook(database)
            take = TakeItems(book, curriculum, desk, PostgresPolicies(database))
            items = await take.in_notation(school.tenant, [item for _, item in read.items])
            faults = list(read.faults)
            sound = []
            wrong = {
                each.row: each for each in await take.every_fault(school.tenant, new_id(), items)
            }
            for row, item in enumerate(items):
                if row in wrong:
                    place = read.items[row][0]
                    faults.append((f"{place}, {wrong[row].field}", f"{wrong[row].detail}."))
                else:
                    sound.append(item)
            if faults and all_or_none:
                raise InvalidInput(f"{faults[0][0]}: {faults[0][1]}", field="file")
            added = renewed = 0
            for part in _parts(sound):
                done = await book.renew_items(school.tenant, part)
                added, renewed = added + done.added, renewed + done.renewed
    finally:
        await pool.close()
    return {
        "school": slug,
        "added": added,
        "renewed": renewed,
        "skills_added": len(new) if add_skills else 0,
        "faults": faults,
    }


def _parts(items: Sequence[PracticeItem]) -> Iterator[Sequence[PracticeItem]]:
    for first in range(0, len(items), _AT_ONCE):
        yield items[first : first + _AT_ONCE]
