"""Log-in, registration, people."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from fynq.domain.principal import Role
from fynq.http.schemas.base import In, Out
from fynq.identity.grant import Granted
from fynq.identity.permissions import scopes_of
from fynq.identity.ports import Account, School


class LogInBody(In):
    """E-mail in `username` or `email`. The school comes from `school`, from a username of the
    form `slug/email`, from `client_id`, or is the server's default."""

    username: str | None = Field(default=None, max_length=320, examples=["ada@example.org"])
    email: str | None = Field(default=None, max_length=320)
    password: str = Field(max_length=1024, json_schema_extra={"format": "password"})
    school: str | None = Field(default=None, max_length=40, examples=["demo"])
    client_id: str | None = Field(default=None, max_length=40)
    client_secret: str | None = Field(default=None, max_length=1024)
    grant_type: Literal["password"] = "password"
    scope: str | None = Field(default=None, max_length=1024)

    @model_validator(mode="after")
    def _one_name(self) -> LogInBody:
        if not self.username and not self.email:
            raise ValueError("username is missing")
        return self


class NewSchool(In):
    """A school to found."""

    name: str = Field(max_length=320, examples=["Lovelace School"])
    slug: str = Field(max_length=320, examples=["lovelace"])
    starter_knowledge: bool = Field(
        default=True,
        description="Begin with fynq's own notes, skills and practice items on mathematics and "
        "physics. They are loaded within seconds, and are the school's own from then on.",
    )


class RegisterBody(In):
    """Either `school` (join it; the default school if left out) or `new_school` (found it)."""

    email: str | None = Field(default=None, max_length=320, examples=["ada@example.org"])
    username: str | None = Field(default=None, max_length=320, description="Instead of `email`.")
    password: str = Field(
        max_length=1024,
        description="10 to 128 characters.",
        json_schema_extra={"format": "password"},
    )
    display_name: str | None = Field(default=None, max_length=320, examples=["Ada"])
    school: str | None = Field(default=None, max_length=320, examples=["demo"])
    new_school: NewSchool | None = None
    join_code: str | None = Field(default=None, max_length=128)

    @model_validator(mode="after")
    def _sound(self) -> RegisterBody:
        if not self.email and not self.username:
            raise ValueError("email is missing")
        if self.school is not None and self.new_school is not None:
            raise ValueError("give either school or new_school")
        return self


class TokenBody(In):
    """A refresh token."""

    refresh_token: str = Field(max_length=512)
    grant_type: Literal["refresh_token"] = "refresh_token"
    client_id: str | None = Field(default=None, max_length=40)
    client_secret: str | None = Field(default=None, max_length=1024)
    scope: str | None = Field(default=None, max_length=1024)


class NewUser(In):
    """A person to add."""

    email: str = Field(max_length=320, examples=["grace@example.org"])
    password: str = Field(
        max_length=1024,
        description="10 to 128 characters.",
        json_schema_extra={"format": "password"},
    )
    display_name: str = Field(max_length=320, examples=["Grace"])
    role: Role = Role.STUDENT


class UserOut(Out):
    """A person of one's school."""

    id: UUID
    email: str
    display_name: str
    role: Role
    active: bool


class UserPage(Out):
    """Oldest first."""

    items: list[UserOut]
    next_cursor: str | None = None


class SchoolOut(Out):
    """registration and join_code are shown to admins and owners only."""

    slug: str
    name: str
    registration: str | None = None
    join_code: str | None = None


class TokensOut(Out):
    """OAuth2's token response (RFC 6749, 5.1), with who logged in."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105
    expires_in: int = Field(description="Seconds.", examples=[900])
    refresh_token: str = Field(description="Works once; its use gives a new one.")
    scope: str
    user: UserOut
    school: SchoolOut | None = None


class DemoOut(Out):
    """Credentials of the demo school's student, to be posted to /v1/auth/login."""

    school: str
    username: str
    password: str


def show_user(account: Account) -> UserOut:
    return UserOut(
        id=account.id,
        email=account.email,
        display_name=account.display_name,
        role=account.role,
        active=account.active,
    )


def show_tokens(granted: Granted) -> TokensOut:
    return TokensOut(
        access_token=granted.access_token,
        expires_in=granted.expires_in,
        refresh_token=granted.refresh_token,
        scope=" ".join(sorted(scopes_of(granted.account.role))),
        user=show_user(granted.account),
        school=_school(granted.school, granted.account.role) if granted.school else None,
    )


def _school(school: School, role: Role) -> SchoolOut:
    out = SchoolOut(slug=school.slug, name=school.name)
    if role in (Role.ADMIN, Role.OWNER):
        out.registration, out.join_code = school.registration, school.join_code
    return out
