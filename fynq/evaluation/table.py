"""Plain text tables."""

from __future__ import annotations

from collections.abc import Sequence


def table(rows: Sequence[tuple[str, object]]) -> str:
    """Two columns, the second aligned to the right; floats with four digits."""
    texts = [
        (name, f"{value:.4f}" if isinstance(value, float) else str(value)) for name, value in rows
    ]
    left = max((len(name) for name, _ in texts), default=0)
    right = max((len(value) for _, value in texts), default=0)
    return "\n".join(f"{name:<{left}}  {value:>{right}}" for name, value in texts)
