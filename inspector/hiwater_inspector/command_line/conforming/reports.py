"""A campaign's verdicts in several forms: for a terminal, a script, a build's summary, a test runner."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill, wrap
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree

from hiwater_conform.conforming import ClauseVerdict, Judged, Verdict
from hiwater_conform.conforming.campaign import claimed
from hiwater_conform.runs import run_to_wire
from hiwater_conform.story import clause_sentence
from hiwater_inspector.command_line.conforming.html_report import page
from hiwater_inspector.command_line.conforming.quoting import fenced, for_markdown, printable

Settings: TypeAlias = Mapping[str, str]
"""What was asked for and with what, in words: tier, seed, versions."""
WIDTH: Final = 110
_LONGEST: Final = 300


def told(judged: Judged, saved: Sequence[Path]) -> Iterator[str]:
    """For a terminal: each failure as a story, then what was not judged, then the sum."""
    if judged.declaration is None:
        problem = printable(str(judged.smoke.checks[-1].problem))[:_LONGEST]
        yield f"It did not come through the smoke: {problem}. `hiwater smoke` tells more."
        return
    claims = (printable(claim) for claim in claimed(judged.declaration))
    yield from (line for claim in claims for line in wrap(claim, WIDTH, subsequent_indent="  "))
    yield ""
    for failure, path in zip(judged.failures, saved, strict=True):
        name = failure.clause or "the protocol"
        yield f"FAIL {name}, found by {failure.part} after {failure.found_after_steps:,} steps"
        yield printable(failure.told())
        yield f"Saved as {path}; `hiwater replay {path}` tells it again.\n"
    unknown = [one.clause for one in judged.verdicts if one.verdict is Verdict.UNKNOWN]
    if unknown:
        words = f"never followed, or without a defined outcome: {', '.join(unknown)}"
        yield fill(words, WIDTH, subsequent_indent="  ")
    yield summary(judged)


def summary(judged: Judged) -> str:
    """One line: how many clauses have which verdict, how many steps agreed, in which time.

    Of an implementation that did not keep the protocol in the smoke no clause was judged.
    """
    if judged.declaration is None:
        return f"Does not conform: no clause was judged, as it failed the smoke; {judged.seconds:.1f} s."
    counts = ", ".join(f"{judged.count(verdict)} {verdict.value}" for verdict in Verdict if judged.count(verdict))
    steps = sum(judged.parts.values())
    word = "Conforms" if judged.conforms else "Does not conform"
    return f"{word}: of {len(judged.verdicts)} clauses {counts}; {steps:,} steps agree, {judged.seconds:.1f} s."


def document(judged: Judged, name: str, settings: Settings) -> dict[str, Any]:
    """For a script: everything, each failure with its run."""
    return {
        "judged": name,
        "run": dict(settings),
        "conforms": judged.conforms,
        "seconds": round(judged.seconds, 2),
        "claims": [] if judged.declaration is None else list(claimed(judged.declaration)),
        "smoke": judged.smoke.checks[-1].problem,
        "steps": judged.parts,
        "clauses": {
            one.clause: {"verdict": one.verdict.value, "times": one.times, "why": one.why} for one in judged.verdicts
        },
        "failures": [
            {
                "clause": failure.clause,
                "part": failure.part,
                "after_steps": failure.found_after_steps,
                "run": run_to_wire(failure.run),
            }
            for failure in judged.failures
        ],
    }


def jsonl(judged: Judged, name: str, settings: Settings) -> str:
    """JSON lines: one of the whole, then one a clause."""
    whole = document(judged, name, settings)
    clauses = whole.pop("clauses")
    lines = [whole, *({"clause": clause, **verdict} for clause, verdict in clauses.items())]
    return "".join(json.dumps(line) + "\n" for line in lines)


def markdown(judged: Judged, name: str, settings: Settings) -> str:
    """For a build's summary: the sum, the failures as stories, a table of clauses."""
    lines = [f"# {for_markdown(name)} beside the model\n", f"{summary(judged)}\n"]
    lines += [f"{for_markdown(', '.join(f'{key} {value}' for key, value in settings.items()))}.\n"]
    for failure in judged.failures:
        lines += [f"## {failure.clause or 'The protocol'}\n", fenced(failure.told(), "text") + "\n"]
    lines += ["| clause | verdict | why |", "|---|---|---|"]
    lines += [f"| {one.clause} | {one.verdict.value} | {for_markdown(one.why)} |" for one in judged.verdicts]
    return "\n".join(lines) + "\n"


def junit(judged: Judged, name: str, settings: Settings) -> str:
    """For a test runner: one test a clause; what failed carries its story."""
    name = printable(name)
    suite = ElementTree.Element(
        "testsuite",
        name=f"hiwater conform {name}",
        tests=str(max(1, len(judged.verdicts))),
        failures=str(judged.count(Verdict.FAIL)),
        errors=str(judged.count(Verdict.ASSUMPTION_BROKEN) + (judged.declaration is None)),
        skipped=str(judged.count(Verdict.SKIPPED) + judged.count(Verdict.UNKNOWN)),
        time=f"{judged.seconds:.3f}",
    )
    properties = ElementTree.SubElement(suite, "properties")
    for key, value in settings.items():
        ElementTree.SubElement(properties, "property", name=printable(key), value=printable(value))
    if judged.declaration is None:
        case = ElementTree.SubElement(suite, "testcase", classname=name, name="smoke")
        ElementTree.SubElement(case, "error", message=printable(str(judged.smoke.checks[-1].problem)))
    for one in judged.verdicts:
        _case(suite, name, one)
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ElementTree.Element, name: str, one: ClauseVerdict) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=name, name=one.clause)
    if one.verdict is Verdict.PASS:
        return
    tag = {Verdict.FAIL: "failure", Verdict.ASSUMPTION_BROKEN: "error"}.get(one.verdict, "skipped")
    inner = ElementTree.SubElement(case, tag, message=printable(f"{one.verdict.value}: {one.why}"))
    if one.verdict is Verdict.FAIL and one.failure is not None:
        inner.text = printable(f"{clause_sentence(one.clause)}\n\n{one.failure.told()}")


def html(judged: Judged, name: str, settings: Settings) -> str:
    """For a person: one page."""
    return page(judged, name, summary(judged), settings)


FORMS: Final[dict[str, Callable[[Judged, str, Settings], str]]] = {
    "jsonl": jsonl,
    "junit": junit,
    "markdown": markdown,
    "html": html,
}
"""The reports that can be written to a file, by option."""
