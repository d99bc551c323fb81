"""Who calls, as a type in a handler's signature: the permission is part of the type."""

from __future__ import annotations

from typing import Annotated

from fastapi import Security
from fastapi.security import OAuth2PasswordBearer
from starlette.requests import Request
from starlette.types import Scope

from fynq.domain.errors import Unauthenticated
from fynq.domain.principal import Principal
from fynq.http.parts import HttpParts, parts_of
from fynq.identity.permissions import MEANINGS, Permission, allowed, demand


class Caller(OAuth2PasswordBearer):
    """Yields the Principal of a valid access token whose role and scopes allow `permission`."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(
            tokenUrl="/v1/auth/login",
            refreshUrl="/v1/auth/refresh",
            scheme_name="password",
            scopes={each.value: meaning for each, meaning in MEANINGS.items()},
            description="Log in with `school/e-mail` (or only the e-mail for the default school).",
        )
        self._permission = permission

    async def __call__(self, request: Request) -> Principal:  # type: ignore[override]
        return await _demanded(parts_of(request), request.scope, self._permission)


Asker = Annotated[Principal, Security(Caller(Permission.ASK), scopes=[Permission.ASK.value])]
Reader = Annotated[
    Principal, Security(Caller(Permission.READ_OWN), scopes=[Permission.READ_OWN.value])
]
Rater = Annotated[Principal, Security(Caller(Permission.RATE), scopes=[Permission.RATE.value])]
Learner = Annotated[
    Principal, Security(Caller(Permission.PROFILE), scopes=[Permission.PROFILE.value])
]
Practiser = Annotated[
    Principal, Security(Caller(Permission.PRACTICE), scopes=[Permission.PRACTICE.value])
]
SchoolReader = Annotated[
    Principal, Security(Caller(Permission.READ_SCHOOL), scopes=[Permission.READ_SCHOOL.value])
]
LibraryReader = Annotated[
    Principal, Security(Caller(Permission.LIBRARY), scopes=[Permission.LIBRARY.value])
]
Librarian = Annotated[
    Principal, Security(Caller(Permission.LIBRARY_WRITE), scopes=[Permission.LIBRARY_WRITE.value])
]
UserLister = Annotated[
    Principal, Security(Caller(Permission.READ_USERS), scopes=[Permission.READ_USERS.value])
]
UserAdder = Annotated[
    Principal, Security(Caller(Permission.ADD_USERS), scopes=[Permission.ADD_USERS.value])
]
UsageReader = Annotated[
    Principal, Security(Caller(Permission.READ_USAGE), scopes=[Permission.READ_USAGE.value])
]
KeyMaker = Annotated[Principal, Security(Caller(Permission.KEYS), scopes=[Permission.KEYS.value])]
BeliefCorrector = Annotated[
    Principal,
    Security(Caller(Permission.CORRECT_BELIEFS), scopes=[Permission.CORRECT_BELIEFS.value]),
]
PolicyMaker = Annotated[
    Principal, Security(Caller(Permission.POLICY), scopes=[Permission.POLICY.value])
]

ClassTeacher = Annotated[
    Principal, Security(Caller(Permission.CLASSES), scopes=[Permission.CLASSES.value])
]
SchoolAnalyst = Annotated[
    Principal, Security(Caller(Permission.ALL_CLASSES), scopes=[Permission.ALL_CLASSES.value])
]
Reviewer = Annotated[
    Principal, Security(Caller(Permission.REVIEW), scopes=[Permission.REVIEW.value])
]
EffectReader = Annotated[
    Principal, Security(Caller(Permission.READ_EFFECTS), scopes=[Permission.READ_EFFECTS.value])
]


def is_staff(principal: Principal) -> bool:
    """May see what is kept from students."""
    return allowed(principal, Permission.LIBRARY_WRITE)


async def librarian_of(parts: HttpParts, scope: Scope) -> Principal:
    """Who may upload, before a byte of the file is read."""
    return await _demanded(parts, scope, Permission.LIBRARY_WRITE)


async def _demanded(parts: HttpParts, scope: Scope, permission: Permission) -> Principal:
    principal = await parts.caller_of(scope)
    if principal is None:
        raise Unauthenticated(
            "The access token is missing, expired or not valid.", field="Authorization"
        )
    demand(principal, permission)
    return principal
