"""A Correction as JSON, exactly."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from fynq.domain.corrections import Claim, Correction


def encode_correction(correction: Correction | None) -> str | None:
    if correction is None:
        return None
    return json.dumps(asdict(correction), default=str, separators=(",", ":"))


def decode_correction(data: str | None) -> Correction | None:
    if data is None:
        return None
    fields: dict[str, Any] = json.loads(data)
    taken = fields["takes_back"]
    return Correction(
        **{
            **fields,
            "claim": Claim(fields["claim"]),
            "by": UUID(fields["by"]),
            "events": tuple(map(UUID, fields["events"])),
            "takes_back": UUID(taken) if taken else None,
        }
    )
