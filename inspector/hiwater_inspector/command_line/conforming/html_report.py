"""A campaign as one page that needs nothing else: verdicts by clause, witnesses, coverage, what was run.

The page has no script and loads nothing, and says so to the browser (Content-Security-Policy). All texts, also those of
an implementation that lies, pass through one function that quotes them. Not good for: being read by a program.
"""

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Final

from hiwater_conform.clauses import clause_registry
from hiwater_conform.conforming import ClauseVerdict, Failure, Judged, Verdict
from hiwater_conform.conforming.campaign import claimed
from hiwater_conform.run_link import TooLong, link_to
from hiwater_conform.runs import run_text
from hiwater_conform.story import clause_sentence
from hiwater_inspector.command_line.conforming.html_style import STYLE
from hiwater_inspector.command_line.conforming.quoting import for_html
from hiwater_inspector.counted import counted

_SIGNS: Final = {
    Verdict.PASS: ("pass", "✓ pass"),
    Verdict.FAIL: ("fail", "✗ fail"),
    Verdict.SKIPPED: ("skipped", "∥ skipped"),
    Verdict.UNKNOWN: ("unknown", "? unknown"),
    Verdict.ASSUMPTION_BROKEN: ("broken", "! assumption broken"),
}
_LONGEST: Final = 4_000
_SHOWN_AS: Final = {"broken": "fail"}
_FILTERS: Final = ("all", "fail", "pass", "skipped", "unknown")


def page(judged: Judged, name: str, summary: str, settings: Mapping[str, str]) -> str:
    """The whole page; `summary` is the verdict in one line, `settings` what was asked for, in words."""
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    parts = [*_head(judged, name, summary), *_witnesses(judged.failures)]
    if judged.declaration is not None:
        parts += [*_matrix(judged), *_coverage(judged)]
    parts += _run(judged, settings)
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(name)} beside the model</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _head(judged: Judged, name: str, summary: str) -> Iterator[str]:
    if judged.declaration is not None:
        yield '<a class="skip" href="#clauses">To the clauses</a>'
    yield f"<header><h1>{_text(name)} beside the model</h1>"
    kind = "pass" if judged.conforms else "fail"
    yield f'<p class="sum {kind}">{"✓" if judged.conforms else "✗"} {_text(summary)}</p>'
    if judged.declaration is None:
        yield f"<p>It did not come through the smoke: {_text(str(judged.smoke.checks[-1].problem))}</p></header><main>"
        return
    yield "".join(f'<p class="muted">{_text(claim)}</p>' for claim in claimed(judged.declaration)) + "</header><main>"


def _witnesses(failures: Iterable[Failure]) -> Iterator[str]:
    for number, failure in enumerate(failures, 1):
        yield f'<section><h2 id="witness-{number}">Witness: {_text(failure.clause or "the protocol")}</h2>'
        yield f"<p>{_text(clause_sentence(failure.clause) if failure.clause else failure.run.title)}</p>"
        yield f"<p class='muted'>Found by {_text(failure.part)} after {counted(failure.found_after_steps, 'step')}.</p>"
        yield from _difference(failure)
        yield f'<h3>Step by step</h3><pre tabindex="0">{_text(failure.told())}</pre>'
        yield '<details><summary>The run, for <code>hiwater replay</code></summary><pre tabindex="0">'
        yield f"{for_html(run_text(failure.run))}</pre></details>"
        yield from _link(failure)
        yield "</section>"


def _difference(failure: Failure) -> Iterator[str]:
    seen = failure.run.divergence
    if seen is None:
        return
    where = f"after step {seen.step}" if seen.step else "before the first step"
    yield f'<div class="differs"><p><strong>≠ The first difference</strong>, {where}, in {_text(seen.key)}</p><dl>'
    yield f"<dt>the model</dt><dd>{_text(_value(seen.expected))}</dd>"
    yield f"<dt>{_text(seen.implementation)}</dt><dd>{_text(_value(seen.actual))}</dd></dl></div>"


def _link(failure: Failure) -> Iterator[str]:
    try:
        link = link_to(failure.run)
    except TooLong:
        return
    yield "<details><summary>The run, for the address of <code>hiwater inspect</code></summary>"
    yield f'<pre tabindex="0">{for_html(link)}</pre></details>'


def _matrix(judged: Judged) -> Iterator[str]:
    counts = Counter(_SHOWN_AS.get(_SIGNS[one.verdict][0], _SIGNS[one.verdict][0]) for one in judged.verdicts)
    counts["all"] = len(judged.verdicts)
    yield '<section><h2 id="clauses">Clauses</h2><fieldset><legend>Show</legend>'
    for kind in _FILTERS:
        checked = " checked" if kind == "all" else ""
        shown = f'{kind} <span class="count">{counts[kind]}</span>'
        yield f'<label><input type="radio" name="show" id="only-{kind}"{checked}> {shown}</label>'
    yield '</fieldset><div class="scroll" tabindex="0" role="region" aria-labelledby="clauses"><table class="clauses">'
    titles = ("clause", "verdict", "strength", "reached", "evidence", "what it says")
    yield "<thead><tr>" + "".join(f'<th scope="col">{title}</th>' for title in titles) + "</tr></thead><tbody>"
    witnesses = {failure.clause: number for number, failure in enumerate(judged.failures, 1)}
    yield from (_row(one, witnesses.get(one.clause)) for one in judged.verdicts)
    yield "</tbody></table></div></section>"


def _row(one: ClauseVerdict, witness: int | None) -> str:
    """A clause; one that failed leads to its witness."""
    kind, sign = _SIGNS[one.verdict]
    clause, name = clause_registry().find(one.clause), _text(one.clause)
    linked = name if witness is None else f'<a href="#witness-{witness}">{name}</a>'
    return (
        f'<tr class="{kind}"><td class="name">{linked}</td><td class="verdict">{sign}</td>'
        f'<td class="strength">{_text(clause.strength.value)}</td><td class="number">{one.times:,}</td>'
        f'<td class="evidence">{_text(one.why)}</td><td>{_text(clause.sentence)}</td></tr>'
    )


def _coverage(judged: Judged) -> Iterator[str]:
    seen = judged.coverage
    reached, of = seen["points_reached"], seen["points"]
    yield f"<section><h2>Coverage</h2><p>{reached} of {of} points of the protocol were reached in what agreed.</p>"
    rows = (
        ("points never reached", seen["points_never_reached"]),
        ("functions never called", seen["functions_never_called"]),
        ("events never seen", [name for name, times in seen["events"].items() if not times]),
    )
    for title, names in rows:
        said = ", ".join(map(str, names)) or "none"
        yield f"<details><summary>{title}: {len(names)}</summary><p>{_text(said)}</p></details>"
    yield "</section>"


def _run(judged: Judged, settings: Mapping[str, str]) -> Iterator[str]:
    facts = {**settings, **{f"steps that agree, {part}": f"{steps:,}" for part, steps in judged.parts.items()}}
    facts["seconds"] = f"{judged.seconds:.1f}"
    rows = "".join(f"<dt>{_text(key)}</dt><dd>{_text(value)}</dd>" for key, value in facts.items())
    yield f'<section><h2>The run</h2><dl class="facts">{rows}</dl></section></main>'


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _text(text: str) -> str:
    """Text of anybody, quoted; no longer than a person reads."""
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({len(text):,} characters)"
    return for_html(shown)
