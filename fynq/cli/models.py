"""fynq models"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from fynq.cli.telling import EX_CONFIG, FAILURE, AsJson, DataDir, complain, folder_of
from fynq.domain.errors import ConfigurationError, FynqError


def models(
    school: Annotated[
        str | None, typer.Option(help="Whose ratings. Default: the default school.")
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Shows the models: what they can, cost and hold, whether they are well, how they are rated.

    Ratings come from the database of FYNQ_DATABASE_URL, else of the instance that runs in the data
    folder; without one the configured rows are shown.
    """
    from fynq.operations.model_table import draw_models, models_shown
    from fynq.providers.build import BUILTIN_MODEL, BUILTIN_ROW
    from fynq.routing.registry import with_file
    from fynq.settings import load_settings

    try:
        settings = load_settings()
        options = with_file(settings.routing)
        slug = school or settings.identity.default_school
        given = settings.database_url.get_secret_value() if settings.database_url else ""
        standings = _ratings(given, folder_of(data_dir), slug, asked=school is not None)
    except ConfigurationError as error:
        complain(error, as_json)
        raise typer.Exit(EX_CONFIG) from None
    except FynqError as error:
        complain(error, as_json)
        raise typer.Exit(FAILURE) from None
    rows = [(row, model) for row in options.providers for model in row.models]
    health = asyncio.run(_model_health(folder_of(data_dir)))
    shown = models_shown([*rows, (BUILTIN_ROW, BUILTIN_MODEL)], standings or {}, health)
    if as_json:
        facts = {
            "school": slug if standings is not None else None,
            "models": [each.facts() for each in shown],
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        return
    draw_models(shown, Console())
    if standings is None:
        Console(stderr=True).print("[dim]no ratings: no database of fynq's was found[/]")


def _ratings(url: str, folder: Path, school: str, *, asked: bool) -> Any:
    """None where no database answers, or the default school is not there."""
    from fynq.domain.errors import NotFound, StorageUnavailable
    from fynq.operations.running import embedded_database
    from fynq.storage.ratings_seen import ratings_seen

    if not url:
        found = embedded_database(folder)
        if found is None:
            return None
        url = found[0]
    try:
        return ratings_seen(url, school)
    except StorageUnavailable as error:
        sys.stderr.write(f"fynq: {error}\n")
        return None
    except NotFound:
        if asked:
            raise
        return None


async def _model_health(folder: Path) -> dict[str, str]:
    """By 'provider/model', as far as a running instance tells."""
    from fynq.operations.look import health_of
    from fynq.operations.running import running

    there = running(folder)
    if there is None:
        return {}
    _, health = await health_of(there.url)
    told = health.get("models")
    return {str(k): str(v) for k, v in told.items()} if isinstance(told, dict) else {}
