"""Pictures of every page in light and dark, for a person to look at: `python -m tests.inspector.screenshots DIR`."""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.inspector.browser.fixtures import chromium
from tests.inspector.serving import HIWATER, Served

TRAIL = Path(__file__).parents[1] / "data" / "bsm" / "illumos-kernel-trail.bsm"
PAGES = {
    "start": "/",
    "queue-live": "/queue",
    "queue-driven": "/queue?open=scenario-high-water",
    "queue-table": "/queue?open=finding-w1&view=table",
    "compare": "/compare/finding-w1?right=fault:writers-not-woken",
    "spec": "/spec/ENQ-03",
    "evidence": "/spec?part=evidence",
    "lesson": "/lessons/lesson-two-marks?step=8",
    "runs": "/runs/finding-w1",
    "help": "/help",
}


def take(browser: Browser, served: Served, theme: str, folder: Path) -> None:
    """Every page in one theme."""
    scheme = "dark" if theme == "dark" else "light"
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    context.add_cookies([{"name": f"hiwater-{served.port}", "value": served.token, "url": served.origin}])
    page = context.new_page()
    trail = served.address.removeprefix(served.origin).partition("?")[0]
    for name, path in {**PAGES, "decode": f"{trail}?rec=2&off=447&len=14"}.items():
        page.goto(f"{served.origin}{path}")
        page.wait_for_timeout(1500)
        _prepare(page, name)
        page.screenshot(path=folder / f"{name}-{theme}.png")
    context.close()


def _prepare(page: Page, name: str) -> None:
    """What is worth seeing is made to happen."""
    if name == "queue-live":
        page.get_by_role("button", name="burst of 200").click()
        page.get_by_role("button", name=re.compile("asleep on write_cv")).first.click()
        page.wait_for_timeout(700)
    elif name.startswith("queue-"):
        for _ in range(8):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(700)


def main() -> int:
    """Begin an inspector, and take them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", HIWATER, "inspect", "--no-browser", "--json", str(TRAIL)]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        served = Served(process, told["address"], told["token"])
        try:
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
                for theme in ("light", "dark"):
                    take(browser, served, theme, folder)
        finally:
            process.terminate()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
