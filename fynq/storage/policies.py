"""What each school allows."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fynq.domain.identifiers import Tenant
from fynq.domain.policy import Help, HelpWindow, SchoolPolicy
from fynq.storage.database import Database
from fynq.storage.statements import statements

FRESH_SECONDS = 5.0
"""How long a gateway goes by what it read: another one may have changed it since."""
_HELD = 4_096


class PostgresPolicies:
    """Reads through a small cache. An outage passes through: without its policy a school's doubts
    wait, for they must not get more help than it allows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: OrderedDict[Tenant, tuple[float, SchoolPolicy]] = OrderedDict()

    async def policy(self, tenant: Tenant) -> SchoolPolicy:
        held = self._held.get(tenant)
        if held is not None and time.monotonic() - held[0] < FRESH_SECONDS:
            return held[1]
        asked = time.monotonic()
        row = await self._database.row(tenant, statements("schools")["policy"], tenant)
        policy = _policy_of(row) if row else SchoolPolicy()
        self._keep(tenant, asked, policy)
        return policy

    async def change_policy(self, tenant: Tenant, changes: Mapping[str, Any]) -> SchoolPolicy:
        phrases, windows = changes.get("exam_phrases"), changes.get("windows")
        syllabuses = changes.get("syllabuses")
        row = await self._database.write(
            tenant,
            statements("schools")["change_policy"],
            tenant,
            changes.get("most_help"),
            changes.get("least_confidence"),
            None if phrases is None else list(phrases),
            changes.get("decimal_comma"),
            changes.get("times"),
            None if windows is None else _encoded(windows),
            changes.get("time_zone"),
            None if syllabuses is None else list(syllabuses),
        )
        policy = _policy_of(row)
        self._keep(tenant, time.monotonic(), policy)
        return policy

    def _keep(self, tenant: Tenant, asked: float, policy: SchoolPolicy) -> None:
        held = self._held.get(tenant)
        if held is not None and held[0] > asked:  # what was read before a change must not hide it
            return
        self._held[tenant] = (asked, policy)
        self._held.move_to_end(tenant)
        while len(self._held) > _HELD:
            self._held.popitem(last=False)


def _policy_of(row: Any) -> SchoolPolicy:
    return SchoolPolicy(
        most_help=Help(row["most_help"]),
        least_confidence=row["least_confidence"],
        exam_phrases=tuple(row["exam_phrases"]),
        decimal_comma=row["decimal_comma"],
        times=row["times"],
        windows=tuple(map(_window, json.loads(row["windows"]))),
        time_zone=row["time_zone"],
        syllabuses=tuple(row["syllabuses"]),
    )


def _encoded(windows: Sequence[HelpWindow]) -> str:
    return json.dumps(
        [
            {
                "name": each.name,
                "most_help": each.most_help,
                "starts": each.starts.isoformat() if each.starts else None,
                "ends": each.ends.isoformat() if each.ends else None,
                "days": each.days,
                "opens": each.opens,
                "closes": each.closes,
                "grades": each.grades,
            }
            for each in windows
        ]
    )


def _window(fields: dict[str, Any]) -> HelpWindow:
    most_help, starts, ends = fields["most_help"], fields["starts"], fields["ends"]
    return HelpWindow(
        name=fields["name"],
        most_help=Help(most_help) if most_help else None,
        starts=datetime.fromisoformat(starts) if starts else None,
        ends=datetime.fromisoformat(ends) if ends else None,
        days=tuple(fields["days"]),
        opens=fields["opens"],
        closes=fields["closes"],
        grades=tuple(fields["grades"]),
    )
