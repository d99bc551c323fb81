"""Word lists written as running text."""

from __future__ import annotations


def words(text: str) -> list[str]:
    return text.split()
