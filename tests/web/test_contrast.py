"""Contrast of the page's colours, by WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

from __future__ import annotations

import re

import pytest

from fynq.web.pages import FOLDER

TEXTS = [
    *[("ink", ground) for ground in ("paper", "card", "sunken", "accent-wash", "mark")],
    *[("ink", ground) for ground in ("good-wash", "likely-wash", "unsure-wash", "bad-wash")],
    *[("soft", ground) for ground in ("paper", "card", "sunken", "accent-wash")],
    *[("soft", ground) for ground in ("good-wash", "likely-wash", "unsure-wash")],
    *[("accent", ground) for ground in ("paper", "card", "accent-wash", "sunken", "likely-wash")],
    ("accent-ink", "accent"),
    ("paper", "ink"),
    ("good", "good-wash"),
    ("good", "paper"),
    ("likely", "likely-wash"),
    ("unsure", "unsure-wash"),
    ("unsure", "card"),
    ("bad", "bad-wash"),
    ("bad", "card"),
    ("paper", "bad"),
    *[("accent", ground) for ground in ("good-wash", "bad-wash")],
]
SHAPES = [("field-line", "card"), ("field-line", "paper"), ("accent", "card"), ("accent", "paper")]


def colours(theme: int) -> dict[str, str]:
    found = re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (FOLDER / "base.css").read_text()
    )
    return {name: both[theme] for name, *both in found}


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXTS, 4.5), (SHAPES, 3.0)], ids=["text", "shape"])
def test_enough_contrast(theme: int, pairs: list[tuple[str, str]], least: float) -> None:
    named = colours(theme)
    found = {pair: contrast(named[pair[0]], named[pair[1]]) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in found.items() if ratio < least} == {}
