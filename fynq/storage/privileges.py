"""The application's role must obey row-level security, or schools would not be kept apart."""

from __future__ import annotations

from typing import Any

from fynq.domain.errors import ConfigurationError

VARIABLE = "FYNQ_DATABASE_URL"
ROLE = "select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user"


async def refuse_privileged(connection: Any) -> None:
    """For asyncpg: looks at the role of a new connection. Raises ConfigurationError."""
    row = await connection.fetchrow(ROLE)
    if row is not None:
        refuse(*row)


def refuse(role: str, superuser: bool, bypasses: bool) -> None:
    """Raises ConfigurationError when a role with these powers may not be the application's."""
    if not (superuser or bypasses):
        return
    power = "is a superuser" if superuser else "bypasses row-level security"
    raise ConfigurationError(
        VARIABLE,
        f"The application's role {role} {power}, so schools would not be kept apart",
        f"Use the URL that `fynq migrate --show-url` prints, or ALTER ROLE {role} NOSUPERUSER "
        "NOBYPASSRLS",
    )
