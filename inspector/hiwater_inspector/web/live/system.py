"""The shipped pipeline on its production surroundings, every lock writing its line, with user threads that take orders.

Each user thread is a thread of the operating system; a call is told before and after, as `hiwater validate` wants it.
"""

import io
import threading
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from hiwater_conform.wire_configuration import configuration_to_wire
from hiwater_impl.lockstep.calls import call_of
from hiwater_impl.lockstep.world import settings_of
from hiwater_impl.pipeline.constants import NO_AUDIT
from hiwater_impl.pipeline.context import ZoneContext
from hiwater_impl.pipeline.outcomes import Halted, Undefined
from hiwater_impl.pipeline.system import AuditSystem
from hiwater_impl.pipeline.thread import AuditThread
from hiwater_impl.surroundings.traced import Traced
from hiwater_inspector.web.live.configuration import header_of, names_of
from hiwater_inspector.web.live.surroundings import LiveSurroundings
from hiwater_model.configuration import Configuration

_NEVER_FULL: Final = 1 << 62
_END_SECONDS: Final = 2.0
Body: TypeAlias = Callable[[AuditThread], Any]


class LiveSystem:
    """The system and its user threads, which begin at once. `line` gets every line, inside the lock concerned."""

    def __init__(self, given: Configuration, line: Callable[..., None], changed: Callable[[], None]) -> None:
        self.broken: str | None = None
        """Why nothing can go on: a halt, or what the C leaves undefined."""
        self._changed = changed
        self.surroundings = LiveSurroundings(self._halted, self.failed, changed)
        self.traced = Traced(self.surroundings, header_of(given), io.BytesIO())
        self.traced.close(complete=False)  # lines go to the recorder: no thread looks for them every 10 ms
        self.traced.line = line
        self.system = AuditSystem(self.traced, settings_of(configuration_to_wire(given)))
        self.traced.watch(self.system.contexts)
        self.surroundings.new_thread = lambda name, zone: AuditThread(self.system, name, zone)
        users = names_of(given)[: len(given.threads)]
        self.callers = tuple(Caller(self, number, AuditThread(self.system, name)) for number, name in enumerate(users))

    @property
    def context(self) -> ZoneContext:
        """The one zone's."""
        return self.system.contexts[0]

    def failed(self, failure: BaseException) -> None:
        """A thread of the system has ended by this."""
        self.broken = self.broken or f"undefined: {failure}"
        self._changed()

    def close(self) -> None:
        """End all threads: writers that sleep are let in, the output thread leaves. What is queued is forgotten."""
        self.traced.line = lambda *_line: None
        self.traced.runs(self.callers[-1].thread)  # whoever broadcasts is a thread of the system
        self.surroundings.set_memory(True)
        for caller in self.callers:
            caller.stop()
        context = self.context
        context.state = NO_AUDIT
        context.queue.high_water = _NEVER_FULL
        context.queue.write_condition.broadcast()
        context.queue.read_condition.broadcast()
        for caller in self.callers:
            caller.join(_END_SECONDS)
        self.surroundings.go_on()
        self.surroundings.close()

    def _halted(self, reason: str, line: int | None) -> None:
        self.broken = self.broken or (reason if line is None else f"{reason} (audit_io.c:{line})")
        self._changed()


class Caller:
    """One user thread: it does what it is told, one order after the other."""

    def __init__(self, live: LiveSystem, number: int, thread: AuditThread) -> None:
        self.live = live
        self.number = number
        self.thread = thread
        self.made = 0
        """Records that it has begun."""
        self.owed = 0
        """Records that it was told to make and has not begun."""
        self.stopping = False
        self._counting = threading.Lock()
        self._orders: deque[Callable[[Caller], None]] = deque()
        self._some = threading.Semaphore(0)
        self._system_thread = threading.Thread(target=self._run, name=f"hiwater live {thread.name}", daemon=True)
        self._system_thread.start()

    def order(self, what: "Callable[[Caller], None]") -> None:
        """Have it do this, behind all that it was told before."""
        self._orders.append(what)
        self._some.release()

    def owe(self, records: int) -> None:
        """It owes so many more, or has begun so many."""
        with self._counting:
            self.owed += records

    def call(self, call: Mapping[str, Any], body: Body | None = None) -> Any:
        """One call, told before and after; what it returned. For the thread itself."""
        traced = self.live.traced
        traced.call_begins(self.thread, call)
        value = (body or call_of(call, self.live.system.contexts))(self.thread)
        traced.call_returns(self.thread, call["function"], list(value) if isinstance(value, tuple) else value)
        return value

    def stop(self) -> None:
        """It ends, once its call has."""
        self.stopping = True
        self._some.release()

    def join(self, seconds: float) -> None:
        """Wait until it has."""
        self._system_thread.join(seconds)

    def _run(self) -> None:
        while True:
            self._some.acquire()
            if self.stopping:
                return
            try:
                self._orders.popleft()(self)
            except Halted:
                return
            except Undefined as failure:
                self.live.failed(failure)
                return
