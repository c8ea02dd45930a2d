"""Every page in light and dark, at 200 %, without a mouse, with a reader's own settings; axe finds nothing."""

from typing import Any
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.inspector.browser.fixtures import Open, Theme, violations

PAGES = {
    "/": "The illumos audit queue",
    "/spec": "A record joins the queue",
    "/spec/ENQ-03": "Unless the caller must not block",
    "/spec?part=evidence": "Shown again by",
    "/spec?part=findings": "Draining an empty queue",
    "/queue": "consistent with the model",
    "/queue?open=scenario-high-water": "0 records, 0 bytes",
    "/queue?open=finding-w1&view=table": "The way out",
    "/decode": "Read a trail",
    "/runs": "A full queue puts writers to sleep",
    "/runs/finding-w1": "Why it matters",
    "/compare": "See a lost wake-up found",
    "/compare/finding-w1": "agree in all 11 steps",
    "/compare/finding-w1?right=fault:writers-not-woken": "events differ",
    "/lessons": "Begin with the first",
    "/lessons/lesson-two-marks?step=7": "What becomes of the fourth?",
    "/help": "Filters",
}


def _shown(page: Page, path: str) -> None:
    expect(page.get_by_text(PAGES[path]).first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_is_drawn_and_axe_finds_nothing(open_page: Open, axe: str, theme: Theme) -> None:
    """Contrast, names, roles, order: WCAG as far as a machine can look."""
    page = open_page("/help", theme)
    found = {}
    for path in PAGES:
        page.goto(urljoin(page.url, path))
        _shown(page, path)
        found[path] = violations(page, axe)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_every_page_can_be_read_at_200_percent(open_page: Open) -> None:
    """Half the width: nothing is cut off sideways but in panes that scroll."""
    page = open_page("/help", viewport={"width": 720, "height": 450})
    widths = {}
    for path in PAGES:
        page.goto(urljoin(page.url, path))
        _shown(page, path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(PAGES, 720)


@pytest.mark.parametrize("options", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_a_page_is_drawn_with_the_readers_own_settings(open_page: Open, options: dict[str, Any]) -> None:
    """Forced colours, reduced motion."""
    for path in ("/compare/finding-w1", "/lessons/lesson-two-marks?step=7"):
        _shown(open_page(path, **options), path)


def test_a_visit_without_a_mouse(open_page: Open) -> None:
    """From the start to a lesson, through its question, to the clause that it is about."""
    page = open_page("/")
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", name="Learn the audit queue")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("find a command")
    page.keyboard.press("Escape")
    link = page.get_by_role("link", name="Begin with the first")
    for _ in range(40):
        page.keyboard.press("Tab")
        if link.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="One record, from a system call to the daemon")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Predict, then run")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Run it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("As you said")).to_be_visible()


def test_a_clause_leads_to_a_run_that_shows_it(open_page: Open) -> None:
    """The clause that was asked for is in view, the head of the page too; its vector opens in the queue."""
    page = open_page("/spec/ENQ-03")
    expect(page.locator('tr[aria-selected="true"]')).to_be_in_viewport()
    expect(page.get_by_role("link", name="Lessons")).to_be_in_viewport()
    page.get_by_role("link", name="ENQ-03-full-is-one-more-64-blocking-given-not").click()
    expect(page.get_by_text("Not so: Unless the caller must not block")).to_be_visible()
    page.get_by_role("button", name="step", exact=True).last.click()
    expect(page.get_by_text("agree up to step 1")).to_be_visible()


def test_tab_always_moves_the_focus(open_page: Open) -> None:
    """Nowhere is a visitor caught."""
    for path in ("/compare/finding-w1", "/spec", "/runs"):
        page = open_page(path)
        _shown(page, path)
        seen = set()
        for _ in range(12):
            page.keyboard.press("Tab")
            seen.add(page.evaluate("document.activeElement.outerHTML.slice(0, 200)"))
        assert len(seen) >= 10, path


def test_the_keys_are_listed_and_letters_can_be_turned_off(open_page: Open) -> None:
    """WCAG 2.1.4: single letters."""
    page = open_page("/compare/finding-w1?right=fault:writers-not-woken&at=2")
    expect(page.get_by_text("2 / 11")).to_be_visible()
    page.keyboard.press("d")
    expect(page.get_by_text("11 / 11")).to_be_visible()
    page.keyboard.press("Home")
    page.keyboard.press("?")
    page.get_by_label("Turn single letters off").check()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.get_by_text("0 / 11")).to_be_visible()


def test_the_theme_stays(open_page: Open) -> None:
    """Light on a dark system, after a new load, without a flash of the other."""
    page = open_page("/help", "dark")
    _shown(page, "/help")
    page.get_by_role("button", name="Theme: system").click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 247)"


def test_back_and_the_link_restore_what_was_shown(open_page: Open) -> None:
    """Step, sides and filter are in the address."""
    page = open_page("/compare/finding-w1?at=4")
    expect(page.get_by_text("4 / 11")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("5 / 11")).to_be_visible()
    assert page.url.endswith("at=5")
    page.reload()
    expect(page.get_by_text("5 / 11")).to_be_visible()


def test_a_run_file_is_dropped_and_opened(open_page: Open, tmp_path: Any) -> None:
    """What is no run is told, what is one gets a page."""
    page = open_page("/runs/finding-w1")
    _shown(page, "/runs/finding-w1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Run file").click()
    saved = tmp_path / "saved.json"
    download.value.save_as(saved)
    page.locator("input[type=file]").set_input_files(saved)
    page.wait_for_url("**/runs/upload-*")
    expect(page.get_by_text("Why it matters").first).to_be_visible()
