"""What can be seen of the implementation: every field that is left behind, and every event, in the passage's form."""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any, Final

from hiwater_impl.pipeline.asynchronous import finish_backend
from hiwater_impl.pipeline.chains import Chain
from hiwater_impl.pipeline.system import AuditSystem
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_inspector.command_line.checking.critical.passage import Record
from hiwater_inspector.command_line.checking.critical.situation import OF_QUEUE, OF_THREAD, OF_ZONE

_QUEUE: Final = attrgetter(*OF_QUEUE)
_ZONE: Final = attrgetter(*OF_ZONE)
_THREAD: Final = attrgetter(*OF_THREAD)


def observed(system: AuditSystem, actor: AuditThread, bystanders: Sequence[Any]) -> dict[str, Any]:
    """Every field of queue, zone, counters, locks, the actor and the system; where the bystanders are parked."""
    surroundings: Any = system.surroundings
    context = system.contexts[0]
    queue = context.queue
    softcalls, timers = surroundings.softcalls, surroundings.timers
    return {
        "queue": _QUEUE(queue),
        "records": [*_records(queue.head)],
        "zone": _ZONE(context),
        "counters": context.counters.values(),
        "thread": _THREAD(actor),
        "label": actor.label is not None,
        "descriptor": _membufs(actor.descriptor),
        "local": _membufs(actor.local),
        "deferred": [_entry(entry) for entry in actor.deferred],
        "locks": [_owner(lock) for lock in (queue.lock, context.door_lock, context.again_lock)],
        "sleeping writers": _sleepers(queue.write_condition),
        "sleeping readers": _sleepers(queue.read_condition),
        "waits": [each.wait for each in bystanders],
        "system": (system.policy, system.loaded, surroundings.ticks, surroundings.syncs, surroundings.halted),
        "softcalls": [_entry(given) if work is finish_backend else None for work, given in softcalls],
        "timers": [(due, work.__name__, context.zone) for due, work, context in timers],
    }


def told(event: Any) -> tuple[Any, ...]:
    """An event of the protocol, without its zone."""
    match event["event"]:
        case "broadcast":
            return ("broadcast", event["condition"], [*event["woke"]])
        case "asked":
            return (
                "asked",
                event["thread"],
                event["door"],
                event["type"],
                event["size"],
                bytes.fromhex(event["bytes"]),
            )
        case "freed":
            return ("freed", [*event["lengths"]])
        case "halted":
            return ("halted", event["reason"], event["line"])
        case "jumped":
            return ("jumped", event["thread"])
        case "synced":
            return ("synced",)
        case name:
            return (name, event["line"])


def _membufs(chain: Chain | None) -> Record | None:
    if chain is None:
        return None
    begins, membufs = 0, []
    for length in chain.lengths:
        membufs.append(bytes(chain.data[begins : begins + length]))
        begins += length
    return (*membufs,)


def _records(record: Chain | None) -> Iterator[Record | None]:
    while record is not None:
        yield _membufs(record)
        record = record.next_record


def _entry(entry: Any) -> tuple[Any, ...]:
    return (entry.event, entry.modifier, entry.flag, entry.time, _membufs(entry.chain))


def _owner(lock: Any) -> str | None:
    return None if lock.owner is None else lock.owner.name


def _sleepers(condition: Any) -> list[str]:
    return [sleeper.name for sleeper in condition.sleepers]
