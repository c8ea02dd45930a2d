"""A real Chromium: every page is watched for script errors, refusals by the policy, and requests to other hosts."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, sync_playwright

from tests.inspector.serving import Served

Theme = Literal["light", "dark"]
Open = Callable[..., Page]
_TELL_VIOLATIONS = """addEventListener('securitypolicyviolation',
    event => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
_AXE = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(
    one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | '))"""
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The system's Chromium, under one of its names."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver, one for all tests of a worker."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium; without one these tests say how to get it."""
    found = chromium()
    if found is None:
        pytest.skip("no Chromium here: install the package chromium")
    with playwright.chromium.launch(executable_path=found, args=["--no-sandbox"]) as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[Open]:
    """Open an address of the inspector as a visitor who holds the token; at the end nothing may have gone wrong.

    `expected` finds errors of the console that are meant to be there: an answer of 4xx, a server that was killed.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_(path: str, theme: Theme = "light", expected: str = "^$", **options: Any) -> Page:
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
        page.on("console", lambda message: _heard(message, expected, wrong))
        page.goto(f"{served.origin}{path}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert wrong == []


def _heard(message: ConsoleMessage, expected: str, wrong: list[str]) -> None:
    if message.type == "error" and not re.search(expected, message.text):
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


def violations(page: Page, axe: str) -> list[str]:
    """What the checker finds wrong with a page, with the first nodes of each.

    The policy of the page forbids scripts from elsewhere; the checker comes in beside it.
    """
    session = page.context.new_cdp_session(page)
    session.send("Page.setBypassCSP", {"enabled": True})
    session.send("Runtime.evaluate", {"expression": axe})
    return cast("list[str]", page.evaluate(_AXE))
