"""Long random runs, judged whole: the widest net, for what needs many steps to come about."""

from collections.abc import Callable

from hiwater_conform.adapter import Adapter
from hiwater_conform.campaign import Plan, run_campaign
from hiwater_conform.shrink import shrink
from hiwater_inspector.command_line.checking.part import Effort, Seen, told
from hiwater_inspector.command_line.progress import progress
from hiwater_model.configuration import Profile


def random_runs(factory: Callable[[], Adapter], effort: Effort, seed: int, *, shown: bool) -> Seen:
    """All widths, granularities and profiles."""
    adapter = factory()
    try:
        plan = Plan(effort.random_steps, seed, profiles=tuple(Profile))
        with progress("random runs", plan.steps, shown=shown) as show:
            report = run_campaign(adapter, plan, show)
        found = None if report.divergence is None else shrink(adapter, report.divergence).divergence
    finally:
        adapter.close()
    summary = report.summary()
    coverage = summary["coverage"]
    rate = f"{report.steps / report.seconds:,.0f} a second"
    reached = f"{coverage['points_reached']} of {coverage['points']} points reached"
    lines = [f"{report.steps:,} steps in {report.runs:,} runs, {rate}; {reached}"]
    return Seen("random runs", found is None, lines if found is None else told(found), summary)
