"""`hiwater faults`: processes are killed, stopped, starved, lied to; then the trails are held against the counters."""

import argparse
from collections.abc import Iterator, Sequence

from hiwater_inspector.command_line.command import Exit, print_json
from hiwater_inspector.command_line.faults.catalogue import CASES, case_named
from hiwater_inspector.command_line.faults.rows import Row, document, played
from hiwater_inspector.command_line.faults.stage import FULL, QUICK
from hiwater_inspector.command_line.progress import progress

DESCRIPTION = """\
Runs the audit pipeline for real, as processes, and does to it what happens to machines: the daemon is killed
100 times under load, stopped, slow, or answers garbage; its disk is full, its socket removed; the application
forks, exits with records queued, or is killed. After each fault the trails are read and held against what was
made: every record that was counted as enqueued is in a trail, at most as many stand there twice as were taken
without an answer, those of each thread are in order, the counters add up, and nothing hangs.

What is lost by design is said: the queue of an application that dies by a signal, and what an exit without
a daemon leaves. A thread that sleeps while the daemon is gone does so by design too (hiwater findings W1).
Not good for: power failures, and clocks that are set. Where it may, it mounts a small tmpfs for full disks;
elsewhere it limits the sizes of the daemon's files.

Ends with 1 if anything was not kept. All of it takes minutes; --quick does little of everything."""

_HEADINGS = ("case", "sent", "enqueued", "dropped", "in trails", "twice", "left", "died", "order", "counters", "waited")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take names of cases, and how much of everything."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="a case, such as 'disk full'; all if none is named")
    parser.add_argument("--quick", action="store_true", help="little of everything, in seconds")
    parser.add_argument("--list", action="store_true", help="tell the cases, and do nothing")


def run(arguments: argparse.Namespace) -> int:
    """Play the cases; return FOUND if one was not kept."""
    cases = [case_named(name) for name in arguments.names] or list(CASES.values())
    if arguments.list:
        _list(arguments.json)
        return Exit.FINE
    rows = []
    scale = QUICK if arguments.quick else FULL
    with progress("playing faults", len(cases), shown=not arguments.json) as tell:
        for number, case in enumerate(cases, 1):
            rows.append(played(case, scale))
            tell(number)
    if arguments.json:
        print_json({"quick": arguments.quick, "cases": [document(row) for row in rows], "kept": _all_kept(rows)})
    else:
        print("\n".join(_told(rows)))
    return Exit.FINE if _all_kept(rows) else Exit.FOUND


def _all_kept(rows: Sequence[Row]) -> bool:
    return all(row.kept for row in rows)


def _list(as_json: bool) -> None:
    if as_json:
        print_json({"cases": [{"name": case.name, "summary": case.summary} for case in CASES.values()]})
        return
    width = max(map(len, CASES)) + 2
    for case in CASES.values():
        print(f"{case.name:<{width}}{case.summary}")


def _told(rows: Sequence[Row]) -> Iterator[str]:
    width = max(len(row.name) for row in rows)
    yield f"{_HEADINGS[0]:<{width}}" + "".join(f"{heading:>10}" for heading in _HEADINGS[1:]) + "   seconds  verdict"
    for row in rows:
        cells = [f"{row.sent:,}", f"{row.enqueued:,}", f"{row.dropped:,}", f"{row.in_trails:,}"]
        cells += [f"{row.twice}<={row.twice_allowed}", f"{row.left}", f"{row.died}"]
        cells += ["kept" if row.order_kept else "broken", "right" if row.counters_add_up else "wrong"]
        cells += [f"{row.longest_wait:.2f} s", f"{row.seconds:.1f}"]
        yield f"{row.name:<{width}}" + "".join(f"{cell:>10}" for cell in cells) + f"  {_verdict(row)}"
        yield f"  {row.done}"
        yield from (f"  ! {problem}" for problem in row.problems)
    kept = sum(row.kept for row in rows)
    yield ""
    yield f"{kept} of {len(rows)} cases kept what is promised."
    yield "enqueued, dropped: as far as applications lived to tell; in trails: different records;"
    yield "twice: records that stand in a trail again, and how many may; left: in the queue at an exit, as it said;"
    yield "died: in the queue of an application that was killed; waited: the longest that any call took."


def _verdict(row: Row) -> str:
    return "kept" if row.kept else "NOT KEPT"
