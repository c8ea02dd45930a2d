"""The layers of the proofs, run side by side; what each showed is printed, and kept as evidence.

The composition root adds the one layer that needs the implementation: its critical sections.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from hiwater_check.evidence import folder_of_specification, folder_of_user, record
from hiwater_check.layer import Effort, Tell
from hiwater_check.layers import LAYERS, Layer
from hiwater_check.running import Ended, Verdict, run_layers
from hiwater_inspector.command_line.command import RECORD_ELSEWHERE, WRITE_ELSEWHERE, Exit, print_json, writing
from hiwater_inspector.command_line.progress import several

_CRITICAL: Final = Layer(
    "critical",
    "hiwater_inspector.command_line.checking.critical",
    "CrossHair over the shipped critical sections: each does what the model does, for all integers",
    "symbolic",
    ("hiwater_impl/pipeline", "hiwater_impl/surroundings", "hiwater_check/symbolic"),
)
PROOFS: Final = {**LAYERS, _CRITICAL.name: _CRITICAL}
_LONGEST_FIRST: Final = ("mutants", "tla", "states", "contracts", "stateful", "critical", "induction")


def check_proofs(arguments: argparse.Namespace) -> int:
    """Run the layers; FOUND if one was refuted, died or took too long. A missing tool is told, and skips its layer."""
    names = arguments.layer or list(PROOFS)
    layers = [PROOFS[name] for name in _LONGEST_FIRST if name in names]
    effort = effort_of(arguments)
    ended, began = [], time.perf_counter()
    with _bars(layers, shown=not arguments.json) as tell:
        for one in run_layers(layers, effort, tell):
            ended.append(one)
            if not arguments.json:
                _print(one)
    ended.sort(key=lambda one: list(PROOFS).index(one.layer.name))
    _keep(ended, effort, folder_of_specification() if arguments.record else folder_of_user(), must=arguments.record)
    report = _report(ended, effort, time.perf_counter() - began)
    if arguments.report is not None:
        _write(arguments.report, report)
    if arguments.json:
        print_json(report)
    else:
        print(_table(ended))
        print(_verdict(ended, report["seconds"]))
    return Exit.FOUND if report["verdict"] == "refuted" else Exit.FINE


def effort_of(arguments: argparse.Namespace) -> Effort:
    """How much is done, by what was asked for."""
    return Effort.QUICK if arguments.quick else Effort.LONG if arguments.long else Effort.USUAL


@contextmanager
def _bars(layers: Sequence[Layer], *, shown: bool) -> Iterator[dict[str, Tell]]:
    """One bar a layer while it runs."""

    def teller(update: Callable[[str, str, int, int], None], name: str) -> Tell:
        return lambda what, done, of: update(name, what, done, of)

    with several([layer.name for layer in layers], shown=shown) as update:
        yield {layer.name: teller(update, layer.name) for layer in layers}


def _print(one: Ended) -> None:
    print(f"{one.layer.name} ({one.seconds:.0f} s): {_word(one.verdict)}")
    print("\n".join(f"  {line}" for line in one.lines), end="\n\n", flush=True)


def _word(verdict: Verdict) -> str:
    word: str = verdict.value
    return word if verdict is Verdict.HOLDS else word.upper()


def _table(ended: Sequence[Ended]) -> str:
    rows = [f"{one.layer.name:<10} {_word(one.verdict):<14} {one.seconds:>6.0f} s  {one.layer.what}" for one in ended]
    return "\n".join(rows) + "\n"


def _verdict(ended: Sequence[Ended], seconds: float) -> str:
    holding = sum(one.verdict is Verdict.HOLDS for one in ended)
    missing = [one.layer.name for one in ended if one.verdict is Verdict.MISSING]
    skipped = f"; NOT RUN for want of a tool: {', '.join(missing)}" if missing else ""
    return f"{holding} of {len(ended)} layers hold ({seconds:.0f} s){skipped}."


def _report(ended: Sequence[Ended], effort: Effort, seconds: float) -> dict[str, Any]:
    fine = all(one.verdict in (Verdict.HOLDS, Verdict.MISSING) for one in ended)
    return {
        "verdict": "holds" if fine else "refuted",
        "effort": effort.value,
        "seconds": round(seconds, 1),
        "layers": {
            one.layer.name: {
                "what": one.layer.what,
                "verdict": one.verdict.value,
                "seconds": round(one.seconds, 1),
                "lines": one.lines,
                **one.document,
            }
            for one in ended
        },
    }


def _keep(ended: Sequence[Ended], effort: Effort, folder: Path, *, must: bool) -> None:
    """Record what holds. That the user's own folder cannot be written is no matter; the specification's is."""
    for one in ended:
        if one.verdict is Verdict.HOLDS:
            with writing(folder, RECORD_ELSEWHERE) if must else suppress(OSError):
                record(one, effort, folder)


def _write(path: Path, report: dict[str, Any]) -> None:
    with writing(f"--report {path}", WRITE_ELSEWHERE):
        path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
