"""fynq learners share"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from fynq.cli.databases import database_of
from fynq.cli.telling import EX_CONFIG, FAILURE, AsJson, DataDir, complain, say
from fynq.domain.errors import ConfigurationError, FynqError, NotFound
from fynq.domain.identifiers import Tenant

School = Annotated[str | None, typer.Option(help="Default: the default school.")]
File = Annotated[Path, typer.Argument(help="Lines of JSON (docs/operations.md).")]

share = typer.Typer(
    name="share",
    no_args_is_help=True,
    help="What schools tell each other of items and skills, never of a student.",
)
_CODES = "Exit codes: 0 done; 1 not done, the reason is on stderr; 2 usage; 78 a setting is wrong."


@share.command("on", epilog=_CODES)
def share_on(school: School = None, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Lays difficulties open to the schools of this server that do the same, from the next nightly
    calibration on."""
    _told(school, data_dir, as_json, lambda desk: desk.switch(True))


@share.command("off", epilog=_CODES)
def share_off(school: School = None, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Takes back at once what was laid open here. Files that were exported are gone out of hand."""
    _told(school, data_dir, as_json, lambda desk: desk.switch(False))


@share.command("export", epilog=_CODES)
def share_export(
    file: File, school: School = None, data_dir: DataDir = None, as_json: AsJson = False
) -> None:
    """Writes what the school lays open, for another installation."""
    _told(school, data_dir, as_json, lambda desk: desk.export(file))


@share.command("import", epilog=_CODES)
def share_import(
    file: File, school: School = None, data_dir: DataDir = None, as_json: AsJson = False
) -> None:
    """Takes another installation's file: items and skills that still go by what is usual begin from
    it."""
    _told(school, data_dir, as_json, lambda desk: desk.take_in(file))


@dataclass(frozen=True)
class _Desk:
    """database: open."""

    database: Any
    tenant: Tenant
    school: str

    async def switch(self, shares: bool) -> tuple[dict[str, Any], str]:
        from fynq.storage.sharing import PostgresSharing

        await PostgresSharing(self.database).set_shares(self.tenant, shares)
        word = "shares calibrations" if shares else "does not share calibrations"
        return {"school": self.school, "shares": shares}, f"{self.school} {word}"

    async def export(self, file: Path) -> tuple[dict[str, Any], str]:
        from fynq.operations.calibration_file import write_calibrations
        from fynq.storage.sharing import PostgresSharing

        told = await PostgresSharing(self.database).laid_open(self.tenant)
        if not told:
            raise NotFound("Nothing is laid open yet; the nightly calibration does it.")
        written = write_calibrations(file, told)
        return {"school": self.school, "written": written}, f"{written:,} items and skills written"

    async def take_in(self, file: Path) -> tuple[dict[str, Any], str]:
        from fynq.operations.calibration_file import read_calibrations
        from fynq.personalization.pooling import content_hash
        from fynq.personalization.taking_over import taken_over
        from fynq.storage.answer_log import PostgresAnswerLog
        from fynq.storage.calibrations import PostgresCalibrations
        from fynq.storage.curriculum import PostgresCurriculum
        from fynq.storage.sharing import PostgresSharing

        told = read_calibrations(file)
        await PostgresSharing(self.database).take_in(self.tenant, told)
        calibrations = PostgresCalibrations(self.database)
        contents = await PostgresAnswerLog(self.database).contents(self.tenant)
        skills = await PostgresCurriculum(self.database).skills(self.tenant)
        editions = await calibrations.editions(self.tenant)
        edition, difficulties = taken_over(
            {(each.kind, each.key): [each] for each in told},
            {slug: content_hash(*words) for slug, *words in contents},
            {skill.slug for skill in skills},
            await calibrations.standings(self.tenant),
            editions[max(editions)],
        )
        version = None
        if difficulties or edition.tracing != editions[max(editions)].tracing:
            version = (await calibrations.publish(self.tenant, edition, difficulties)).version
        facts = {
            "school": self.school,
            "read": len(told),
            "used": len(difficulties),
            "published": version,
        }
        return facts, f"{len(told):,} read, {len(difficulties):,} used at once"


def _told(
    school: str | None,
    data_dir: Path | None,
    as_json: bool,
    work: Callable[[_Desk], Coroutine[Any, Any, tuple[dict[str, Any], str]]],
) -> None:
    try:
        facts, words = asyncio.run(_done(school, data_dir, work))
    except ConfigurationError as error:
        complain(error, as_json)
        raise typer.Exit(EX_CONFIG) from None
    except (FynqError, OSError) as error:
        complain(error, as_json)
        raise typer.Exit(FAILURE) from None
    say(facts, words, as_json)


async def _done(
    slug: str | None,
    data_dir: Path | None,
    work: Callable[[_Desk], Coroutine[Any, Any, tuple[dict[str, Any], str]]],
) -> tuple[dict[str, Any], str]:
    from fynq.settings import load_settings
    from fynq.storage.schools import PostgresSchools

    slug = slug or load_settings().identity.default_school
    async with database_of(data_dir) as database:
        school = await PostgresSchools(database).find_school(slug)
        if school is None:
            raise NotFound(f"There is no school {slug}.")
        return await work(_Desk(database, school.tenant, slug))
