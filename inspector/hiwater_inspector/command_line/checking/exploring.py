"""Every state, and schedules within a bound, of small programs over the parked threads of the shipped code."""

from collections.abc import Callable, Iterator, Sequence

from hiwater_conform.adapter import Adapter
from hiwater_conform.exploring.priorities import explore_at_random
from hiwater_conform.exploring.program import Program
from hiwater_conform.exploring.programs import PROGRAMS
from hiwater_conform.exploring.schedules import SchedulesReport, explore_schedules
from hiwater_conform.exploring.states import StatesReport, explore_states
from hiwater_inspector.command_line.checking.part import Effort, Seen, told
from hiwater_inspector.command_line.progress import progress
from hiwater_model.configuration import Granularity

_LARGE = "two writers"
_CHANGES = 3


def every_state(factory: Callable[[], Adapter], effort: Effort, *, shown: bool) -> Seen:
    """All programs with blocking steps, chosen ones with fine ones."""
    reports = []
    chosen = [program.at(Granularity.BLOCKING) for program in PROGRAMS.values()]
    chosen += [PROGRAMS[name].at(Granularity.FINE) for name in effort.fine_programs]
    with progress("every state", len(chosen), shown=shown) as show:
        for program in chosen:
            reports.append(_states(factory, program, effort.state_seconds))
            show(len(reports))
            if reports[-1].found is not None:
                break
    found = next((report for report in reports if report.found is not None), None)
    lines = list(_state_rows(reports)) if found is None else [f"schedule {found.schedule}", *told(found.found)]
    return Seen("every state", found is None, lines, {"programs": [report.summary() for report in reports]})


def schedules(factory: Callable[[], Adapter], effort: Effort, seed: int, *, shown: bool) -> Seen:
    """Depth first with a bound on preemptions, then random priorities; each schedule is run twice and compared."""
    reports: list[SchedulesReport] = []
    with progress("schedules", 2 * len(PROGRAMS), shown=shown) as show:
        for program in PROGRAMS.values():
            for way in (_within_bound, _at_random):
                reports.append(way(factory, program, effort, seed))
                show(len(reports))
            if any(report.found is not None for report in reports):
                break
    found = next((report for report in reports if report.found is not None), None)
    lines = list(_schedule_rows(reports)) if found is None else [f"schedule {found.schedule}", *told(found.found)]
    return Seen("schedules", found is None, lines, {"programs": [report.summary() for report in reports]})


def _states(factory: Callable[[], Adapter], program: Program, seconds: float) -> StatesReport:
    adapter = factory()
    try:
        return explore_states(program, adapter, seconds=seconds)
    finally:
        adapter.close()


def _within_bound(factory: Callable[[], Adapter], program: Program, effort: Effort, _seed: int) -> SchedulesReport:
    adapter = factory()
    seconds = effort.schedule_seconds
    try:
        return explore_schedules(program, adapter, preemptions=effort.preemptions, seconds=seconds, twice=True)
    finally:
        adapter.close()


def _at_random(factory: Callable[[], Adapter], program: Program, effort: Effort, seed: int) -> SchedulesReport:
    adapter, count = factory(), effort.schedules
    try:
        return explore_at_random(
            program.at(Granularity.FINE), adapter, schedules=count, changes=_CHANGES, seed=seed, twice=True
        )
    finally:
        adapter.close()


def _state_rows(reports: Sequence[StatesReport]) -> Iterator[str]:
    yield f"{'program':16} {'steps':9} {'states':>9} {'transitions':>12} {'deepest':>8} {'stuck':>6} {'a second':>9}"
    for report in reports:
        stuck = sum(one.states for one in report.stuck)
        rate = report.steps / report.seconds
        end = "" if report.exhausted else "  not exhausted"
        yield (
            f"{report.program:16} {report.granularity:9} {report.states:9,} {report.transitions:12,}"
            f" {report.deepest:8} {stuck:6} {rate:9,.0f}{end}"
        )
    known = {finding for report in reports for one in report.stuck for finding in one.kind.findings}
    unknown = [str(one.kind.waiting[0]) for report in reports for one in report.stuck if not _is_known(one.kind)]
    yield f"Stuck states are those of findings {', '.join(sorted(known)) or 'none'}, or wait for time or memory."
    if unknown:
        yield f"Stuck for another reason: {'; '.join(unknown)}."


def _is_known(kind: object) -> bool:
    return bool(getattr(kind, "findings", ())) or getattr(kind, "freed_by", "") in ("time", "memory")


def _schedule_rows(reports: Sequence[SchedulesReport]) -> Iterator[str]:
    yield f"{'program':16} {'steps':9} {'schedules':>9} {'longest':>8} {'a second':>9}  ended"
    for report in reports:
        ended = ", ".join(f"{how} {count:,}" for how, count in report.ended.items() if count)
        end = "" if report.exhausted else "  (a sample)"
        yield (
            f"{report.program:16} {report.granularity:9} {report.schedules:9,} {report.longest:8}"
            f" {report.schedules / report.seconds:9,.0f}  {ended}{end}"
        )
