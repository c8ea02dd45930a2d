"""The Decode page: what is chosen in one pane lights up in all; filter, offsets, files, the keyboard."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.inspector.browser.fixtures import Open, Theme, violations
from tests.inspector.serving import Serve, Served

TRAIL = Path(__file__).parents[2] / "data" / "bsm" / "illumos-kernel-trail.bsm"


@pytest.fixture(scope="module")
def served(serve: Serve) -> Served:
    """An inspector that was started with a trail."""
    return serve(TRAIL)


_FRAMES = """() => {
    const draw = requestAnimationFrame.bind(window), kept = [];
    let held = false;
    window.requestAnimationFrame = (one) => held ? kept.push(one) : draw(one);
    window.holdFrames = () => { held = true; };
    window.letFramesGo = () => { held = false; kept.splice(0).forEach((one) => draw(one)); };
}"""
"""Lets a test say when the page draws."""


@pytest.fixture
def page(open_page: Open, served: Served) -> Page:
    """The trail's page, with its first record shown."""
    page = open_page(served.address.removeprefix(served.origin).partition("?")[0])
    expect(page.get_by_text("400 records")).to_be_visible()
    expect(page.get_by_role("treeitem", name="header64")).to_be_visible()
    return page


def _choose_path(page: Page) -> None:
    page.get_by_role("option", name="chmod").first.click()
    page.get_by_text("path,/etc/shadow").click()


def _held(page: Page, asked: re.Pattern[str]) -> list[Route]:
    """Requests that are answered when the test lets them go on."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(asked, hold)
    return held


def _visited(open_page: Open, served: Served, query: str = "", theme: Theme = "light") -> Page:
    """The trail's page of a server of one's own."""
    page = open_page("/", theme)
    page.context.add_cookies([{"name": f"hiwater-{served.port}", "value": served.token, "url": served.origin}])
    page.context.unroute_all()
    page.goto(served.address.partition("?")[0] + query)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(open_page: Open, served: Served, axe: str, theme: Theme) -> None:
    """With a record, its bytes, its tokens and a field shown."""
    page = open_page(served.address.removeprefix(served.origin).partition("?")[0] + "?rec=2&off=447&len=14", theme)
    expect(page.get_by_text("path.path")).to_be_visible()
    assert violations(page, axe) == []


def test_a_line_of_praudit_lights_its_token_and_its_bytes(page: Page) -> None:
    """From the text to the tree and to the bytes."""
    _choose_path(page)
    expect(
        page.get_by_role("treeitem", name="path", exact=False).and_(page.locator('[aria-selected="true"]'))
    ).to_have_count(1)
    assert page.locator(".bytes-text .chosen").all_inner_texts() == list("#··/etc/shadow·")
    assert "rec=2" in page.url


def test_a_byte_lights_its_field_and_its_line(page: Page) -> None:
    """From the bytes to the tree, the field's explanation and the text; Alt and Left come back."""
    _choose_path(page)
    page.locator('.bytes-text [data-offset="449"]').click()
    field = page.get_by_role("region", name="Field")
    expect(field.get_by_text("path.path")).to_be_visible()
    expect(field.get_by_text("ends in NUL")).to_be_visible()
    expect(page.locator(".praudit .chosen")).to_have_text("path,/etc/shadow")
    page.keyboard.press("Alt+ArrowLeft")
    expect(field.get_by_text("string")).not_to_be_visible()


def test_a_late_answer_explains_nothing_that_is_chosen_no_more(page: Page) -> None:
    """The token is chosen first and answered last: the field that was chosen behind it stays."""
    token = re.compile(r"/field\?off=\d+&len=15$")
    held = _held(page, token)
    _choose_path(page)
    page.locator('.bytes-text [data-offset="449"]').click()
    field = page.get_by_role("region", name="Field")
    expect(field.get_by_text("path.path")).to_be_visible()
    with page.expect_response(token) as late:
        held[0].continue_()
    late.value.finished()
    page.wait_for_timeout(300)
    expect(field.get_by_text("path.path")).to_be_visible()


def test_keys_are_not_undone_by_an_answer_that_comes_between_two_frames(page: Page) -> None:
    """The first key's record is answered when the second was pressed and nothing drawn yet: the third goes on."""
    page.evaluate(_FRAMES)
    first = re.compile(r"/record/1\?")
    held = _held(page, first)
    page.get_by_role("listbox", name="Records").focus()
    with page.expect_request(first):
        page.keyboard.press("ArrowDown")
    page.evaluate("holdFrames()")
    page.keyboard.press("ArrowDown")
    with page.expect_response(first) as late:
        held[0].continue_()
    late.value.finished()
    page.wait_for_timeout(300)
    page.evaluate("letFramesGo()")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**rec=3*")
    expect(page.get_by_role("contentinfo").get_by_text("record 3 ·")).to_be_visible()


def test_a_field_becomes_a_filter(page: Page) -> None:
    """Apply as filter: the records with this path, and how many they are."""
    _choose_path(page)
    page.locator('.bytes-text [data-offset="449"]').click()
    expect(page.get_by_role("region", name="Field").get_by_text("path.path")).to_be_visible()
    page.get_by_role("button", name="Apply as filter").click()
    expect(page.get_by_role("searchbox", name="Filter")).to_have_value('path:"/etc/shadow"')
    expect(page.get_by_role("status").filter(has_text="of 400")).to_be_visible()
    assert "filter=path" in page.url


def test_a_failed_open_is_found_without_a_mouse(page: Page) -> None:
    """The filter, the next hit, the arrows in the list."""
    page.keyboard.press("/")
    page.keyboard.type("event:open* and failed")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="39 of 400")).to_be_visible()
    page.get_by_role("listbox", name="Records").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("region", name="praudit text").get_by_text("failure")).to_be_visible()
    first = page.url
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url != first)
    expect(page.get_by_role("region", name="praudit text").get_by_text("open(2)")).to_be_visible()


def test_a_wrong_filter_is_told(open_page: Open, served: Served) -> None:
    """In the words of the command line."""
    page = open_page(served.address.removeprefix(served.origin).partition("?")[0], expected="status of 422")
    page.get_by_role("searchbox", name="Filter").fill("nosuch:1")
    page.get_by_role("searchbox", name="Filter").press("Enter")
    expect(page.get_by_role("alert").get_by_text("there is no key")).to_be_visible()


def test_one_goes_to_an_offset(page: Page) -> None:
    """In decimal, in hexadecimal, or to a record."""
    page.get_by_role("button", name="Go to").click()
    page.get_by_role("textbox", name="Offset").fill("0x1c1")
    page.keyboard.press("Enter")
    expect(page.locator(".bytes-hex .cursor")).to_have_attribute("data-offset", "449")
    page.get_by_role("button", name="Go to").click()
    page.get_by_role("textbox", name="Offset").fill("record 300")
    page.keyboard.press("Enter")
    expect(page.get_by_role("contentinfo").get_by_text("record 300")).to_be_visible()


def test_the_bytes_are_read_aloud(page: Page) -> None:
    """The grid has one tab stop; the arrows move a cursor, and say where it is."""
    grid = page.get_by_role("grid", name="Bytes")
    grid.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#spoken")).to_contain_text("offset 62")
    expect(page.locator("#spoken")).to_contain_text("header64 byte_count")
    cursor = page.locator(".bytes-hex .cursor")
    expect(cursor).to_have_attribute("data-offset", "62")
    page.keyboard.press("ArrowRight")
    expect(cursor).to_have_attribute("data-offset", "63")
    page.keyboard.press("ArrowDown")
    expect(cursor).to_have_attribute("data-offset", "79")


def test_a_copy_and_an_export_leave_the_page(page: Page) -> None:
    """The export of what the filter finds is a file."""
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="BSM (bytes)").click()
    assert download.value.path().stat().st_size > 100_000


def test_a_trail_is_uploaded(page: Page) -> None:
    """By the button."""
    page.locator("input[type=file]").set_input_files(TRAIL)
    page.wait_for_url("**/decode/*")
    expect(page.get_by_text("400 records")).to_be_visible()


def test_hostile_strings_are_shown_harmlessly(open_page: Open, serve: Serve, tmp_path: Path) -> None:
    """Markup in a path stays text, control and bidirectional characters are written out."""
    hostile = b"<img src=x onerror=alert(1)>\xe2\x80\xae\x1b[31m"
    octets = TRAIL.read_bytes()
    path = octets.find(b"/devices/pci@0,0/pci8086,1237@1/ide@0\0")
    broken = tmp_path / "hostile.bsm"
    broken.write_bytes(octets[:path] + hostile + octets[path + len(hostile) :])
    page = _visited(open_page, serve(broken), "?rec=1")
    expect(page.get_by_role("treeitem").filter(has_text="onerror")).to_be_visible()
    assert page.locator("main img").count() == 0
    assert "\\u{202e}" in page.locator(".tokens").inner_text()


def test_a_file_is_dropped(page: Page) -> None:
    """Anywhere on the page."""
    first = page.url
    dropped = page.evaluate_handle(
        """octets => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(octets)], 'dropped.bsm'));
            return data;
        }""",
        list(TRAIL.read_bytes()[:20_000]),
    )
    page.dispatch_event("main", "drop", {"dataTransfer": dropped})
    page.wait_for_url(lambda url: "/decode/" in url and url != first)
    expect(page.get_by_text("dropped.bsm")).to_be_visible()
    expect(page.get_by_text("20,000 B")).to_be_visible()


def test_text_is_found_in_the_bytes(page: Page) -> None:
    """Ctrl F asks, F3 goes on."""
    page.keyboard.press("Control+f")
    page.get_by_role("textbox", name="What to find").fill("/etc/shadow")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "off=" in url and "len=11" in url)
    expect(page.locator(".bytes-text .chosen")).to_have_count(11)
    assert page.locator(".bytes-text .chosen").all_inner_texts() == list("/etc/shadow")
    first = page.url
    page.keyboard.press("F3")
    page.wait_for_url(lambda url: url != first)


def test_praudit_prints_in_another_form(page: Page) -> None:
    """The address holds it."""
    page.get_by_label("Form of praudit").select_option("praudit -x")
    expect(page.get_by_role("region", name="praudit text").get_by_text("<record")).to_be_visible()
    assert "fmt=xml" in page.url


def test_the_pointer_frames_a_field(page: Page) -> None:
    """Its bytes, both as hexadecimal and as text; nothing is chosen."""
    _choose_path(page)
    page.locator('.bytes-text [data-offset="449"]').hover()
    expect(page.locator(".bytes-hex .framed")).to_have_count(14)
    assert "len=15" in page.url


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_stands_between_records_is_reached_by_keys(
    open_page: Open, serve: Serve, tmp_path: Path, axe: str, theme: Theme
) -> None:
    """A file token and a gap have rows, bytes, tokens and an address of their own; a filter leaves them out."""
    octets, begin = TRAIL.read_bytes(), 397
    path = tmp_path / "gap.bsm"
    path.write_bytes(octets[:begin] + b"\xfe\x01\x02" * 50 + octets[begin:])
    page = _visited(open_page, serve(path), theme=theme)
    expect(page.get_by_text("400 records, 2 files, 1 gap")).to_be_visible()
    expect(page.get_by_role("treeitem", name="header64")).to_be_visible()
    rows = page.get_by_role("listbox", name="Records")
    rows.focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("treeitem", name="file32")).to_be_visible()
    expect(page.get_by_role("region", name="praudit text").get_by_text("file,")).to_be_visible()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.wait_for_url("**piece=397*")
    reason = "150 bytes that are no record are skipped"
    expect(page.locator(".damage").get_by_text(reason)).to_be_visible()
    expect(rows.get_by_role("option", selected=True)).to_contain_text(reason)
    expect(page.get_by_role("contentinfo").get_by_text("skipped bytes · offset 0x18d · 150 B")).to_be_visible()
    expect(rows.get_by_role("option").filter(has_text=reason)).to_have_class(re.compile("damaged"))
    assert violations(page, axe) == []
    page.reload()
    expect(page.locator(".damage").get_by_text(reason)).to_be_visible()
    page.get_by_role("button", name="Go to").click()
    page.get_by_role("textbox", name="Offset").fill("450")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", name="unread")).to_be_visible()
    expect(page.locator(".bytes-hex .cursor")).to_have_attribute("data-offset", "450")
    rows.focus()
    page.keyboard.press("End")
    expect(page.get_by_role("contentinfo").get_by_text("file token · offset")).to_be_visible()
    page.get_by_role("slider", name="Place in the trail").click(position={"x": 0, "y": 9})
    page.wait_for_url("**piece=0*")
    page.get_by_role("searchbox", name="Filter").fill("failed")
    page.get_by_role("searchbox", name="Filter").press("Enter")
    expect(page.get_by_role("status").filter(has_text="of 400")).to_be_visible()
    expect(rows.get_by_text("skipped")).to_have_count(0)


@pytest.mark.parametrize(
    ("pressed", "words", "region", "shown"),
    [
        ('.bytes-text [data-offset="449"]', "e", '[aria-label="Field"]', "path.path"),
        ('[data-row="5"].record-row .event', "bind", "footer", "record 4 · offset 0x303"),
    ],
)
def test_a_press_holds_while_the_trail_grows(
    open_page: Open, serve: Serve, tmp_path: Path, pressed: str, words: str, region: str, shown: str
) -> None:
    """All rows are made anew when the trail has grown: between button down and button up, too."""
    octets = TRAIL.read_bytes()
    path = tmp_path / "grows.bsm"
    path.write_bytes(octets)
    page = _visited(open_page, serve(path), "?rec=2")
    place = page.locator(pressed)
    expect(place).to_have_text(words)
    place.hover()
    page.mouse.down()
    with path.open("ab") as file:
        file.write(octets)
    expect(page.get_by_text("800 records")).to_be_visible(timeout=20_000)
    page.mouse.up()
    expect(page.locator(region).get_by_text(shown)).to_be_visible()


@pytest.mark.parametrize("pressed", [".token >> text=path", ".praudit .line >> text=path"])
def test_a_record_that_was_cut_short_is_shown_whole_when_its_end_came(
    open_page: Open, serve: Serve, tmp_path: Path, pressed: str
) -> None:
    """Its tokens are drawn anew; a press that began on them holds."""
    octets, cut = TRAIL.read_bytes(), 460
    path = tmp_path / "grows.bsm"
    path.write_bytes(octets[:cut])
    page = _visited(open_page, serve(path), "?rec=2")
    expect(page.locator(".damage .pill")).to_have_count(1)
    place = page.locator(pressed).first
    place.hover()
    page.mouse.down()
    with path.open("ab") as file:
        file.write(octets[cut:])
    expect(page.locator(".damage .pill")).to_have_count(0, timeout=20_000)
    expect(page.get_by_role("treeitem", name="trailer")).to_be_visible()
    page.mouse.up()
    expect(page.get_by_role("region", name="Field").get_by_text("path", exact=True)).to_be_visible()
