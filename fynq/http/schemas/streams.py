"""How an operation documents its event stream."""

from __future__ import annotations

from typing import Any

_EXAMPLE = (
    'id: 0\nevent: doubt\ndata: {"id": "0199…", "status": "open"}\n\n'
    'id: 1\nevent: progress\ndata: {"stage": "solving", "detail": ""}\n\n'
    'id: 2\nevent: step\ndata: {"index": 1, "title": "Subtract 3", "text": "$2x = 8$", '
    '"checked": true}\n\n'
    'id: 3\nevent: answer\ndata: {"id": "0199…", "status": "answered", "answer": {}}\n\n'
)


def as_events() -> dict[int | str, dict[str, Any]]:
    """200: the stream. `answer`, `refused` and `failed` are terminal; one of them comes last."""
    return {
        200: {
            "description": (
                "With `Accept: text/event-stream`: `doubt` (the doubt as taken, with its id), then "
                "`progress`, `step` and `text` as they come (after `restart` the steps and the text "
                "so far are void and come anew), and last exactly one of `answer`, `refused` (both the whole doubt, an answer with its check item where one was chosen in time) and `failed` (the doubt with code, detail and "
                "retryable). Lines that start with a colon are heartbeats."
            ),
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        }
    }
