"""Headless Chromium against the stand-in.

Without Chromium the tests with the marker `browser` are skipped, unless FYNQ_REQUIRE_BROWSER=1.
FYNQ_SCREENSHOTS names a folder to keep the screenshots in.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.web.stand_in import Serving, StandIn

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
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


@pytest.fixture
def serving() -> Iterator[Serving]:
    server = Serving()
    yield server
    server.stop()


@dataclass
class Visit:
    """A student's browser window, and all that must not happen in it."""

    page: Page
    state: StandIn
    url: str
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

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


@pytest.fixture
def open_visit(browser: Browser, serving: Serving) -> Iterator[Callable[..., Visit]]:
    contexts: list[BrowserContext] = []

    def visit(**options: object) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        made = Visit(context.new_page(), serving.state, serving.url)
        made.page.on("request", lambda request: made.requests.append(request.url))
        made.page.on("pageerror", lambda error: made.errors.append(str(error)))
        made.page.on("console", lambda line: _note(made, line.text))
        return made

    yield visit
    for context in contexts:
        context.close()


def _note(visit: Visit, line: str) -> None:
    if "Content Security Policy" in line or "Refused to" in line:
        visit.errors.append(line)


@pytest.fixture
def visit(open_visit: Callable[..., Visit]) -> Visit:
    made = open_visit()
    made.enter()
    return made


@pytest.fixture
def shot(tmp_path: Path) -> Callable[[Visit, str], None]:
    folder = Path(os.environ.get("FYNQ_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)

    def take(visit: Visit, name: str) -> None:
        visit.page.wait_for_function(
            "() => document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)"
        )
        visit.page.screenshot(path=str(folder / f"{name}.png"))

    return take
