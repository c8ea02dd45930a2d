"""Random calls: every function with arguments that reach its branches, chosen with an eye on the thread's state."""

from bisect import bisect
from collections.abc import Callable
from itertools import accumulate
from random import Random
from typing import Any, Final

from hiwater_conform.random_configurations import ADDRESSES, BUFFERS, random_policy
from hiwater_conform.random_records import long_records, record_pool, token_pool
from hiwater_model.constants import NO_AUDIT, POLICY_HALT, POLICY_PER_ZONE
from hiwater_model.machine import Counters, Machine, Time
from hiwater_model.steps import (
    Arguments,
    AsyncEvent,
    AuClose,
    Audit,
    AuditAsyncDone,
    AuditAsyncDrop,
    AuditAsyncFinish,
    AuditAsyncStart,
    Auditdoor,
    AuDoorio,
    AuDoormsg,
    AuEnqueue,
    AuUwrite,
    AuWrite,
    GetStatistics,
    SetCondition,
    SetKernelAddress,
    SetPolicy,
    SetQueueControl,
    SetStatistics,
    SyscallEnter,
    SyscallExit,
    ThreadExit,
    ZoneShutdown,
)

EVENTS = (0, 1, 112, 112, 113, 153, 154)
_FLAGS = (1, 1, 1, 1, 3, 5, 5, 5, 7, 0, 2, 4)
_MODIFIERS = (0, 0, 0, 1, 0x4000, 0x8000, 0xFFFF)
_SELECTIONS = (1, 1, 2, 3, 3, 0, 4)
# A kernel of 32 bits has seconds of 31.
_TIMES: Final[dict[int, tuple[Time | None, ...]]] = {
    64: (None, None, (5, 6), (0x1_0000_0001, 999_999_999), (0, 0)),
    32: (None, None, (5, 6), (0x7FFF_FFFF, 999_999_999), (0, 0)),
}
_POLICIES_REFUSED = (0x20, 0x8000, 0x7FDF)

# How often each call is begun, in ordinary runs. Administrators are rare: each of their calls changes the scene.
ORDINARY: Final[dict[type, float]] = {
    AuUwrite: 8,
    AuWrite: 8,
    AuClose: 14,
    AuEnqueue: 0.5,
    AuDoorio: 2,
    AuDoormsg: 0.7,
    AuditAsyncStart: 1.5,
    AuditAsyncDone: 1.5,
    AuditAsyncDrop: 0.7,
    AuditAsyncFinish: 2,
    SyscallEnter: 6,
    SyscallExit: 6,
    ThreadExit: 0.5,
    AsyncEvent: 7,
    Audit: 8,
    Auditdoor: 2.5,
    SetCondition: 2.5,
    SetPolicy: 2,
    SetQueueControl: 2,
    GetStatistics: 0.4,
    SetStatistics: 0.3,
    SetKernelAddress: 2,
    ZoneShutdown: 0.3,
}


class RandomCalls:
    """Makes the arguments of calls; `weights` say how often each function is called."""

    def __init__(self, random: Random, weights: dict[type, float] = ORDINARY) -> None:
        self._random = random
        self._below: Callable[[], float] = random.random
        self._tokens, self._records, self._long = token_pool(random), record_pool(random), long_records(random)
        self.weigh(weights)

    def weigh(self, weights: dict[type, float]) -> None:
        """Other weights from now on."""
        self._kinds = list(weights)
        self._ordinary = AuUwrite in weights
        self._weights = list(accumulate(weights.values()))

    def make(self, machine: Machine, number: int) -> Arguments:
        """Arguments of a call that thread `number`, which is idle, may begin."""
        thread = machine.threads[number]
        # Often a thread goes on with the record that it has begun, so that many records get whole.
        if self._ordinary and self._below() < 0.3:
            if thread.descriptor is None:
                return AuUwrite(self.token())
            return AuClose(self._zone(machine, thread.zone), "thread", 1, self._event(), 0, None)
        kind = self._kinds[bisect(self._weights, self._below() * self._weights[-1])]
        return _MAKERS[kind](self, machine, number)  # type: ignore[no-any-return]

    def token(self) -> Any:
        """A token of the pool."""
        return self._tokens[int(self._below() * len(self._tokens))]

    def _of(self, values: Any) -> Any:
        return values[int(self._below() * len(values))]

    def _event(self) -> int:
        chance = self._below()
        if chance < 0.9:
            return EVENTS[int(chance / 0.9 * len(EVENTS))]
        return 309 if chance < 0.995 else 310

    def _time(self, machine: Machine) -> Any:
        return self._of(_TIMES[machine.configuration.width])

    def _zone(self, machine: Machine, own: int) -> int:
        chance = self._below()
        if chance < 0.6:
            return own if machine.policy & POLICY_PER_ZONE else 0
        return int(self._below() * len(machine.zones))

    def _close(self, machine: Machine, number: int) -> AuClose:
        zone = self._zone(machine, machine.threads[number].zone)
        descriptor = "thread" if self._below() < 0.5 else "local"
        return AuClose(zone, descriptor, self._of(_FLAGS), self._event(), self._of(_MODIFIERS), self._time(machine))

    def _doorio(self, machine: Machine, number: int) -> Arguments:
        zone = int(self._below() * len(machine.zones))
        place = machine.zones[zone]
        # Two consumers at once have no defined next act, and neither has a door that is not there.
        avoid = 0.95 if place.draining or place.active or (place.door is None and place.queue.count) else 0.0
        if self._below() < (avoid or (0.7 if place.queue.count == 0 else 0.0)):
            return self._close(machine, number)
        return AuDoorio(zone)

    def _doormsg(self, machine: Machine, number: int) -> Arguments:
        zone = int(self._below() * len(machine.zones))
        code = self._of((1, 1, 2, 2, 0, 3))
        if machine.zones[zone].door is None and code in (1, 2) and self._below() < 0.97:
            return AuDoormsg(zone, 3, 0)
        return AuDoormsg(zone, code, self._of((0, 0x1234, 0xFFFFFFFF)))

    def _condition(self, machine: Machine, number: int) -> SetCondition:
        off = machine.zones[machine.threads[number].zone].state == NO_AUDIT
        return SetCondition(self._of((1, 1, 1, 1, 1, 2, 4) if off else (2, 2, 2, 1, 1, 0)))

    def _policy(self, machine: Machine, number: int) -> SetPolicy:
        policy = random_policy(self._random)
        if machine.threads[number].zone == 0:
            policy |= machine.policy & POLICY_PER_ZONE
            if self._below() < 0.06:
                policy ^= POLICY_PER_ZONE
            if self._below() < 0.15:
                policy |= POLICY_HALT
        return SetPolicy(self._of(_POLICIES_REFUSED) if self._below() < 0.08 else policy)

    def _queue_control(self, machine: Machine, number: int) -> SetQueueControl:
        if self._below() < 0.1:
            return SetQueueControl(
                self._of((0, 5, 100_001)), self._of((0, -1)), self._of((8192, 1)), self._of((1, 0, 20_001))
            )
        if self._below() < 0.2:
            return SetQueueControl(self._of((10, 12, 2)), self._of((0, 1, 9, 12)), self._of((8192, 9000, 8191)), 5)
        high = self._of((1, 2, 3, 4))
        # A delay of 0 or more than 20,000 is refused; a negative one is taken.
        delay = -1 if self._below() < 0.02 else self._of((1, 2, 5, 20))
        return SetQueueControl(high, int(self._below() * high), self._of(BUFFERS), delay)

    def _statistics(self) -> SetStatistics:
        names = Counters._fields
        return SetStatistics(tuple(name for name in names if self._below() < 0.3))

    def _address(self) -> SetKernelAddress:
        address = self._of(ADDRESSES)
        return SetKernelAddress(len(address), address)

    def _async(self, machine: Machine) -> AsyncEvent:
        tokens = tuple(self.token() for _ in range(self._of((1, 1, 1, 2, 2, 3, 0))))
        return AsyncEvent(self._event(), self._of(_SELECTIONS), tokens, self._of(_MODIFIERS), self._time(machine))

    def _audit(self) -> Audit:
        record = self._of(self._long) if self._below() < 0.003 else self._of(self._records)
        return Audit(self._below() < 0.95, record)

    def _shutdown(self, machine: Machine) -> Arguments:
        zone = int(self._below() * len(machine.zones))
        # The global zone, and with it most of a run, ends seldom.
        return ZoneShutdown(zone if zone or self._below() < 0.3 else len(machine.zones) - 1)

    def _message_token(self) -> Any:
        return None if self._below() < 0.04 else self.token()


_DESCRIPTORS = ("thread", "local", "local", "none")
_MAKERS: Final[dict[type, Callable[[Any, Machine, int], Any]]] = {
    AuUwrite: lambda calls, machine, number: AuUwrite(calls._message_token()),
    AuWrite: lambda calls, machine, number: AuWrite(
        "none" if calls._below() < 0.06 else calls._of(("thread", "local")), calls._message_token()
    ),
    AuClose: RandomCalls._close,
    AuEnqueue: lambda calls, machine, number: AuEnqueue(calls.token()),
    AuDoorio: RandomCalls._doorio,
    AuDoormsg: RandomCalls._doormsg,
    AuditAsyncStart: lambda calls, machine, number: AuditAsyncStart(calls._event(), calls._of(_SELECTIONS)),
    AuditAsyncDone: lambda calls, machine, number: AuditAsyncDone(calls._of(_DESCRIPTORS), calls._of((0, 0, 1))),
    AuditAsyncDrop: lambda calls, machine, number: AuditAsyncDrop(calls._of(_DESCRIPTORS), calls._of((0, 1))),
    AuditAsyncFinish: lambda calls, machine, number: AuditAsyncFinish(
        calls._of(("thread", "local")), calls._event(), calls._of(_MODIFIERS), calls._time(machine)
    ),
    SyscallEnter: lambda calls, machine, number: SyscallEnter(
        calls._of((0, 1, 5, 5, 5)), calls._event(), calls._below() < 0.7
    ),
    SyscallExit: lambda calls, machine, number: SyscallExit(),
    ThreadExit: lambda calls, machine, number: ThreadExit(),
    AsyncEvent: lambda calls, machine, number: calls._async(machine),
    Audit: lambda calls, machine, number: calls._audit(),
    Auditdoor: lambda calls, machine, number: Auditdoor(calls._of((7, 8, 9, 7, 8, 9, 7, 8, "bad", "file"))),
    SetCondition: RandomCalls._condition,
    SetPolicy: RandomCalls._policy,
    SetQueueControl: RandomCalls._queue_control,
    GetStatistics: lambda calls, machine, number: GetStatistics(),
    SetStatistics: lambda calls, machine, number: calls._statistics(),
    SetKernelAddress: lambda calls, machine, number: calls._address(),
    ZoneShutdown: lambda calls, machine, number: calls._shutdown(machine),
}
