"""A real Chromium: every page is watched for script errors, refusals by the policy, and requests to other hosts."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from tests.inspector.conftest import Served

Theme = Literal["light", "dark"]
Open = Callable[..., Page]
_TELL_VIOLATIONS = """addEventListener('securitypolicyviolation',
    event => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver, one for all tests of a worker."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium; without one these tests say how to get it."""
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    if found is None:
        pytest.skip("no Chromium here: install the package chromium")
    with playwright.chromium.launch(executable_path=found, args=["--no-sandbox"]) as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[Open]:
    """Open an address of the inspector as a visitor who holds the token; at the end nothing may have gone wrong.

    `refused` is a status that the server is meant to answer: the browser calls it an error.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_(path: str, theme: Theme = "light", refused: str = "no status", **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1440, "height": 900}, "color_scheme": theme, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        context.add_init_script(_TELL_VIOLATIONS)
        context.route(
            lambda url: not url.startswith((served.origin, "data:", "blob:")), lambda route: _foreign(route, wrong)
        )
        context.add_cookies([{"name": f"hiwater-{served.port}", "value": served.token, "url": served.origin}])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda message: _heard(message, refused, wrong))
        page.goto(f"{served.origin}{path}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def _heard(message: ConsoleMessage, refused: str, wrong: list[str]) -> None:
    if message.type == "error" and f"status of {refused}" not in message.text:
        wrong.append(message.text)


def _foreign(route: Any, wrong: list[str]) -> None:
    wrong.append(f"asked elsewhere: {route.request.url}")
    route.abort()


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker's own script, as the package brings it."""
    import axe_playwright_python

    found = sorted(Path(axe_playwright_python.__file__).parent.rglob("axe*.js"))
    return found[0].read_text(encoding="utf-8")
