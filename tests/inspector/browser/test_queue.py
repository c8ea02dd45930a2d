"""The Queue page: a new visitor's path through the live run, then slow motion; forks, seeks, keys, eight tabs."""

import re
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.inspector.browser.fixtures import Open
from tests.inspector.serving import Serve


def _steps(page: Page) -> str:
    return page.get_by_role("contentinfo").locator(".mono").first.inner_text()


@pytest.fixture
def driven(open_page: Open) -> Page:
    """The scenario of the marks, before its first step."""
    page = open_page("/queue?open=scenario-high-water")
    page.wait_for_url("**/queue/run-*")
    expect(page.get_by_text("0 records, 0 bytes")).to_be_visible()
    return page


def test_a_visitor_sees_writers_sleep_and_why(open_page: Open) -> None:
    """A burst, a daemon that is killed, a full queue; who sleeps and why; the daemon comes back; a trail to read."""
    page = open_page("/queue")
    page.wait_for_url("**/queue/live")
    expect(page.get_by_text(re.compile("consistent with the model")).first).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="daemon gone").click()
    expect(page.get_by_text("auditd is gone")).to_be_visible()
    page.get_by_role("button", name="burst of 200").click()
    sleeper = page.get_by_role("button", name=re.compile("asleep on write_cv")).first
    sleeper.click(timeout=20_000)
    why = page.get_by_role("complementary", name="What is chosen")
    expect(why.get_by_text(re.compile("is at high water 24 and policy cnt is off"))).to_be_visible()
    expect(why.get_by_role("link", name="BLOCK-05")).to_be_visible()
    page.get_by_role("button", name="daemon back").click()
    expect(page.get_by_text("auditd is gone")).not_to_be_visible(timeout=20_000)
    expect(page.get_by_text("write_cv waiting room").locator("..").get_by_text("empty")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name=re.compile("^trail")).first.click()
    page.get_by_role("button", name="Open the trail in Decode").click()
    page.wait_for_url("**/decode/*")
    expect(page.get_by_role("treeitem").first).to_be_visible()


@pytest.mark.parametrize(("view", "pressed"), [("", "trail"), ("?view=table", "thr:user1")], ids=["picture", "table"])
def test_a_press_holds_while_what_is_pressed_is_drawn_anew(open_page: Open, view: str, pressed: str) -> None:
    """A finger is slower than a live run: cards and rows change between button down and button up."""
    page = open_page("/queue" + view)
    page.wait_for_url("**/queue/live*")
    place = page.locator(f'[data-sel="{pressed}"]:visible')
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    assert box is not None
    events = page.get_by_role("contentinfo").get_by_text(re.compile("events$"))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for _ in range(3):
        expect(events).not_to_have_text(events.inner_text(), timeout=20_000)
    page.mouse.up()
    page.wait_for_url(f"**sel={pressed}*")


def test_the_view_stands_still_while_the_run_goes_on(open_page: Open) -> None:
    """Paused, it counts what it has not shown; catching up is one snapshot."""
    page = open_page("/queue")
    page.wait_for_url("**/queue/live")
    page.get_by_role("button", name="pause the view").click()
    shown = page.get_by_label("Counters").inner_text()
    expect(page.get_by_text(re.compile(r"^[1-9]\d* changes behind"))).to_be_visible(timeout=20_000)
    assert page.get_by_label("Counters").inner_text() == shown
    page.get_by_role("button", name="catch up").click()
    expect(page.get_by_role("button", name="pause the view")).to_be_visible()
    expect(page.get_by_label("Counters")).not_to_have_text(shown, timeout=20_000)


def test_a_live_run_is_taken_over_in_slow_motion(open_page: Open) -> None:
    """The same configuration, driven step by step beside the model."""
    page = open_page("/queue")
    page.wait_for_url("**/queue/live")
    page.get_by_role("button", name="take over in slow motion").click()
    page.wait_for_url("**/queue/run-*")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("model and implementation agree up to step 6")).to_be_visible()


def test_steps_go_both_ways(driven: Page) -> None:
    """To the sleeper and back, by keys; the note of each step is read."""
    for _ in range(8):
        driven.keyboard.press("ArrowRight")
    expect(driven.get_by_role("button", name=re.compile("user1, asleep on write_cv"))).to_be_visible()
    expect(driven.get_by_text("No room for a fourth")).to_be_visible()
    driven.keyboard.press("ArrowLeft")
    expect(driven.get_by_text("7 / 8")).to_be_visible()
    expect(driven.get_by_role("button", name=re.compile("user1, asleep on write_cv"))).not_to_be_visible()
    driven.keyboard.press("Home")
    expect(driven.get_by_text("0 / 8")).to_be_visible()
    driven.keyboard.press("End")
    expect(driven.get_by_text("8 / 8")).to_be_visible()


def test_a_fork_keeps_both_futures(driven: Page) -> None:
    """From step 8 a policy is set in the fork alone, which frees the sleeper; the old run still has it asleep."""
    first = driven.url
    for _ in range(8):
        driven.keyboard.press("ArrowRight")
    expect(driven.get_by_text("8 / 8")).to_be_visible()
    driven.keyboard.press("f")
    driven.wait_for_url(lambda url: url != first and "/queue/run-" in url)
    expect(driven.get_by_text("8 / 8")).to_be_visible()
    driven.locator('[data-flag="cnt"]').click()
    expect(driven.locator('[data-flag="cnt"]')).to_be_checked()
    expect(driven.get_by_text(re.compile(r"^(9|\d\d) / "))).to_be_visible()
    driven.goto(first)
    expect(driven.get_by_text("8 / 8")).to_be_visible()
    expect(driven.get_by_role("button", name=re.compile("user1, asleep on write_cv"))).to_be_visible()


def test_a_run_stops_where_it_was_told_to(driven: Page) -> None:
    """Until a thread sleeps; until there is nothing more to do."""
    driven.get_by_label("Run until").select_option("sleep")
    driven.get_by_role("button", name="run", exact=True).click()
    expect(driven.get_by_text("8 / 8")).to_be_visible()
    driven.get_by_label("Run until").select_option("idle")
    driven.get_by_role("button", name="run", exact=True).click()
    expect(driven.get_by_text("0 records, 0 bytes")).to_be_visible()
    expect(driven.get_by_role("button", name=re.compile("^trail: 4 records"))).to_be_visible()


def test_queue_controls_are_refused_in_the_kernels_words(driven: Page) -> None:
    """Low water above high water: an errno, and nothing has changed."""
    driven.get_by_label("low water").fill("9")
    driven.get_by_role("button", name="Set (A_SETQCTRL)").click()
    expect(driven.get_by_role("alert").get_by_text("EINVAL")).to_be_visible()
    expect(driven.get_by_text("low water 1", exact=True)).to_be_visible()


def test_the_table_says_what_the_picture_shows(driven: Page) -> None:
    """For many threads, and for a screen reader; the address keeps it."""
    for _ in range(8):
        driven.keyboard.press("ArrowRight")
    driven.keyboard.press("v")
    expect(driven.get_by_role("row", name=re.compile("user1.*asleep on write_cv.*is at high water"))).to_be_visible()
    assert "view=table" in driven.url
    expect(driven.locator("#spoken")).to_contain_text("user1 asleep")


def test_of_two_tabs_one_steps_and_the_other_follows(driven: Page) -> None:
    """Both see the same run; neither steps what it has not seen."""
    other = driven.context.new_page()
    other.goto(driven.url)
    expect(other.get_by_text("0 / 0")).to_be_visible()
    driven.keyboard.press("ArrowRight")
    expect(other.get_by_text("1 / 1")).to_be_visible()
    other.keyboard.press("ArrowRight")
    expect(driven.get_by_text("2 / 2")).to_be_visible()


def test_eight_tabs_all_live(open_page: Open) -> None:
    """Browsers open six connections to a host over HTTP/1.1; WebSockets are not among them."""
    page = open_page("/queue")
    page.wait_for_url("**/queue/live")
    tabs = [page, *(page.context.new_page() for _ in range(7))]
    for tab in tabs[1:]:
        tab.goto(page.url)
    for tab in tabs:
        tab.bring_to_front()
        before = tab.get_by_label("Counters").inner_text(timeout=20_000)
        expect(tab.get_by_label("Counters")).not_to_have_text(before, timeout=20_000)


def test_a_server_that_was_killed_comes_back(open_page: Open, serve: Serve) -> None:
    """The page says that it is not connected; when one serves there again, it says what it has."""
    mortal = serve()
    page = open_page("/help", expected="ERR_CONNECTION|WebSocket|status of 40[14]")
    page.context.unroute_all()
    page.goto(mortal.address)
    page.goto(f"{mortal.origin}/queue?open=scenario-high-water")
    page.wait_for_url("**/queue/run-*")
    expect(page.get_by_text("0 / 0")).to_be_visible()
    mortal.process.send_signal(signal.SIGKILL)
    expect(page.get_by_text("not connected")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("alert").get_by_text("does not answer")).to_be_visible()
    again = serve(port=mortal.port)
    page.goto(again.address)
    page.wait_for_url("**/queue/live")
    expect(page.get_by_text("not connected")).not_to_be_visible()
