"""The permission table."""

from __future__ import annotations

import pytest

from fynq.domain.errors import Forbidden
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.principal import Principal, Role
from fynq.identity.permissions import (
    GRANTED,
    MEANINGS,
    Permission,
    allowed,
    demand,
    may_grant,
    scopes_of,
)


def test_every_role_may_what_those_below_may():
    for lower, higher in zip(list(Role), list(Role)[1:], strict=False):
        assert GRANTED[lower] <= GRANTED[higher]
        assert may_grant(higher, lower)
        assert not may_grant(lower, higher)
    assert set(MEANINGS) == set(Permission)


def test_both_role_and_token_must_allow():
    student = Principal(Tenant(new_id()), new_id(), Role.STUDENT, scopes_of(Role.OWNER))
    assert not allowed(student, Permission.ADD_USERS)
    narrow = Principal(student.tenant, student.user, Role.OWNER, frozenset({"doubts:read"}))
    assert allowed(narrow, Permission.READ_OWN)
    with pytest.raises(Forbidden):
        demand(narrow, Permission.ADD_USERS)
