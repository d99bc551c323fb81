"""What a teacher does in the page's knowledge, and with what."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

ICE = (
    "# Ice and water\n\nIce floats because it is less dense than water: $\\rho < 1$.\n\n"
    "## Why lakes live\n\nFish live through the winter under the floating ice of a lake.\n\n"
    "## Solution\n\nSolution. The iceberg shows one ninth of itself.\n"
)
KEPT = "# Key\n\nThe marmalade question is answered on page forty.\n"
LONG = "# Long\n\n" + "\n\n".join(
    f"## Part {n}\n\nThe {n}th tale tells of a hare that ran {n} miles. " + "It ran and ran. " * 12
    for n in range(90)
)
BROKEN = b"%PDF-1.7\nthis is no PDF at all"


def upload(page: Page, *files: tuple[str, str | bytes]) -> None:
    payload = [
        {
            "name": name,
            "mimeType": "application/pdf" if name.endswith("pdf") else "text/markdown",
            "buffer": body.encode() if isinstance(body, str) else body,
        }
        for name, body in files
    ]
    page.locator("#files").set_input_files(payload)


def on_the_way(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name="On the way").get_by_role("listitem").filter(has_text=name)  # fmt: skip


def find(page: Page, words: str) -> Locator:
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator(".searching > [role=status]")).to_have_text(
        re.compile("passage|Nothing near")
    )
    return page.locator(".passage")
