"""What the school allows a student now."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import structlog

from fynq.answering.ports import Personalizer, Policies
from fynq.domain.errors import Unavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.policy import SchoolPolicy

log = structlog.get_logger()


async def allowed(
    policies: Policies, personalizer: Personalizer, tenant: Tenant, student: UUID
) -> SchoolPolicy:
    """With the windows settled. The grade is asked for only where a window names grades; where it cannot
    be told, the student is one of them. Raises StorageUnavailable."""
    policy = await policies.policy(tenant)
    grade: int | None = None
    if any(window.grades for window in policy.windows):
        try:
            grade = (await personalizer.context(tenant, student, ())).grade
        except Unavailable:
            log.warning("policy_without_grade", student=str(student))
    return policy.at(datetime.now(UTC), grade)
