"""`hiwater run`: the implementation under a named workload, and whether its account adds up."""

import argparse
import shlex
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hiwater_impl.daemon.child import DaemonFailed
from hiwater_impl.library.errors import UnknownName
from hiwater_impl.library.numbers import Policy, policy_of
from hiwater_impl.records.sources import Unreadable
from hiwater_inspector.command_line.command import Exit, Misuse, print_json
from hiwater_inspector.command_line.numbers import positive
from hiwater_inspector.command_line.progress import progress
from hiwater_inspector.command_line.running.account import Found, problems, read_trails
from hiwater_inspector.command_line.running.display import counters
from hiwater_inspector.command_line.running.driver import ALWAYS, Driven, Driver
from hiwater_inspector.command_line.running.workloads import WORKLOADS, Workload, workload_named

DESCRIPTION = """\
Runs the audit pipeline for real: threads that make records, the queue with its marks, a door to a daemon
process, trail files in DIR. Meanwhile the counters are shown; at the end the trails are read and held
against what was made: every record that was queued is in a trail, those of a thread in their order, and
what was made is queued or counted as dropped. Policies SEQ and TRAIL are always on: so it can be told.

Ends with 1 if the account does not add up. The trails stay; `hiwater decode` reads them.
Not good for: a benchmark. How fast it goes is what the workload asks for."""

SECONDS = 5.0
MOST_RECORD_BYTES = 60_000
LONGEST_SECONDS = 86_400.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a workload, a directory, and what differs from the workload's own settings."""
    parser.add_argument("--workload", metavar="NAME", help=f"one of: {', '.join(WORKLOADS)} (or with dashes)")
    parser.add_argument("--directory", type=Path, metavar="DIR", help="where the trails go: a new or empty directory")
    parser.add_argument("--list", action="store_true", help="tell the workloads, and do nothing")
    parser.add_argument("--seconds", type=_seconds, default=SECONDS, metavar="S", help="how long (default 5)")
    parser.add_argument("--threads", type=positive, metavar="N", help="threads that make records")
    parser.add_argument("--record-bytes", type=positive, metavar="N", help="bytes of a record's text token")
    parser.add_argument("--policy", metavar="WORDS", help="policy, as in 'cnt,zonename'")


def run(arguments: argparse.Namespace) -> int:
    """Drive the workload; return FOUND if the account does not add up."""
    if arguments.list:
        return _list(arguments.json)
    if arguments.workload is None or arguments.directory is None:
        raise Misuse("give --workload NAME and --directory DIR; --list tells the workloads")
    workload = _chosen(arguments)
    directory = _prepared(arguments.directory)
    driver = Driver(workload, directory, arguments.seconds)
    try:
        with counters(workload.name, arguments.seconds, workload.high_water) as show:
            driven = driver.run(show)
        with progress("reading the trails", driven.statistics.enqueue, shown=not arguments.json) as tell:
            found = read_trails(directory, tell)
    except DaemonFailed as failure:
        raise Misuse(str(failure)) from None
    except Unreadable as failure:
        raise Misuse(f"{failure.path}: {failure.reason}") from None
    wrong = list(problems(driven, found))
    if arguments.json:
        print_json(_document(workload, driven, found, wrong))
    else:
        print("\n".join(_told(workload, driven, found, wrong, directory)))
    return Exit.FOUND if wrong else Exit.FINE


def _list(as_json: bool) -> int:
    if as_json:
        print_json({"workloads": [{"name": each.name, "summary": each.summary} for each in WORKLOADS.values()]})
    else:
        width = max(map(len, WORKLOADS)) + 2
        print("\n".join(f"{each.name:<{width}}{each.summary}" for each in WORKLOADS.values()))
    return Exit.FINE


def _chosen(arguments: argparse.Namespace) -> Workload:
    """The workload, with what was asked to be different."""
    workload = workload_named(arguments.workload)
    if arguments.threads is not None:
        share = min(workload.asynchronous, arguments.threads)
        workload = replace(workload, threads=arguments.threads, asynchronous=share)
    if arguments.record_bytes is not None:
        if arguments.record_bytes > MOST_RECORD_BYTES:
            raise Misuse(f"--record-bytes: {MOST_RECORD_BYTES:,} at most")
        workload = replace(workload, record_bytes=arguments.record_bytes)
    if arguments.policy is not None:
        try:
            bits = policy_of(arguments.policy)
        except UnknownName as unknown:
            raise Misuse(f"--policy: {unknown}; there are: {', '.join(Policy.__members__).lower()}") from None
        if bits & (Policy.AHLT | Policy.PERZONE):
            raise Misuse("--policy: ahlt would stop this process, and perzone needs zones; leave them out")
        workload = replace(workload, policy=arguments.policy, flips=())
    return workload


def _prepared(directory: Path) -> Path:
    """The directory, there and empty; one that is made is for its user and group, as trails are."""
    try:
        directory.mkdir(mode=0o750, parents=True, exist_ok=True)
        empty = not any(directory.iterdir())
    except OSError as error:
        raise Misuse(f"{directory}: {error.strerror}; name a directory that can be written to") from None
    if not empty:
        raise Misuse(f"{directory} is not empty: name a new directory, or the account would count what is there")
    return directory


def _seconds(text: str) -> float:
    """A number of seconds, for argparse."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= LONGEST_SECONDS:
        raise argparse.ArgumentTypeError(f"a number of seconds above 0, at most {LONGEST_SECONDS:,.0f}, not {text!r}")
    return number


def _told(workload: Workload, driven: Driven, found: Found, wrong: list[str], directory: Path) -> Iterable[str]:
    counted = driven.statistics
    made = sum(driven.sent.values())
    yield f"{workload.name}: {driven.seconds:.1f} s, {workload.threads} threads, policy {_policy(workload)}"
    if workload.flips:
        yield f"  and with it, in turn: {', '.join(workload.flips)}"
    yield ""
    rows = [
        ("made", f"{made:,}", "and the boot record"),
        ("queued", f"{counted.enqueue:,}", f"{counted.enqueue / driven.seconds:,.0f} a second"),
        ("dropped", f"{counted.dropped:,}", "counted, not recorded"),
        ("waited", f"{counted.wblocked:,}", f"times that a thread slept at high water, {driven.most_waiting} at once"),
        ("longest queue", f"{driven.longest_queue:,}", f"high water is {workload.high_water:,}"),
        ("written", f"{counted.written:,}", "taken by the daemon"),
        ("in the trails", f"{len(found.numbers):,}", "in one file" if found.files == 1 else f"in {found.files} files"),
        ("twice", f"{found.twice:,}", "sent again, since no answer had come"),
    ]
    if driven.kills:
        rows.append(("daemon killed", f"{driven.kills:,}", "times, and replaced"))
    if driven.stops:
        rows.append(("daemon stopped", f"{driven.stops:,}", "times, and continued"))
    if driven.policies_set:
        rows.append(("policies set", f"{driven.policies_set:,}", ""))
    for name, number, remark in rows:
        yield f"  {name:<16}{number:>10}  {remark}".rstrip()
    yield ""
    yield from wrong or [
        "The account adds up: every queued record is in a trail, those of each thread in order, the rest is counted."
    ]
    yield f"Read them: hiwater decode -l {shlex.quote(str(directory))}/*"


def _policy(workload: Workload) -> str:
    return str(Policy(policy_of(f"{ALWAYS} {workload.policy}")).name).lower().replace("|", ",")


def _document(workload: Workload, driven: Driven, found: Found, wrong: list[str]) -> dict[str, Any]:
    return {
        "workload": workload.name,
        "policy": _policy(workload),
        "threads": workload.threads,
        "seconds": round(driven.seconds, 3),
        "made": driven.sent,
        "statistics": driven.statistics._asdict(),
        "longest_queue": driven.longest_queue,
        "most_writers_waiting": driven.most_waiting,
        "daemon_killed": driven.kills,
        "daemon_stopped": driven.stops,
        "policies_set": driven.policies_set,
        "trails": {
            "files": found.files,
            "records": found.records,
            "different_records": len(found.numbers),
            "twice": found.twice,
            "damaged": found.damaged,
            "out_of_order": len(found.out_of_order),
        },
        "problems": wrong,
        "adds_up": not wrong,
    }
