"""An Answer as JSON, exactly."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    Answer,
    Hint,
    LineVerdict,
    Step,
    Verification,
    Witness,
    WorkChecked,
    WorkLine,
)
from fynq.domain.knowledge import Citation
from fynq.domain.policy import Help


def encode(answer: Answer) -> bytes:
    return json.dumps(asdict(answer), default=str, separators=(",", ":")).encode()


def decode(data: bytes) -> Answer:
    """Raises ValueError when the data is not an encoded Answer."""
    try:
        fields: dict[str, Any] = json.loads(data)
        fields["status"] = Verification(fields["status"])
        fields["steps"] = tuple(Step(**step) for step in fields["steps"])
        fields["witnesses"] = tuple(Witness(**witness) for witness in fields["witnesses"])
        fields["citations"] = tuple(_citation(citation) for citation in fields["citations"])
        fields["skills"] = tuple(fields["skills"])
        fields["usage"] = Usage(**fields["usage"])
        hint = fields.get("hint")
        fields["hint"] = Hint(Help(hint["rung"]), bool(hint["more"])) if hint else None
        fields["work"] = _work(fields.get("work"))
        fields["showed"] = tuple(fields.get("showed", ()))
        return Answer(**fields)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("Not an encoded answer.") from error


def encode_work(work: WorkChecked | None) -> str | None:
    """Without `tested`, which is in the learning events; so what is stored has one shape in every
    release."""
    if work is None:
        return None
    fields = asdict(work)
    del fields["tested"]
    return json.dumps(fields, separators=(",", ":"))


def decode_work(data: str | None) -> WorkChecked | None:
    return None if data is None else _work(json.loads(data))


def _work(fields: dict[str, Any] | None) -> WorkChecked | None:
    if fields is None:
        return None
    lines = tuple(
        WorkLine(line["number"], line["text"], LineVerdict(line["verdict"]))
        for line in fields["lines"]
    )
    tested = fields.get("tested")
    return WorkChecked(
        **{**fields, "lines": lines, "tested": None if tested is None else tuple(tested)}
    )


def _citation(fields: dict[str, Any]) -> Citation:
    return Citation(
        **{**fields, "document": UUID(fields["document"]), "chunk": UUID(fields["chunk"])}
    )
