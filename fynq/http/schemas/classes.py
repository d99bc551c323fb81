"""Classes and their members."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints

from fynq.answering.class_book import ClassMember, SchoolClass
from fynq.http.schemas.base import In, Moment, Out

ClassName = Annotated[
    str, Field(min_length=1, max_length=320, description="1 to 80 characters.", examples=["7b"])
]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Email = Annotated[str, Field(max_length=320, examples=["ada@example.org"])]


class NewClass(In):
    """A class to make. Whoever makes it teaches in it, unless an admin or owner does."""

    name: ClassName
    description: Description = ""
    joinable: StrictBool = Field(
        default=False, description="Makes a code with which students of the school may join."
    )


class ClassChange(In):
    """Only what is present changes."""

    name: ClassName | None = None
    description: Description | None = None
    joinable: StrictBool | None = Field(
        default=None, description="true makes a new code, false ends the code that there is."
    )


class ClassOut(Out):
    """Students see the name and the description of theirs; the rest is null."""

    id: UUID
    name: str
    description: str
    students: int | None = None
    teachers: int | None = None
    join_code: str | None = Field(
        default=None, description="Empty while nobody may join.", examples=["7KQM2XPA"]
    )
    created_at: Moment | None = None


class ClassPage(Out):
    """Oldest first."""

    items: list[ClassOut]
    next_cursor: str | None = None


class MemberOut(Out):
    """Students are there to learn, all others to teach."""

    id: UUID
    display_name: str
    email: str
    teaches: bool
    added_at: Moment


class ClassWithMembers(ClassOut):
    """members: teachers first, then by name; null to students."""

    members: list[MemberOut] | None = None


class MemberList(Out):
    """All members of a class: teachers first, then by name."""

    members: list[MemberOut]


class NewMembers(In):
    """People of the school, by id or e-mail; all of them or none are added."""

    user_ids: list[UUID] = Field(default_factory=list, max_length=200)
    emails: list[Email] = Field(default_factory=list, max_length=200)


class JoinBody(In):
    """The code of a class, as the teacher shows it; spaces, dashes and case do not matter."""

    code: str = Field(min_length=1, max_length=40, examples=["7KQM2XPA"])


def show_class(found: SchoolClass, *, whole: bool) -> ClassOut:
    return ClassOut(**_fields(found, whole))


def show_class_with_members(
    found: SchoolClass, members: list[ClassMember] | None
) -> ClassWithMembers:
    """members: None for who may see the name alone."""
    shown = [show_member(each) for each in members] if members is not None else None
    return ClassWithMembers(**_fields(found, members is not None), members=shown)


def show_member(member: ClassMember) -> MemberOut:
    return MemberOut(
        id=member.user,
        display_name=member.display_name,
        email=member.email,
        teaches=member.teaches,
        added_at=member.added_at,
    )


def _fields(found: SchoolClass, whole: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": found.id,
        "name": found.name,
        "description": found.description,
    }
    if whole:
        shown |= {
            "students": found.students,
            "teachers": found.teachers,
            "join_code": found.join_code,
            "created_at": found.created_at,
        }
    return shown
