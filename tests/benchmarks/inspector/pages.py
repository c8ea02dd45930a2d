"""The budgets of the pages, measured in Chromium: `python -m tests.benchmarks.inspector.pages`.

Each row has what was measured and the budget of the design beside it. Not good for: a verdict on a busy machine.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, Page, sync_playwright

from hiwater_inspector.web.assets import STATIC, Assets
from hiwater_inspector.web.pages import PAGES
from tests.benchmarks.inspector.live import Row, Server, server
from tests.inspector.browser.fixtures import chromium

TRAIL: Final = Path(__file__).parents[2] / "data" / "bsm" / "illumos-kernel-trail.bsm"
_FRAMES: Final = """async seconds => {
    const gaps = []; let long = 0, last = performance.now(); const end = last + seconds * 1000;
    new PerformanceObserver(list => { long += list.getEntries().length; }).observe({ entryTypes: ['longtask'] });
    while (last < end) {
        await new Promise(requestAnimationFrame);
        const now = performance.now(); gaps.push(now - last); last = now;
    }
    gaps.sort((a, b) => a - b);
    const p95 = gaps[Math.floor(gaps.length * 0.95)];
    return { frames_a_second: Math.round(gaps.length / seconds), p95_ms: p95, long_tasks: long };
}"""
_CLICKS: Final = """() => {
    window.clicks = [];
    new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (entry.name === 'click') window.clicks.push(entry.duration);
    }).observe({ type: 'event', durationThreshold: 16 });
}"""
"""Keeps how long it took from each click, as the system sent it, to the next picture shown, in steps of 8 ms."""
_CHOICES: Final = 8


def measured(seconds: float, megabytes: int) -> Iterator[Row]:
    """All rows; raises RuntimeError where there is no Chromium."""
    found = chromium()
    if found is None:
        raise RuntimeError("no Chromium here: install the package chromium")
    yield from sizes()
    with sync_playwright() as driver, driver.chromium.launch(executable_path=found, args=["--no-sandbox"]) as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        with server() as served:
            context.add_cookies([{"name": served.cookie, "value": served.token, "url": served.origin}])
            yield from _loads(context, served)
            yield from _frames(context, served, seconds)
        yield from _trail(context, megabytes)


def sizes() -> Iterator[Row]:
    """Own scripts and styles of each page, unpacked."""
    assets = Assets()
    for page in PAGES:
        names = [*assets.modules_behind(f"pages/{page.name}.js"), "style/base.css", f"style/{page.name}.css"]
        size = sum((STATIC / name).stat().st_size for name in names if name in assets.names)
        yield {"row": f"{page.title}: scripts and styles", "kilobytes": round(size / 1000, 1), "budget": 250}


def _loads(context: BrowserContext, served: Server) -> Iterator[Row]:
    for path, shown in (("/queue?open=scenario-high-water", ".pipeline .card"), ("/spec", "tbody tr"), ("/", ".door")):
        paints, drawn = [], []
        for _ in range(5):
            page = context.new_page()
            began = time.monotonic()
            page.goto(f"{served.origin}{path}")
            page.locator(shown).first.wait_for()
            drawn.append(1000 * (time.monotonic() - began))
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"))
            page.close()
        row = {"first_paint_ms": round(statistics.median(paints)), "drawn_ms": round(statistics.median(drawn))}
        yield {"row": f"load {path}", **row, "budget": "400 and 800"}


def _frames(context: BrowserContext, served: Server, seconds: float) -> Iterator[Row]:
    run = served.tell("/api/runs", {"kind": "live"})["id"]
    page = context.new_page()
    page.goto(f"{served.origin}/queue/{run}")
    page.locator(".pipeline .card").first.wait_for()
    for rate in (20, 200):
        served.command(run, "act", {"act": "rate", "times": rate})
        yield {"row": f"live, {rate} records/s", **_of(page, seconds), "budget": "95 % of frames at most 34 ms"}
    served.command(run, "policy", {"high_water": 100_000})
    served.command(run, "fault", {"fault": "stop"})
    for _ in range(10):
        served.command(run, "act", {"act": "burst", "times": 10_000})
    deadline = time.monotonic() + 60
    while served.ask(f"/api/runs/{run}/view")["queue"]["length"] < 99_000 and time.monotonic() < deadline:
        time.sleep(0.2)
    length = served.ask(f"/api/runs/{run}/view")["queue"]["length"]
    yield {"row": f"live, {length:,} records queued", **_of(page, seconds), "budget": "60 frames a second"}
    page.close()


def _trail(context: BrowserContext, megabytes: int) -> Iterator[Row]:
    octets = TRAIL.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.bsm"
        with path.open("wb") as file:
            for _ in range(max(1, megabytes * 1_000_000 // len(octets))):
                file.write(octets)
        with server(str(path)) as other:
            context.add_cookies([{"name": other.cookie, "value": other.token, "url": other.origin}])
            page = context.new_page()
            began = time.monotonic()
            page.goto(other.address)
            page.locator(".token").first.wait_for()
            yield {
                "row": f"a trail of {megabytes} MB to its first record",
                "s": round(time.monotonic() - began, 2),
                "budget": 2,
            }
            page.locator(".pill", has_text="%").first.wait_for(state="detached", timeout=120_000)
            yield {"row": f"select to highlight, {megabytes} MB", **_choices(page), "budget": 50}
            page.close()


def _choices(page: Page) -> Row:
    """Tokens clicked one after the other; a click whose picture came within 16 ms is in no list."""
    page.evaluate(_CLICKS)
    tokens = page.locator(".token").all()
    for number in range(_CHOICES):
        tokens[number % len(tokens)].click()
        page.wait_for_timeout(300)
    took: list[float] = page.evaluate("window.clicks")
    took += [16.0] * (_CHOICES - len(took))
    return {"median_ms": round(statistics.median(took)), "worst_ms": round(max(took))}


def _of(page: Page, seconds: float) -> Row:
    found: dict[str, Any] = page.evaluate(_FRAMES, seconds)
    return {**found, "p95_ms": round(found["p95_ms"], 1)}


def main(words: list[str] | None = None) -> int:
    """Measure and print, one JSON line a row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each look at frames")
    parser.add_argument("--megabytes", type=int, default=64, help="of the trail; 1000 is the other budget")
    arguments = parser.parse_args(words)
    for row in measured(arguments.seconds, arguments.megabytes):
        sys.stdout.write(f"{json.dumps(row)}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
