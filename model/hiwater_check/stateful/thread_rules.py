"""Rules of threads: where they may be parked, who holds a lock, who sleeps and is counted as a sleeper."""

from collections.abc import Iterator
from typing import Final

from hiwater_check.stateful.moment import Moment
from hiwater_conform.coverage import POINTS_OF_NEIGHBOURS, POINTS_OF_THE_FILE
from hiwater_model.draft import LOCK_FIELDS
from hiwater_model.events import Broadcast
from hiwater_model.machine import IDLE, Machine, Wait

WRITER_SLEEPS: Final = 493
READER_SLEEPS: Final = "output:sleep"
_KNOWN: Final = {tuple(point) for point in (*POINTS_OF_THE_FILE, *POINTS_OF_NEIGHBOURS)}
_INSIDE_QUEUE_LOCK: Final = frozenset({474, 475, 478, 489, "output:rblocked", "output:recheck"})
"""Places within the queue lock, besides those at which it is left or slept on."""
_BLOCKED: Final = frozenset({474, 475, 478, 489, 493})
"""Places within audit_sync_block, where an asynchronous record never comes."""
_COUNTED_BEFORE_SLEEP: Final = {WRITER_SLEEPS: 489, READER_SLEEPS: "output:rblocked"}
_SLEEPS_COUNTED: Final = {WRITER_SLEEPS: "wblocked", READER_SLEEPS: "rblocked"}


def known_points(moment: Moment) -> Iterator[str]:
    """A thread is parked at a point of the protocol's tables, for the thing that the table says."""
    for number, _, thread in moment.threads:
        wait = thread.wait
        if wait != IDLE and (wait.at, wait.kind, wait.what) not in _KNOWN:
            yield f"thread {number} is parked at {wait.at} for {wait.kind} {wait.what}, which no table has"


def locks_held(moment: Moment) -> Iterator[str]:
    """A lock's owner is the one thread that is parked inside of it; a lock without owner has nobody inside."""
    if moment.stopped:
        return
    inside: dict[tuple[int | None, str], list[int]] = {}
    for number, thread in enumerate(moment.after.threads):
        lock = lock_held(thread.wait)
        if lock is not None:
            inside.setdefault((thread.wait.zone, lock), []).append(number)
    for number, zone in enumerate(moment.after.zones):
        for lock in LOCK_FIELDS.values():
            owner, found = getattr(zone, lock), inside.get((number, lock), [])
            if found != ([] if owner is None else [owner]):
                yield f"{lock} of zone {number} belongs to {owner}, and inside are {found}"


def lock_held(wait: Wait) -> str | None:
    """The lock within which a thread that is parked so stands; no thread holds two."""
    if wait.kind == "exit":
        return LOCK_FIELDS[wait.what or ""]
    if wait.kind == "door":
        return "door_lock"
    if wait.kind == "wait":
        return "again_lock" if wait.what == "again_cv" else "queue_lock"
    return "queue_lock" if wait.at in _INSIDE_QUEUE_LOCK else None


def sleepers_listed(moment: Moment) -> Iterator[str]:
    """Who sleeps on a condition is on its list, once, and nobody else is."""
    for number, _, zone in moment.zones:
        lists = ((WRITER_SLEEPS, zone.queue.sleeping_writers), (READER_SLEEPS, zone.queue.sleeping_readers))
        for place, listed in lists:
            asleep = _asleep_at(moment.after, place, number)
            if sorted(listed) != asleep:
                yield f"asleep at {place} in zone {number} are {asleep}, and listed {list(listed)}"
    for number, _, thread in moment.threads:
        if thread.wait.kind == "asleep" and not _is_listed(moment.after, number):
            yield f"thread {number} sleeps and no condition knows it"


def _asleep_at(machine: Machine, place: int | str, zone: int) -> list[int]:
    waits = enumerate(thread.wait for thread in machine.threads)
    return [number for number, wait in waits if wait.kind == "asleep" and wait.at == place and wait.zone == zone]


def _is_listed(machine: Machine, number: int) -> bool:
    wait = machine.threads[number].wait
    queue = machine.zones[wait.zone or 0].queue
    return number in (queue.sleeping_writers if wait.at == WRITER_SLEEPS else queue.sleeping_readers)


def sleepers_counted(moment: Moment) -> Iterator[str]:
    """wt_block is the number of writers that sleep or have not run since they were woken, rd_block that of readers."""
    if moment.stopped:
        return
    for number, zone in enumerate(moment.after.zones):
        waits = [thread.wait for thread in moment.after.threads if thread.wait.zone == number]
        writers = sum(wait.at == WRITER_SLEEPS for wait in waits)
        readers = sum(wait.at in (READER_SLEEPS, "output:rblocked") for wait in waits)
        if zone.queue.writers != writers:
            yield f"wt_block of zone {number} is {zone.queue.writers}, and {writers} writers wait"
        if zone.queue.reader != readers:
            yield f"rd_block of zone {number} is {zone.queue.reader}, and {readers} readers wait"


def woken_in_order(moment: Moment) -> Iterator[str]:
    """A broadcast names all sleepers in the order in which they fell asleep, and each wants the queue lock then."""
    told = [event for event in moment.outcome.events if isinstance(event, Broadcast)]
    for number, old, new in moment.zones:
        for condition in ("write", "read"):
            field = "sleeping_writers" if condition == "write" else "sleeping_readers"
            before, after = getattr(old.queue, field), getattr(new.queue, field)
            if after[: len(before)] == before:
                continue
            first = next((event.woke for event in told if event[1:3] == (number, condition)), None)
            if first != before:
                yield f"sleepers of zone {number}, {condition}, went from {before} to {after} without a broadcast"
    for event in told:
        for sleeper in event.woke:
            wait = moment.after.threads[sleeper].wait
            if (wait.kind, wait.what, wait.zone) != ("enter", "queue lock", event.zone):
                yield f"thread {sleeper} was woken and is parked for {wait.kind} {wait.what}"


def sleeps_are_counted(moment: Moment) -> Iterator[str]:
    """Each sleep is counted before it begins: a writer's in wblocked, a reader's in rblocked."""
    now = moment.now
    if now.at not in _COUNTED_BEFORE_SLEEP or now.kind not in ("wait", "asleep"):
        return
    zone = now.zone or 0
    if moment.fine:
        if now.kind == "wait" and moment.was.at != _COUNTED_BEFORE_SLEEP[now.at]:
            yield f"a thread comes to sleep at {now.at} straight from {moment.was.at}"
        return
    counter = _SLEEPS_COUNTED[now.at]
    old, new = (getattr(machine.zones[zone].counters, counter) for machine in (moment.before, moment.after))
    if (new - old) % 2**32 != 1:
        yield f"a sleep at {now.at} changed {counter} from {old} to {new}"


def asynchronous_never_sleeps(moment: Moment) -> Iterator[str]:
    """Threads other than users' never come into the block that lets a writer sleep."""
    if moment.actor >= moment.before.softint and moment.now.at in _BLOCKED:
        yield f"thread {moment.actor} is no user's, and is parked at {moment.now.at}"
