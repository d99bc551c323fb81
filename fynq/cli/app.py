"""The `fynq` command."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from fynq.cli.databases import administrator, key_desk
from fynq.cli.learners import learners
from fynq.cli.models import models
from fynq.cli.practice import practice_app
from fynq.cli.telling import (
    EX_CONFIG,
    FAILURE,
    NOT_ANSWERED,
    NOT_RUNNING,
    OK,
    AsJson,
    DataDir,
    complain,
    folder_of,
    say,
)
from fynq.domain.errors import ConfigurationError, FynqError
from fynq.evaluation.command import app as scoreboard
from fynq.operations.api_keys import keys_app

app = typer.Typer(
    name="fynq",
    help="Resolves students' doubts: solved, verified, explained with sources.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(scoreboard, name="eval")
app.add_typer(practice_app, name="practice")


@app.command(
    epilog="Exit codes: 0 stopped as asked; 1 broke; 2 usage; 78 a setting is wrong (its name and "
    "the remedy are on stderr)."
)
def up(
    config: Annotated[
        str,
        typer.Option("--config", help="A Serve config, or local, compact, gateway, throughput."),
    ] = "local",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes any free one.")] = 8000,
    host: Annotated[str, typer.Option(help="0.0.0.0 opens it to the network.")] = "127.0.0.1",
    data_dir: DataDir = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Returns once it is ready; stop it with fynq down.")
    ] = False,
    dashboard: Annotated[
        bool, typer.Option("--dashboard", help="Ray's dashboard and Jobs API, on loopback.")
    ] = False,
    models: Annotated[
        Path | None,
        typer.Option("--models", help="Providers, models and policies, in YAML (docs/models.md)."),
    ] = None,
    ask_first: Annotated[
        bool, typer.Option("--first-doubts", help="Answers three doubts once it is ready.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Starts everything and keeps it running until Ctrl-C."""
    from fynq.operations.detached import start_detached
    from fynq.operations.instance import Broken, Wanted, run_instance
    from fynq.operations.listening import free_port
    from fynq.operations.models_file import check_models, name_models
    from fynq.operations.narrate import Narration
    from fynq.operations.shipped_configs import config_path
    from fynq.settings import load_settings

    narration = Narration(sys.stdout, machine=as_json)
    try:
        folder = folder_of(data_dir)
        if models is not None:
            name_models(models, os.environ)
        check_models(load_settings().routing, os.environ)
        wanted = Wanted(folder, config_path(config), host, port or free_port(host), dashboard)
        if detach:
            raise typer.Exit(start_detached(wanted, narration))
        report = _asking_first(narration) if ask_first else narration
        asyncio.run(run_instance(wanted, lambda: _prepared(folder), report))
    except ConfigurationError as error:
        narration.close()
        complain(error, as_json)
        raise typer.Exit(EX_CONFIG) from None
    except (Broken, FynqError) as error:
        narration.close()
        complain(error, as_json)
        raise typer.Exit(FAILURE) from None
    finally:
        narration.close()


def _asking_first(report: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    from fynq.operations.first_doubts import first_doubts

    asking: list[asyncio.Task[None]] = []

    def told(event: dict[str, Any]) -> None:
        report(event)
        if event.get("event") == "ready" and not asking:
            asking.append(
                asyncio.get_running_loop().create_task(first_doubts(event["url"], report))
            )

    return told


async def _prepared(folder: Path) -> Any:
    from fynq.operations.prepare import prepare
    from fynq.settings import load_settings
    from fynq.storage.cache import check_cache
    from fynq.storage.migrate import migrate

    settings = load_settings(data_dir=folder)
    prepared = await prepare(settings, migrate, check_cache)
    if settings.demo:
        try:
            await _seeded(folder, prepared)
        except BaseException:
            await prepared.close()
            raise
    return prepared


async def _seeded(folder: Path, prepared: Any) -> None:
    """In a process of its own: what it imports would stay in this one as long as fynq runs."""
    environment = {
        **os.environ,
        "FYNQ_DATA_DIR": str(folder),
        "FYNQ_DATABASE_URL": prepared.database_url,
        "FYNQ_REDIS_URL": prepared.redis_url,
    }
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "fynq.deployments.seeding", env=environment
    )
    try:
        code = await child.wait()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if code:
        raise FynqError("The demo school could not be made; the reason stands above.")


@app.command(
    epilog="Exit codes: 0 migrated; 2 usage; 78 the database or a setting cannot be used (its name "
    "and the remedy are on stderr)."
)
def migrate(
    show_url: Annotated[
        bool, typer.Option("--show-url", help="Prints the application's URL, a secret.")
    ] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Prepares a database: schema, the application's role, its rights.

    FYNQ_DATABASE_URL is the administrator's URL; without it, the database of the instance that
    runs in the data folder. For where no `fynq up` runs: the processes that serve get the
    application's URL instead.
    """
    from fynq.settings import load_settings
    from fynq.storage.address import Address
    from fynq.storage.migrate import migrate as bring_up_to_date

    try:
        settings = load_settings()
        given = settings.database_url
        url, secret = administrator(given.get_secret_value() if given else "", folder_of(data_dir))
        own = asyncio.run(bring_up_to_date(url, secret, settings.storage))
    except ConfigurationError as error:
        complain(error, as_json)
        raise typer.Exit(EX_CONFIG) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    facts = {"migrated": True, "role": Address.parse(own).user}
    words = f"migrated; the application's role is {facts['role']}"
    if show_url:
        facts["url"] = own
        words += f"\n{own}"
    say(facts, words, as_json)


app.add_typer(keys_app(key_desk), name="keys")
app.command(
    epilog="Exit codes: 0 shown, also without ratings; 1 the school is unknown; 2 usage; 78 a setting "
    "is wrong."
)(models)
app.add_typer(learners)


@app.command(epilog="Exit codes: 0 stopped; 1 had to be killed; 2 usage; 3 was not running.")
def down(
    data_dir: DataDir = None,
    seconds: Annotated[
        float, typer.Option("--timeout", min=0, help="Seconds to wait before it is killed.")
    ] = 60.0,
    as_json: AsJson = False,
) -> None:
    """Stops the instance of a data folder, and what a killed one left behind."""
    from fynq.operations.running import left_behind, running, stop

    folder = folder_of(data_dir)
    there = running(folder)
    if there is None and not left_behind(folder):
        say({"running": False}, f"nothing runs in {folder}", as_json)
        raise typer.Exit(NOT_RUNNING)
    gently = stop(folder, seconds)
    say({"stopped": True, "killed": not gently}, "stopped" if gently else "killed", as_json)
    raise typer.Exit(OK if gently else FAILURE)


@app.command(epilog="Exit codes: 0 ready; 1 running but not ready; 2 usage; 3 not running.")
def status(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Shows what runs, whether it answers, and what it uses."""
    from fynq.operations.look import draw, look

    folder = folder_of(data_dir)
    seen = asyncio.run(look(folder))
    if as_json:
        sys.stdout.write(json.dumps(seen.facts()) + "\n")
    else:
        draw(seen, Console())
    if not seen.running:
        raise typer.Exit(NOT_RUNNING)
    raise typer.Exit(OK if seen.ready else FAILURE)


@app.command(
    epilog="Exit codes: 0 answered; 1 failed; 2 usage; 3 no fynq answers there; 4 an honest refusal."
)
def ask(
    question: Annotated[str, typer.Argument(help="For example: Solve 2x + 3 = 11")],
    url: Annotated[
        str | None, typer.Option(help="Default: the running instance, else port 8000.")
    ] = None,
    school: Annotated[str, typer.Option(envvar="FYNQ_SCHOOL")] = "",
    username: Annotated[str, typer.Option(envvar="FYNQ_USERNAME")] = "",
    password: Annotated[str, typer.Option(envvar="FYNQ_PASSWORD", show_default=False)] = "",
    seconds: Annotated[float, typer.Option("--timeout", min=1)] = 90.0,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Asks a doubt, as the demo student unless a user is named, and shows steps and sources."""
    from fynq.operations.ask_doubt import LogIn, Unreachable
    from fynq.operations.running import running

    if url is None:
        there = running(folder_of(data_dir))
        url = there.url if there and there.url else "http://127.0.0.1:8000"
    try:
        ending = asyncio.run(
            _ask(url, question, LogIn(school, username, password), seconds, as_json)
        )
    except Unreachable as error:
        complain(error, as_json)
        raise typer.Exit(NOT_RUNNING) from None
    except FynqError as error:
        complain(error, as_json)
        raise typer.Exit(FAILURE) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    codes = {"refused": NOT_ANSWERED, "failed": FAILURE, "": FAILURE}
    raise typer.Exit(codes.get(ending, OK))


async def _ask(url: str, question: str, who: Any, seconds: float, as_json: bool) -> str:
    from fynq.operations.ask_doubt import ask_doubt
    from fynq.operations.drawn_answer import DrawnAnswer

    drawn = DrawnAnswer(Console(quiet=as_json))
    async for heard in ask_doubt(url, question, who, seconds):
        drawn.draw(heard)
        if as_json:
            sys.stdout.write(json.dumps({"event": heard.name, **heard.data}) + "\n")
            sys.stdout.flush()
    return drawn.status


def main() -> None:
    app()
