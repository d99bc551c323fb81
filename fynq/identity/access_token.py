"""Access tokens: short-lived JWTs signed with Ed25519 (RFC 8037, RFC 9068)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import jwt

from fynq.domain.errors import Unauthenticated
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.principal import Principal, Role
from fynq.identity.options import IdentityOptions
from fynq.identity.signing_key import SigningKey

_LONGEST = 2_048
_REMEMBERED = 4_096
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")
_CLAIMS = ("iss", "sub", "ten", "role", "scope", "iat", "exp", "jti", "typ")
_KIND = "access"


@dataclass(frozen=True)
class AccessTokens:
    """former: keys that signed tokens which may still be in use after a change of keys.

    A token that was verified is remembered until many others were, because a signature costs a
    tenth of a millisecond to check; its expiry is checked every time.
    """

    key: SigningKey
    options: IdentityOptions
    former: Sequence[SigningKey] = ()
    clock: Callable[[], float] = time.time
    _known: dict[str, tuple[Principal, int]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def issue(self, principal: Principal) -> str:
        now = int(self.clock())
        claims = {
            "iss": self.options.issuer,
            "sub": str(principal.user),
            "ten": str(principal.tenant),
            "role": principal.role.value,
            "scope": " ".join(sorted(principal.scopes)),
            "iat": now,
            "exp": now + self.options.access_seconds,
            "jti": str(new_id()),
            "typ": _KIND,
        }
        return jwt.encode(claims, self.key.private, algorithm="EdDSA", headers={"kid": self.key.id})

    def verify(self, token: str) -> Principal:
        """Raises Unauthenticated for everything that is not a valid token of this server.

        No leeway for `exp`. `iat` may lie ahead of this machine's clock: another gateway, whose
        clock runs a little before ours, may have issued the token a moment ago.
        """
        known = self._known.get(token)
        if known is None:
            known = self._read(token)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[token] = known
        principal, expires = known
        if self.clock() >= expires:
            raise _refused()
        return principal

    def _read(self, token: str) -> tuple[Principal, int]:
        if len(token) > _LONGEST or not _SHAPE.fullmatch(token):
            raise _refused()
        try:
            return _principal(self._claims(token))
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            raise _refused() from None

    def _claims(self, token: str) -> dict[str, Any]:
        kid = jwt.get_unverified_header(token).get("kid")
        key = next((each for each in (self.key, *self.former) if each.id == kid), None)
        if key is None:
            raise _refused()
        claims: dict[str, Any] = jwt.decode(
            token,
            key.public,
            algorithms=["EdDSA"],
            issuer=self.options.issuer,
            leeway=0,
            options={"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False},
        )
        return claims


def _principal(claims: dict[str, Any]) -> tuple[Principal, int]:
    expires = claims["exp"]
    texts = ("sub", "ten", "role", "scope", "jti", "typ")
    if type(expires) is not int or type(claims["iat"]) is not int:
        raise _refused()
    if not all(isinstance(claims[name], str) for name in texts) or claims["typ"] != _KIND:
        raise _refused()
    principal = Principal(
        tenant=Tenant(UUID(claims["ten"])),
        user=UUID(claims["sub"]),
        role=Role(claims["role"]),
        scopes=frozenset(claims["scope"].split()),
    )
    return principal, expires


def _refused() -> Unauthenticated:
    return Unauthenticated("The access token is missing, expired or not valid.")
