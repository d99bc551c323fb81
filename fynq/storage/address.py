"""The address of a PostgreSQL server, in the form that libpq and asyncpg both read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from fynq.domain.errors import ConfigurationError

VARIABLE = "FYNQ_DATABASE_URL"
_KEPT = frozenset(
    {"host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs"}
)
"""Parameters that both drivers know. Others, such as pgbouncer=true, are for other programs."""


@dataclass(frozen=True, slots=True)
class Address:
    """hosts: as in the URL, with ports and percent-encoding; '' with `host` among the parameters."""

    user: str
    password: str = field(repr=False)
    hosts: str
    database: str
    parameters: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, url: str) -> Address:
        """Raises ConfigurationError naming FYNQ_DATABASE_URL; the URL itself is never shown."""
        remedy = "Write it as postgresql://user:password@host:5432/database"
        try:
            parts = urlsplit(url)
            _ = parts.port if "," not in parts.netloc else None
        except ValueError:
            raise ConfigurationError(VARIABLE, "It is not a URL", remedy) from None
        if parts.scheme not in {"postgresql", "postgres"}:
            raise ConfigurationError(VARIABLE, "It is not a PostgreSQL URL", remedy)
        credentials, _, hosts = parts.netloc.rpartition("@")
        user, _, password = credentials.partition(":")
        parameters = tuple((k, v) for k, v in parse_qsl(parts.query) if k in _KEPT)
        database = unquote(parts.path.lstrip("/"))
        if not user or not database or not (hosts or dict(parameters).get("host")):
            raise ConfigurationError(VARIABLE, "User, host or database is missing", remedy)
        if any(ord(character) < 32 for character in unquote(url)):
            raise ConfigurationError(VARIABLE, "It holds a control character", remedy)
        return cls(unquote(user), unquote(password), hosts, database, parameters)

    @property
    def url(self) -> str:
        password = f":{quote(self.password, safe='')}" if self.password else ""
        query = f"?{urlencode(self.parameters)}" if self.parameters else ""
        user = quote(self.user, safe="")
        database = quote(self.database, safe="")
        return f"postgresql://{user}{password}@{self.hosts}/{database}{query}"

    def with_user(self, user: str, password: str) -> Address:
        return replace(self, user=user, password=password)
