"""The use cases of identity, put together."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.identity.access_token import AccessTokens
from fynq.identity.add_user import AddUser
from fynq.identity.check_key import CheckKey
from fynq.identity.grant import Grant
from fynq.identity.log_in import LogIn
from fynq.identity.log_out import LogOut
from fynq.identity.make_key import MakeKey
from fynq.identity.options import IdentityOptions
from fynq.identity.passwords import Passwords
from fynq.identity.ports import Accounts, ApiKeys, Schools, Sessions
from fynq.identity.refresh import Refresh
from fynq.identity.register import Register
from fynq.identity.signing_key import SigningKey


@dataclass(frozen=True)
class FrontDoor:
    accounts: Accounts
    tokens: AccessTokens
    passwords: Passwords
    log_in: LogIn
    register: Register
    refresh: Refresh
    log_out: LogOut
    add_user: AddUser
    keys: ApiKeys
    make_key: MakeKey
    check_key: CheckKey


def build_front_door(
    schools: Schools,
    accounts: Accounts,
    sessions: Sessions,
    api_keys: ApiKeys,
    key: SigningKey,
    options: IdentityOptions,
) -> FrontDoor:
    """The caller closes `passwords` at the end."""
    tokens = AccessTokens(key, options)
    passwords = Passwords(options)
    grant = Grant(sessions, tokens, options)
    return FrontDoor(
        accounts=accounts,
        tokens=tokens,
        passwords=passwords,
        log_in=LogIn(schools, accounts, passwords, grant),
        register=Register(schools, accounts, passwords, grant, options),
        refresh=Refresh(schools, accounts, sessions, grant),
        log_out=LogOut(sessions),
        add_user=AddUser(accounts, passwords),
        keys=api_keys,
        make_key=MakeKey(api_keys),
        check_key=CheckKey(api_keys),
    )
