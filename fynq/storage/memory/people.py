"""Schools, accounts, sessions and students in memory."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fynq.answering.books import StudentProgress
from fynq.domain.doubt import DoubtStatus, Verification
from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerProfile
from fynq.domain.policy import SchoolPolicy
from fynq.identity.ports import Account, School, Session
from fynq.personalization.misconceptions import open_ones
from fynq.storage.memory.contents import Contents, storable
from fynq.storage.memory.learners import MemoryLearnerStore


@dataclass(frozen=True)
class MemorySchools:
    contents: Contents

    async def find_school(self, slug: str) -> School | None:
        storable(slug)
        return next((s for s in self.contents.schools.values() if s.slug == slug), None)

    async def school(self, tenant: Tenant) -> School | None:
        return self.contents.schools.get(tenant)

    async def found_school(self, school: School, owner: Account, *, starter: bool = False) -> None:
        storable((school, owner))
        if school.tenant in self.contents.schools or await self.find_school(school.slug):
            raise Conflict("This short name is taken.", field="slug")
        self.contents.schools[school.tenant] = school
        await MemoryAccounts(self.contents).add_account(school.tenant, owner)
        if starter:
            self.contents.jobs.append((school.tenant, "load_starter", {}))


@dataclass(frozen=True)
class MemoryAccounts:
    contents: Contents

    async def find_account(self, tenant: Tenant, email: str) -> Account | None:
        storable(email)
        accounts = self.contents.accounts.items()
        return next((a for (t, _), a in accounts if t == tenant and a.email == email.lower()), None)

    async def account(self, tenant: Tenant, user: UUID) -> Account | None:
        return self.contents.accounts.get((tenant, user))

    async def add_account(self, tenant: Tenant, account: Account) -> None:
        storable(account)
        if tenant not in self.contents.schools:
            raise NotFound("Something that this refers to is not there.")
        taken = await self.find_account(tenant, account.email)
        if taken or (tenant, account.id) in self.contents.accounts:
            raise Conflict("This address is taken.", field="email")
        kept = replace(account, email=account.email.lower())
        self.contents.accounts[tenant, account.id] = kept
        self.contents.profiles[tenant, account.id] = LearnerProfile(account.display_name)

    async def list_accounts(self, tenant: Tenant, after: UUID | None, limit: int) -> list[Account]:
        own = [a for (t, _), a in self.contents.accounts.items() if t == tenant]
        later = [a for a in own if after is None or a.id > after]
        return sorted(later, key=lambda a: a.id)[:limit]


@dataclass(frozen=True)
class MemorySessions:
    contents: Contents

    async def open_session(self, tenant: Tenant, session: Session) -> None:
        if (tenant, session.user) not in self.contents.accounts:
            raise NotFound("Something that this refers to is not there.")
        self.contents.sessions[tenant, session.id] = session

    async def rotate_session(
        self, tenant: Tenant, session: UUID, old_hash: bytes, new_hash: bytes, until: datetime
    ) -> UUID | None:
        found = self.contents.sessions.get((tenant, session))
        if found is None or found.expires_at <= datetime.now(UTC):
            return None
        if not hmac.compare_digest(found.refresh_hash, old_hash):
            del self.contents.sessions[tenant, session]
            return None
        self.contents.sessions[tenant, session] = replace(
            found, refresh_hash=new_hash, expires_at=until
        )
        return found.user

    async def end_session(self, tenant: Tenant, session: UUID) -> None:
        self.contents.sessions.pop((tenant, session), None)


@dataclass(frozen=True)
class MemoryPolicies:
    contents: Contents

    async def policy(self, tenant: Tenant) -> SchoolPolicy:
        return self.contents.policies.get(tenant, SchoolPolicy())

    async def change_policy(self, tenant: Tenant, changes: Mapping[str, Any]) -> SchoolPolicy:
        policy = replace(await self.policy(tenant), **changes)
        storable(policy)
        if tenant not in self.contents.schools:
            raise NotFound("Something that this refers to is not there.")
        self.contents.policies[tenant] = policy
        return policy


@dataclass(frozen=True)
class MemoryStudents:
    contents: Contents

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None:
        return self.contents.profiles.get((tenant, student))

    async def save_profile(self, tenant: Tenant, student: UUID, profile: LearnerProfile) -> None:
        await self.change_profile(tenant, student, lambda _: profile)

    async def change_profile(
        self, tenant: Tenant, student: UUID, change: Callable[[LearnerProfile], LearnerProfile]
    ) -> LearnerProfile:
        account = self.contents.accounts.get((tenant, student))
        if account is None:
            raise NotFound("There is no such student.", field="student")
        profile = change(self.contents.profiles[tenant, student])
        storable(profile)
        self.contents.profiles[tenant, student] = replace(profile)
        self.contents.accounts[tenant, student] = replace(
            account, display_name=profile.display_name
        )
        return profile

    async def progress(self, tenant: Tenant, student: UUID) -> StudentProgress:
        own = [
            stored
            for (owner, _), stored in self.contents.doubts.items()
            if owner == tenant and stored.doubt.student == student
        ]
        verified = [s for s in own if s.answer and s.answer.status is Verification.VERIFIED]
        learner, waiting = await MemoryLearnerStore(self.contents).learner(tenant, student)
        return StudentProgress(
            asked=len(own),
            answered=sum(stored.status is DoubtStatus.ANSWERED for stored in own),
            verified=len(verified),
            skills=learner.shown(),
            misconceptions=open_ones(learner.misconceptions),
            waiting=waiting,
        )
