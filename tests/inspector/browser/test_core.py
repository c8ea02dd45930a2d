"""The browser's own modules, each alone in a real Chromium: painting, nodes, long lists, addresses, the feed."""

import json
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hiwater_inspector.web.assets import Assets
from hiwater_inspector.web.queue.changes import changes
from hiwater_inspector.web.queue.run import Act, Inject, NotDone
from hiwater_inspector.web.queue.runs import NewRun, Runs
from hiwater_inspector.web.shelf.shelf import Shelf
from tests.inspector.browser.fixtures import Open


@pytest.fixture
def page(open_page: Open) -> Page:
    """Any page of ours, when it is drawn: its policy lets our modules in."""
    page = open_page("/help")
    expect(page.get_by_role("heading", name="Filters")).to_be_visible()
    return page


def _in(page: Page, module: str, body: str, argument: Any = None) -> Any:
    """Import a module of ours, and run a body with it."""
    address = Assets().address(module)
    return page.evaluate(f"async given => {{ const our = await import({address!r}); {body} }}", argument)


FRAME = "await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);"


def test_what_reads_a_signal_is_painted_once_a_frame(page: Page) -> None:
    """Three changes are one paint; the same value again is none; what it did not read does not concern it."""
    seen = _in(
        page,
        "core/signal.js",
        f"""const one = our.signal(1), other = our.signal(1), seen = [];
        our.paint(() => seen.push(one.value));
        one.value = 2; one.value = 3; one.value = 4; {FRAME}
        one.value = 4; other.value = 9; {FRAME}
        return seen;""",
    )
    assert seen == [1, 4]


def test_nodes_are_made_of_text_and_never_of_markup(page: Page) -> None:
    """Whatever a trail holds; listeners are functions alone, attributes never are."""
    found = _in(
        page,
        "core/h.js",
        """const onclick = () => { node.dataset.clicked = 'yes'; };
        const node = our.h('p', { title: given, onclick }, given, null, false, 7);
        node.click();
        return [node.children.length, node.textContent, node.title, node.dataset.clicked,
            node.hasAttribute('onclick')];""",
        "<img src=x onerror=alert(1)>",
    )
    assert found == [0, "<img src=x onerror=alert(1)>7", "<img src=x onerror=alert(1)>", "yes", False]


def test_keyed_children_keep_their_nodes(page: Page) -> None:
    """What stays is the same node, in the new order; what went is gone."""
    kept = _in(
        page,
        "core/h.js",
        """const list = our.h('ul');
        const draw = items => our.keyed(list, items, one => one, one => our.h('li', {}, one), () => {});
        draw(['a', 'b', 'c']); const [a, b, c] = list.children; draw(['c', 'x', 'a']);
        return [list.textContent, list.children[0] === c, list.children[2] === a, b.isConnected];""",
    )
    assert kept == ["cxa", True, True, False]


def test_what_stays_keeps_the_focus_when_its_elders_go(page: Page) -> None:
    """As the head of the queue leaves, the record behind it is not moved: a moved node loses focus and press."""
    focused = _in(
        page,
        "core/h.js",
        """const list = our.h('ul'); document.body.append(list);
        const draw = items => our.keyed(list, items, one => one, one => our.h('li', { tabindex: '0' }, one), () => {});
        draw(['a', 'b', 'c']); list.children[1].focus(); draw(['b', 'c', 'd']);
        return document.activeElement.textContent;""",
    )
    assert focused == "b"


def test_what_did_not_change_is_not_made_again(page: Page) -> None:
    """By what it is drawn from."""
    made = _in(
        page,
        "core/h.js",
        """const node = our.h('p'); let made = 0; const make = () => { made++; return 'x'; };
        for (const from of ['1', '1', '2', '2', '1']) our.whenChanged(node, from, make);
        return made;""",
    )
    assert made == 3


@pytest.mark.parametrize("count", [0, 1, 7, 1000, 62_000_000])
def test_a_list_of_any_length_reaches_its_ends(page: Page, count: int) -> None:
    """Browsers clamp an element at 33,554,428 pixels; the last row is reached all the same, and few exist."""
    found = _in(
        page,
        "core/virtual.js",
        f"""const list = new our.Virtual({{ label: 'rows', role: 'listbox', height: 20,
            row: index => {{ const row = document.createElement('div'); row.style.height = '20px';
                row.textContent = index; return row; }} }});
        list.element.style.height = '300px'; document.querySelector('main').append(list.element); {FRAME}
        list.count = given; {FRAME}
        list.element.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'End' }})); {FRAME}
        const rows = [...list.shown.children], box = list.element.getBoundingClientRect();
        const last = rows.at(-1)?.getBoundingClientRect();
        return {{ exist: rows.length, last: Number(rows.at(-1)?.textContent ?? -1), chosen: list.chosen,
            inside: last ? last.bottom <= box.bottom + 1 && last.top >= box.top - 1 : true }};""",
        count,
    )
    assert found["exist"] <= 40
    assert found["last"] == count - 1
    assert found["chosen"] == count - 1
    assert found["inside"]


def test_the_address_is_the_state(page: Page) -> None:
    """Set, changed, taken away; signs that people read stay readable, and Back returns to what was pushed."""
    found = _in(
        page,
        "core/link.js",
        f"""our.go({{ sel: 'thr:user1', filter: 'path:/etc/* and "a&b"' }}); const first = location.search;
        our.go({{ at: 7, filter: null }}, {{ push: true }}); const second = location.search;
        history.back(); await new Promise(done => addEventListener('popstate', done, {{ once: true }})); {FRAME}
        return [first, second, our.link.value];""",
    )
    assert found[0] == "?sel=thr:user1&filter=path:/etc/*%20and%20%22a%26b%22"
    assert found[1] == "?sel=thr:user1&at=7"
    assert found[2] == {"sel": "thr:user1", "filter": 'path:/etc/* and "a&b"'}


def test_the_pages_end_of_the_feed_agrees_with_the_servers(page: Page) -> None:
    """A run of faults and bursts: each view made of the one before by its changes is the view itself."""
    runs = Runs(Shelf())
    try:
        run = runs.create(NewRun(workload=True))
        views = [run.view()]
        for number in range(120):
            try:
                if number % 17 == 5:
                    run.fault(Inject(fault="gone" if number % 2 else "back"), None)
                elif number % 11 == 3:
                    run.act(Act(act="async"), None)
                else:
                    run.step(None, 1, None)
            except NotDone:
                run.step(None, 1, None)
            views.append(run.view())
        batches = [changes(before, after) for before, after in pairwise(views)]
    finally:
        runs.close()
    wanted = [view.model_dump(mode="json") for view in views[1:]]
    assert {change.op for batch in batches for change in batch} >= {"set", "enq", "deq", "count", "frag"}
    made = _in(
        page,
        "panels/queue-changes.js",
        """let view = given.first; const made = [];
        for (const batch of given.batches) made.push(view = our.applied(view, batch));
        return made;""",
        {"first": views[0].model_dump(mode="json"), "batches": json.loads(json.dumps(batches))},
    )
    assert made == wanted
