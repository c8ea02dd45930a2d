"""A failure in a form that travels: a test case, the text of an issue, a link.

Titles and values may come from an implementation that is being judged, so each form quotes what it takes in.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hiwater_conform.comparison import Divergence
from hiwater_conform.run_link import TooLong, link_to
from hiwater_conform.runs import SavedRun, run_text
from hiwater_conform.story import clause_sentence, saved, tell_saved
from hiwater_conform.transcript import replay
from hiwater_inspector.command_line.command import Misuse
from hiwater_inspector.command_line.conforming.pytest_case import case_text
from hiwater_inspector.command_line.conforming.quoting import fenced, for_markdown

_LONGEST_VALUE: Final = 2_000


def seen_now(run: SavedRun, divergence: Divergence, name: str) -> SavedRun:
    """The run with the difference that has just been seen; what was told about the run stays."""
    fresh = saved(divergence, run.stages, name)
    if not run.title:
        return fresh
    kept = {number: note for number, note in run.notes.items() if number <= len(fresh.steps)}
    return replace(fresh, id=run.id, title=run.title, why=run.why, clauses=run.clauses, notes=kept)


def as_pytest(run: SavedRun, avoided: frozenset[str]) -> str:
    """A module with one test, which needs pytest and the adapter's command in the environment, and not hiwater."""
    return case_text(run, replay(run.configuration, run.steps, avoided=avoided))


def as_markdown(run: SavedRun, _avoided: frozenset[str]) -> str:
    """For an issue: the steps, what was expected and seen, the clause, and the run as a file."""
    title = run.title or run.id or "A run of the audit queue"
    parts = [f"# {for_markdown(title)}", "## Steps", fenced(tell_saved(run), "text")]
    seen = run.divergence
    if seen is not None:
        where = f"after step {seen.step}" if seen.step else "before the first step"
        parts += [
            f"## Expected {where}, in {for_markdown(seen.key)}",
            fenced(_value(seen.expected), "json"),
            f"## Seen from {for_markdown(seen.implementation)}",
            fenced(_value(seen.actual), "json"),
        ]
        if seen.clause is not None:
            parts += ["## Clause", for_markdown(clause_sentence(seen.clause))]
    parts += ["## To try it again", "Save this as `run.json`, and run `hiwater replay run.json -- CMD`."]
    parts += [f"<details><summary>run.json</summary>\n\n{fenced(run_text(run).rstrip(), 'json')}\n\n</details>"]
    return "\n\n".join(parts) + "\n"


def as_link(run: SavedRun, _avoided: frozenset[str]) -> str:
    """The path that the inspector opens; it stands behind the address that `hiwater inspect` prints."""
    try:
        return link_to(run) + "\n"
    except TooLong as error:
        raise Misuse(f"--as link: {error}") from None


FORMS: Final[dict[str, Callable[[SavedRun, frozenset[str]], str]]] = {
    "pytest": as_pytest,
    "markdown": as_markdown,
    "link": as_link,
}
"""What `--as` can make of a run; the clauses are those whose steps are left out."""


def _value(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]} … ({len(text):,} characters)"
