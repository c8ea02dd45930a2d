"""The reports of `hiwater conform`: whole, and harmless whatever an adapter says of itself."""

import re
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from hiwater_conform.adapter import Declaration, Skip
from hiwater_conform.clauses import clause_registry
from hiwater_conform.conforming import TIERS, Judged, conform
from hiwater_conform.model_adapter import ModelAdapter
from hiwater_inspector.command_line import main
from hiwater_inspector.command_line.command import Exit
from hiwater_inspector.command_line.conforming.reports import FORMS, summary

EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`|\x00\x1b[31m\u202e```\n# h"
VOID = {"meta", "input", "img", "link", "br", "hr"}


class Hostile(ModelAdapter):
    """Every string that it sends means something to a browser, a terminal, or a build's page."""

    def start(self) -> Declaration:
        """Who it is."""
        skips = (Skip("DEFER", EVIL, f"javascript:{EVIL}"),)
        return Declaration(EVIL, EVIL, (*super().start().capabilities, EVIL), skips)

    def exchange(self, lines: list[bytes]) -> list[bytes]:
        """After a while every name is evil, too."""
        evil = EVIL.encode("unicode_escape").replace(b"\\x", b"\\u00").replace(b'"', b'\\"')
        answers = super().exchange(lines)
        return answers[:40] + [answer.replace(b'"returned"', b'"' + evil + b'"') for answer in answers[40:]]


class Page(HTMLParser):
    """The elements of a page, with their attributes, and whether each that begins also ends."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """It ends, and no other."""
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def judged() -> Judged:
    """A campaign against the hostile one, which fails."""
    return conform(Hostile(), TIERS["tiny"]._replace(failures=1, shrink_seconds=0.3), 1, name=EVIL)


def test_the_hostile_one_fails_and_shows_its_strings(judged: Judged) -> None:
    """Otherwise the other tests would show nothing."""
    assert judged.failures
    assert judged.declaration is not None
    page = FORMS["html"](judged, EVIL, {EVIL: EVIL})
    assert page.count("&lt;script&gt;alert(1)") >= 5


def test_the_page_has_nothing_that_acts(judged: Judged) -> None:
    """No script, handler, form, frame or address but one within the page; the policy forbids all but its own style."""
    page = FORMS["html"](judged, EVIL, {EVIL: EVIL})
    parsed = Page(page)
    assert parsed.open == []
    tags = {tag for tag, _ in parsed.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "link", "base", "svg"}
    for _, attributes in parsed.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "style")]
        assert str(attributes.get("href", "#")).startswith("#")
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    policy = next(one["content"] for tag, one in parsed.elements if tag == "meta" and "http-equiv" in one)
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style[1]
    assert "http" not in re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL).replace("http-equiv", "")


def test_no_report_has_control_characters(judged: Judged) -> None:
    """In none of the forms; the XML is XML."""
    for name, form in FORMS.items():
        text = form(judged, EVIL, {EVIL: EVIL})
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", text), name
    ElementTree.fromstring(FORMS["junit"](judged, EVIL, {EVIL: EVIL}))


def test_the_page_has_every_clause_and_the_witness(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Verdict, strength, how often reached; what failed leads to its witness; the run, what was asked for."""
    path = tmp_path / "report.html"
    liar = ["--", sys.executable, "-m", "tests.conformance.liars", "wakes-at-low-water"]
    assert main(["conform", "--save", str(tmp_path), "--html", str(path), "--profile", "given", *liar]) == Exit.FOUND
    page = path.read_text(encoding="utf-8")
    clauses = clause_registry().clauses
    for clause in clauses:
        assert f">{clause.identifier}</" in page
    row = next(line for line in page.splitlines() if '<td class="name"><a href="#witness-1">ENQ-08</a></td>' in line)
    assert page.count('id="witness-1"') == 1
    assert f'all <span class="count">{len(clauses)}</span>' in page
    assert 'fail <span class="count">1</span>' in page
    assert "✗ fail" in row
    assert ">must<" in row
    assert "≠ The first difference" in page
    assert "user0 calls au_close" in page
    assert "/compare?run=" in page
    for fact in ("<dt>tier</dt><dd>tiny</dd>", "<dt>profile</dt><dd>given</dd>", "<dt>hiwater</dt>"):
        assert fact in page
    assert "points of the protocol were reached" in page
    assert "Does not conform" in capsys.readouterr().out


def test_a_profile_that_is_not_claimed_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    """It says what is claimed; a word that is no profile is refused, too."""
    ours = ["--", sys.executable, "-m", "tests.conformance.modes.plain"]
    assert main(["conform", "--profile", "debug", *ours]) == Exit.MISUSE
    assert "does not claim profile:debug; it is judged as given" in capsys.readouterr().err
    assert main(["conform", "--profile", "windows", "--adapter", "ours"]) == Exit.MISUSE
    assert "'given', 'later', 'debug'" in capsys.readouterr().err


def test_who_fails_the_smoke_is_told_so_and_judged_by_no_clause(judged: Judged) -> None:
    """No table of no clauses, no figures of nothing: why it did not come through."""
    said_nothing = judged._replace(declaration=None, verdicts=(), failures=(), parts={})
    assert summary(said_nothing).startswith("Does not conform: no clause was judged, as")
    page = FORMS["html"](said_nothing, EVIL, {EVIL: EVIL})
    parsed = Page(page)
    assert parsed.open == []
    assert "It did not come through the smoke" in page
    assert not {"table", "fieldset"} & {tag for tag, _ in parsed.elements}
    assert "#clauses" not in page.partition("</style>")[2]
