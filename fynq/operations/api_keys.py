"""`fynq keys`: API keys from the machine that fynq runs on."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from fynq.domain.errors import ConfigurationError, FynqError, NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.principal import Role
from fynq.identity.make_key import MakeKey, NewKey
from fynq.identity.permissions import GRANTED, Permission
from fynq.identity.ports import Account, Accounts, ApiKey, ApiKeyBook, School, Schools

_PAGE = 100
_EPILOG = (
    "Exit codes: 0 done; 1 failed; 2 usage; 78 no database can be reached (its setting and the "
    "remedy are on stderr)."
)


@dataclass(frozen=True)
class KeyDesk:
    """What the commands need of the instance's database."""

    schools: Schools
    accounts: Accounts
    keys: ApiKeyBook

    async def school(self, slug: str) -> School:
        found = await self.schools.find_school(slug)
        if found is None:
            raise NotFound(f"There is no school {slug!r}.")
        return found

    async def holder(self, tenant: Tenant, email: str) -> Account:
        """Who is to hold a key: the person named, else the school's first owner."""
        if email:
            found = await self.accounts.find_account(tenant, email)
            if found is None:
                raise NotFound(f"{email!r} has no account in this school.")
            if Permission.KEYS not in GRANTED[found.role]:
                raise NotFound(f"{email!r} is a {found.role.value}; students have no keys.")
            return found
        after: UUID | None = None
        while page := await self.accounts.list_accounts(tenant, after, _PAGE):
            for account in page:
                if account.role is Role.OWNER and account.active:
                    return account
            after = page[-1].id
        raise NotFound("This school has no owner; name a person with --user.")


OpenDesk = Callable[[Path | None], AbstractAsyncContextManager[KeyDesk]]
SchoolOption = Annotated[str, typer.Option(envvar="FYNQ_SCHOOL", help="The school's short name.")]
DataDir = Annotated[
    Path | None,
    typer.Option("--data-dir", help="Default: FYNQ_DATA_DIR, else ~/.local/share/fynq."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Prints JSON for programs.")]


def keys_app(open_desk: OpenDesk) -> typer.Typer:
    app = typer.Typer(
        help="API keys for the OpenAI-compatible routes, of the running instance.",
        no_args_is_help=True,
    )

    @app.command(epilog=_EPILOG)
    def create(
        name: Annotated[str, typer.Option(help="What the key is for.")],
        school: SchoolOption = "demo",
        user: Annotated[str, typer.Option(help="E-mail; default: the school's owner.")] = "",
        model: Annotated[
            list[str] | None,
            typer.Option(help="A model that it may ask for; may be given again. Default: all."),
        ] = None,
        delivery: Annotated[str, typer.Option(help="live or buffered.")] = "",
        days: Annotated[
            int, typer.Option(min=0, max=36_500, help="Until it expires; 0 for never.")
        ] = 0,
        data_dir: DataDir = None,
        as_json: AsJson = False,
    ) -> None:
        """Makes a key and prints it. It cannot be shown again."""
        if delivery not in ("", "live", "buffered"):
            raise typer.BadParameter("must be live or buffered", param_hint="--delivery")
        until = datetime.now(UTC) + timedelta(days=days) if days else None
        wanted = NewKey(name, tuple(model or ()), delivery, until)

        async def make(desk: KeyDesk) -> dict[str, Any]:
            place = await desk.school(school)
            holder = await desk.holder(place.tenant, user)
            key, text = await MakeKey(desk.keys)(place.tenant, holder.id, wanted)
            return {"key": text, "school": place.slug, "user": holder.email, **_facts(key)}

        made = _run(open_desk, data_dir, make, as_json)
        sys.stdout.write((json.dumps(made) if as_json else made["key"]) + "\n")
        if not as_json:
            sys.stderr.write(
                f"fynq: key {made['id']} of {made['user']}; keep it, it is not shown again\n"
            )

    @app.command("list", epilog=_EPILOG)
    def list_keys(
        school: SchoolOption = "demo", data_dir: DataDir = None, as_json: AsJson = False
    ) -> None:
        """Shows the keys of a school, without their secrets."""

        async def read(desk: KeyDesk) -> list[dict[str, Any]]:
            place = await desk.school(school)
            found: list[ApiKey] = []
            after: UUID | None = None
            while page := await desk.keys.list_keys(place.tenant, None, after, _PAGE):
                found.extend(page)
                after = page[-1].id
            return [_facts(key) for key in found]

        keys = _run(open_desk, data_dir, read, as_json)
        if as_json:
            sys.stdout.write(json.dumps({"keys": keys}) + "\n")
            return
        table = Table("id", "name", "models", "used", "expires", "revoked", box=None)
        for key in keys:
            times = (key[each] or "" for each in ("used_at", "expires_at", "revoked_at"))
            table.add_row(key["id"], key["name"], ", ".join(key["models"]) or "all", *times)
        Console().print(table)

    @app.command(epilog=_EPILOG)
    def revoke(
        key: Annotated[UUID, typer.Argument(help="The key's id.")],
        school: SchoolOption = "demo",
        data_dir: DataDir = None,
        as_json: AsJson = False,
    ) -> None:
        """Ends a key: every gateway stops taking it within five seconds."""

        async def end(desk: KeyDesk) -> dict[str, Any]:
            place = await desk.school(school)
            if not await desk.keys.revoke_key(place.tenant, key, None):
                raise NotFound("This school has no such key.")
            return {"revoked": str(key)}

        ended = _run(open_desk, data_dir, end, as_json)
        sys.stdout.write((json.dumps(ended) if as_json else f"revoked {key}") + "\n")

    return app


def _run(open_desk: OpenDesk, data_dir: Path | None, act: Any, as_json: bool) -> Any:
    async def acted() -> Any:
        async with open_desk(data_dir) as desk:
            return await act(desk)

    try:
        return asyncio.run(acted())
    except FynqError as error:
        if as_json:
            failed = {"event": "failed", "code": error.code, "problem": str(error)}
            sys.stdout.write(json.dumps(failed) + "\n")
        sys.stderr.write(f"fynq: {error}\n")
        code = 78 if isinstance(error, ConfigurationError) else 1
        raise typer.Exit(code) from None


def _facts(key: ApiKey) -> dict[str, Any]:
    times = {"expires_at": key.expires_at, "used_at": key.used_at, "revoked_at": key.revoked_at}
    return {
        "id": str(key.id),
        "name": key.name,
        "models": list(key.models),
        "delivery": key.delivery or None,
        "created_at": key.created_at.isoformat(timespec="seconds"),
        **{
            name: moment.isoformat(timespec="seconds") if moment is not None else None
            for name, moment in times.items()
        },
    }
