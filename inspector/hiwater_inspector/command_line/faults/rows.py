"""One case becomes one row of the table: it is played, its trails are read, and what does not add up is said."""

import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hiwater_impl.daemon.child import DaemonFailed
from hiwater_impl.records.sources import Unreadable
from hiwater_inspector.command_line.faults.applications import Ended
from hiwater_inspector.command_line.faults.catalogue import Case
from hiwater_inspector.command_line.faults.judging import InTrails, counters, lost, order, twice
from hiwater_inspector.command_line.faults.stage import Scale, Stage, Staged
from hiwater_inspector.command_line.faults.waiting import Broken
from hiwater_inspector.command_line.running.account import BOOT_RECORDS


@dataclass(slots=True)
class Row:
    """What was done and what came of it, over all applications of a case."""

    name: str
    done: str = ""
    sent: int = 0
    enqueued: int = 0
    """As far as applications lived to tell."""
    dropped: int = 0
    in_trails: int = 0
    """Different records."""
    twice: int = 0
    twice_allowed: int = 0
    left: int = 0
    """Records that an application said it left in its queue."""
    died: int = 0
    """Records that died with an application, in its queue."""
    order_kept: bool = True
    counters_add_up: bool = True
    longest_wait: float = 0.0
    seconds: float = 0.0
    problems: list[str] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """The verdict."""
        return not self.problems


def played(case: Case, scale: Scale) -> Row:
    """Play a case to its end, or to its deadline."""
    row = Row(case.name)
    begun = time.monotonic()
    with Staged(scale) as stage:
        try:
            everyone = case.play(stage)
            stage.terminate_daemons()
            judge(row, everyone, *stage.read_trails())
        except Broken as problem:
            row.problems.append(str(problem))
            row.longest_wait = max((each.ledger.longest() for each in stage.applications), default=0.0)
        except (DaemonFailed, Unreadable, OSError) as problem:
            row.problems.append(f"could not be played to its end: {problem}")
        row.done = "; ".join(stage.done)
        _say_failures(row, stage)
    row.seconds = time.monotonic() - begun
    return row


def judge(row: Row, everyone: Iterable[Ended], there: dict[str, InTrails], damaged: int) -> None:
    """Fill in the row from what is known of applications, and what was found in the trails."""
    found_of = defaultdict(InTrails, there)
    for ended in everyone:
        _add(row, ended, found_of[ended.address])
        del found_of[ended.address]
    for stranger, rest in found_of.items():
        row.problems.append(f"{rest.found.records} records in the trails are of nobody: address {stranger or 'none'}")
    if damaged:
        row.problems.append(f"{damaged} pieces of the trails are damaged")


def _add(row: Row, ended: Ended, there: InTrails) -> None:
    counted = ended.statistics
    row.sent += sum(ended.sent.values())
    row.in_trails += len(there.found.numbers)
    row.twice += there.found.twice
    row.twice_allowed += ended.twice
    row.left += ended.left
    row.longest_wait = max(row.longest_wait, ended.longest)
    if counted is None:
        row.died += max(0, sum(ended.sent.values()) + BOOT_RECORDS - len(there.found.numbers))
    else:
        row.enqueued += counted.enqueue
        row.dropped += counted.dropped
    out_of_order, miscounted = list(order(there)), list(counters(ended, there))
    row.order_kept &= not out_of_order
    row.counters_add_up &= not miscounted
    row.problems += [*lost(ended, there), *twice(ended, there), *out_of_order, *miscounted, *ended.wrong]
    if ended.in_call and counted is not None:
        row.problems.append(f"{ended.in_call} threads of application {ended.name} never came out of a call")


def _say_failures(row: Row, stage: Stage) -> None:
    """A traceback is never part of a case, but in the exit by an exception."""
    for application in stage.applications:
        complaint = application.complaint()
        if "Traceback" in complaint and "the application fails" not in complaint:
            row.problems.append(f"application {application.name} said: {complaint.splitlines()[-1]}")


def document(row: Row) -> dict[str, Any]:
    """The row for JSON."""
    return {
        "case": row.name,
        "done": row.done,
        "sent": row.sent,
        "enqueued": row.enqueued,
        "dropped": row.dropped,
        "in_trails": row.in_trails,
        "twice": row.twice,
        "twice_allowed": row.twice_allowed,
        "left_in_queue": row.left,
        "died_with_application": row.died,
        "order_kept": row.order_kept,
        "counters_add_up": row.counters_add_up,
        "longest_wait_seconds": round(row.longest_wait, 3),
        "seconds": round(row.seconds, 1),
        "problems": row.problems,
        "kept": row.kept,
    }
