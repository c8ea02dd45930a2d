"""Events without a process for all integers: the look at high water, and drop, count or halt (audit_io.c:500-521)."""

from hiwater_check.contracts.about import about
from hiwater_check.contracts.skeleton import (
    RECORD,
    SOFTINT,
    START,
    Numbers,
    Seen,
    at_once,
    counted,
    returned,
    run,
    seen,
    with_zone,
    world,
)
from hiwater_model import going_on
from hiwater_model.asynchronous import backend, done
from hiwater_model.asynchronous import start as starting
from hiwater_model.constants import AUDITING, INIT_AUDIT, NO_AUDIT, NO_SPACE, POLICY_HALT, POLICY_PER_ZONE
from hiwater_model.decisions import drop_is_forgiven, halts_by_policy, is_full
from hiwater_model.draft import Draft
from hiwater_model.machine import IDLE, Deferred, Machine, Wait, Zone  # noqa: F401  # IDLE is named in a contract
from hiwater_model.producers import record

_ENTRY = Deferred(1, 0, 3, (0, 0), RECORD)
_BACKEND = backend.Backend(858, _ENTRY)
_FRAMES = (_BACKEND, backend.AsyncBlock(511, _ENTRY))
_LOST = (_BACKEND, backend.AsyncBlock(516, _ENTRY), done.AsyncDrop(768))
_STATES = (AUDITING, NO_AUDIT, INIT_AUDIT, NO_SPACE)


def _softcall(numbers: Numbers, wait: Wait, *frames: object, state: int = 1, word: int = 0) -> Machine:
    zone = START.zones[0]._replace(state=state)
    before = world(numbers, wait, *frames, actor=SOFTINT, zone=zone, locked=wait.kind == "exit")
    return before._replace(policy=word)


@about("ABLOCK-01", backend.queue_lock_entered, is_full)
def asynchronous_look(numbers: Numbers) -> Seen:
    """At high water or above the record will be lost; the lock is left in both cases, so the look can be overtaken.

    post: (__return__.wait == Wait("exit", 514, "queue lock", 0)) == (numbers.length >= numbers.high_water)
    post: (__return__.wait == Wait("exit", 519, "queue lock", 0)) == (numbers.length < numbers.high_water)
    post: __return__.numbers == numbers and __return__.woken == () and __return__.rest_kept
    """
    wanted = Wait("enter", 511, "queue lock", 0)
    return seen(_softcall(numbers, wanted, *_FRAMES), "queue_lock", SOFTINT)


@about("ABLOCK-02", backend.full, done.begin_drop_in_backend, done._lose)
def asynchronous_loss(numbers: Numbers) -> Seen:
    """The record is freed and the global policy will decide; the queue is left as it is.

    post: __return__.wait == Wait("read", 768, "global policy") and __return__.numbers == numbers
    post: __return__.frames == _LOST
    post: __return__.woken == () and __return__.rest_kept
    """
    return seen(_softcall(numbers, Wait("exit", 514, "queue lock", 0), *_FRAMES), "queue_lock", SOFTINT, (RECORD,))


@about("ABLOCK-02 BACK-02 BACK-03", backend.room, backend.fullness_known)
def asynchronous_room(numbers: Numbers, event: int) -> Seen:
    """The record is closed with no further look at high water, with its saved time but for the event EXITPROM.

    post: __return__.frames == _closing(event)
    post: __return__.wait == Wait("read", 254, "state", 0) and __return__.numbers == numbers
    post: __return__.woken == () and __return__.rest_kept
    """
    entry = _ENTRY._replace(event=event)
    frames = (backend.Backend(858, entry), backend.AsyncBlock(511, entry))
    return seen(_softcall(numbers, Wait("exit", 519, "queue lock", 0), *frames), "queue_lock", SOFTINT)


def _closing(event: int) -> tuple[object, ...]:
    at, time = (872, None) if event == 154 else (875, _ENTRY.time)
    return (
        backend.Backend(at, _ENTRY._replace(event=event)),
        record.CloseTime(254, 0, RECORD, _ENTRY.flag, event, _ENTRY.modifier, time),
    )


@about("DROP-02", done.policy_read, halts_by_policy)
def loss_by_policy(numbers: Numbers, halts: bool, per_zone: bool) -> Seen:
    """Without AHLT the loss is only counted; with it the state decides.

    post: (__return__.wait == Wait("read", 769, "state", 0)) == halts
    post: (__return__.wait == Wait("count", 771, "dropped", 0, 1)) == (not halts)
    post: __return__.numbers == numbers and __return__.woken == () and __return__.rest_kept
    """
    word = (POLICY_HALT if halts else 0) + (POLICY_PER_ZONE if per_zone else 0)
    return seen(_softcall(numbers, Wait("read", 768, "global policy", None), *_LOST, word=word), "", SOFTINT)


@about("DROP-02", done.state_read, drop_is_forgiven)
def loss_by_state(numbers: Numbers, state: int) -> Seen:
    """Under AHLT only INIT_AUDIT counts; every other state, even with auditing off, syncs the disks to halt.

    post: (__return__.wait == Wait("count", 771, "dropped", 0, 1)) == (state == 4)
    post: (__return__.wait == Wait("sync", 781, "disks", None)) == (state != 4)
    post: __return__.numbers == numbers and __return__.woken == () and __return__.rest_kept
    """
    return seen(_softcall(numbers, Wait("read", 769, "state", 0), *_LOST, state=state, word=2), "", SOFTINT)


@about(
    "DROP-02 ABLOCK-02 BACK-05",
    done.drop_counted,
    backend.fullness_known,
    backend.dropped,
    going_on._do_pending,
    Draft.count,
)
def loss_counted(numbers: Numbers, dropped: int) -> tuple[Seen, int]:
    """One more is dropped, modulo 2^32, and the softcall is over without counting the record as generated.

    pre: 0 <= dropped < 2**32
    post: __return__[0] == Seen(IDLE, (), numbers, (), True)
    post: __return__[1] == (dropped + 1) % 2**32
    """
    before = _softcall(numbers, Wait("count", 771, "dropped", 0, 1), *_LOST)
    return counted(before, "dropped", dropped, SOFTINT)


@about("DROP-03", done.synced_once, done._sync)
def first_sync(numbers: Numbers) -> bool:
    """The disks are synced, and will be once more.

    post: __return__
    """
    before = _softcall(numbers, Wait("sync", 781, "disks", None), *_LOST, word=2)
    after, events = run(before, SOFTINT)
    told = [type(event).__name__ for event in events]
    assert after.threads[SOFTINT].wait == Wait("sync", 782, "disks", None)
    thread = before.threads[SOFTINT]._replace(wait=after.threads[SOFTINT].wait)
    threads = (*before.threads[:SOFTINT], thread, *before.threads[SOFTINT + 1 :])
    return after == before._replace(threads=threads, syncs=1) and told == ["Synced"]


@about("DROP-03", done.synced_twice, Draft.halt)
def halting(numbers: Numbers) -> bool:
    """The second sync is the last that happens; the machine is halted by a panic, and nothing else has changed.

    post: __return__
    """
    before = _softcall(numbers, Wait("sync", 782, "disks", None), *_LOST, word=2)
    after, events = run(before, SOFTINT)
    told = [event[1:] for event in events]
    return after == before._replace(halted="panic", syncs=1) and told == [(), ("panic", 787)]


@about("DROP-02 DROP-03", done.policy_read, done.state_read, done.synced_once, done.synced_twice, done._sync)
def drop_or_halt(numbers: Numbers, halts: bool, choice: int) -> bool:
    """The whole decision: the machine halts, after two syncs, if AHLT is set and the state is not INIT_AUDIT.

    pre: 0 <= choice < 4
    post: __return__ == (halts and choice != 2)
    """
    word = POLICY_HALT if halts else 0
    before = _softcall(numbers, Wait("read", 768, "global policy", None), *_LOST, state=_STATES[choice], word=word)
    after = at_once(before, SOFTINT)
    halted = after.halted == "panic"
    assert after.syncs == (2 if halted else 0)
    assert after.zones[0].counters.dropped == (0 if halted else 1)
    return halted


@about("START-01", starting.state_read, starting.state_read_again)
def asynchronous_start(first: int, second: int) -> bool:
    """An event is looked at if the state reads AUDITING at first, or INIT_AUDIT at the second reading; else 1 is said.

    post: __return__ == (first == 1 or second == 4)
    """
    frame = starting.AsyncStart(800, 1, 1)
    before = world(Numbers(0, 1, 0, 0, 0), Wait("read", 800, "state", 0), frame, zone=_zone_in(first))
    before = before._replace(threads=(before.threads[0]._replace(function="start"), *before.threads[1:]))
    after, events = run(before)
    if after.threads[0].wait == Wait("read", 801, "state", 0):
        assert first != 1
        after, events = run(with_zone(after, _zone_in(second)))
    looked_at = after.threads[0].wait == Wait("read", 811, "info", 0)
    assert returned(events) == ([] if looked_at else [1])
    return looked_at


def _zone_in(state: int) -> Zone:
    return START.zones[0]._replace(state=state)
