"""Stateful Hypothesis: the model and the implementation step by step, and the whole state compared after each."""

from collections.abc import Callable

from hiwater_conform.adapter import Adapter
from hiwater_conform.lockstep import empty_seconds, search
from hiwater_inspector.command_line.checking.part import Effort, Seen, told

_MOVES = 60


def stateful(factory: Callable[[], Adapter], effort: Effort, seed: int) -> Seen:
    """Both granularities; with the time that the same machine takes with an empty body beside it."""
    report = search(factory, effort.hypothesis_runs, _MOVES, seed)
    ratio = empty_seconds(effort.hypothesis_runs, _MOVES, seed) / report.seconds
    speed = f"{report.steps_per_second:,.0f} a second, {ratio:.2f} of what the machine makes with an empty body"
    lines = [f"{report.steps:,} steps in {report.runs:,} runs, {speed}"]
    found = None if report.shrunk is None else report.shrunk.divergence
    document = {**report.summary(), "ratio": round(ratio, 3)}
    return Seen("stateful Hypothesis", found is None, lines if found is None else told(found), document)
