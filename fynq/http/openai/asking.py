"""Who asks under the OpenAI-compatible paths, and on what terms."""

from __future__ import annotations

import math
from dataclasses import dataclass

from starlette.types import Scope

from fynq.domain.chat import Delivery, Payer
from fynq.domain.errors import Forbidden, InvalidInput, Unauthenticated
from fynq.domain.principal import Principal
from fynq.http.edge.visit import visit_of
from fynq.http.options import HttpOptions
from fynq.http.parts import HttpParts
from fynq.identity.check_key import Held
from fynq.identity.permissions import Permission, allowed

TUTOR, EMBEDDER = "fynq/tutor", "fynq/minilm"
_HEADER = b"x-fynq-delivery"
_PATIENCE = (b"x-stainless-read-timeout", b"x-stainless-timeout")


@dataclass(frozen=True, slots=True)
class Asker:
    principal: Principal
    held: Held | None

    @property
    def payer(self) -> Payer:
        return Payer(self.principal.tenant, str(self.principal.user), self.key)

    @property
    def key(self) -> str:
        return str(self.held.key.id) if self.held is not None else ""

    def demand(self, model: str) -> None:
        """Raises Forbidden(field='model')."""
        if not self.may_ask(model):
            raise Forbidden("Your key or your role does not allow this model.", field="model")

    def may_ask(self, model: str) -> bool:
        needed = Permission.ASK if model == TUTOR else Permission.MODELS
        if not allowed(self.principal, needed):
            return False
        return self.held is None or self.held.may_ask(model)


async def asker_of(parts: HttpParts, scope: Scope) -> Asker:
    """Raises Unauthenticated; Unavailable when a key cannot be looked up."""
    principal = await parts.caller_of(scope)
    if principal is None:
        raise Unauthenticated(
            "The API key or access token is missing, expired or not valid.", field="Authorization"
        )
    return Asker(principal, visit_of(scope).held)


def delivery_of(scope: Scope, asker: Asker, model: str, options: HttpOptions) -> Delivery:
    """The request's own word, else the key's, else what the options say. Raises InvalidInput."""
    asked = _header(scope, (_HEADER,))
    if asked is not None:
        word = asked.strip().lower()
        if word not in (b"live", b"buffered"):
            raise InvalidInput("This must be live or buffered.", field="x-fynq-delivery")
        return Delivery(word.decode())
    held = asker.held
    if held is not None and held.key.delivery:
        return Delivery(held.key.delivery)
    if model in options.buffered_models:
        return Delivery.BUFFERED
    if held is not None and held.school in options.buffered_schools:
        return Delivery.BUFFERED
    return Delivery(options.delivery)


def seconds_of(scope: Scope, options: HttpOptions) -> float:
    """The time budget: the server's, or less where the SDK says that it will wait less."""
    told = _header(scope, _PATIENCE)
    if told is None:
        return options.model_seconds
    try:
        patience = float(told)
    except ValueError:
        return options.model_seconds
    if not math.isfinite(patience) or patience <= 0:
        return options.model_seconds
    return min(patience, options.model_seconds)


def _header(scope: Scope, names: tuple[bytes, ...]) -> bytes | None:
    for name, value in scope["headers"]:
        if name in names:
            found: bytes = value
            return found
    return None
