"""The browser's modules: types check, nothing comes from elsewhere, no page is large, colours can be told apart."""

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest

from hiwater_inspector.web.assets import STATIC, Assets
from hiwater_inspector.web.documents import document
from hiwater_inspector.web.pages import PAGES, Page
from tests.inspector.static.colours import contrast, difference, seen_by

INSPECTOR = STATIC.parents[2]
MODULES = sorted(STATIC.rglob("*.js"))
MOST_MODULES = 20
MOST_BYTES = 250_000
_STATUS = ("synchronous", "deferred", "softcall", "progress", "drop", "asleep", "divergence")


def _palette(theme: int) -> dict[str, str]:
    """The colours of `base.css`: 0 is light, 1 is dark."""
    text = (STATIC / "style" / "base.css").read_text()
    return {
        name: (light, dark)[theme]
        for name, light, dark in re.findall(r"--([a-z-]+): light-dark\((#\w+), (#\w+)\)", text)
    }


def _check(*modules: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "deno", "check", "--no-lock", "--quiet", f"--config={INSPECTOR / 'deno.json'}"]
    return subprocess.run([*command, *map(str, modules)], check=False, capture_output=True, text=True, timeout=120)


def test_types_hold() -> None:
    """The JSDoc of every module, strictly."""
    done = _check(*MODULES)
    assert done.returncode == 0, done.stderr


def test_a_wrong_type_would_be_found(tmp_path: Path) -> None:
    """The check can fail."""
    wrong = tmp_path / "wrong.js"
    wrong.write_text("/** @type {number} */ export const one = 'two';\n")
    assert _check(wrong).returncode != 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_makes_no_markup_from_text(path: Path) -> None:
    """What a trail holds can only be text: no sink of HTML or code, no inline style, no other host."""
    text = path.read_text()
    for sink in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        'setTimeout("',
    ):
        assert sink not in text, sink
    assert not re.search(r"\bstyle:\s", text)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_small(page: Page) -> None:
    """Under 20 modules, under 250 KB unpacked, and every file that it names is there."""
    assets = Assets()
    modules = assets.modules_behind(f"pages/{page.name}.js")
    assert len(modules) <= MOST_MODULES
    styles = [f"style/{one}.css" for one in ("base", page.name) if f"style/{one}.css" in assets.names]
    assert sum((STATIC / one).stat().st_size for one in (*modules, *styles)) <= MOST_BYTES
    named = re.findall(r'(?:src|href)="/static/[0-9a-f]+/([^"]+)"', document(page, assets))
    assert named
    assert set(named) <= set(assets.names)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read(theme: int) -> None:
    """WCAG: 4.5 to 1 against panel and ground, for every colour that is used for words."""
    palette = _palette(theme)
    for ground in ("panel", "ground", "sunken"):
        for name in ("text", "muted", "accent", *_STATUS):
            assert contrast(palette[name], palette[ground]) >= 4.5, (name, ground)
    assert contrast(palette["text"], palette["selection"]) >= 4.5
    assert contrast(palette["on-accent"], palette["accent"]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("sight", ["usual", "protanopia", "deuteranopia", "tritanopia"])
def test_kinds_of_records_can_be_told_apart(theme: int, sight: str) -> None:
    """By computation, for each kind of colour blindness; a second sign stands beside every colour all the same."""
    palette = _palette(theme)
    for one, other in combinations(("synchronous", "deferred", "softcall"), 2):
        apart = difference(seen_by(sight, palette[one]), seen_by(sight, palette[other]))
        assert apart >= 8, (one, other, apart)
