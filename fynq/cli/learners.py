"""fynq learners"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from fynq.cli.databases import database_of
from fynq.cli.sharing import share
from fynq.cli.telling import EX_CONFIG, FAILURE, AsJson, DataDir, complain, say
from fynq.domain.errors import ConfigurationError, FynqError, NotFound

_PAGE = 500

learners = typer.Typer(name="learners", invoke_without_command=True)
learners.add_typer(share)


@learners.callback(
    epilog="Exit codes: 0 all as their logs say, or made anew; 1 some differ, or the school is unknown; "
    "2 usage; 78 a setting is wrong."
)
def look(
    context: typer.Context,
    school: Annotated[str | None, typer.Option(help="Default: the default school.")] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Makes those that differ anew from their logs.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Compares what is believed of each student with the replay of the student's log."""
    if context.invoked_subcommand is not None:
        return
    try:
        facts = asyncio.run(_audited(school, data_dir, rebuild))
    except ConfigurationError as error:
        complain(error, as_json)
        raise typer.Exit(EX_CONFIG) from None
    except FynqError as error:
        complain(error, as_json)
        raise typer.Exit(FAILURE) from None
    words = f"{facts['learners']:,} learners, {facts['events']:,} events: "
    different = len(facts["otherwise"])
    words += f"{different:,} differ from their logs" if different else "all as their logs say"
    if facts["rebuilt"]:
        words += f"; {facts['rebuilt']:,} made anew"
    say(facts, words, as_json)
    if different > facts["rebuilt"]:
        raise typer.Exit(FAILURE)


async def _audited(slug: str | None, data_dir: Path | None, rebuild: bool) -> dict[str, Any]:
    from fynq.personalization.audit import audit
    from fynq.settings import load_settings
    from fynq.storage.accounts import PostgresAccounts
    from fynq.storage.calibrations import PostgresCalibrations
    from fynq.storage.learner_store import PostgresLearnerStore, PostgresLearningLog
    from fynq.storage.schools import PostgresSchools

    slug = slug or load_settings().identity.default_school
    async with database_of(data_dir) as database:
        school = await PostgresSchools(database).find_school(slug)
        if school is None:
            raise NotFound(f"There is no school {slug}.")
        accounts = PostgresAccounts(database)

        async def people() -> AsyncIterator[UUID]:
            after: UUID | None = None
            while page := await accounts.list_accounts(school.tenant, after, _PAGE):
                for account in page:
                    yield account.id
                after = page[-1].id

        found = await audit(
            school.tenant,
            people(),
            PostgresLearnerStore(database),
            PostgresLearningLog(database),
            PostgresCalibrations(database),
            rebuild=rebuild,
        )
    return {
        "school": slug,
        "learners": found.learners,
        "events": found.events,
        "otherwise": [str(student) for student in found.otherwise],
        "rebuilt": found.rebuilt,
    }
