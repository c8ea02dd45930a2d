"""The rail and the verdict of the Queue page in a real browser, and what the server then says of the run.

The rest of the page is tried in tests/inspector/browser/test_queue.py.
"""

import json
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.inspector.browser.fixtures import Open
from tests.inspector.serving import Served

State = dict[str, Any]
Ask = Callable[..., State]


@pytest.fixture
def ask(served: Served) -> Ask:
    """Ask the server as a script does."""

    def asked(path: str, body: Any = None, seq: int | None = None) -> State:
        headers = {"authorization": f"Bearer {served.token}", "content-type": "application/json"}
        if seq is not None:
            headers["if-match"] = str(seq)
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{served.origin}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: State = json.load(answer)
            return found

    return asked


@pytest.fixture
def driven(ask: Ask) -> Callable[..., str]:
    """A driven run that has taken so many steps; its id."""

    def begin(steps: int = 0, **order: Any) -> str:
        state = ask("/api/runs", order)
        if steps:
            ask(f"/api/runs/{state['id']}/step", {"by": steps}, state["seq"])
        return str(state["id"])

    return begin


def _settled(page: Page, words: str) -> None:
    """The transport shows this step, and the feed has drawn it."""
    expect(page.locator("#transport")).to_contain_text(words)
    page.wait_for_timeout(200)


def test_policy_faults_and_acts(open_page: Open, ask: Ask, driven: Callable[..., str]) -> None:
    """The rail does them at the end of the run."""
    run = driven(workload=False)
    page = open_page(f"/queue/{run}")
    _settled(page, "0 / 0")
    page.get_by_role("button", name="+ record of a system call").click()
    _settled(page, "3 / 3")
    assert ask(f"/api/runs/{run}/view")["queue"]["length"] == 1
    page.locator("[data-flag=cnt]").click()
    _settled(page, "4 / 4")
    assert [flag["on"] for flag in ask(f"/api/runs/{run}/view")["policy"] if flag["name"] == "cnt"] == [True]
    page.get_by_role("button", name="no memory").click()
    _settled(page, "5 / 5")
    assert ask(f"/api/runs/{run}/view")["memory"] is False


def test_a_divergence_is_shown(open_page: Open, driven: Callable[..., str]) -> None:
    """Of a planted fault, with the step; a key leads to it."""
    run = driven(steps=150, implementation="fault:writers-not-woken")
    page = open_page(f"/queue/{run}")
    expect(page.locator(".verdict-line")).to_contain_text("they part at step")
    page.keyboard.press("Home")
    expect(page.locator(".verdict-line")).to_contain_text("agree up to step 0")
    page.wait_for_timeout(300)
    page.keyboard.press("d")
    expect(page.locator(".verdict-line")).to_contain_text("they part at step")
