"""auditon(2): condition, queue control, statistics and host address of a zone (neighbour: auditsys.c).

Each gives 0 or an errno, for the thread's own zone. What is stored without the queue lock says so by a point.
"""

from collections.abc import Iterable

from hiwater_impl.pipeline import tokens
from hiwater_impl.pipeline.chains import cut
from hiwater_impl.pipeline.constants import (
    AUDITING,
    BUFFER_BYTES_LEAST,
    BUFFER_BYTES_MOST,
    DELAY_TICKS_MOST,
    EINVAL,
    EVENT_SYSTEM_BOOT,
    HIGH_WATER_LEAST,
    HIGH_WATER_MOST,
    NO_AUDIT,
)
from hiwater_impl.pipeline.outcomes import JumpLabel
from hiwater_impl.pipeline.producer import finish
from hiwater_impl.pipeline.thread import AuditThread

_MAPPED = bytes(10) + b"\xff\xff"


def set_condition(thread: AuditThread, state: int) -> int:
    """A_SETCOND: AUDITING loads the module if need be and wakes nobody; NOAUDIT wakes both sides, the queue is kept."""
    system = thread.system
    if not system.may_control(thread) or state not in (AUDITING, NO_AUDIT):
        return EINVAL
    context = system.own(thread)
    if state == AUDITING:
        if not system.loaded:
            _load(thread)
        context.state = AUDITING
        return 0
    if context.state == NO_AUDIT:
        return 0
    context.state = NO_AUDIT
    queue = context.queue
    queue.lock.enter(thread, "setcond:lock")
    if queue.writers:
        queue.write_condition.broadcast()
    queue.read_condition.broadcast()
    queue.lock.exit(thread, "setcond:unlock")
    return 0


def _load(thread: AuditThread) -> None:
    """audit_init_module: the first one to turn auditing on makes the boot record."""
    thread.system.loaded = True
    thread.errjmp = True
    thread.label = JumpLabel(live=False)
    finish(thread, cut(tokens.text(b"booting kernel")), EVENT_SYSTEM_BOOT, 0, thread.system.started)


def set_queue_control(thread: AuditThread, high_water: int, low_water: int, buffer_size: int, delay: int) -> int:
    """A_SETQCTRL: marks in records, buffer in bytes, delay in ticks. A negative delay passes (quirk Q35)."""
    system = thread.system
    least, buffer_least = (1, 1) if system.small_limits else (HIGH_WATER_LEAST, BUFFER_BYTES_LEAST)
    if (
        not system.may_control(thread)
        or not 0 <= low_water < high_water
        or not least <= high_water <= HIGH_WATER_MOST
        or not buffer_least <= buffer_size <= BUFFER_BYTES_MOST
        or delay == 0
        or delay > DELAY_TICKS_MOST
    ):
        return EINVAL
    queue = system.own(thread).queue
    queue.lock.enter(thread, "setqctrl:lock")
    queue.high_water, queue.low_water = high_water, low_water
    queue.buffer_size, queue.delay = buffer_size, delay
    if queue.reader and queue.count > queue.low_water:
        queue.read_condition.broadcast()
    if queue.writers and queue.count < queue.high_water:
        queue.write_condition.broadcast()
    queue.lock.exit(thread, "setqctrl:unlock")
    return 0


def get_statistics(thread: AuditThread) -> tuple[int, ...]:
    """A_GETSTAT: the counters in order, read without a lock."""
    return thread.system.own_or_global(thread).counters.values()


def set_statistics(thread: AuditThread, names: Iterable[str]) -> int:
    """A_SETSTAT: the named counters become 0, racing with those who count."""
    if not thread.system.may_control(thread):
        return EINVAL
    counters = thread.system.own(thread).counters
    for name in names:
        setattr(counters, name, 0)
    return 0


def set_host_address(thread: AuditThread, address_type: int, address: bytes) -> int:
    """A_SETKAUDIT: an address of 4 or 16 bytes; one that maps an IPv4 address is stored as that; zeros are none."""
    if not thread.system.may_control(thread):
        return EINVAL
    context = thread.system.own(thread)
    if address_type == 16 and address.startswith(_MAPPED):
        address_type, address = 4, address[len(_MAPPED) :]
    context.host_type, context.host_address = address_type, address
    thread.surroundings.write(thread, "setkaudit:valid", "host valid", context.zone)
    context.host_valid = int(any(address))
    return 0
