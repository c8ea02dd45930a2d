"""`hiwater bench`: how fast model, original and comparison are on this machine."""

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from hiwater_conform.adapter import AdapterEnded
from hiwater_conform.campaign_speed import campaign_speed
from hiwater_conform.original.build import BuildError
from hiwater_conform.original.source import SourceError, find_source
from hiwater_conform.original_adapter import OriginalAdapter
from hiwater_conform.process_adapter import ProcessAdapter
from hiwater_conform.speed import Growth, adapter_speed, comparison_speed, growth, model_speed
from hiwater_inspector.command_line.command import Exit, Misuse, print_json

DESCRIPTION = """\
Prints steps per second of the model alone, of the original C through its adapter, and of the comparison
of both; then the microseconds of a step with 10, 1,000 and 100,000 records queued. Those of model and
wire should not grow: a step costs what it changes. Without a C compiler or an audit_io.c the numbers of
the original are left out.

With the command of an adapter: each part of a campaign beside it, in steps per second and as a share of its
bare pipe, which carries requests made beforehand and answers that nobody looks at.
Not good for: a verdict. Whatever else this machine does is in every number."""

STEPS = 30_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how much to measure."""
    parser.add_argument("command", nargs="*", metavar="CMD", help="the command of an adapter, with its arguments")
    parser.add_argument("--steps", type=int, default=STEPS, metavar="N", help=f"steps to measure (default {STEPS})")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print; there is nothing to be found."""
    steps = max(1_000, arguments.steps)
    if arguments.command:
        return _beside(arguments.command, steps, as_json=arguments.json)
    speeds: dict[str, float | None] = {"model": model_speed(steps), "original": None, "comparison": None}
    grown: list[Growth] = []
    try:
        with OriginalAdapter(find_source().text) as adapter:
            adapter.compile(64, 32)
            speeds |= {"original": adapter_speed(adapter, steps), "comparison": comparison_speed(adapter, steps)}
            grown = growth(adapter=adapter)
    except (SourceError, BuildError) as error:
        print(f"hiwater: note: {error}", file=sys.stderr)
        grown = growth()
    if arguments.json:
        print_json(_document(speeds, grown))
    else:
        for name, speed in speeds.items():
            print(f"{name:<12}{'not measured' if speed is None else f'{speed:>10,.0f} steps/s'}")
        print(f"\n{'records':>10}{'model':>12}{'wire':>12}   {'of the first':>12}{'original':>15}")
        for row in grown:
            original = "not measured" if row.original is None else f"{row.original:.1f} µs"
            ratio = f"{_ratio(row, grown[0]):.2f}×"
            print(f"{row.records:>10,}{row.model:>9.1f} µs{row.wire:>9.1f} µs   {ratio:>12}{original:>15}")
    return Exit.FINE


def _beside(command: Sequence[str], steps: int, *, as_json: bool) -> int:
    try:
        with ProcessAdapter(command) as adapter:
            parts = campaign_speed(adapter, steps)
    except (AdapterEnded, OSError, ValueError) as error:
        raise Misuse(f"{command[0]}: {error}") from None
    if as_json:
        print_json({"parts": [part._asdict() for part in parts]})
        return Exit.FINE
    print(f"{'':<26}{'a second':>10}{'of the pipe':>14}")
    for part in parts:
        print(f"{part.name:<26}{part.per_second:>10,.0f}{part.share:>14.3f}")
    return Exit.FINE


def _ratio(row: Growth, first: Growth) -> float:
    return (row.model + row.wire) / (first.model + first.wire)


def _document(speeds: dict[str, float | None], grown: list[Growth]) -> dict[str, Any]:
    return {
        "steps_per_second": {name: None if speed is None else round(speed) for name, speed in speeds.items()},
        "microseconds_a_step": [
            {
                "records": row.records,
                "model": round(row.model, 2),
                "wire": round(row.wire, 2),
                "original": None if row.original is None else round(row.original, 2),
                "ratio": round(_ratio(row, grown[0]), 2),
            }
            for row in grown
        ],
    }
