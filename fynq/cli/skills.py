"""fynq skills"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from fynq.cli.databases import database_of
from fynq.cli.telling import EX_CONFIG, FAILURE, USAGE, AsJson, DataDir, complain, say
from fynq.domain.errors import ConfigurationError, FynqError, InvalidInput, NotFound
from fynq.domain.knowledge import Skill

skills_app = typer.Typer(help="A school's skill graph.", no_args_is_help=True)


class Form(StrEnum):
    CSV = "csv"
    OATUTOR = "oatutor"


@skills_app.callback()
def _skills() -> None:
    """So that `import` stays a command of its own."""


@skills_app.command(
    "import",
    epilog="Exit codes: 0 imported; 1 the school is unknown, or the graph would have a cycle; 2 usage, "
    "or the file's content is wrong (the line is named); 78 a setting is wrong.",
)
def import_skills(
    file: Annotated[Path, typer.Argument(help="CSV, or OATutor's problems, one JSON a line.")],
    school: Annotated[str | None, typer.Option(help="Default: the default school.")] = None,
    form: Annotated[Form | None, typer.Option(help="Default: by the file's ending.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Reads the file and changes nothing.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Adds skills with what they need to a school's graph.

    CSV: the columns skill, name, subject, prerequisites (slugs joined by ~), and level and description
    where there are any; skills that are there are renewed. OATutor: what a lesson teaches may need what
    the lesson before it taught; skills and edges are only added, and edges that students' answers speak
    against (jobs/check_prerequisites.py) are not used.
    """
    try:
        facts = asyncio.run(_imported(file, school, form.value if form else "", data_dir, dry_run))
    except InvalidInput as error:
        complain(error, as_json)
        raise typer.Exit(USAGE if error.field is None else FAILURE) from None
    except ConfigurationError as error:
        complain(error, as_json)
        raise typer.Exit(EX_CONFIG) from None
    except FynqError as error:
        complain(error, as_json)
        raise typer.Exit(FAILURE) from None
    words = f"{facts['skills']:,} skills, {facts['edges']:,} edges"
    words += f", {facts['left_out']:,} left out for they would close a cycle" * bool(
        facts["left_out"]
    )
    words += " (nothing changed)" if dry_run else f"; {facts['added']:,} skills are new"
    say(facts, words, as_json)


def _named(error: InvalidInput, skills: Sequence[Skill]) -> InvalidInput:
    """With the skill's slug instead of its place."""
    number = (error.field or "").split("/")[1:2]
    slug = skills[int(number[0])].slug if number and number[0].isdigit() else "?"
    return InvalidInput(f"{slug}: {error.detail}", field=error.field)


async def _imported(
    file: Path, slug: str | None, form: str, data_dir: Path | None, dry_run: bool
) -> dict[str, Any]:
    from fynq.operations.skill_files import read_skills
    from fynq.settings import load_settings
    from fynq.storage.schools import PostgresSchools
    from fynq.storage.skill_book import PostgresSkillBook

    read = await asyncio.to_thread(read_skills, file, form)
    slug = slug or load_settings().identity.default_school
    facts: dict[str, Any] = {
        "school": slug,
        "skills": len(read.skills),
        "edges": sum(len(skill.prerequisites) for skill in read.skills),
        "left_out": read.left_out,
        "added": 0,
    }
    if dry_run:
        return facts
    async with database_of(data_dir) as database:
        school = await PostgresSchools(database).find_school(slug)
        if school is None:
            raise NotFound(f"There is no school {slug}.")
        book = PostgresSkillBook(database)
        try:
            facts["added"] = await book.put(school.tenant, read.skills, read.source)
        except InvalidInput as error:
            raise _named(error, read.skills) from None
    return facts
