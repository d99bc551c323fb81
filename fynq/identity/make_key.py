"""Make an API key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import Tenant, new_id
from fynq.identity.api_key import mint_api_key
from fynq.identity.credentials import normal_name
from fynq.identity.ports import ApiKey, ApiKeyBook

_MODEL = re.compile(r"[!-~]{1,200}")
_MODELS = 64


@dataclass(frozen=True, slots=True)
class NewKey:
    """What is asked for."""

    name: str
    models: Sequence[str] = ()
    delivery: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True)
class MakeKey:
    keys: ApiKeyBook

    async def __call__(self, tenant: Tenant, user: UUID, wanted: NewKey) -> tuple[ApiKey, str]:
        """The key, and its text, which nobody can show again. Raises InvalidInput, NotFound."""
        now = datetime.now(UTC)
        if wanted.expires_at is not None and wanted.expires_at <= now:
            raise InvalidInput("This lies in the past.", field="expires_at")
        if len(wanted.models) > _MODELS or not all(map(_MODEL.fullmatch, wanted.models)):
            raise InvalidInput(
                f"At most {_MODELS} names of models, of visible ASCII characters.", field="models"
            )
        text = mint_api_key(tenant, new_id())
        key = ApiKey(
            id=text.id,
            user=user,
            name=normal_name(wanted.name, field="name"),
            hash=text.hash,
            created_at=now,
            models=tuple(dict.fromkeys(wanted.models)),
            delivery=wanted.delivery,
            expires_at=wanted.expires_at,
        )
        await self.keys.add_key(tenant, key)
        return key, text.text
