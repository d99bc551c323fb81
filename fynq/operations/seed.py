"""The demo school: its people, and the starter knowledge that every new school may have."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Document, PracticeItem, Skill
from fynq.domain.principal import Role
from fynq.identity.ports import Account, Accounts, School, Schools
from fynq.operations.starter.read import Starter, read_starter, starter_id

COLLECTION = "starter"
DEMO_STUDENT = "student@demo.example"
DEMO_PASSWORD = "every doubt counts"  # noqa: S105
"""No secret: anybody who reaches a server with a demo school may be its demo student."""


class Curriculum(Protocol):
    async def put_skills(self, tenant: Tenant, skills: Sequence[Skill]) -> None: ...

    async def put_items(self, tenant: Tenant, items: Sequence[PracticeItem]) -> None: ...


@dataclass(frozen=True)
class LoadStarter:
    """ingest: stores a document with its chunks; index: publishes the collection's index."""

    curriculum: Curriculum
    ingest: Callable[[Tenant, Document], Awaitable[object]]
    index: Callable[[Tenant, str], Awaitable[object]]

    async def __call__(self, tenant: Tenant) -> None:
        """Loads the starter knowledge into a school; does little when it is there already.

        Every row, id and index is the school's own: nothing is shared between schools.
        """
        starter = await asyncio.to_thread(read_starter, tenant)
        await self.curriculum.put_skills(tenant, starter.skills)
        await self.curriculum.put_items(tenant, starter.items)
        for document in _documents(tenant, starter):
            await self.ingest(tenant, document)
        await self.index(tenant, COLLECTION)


@dataclass(frozen=True)
class Seed:
    schools: Schools
    accounts: Accounts
    hash_password: Callable[[str], Awaitable[str]]
    load_starter: Callable[[Tenant], Awaitable[object]]

    async def demo_school(self, slug: str) -> Tenant:
        """Makes what is missing of the demo school and brings its knowledge up to date."""
        school = await self.schools.find_school(slug)
        if school is None:
            school = await self._found(slug)
        if await self.accounts.find_account(school.tenant, DEMO_STUDENT) is None:
            await self._add_student(school.tenant)
        await self.load_starter(school.tenant)
        return school.tenant

    async def _found(self, slug: str) -> School:
        school = School(Tenant(new_id()), slug, "Demo school", "open", secrets.token_hex(5))
        owner = await self._account(
            "owner@demo.example", "Demo owner", Role.OWNER, secrets.token_urlsafe(24)
        )
        try:
            await self.schools.found_school(school, owner)
        except Conflict:
            return await self.schools.find_school(slug) or school
        return school

    async def _add_student(self, tenant: Tenant) -> None:
        student = await self._account(DEMO_STUDENT, "Demo student", Role.STUDENT, DEMO_PASSWORD)
        try:
            await self.accounts.add_account(tenant, student)
        except Conflict:
            return

    async def _account(self, email: str, name: str, role: Role, password: str) -> Account:
        return Account(new_id(), email, name, role, await self.hash_password(password))


def _documents(tenant: Tenant, starter: Starter) -> list[Document]:
    return [
        Document(
            id=starter_id(tenant, "document", note.source),
            collection=COLLECTION,
            source=note.source,
            title=note.title,
            text=note.text,
            skills=note.skills,
        )
        for note in starter.documents
    ]
