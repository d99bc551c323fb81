"""Headless Chromium against the stand-in, or against the API over memory.

FYNQ_SCREENSHOTS names a folder to keep screenshots in, FYNQ_WHOLE_PAGES takes more than the window.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser import PATIENCE_MS, chromium
from tests.browser import Visit as Window
from tests.web.library import PASSWORD, SCHOOL, Library
from tests.web.stand_in import Serving, StandIn


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed with its module: tests of coroutines may follow, and they need the event loop."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def stand_in() -> Iterator[Serving]:
    server = Serving()
    yield server
    server.stop()


@pytest.fixture
def serving(stand_in: Serving) -> Iterator[Serving]:
    """The session's stand-in, as good as new."""
    yield stand_in
    stand_in.state.renew()


@dataclass
class Visit(Window):
    state: StandIn = field(default_factory=StandIn)


@pytest.fixture
def open_visit(browser: Browser, serving: Serving) -> Iterator[Callable[..., Visit]]:
    contexts: list[BrowserContext] = []

    def visit(**options: object) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return Visit(context.new_page(), serving.url, state=serving.state)

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def visit(open_visit: Callable[..., Visit]) -> Visit:
    made = open_visit()
    made.enter()
    return made


@pytest.fixture
def shot(tmp_path: Path) -> Callable[[Window, str], None]:
    folder = Path(os.environ.get("FYNQ_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)

    def take(visit: Window, name: str) -> None:
        visit.page.wait_for_function(
            "() => document.getAnimations().every(a => a.playState !== 'running' || a.effect.getTiming().iterations === Infinity)"
        )
        visit.page.screenshot(
            path=str(folder / f"{name}.png"), full_page=bool(os.environ.get("FYNQ_WHOLE_PAGES"))
        )

    return take


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    made = Library(tmp_path / "index")
    yield made
    made.stop()


@pytest.fixture
def window(browser: Browser, library: Library) -> Iterator[Callable[..., Window]]:
    contexts: list[BrowserContext] = []

    def enter(role: str = "teacher", width: int = 1280, **options: object) -> Window:
        context = browser.new_context(viewport={"width": width, "height": 860}, **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        visit = Window(context.new_page(), library.url)
        page = visit.page
        page.goto(f"{library.url}/#/knowledge")
        page.get_by_label("E-mail").fill(f"{role}@valley.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_label("School", exact=False).first.fill(SCHOOL)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="Knowledge").wait_for()
        return visit

    yield enter
    for context in contexts:
        context.close()
