"""auditon(2) as properties: policy, queue control, condition, statistics, host address, of the zone of who asks.

What is set is refused as auditon refuses it, by an OSError with EINVAL; and so is what only a broken kernel would do
something with: a negative delay (quirk Q35).
"""

import errno
import ipaddress
import os

from hiwater_impl.library.errors import UnknownName
from hiwater_impl.library.numbers import (
    Condition,
    Policy,
    PolicyWords,
    QueueControl,
    Statistics,
    policy_of,
    statistics_of,
)
from hiwater_impl.library.session import Session
from hiwater_impl.pipeline.constants import (
    BUFFER_BYTES_LEAST,
    BUFFER_BYTES_MOST,
    DELAY_TICKS_MOST,
    HIGH_WATER_LEAST,
    HIGH_WATER_MOST,
)
from hiwater_impl.pipeline.context import COUNTERS, ZoneContext
from hiwater_impl.pipeline.controls import (
    get_statistics,
    set_condition,
    set_host_address,
    set_queue_control,
    set_statistics,
)

QUEUE_LIMITS = (
    "0 <= low water < high water, high water 10 to 100,000, buffer 8,192 to 1,048,576 bytes, delay 1 to 20,000 ticks"
)


class Controls:
    """The part of an audit context that turns its knobs. All of it can be used while records are made."""

    _session: Session

    @property
    def policy(self) -> Policy:
        """The policy (A_GETPOLICY, A_SETPOLICY); bits or words can be set. The daemon is told, and waited for."""
        local = self._seen().policy
        return Policy(self._session.system.policy | local)

    @policy.setter
    def policy(self, words: PolicyWords) -> None:
        bits = policy_of(words)
        session = self._session
        refuse(
            session.control(lambda thread: session.set_policy(bits, thread.zone)),
            f"policy {bits:#x} has bits that do not exist or that are not this zone's to set",
        )

    @property
    def queue_control(self) -> QueueControl:
        """Marks, buffer and delay (A_GETQCTRL, A_SETQCTRL)."""
        queue = self._seen().queue
        return QueueControl(queue.high_water, queue.low_water, queue.buffer_size, queue.delay)

    @queue_control.setter
    def queue_control(self, wanted: QueueControl) -> None:
        if not queue_control_is_allowed(wanted):
            refuse(errno.EINVAL, QUEUE_LIMITS)
        refuse(self._session.control(lambda thread: set_queue_control(thread, *wanted)), QUEUE_LIMITS)

    @property
    def condition(self) -> Condition:
        """Whether auditing is on (A_GETCOND, A_SETCOND). Turned off, it keeps what is queued, and nobody waits."""
        return Condition(self._seen().state)

    @condition.setter
    def condition(self, wanted: Condition) -> None:
        refuse(self._session.control(lambda thread: set_condition(thread, wanted)), "set AUDITING or OFF")
        self._session.wake.set()

    def statistics(self) -> Statistics:
        """The 14 words of au_stat_t, read without a lock (A_GETSTAT); once the context was left, the global zone's."""
        session = self._session
        if session.closed:
            return statistics_of(session.system.contexts[0].counters.values())
        return statistics_of(get_statistics(session.own.thread))

    def reset_statistics(self, *names: str) -> None:
        """Set counters to 0, all if none is named (A_SETSTAT). Raises UnknownName."""
        for name in names:
            if name not in COUNTERS:
                raise UnknownName("counter", name, COUNTERS)
        chosen = names or COUNTERS
        refuse(self._session.control(lambda thread: set_statistics(thread, chosen)), "set policy PERZONE first")

    @property
    def host_address(self) -> str | None:
        """The address that records begin with, or None (A_GETKAUDIT, A_SETKAUDIT)."""
        context = self._seen()
        return str(ipaddress.ip_address(context.host_address)) if context.host_valid else None

    @host_address.setter
    def host_address(self, wanted: str | None) -> None:
        address = packed_address(wanted)
        refuse(
            self._session.control(lambda thread: set_host_address(thread, len(address), address)),
            "set policy PERZONE first",
        )

    def _seen(self) -> ZoneContext:
        """The context called PZ, that the GET commands look at."""
        thread = self._session.own.thread
        return thread.system.own_or_global(thread)


def queue_control_is_allowed(wanted: QueueControl) -> bool:
    """A_SETQCTRL would take it, and the delay is one that a clock can wait for."""
    return (
        0 <= wanted.low_water < wanted.high_water
        and HIGH_WATER_LEAST <= wanted.high_water <= HIGH_WATER_MOST
        and BUFFER_BYTES_LEAST <= wanted.buffer_size <= BUFFER_BYTES_MOST
        and 0 < wanted.delay <= DELAY_TICKS_MOST
    )


def packed_address(address: str | None) -> bytes:
    """4 or 16 bytes; zeros for None. Raises OSError with EINVAL."""
    if address is None:
        return bytes(4)
    try:
        return ipaddress.ip_address(address).packed
    except ValueError:
        advice = f"{address!r} is no address; write it as 192.0.2.1 or 2001:db8::1"
        raise OSError(errno.EINVAL, f"{os.strerror(errno.EINVAL)}: {advice}") from None


def refuse(error: int, advice: str) -> None:
    """Raise what a call returned, unless that is 0."""
    if error:
        raise OSError(error, f"{os.strerror(error)}: {advice}")
