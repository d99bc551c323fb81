"""Headless Chromium for the tests with the marker `browser`.

Without Chromium they are skipped, unless FYNQ_REQUIRE_BROWSER=1.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 30_000
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. While it is open, no event loop can run in this thread."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("FYNQ_REQUIRE_BROWSER") == "1":
            pytest.fail("FYNQ_REQUIRE_BROWSER=1, and there is no Chromium on the PATH")
        pytest.skip("no Chromium on the PATH (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@dataclass
class Visit:
    """A student's browser window, and all that must not happen in it."""

    page: Page
    url: str
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda line: self._note(line.text))

    def _note(self, line: str) -> None:
        if "Content Security Policy" in line or "Refused to" in line:
            self.errors.append(line)

    def enter(self) -> None:
        self.page.goto(self.url)
        self.page.get_by_role("button", name="Try the demo").click()
        self.page.get_by_role("heading", name="What would you like to understand?").wait_for()

    def ask(self, question: str) -> None:
        self.page.get_by_role("textbox", name="Ask a").fill(question)
        self.page.keyboard.press("Enter")

    def answered(self, count: int = 1) -> None:
        self.page.wait_for_function(
            "n => document.querySelectorAll('.turn:not([aria-busy]) .answer').length === n",
            arg=count,
        )

    def assert_clean(self) -> None:
        """Nothing foreign asked for, no error, no violation of the security policy, no overflow."""
        assert all(one.startswith((self.url, "data:")) for one in self.requests)
        assert self.errors == []
        width = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert width <= 0, f"{width} pixels too wide"
