"""Which clauses, points, functions and events a campaign reached, beside the tables of the protocol.

Not good for: saying that a point was reached in every way that matters. It counts, and shows what was never seen.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any, Final, NamedTuple

from hiwater_conform.wire_events import EVENT_NAMES
from hiwater_conform.wire_values import Wire
from hiwater_model.draft import CLAUSES, Write
from hiwater_model.events import Event, Halted, Undefined
from hiwater_model.machine import Machine
from hiwater_model.relation import Outcome
from hiwater_model.steps import FUNCTIONS, NAMES, Answer, Call, Run, Step

_CLAUSE_OF_WRITE: Final[Callable[[Any], str]] = itemgetter(Write._fields.index("clause"))
_CLAUSE_OF_EVENT: Final[Callable[[Any], str]] = itemgetter(0)
_PARTS_OF_A_WAIT: Final = 4
"""On the wire: kind, place, what, zone; of an idle thread it has one part."""
_FILE: Final = """
    151 memory descriptor|254 read state|277 read host valid|279 read info|284 read policy|291 read policy
    295 read policy|299 read host valid|300 memory membuf|302 memory membuf|312 read host valid|314 read info
    325 memory membuf|330 read policy|332 memory membuf|347 read policy|348 memory membuf|361 count totalsize
    372 enter queue lock|376 exit queue lock|403 exit queue lock|406 count enqueue
    422 enter queue lock|446 exit queue lock|453 count written
    474 read state|475 read policy|478 count dropped|489 count wblocked|493 wait write_cv|493 asleep write_cv
    493 enter queue lock|511 enter queue lock|514 exit queue lock|519 exit queue lock
    550 enter door lock|551 door door|554 exit door lock|568 exit door lock|560 enter again lock
    561 wait again_cv|561 timed again_cv|561 enter again lock|564 exit again lock
    593 memory message|599 memory message
    644 read buffer size|645 read buffer size|650 memory buffer|656 read queue head|662 read queue head
    690 read next record|768 read global policy|769 read state|771 count dropped|781 sync disks|782 sync disks
    800 read state|801 read state|811 read info|813 read info|879 count generated|880 count nonattrib
"""
_NEIGHBOURS: Final = """
    async_event:token memory membuf|syscall_exit:generated count generated|syscall_exit:kernel count kernel
    audit:copy memory membuf|audit:zonename read policy|audit:zonename_memory memory membuf
    audit:sequence read policy|audit:sequence_memory memory membuf|audit:trailer read policy
    audit:trailer_memory memory membuf|audit:generated count generated|audit:audit count audit
    audit:totalsize count totalsize|auditdoor:lock enter door lock|auditdoor:unlock exit door lock
    setcond:lock enter queue lock|setcond:unlock exit queue lock|setpolicy:local write policy
    setpolicy:door read door|setpolicy:lock enter queue lock|setpolicy:unlock exit queue lock
    setqctrl:lock enter queue lock|setqctrl:unlock exit queue lock|setkaudit:valid write host valid
    zone_shutdown:door read door|zone_shutdown:invalid write state|zone_shutdown:lock enter queue lock
    zone_shutdown:unlock exit queue lock|zone_shutdown:join join reader
    output:start read delay|output:state read state|output:lock enter queue lock|output:rblocked count rblocked
    output:sleep wait read_cv|output:sleep asleep read_cv|output:sleep enter queue lock|output:recheck read state
    output:off exit queue lock|output:unlock exit queue lock|output:release enter door lock|output:ended exit door lock
    kick:count read count|kick:reader read reader|dont_stop:lock enter queue lock|dont_stop:unlock exit queue lock
"""


class Point(NamedTuple):
    """A place at which a thread can be parked, and what it is about to do there."""

    at: int | str
    kind: str
    what: str


def _points(text: str) -> tuple[Point, ...]:
    points = []
    for words in text.replace("\n", "|").split("|"):
        if words.strip():
            at, kind, what = words.split(maxsplit=2)
            points.append(Point(int(at) if at.isdigit() else at, kind, what.strip()))
    return tuple(points)


POINTS_OF_THE_FILE: Final = _points(_FILE)
POINTS_OF_NEIGHBOURS: Final = _points(_NEIGHBOURS)


def clauses_followed(before: Machine, step: Step, outcome: Outcome) -> set[str]:
    """The clauses that a step followed: of the point it left, its events, what it wrote, and the last thing it did.

    A clause of a helper, which is no point and writes nothing itself, is not among them.
    """
    found = set(map(_CLAUSE_OF_WRITE, outcome.writes))
    if outcome.events:
        found.update(map(_CLAUSE_OF_EVENT, outcome.events))
    if type(step) is Run or type(step) is Answer:
        place = before.threads[step[0]].wait.at
        if place is not None:
            found.add(CLAUSES[place])
    if outcome.clause:
        found.add(outcome.clause)
    return found


class Coverage:
    """Counts what was reached. Points are counted each time a thread is parked at one anew."""

    def __init__(self) -> None:
        self.clauses: Counter[str] = Counter()
        """For each clause the steps that followed it."""
        self.points: Counter[Point] = Counter()
        self.functions: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.undefined: Counter[str] = Counter()
        self.halted: Counter[str] = Counter()

    def stepped(self, step: Step, events: tuple[Event, ...], changed: dict[str, Wire]) -> None:
        """Count a step: its function if it is a call, its events, and the points at which it parked threads."""
        if type(step) is Call:
            self.functions[NAMES[type(step.arguments)]] += 1
        for event in events:
            self.events[EVENT_NAMES[type(event)]] += 1
            if type(event) is Halted:
                self.halted[event.reason] += 1
        points: Counter[Any] = self.points  # counted under tuples, which equal a Point and are made faster
        for key, value in changed.items():
            if type(value) is tuple and len(value) == _PARTS_OF_A_WAIT and key.endswith(".wait"):
                place = value[1], value[0], value[2]
                points[place] = points.get(place, 0) + 1

    def followed(self, clauses: Iterable[str]) -> None:
        """Count the clauses of a step, or those of many, each as often as steps followed it."""
        self.clauses.update(clauses)

    def ended(self, events: tuple[Event, ...]) -> None:
        """Count a run that ended before an undefined step."""
        event = events[-1]
        if isinstance(event, Undefined):
            self.undefined[f"{event.clause}: {event.reason}"] += 1

    def add(self, other: "Coverage") -> None:
        """Take over the counts of another one."""
        for name, counts in vars(other).items():
            vars(self)[name].update(counts)

    def never(self) -> list[Point]:
        """Points of the protocol's tables that were not reached."""
        return [point for point in (*POINTS_OF_THE_FILE, *POINTS_OF_NEIGHBOURS) if not self.points[point]]

    def unknown(self) -> list[Point]:
        """Points that were reached and are in no table."""
        known = {*POINTS_OF_THE_FILE, *POINTS_OF_NEIGHBOURS}
        return [Point(*point) for point in self.points if point not in known]

    def summary(self) -> dict[str, Wire]:
        """For a report: how many points were reached, which never, which functions, events and ends."""
        table = (*POINTS_OF_THE_FILE, *POINTS_OF_NEIGHBOURS)
        return {
            "points": len(table),
            "points_reached": sum(1 for point in table if self.points[point]),
            "points_never_reached": [f"{point.at} {point.kind} {point.what}" for point in self.never()],
            "functions_never_called": [name for name in FUNCTIONS if not self.functions[name]],
            "clauses": dict(sorted(self.clauses.items())),
            "events": {name: self.events[name] for name in EVENT_NAMES.values()},
            "halted": dict(sorted(self.halted.items())),
            "undefined": dict(sorted(self.undefined.items(), key=lambda item: -item[1])),
        }
