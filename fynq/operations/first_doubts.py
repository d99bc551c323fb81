"""A fresh installation's first three doubts, asked over its own HTTP API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fynq.domain.errors import FynqError
from fynq.operations.ask_doubt import LogIn, ask_doubt

QUESTIONS = ("Solve 2x + 3 = 11", "Differentiate x^2 sin x", "Why does ice float on water?")

Report = Callable[[dict[str, Any]], None]


async def first_doubts(url: str, report: Report, seconds: float = 60.0) -> None:
    """Reports one event `doubt` for each question: status, result, sources. Never raises."""
    for question in QUESTIONS:
        try:
            async for heard in ask_doubt(url, question, LogIn(), seconds):
                if heard.name in ("answer", "refused", "failed"):
                    report(_told(question, heard.data))
        except FynqError as error:
            report(_told(question, {"status": "failed", "reason": str(error)}))


def _told(question: str, doubt: dict[str, Any]) -> dict[str, Any]:
    answer = doubt.get("answer") or {}
    sources = answer.get("citations") or doubt.get("citations") or []
    return {
        "event": "doubt",
        "question": question,
        "status": answer.get("status") or doubt.get("status") or "failed",
        "final": answer.get("final") or doubt.get("reason") or doubt.get("detail") or "",
        "verified_by": sorted({str(w["kind"]) for w in answer.get("witnesses") or []}),
        "sources": list(dict.fromkeys(str(s["title"]) for s in sources)),
    }
