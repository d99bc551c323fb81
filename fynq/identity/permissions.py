"""Who may do what: the one table of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from fynq.domain.errors import Forbidden
from fynq.domain.principal import Principal, Role


class Permission(StrEnum):
    """A permission is also the OAuth2 scope of the same name."""

    ASK = "doubts:ask"
    READ_OWN = "doubts:read"
    READ_SCHOOL = "doubts:read_school"
    RATE = "feedback:write"
    PROFILE = "profile"
    PRACTICE = "practice"
    LIBRARY = "library:read"
    LIBRARY_WRITE = "library:write"
    READ_USERS = "users:read"
    ADD_USERS = "users:write"
    READ_USAGE = "usage:read"
    MODELS = "models:use"
    KEYS = "keys"
    POLICY = "school:write"
    CLASSES = "classes:write"
    ALL_CLASSES = "classes:all"
    CORRECT_BELIEFS = "beliefs:write"
    REVIEW = "reviews:write"
    READ_EFFECTS = "effects:read"


MEANINGS: Mapping[Permission, str] = {
    Permission.ASK: "Ask doubts, follow them up and cancel one's own.",
    Permission.READ_OWN: "Read one's own doubts.",
    Permission.READ_SCHOOL: "Read the doubts of every student of one's school.",
    Permission.RATE: "Rate answers.",
    Permission.PROFILE: "Read and change one's own profile; read one's own progress and correct "
    "what is believed of oneself.",
    Permission.PRACTICE: "Practise: get items, answer them, read one's own attempts.",
    Permission.LIBRARY: "Read and search the school's documents; read its skills.",
    Permission.LIBRARY_WRITE: "Upload, change and remove documents and practice items; see what is for staff.",
    Permission.READ_USERS: "List the people of one's school.",
    Permission.ADD_USERS: "Add people with a role not above one's own.",
    Permission.READ_USAGE: "Read what the school has used of the models, and what it cost.",
    Permission.MODELS: "Call models by their names, past the tutor.",
    Permission.KEYS: "Make, list and revoke API keys.",
    Permission.POLICY: "Change what the school allows its students.",
    Permission.CLASSES: "Make classes, change one's own, and read how their students do.",
    Permission.ALL_CLASSES: "The same for every class of the school; read the school's figures.",
    Permission.CORRECT_BELIEFS: "Correct what is believed of students of one's school.",
    Permission.REVIEW: "Look at answers that students complained of; correct and withdraw them.",
    Permission.READ_EFFECTS: "Read what was learned of models, passages and styles.",
}

_STUDENT = frozenset(
    {
        Permission.ASK,
        Permission.READ_OWN,
        Permission.RATE,
        Permission.PROFILE,
        Permission.PRACTICE,
        Permission.LIBRARY,
    }
)
_TEACHER = _STUDENT | {
    Permission.READ_SCHOOL,
    Permission.LIBRARY_WRITE,
    Permission.MODELS,
    Permission.KEYS,
    Permission.CLASSES,
    Permission.CORRECT_BELIEFS,
    Permission.REVIEW,
}
_ADMIN = _TEACHER | {
    Permission.READ_USERS,
    Permission.ADD_USERS,
    Permission.READ_USAGE,
    Permission.POLICY,
    Permission.ALL_CLASSES,
    Permission.READ_EFFECTS,
}

GRANTED: Mapping[Role, frozenset[Permission]] = {
    Role.STUDENT: _STUDENT,
    Role.TEACHER: _TEACHER,
    Role.ADMIN: _ADMIN,
    Role.OWNER: _ADMIN,
}

_RANK = {role: rank for rank, role in enumerate(Role)}


def scopes_of(role: Role) -> frozenset[str]:
    return frozenset(permission.value for permission in GRANTED[role])


def allowed(principal: Principal, permission: Permission) -> bool:
    """Both the role and the token must grant it, so a token never outlives a smaller table."""
    return permission in GRANTED[principal.role] and permission.value in principal.scopes


def demand(principal: Principal, permission: Permission) -> None:
    if not allowed(principal, permission):
        raise Forbidden("Your role does not allow this.")


def may_grant(giver: Role, role: Role) -> bool:
    """A role can be given by those who hold it or a higher one."""
    return _RANK[role] <= _RANK[giver]
