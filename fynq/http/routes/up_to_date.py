"""A student's figures with what happened last in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from fynq.analytics.streaks import streak_of
from fynq.answering.keeping_up import keep_up
from fynq.domain.identifiers import Tenant
from fynq.http.parts import HttpParts
from fynq.http.schemas.learners import ProgressReport, StreakOut, show_progress, show_streak
from fynq.http.zones import zone_of

_STREAK_DAYS = 400


async def progress_of(
    parts: HttpParts, tenant: Tenant, student: UUID, timezone: str
) -> ProgressReport:
    streak = await _streak(parts, tenant, student, timezone)
    progress = await parts.students.progress(tenant, student)
    if progress.waiting:
        await keep_up(tenant, [student], (), parts.personalizer, parts.rollups)
        progress = await parts.students.progress(tenant, student)
    names = await parts.analytics.skill_names(tenant, [each.skill for each in progress.skills])
    return show_progress(progress, names, streak, datetime.now(UTC))


async def brought_up(parts: HttpParts, tenant: Tenant, student: UUID) -> bool:
    """Whether all that the student did is in the rollups now."""
    waiting = (await parts.students.progress(tenant, student)).waiting
    behind = await parts.rollups.behind(tenant, [student])
    if not waiting and not behind:
        return True
    await keep_up(tenant, [student] if waiting else (), behind, parts.personalizer, parts.rollups)
    waiting = (await parts.students.progress(tenant, student)).waiting
    return not waiting and not await parts.rollups.behind(tenant, [student])


async def _streak(parts: HttpParts, tenant: Tenant, student: UUID, timezone: str) -> StreakOut:
    zone, now = zone_of(timezone), datetime.now(UTC)
    since = now - timedelta(days=_STREAK_DAYS)
    moments = await parts.analytics.active_moments(tenant, student, since)
    return show_streak(streak_of(moments, zone, now), timezone)
