"""A school's ratings read by a command, outside of the service and whatever role it connects with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import psycopg

from fynq.domain.errors import NotFound, StorageUnavailable
from fynq.routing.ratings import Standing, Standings
from fynq.storage.address import Address
from fynq.storage.statements import statements

_PATIENCE = 5


def ratings_seen(url: str, school: str) -> Mapping[str, Standings]:
    """By 'provider/model'. Raises StorageUnavailable, also where the schema is older than ratings
    are, ConfigurationError for a URL that is none, NotFound for an unknown school."""
    found: defaultdict[str, dict[str, Standing]] = defaultdict(dict)
    try:
        with (
            psycopg.connect(
                Address.parse(url).url, connect_timeout=_PATIENCE, prepare_threshold=None
            ) as connection,
            psycopg.RawCursor(connection) as cursor,
        ):
            cursor.execute("select set_config('fynq.school', $1, true)", (school,))
            cursor.execute(statements("schools")["find_school"], (school,))
            row = cursor.fetchone()
            if row is None:
                raise NotFound(f"No school has the short name {school}.")
            tenant = row[0]
            cursor.execute("select set_config('fynq.tenant', $1, true)", (str(tenant),))
            cursor.execute(statements("ratings")["all_standings"], (tenant,))
            for model, skill, *standing in cursor:
                found[model][skill] = Standing(*standing)
    except (psycopg.Error, UnicodeError):
        raise StorageUnavailable("The ratings cannot be read from the database.") from None
    return found
